"""The patient's plain pages: invitation, date of birth, emergency list, sent. Server-rendered, script-free, small.

While they are read, the browser fetches what the form needs.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from intake import reception
from intake.cases import IntakeKind
from intake.invitations import BirthCheck, Invitation
from intake.people import known_to_staff
from intake.questionnaire import Answers, questionnaire
from intake.store import Store, StoreUnavailable
from pages._afterwards import afterwards
from pages._birth import PARTS, order_of_boxes, packed, read_date, typed_example, unpacked, what_is_wrong
from pages._clinics import store_of
from pages._clock import now
from pages._gate import INVITED, PATIENT, any_clinic, current, set_session_cookie
from pages._guest import (
    AGAIN,
    PAUSED,
    TABLET_OVER,
    VISIT,
    Fields,
    Guest,
    gone,
    guest_of,
    holders_of,
    is_anothers,
    is_child,
    leads_in,
    page_of,
    plain_page,
    threaded,
    visit_name,
    where_ended,
    who_types,
)
from pages._patient_words import crisis_line, is_open, promised_by, speak
from pages._ring_back import asked_of, number_in, take
from pages._steps import (
    CALL_NOW,
    CHECK,
    NONE,
    SIGNS,
    TOLD_EARLIER,
    UNTOLD,
    first_unfinished,
    form_pages,
    said_none,
    step_of,
)

log = logging.getLogger("twitchboard")

ONE, UNSURE = "one-or-more", "not-sure"
TYPED = "twitchboard-typed"
NEWER = "/form?step=check&newer=1"
"""Another tab has saved since the answers were read: they are shown once more, and nothing is lost."""
WRONG_BIRTH = ("empty", "no_day", "short_year", "differs")
"""Wording keys of what may be wrong with a date of birth; every date that is not the clinic's gets the same."""
ASK_AGAIN_AFTER = timedelta(hours=12)
"""Whoever comes back later than this sees the emergency list again before going on where they were."""


def link(request: Request, _fields: Fields) -> Response:
    """`/i/{token}`: GET shows (mail scanners change nothing), POST takes the token out of the address."""
    token = request.path_params["token"]
    store = store_of(token)
    clinic = store.settings.clinic() if store else None
    invitation = store.invitations.by_token(token, now()) if store and clinic else None
    if store is None or invitation is None or not leads_in(invitation):
        return gone(clinic)
    if request.method == "GET":
        return plain_page("invitation", "invitation.title", clinic)
    return _let_in(request, store, invitation)


def _let_in(request: Request, store: Store, invitation: Invitation) -> Response:
    """A session that still has to name the date of birth. Whoever used this browser before is out.

    Another tab of the same person goes on: what is typed there is not lost.
    """
    for kind in (PATIENT, INVITED):
        old = current(request, kind)
        if old and old.session.subject_id != invitation.id:
            old.store.sessions.end(old.session.id, now())
    answer = RedirectResponse("/birth" if invitation.born_confirmed_at else "/start", 303)
    set_session_cookie(answer, request, INVITED, store.sessions.open(INVITED, invitation.id, now()))
    return answer


def no_link(_request: Request, _fields: Fields) -> Response:
    """`/link`: where everybody without a usable link arrives."""
    return gone()


@holders_of(INVITED)
def start(_request: Request, _fields: Fields, guest: Guest) -> Response:
    """`/start`: what it is for, who reads it and when, not for emergencies, privacy."""
    clinic = guest.clinic
    values: dict[str, Any] = {"closed": not is_open(now(), clinic), "read_by": promised_by(now(), clinic)}
    return plain_page("start", "start.title", clinic, **who_types(guest), **values)


@holders_of(INVITED)
def birth(request: Request, fields: Fields, guest: Guest) -> Response:
    """`/birth`: three boxes; one error for every mismatch; five tries, then the link is shut and staff are told."""
    if request.method == "GET":
        return _birth_page(guest, unpacked(request.cookies.get(TYPED, "")), request.query_params.get(AGAIN, ""))
    typed = {part: (fields.get(part) or [""])[0].strip() for part in PARTS}
    if not any(typed.values()):
        answer = RedirectResponse(f"/birth?{AGAIN}=empty", 303)
        answer.delete_cookie(TYPED, path="/birth")
        return answer
    born = read_date(typed)
    result = guest.store.invitations.check_birth(guest.invitation.id, born, now()) if born else BirthCheck.DIFFERS
    if born and result is BirthCheck.MATCHES:
        return _confirmed(request, guest, born)
    if result is BirthCheck.LOCKED:
        return RedirectResponse("/link", 303)
    answer = RedirectResponse(f"/birth?{AGAIN}={what_is_wrong(typed) or 'differs'}", 303)
    answer.set_cookie(TYPED, packed(typed), max_age=60, path="/birth", httponly=True, samesite="strict")
    return answer


