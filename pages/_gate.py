"""Who gets in. Every request passes here before Streamlit sees it, and every run of a page asks again.

Identity is an HttpOnly cookie and the session row that it names: staff and patients have a cookie each, so one
browser can be both. The middleware keeps strangers away from pages, WebSocket, media and Streamlit's own
endpoints; `clinician()` and `patient()` check the row again in every run, so a session that ended elsewhere
ends here. Streamlit's hidden options only make this faster; nothing rests on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import HTTPConnection
from starlette.responses import Response

from intake.invitations import Invitation
from intake.people import Account, Clinic
from intake.places import LOOPBACK
from intake.second_factor import Wanted
from intake.store import Session, Store
from intake.store.sessions import HALF_IN
from intake.typists import Hand, Typist
from pages._clinics import live_store, sample_store, store_of
from pages._clock import now

STAFF, PATIENT, INVITED = "staff", "patient", "invited"
"""Kinds of session: signed in; birth date confirmed; link opened, birth date not yet confirmed.

*Invited* and *patient* share a cookie: confirming the birth date opens a new session in its place. Somebody of the
staff who still owes a code is `HALF_IN`, with a cookie of its own.
"""
_COOKIES = {STAFF: "staff", HALF_IN: "half-in"}
TABLET = "twitchboard-tablet"
"""The cookie of a browser that staff handed to a patient: the clinic's, not the patient's own."""
TABLET_IDLE = timedelta(minutes=5)
"""On a tablet nobody is let in after so long, should the page's own clock of three minutes have failed."""
PASSED_ON = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
"""Headers that a proxy adds, and no browser."""


def is_loopback(conn: HTTPConnection) -> bool:
    """Both ends are this machine: the address the request came from, and the name it was made to.

    What a proxy passes on is not: the proxy may stand on this machine, and a stranger behind it.
    """
    if conn.client is None or any(name in conn.headers for name in PASSED_ON):
        return False
    return conn.client.host in LOOPBACK and conn.url.hostname in LOOPBACK


def _secure(conn: HTTPConnection) -> bool:
    """Cookies are `Secure` everywhere but on plain http to this machine (Safari refuses them there)."""
    return conn.url.scheme in ("https", "wss") or conn.url.hostname not in LOOPBACK


def cookie_name(kind: str, *, secure: bool) -> str:
    """Name of the session cookie of that kind; `__Host-` ties it to this host where it is secure."""
    return f"{'__Host-' if secure else ''}twitchboard-{_COOKIES.get(kind, PATIENT)}"


def _from_jar(jar: Mapping[str, str], kind: str) -> str | None:
    """The token of that kind in a cookie jar, secure name first."""
    return jar.get(cookie_name(kind, secure=True)) or jar.get(cookie_name(kind, secure=False))


def set_session_cookie(response: Response, conn: HTTPConnection, kind: str, token: str) -> None:
    """Put the session into the browser: HttpOnly, SameSite=Lax, gone when the browser closes."""
    secure = _secure(conn)
    response.set_cookie(cookie_name(kind, secure=secure), token, httponly=True, secure=secure, samesite="lax", path="/")


def drop_session_cookie(response: Response, kind: str) -> None:
    """Take the session out of the browser, under both names."""
    response.delete_cookie(cookie_name(kind, secure=False), path="/", httponly=True, samesite="lax")
    response.delete_cookie(cookie_name(kind, secure=True), path="/", httponly=True, samesite="lax", secure=True)


@dataclass(frozen=True)
class Current:
    """A live session: its row, its token, and the store that holds it."""

    session: Session
    token: str
    store: Store


@dataclass(frozen=True)
class Staff:
    """Somebody of the staff who is there: their session, account and clinic at the moment of asking."""

    current: Current
    account: Account | None
    clinic: Clinic | None


_just_asked: ContextVar[list[Staff]] = ContextVar("just_asked")


def find(token: str | None, kind: str) -> Current | None:
    """The live session of that kind behind a token, or None."""
    store = store_of(token)
    session = store.sessions.find(token, now()) if store and token else None
    return Current(session, token, store) if session and store and token and session.kind == kind else None


