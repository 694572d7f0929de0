"""The patient's plain pages: invitation, date of birth, emergency list, sent. Server-rendered, script-free, small.

While they are read, the browser fetches what the form needs. A link that is wrong, too old, withdrawn or locked
leads to one calm page, the same for all, so that nobody learns from it whether somebody is a patient here.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from intake import reception
from intake.cases import IntakeKind
from intake.clocks import local
from intake.invitations import BirthCheck, Invitation
from intake.people import Clinic
from intake.questionnaire import Answers, questionnaire
from intake.store import Store, StoreUnavailable
from intake.typists import Hand, Typist
from pages._afterwards import afterwards
from pages._ahead import files_ahead, text_font
from pages._birth import PARTS, order_of_boxes, packed, read_date, typed_example, unpacked
from pages._clinics import store_of
from pages._clock import now
from pages._gate import INVITED, PATIENT, STAFF, Current, any_clinic, current, set_session_cookie
from pages._patient_words import crisis_line, is_open, promised_by, speak
from pages._plain import render
from pages._steps import (
    CALL_NOW,
    CHECK,
    NONE,
    SIGNS,
    UNTOLD,
    first_unfinished,
    form_pages,
    known_to_staff,
    said_none,
    step_of,
)
from pages._typist_bar import bar_key, is_of

log = logging.getLogger("twitchboard")

ADULT = 16
ONE, UNSURE = "one-or-more", "not-sure"
AGAIN, TYPED = "again", "twitchboard-typed"
"""What is wrong is shown by a page of its own, never as the answer to a form: Back would find that gone."""
ASK_AGAIN_AFTER = timedelta(hours=12)
"""Whoever comes back later than this sees the emergency list again before going on where they were."""

Fields = dict[str, list[str]]


@dataclass(frozen=True)
class Guest:
    """One request by somebody who holds a link: which invitation, in which clinic, in which session."""

    store: Store
    clinic: Clinic
    invitation: Invitation
    here: Current
    typist: Typist | None = None


def _page(
    name: str, title: str, clinic: Clinic | None, status: int = 200, *, prefetch: bool = True, **values: Any
) -> Response:
    """A plain page of the patient's: `name` of the template, `title` a wording key."""
    say = speak(clinic)
    ahead = files_ahead() if prefetch and clinic else ()
    shown = {"problems": (), "say": say, "title": say(title), "fetch_ahead": ahead, "font": text_font(), "typist": None}
    bar = bar_key(values.get("typist"))
    shown |= {"bar": bar and say(bar, name=values.get("patient_name", "")), **values}
    return render(f"patient/{name}.html", status, clinic=clinic, **shown)


def _gone(clinic: Clinic | None = None) -> Response:
    """The one calm page for every link that leads nowhere."""
    return _page("gone", "gone.title", clinic or any_clinic(), 404, prefetch=False)


def _usable(store: Store | None, invitation: Invitation | None) -> bool:
    return store is not None and invitation is not None and invitation.state in ("open", "sent")


def _guest(request: Request, kind: str) -> Guest | None:
    """Who holds this browser's session of that kind; None when the session or its link is over."""
    here = current(request, kind)
    if here is None:
        return None
    invitation = here.store.invitations.read(here.session.subject_id, now())
    clinic = here.store.settings.clinic()
    if invitation is None or clinic is None or not _usable(here.store, invitation):
        return None
    typist = here.store.typists.of_session(here.session.id)
    if typist and typist.hand is Hand.TELEPHONE and not _still_on_the_telephone(request, here, typist):
        return None
    here.store.sessions.touch(here.session.id, now())
    return Guest(here.store, clinic, invitation, here, typist)


def _still_on_the_telephone(request: Request, here: Current, typist: Typist) -> bool:
    """Staff fill in only while they are signed in themselves; filling in is being there."""
    staff = current(request, STAFF)
    if not is_of(typist, staff):
        here.store.sessions.end(here.session.id, now())
        return False
    assert staff  # noqa: S101  # is_of says so
    staff.store.sessions.touch(staff.session.id, now())
    return True


async def _fields(request: Request) -> Fields:
    """The posted text fields, each value cut at 200 characters: nothing longer is asked for here."""
    if request.method != "POST":
        return {}
    form = await request.form(max_files=0, max_fields=60)
    return {key: [v[:200] for v in form.getlist(key) if isinstance(v, str)] for key in form}


