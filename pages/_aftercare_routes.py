"""`/plan`, `/journal`, `/check`: four weeks of watching, on plain pages without a script.

Reached from the same link with the date of birth once the answers were sent. Whoever was told to call for help is
sent to that page instead. Nothing that was written is shown again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from intake import journal as journals
from intake import since, weekly
from intake.cases import CaseFile, IntakeKind, answers_in_force
from intake.clocks import local
from intake.journal import JournalEntry
from intake.plain_text import tidy
from intake.questionnaire import questionnaire
from intake.self_care import five_steps
from intake.urgency import Urgency
from pages._after_pages import (
    call_now,
    case_of,
    for_patients,
    place_codes,
    receive,
    said,
    show,
    signs_named,
    signs_page,
)
from pages._afterwards import Afterwards, Typed, afterwards, first, only
from pages._clock import now
from pages._guest import AGAIN, Endpoint, Guest, where_ended
from pages._patient_words import promised_by, speak
from pages._plain import day
from pages._steps import CALL_NOW, NONE, TOLD_EARLIER

YES_NO_CODES = ("yes", "no", "not-sure")
SIGNS_PAGE, CHANGES_PAGE, JOURNAL_PAGE = "signs", "changes", "journal"

Step = Callable[[Request, Typed, Guest, Afterwards], Response]


def _watched(view: Step) -> Endpoint:
    """The view for somebody whose answers were sent and who was not told to call for help."""

    def answer(request: Request, typed: Typed, guest: Guest) -> Response:
        place = where_ended(guest) or "/emergency"
        here = afterwards(guest.store, guest.clinic, guest.invitation, now()) if place == "/sent" else None
        if here is None:
            return RedirectResponse(place, 303)
        return RedirectResponse(TOLD_EARLIER, 303) if here.is_emergency else view(request, typed, guest, here)

    return for_patients(answer)


# --- The plan ------------------------------------------------------------------------------------------


def plan(_request: Request, _typed: Typed, guest: Guest, here: Afterwards) -> Response:
    """`/plan`: five steps, without what could harm this person."""
    if not here.check_is_open:
        return said(guest, "after.over", "after.over_text")
    return show("plan", "plan.title", guest, steps=five_steps(case_of(guest).answers))


# --- The journal -----------------------------------------------------------------------------------------


def journal(request: Request, typed: Typed, guest: Guest, here: Afterwards) -> Response:
    """`/journal`: one entry a day, for 28 days."""
    if not here.journal_is_open:
        return said(guest, "journal.ended", "journal.ended_text")
    reference, on = str(guest.invitation.reference), local(now(), guest.clinic).date()
    if guest.store.aftercare.has_written(reference, on):
        return said(guest, "journal.done", "journal.done_text")
    if request.method == "GET":
        return _journal_page(request, guest)
    if wrong := _journal_problem(typed):
        guest.store.aftercare.keep_typed(guest.invitation.id, JOURNAL_PAGE, typed, now())
        return RedirectResponse(f"/journal?{AGAIN}={wrong[1]}", 303)
    guest.store.aftercare.write(reference, _entry(typed, guest), now())
    guest.store.aftercare.drop_typed(guest.invitation.id, JOURNAL_PAGE)
    return RedirectResponse("/journal", 303)


def _journal_page(request: Request, guest: Guest) -> Response:
    again = AGAIN in request.query_params
    typed = guest.store.aftercare.typed(guest.invitation.id, JOURNAL_PAGE, now()) if again else {}
    wrong = _journal_problem(typed) if again else None
    values: dict[str, Any] = {
        "typed": typed,
        "day": day(now(), guest.clinic),
        "problems": [(wrong[0], speak(guest.clinic)(f"journal.{wrong[1]}"))] if wrong else [],
        "places": journals.places(questionnaire()),
        "lasted": journals.LASTED,
        "times": journals.TIMES,
        "triggers": journals.TRIGGERS,
    }
    return show("journal", "journal.title", guest, **values)


def _journal_problem(typed: Typed) -> tuple[str, str] | None:
    """The field that is wrong, and the wording's key for it."""
    if first(typed, "twitches") not in ("yes", "no"):
        return "twitches-yes", "empty"
    if first(typed, "twitches") == "yes" and not only(typed, "places", place_codes()):
        return f"p-{next(iter(place_codes()))}", "nowhere"
    return ("note", "long") if len(tidy(first(typed, "note"))) > journals.LONGEST_NOTE else None


def _entry(typed: Typed, guest: Guest) -> JournalEntry:
    on, note = local(now(), guest.clinic).date(), tidy(first(typed, "note"))
    if first(typed, "twitches") == "no":
        return JournalEntry(on, twitches=False, note=note)
    lasted = only(typed, "lasted", journals.LASTED)[:1]
    return JournalEntry(
        on,
        twitches=True,
        places=only(typed, "places", place_codes()),
        lasted="".join(lasted),
        times=only(typed, "times", journals.TIMES),
        triggers=only(typed, "triggers", journals.TRIGGERS),
        note=note,
    )


# --- The weekly check -------------------------------------------------------------------------------------


