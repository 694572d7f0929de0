"""Documents leave here and nowhere else: signed-in staff only, never kept by a browser, each download on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from intake import access
from intake.cases import CaseFile
from intake.referral import NoteKind, Referral
from intake.store import NoSuchCase, PaperChanged
from pages._clock import now
from pages._gate import STAFF, Current, current
from reports import fhir, notes, pdf


class Form(NamedTuple):
    """How a document leaves: its media type and how its file's name ends."""

    media_type: str
    ending: str
    is_shown: bool = False


PDF = Form("application/pdf", "pdf", is_shown=True)
FHIR = Form("application/fhir+json", "json")
WITH_RECORD = Form("application/pdf", "record.pdf")


async def draft(request: Request) -> Response:
    """`/notes/{reference}/{kind}/draft.pdf`: the note as it would be now, DRAFT across every page."""
    return await run_in_threadpool(_answer, request, _draft)


async def final(request: Request) -> Response:
    """`/notes/{reference}/{kind}/{version}.pdf`: a signed version, the same bytes every time."""
    return await run_in_threadpool(_answer, request, _final)


async def bundle(request: Request) -> Response:
    """`/notes/{reference}/{kind}/{version}.json`: a signed version as a FHIR R4 bundle, the paper in it."""
    return await run_in_threadpool(_answer, request, _bundle)


async def with_record(request: Request) -> Response:
    """`/notes/{reference}/{kind}/{version}.record.pdf`: what was signed, set with its FHIR bundle inside."""
    return await run_in_threadpool(_answer, request, _with_record)


@dataclass(frozen=True)
class Asked:
    """What somebody signed in has asked for: which document of which case, and their name for the audit trail."""

    here: Current
    who: str
    case: CaseFile
    kind: NoteKind
    version: int

    def note(self, what: str) -> None:
        """Put it on the audit trail of the case."""
        self.here.store.audit.note(self.who, what, self.case.reference, now())


def _answer(request: Request, serve: Callable[[Asked], Response]) -> Response:
    """The document, or one plain refusal that does not tell a wrong address from a forbidden one."""
    here = current(request, STAFF)
    account = here.store.accounts.read(here.session.subject_id) if here else None
    if here is None or account is None:
        return PlainTextResponse("Sign in first, then open the document from its case.", 403)
    if not access.can_read_answers(account):
        return PlainTextResponse("To open a document, ask a clinician.", 403)
    try:
        at = request.path_params
        case = here.store.cases.read(at["reference"])
        return serve(Asked(here, account.name, case, NoteKind(at["kind"]), at.get("version", 0)))
    except (ValueError, NoSuchCase, LookupError):
        return PlainTextResponse("There is no such document. Open it from its case.", 404)


def _draft(asked: Asked) -> Response:
    reference = asked.case.reference
    documents = asked.here.store.documents
    question, chosen = documents.question(reference, asked.kind), documents.chosen(reference, asked.kind)
    data = pdf.typeset(notes.draft(asked.kind, asked.case, question, now(), chosen), asked.case.clinic.logo)
    asked.note(f"opened {asked.kind} draft")
    return _file(data, PDF, "inline", notes.file_name(asked.kind, reference))


def _final(asked: Asked) -> Response:
    """The paper as it was signed; that a version was withdrawn stands in its file name, never in its bytes."""
    return _paper(asked, PDF, "opened", lambda _, paper: paper)


def _bundle(asked: Asked) -> Response:
    def in_json(signed: Referral, paper: bytes) -> bytes:
        return fhir.signed_bundle(asked.case, signed, paper)

    return _paper(asked, FHIR, "downloaded the FHIR bundle of", in_json)


def _with_record(asked: Asked) -> Response:
    """Set again from what was signed: the paper that was signed is never written on."""

    def with_it(signed: Referral, _: bytes) -> bytes:
        return pdf.typeset(notes.from_json(signed.content), asked.case.clinic.logo, fhir.inside(asked.case, signed))

    return _paper(asked, WITH_RECORD, "downloaded with its record", with_it)


def _paper(asked: Asked, form: Form, done: str, made: Callable[[Referral, bytes], bytes]) -> Response:
    """A signed version in this form. Raises LookupError where there is none."""
    case, kind, version = asked.case, asked.kind, asked.version
    signed = next((r for r in case.referrals if (r.kind, r.version) == (kind, version)), None)
    if signed is None:
        raise LookupError(f"{kind} has no version {version}")
    try:
        data = made(signed, asked.here.store.documents.paper(signed))
    except PaperChanged as problem:
        asked.note(f"{kind} v{version} differs from what was signed")
        return PlainTextResponse(str(problem), 500)
    withdrawn = any(r.kind is kind and r.version > version for r in case.referrals)
    asked.note(f"{done} {kind} v{version}{', withdrawn' if withdrawn else ''}")
    name = notes.file_name(kind, case.reference, version, withdrawn=withdrawn, form=form.ending)
    return _file(data, form, "inline" if form.is_shown else "attachment", name)


def _file(data: bytes, form: Form, how: str, name: str) -> Response:
    return Response(data, media_type=form.media_type, headers={"content-disposition": f'{how}; filename="{name}"'})


NOTE_ROUTES = [
    Route("/notes/{reference}/{kind}/draft.pdf", draft),
    Route("/notes/{reference}/{kind}/{version:int}.pdf", final),
    Route("/notes/{reference}/{kind}/{version:int}.json", bundle),
    Route("/notes/{reference}/{kind}/{version:int}.record.pdf", with_record),
]
