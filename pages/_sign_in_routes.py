"""Signing in and out: user name and password, the code where there is one, a colleague's first link."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from intake.accounts import Refusal, UsernameTaken, WeakPassword
from intake.colleagues import ColleagueLink, Joining
from intake.people import Account, Clinic
from intake.store import HalfIn, LinkGone, Store
from intake.store.sessions import HALF_IN
from pages._addresses import way_back
from pages._clinics import live_store, store_of
from pages._clock import now
from pages._gate import (
    INVITED,
    PATIENT,
    STAFF,
    current,
    drop_session_cookie,
    is_loopback,
    owes_second_factor,
    set_session_cookie,
)
from pages._plain import posted, render
from pages._typing_routes import end_patient_sessions, is_telephone

Fields = dict[str, str]
View = Callable[[Request, Fields | None], Response]


def _threaded(view: View) -> Callable[[Request], Awaitable[Response]]:
    """The view in a thread of its own, with the fields of a posted form; None where it is only looked at."""

    async def answer(request: Request) -> Response:
        form = posted(await request.form(max_files=0, max_fields=12)) if request.method == "POST" else None
        return await run_in_threadpool(view, request, form)

    return answer


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _status(refusal: Refusal) -> int:
    return 429 if refusal.retry_after else 401


def sign_in(request: Request, form: Fields | None) -> Response:
    """`/sign-in`: user name and password, the practice's own accounts. `next` is the page to come back to."""
    store = live_store()
    clinic = store.settings.clinic()
    if clinic is None:
        return RedirectResponse("/", 303)
    onward = way_back((form or request.query_params).get("next", ""))
    if form is None:
        return _sign_in_page(request, clinic, onward)
    username = form.get("username", "").strip()
    result = store.accounts.sign_in(username, form.get("password", ""), _address(request), now())
    if isinstance(result, Refusal):
        return _sign_in_page(request, clinic, onward, username, result)
    if isinstance(result, HalfIn):
        answer = RedirectResponse("/sign-in/code", 303)
        set_session_cookie(answer, request, HALF_IN, store.sessions.open(HALF_IN, result.account.id, now()))
        answer.set_cookie(ONWARD, onward, max_age=600, path="/sign-in", httponly=True, samesite="strict")
        return answer
    return enter(request, store, result, onward)


ONWARD = "twitchboard-onward"
"""Where somebody wanted to go, while they type their code."""


def _sign_in_page(
    request: Request, clinic: Clinic, onward: str, username: str = "", refusal: Refusal | None = None
) -> Response:
    said, status = (refusal.message, _status(refusal)) if refusal else ("", 200)
    return render(
        "sign-in.html", status, clinic=clinic, username=username, problem=said, onward=onward, here=is_loopback(request)
    )


def enter(request: Request, store: Store, account: Account, onward: str) -> Response:
    """Open the session of somebody who has shown all that is asked; whoever used this browser before is out."""
    if old := current(request, STAFF):
        old.store.sessions.end(old.session.id, now())
    clinic = store.settings.clinic()
    answer = RedirectResponse("/second-factor" if clinic and owes_second_factor(account, clinic) else onward, 303)
    set_session_cookie(answer, request, STAFF, store.sessions.open(STAFF, account.id, now()))
    return answer


def code(request: Request, form: Fields | None) -> Response:
    """`/sign-in/code`: the second step, for whoever has just given the password."""
    here = current(request, HALF_IN)
    clinic = here.store.settings.clinic() if here else None
    if here is None or clinic is None:
        return RedirectResponse("/sign-in", 303)
    if form is None:
        return render("sign-in-code.html", clinic=clinic, problem="")
    result = here.store.second_factors.sign_in(here.session.subject_id, form.get("code", ""), _address(request), now())
    if isinstance(result, Refusal):
        return render("sign-in-code.html", _status(result), clinic=clinic, problem=result.message)
    here.store.sessions.end(here.session.id, now())
    answer = enter(request, here.store, result, way_back(request.cookies.get(ONWARD, "")))
    drop_session_cookie(answer, HALF_IN)
    return answer


def sign_out(request: Request, _form: Fields | None) -> Response:
    """`POST /sign-out`: the session ends on the server, for every tab."""
    if here := current(request, STAFF):
        here.store.sessions.end(here.session.id, now())
    answer = RedirectResponse("/signed-out", 303)
    drop_session_cookie(answer, STAFF)
    if any(is_telephone(one) for kind in (PATIENT, INVITED) if (one := current(request, kind))):
        end_patient_sessions(request)
        drop_session_cookie(answer, PATIENT)
    answer.headers["clear-site-data"] = '"cache"'
    return answer


def signed_out(request: Request, _form: Fields | None) -> Response:
    """`/signed-out`: that it worked, and the way back in, to the page where somebody was."""
    return render("signed-out.html", onward=way_back(request.query_params.get("next", "")))


def join(request: Request, form: Fields | None) -> Response:
    """`/join/{token}`: a colleague says who they are and chooses a password; or, where they are here, only that."""
    token = request.path_params["token"]
    store = store_of(token)
    clinic = store.settings.clinic() if store else None
    link = store.colleagues.by_token(token, now()) if store else None
    if store is None or clinic is None or link is None:
        return _gone(clinic)
    if form is None:
        return _join_page(clinic, link, {"name": link.name}, [])
    problems = [(name, said) for name, said in _asked(link).items() if not form.get(name, "").strip()]
    if problems:
        return _join_page(clinic, link, form, problems)
    try:
        account = _joined(store, token, link, form)
    except LinkGone:
        return _gone(clinic)
    except (WeakPassword, UsernameTaken) as problem:
        wrong = "password" if isinstance(problem, WeakPassword) else "username"
        return _join_page(clinic, link, form, [(wrong, str(problem))])
    if account.has_second_factor:
        return RedirectResponse("/sign-in", 303)
    store.accounts.came_in(account, _address(request), now())
    return enter(request, store, account, "/today")


def _joined(store: Store, token: str, link: ColleagueLink, form: Fields) -> Account:
    if link.account_id:
        return store.colleagues.choose_password(token, form["password"], now())
    said = {name: form.get(name, "").strip() for name in ("username", "name", "job_title", "registration")}
    return store.colleagues.join(token, Joining(**said, password=form["password"]), now())


def _asked(link: ColleagueLink) -> dict[str, str]:
    """What must be filled in, and what is said where it is not."""
    if link.account_id:
        return {"password": "Choose a password."}
    return {
        "name": "Enter your name.",
        "job_title": "Enter your role, as it is printed below a signature.",
        "username": "Choose a user name.",
        "password": "Choose a password.",
    }


def _join_page(clinic: Clinic, link: ColleagueLink, form: Fields, problems: list[tuple[str, str]]) -> Response:
    return render("join.html", 422 if problems else 200, clinic=clinic, link=link, form=form, problems=problems)


def _gone(clinic: Clinic | None) -> Response:
    """The same for a link that was used, has ended, was taken back, or never was."""
    return render("link-gone.html", 410, clinic=clinic, said=str(LinkGone()))


SIGN_IN_ROUTES = [
    Route("/sign-in", _threaded(sign_in), methods=["GET", "POST"]),
    Route("/sign-in/code", _threaded(code), methods=["GET", "POST"]),
    Route("/sign-out", _threaded(sign_out), methods=["POST"]),
    Route("/signed-out", _threaded(signed_out)),
    Route("/join/{token}", _threaded(join), methods=["GET", "POST"]),
]