def check(request: Request, typed: Typed, guest: Guest, here: Afterwards) -> Response:
    """`/check`: the emergency list first, the same as for everybody. Anything but *none* is a case at once."""
    if not here.check_is_open:
        return said(guest, "weekly.ended", "weekly.ended_text")
    if request.method == "GET":
        return signs_page(request, guest, "/check", "weekly.signs_title")
    named = signs_named(typed)
    if not named:
        return RedirectResponse(f"/check?{AGAIN}=empty", 303)
    if named != (NONE,):
        return call_now(guest, named)
    guest.store.aftercare.keep_typed(guest.invitation.id, SIGNS_PAGE, {"fits": (NONE,)}, now())
    return RedirectResponse("/check/changes", 303)


def changes(request: Request, typed: Typed, guest: Guest, here: Afterwards) -> Response:
    """`/check/changes`: the same tasks, new places, worse or not, new signs; taken in as a check on the same case."""
    held = guest.store.aftercare.typed(guest.invitation.id, SIGNS_PAGE, now())
    if not here.check_is_open or held.get("fits") != (NONE,):
        return RedirectResponse("/check", 303)
    if request.method == "GET":
        return _changes_page(request, guest)
    fields = _check_fields(typed)
    if weekly.unanswered(fields) or weekly.contradicts(fields):
        guest.store.aftercare.keep_typed(guest.invitation.id, CHANGES_PAGE, fields, now())
        return RedirectResponse(f"/check/changes?{AGAIN}=empty", 303)
    before = case_of(guest)
    receive(guest, weekly.read_check(fields, before.answers, here.day_number), IntakeKind.CHECK)
    guest.store.aftercare.drop_typed(guest.invitation.id, SIGNS_PAGE, CHANGES_PAGE)
    is_emergency = case_of(guest).assessment.urgency is Urgency.EMERGENCY
    return RedirectResponse(CALL_NOW if is_emergency else "/check/sent", 303)


def _check_fields(typed: Typed) -> Typed:
    """The codes that the page offered, and nothing else."""
    questions = questionnaire().questions
    offered: dict[str, tuple[str, ...]] = dict.fromkeys(weekly.YES_NO, YES_NO_CODES)
    offered |= {"tasks": tuple(questions["tasks"].by_code), "pace": tuple(questions["weakness-pace"].by_code)}
    offered |= {"regions": place_codes()}
    fields = {name: only(typed, name, codes) for name, codes in offered.items()}
    return {name: codes if name in ("tasks", "regions") else codes[:1] for name, codes in fields.items() if codes}


def _changes_page(request: Request, guest: Guest) -> Response:
    again = AGAIN in request.query_params
    typed = guest.store.aftercare.typed(guest.invitation.id, CHANGES_PAGE, now()) if again else {}
    form = questionnaire()
    values: dict[str, Any] = {
        "typed": typed,
        "problems": _check_problems(typed, guest) if again else [],
        "tasks": form.questions["tasks"],
        "paces": form.questions["weakness-pace"].choices,
        "places": journals.places(form),
        "asked": [(link_id, _question(link_id, guest)) for link_id in weekly.YES_NO],
    }
    return show("weekly-changes", "weekly.title_2", guest, **values)


def _question(link_id: str, guest: Guest) -> str:
    """The question as the form asked it; the two about what has changed since in words of their own."""
    if link_id in ("twitching", "spread"):
        return speak(guest.clinic)(f"weekly.{link_id}")
    return questionnaire().questions[link_id].text


def _check_problems(typed: Typed, guest: Guest) -> list[tuple[str, str]]:
    say, tasks = speak(guest.clinic), questionnaire().questions["tasks"]
    first_of = {link_id: f"{link_id}-yes" for link_id in weekly.YES_NO} | {"tasks": f"tasks-{tasks.choices[0].code}"}
    texts = {link_id: _question(link_id, guest) for link_id in weekly.YES_NO} | {"tasks": tasks.text}
    missing = [(first_of[i], say("weekly.missing", question=texts[i])) for i in weekly.unanswered(typed)]
    return [*([(first_of["tasks"], say("weekly.alone"))] if weekly.contradicts(typed) else []), *missing]


def check_sent(_request: Request, _typed: Typed, guest: Guest, here: Afterwards) -> Response:
    """`/check/sent`: that it came, and what happens next; never what was answered."""
    case = case_of(guest)
    checks = [place for place, intake in enumerate(case.intakes) if intake.kind is IntakeKind.CHECK]
    if not checks:
        return RedirectResponse("/check", 303)
    read_by = promised_by(case.intakes[checks[-1]].received_at, guest.clinic)
    return said(guest, "weekly.done", f"weekly.{_what_came_of_it(case, checks[-1], here)}", read_by=read_by)


def _what_came_of_it(case: CaseFile, place: int, here: Afterwards) -> str:
    """The wording's key for what the check at that place among the intakes said."""
    check, before = case.intakes[place], answers_in_force(case.intakes[:place], case.clarifications)
    if since.news(before, check.answers, questionnaire()):
        return "done_news"
    if check.answers.get("twitching") == "no":
        return "done_gone"
    return "done_last" if weekly.is_last_check(here.day_number) else "done_same"


AFTERCARE_ROUTES = [
    Route("/plan", _watched(plan)),
    Route("/journal", _watched(journal), methods=["GET", "POST"]),
    Route("/check", _watched(check), methods=["GET", "POST"]),
    Route("/check/changes", _watched(changes), methods=["GET", "POST"]),
    Route("/check/sent", _watched(check_sent)),
]
