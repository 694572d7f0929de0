"""What the pages after sending share: who gets to them, how one is shown, and the list of signs that must not wait."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from intake import journal as journals
from intake import reception
from intake.cases import CaseFile, IntakeKind
from intake.questionnaire import questionnaire
from intake.store import StoreUnavailable
from pages._afterwards import Typed, afterwards, first, only, today, typed_fields
from pages._clock import now
from pages._gate import PATIENT
from pages._guest import (
    AGAIN,
    Endpoint,
    Guest,
    View,
    gone,
    holders_of,
    page_of,
    plain_page,
    threaded_with,
    where_ended,
)
from pages._patient_words import speak
from pages._steps import CALL_NOW, NONE, SIGNS, UNTOLD

ONE, UNSURE = "one-or-more", "not-sure"


def for_patients(view: View[Typed]) -> Endpoint:
    """The view for holders of a confirmed session, with its posted fields, away from the event loop.

    A page that somebody before left open in this browser says nothing about them; a sign is a sign there too.
    """

    def answer(request: Request, typed: Typed, guest: Guest) -> Response:
        name, mine = page_of(guest)
        if first(typed, name) in ("", mine):
            return view(request, typed, guest)
        is_sign = signs_named(typed) not in ((), (NONE,))
        return RedirectResponse(UNTOLD, 303) if is_sign else gone(guest.clinic)

    return threaded_with(typed_fields, holders_of(PATIENT)(answer))


def sent_lately(view: View[Typed]) -> Endpoint:
    """The view for somebody whose answers were sent within the last weeks."""

    def answer(request: Request, typed: Typed, guest: Guest) -> Response:
        place = where_ended(guest) or "/emergency"
        if place != "/sent":
            return RedirectResponse(place, 303)
        here = afterwards(guest.store, guest.clinic, guest.invitation, now())
        return view(request, typed, guest) if here and here.is_within_reach else RedirectResponse("/sent", 303)

    return for_patients(answer)


def show(name: str, title: str, guest: Guest, **values: Any) -> Response:
    """A page after sending; it says who types, where it is not the patient."""
    shown = {"lines": questionnaire().emergency_lines, "typist": guest.typist, "whose": page_of(guest), **values}
    return plain_page(name, title, guest.clinic, prefetch=False, **shown)


def said(guest: Guest, title: str, text: str, **more: object) -> Response:
    """A page that says that something was done or has ended: `title` and `text` are keys of the wording."""
    return show("after-said", title, guest, text=speak(guest.clinic)(text, **more))


def case_of(guest: Guest) -> CaseFile:
    """What has been sent so far, and what became of it."""
    return guest.store.cases.read(str(guest.invitation.reference))


def receive(guest: Guest, answers: dict[str, Any], kind: IntakeKind) -> None:
    """Take in what was answered today, marked with whoever typed it."""
    occasion, sitting = today(now(), guest.clinic), guest.here.session.id
    reception.receive(guest.store, guest.invitation, answers, kind, now(), occasion=occasion, session_id=sitting)


def signs_named(typed: Typed) -> tuple[str, ...]:
    """What was said on the list: signs, *one or more*, *not sure* or *none*; empty for nothing."""
    known = tuple(questionnaire().questions[SIGNS].by_code)
    ticked = tuple(code for code in only(typed, "sign", known) if code not in (NONE, ONE, UNSURE))
    fits = first(typed, "fits")
    return ticked or ((fits,) if fits in (NONE, ONE, UNSURE) else ())


def call_now(guest: Guest, signs: tuple[str, ...]) -> Response:
    """Tell the clinic of these signs, and the patient to call; to call in any case."""
    try:
        receive(guest, {SIGNS: signs}, IntakeKind.EMERGENCY)
    except StoreUnavailable:  # whoever has a sign is told to call, whatever else fails
        return RedirectResponse(UNTOLD, 303)
    return RedirectResponse(CALL_NOW, 303)


def signs_page(request: Request, guest: Guest, action: str, title: str) -> Response:
    """The list of signs, the same for everybody, sent to `action`."""
    signs = [
        (c.code, c.text) for c in questionnaire().questions[SIGNS].choices if c.code not in (NONE, ONE, UNSURE)
    ]  # fmt: skip
    answers = ((NONE, "emergency.none"), (ONE, "emergency.one"), (UNSURE, "emergency.not_sure"))
    wrong = AGAIN in request.query_params
    problems = [(NONE, speak(guest.clinic)("emergency.empty"))] if wrong else []
    values = {"signs": signs, "answers": answers, "problems": problems, "action": action}
    return show("weekly-signs", title, guest, **values)


def place_codes() -> tuple[str, ...]:
    """Every place of the body that the pages offer, with its side."""
    return tuple(code for place in journals.places(questionnaire()) for code, _ in place.sides)