def current(conn: HTTPConnection, kind: str) -> Current | None:
    """The live session of that kind behind a request.

    Only under the name that it was given here: where cookies are secure, a name without `__Host-` may come from a
    neighbouring host, and whoever accepts it fills in somebody else's form.
    """
    found = find(conn.cookies.get(cookie_name(kind, secure=_secure(conn))), kind)
    return None if found and _left_on_tablet(found, conn.cookies) else found


def patients_of(conn: HTTPConnection) -> tuple[Current, ...]:
    """Whoever fills in in this browser, also where the tablet lets them on no more."""
    token = conn.cookies.get(cookie_name(PATIENT, secure=_secure(conn)))
    return tuple(here for kind in (PATIENT, INVITED) if (here := find(token, kind)))


def on_tablet(jar: Mapping[str, str]) -> bool:
    """Whether this browser is the clinic's tablet, handed to a patient."""
    return TABLET in jar


def _left_on_tablet(found: Current, jar: Mapping[str, str]) -> bool:
    """Whether a patient has left the tablet for so long that somebody else may hold it."""
    return found.session.kind in (PATIENT, INVITED) and on_tablet(jar) and now() - found.session.seen_at > TABLET_IDLE


def lend_tablet(response: Response, conn: HTTPConnection) -> None:
    """Mark this browser as the clinic's tablet, until staff use it for something else."""
    response.set_cookie(TABLET, "yes", httponly=True, secure=_secure(conn), samesite="lax", path="/")


def end_tablet(response: Response) -> None:
    """Take the mark away: the browser is staff's own again."""
    response.delete_cookie(TABLET, path="/", httponly=True, samesite="lax")


def same_origin(conn: HTTPConnection) -> bool:
    """The request was made by a page of ours: its whole origin is the one that it was sent to.

    Browsers send `Origin` with every POST and every WebSocket; a request without one is refused.
    """
    origin = urlsplit(conn.headers.get("origin", ""))
    scheme = {"ws": "http", "wss": "https"}.get(conn.url.scheme, conn.url.scheme)
    return (origin.scheme, origin.netloc) == (scheme, conn.headers.get("host"))


@dataclass(frozen=True)
class Visit:
    """One run of a clinician's page: whose it is, in which clinic, at what moment."""

    store: Store
    clinic: Clinic
    account: Account
    session_id: str
    now: datetime


@dataclass(frozen=True)
class PatientVisit:
    """One run of the patient's form: whose invitation it is, in which clinic, at what moment."""

    store: Store
    clinic: Clinic
    invitation: Invitation
    session_id: str
    now: datetime
    typist: Typist | None = None


def cookies() -> Mapping[str, str]:
    """The cookies that the browser sent when this tab connected."""
    return st.context.cookies


def _this_run(found: Current | None, kind: str) -> Current:
    """The live session of this run; the run stops when there is none, or when the tab's state is somebody else's."""
    if found is None or _left_on_tablet(found, cookies()):
        _stop("You are signed out", "Your work up to the last save is kept.", kind)
        raise AssertionError  # st.stop() never returns
    st.session_state.setdefault(f"_session_{kind}", found.session.id)
    if _is_somebody_elses_tab(found):
        st.session_state.clear()
        _stop("This tab belonged to another sign-in", "It has been cleared. Open the page again.", kind)
    return found


def _is_somebody_elses_tab(here: Current) -> bool:
    """Whether this tab's state was made under a session, staff's or patient's, that this browser does not hold now."""
    for kind in (STAFF, PATIENT):
        owner = st.session_state.get(f"_session_{kind}")
        if owner is None:
            continue
        held = here if kind == here.session.kind else find(_from_jar(cookies(), kind), kind)
        if held is None or held.session.id != owner:
            return True
    return False