def _threaded(view: Callable[[Request, Fields], Response]) -> Callable[[Request], Awaitable[Response]]:
    """The view with its posted fields, away from the event loop: the store may wait for a disk."""

    async def answer(request: Request) -> Response:
        fields = await _fields(request)
        try:
            return await run_in_threadpool(view, request, fields)
        except StoreUnavailable as problem:
            log.error("%s", problem)
            return await run_in_threadpool(_trouble, problem)

    return answer


def _trouble(problem: StoreUnavailable) -> Response:
    """What could not be kept, said calmly and without a word of why. Raises it again where nobody is to be rung."""
    clinic = any_clinic()
    if clinic is None:
        raise problem
    return _page("trouble", "trouble.title", clinic, 503, prefetch=False)


def _for(kind: str) -> Callable[[Callable[[Request, Fields, Guest], Response]], Callable[[Request, Fields], Response]]:
    """Let only holders of a session of that kind through; everybody else goes where they can go on."""

    def wrap(view: Callable[[Request, Fields, Guest], Response]) -> Callable[[Request, Fields], Response]:
        def answer(request: Request, fields: Fields) -> Response:
            guest = _guest(request, kind)
            if guest:
                return view(request, fields, guest)
            other = PATIENT if kind == INVITED else INVITED
            onward = {INVITED: "/birth", PATIENT: "/emergency"}[other]
            return RedirectResponse(onward, 303) if _guest(request, other) else _gone()

        return answer

    return wrap


def link(request: Request, _fields: Fields) -> Response:
    """`/i/{token}`: GET shows (mail scanners change nothing), POST takes the token out of the address."""
    token = request.path_params["token"]
    store = store_of(token)
    clinic = store.settings.clinic() if store else None
    invitation = store.invitations.by_token(token, now()) if store and clinic else None
    if store is None or invitation is None or not _usable(store, invitation):
        return _gone(clinic)
    if request.method == "GET":
        return _page("invitation", "invitation.title", clinic)
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
    return _gone()


@_for(INVITED)
def start(_request: Request, _fields: Fields, guest: Guest) -> Response:
    """`/start`: what it is for, who reads it and when, not for emergencies, privacy."""
    clinic = guest.clinic
    values: dict[str, Any] = {"closed": not is_open(now(), clinic), "read_by": promised_by(now(), clinic)}
    return _page("start", "start.title", clinic, **_typing(guest), **values)


def _typing(guest: Guest) -> dict[str, Any]:
    """Who types, for the line on the page; the patient's name only where staff do, who know it."""
    on_telephone = guest.typist is not None and guest.typist.hand is Hand.TELEPHONE
    return {"typist": guest.typist, "patient_name": guest.invitation.patient.name if on_telephone else ""}


@_for(INVITED)
def birth(request: Request, fields: Fields, guest: Guest) -> Response:
    """`/birth`: three boxes; one error for every mismatch; five tries, then the link is shut and staff are told."""
    if request.method == "GET":
        return _birth_page(guest, unpacked(request.cookies.get(TYPED, "")), request.query_params.get(AGAIN, ""))
    typed = {part: (fields.get(part) or [""])[0].strip() for part in PARTS}
    if not any(typed.values()):
        return RedirectResponse(f"/birth?{AGAIN}=empty", 303)
    born = read_date(typed)
    result = guest.store.invitations.check_birth(guest.invitation.id, born, now()) if born else BirthCheck.DIFFERS
    if born and result is BirthCheck.MATCHES:
        return _confirmed(request, guest, born)
    if result is BirthCheck.LOCKED:
        return RedirectResponse("/link", 303)
    answer = RedirectResponse(f"/birth?{AGAIN}=differs", 303)
    answer.set_cookie(TYPED, packed(typed), max_age=60, path="/birth", httponly=True, samesite="strict")
    return answer


def _birth_page(guest: Guest, typed: Mapping[str, str], wrong: str) -> Response:
    clinic = guest.clinic
    parts = order_of_boxes(clinic)
    problems = [(parts[0], speak(clinic)(f"birth.{wrong}"))] if wrong in ("empty", "differs") else []
    values: dict[str, Any] = {"parts": parts, "example": typed_example(parts), "problems": problems, **_typing(guest)}
    title = "birth.title_for" if guest.typist else "birth.title"
    return _page("birth", title, clinic, typed=typed if problems else {}, **values)


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
    if _is_child(born, guest.clinic):
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


def _is_child(born: date, clinic: Clinic) -> bool:
    today = local(now(), clinic).date()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) < ADULT


