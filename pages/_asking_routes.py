"""What patients may do with their own answers: fetch a copy, ask staff, say that a page failed.

Nothing that was sent is changed or removed by any of it: it is laid before staff beside the answers.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from intake.notices import PROBLEM_WORDS, PROBLEMS, NoticeKind
from intake.plain_text import tidy
from intake.referral import NoteKind
from pages._after_pages import for_patients, said, sent_lately
from pages._afterwards import Typed, first
from pages._clock import now
from pages._guest import AGAIN, Guest, page_of, plain_page
from pages._patient_words import speak
from reports import notes, pdf

OTHER = "other"
LONGEST = 2_000
ASKS = (NoticeKind.COPY, NoticeKind.DELETION)
ASK_PAGE = "ask"
FILE = "my-answers.pdf"
BORN_ASKED_AGAIN_AFTER = timedelta(hours=1)


def my_answers(_request: Request, _typed: Typed, guest: Guest) -> Response:
    """`/my-answers.pdf`: what this person answered, as their own copy. Each one is on the audit trail.

    Only soon after the date of birth was typed: a browser that others use too may hold the session for days.
    """
    if now() - guest.here.session.opened_at > BORN_ASKED_AGAIN_AFTER:
        return said(guest, "after.again", "after.again_text")
    reference = str(guest.invitation.reference)
    note = notes.draft(NoteKind.ANSWERS, guest.store.cases.read(reference), "", now())
    copy = pdf.typeset(note, guest.clinic.logo)
    guest.store.audit.note("Patient", "took a copy of the answers", reference, now())
    headers = {"content-disposition": f'inline; filename="{FILE}"'}
    return Response(copy, media_type="application/pdf", headers=headers)


# --- Ask staff ---------------------------------------------------------------------------------------------


def ask(request: Request, typed: Typed, guest: Guest) -> Response:
    """`/ask`: for a copy of the records, or for deletion. It goes to staff; nothing is deleted by it."""
    if request.method == "GET":
        return _ask_page(request, guest)
    chosen, text = first(typed, "what"), tidy(first(typed, "text"), LONGEST)
    if chosen not in ASKS:
        guest.store.aftercare.keep_typed(guest.invitation.id, ASK_PAGE, {"text": (text,)}, now())
        return RedirectResponse(f"/ask?{AGAIN}=empty", 303)
    guest.store.aftercare.ask(str(guest.invitation.reference), NoticeKind(chosen), text, "", now())
    guest.store.aftercare.drop_typed(guest.invitation.id, ASK_PAGE)
    return RedirectResponse("/ask?done=1", 303)


def _ask_page(request: Request, guest: Guest) -> Response:
    if "done" in request.query_params:
        return said(guest, "ask.done", "ask.done_text")
    again = AGAIN in request.query_params
    typed = guest.store.aftercare.typed(guest.invitation.id, ASK_PAGE, now()) if again else {}
    problems = [(ASKS[0].value, speak(guest.clinic)("ask.empty"))] if again else []
    values: dict[str, Any] = {"typed": typed, "problems": problems, "asks": ASKS, "whose": page_of(guest)}
    return plain_page("ask", "ask.title", guest.clinic, prefetch=False, **values)


# --- Report a problem --------------------------------------------------------------------------------------


def report(request: Request, typed: Typed, guest: Guest) -> Response:
    """`/report`: what was wrong with the pages, chosen from a list, so that nobody writes about their health here."""
    if request.method == "GET":
        return _report_page(request, guest)
    which = first(typed, "which")
    if which not in PROBLEMS:
        return RedirectResponse(f"/report?{AGAIN}=empty", 303)
    _pass_on(which, guest)
    return RedirectResponse("/report?done=1", 303)


def _pass_on(which: str, guest: Guest) -> None:
    """To the case where there is one; else to staff beside the invitations."""
    if guest.invitation.reference:
        words = PROBLEM_WORDS[which]
        guest.store.aftercare.ask(guest.invitation.reference, NoticeKind.PROBLEM, words, which, now())
    else:
        guest.store.problems.report(guest.invitation.id, which, now())


def _report_page(request: Request, guest: Guest) -> Response:
    if "done" in request.query_params:
        return said(guest, "report.done", "report.done_text")
    problems = [(PROBLEMS[0], speak(guest.clinic)("report.empty"))] if AGAIN in request.query_params else []
    values: dict[str, Any] = {"problems": problems, "choices": PROBLEMS, "whose": page_of(guest)}
    return plain_page("report", "report.title", guest.clinic, prefetch=False, **values)


ASKING_ROUTES = [
    Route(f"/{FILE}", sent_lately(my_answers)),
    Route("/ask", sent_lately(ask), methods=["GET", "POST"]),
    Route("/report", for_patients(report), methods=["GET", "POST"]),
]