def _stop(title: str, body: str, kind: str) -> None:
    links = {STAFF: "[Sign in](/sign-in)", PATIENT: "Open the link from your clinic again to go on."}
    st.error(f"{body} {links.get(kind, '')}", title=title)
    if kind == PATIENT:
        st.html('<p><a class="tb-go" data-go="now" href="/birth" target="_self">Go on</a></p>')
    st.stop()


def owes_second_factor(account: Account, clinic: Clinic) -> bool:
    """Whether the clinic asks for a second step that this person has not set up."""
    return clinic.second_factor == Wanted.REQUIRED and not account.has_second_factor


def clinician(*, touch: bool = True) -> Visit:
    """The clinician of this run, checked against the database; the run stops when nobody is signed in.

    `touch=False` for fragments that run by themselves: looking at a clock is not being there.
    """
    there = _handed_on() or staff_of_this_run()
    here, moment = _this_run(there.current if there else None, STAFF), now()
    account, clinic = (there.account, there.clinic) if there else (None, None)
    if account is None or account.disabled or clinic is None:
        _stop("You are signed out", "This account can no longer sign in.", STAFF)
        raise AssertionError  # st.stop() never returns
    if owes_second_factor(account, clinic):
        _stop("One more step", "This clinic asks for a code besides the password: [set it up](/second-factor).", "")
    if touch and here.session.is_to_be_noted(moment):
        here.store.sessions.touch(here.session.id, moment)
    return Visit(here.store, clinic, account, here.session.id, moment)


def patient() -> PatientVisit:
    """The patient of this run; the run stops unless the birth date has been confirmed in this browser."""
    here = _this_run(find(_from_jar(cookies(), PATIENT), PATIENT), PATIENT)
    moment = now()
    invitation = here.store.invitations.read(here.session.subject_id, moment)
    clinic = here.store.settings.clinic()
    if invitation is None or clinic is None or invitation.state not in ("open", "sent"):
        _stop("This link can no longer be used", "Please ring the clinic.", PATIENT)
        raise AssertionError  # st.stop() never returns
    typist = here.store.typists.of_session(here.session.id)
    if typist and typist.hand is Hand.TELEPHONE:
        _still_on_the_telephone(typist, moment)
    here.store.sessions.touch(here.session.id, moment)
    return PatientVisit(here.store, clinic, invitation, here.session.id, moment, typist)


def _still_on_the_telephone(typist: Typist, moment: datetime) -> None:
    """Staff fill in only while they are signed in themselves; filling in is being there."""
    staff = find(_from_jar(cookies(), STAFF), STAFF)
    if staff is None or staff.session.subject_id != typist.account_id:
        _stop("You are signed out", "What was typed up to the last Continue is kept.", STAFF)
        raise AssertionError  # st.stop() never returns
    staff.store.sessions.touch(staff.session.id, moment)


def staff_of_this_run() -> Staff | None:
    """Who of the staff this run's browser belongs to, if anybody; asked of the database now."""
    token = _from_jar(cookies(), STAFF)
    store = store_of(token)
    found = store.presence.of(token, now()) if store and token else None
    if not (found and store and token):
        return None
    return Staff(Current(found.session, token, store), found.account, found.clinic)


@contextmanager
def just_asked(staff: Staff | None) -> Iterator[None]:
    """Hand what the router has just asked to the page that it runs: one question a run, and not one run later.

    The first `clinician()` of the page takes it. Whoever asks again in the same run asks the database, as do the
    callbacks before it and the fragments that run alone after it.
    """
    before = _just_asked.set([staff] if staff else [])
    try:
        yield
    finally:
        _just_asked.reset(before)


def _handed_on() -> Staff | None:
    """What the router asked in this run, once."""
    handed = _just_asked.get(None)
    return handed.pop() if handed else None


def may_see_form() -> bool:
    """Whether this run's browser holds a live patient session."""
    return find(_from_jar(cookies(), PATIENT), PATIENT) is not None


def any_clinic() -> Clinic | None:
    """The practice's clinic if it is set up, else the sample clinic, else None."""
    clinic = live_store().settings.clinic()
    if clinic is None and (sample := sample_store()):
        clinic = sample.settings.clinic()
    return clinic
