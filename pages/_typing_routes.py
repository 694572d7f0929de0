"""Filling in for somebody else: who types says so once, before the date of birth; staff on the telephone begin here."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from intake import access
from intake.invitations import InvitationState
from intake.typists import AGREEMENT, WHY, Hand, Typist, by_telephone
from pages._clock import now
from pages._gate import (
    INVITED,
    PATIENT,
    STAFF,
    Current,
    current,
    drop_session_cookie,
    end_tablet,
    patients_of,
    set_session_cookie,
)
from pages._guest import AGAIN, Fields, Guest, gone, guest_of, is_anothers, page_of, plain_page, threaded
from pages._patient_words import speak

TYPED = "twitchboard-who"
SAID = ("name", "relation", "why", "agreement")
NO = "no"


def for_somebody(request: Request, fields: Fields) -> Response:
    """`/for-somebody`: who types, why, and with whose agreement; or that they fill in for themselves after all."""
    kind = next((kind for kind in (PATIENT, INVITED) if guest_of(request, kind)), "")
    guest = guest_of(request, kind) if kind else None
    if guest is None:
        return RedirectResponse("/link", 303)
    if guest.typist and guest.typist.hand is Hand.TELEPHONE:
        return RedirectResponse("/invite", 303)
    if request.method == "GET":
        return _asked(request, guest)
    if is_anothers(fields, guest):
        return gone(guest.clinic)
    onward = "/birth" if kind == INVITED else "/sent" if guest.invitation.state == "sent" else "/form"
    return _said(guest, fields, onward)


def _said(guest: Guest, fields: Fields, onward: str) -> Response:
    """What was said of who types, kept; or shown again with what is missing."""
    said = {name: (fields.get(name) or [""])[0].strip() for name in SAID}
    if "self" in fields:
        return _declared(guest, Typist(Hand.SELF), onward)
    wrong = _wrong(said)
    if wrong:
        answer = RedirectResponse(f"/for-somebody?{AGAIN}={'.'.join(wrong)}", 303)
        kept = ":".join(quote(said[name], safe="") for name in said)
        answer.set_cookie(TYPED, kept, max_age=60, path="/for-somebody", httponly=True, samesite="strict")
        return answer
    return _declared(
        guest, Typist(Hand.ON_BEHALF, said["name"], said["relation"], said["why"], said["agreement"]), onward
    )


def _declared(guest: Guest, typist: Typist, onward: str) -> Response:
    guest.store.typists.declare(guest.invitation.id, guest.here.session.id, typist, now())
    return RedirectResponse(onward, 303)


def _wrong(said: dict[str, str]) -> list[str]:
    """Wording keys of what is missing, in the page's order."""
    wrong = [] if said["name"] else ["name_empty"]
    wrong += [] if said["why"] in WHY else ["why_empty"]
    if said["agreement"] == NO:
        return [*wrong, "agreement_no"]
    return wrong if said["agreement"] in AGREEMENT else [*wrong, "agreement_empty"]


PROBLEMS = {"name_empty": "name", "why_empty": "why", "agreement_empty": "agreement", "agreement_no": "agreement"}


def _asked(request: Request, guest: Guest) -> Response:
    say = speak(guest.clinic)
    keys = [key for key in request.query_params.get(AGAIN, "").split(".") if key in PROBLEMS]
    kept = request.cookies.get(TYPED, "").split(":") if keys else []
    typed = dict(zip(SAID, (unquote(one) for one in kept), strict=False))
    values: dict[str, Any] = {
        "typed": typed,
        "whose": page_of(guest),
        "problems": [(PROBLEMS[key], say(f"for_somebody.{key}")) for key in keys],
        "whys": [(code, say(f"for_somebody.why_{code.replace('-', '_')}")) for code in WHY],
        "agreements": [(code, say(f"for_somebody.{code.replace('-', '_')}")) for code in (*AGREEMENT, NO)],
    }
    return plain_page("for-somebody", "for_somebody.title", guest.clinic, typist=guest.typist, **values)


def telephone(request: Request, fields: Fields) -> Response:
    """`POST /telephone`: staff fill in with the patient on the telephone. The date of birth is asked as ever."""
    staff = current(request, STAFF)
    account = staff.store.accounts.read(staff.session.subject_id) if staff else None
    if staff is None or account is None:
        return RedirectResponse("/sign-in", 303)
    if not access.can_invite(account):
        return PlainTextResponse("To fill in with a patient, ask a colleague.", 403)
    invitation = staff.store.invitations.read((fields.get("invitation") or [""])[0], now())
    if invitation is None or invitation.state is not InvitationState.OPEN:
        return RedirectResponse("/invite", 303)
    end_patient_sessions(request)
    token = staff.store.sessions.open(INVITED, invitation.id, now())
    opened = staff.store.sessions.find(token, now())
    assert opened  # noqa: S101  # a moment ago
    staff.store.typists.declare(invitation.id, opened.id, by_telephone(account.name, account.id), now())
    answer = RedirectResponse("/birth" if invitation.born_confirmed_at else "/start", 303)
    set_session_cookie(answer, request, INVITED, token)
    end_tablet(answer)
    return answer


def telephone_over(request: Request, _fields: Fields) -> Response:
    """`POST /telephone/end`: the call is over; nothing of it stays in this browser."""
    end_patient_sessions(request)
    answer = RedirectResponse("/invite" if current(request, STAFF) else "/sign-in", 303)
    drop_session_cookie(answer, PATIENT)
    return answer


def end_patient_sessions(request: Request) -> None:
    """Whoever filled in in this browser is out of it."""
    for old in patients_of(request):
        old.store.sessions.end(old.session.id, now())


def is_telephone(here: Current) -> bool:
    """Whether that session is staff's on the telephone."""
    typist = here.store.typists.of_session(here.session.id)
    return typist is not None and typist.hand is Hand.TELEPHONE


TYPING_ROUTES = [
    Route("/for-somebody", threaded(for_somebody), methods=["GET", "POST"]),
    Route("/telephone", threaded(telephone), methods=["POST"]),
    Route("/telephone/end", threaded(telephone_over), methods=["POST"]),
]
