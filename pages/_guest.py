"""Who holds a patient's link, and what every one of their plain pages shares: the page itself, and who is let in.

A link that is wrong, too old, withdrawn or locked leads to one calm page, the same for all, so that nobody learns
from it whether somebody is a patient here.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from intake.clocks import local
from intake.invitations import Invitation
from intake.people import ADULT, Clinic, age_on
from intake.store import Store, StoreUnavailable
from intake.typists import Hand, Typist
from pages._ahead import files_ahead, text_font
from pages._clock import now
from pages._gate import INVITED, PATIENT, STAFF, Current, any_clinic, current, on_tablet
from pages._patient_words import speak
from pages._plain import render
from pages._steps import NONE, UNTOLD
from pages._typist_bar import bar_key, is_of

log = logging.getLogger("twitchboard")

AGAIN = "again"
"""What is wrong is shown by a page of its own, never as the answer to a form: Back would find that gone."""

PAUSED = "paused"
"""Why the date of birth is asked: nobody was at the form for a while, so it was closed."""

TABLET_OVER = "/tablet/over"
"""Where a tablet's page goes when its patient is done, or away."""

VISIT = "visit"
"""Which visit of the tablet is over, where a page goes there by itself."""


def visit_name(one_id: str) -> str:
    """A session, or an invitation, as a page may name it: enough to know it by, nothing that is found elsewhere."""
    return hashlib.sha256(one_id.encode()).hexdigest()[:16]


WHOSE = "whose"
"""The field that says whose page it is: one browser may have gone on to another person's link meanwhile."""


def page_of(guest: Guest) -> tuple[str, str]:
    """The field `WHOSE` and what stands in it: the same however often they come back."""
    return WHOSE, visit_name(guest.invitation.id)


def is_anothers(fields: Fields, guest: Guest) -> bool:
    """Whether this was sent from a page that somebody before left open in this browser."""
    name, mine = page_of(guest)
    return fields.get(name, [mine]) != [mine]


_lent: ContextVar[bool] = ContextVar("lent", default=False)
"""Whether the page that is being made is for the clinic's tablet."""


def is_lent() -> bool:
    """Whether the page that is being made is for the clinic's tablet: it fills in nothing of somebody before."""
    return _lent.get()


F = TypeVar("F")
Fields = dict[str, list[str]]
Asked = Callable[[Request, F], Response]
View = Callable[[Request, F, "Guest"], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Guest:
    """One request by somebody who holds a link: which invitation, in which clinic, in which session."""

    store: Store
    clinic: Clinic
    invitation: Invitation
    here: Current
    typist: Typist | None = None


def plain_page(
    name: str, title: str, clinic: Clinic | None, status: int = 200, *, prefetch: bool = True, **values: Any
) -> Response:
    """A plain page of the patient's: `name` of the template, `title` a wording key."""
    return titled_page(name, speak(clinic)(title), clinic, status, prefetch=prefetch, **values)


def titled_page(
    name: str, title: str, clinic: Clinic | None, status: int = 200, *, prefetch: bool = True, **values: Any
) -> Response:
    """As `plain_page`, where `title` is what it is called and not a key."""
    say = speak(clinic)
    ahead = files_ahead() if prefetch and clinic else ()
    shown = {"problems": (), "say": say, "title": title, "fetch_ahead": ahead, "font": text_font(), "typist": None}
    shown |= {"tablet": _lent.get(), "over": TABLET_OVER}
    bar = bar_key(values.get("typist"))
    shown |= {"bar": bar and say(bar, name=values.get("patient_name", "")), **values}
    return render(f"patient/{name}.html", status, clinic=clinic, **shown)


def who_types(guest: Guest) -> dict[str, Any]:
    """Who types, for the line on the page; the patient's name only where staff do, who know it."""
    on_telephone = guest.typist is not None and guest.typist.hand is Hand.TELEPHONE
    return {"typist": guest.typist, "patient_name": guest.invitation.patient.name if on_telephone else ""}


def gone(clinic: Clinic | None = None) -> Response:
    """The one calm page for every link that leads nowhere."""
    return plain_page("gone", "gone.title", clinic or any_clinic(), 404, prefetch=False)


def leads_in(invitation: Invitation) -> bool:
    """Whether this link still opens anything."""
    return invitation.state in ("open", "sent")


def guest_of(request: Request, kind: str) -> Guest | None:
    """Who holds this browser's session of that kind; None when the session or its link is over."""
    here = current(request, kind)
    if here is None:
        return None
    invitation = here.store.invitations.read(here.session.subject_id, now())
    clinic = here.store.settings.clinic()
    if invitation is None or clinic is None or not leads_in(invitation):
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


def threaded(view: Asked[Fields]) -> Endpoint:
    """The view with its posted fields, away from the event loop: the store may wait for a disk."""
    return threaded_with(_fields, view)


def threaded_with(read_fields: Callable[[Request], Awaitable[F]], view: Asked[F]) -> Endpoint:
    """As `threaded`, for pages that read their fields in a way of their own."""

    async def answer(request: Request) -> Response:
        fields = await read_fields(request)
        _lent.set(on_tablet(request.cookies))
        try:
            page = await run_in_threadpool(view, request, fields)
            return RedirectResponse("/tablet", 303) if page.status_code == 404 and _lent.get() else page
        except StoreUnavailable as problem:
            log.error("%s", problem)
            return await run_in_threadpool(_trouble, problem)

    return answer


def _trouble(problem: StoreUnavailable) -> Response:
    """What could not be kept, said calmly and without a word of why. Raises it again where nobody is to be rung."""
    clinic = any_clinic()
    if clinic is None:
        raise problem
    return plain_page("trouble", "trouble.title", clinic, 503, prefetch=False)


def holders_of(kind: str) -> Callable[[View[F]], Asked[F]]:
    """Let only holders of a session of that kind through; everybody else goes where they can go on."""

    def wrap(view: View[F]) -> Asked[F]:
        def answer(request: Request, fields: F) -> Response:
            guest = guest_of(request, kind)
            if guest:
                return view(request, fields, guest)
            if _names_a_sign(fields):  # a list left open past its session, or while the next person opens a link
                return RedirectResponse(UNTOLD, 303)
            other = PATIENT if kind == INVITED else INVITED
            onward = {INVITED: "/birth", PATIENT: "/emergency"}[other]
            return RedirectResponse(onward, 303) if guest_of(request, other) else gone()

        return answer

    return wrap


def _names_a_sign(fields: Any) -> bool:
    """Whether a list of signs was answered with anything but *none*, whoever sent it."""
    return any(code != NONE for name in ("sign", "fits") for code in fields.get(name, ()) if code)


def where_ended(guest: Guest) -> str:
    """Where somebody belongs for whom the list is over; empty while it is not."""
    if is_child(guest.invitation.patient.date_of_birth, guest.clinic):
        return "/under-16"
    return "/sent" if guest.invitation.state == "sent" else ""


def is_child(born: date, clinic: Clinic) -> bool:
    """Whether this form is not for somebody so young."""
    return age_on(born, local(now(), clinic).date()) < ADULT
