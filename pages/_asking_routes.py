"""What patients may do with their own answers: fetch a copy, put one right, ask staff, say that a page failed.

Nothing that was sent is changed or removed by any of it: it is laid before staff beside the answers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from intake.notices import PROBLEMS, NoticeKind
from intake.plain_text import tidy
from intake.questionnaire import Question, questionnaire
from intake.referral import NoteKind
from pages._aftercare_routes import for_patients, said
from pages._afterwards import Typed, afterwards, first
from pages._clock import now
from pages._guest import AGAIN, Endpoint, Guest, plain_page, where_ended
from pages._patient_words import speak
from reports import notes, pdf

OTHER = "other"
LONGEST = 2_000
ASKS = (NoticeKind.COPY, NoticeKind.DELETION)
CORRECT_PAGE, ASK_PAGE = "correct", "ask"
FILE = "my-answers.pdf"
BORN_ASKED_AGAIN_AFTER = timedelta(hours=1)

View = Callable[[Request, Typed, Guest], Response]


def _sent(view: View) -> Endpoint:
    """The view for somebody whose answers were sent within the last weeks."""

    def answer(request: Request, typed: Typed, guest: Guest) -> Response:
        place = where_ended(guest) or "/emergency"
        if place != "/sent":
            return RedirectResponse(place, 303)
        here = afterwards(guest.store, guest.clinic, guest.invitation, now())
        return view(request, typed, guest) if here and here.is_within_reach else RedirectResponse("/sent", 303)

    return for_patients(answer)


def my_answers(_request: Request, _typed: Typed, guest: Guest) -> Response:
    """`/my-answers.pdf`: what this person answered, as their own copy. Each one is on the audit trail.

    Only soon after the date of birth was typed: a browser that others use too may hold the session for days.
    """
    if now() - guest.here.session.opened_at > BORN_ASKED_AGAIN_AFTER:
        return said(guest, "after.again", "after.again_text")
    reference = str(guest.invitation.reference)
    note = notes.draft(NoteKind.ANSWERS, guest.store.cases.read(reference), "", now())
    copy = pdf.typeset(note)
    guest.store.audit.note("Patient", "took a copy of the answers", reference, now())
    headers = {"content-disposition": f'inline; filename="{FILE}"'}
    return Response(copy, media_type="application/pdf", headers=headers)


# --- Put an answer right -----------------------------------------------------------------------------------


def correct(request: Request, typed: Typed, guest: Guest) -> Response:
    """`/correct`: which answer, and what it should say; put beside it, never in its place."""
    if request.method == "GET":
        return _correct_page(request, guest)
    which, text = first(typed, "which"), tidy(first(typed, "text"))
    if _correct_problems(which, text):
        kept = {"which": (which,), "text": (text,)}
        guest.store.aftercare.keep_typed(guest.invitation.id, CORRECT_PAGE, kept, now())
        return RedirectResponse(f"/correct?{AGAIN}=empty", 303)
    about = "" if which == OTHER else which
    guest.store.aftercare.ask(str(guest.invitation.reference), NoticeKind.CORRECTION, text, about, now())
    guest.store.aftercare.drop_typed(guest.invitation.id, CORRECT_PAGE)
    return RedirectResponse("/correct?done=1", 303)


def _correct_page(request: Request, guest: Guest) -> Response:
    if "done" in request.query_params:
        return said(guest, "correct.done", "correct.done_text")
    again = AGAIN in request.query_params
    typed = guest.store.aftercare.typed(guest.invitation.id, CORRECT_PAGE, now()) if again else {}
    wrong = _correct_problems(first(typed, "which"), first(typed, "text")) if again else []
    values: dict[str, Any] = {
        "typed": typed,
        "problems": [(field, speak(guest.clinic)(f"correct.{key}")) for field, key in wrong],
        "sections": _questions_by_section(),
        "longest": LONGEST,
    }
    return plain_page("correct", "correct.title", guest.clinic, prefetch=False, **values)


def _questions_by_section() -> list[tuple[str, list[Question]]]:
    """Every question that patients are asked: which were answered is not shown."""
    by_section: dict[str, list[Question]] = {}
    for page in questionnaire().pages:
        by_section.setdefault(page.section, []).extend(q for q in page.questions if not q.by_staff)
    return list(by_section.items())


def _correct_problems(which: str, text: str) -> list[tuple[str, str]]:
    """Each field that is wrong, with the wording's key."""
    problems = [] if which == OTHER or which in questionnaire().questions else [("which", "no_which")]
    if not text:
        problems.append(("text", "no_text"))
    elif len(text) > LONGEST:
        problems.append(("text", "long"))
    return problems


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
    values: dict[str, Any] = {"typed": typed, "problems": problems, "asks": ASKS}
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
    """To the case where there is one; always to the audit trail."""
    words = speak(None)(f"report.{which}")
    if guest.invitation.reference:
        guest.store.aftercare.ask(guest.invitation.reference, NoticeKind.PROBLEM, words, which, now())
    else:
        guest.store.audit.note("Patient", f"reported a problem: {words}", None, now())


def _report_page(request: Request, guest: Guest) -> Response:
    if "done" in request.query_params:
        return said(guest, "report.done", "report.done_text")
    problems = [(PROBLEMS[0], speak(guest.clinic)("report.empty"))] if AGAIN in request.query_params else []
    return plain_page("report", "report.title", guest.clinic, prefetch=False, problems=problems, choices=PROBLEMS)


ASKING_ROUTES = [
    Route(f"/{FILE}", _sent(my_answers)),
    Route("/correct", _sent(correct), methods=["GET", "POST"]),
    Route("/ask", _sent(ask), methods=["GET", "POST"]),
    Route("/report", for_patients(report), methods=["GET", "POST"]),
]
