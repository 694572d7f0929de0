"""`/correct`: put an answer right. Which question, then that question again, with room for words of one's own.

What was sent stays as it is. What is said here counts at once where it says more: a sign that must not wait leads to
the page that says to call before anything else, and what it brings up is asked straight away.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from intake import reception
from intake.cases import CaseFile
from intake.correction import Correction, opened
from intake.form import Answer, Question
from intake.plain_text import tidy
from intake.questionnaire import questionnaire
from intake.store import StoreUnavailable
from intake.urgency import Urgency
from pages._after_pages import call_now, case_of, said, sent_lately, show, signs_named, signs_page
from pages._afterwards import Typed, afterwards, first, only
from pages._clock import now
from pages._guest import AGAIN, Guest
from pages._patient_words import speak
from pages._steps import CALL_NOW, NONE, SIGNS, UNTOLD

OTHER = "other"
LONGEST = 2_000
PAGE = "correct"
FULL = "full"
WHICH, ANSWER, DONE = "/correct", "/correct/answer", "/correct?done=1"

# --- Which answer ------------------------------------------------------------------------------------------


def correct(request: Request, typed: Typed, guest: Guest) -> Response:
    """`/correct`: which answer it is."""
    if request.method == "GET":
        return _which_page(request, guest)
    which = first(typed, "which")
    if not _is_asked(which):
        return RedirectResponse(f"{WHICH}?{AGAIN}=empty", 303)
    _keep(guest, which=which)
    return RedirectResponse(ANSWER, 303)


def _which_page(request: Request, guest: Guest) -> Response:
    if "done" in request.query_params:
        return said(guest, "correct.done", "correct.done_text")
    problems = [("which", speak(guest.clinic)("correct.no_which"))] if AGAIN in request.query_params else []
    here = afterwards(guest.store, guest.clinic, guest.invitation, now())
    values: dict[str, Any] = {"sections": _questions_by_section(), "check_is_open": here and here.check_is_open}
    return show("correct", "correct.title", guest, problems=problems, **values)


def _questions_by_section() -> list[tuple[str, list[Question]]]:
    """Every question that patients are asked: which were answered is not shown."""
    by_section: dict[str, list[Question]] = {}
    for page in questionnaire().pages:
        by_section.setdefault(page.section, []).extend(q for q in page.questions if not q.by_staff)
    return list(by_section.items())


def _is_asked(which: str) -> bool:
    question = questionnaire().questions.get(which)
    return which == OTHER or (question is not None and not question.by_staff)


def _keep(guest: Guest, **fields: str | tuple[str, ...]) -> None:
    kept = {name: (value,) if isinstance(value, str) else value for name, value in fields.items()}
    guest.store.aftercare.keep_typed(guest.invitation.id, PAGE, kept, now())


# --- What it should say ----------------------------------------------------------------------------------


def answer(request: Request, typed: Typed, guest: Guest) -> Response:
    """`/correct/answer`: the question again. What is posted names it, so that two tabs cannot be mixed up."""
    if request.method == "GET":
        return _answer_page(request, guest)
    which = first(typed, "about")
    if not _is_asked(which):
        return RedirectResponse(WHICH, 303)
    if which == SIGNS:
        return _signs(typed, guest)
    given, words = _given(which, typed), tidy(first(typed, "text"))
    kept = guest.store.aftercare.typed(guest.invitation.id, PAGE, now())
    more = {"more": kept["more"]} if "more" in kept else {}
    if _problem(which, given, words):
        _keep(guest, which=which, given=given, text=words, **more)
        return RedirectResponse(f"{ANSWER}?{AGAIN}=empty", 303)
    if _is_full(guest, kept, _correction(guest, which, given, words)):
        _keep(guest, which=which, given=given, text=words, **more)
        return RedirectResponse(f"{ANSWER}?{AGAIN}={FULL}", 303)
    return _put_right(guest, which, given, words, more.get("more", ()))


def _is_full(guest: Guest, kept: Typed, said: Correction) -> bool:
    """Whether this day takes no more of these; what an answer brought up was asked by us, and is always taken."""
    was_brought_up = "more" in kept and first(kept, "which") == (said.about or OTHER)
    return not was_brought_up and not reception.is_taken_today(case_of(guest), said, now())


def _signs(typed: Typed, guest: Guest) -> Response:
    """The list of signs again: anything but *none* is told to the clinic and to the patient at once."""
    named = signs_named(typed)
    if not named:
        return RedirectResponse(f"{ANSWER}?{AGAIN}=empty", 303)
    return RedirectResponse(DONE, 303) if named == (NONE,) else call_now(guest, named)


def _answer_page(request: Request, guest: Guest) -> Response:
    typed = guest.store.aftercare.typed(guest.invitation.id, PAGE, now())
    which = first(typed, "which")
    if not _is_asked(which):
        return RedirectResponse(WHICH, 303)
    if which == SIGNS:
        return signs_page(request, guest, ANSWER, "correct.title")
    wrong = _said_wrong(request.query_params.get(AGAIN, ""), which, typed)
    values: dict[str, Any] = {
        "typed": typed if wrong else {},
        "about": which,
        "question": questionnaire().questions.get(which),
        "heading": _heading(which),
        "is_more": "more" in typed,
        "problems": [(wrong[0], speak(guest.clinic)(f"correct.{wrong[1]}"))] if wrong else [],
    }
    return show("correct-answer", "correct.title", guest, **values)


def _said_wrong(again: str, which: str, typed: Typed) -> tuple[str, str] | None:
    """The field and the wording's key of what kept it from being taken in; None on a page that is new."""
    if again == FULL:
        return "text", FULL
    return _problem(which, typed.get("given", ()), first(typed, "text")) if again else None


