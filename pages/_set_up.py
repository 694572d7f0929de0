"""`/set-up`: the clinic and its first clinician, once, on this machine. The country comes first and fills in the rest.

A country brings its emergency number, time zone and hours; they are shown and can be changed before anything is saved.
"""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from intake import country
from intake.accounts import UsernameTaken, WeakPassword
from intake.clinic_form import DAY_NAMES, blank, read_clinic, typed_of, zones
from intake.people import Role
from intake.store import Store
from pages._clinics import live_store
from pages._clock import now
from pages._gate import STAFF, is_loopback, set_session_cookie
from pages._plain import posted, render

Problems = list[tuple[str, str]]

PERSON = {
    "person": "Enter the first clinician's name.",
    "job_title": "Enter the clinician's role, as it is printed below a signature.",
    "username": "Choose a user name.",
    "password": "Choose a password.",
}
THEIRS = {"name": "clinic"}
"""What a setting is called on this form, where that differs."""


async def set_up(request: Request) -> Response:
    """GET asks for the country, then for the rest; POST sets up and signs in."""
    if not is_loopback(request):
        return PlainTextResponse("A clinic is set up on the machine that runs it.", 403)
    form = posted(await request.form(max_files=0, max_fields=60)) if request.method == "POST" else None
    return await run_in_threadpool(_set_up, request, form)


def _set_up(request: Request, form: dict[str, str] | None) -> Response:
    store = live_store()
    if store.settings.clinic():
        return RedirectResponse("/sign-in", 303)
    if form is not None:
        return _posted(request, store, form)
    chosen = request.query_params.get("country", "")
    if chosen in country.packs():
        return _form({"country": chosen, **_shown(chosen)}, [])
    problems = [("country", COUNTRY)] if "country" in request.query_params else []
    return render("set-up-country.html", 422 if problems else 200, packs=country.packs(), problems=problems)


COUNTRY = "Choose where the clinic is."


def _shown(chosen: str) -> dict[str, str]:
    """What the country's pack brings, under the names of this form."""
    return {THEIRS.get(name, name): text for name, text in typed_of(blank(chosen)).items()}


def _posted(request: Request, store: Store, form: dict[str, str]) -> Response:
    """Everything that is wrong at once; nothing is saved before all of it is right."""
    chosen = form.get("country", "") if form.get("country", "") in country.packs() else ""
    typed = {name: form[THEIRS.get(name, name)] for name in typed_of(blank("other")) if THEIRS.get(name, name) in form}
    clinic, wrong = read_clinic({"name": "", "telephone": "", **typed}, blank(chosen or "other"))
    problems: Problems = [] if chosen else [("country", COUNTRY)]
    problems += [(THEIRS.get(one.field, one.field), one.said) for one in wrong]
    problems += [(name, said) for name, said in PERSON.items() if not form.get(name, "").strip()]
    if problems:
        return _form(form, problems)
    try:
        account = store.accounts.add(
            form["username"], form["person"], Role.ADMIN, form["job_title"], form.get("registration") or None,
            form["password"], form["person"], now(),
        )  # fmt: skip
    except (WeakPassword, UsernameTaken) as problem:
        return _form(form, [("password" if isinstance(problem, WeakPassword) else "username", str(problem))])
    store.settings.save_clinic(clinic, account.name, now())
    store.accounts.came_in(account, request.client.host if request.client else "", now())
    answer = RedirectResponse("/queue", 303)
    set_session_cookie(answer, request, STAFF, store.sessions.open(STAFF, account.id, now()))
    return answer


def _form(form: dict[str, str], problems: Problems) -> Response:
    values: dict[str, Any] = {
        "form": form,
        "problems": problems,
        "packs": country.packs(),
        "days": list(enumerate(DAY_NAMES)),
        "zones": zones(),
    }
    return render("set-up.html", 422 if problems else 200, **values)