def _birth_page(guest: Guest, typed: Mapping[str, str], wrong: str) -> Response:
    clinic = guest.clinic
    parts = order_of_boxes(clinic)
    field = "year" if wrong == "short_year" else parts[0]
    problems = [(field, speak(clinic)(f"birth.{wrong}"))] if wrong in WRONG_BIRTH else []
    values: dict[str, Any] = {
        "paused": wrong == PAUSED,
        "parts": parts,
        "example": typed_example(parts),
        "problems": problems,
        **who_types(guest),
    }
    title = "birth.title_for" if guest.typist else "birth.title"
    return plain_page("birth", title, clinic, typed=typed if problems else {}, **values)


def _confirmed(request: Request, guest: Guest, born: date) -> Response:
    """A new session in place of the old one, and on to where this person had got to."""
    store, before = guest.store, guest.here.session.id
    store.sessions.end(before, now())
    token = store.sessions.open(PATIENT, guest.invitation.id, now())
    opened = store.sessions.find(token, now())
    comes_back = guest.invitation.born_confirmed_at is not None
    if opened and (guest.typist or comes_back):
        store.typists.carry_on(guest.invitation.id, before, opened.id, now())
    answer = RedirectResponse(_onward(guest, born), 303)
    set_session_cookie(answer, request, PATIENT, token)
    return answer


def _onward(guest: Guest, born: date) -> str:
    if is_child(born, guest.clinic):
        reception.receive(guest.store, guest.invitation, {}, IntakeKind.UNDER_16, now())
        return "/under-16"
    if guest.invitation.state == "sent":
        return "/sent"
    draft = guest.store.drafts.read(guest.invitation.id)
    fresh = draft is not None and now() - draft.saved_at < ASK_AGAIN_AFTER
    return (
        _form_at(guest, draft.answers, draft.page_id) if draft and fresh and said_none(draft.answers) else "/emergency"
    )


def _form_at(guest: Guest, answers: Answers, page_id: str) -> str:
    """The form's address with the step in it: without one, the browser's Back would find the newest step there."""
    pages = form_pages(answers, known_to_staff(guest.invitation.patient))
    return f"/form?step={CHECK if page_id == CHECK else step_of(page_id, pages)}"


@holders_of(PATIENT)
def emergency(request: Request, fields: Fields, guest: Guest) -> Response:
    """`/emergency`: the same list for everybody. Anything but *none* is a case at once, before the next page."""
    if where_ended(guest):
        return RedirectResponse(where_ended(guest), 303)
    if request.method == "GET":
        return _emergency_page(guest, wrong=AGAIN in request.query_params)
    known = questionnaire().questions[SIGNS].by_code
    ticked = tuple(code for code in fields.get("sign", ()) if code in known and code not in (NONE, ONE, UNSURE))
    fits = (fields.get("fits") or [""])[0]
    if not ticked and fits not in (NONE, ONE, UNSURE):
        return RedirectResponse(f"/emergency?{AGAIN}=empty", 303)
    if is_anothers(fields, guest):  # it is nobody's answer, and a sign is a sign
        return RedirectResponse("/emergency" if (ticked or (fits,)) == (NONE,) else UNTOLD, 303)
    return _emergency_answered(guest, ticked or (fits,))


def _emergency_answered(guest: Guest, signs: tuple[str, ...]) -> Response:
    draft = guest.store.drafts.read(guest.invitation.id)
    answers = {**(draft.answers if draft else {}), SIGNS: signs}
    page_id, sitting = draft.page_id if draft else "", guest.here.session.id
    if signs == (NONE,):
        guest.store.drafts.save(guest.invitation.id, answers, page_id, now(), sitting)
        return RedirectResponse(_form_at(guest, answers, page_id), 303)
    try:
        told = {SIGNS: signs, **number_in(answers)}
        reception.receive(guest.store, guest.invitation, told, IntakeKind.EMERGENCY, now(), session_id=sitting)
        guest.store.drafts.save(guest.invitation.id, answers, page_id, now(), sitting)
    except StoreUnavailable:  # whoever has a sign is told to call, whatever else fails
        return RedirectResponse(UNTOLD, 303)
    return RedirectResponse(CALL_NOW, 303)


def _emergency_page(guest: Guest, *, wrong: bool) -> Response:
    clinic, form = guest.clinic, questionnaire()
    signs = [(c.code, c.text) for c in form.questions[SIGNS].choices if c.code not in (NONE, ONE, UNSURE)]
    answers = ((NONE, "emergency.none"), (ONE, "emergency.one"), (UNSURE, "emergency.not_sure"))
    problems = [(NONE, speak(clinic)("emergency.empty"))] if wrong else []
    values: dict[str, Any] = {"lines": form.emergency_lines, "signs": signs, "answers": answers, "problems": problems}
    return plain_page("emergency", "emergency.title", clinic, whose=page_of(guest), **who_types(guest), **values)


