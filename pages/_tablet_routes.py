"""Nobody is at the page any more: on a private phone the form is closed, on the clinic's tablet everything is.

A member of staff lends the tablet from the list of invitations, and is signed out by that: what the patient holds
is a browser of strangers. It ends a minute after sending, after three idle minutes, or when the patient says so.
"""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from intake import access
from intake.invitations import InvitationState
from intake.store import StoreUnavailable
from pages._clock import now
from pages._gate import (
    INVITED,
    PATIENT,
    STAFF,
    any_clinic,
    current,
    drop_session_cookie,
    lend_tablet,
    on_tablet,
    owes_second_factor,
    set_session_cookie,
)
from pages._guest import AGAIN, PAUSED, TABLET_OVER, VISIT, Fields, guest_of, plain_page, threaded, visit_name
from pages._typing_routes import end_patient_sessions

log = logging.getLogger("twitchboard")


def pause(request: Request, _fields: Fields) -> Response:
    """`POST /pause`: nobody is at the form. The draft stays; the date of birth opens it again."""
    if on_tablet(request.cookies):
        return _closed(request)
    guest = guest_of(request, PATIENT)
    answer = RedirectResponse(f"/birth?{AGAIN}={PAUSED}", 303)
    if guest is None:
        return answer
    store, before = guest.store, guest.here.session.id
    token = store.sessions.open(INVITED, guest.invitation.id, now())
    opened = store.sessions.find(token, now())
    if opened and guest.typist:
        store.typists.carry_on(guest.invitation.id, before, opened.id, now())
    store.sessions.end(before, now())
    set_session_cookie(answer, request, INVITED, token)
    return answer


def present(request: Request, _fields: Fields) -> Response:
    """`POST /here`: whoever types for long without pressing anything is there. 204, or 401 when the visit is over."""
    here = current(request, PATIENT) or current(request, INVITED)
    if here:
        here.store.sessions.touch(here.session.id, now())
    return Response(status_code=204 if here else 401)


def lend(request: Request, fields: Fields) -> Response:
    """`POST /tablet`: a member of staff hands this browser to a patient, and is signed out of it."""
    staff = current(request, STAFF)
    account = staff.store.accounts.read(staff.session.subject_id) if staff else None
    if staff is None or account is None:
        return RedirectResponse("/sign-in", 303)
    if owes_second_factor(account, staff.store.settings.the_clinic()):
        return RedirectResponse("/second-factor", 303)
    if not access.can_invite(account):
        return PlainTextResponse("To lend the tablet, ask a colleague.", 403)
    invitation = staff.store.invitations.read((fields.get("invitation") or [""])[0], now())
    if invitation is None or invitation.state is not InvitationState.OPEN:
        return RedirectResponse("/invite", 303)
    end_patient_sessions(request)
    answer = RedirectResponse("/birth" if invitation.born_confirmed_at else "/start", 303)
    set_session_cookie(answer, request, INVITED, staff.store.sessions.open(INVITED, invitation.id, now()))
    staff.store.sessions.end(staff.session.id, now())
    drop_session_cookie(answer, STAFF)
    lend_tablet(answer, request)
    return answer


def over(request: Request, _fields: Fields) -> Response:
    """`/tablet/over`: the patient is done, or away. Nothing of them stays in this browser.

    A page without script comes here by itself, by GET: that counts only with what the page was given, or any other
    site could close the form under a patient's hands.
    """
    if not on_tablet(request.cookies):
        return RedirectResponse("/sent", 303)
    if request.method == "GET" and not _is_their_visit(request):
        return RedirectResponse("/tablet", 303)
    return _closed(request)


def _closed(request: Request) -> Response:
    """Back to the staff. The browser forgets who was there even where the records cannot be written now."""
    try:
        end_patient_sessions(request)
    except StoreUnavailable as problem:
        log.error("a form on the tablet was closed in its browser only: %s", problem)
    answer = RedirectResponse("/tablet", 303)
    drop_session_cookie(answer, PATIENT)
    return answer


def _is_their_visit(request: Request) -> bool:
    """Whether the address names the visit that this browser holds; a visit's name is in no other page."""
    here = current(request, PATIENT) or current(request, INVITED)
    return here is not None and request.query_params.get(VISIT, "") == visit_name(here.session.id)


def waiting(_request: Request, _fields: Fields) -> Response:
    """`/tablet`: what the tablet shows between two patients."""
    return plain_page("tablet", "tablet.title", any_clinic(), prefetch=False, tablet=False)


TABLET_ROUTES = [
    Route("/pause", threaded(pause), methods=["POST"]),
    Route("/here", threaded(present), methods=["POST"]),
    Route("/tablet", threaded(waiting), methods=["GET"]),
    Route("/tablet", threaded(lend), methods=["POST"]),
    Route(TABLET_OVER, threaded(over), methods=["GET", "POST"]),
]
