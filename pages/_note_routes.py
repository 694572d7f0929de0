"""Documents leave here and nowhere else: signed-in staff only, never kept by a browser, each download on record."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from intake import access
from intake.people import Account
from intake.referral import NoteKind
from intake.store import NoSuchCase, PaperChanged
from pages._clock import now
from pages._gate import STAFF, Current, current
from reports import notes, pdf


async def draft(request: Request) -> Response:
    """`/notes/{reference}/{kind}/draft.pdf`: the note as it would be now, DRAFT across every page."""
    return await run_in_threadpool(_answer, request, None)


async def final(request: Request) -> Response:
    """`/notes/{reference}/{kind}/{version}.pdf`: a signed version, the same bytes every time."""
    return await run_in_threadpool(_answer, request, request.path_params["version"])


def _answer(request: Request, version: int | None) -> Response:
    """The document, or one plain refusal that does not tell a wrong address from a forbidden one."""
    here = current(request, STAFF)
    account = here.store.accounts.read(here.session.subject_id) if here else None
    if here is None or account is None:
        return PlainTextResponse("Sign in first, then open the document from its case.", 403)
    if not access.can_read_answers(account):
        return PlainTextResponse("To open a document, ask a clinician.", 403)
    try:
        kind = NoteKind(request.path_params["kind"])
        return _document(here, account, request.path_params["reference"], kind, version)
    except (ValueError, NoSuchCase, LookupError):
        return PlainTextResponse("There is no such document. Open it from its case.", 404)


def _document(here: Current, account: Account, reference: str, kind: NoteKind, version: int | None) -> Response:
    case = here.store.cases.read(reference)
    if version is None:
        note = notes.draft(kind, case, here.store.documents.question(reference, kind), now())
        data = pdf.typeset(note)
    else:
        signed = next((r for r in case.referrals if (r.kind, r.version) == (kind, version)), None)
        if signed is None:
            raise LookupError(f"{kind} has no version {version}")
        try:
            data = here.store.documents.paper(signed)
        except PaperChanged as problem:
            here.store.audit.note(account.name, f"{kind} v{version} differs from what was signed", reference, now())
            return PlainTextResponse(str(problem), 500)
    what = f"opened {kind} {'draft' if version is None else f'v{version}'}"
    here.store.audit.note(account.name, what, reference, now())
    name = notes.file_name(kind, reference, version)
    return Response(data, media_type="application/pdf", headers={"content-disposition": f'inline; filename="{name}"'})


NOTE_ROUTES = [
    Route("/notes/{reference}/{kind}/draft.pdf", draft),
    Route("/notes/{reference}/{kind}/{version:int}.pdf", final),
]