def call_now(request: Request, fields: Fields) -> Response:
    """`/call-now`: the number to ring. The clinic has the case already, or the page says that it has not.

    POST keeps the number that the clinic can ring, where it had none. Whom nobody knows any more is told to call too.
    """
    is_untold = request.method == "GET" and request.query_params.get(AGAIN) == "untold"
    if is_untold and guest_of(request, PATIENT) is None and (clinic := any_clinic()):
        nothing = dict.fromkeys(("because", "is_told", "from_form", "was_sent"), "")
        values: dict[str, Any] = {**nothing, "back": {"is_kept": False}}
        return plain_page("call-now", "call_now.title", clinic, prefetch=False, crisis=crisis_line(clinic), **values)
    return _call_now_of(request, fields)


@holders_of(PATIENT)
def _call_now_of(request: Request, fields: Fields, guest: Guest) -> Response:
    if request.method == "POST":
        return take(guest, fields)
    draft = guest.store.drafts.read(guest.invitation.id)
    values: dict[str, Any] = {"crisis": crisis_line(guest.clinic), "from_form": draft and said_none(draft.answers)}
    values["was_sent"] = guest.invitation.state == "sent"
    values["is_told"] = AGAIN not in request.query_params
    values["because"] = _because(request, guest)
    values["back"] = asked_of(guest, request)
    return plain_page("call-now", "call_now.title", guest.clinic, prefetch=False, **who_types(guest), **values)


def _because(request: Request, guest: Guest) -> str:
    """Which words say why: *earlier* where nothing new was told, *unsure* where nobody was sure, else empty."""
    if TOLD_EARLIER.endswith(f"?{AGAIN}={request.query_params.get(AGAIN)}"):
        return "earlier"
    return "unsure" if _named_last(guest) == (UNSURE,) else ""


def _named_last(guest: Guest) -> tuple[str, ...]:
    """What was last said on the list of signs that led here; empty where other answers did."""
    if guest.invitation.state != "sent" or guest.invitation.reference is None:
        draft = guest.store.drafts.read(guest.invitation.id)
        return tuple(draft.answers.get(SIGNS, ())) if draft else ()
    newest = guest.store.cases.read(guest.invitation.reference).intakes[-1]
    return tuple(newest.answers.get(SIGNS, ())) if newest.kind is IntakeKind.EMERGENCY else ()


@holders_of(PATIENT)
def under_16(_request: Request, _fields: Fields, guest: Guest) -> Response:
    """`/under-16`: this form is not for children; ring."""
    by = promised_by(now(), guest.clinic)
    return plain_page("under-16", "under_16.title", guest.clinic, prefetch=False, read_by=by, **who_types(guest))


@holders_of(PATIENT)
def send(_request: Request, fields: Fields, guest: Guest) -> Response:
    """`POST /send`: the answers on the check page become an intake, once. Whatever is missing is asked first."""
    if guest.invitation.state == "sent":
        return RedirectResponse("/sent", 303)
    draft = guest.store.drafts.read(guest.invitation.id)
    if draft is None:  # a tap beside this one may just have sent it; that page knows where else to go
        return RedirectResponse("/sent", 303)
    if not said_none(draft.answers):
        return RedirectResponse("/emergency", 303)
    seen = (fields.get("seen") or [""])[0]
    missing = first_unfinished(draft.answers)
    if missing or seen != draft.saved_at.isoformat():
        return RedirectResponse(f"/form?step={missing}" if missing else NEWER, 303)
    taken = reception.receive(
        guest.store, guest.invitation, draft.answers, IntakeKind.SENT, now(), draft_saved_at=draft.saved_at
    )
    return RedirectResponse("/sent" if taken.reference else NEWER, 303)


@holders_of(PATIENT)
def sent(_request: Request, _fields: Fields, guest: Guest) -> Response:
    """`/sent`: the reference, who reads it by when, what to do if it gets worse. Never the answers."""
    if (place := where_ended(guest) or "/emergency") != "/sent":
        return RedirectResponse(place, 303)
    values: dict[str, Any] = {
        "reference": guest.invitation.reference,
        "lines": questionnaire().emergency_lines,
        "read_by": promised_by(guest.invitation.sent_at or now(), guest.clinic),
        "after": afterwards(guest.store, guest.clinic, guest.invitation, now()),
        "over_by_itself": f"{TABLET_OVER}?{VISIT}={visit_name(guest.here.session.id)}",
    }
    return plain_page("sent", "sent.title", guest.clinic, prefetch=False, **who_types(guest), **values)


PATIENT_ROUTES = [
    Route("/i/{token}", threaded(link), methods=["GET", "POST"]),
    Route("/link", threaded(no_link)),
    Route("/start", threaded(start)),
    Route("/birth", threaded(birth), methods=["GET", "POST"]),
    Route("/emergency", threaded(emergency), methods=["GET", "POST"]),
    Route("/call-now", threaded(call_now), methods=["GET", "POST"]),
    Route("/under-16", threaded(under_16)),
    Route("/send", threaded(send), methods=["POST"]),
    Route("/sent", threaded(sent)),
]
