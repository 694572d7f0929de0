"""`/settings/logo`: bring the clinic's logo, or remove it. A plain page, because Streamlit's own upload keeps files."""

from __future__ import annotations

from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from intake import access
from intake.access import NotAllowed
from intake.people import Account, Clinic
from intake.store import Refused, Store
from pages._clock import now
from pages._gate import STAFF, current
from pages._plain import render
from reports import logo

CHOOSE = "Choose the picture first."
TOO_LARGE = "The file is larger than 2 MB. Bring a smaller picture."


async def clinic_logo(request: Request) -> Response:
    """GET shows what is there; POST with `remove` removes it, with a file puts that in its place.

    Who asks is settled first: of somebody who may not, no byte is read, or a stranger could fill the disk.
    """
    shown = await run_in_threadpool(_answer, request, None, remove=False)
    if request.method == "GET" or shown.status_code != 200:
        return shown
    if int(request.headers.get("content-length") or 0) > logo.MOST_BYTES + 10_000:
        return await run_in_threadpool(_answer, request, None, remove=False, problem=TOO_LARGE)
    try:
        form = await request.form(max_files=1, max_fields=2, max_part_size=logo.MOST_BYTES)
    except MultiPartException:
        return await run_in_threadpool(_answer, request, None, remove=False, problem=CHOOSE)
    file = form.get("file")
    raw = await file.read(logo.MOST_BYTES + 1) if isinstance(file, UploadFile) else b""
    return await run_in_threadpool(_answer, request, raw, remove="remove" in form)


def _answer(request: Request, raw: bytes | None, *, remove: bool, problem: str = "") -> Response:
    here = current(request, STAFF)
    account = here.store.accounts.read(here.session.subject_id) if here else None
    clinic = here.store.settings.clinic() if here else None
    if here is None or account is None or clinic is None:
        return RedirectResponse("/sign-in", 303)
    if not access.can_change_settings(account):
        return PlainTextResponse("To change the clinic's settings, ask an administrator.", 403)
    if raw is None:
        return _page(clinic, problem)
    try:
        return _saved(here.store, account, clinic, "" if remove else logo.made(raw) if raw else None)
    except (logo.UnusableLogo, Refused, NotAllowed) as refused:
        return _page(clinic, str(refused))


def _saved(store: Store, account: Account, clinic: Clinic, kept: str | None) -> Response:
    if kept is None:
        return _page(clinic, CHOOSE)
    store.settings.change(replace(clinic, logo=kept), account, now(), clinic)
    return RedirectResponse("/settings/logo", 303)


def _page(clinic: Clinic, problem: str) -> Response:
    return render("account/logo.html", 422 if problem else 200, clinic=clinic, problem=problem)


LOGO_ROUTES = [Route("/settings/logo", clinic_logo, methods=["GET", "POST"])]