@_for(PATIENT)
def emergency(request: Request, fields: Fields, guest: Guest) -> Response:
    """`/emergency`: the same list for everybody. Anything but *none* is a case at once, before the next page."""
    if _ended(guest):
        return RedirectResponse(_ended(guest), 303)
    if request.method == "GET":
        return _emergency_page(guest, wrong=AGAIN in request.query_params)
    known = questionnaire().questions[SIGNS].by_code
    ticked = tuple(code for code in fields.get("sign", ()) if code in known and code not in (NONE, ONE, UNSURE))
    fits = (fields.get("fits") or [""])[0]
    if not ticked and fits not in (NONE, ONE, UNSURE):
        return RedirectResponse(f"/emergency?{AGAIN}=empty", 303)
    return _emergency_answered(guest, ticked or (fits,))


def _ended(guest: Guest) -> str:
    """Where somebody belongs for whom the list is over; empty while it is not."""
    if _is_child(guest.invitation.patient.date_of_birth, guest.clinic):
        return "/under-16"
    return "/sent" if guest.invitation.state == "sent" else ""


def _emergency_answered(guest: Guest, signs: tuple[str, ...]) -> Response:
    draft = guest.store.drafts.read(guest.invitation.id)
    answers = {**(draft.answers if draft else {}), SIGNS: signs}
    page_id, sitting = draft.page_id if draft else "", guest.here.session.id
    if signs == (NONE,):
        guest.store.drafts.save(guest.invitation.id, answers, page_id, now(), sitting)
        return RedirectResponse(_form_at(guest, answers, page_id), 303)
    try:
        told = {SIGNS: signs}
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
    return _page("emergency", "emergency.title", clinic, **_typing(guest), **values)


@_for(PATIENT)
def call_now(request: Request, _fields: Fields, guest: Guest) -> Response:
    """`/call-now`: the number to ring. The clinic has the case already, or the page says that it has not."""
    draft = guest.store.drafts.read(guest.invitation.id)
    values: dict[str, Any] = {"crisis": crisis_line(guest.clinic), "from_form": draft and said_none(draft.answers)}
    values["was_sent"] = guest.invitation.state == "sent"
    values["is_told"] = AGAIN not in request.query_params
    return _page("call-now", "call_now.title", guest.clinic, prefetch=False, **_typing(guest), **values)


@_for(PATIENT)
def under_16(_request: Request, _fields: Fields, guest: Guest) -> Response:
    """`/under-16`: this form is not for children; ring."""
    by = promised_by(now(), guest.clinic)
    return _page("under-16", "under_16.title", guest.clinic, prefetch=False, read_by=by, **_typing(guest))


@_for(PATIENT)
def send(_request: Request, fields: Fields, guest: Guest) -> Response:
    """`POST /send`: the answers on the check page become an intake, once. Whatever is missing is asked first."""
    if guest.invitation.state == "sent":
        return RedirectResponse("/sent", 303)
    draft = guest.store.drafts.read(guest.invitation.id)
    if draft is None or not said_none(draft.answers):
        return RedirectResponse("/emergency", 303)
    seen = (fields.get("seen") or [""])[0]
    missing = first_unfinished(draft.answers)
    if missing or seen != draft.saved_at.isoformat():
        return RedirectResponse(f"/form?step={missing}" if missing else "/form?step=check&newer=1", 303)
    reception.receive(guest.store, guest.invitation, draft.answers, IntakeKind.SENT, now())
    return RedirectResponse("/sent", 303)


@_for(PATIENT)
def sent(_request: Request, _fields: Fields, guest: Guest) -> Response:
    """`/sent`: the reference, who reads it by when, what to do if it gets worse. Never the answers."""
    if (place := _ended(guest) or "/emergency") != "/sent":
        return RedirectResponse(place, 303)
    values: dict[str, Any] = {
        "reference": guest.invitation.reference,
        "lines": questionnaire().emergency_lines,
        "read_by": promised_by(guest.invitation.sent_at or now(), guest.clinic),
        "after": afterwards(guest.store, guest.clinic, guest.invitation, now()),
    }
    return _page("sent", "sent.title", guest.clinic, prefetch=False, **_typing(guest), **values)


PATIENT_ROUTES = [
    Route("/i/{token}", _threaded(link), methods=["GET", "POST"]),
    Route("/link", _threaded(no_link)),
    Route("/start", _threaded(start)),
    Route("/birth", _threaded(birth), methods=["GET", "POST"]),
    Route("/emergency", _threaded(emergency), methods=["GET", "POST"]),
    Route("/call-now", _threaded(call_now)),
    Route("/under-16", _threaded(under_16)),
    Route("/send", _threaded(send), methods=["POST"]),
    Route("/sent", _threaded(sent)),
]