def _heading(which: str) -> str:
    """What a follow-up is about, which alone would not say it; empty for a question that stands by itself."""
    question = questionnaire().questions.get(which)
    return questionnaire().page(question.page).heading if question and question.ask_when else ""


def _given(which: str, typed: Typed) -> tuple[str, ...]:
    question = questionnaire().questions.get(which)
    return only(typed, "given", tuple(question.by_code)) if question else ()


def _problem(which: str, given: tuple[str, ...], words: str) -> tuple[str, str] | None:
    """The field that is wrong, and the wording's key for it."""
    question = questionnaire().questions.get(which)
    choices = question.by_code if question else {}
    if len(given) > 1 and (any(choices[code].alone for code in given) or (question and question.type != "choices")):
        return f"g-{given[0]}", "alone"
    if len(words) > LONGEST:
        return "text", "long"
    if not given and not words:
        return (f"g-{next(iter(choices))}", "no_answer") if choices else ("text", "no_text")
    return None


def _put_right(guest: Guest, which: str, given: tuple[str, ...], words: str, more: tuple[str, ...]) -> Response:
    before, correction = case_of(guest), _correction(guest, which, given, words)
    try:
        case = reception.correct(guest.store, guest.invitation, correction, now(), guest.here.session.id)
    except StoreUnavailable:
        if not reception.would_be_emergency(before, correction):
            raise
        return RedirectResponse(UNTOLD, 303)  # whoever has a sign is told to call, whatever else fails
    if _emergencies(case) - _emergencies(before):
        return RedirectResponse(CALL_NOW, 303)
    brought_up = opened(before.answers, case.answers, questionnaire())
    return _go_on(guest, tuple(dict.fromkeys(link for link in (*brought_up, *more) if link != which)))


def _correction(guest: Guest, which: str, given: tuple[str, ...], words: str) -> Correction:
    question = questionnaire().questions.get(which)
    again: Answer | None = (given if question and question.type == "choices" else given[0]) if given else None
    by = guest.typist.hand_words if guest.typist else ""
    return Correction("" if which == OTHER else which, again, words, by)


def _emergencies(case: CaseFile) -> set[str]:
    return {finding.row.id for finding in case.assessment.raised if finding.row.urgency is Urgency.EMERGENCY}


def _go_on(guest: Guest, more: tuple[str, ...]) -> Response:
    """What the answer brings up is asked at once; whoever leaves it out is rung."""
    if not more:
        guest.store.aftercare.drop_typed(guest.invitation.id, PAGE)
        return RedirectResponse(DONE, 303)
    _keep(guest, which=more[0], more=more[1:])
    return RedirectResponse(ANSWER, 303)


CORRECTING_ROUTES = [
    Route("/correct", sent_lately(correct), methods=["GET", "POST"]),
    Route("/correct/answer", sent_lately(answer), methods=["GET", "POST"]),
]
