"""What is somebody's own: their password, their second step, when they were last here. Plain pages.

Whoever holds a session is not yet believed here: each change asks for the password, and for a code where there is
one, so that an open screen or a stolen cookie cannot take an account over.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import segno
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from intake import second_factor
from intake.accounts import Refusal, WeakPassword
from intake.people import Account, Clinic
from intake.second_factor import Wanted
from intake.store import Store
from pages._clock import now
from pages._gate import STAFF, Current, current, set_session_cookie
from pages._moments import WallClock
from pages._plain import posted, render

Fields = dict[str, str]


@dataclass(frozen=True)
class Mine:
    """One request by somebody who is signed in, about themselves."""

    here: Current
    clinic: Clinic
    account: Account
    request: Request

    @property
    def store(self) -> Store:
        """Where they are kept."""
        return self.here.store

    def password_refused(self, form: Fields) -> str:
        """What to say where the password is not theirs; guesses are slowed as at sign-in."""
        address = self.request.client.host if self.request.client else ""
        refusal = self.store.accounts.confirm_slowly(self.account, form.get("password", ""), address, now())
        return refusal.message if refusal else ""


View = Callable[[Mine, Fields | None], Response]


def _mine(view: View) -> Callable[[Request], Awaitable[Response]]:
    """Let those through who are signed in; being here is being there."""

    async def answer(request: Request) -> Response:
        form = posted(await request.form(max_files=0, max_fields=8)) if request.method == "POST" else None
        return await run_in_threadpool(_answer, request, form)

    def _answer(request: Request, form: Fields | None) -> Response:
        here = current(request, STAFF)
        account = here.store.accounts.read(here.session.subject_id) if here else None
        clinic = here.store.settings.clinic() if here else None
        if here is None or account is None or account.disabled or clinic is None:
            return RedirectResponse("/sign-in", 303)
        here.store.sessions.touch(here.session.id, now())
        return view(Mine(here, clinic, account, request), form)

    return answer


def account(mine: Mine, form: Fields | None) -> Response:
    """`/account`: who is signed in, since when, and another password."""
    if form is None:
        return _account_page(mine, said="Your password is changed." if "changed" in mine.request.query_params else "")
    problem = mine.password_refused(form)
    if problem:
        return _account_page(mine, problem=problem)
    try:
        mine.store.accounts.change_password(mine.account.id, form.get("new", ""), mine.account.name, now())
    except WeakPassword as weak:
        return _account_page(mine, problem=str(weak))
    answer = RedirectResponse("/account?changed", 303)
    set_session_cookie(answer, mine.request, STAFF, mine.store.sessions.open(STAFF, mine.account.id, now()))
    return answer


def _account_page(mine: Mine, *, problem: str = "", said: str = "") -> Response:
    clock = WallClock(mine.clinic, now())
    before = mine.account.signed_in_before_at
    return render(
        "account/account.html",
        422 if problem else 200,
        clinic=mine.clinic,
        account=mine.account,
        before=clock.exactly(before) if before else "",
        factor=mine.store.second_factors.read(mine.account.id),
        offered=mine.clinic.second_factor != Wanted.OFF,
        problem=problem,
        said=said,
    )


def second_step(mine: Mine, form: Fields | None) -> Response:
    """`/second-factor`: set it up; once it is there, other recovery codes, or the way out of it."""
    if not mine.account.has_second_factor:
        return _setting_up(mine, form)
    if form is None:
        return _ours(mine)
    if problem := mine.password_refused(form):
        return _ours(mine, problem)
    refusal = mine.store.second_factors.check(mine.account.id, form.get("code", ""), now())
    if refusal:
        return _ours(mine, refusal.message)
    return _changed(mine, form.get("do", ""))


def _changed(mine: Mine, what: str) -> Response:
    if what != "off":
        return _codes(mine, mine.store.second_factors.new_codes(mine.account, now()))
    if mine.clinic.second_factor == Wanted.REQUIRED:
        return _ours(mine, "This clinic asks everybody for a code. To change telephones, ask an administrator.")
    mine.store.second_factors.turn_off(mine.account, now())
    return RedirectResponse("/account", 303)


def _setting_up(mine: Mine, form: Fields | None) -> Response:
    """First the password, then the picture to scan: whoever found an open screen may not copy somebody's key."""
    if mine.clinic.second_factor == Wanted.OFF:
        return RedirectResponse("/account", 303)
    if form is None:
        return _key_page(mine)
    has_scanned = "code" in form or "scanned" in form
    if problem := mine.password_refused(form):
        return _key_page(mine, problem=problem, has_scanned=has_scanned)
    factors = mine.store.second_factors
    if "code" not in form:
        kept = factors.pending(mine.account.id) if has_scanned else None
        return _key_page(mine, kept or factors.begin(mine.account, now()))
    made = factors.confirm(mine.account, form["code"], now())
    if not isinstance(made, Refusal):
        return _codes(mine, made)
    return _key_page(mine, factors.pending(mine.account.id) or "", made.message)


def _key_page(mine: Mine, secret: str = "", problem: str = "", *, has_scanned: bool = False) -> Response:
    """The key, where the password has just been given; else what asks for it. After a mistake it is the same key."""
    return render(
        "account/second-factor.html",
        422 if problem else 200,
        clinic=mine.clinic,
        picture=_picture(mine, secret) if secret else "",
        secret=second_factor.grouped(secret).replace("-", " "),
        has_scanned=has_scanned,
        is_required=mine.clinic.second_factor == Wanted.REQUIRED,
        problem=problem,
    )


def _picture(mine: Mine, secret: str) -> str:
    address = second_factor.address(secret, mine.account.username, mine.clinic.name)
    drawn = segno.make(address, error="m", micro=False)
    return drawn.svg_data_uri(scale=4, border=4, dark="#14202B", light="#FFFFFF")


def _ours(mine: Mine, problem: str = "") -> Response:
    factor = mine.store.second_factors.read(mine.account.id)
    clock = WallClock(mine.clinic, now())
    return render(
        "account/second-factor-on.html",
        422 if problem else 200,
        clinic=mine.clinic,
        since=clock.day(factor.since) if factor.since else "",
        left=factor.codes_left,
        is_required=mine.clinic.second_factor == Wanted.REQUIRED,
        problem=problem,
    )


def _codes(mine: Mine, codes: tuple[str, ...]) -> Response:
    """The recovery codes, once: they are kept as digests."""
    return render("account/recovery-codes.html", clinic=mine.clinic, codes=codes)


ACCOUNT_ROUTES = [
    Route("/account", _mine(account), methods=["GET", "POST"]),
    Route("/second-factor", _mine(second_step), methods=["GET", "POST"]),
]
