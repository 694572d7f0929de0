"""Every address that is not a Streamlit page: the first screen, the sample clinic, files, health.

Signing in and out is in `_sign_in_routes.py`, the patient's plain pages in `_patient_routes.py`, the documents in
`_note_routes.py`.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from intake import sample
from intake.store import StoreUnavailable
from pages._account_routes import ACCOUNT_ROUTES
from pages._aftercare_routes import AFTERCARE_ROUTES
from pages._asking_routes import ASKING_ROUTES
from pages._clinics import forget_sample, live_store, sample_path, sample_store, start_sample
from pages._clock import now
from pages._correcting_routes import CORRECTING_ROUTES
from pages._first_page import FIRST_PAGE_ROUTES
from pages._gate import PATIENT, STAFF, current, drop_session_cookie, is_loopback, set_session_cookie
from pages._import_routes import IMPORT_ROUTES
from pages._logo_routes import LOGO_ROUTES
from pages._morning_routes import MORNING_ROUTES
from pages._note_routes import NOTE_ROUTES
from pages._patient_routes import PATIENT_ROUTES
from pages._picture_routes import PICTURE_ROUTES
from pages._plain import render
from pages._report_routes import REPORT_ROUTES
from pages._sample import lay_out
from pages._set_up import set_up
from pages._shell import ASSETS
from pages._sign_in_routes import SIGN_IN_ROUTES
from pages._tablet_routes import TABLET_ROUTES
from pages._typing_routes import TYPING_ROUTES


async def first_screen(request: Request) -> Response:
    """`/`: on to the queue or the form for whoever is signed in; else sign in, or the two choices of a new machine."""
    return await run_in_threadpool(_first_screen, request)


def _first_screen(request: Request) -> Response:
    if current(request, STAFF):
        return RedirectResponse("/queue", 303)
    if current(request, PATIENT):
        return RedirectResponse("/form", 303)
    if live_store().settings.clinic():
        return RedirectResponse("/sign-in", 303)
    return render("welcome.html", here=is_loopback(request))


async def open_sample(request: Request) -> Response:
    """`POST /sample`: make the sample clinic if need be and sign in as its clinician. On this machine only."""
    if not is_loopback(request):
        return PlainTextResponse("The sample clinic opens only on the machine that runs it.", 403)
    return await run_in_threadpool(_open_sample, request)


def _open_sample(request: Request) -> Response:
    store = sample_store() or start_sample()
    account = lay_out(store, now())
    answer = RedirectResponse("/queue", 303)
    set_session_cookie(answer, request, STAFF, store.sessions.open(STAFF, account.id, now()))
    return answer


async def end_sample(request: Request) -> Response:
    """`POST /sample/end`: the sample clinic goes, with everything in it. On this machine only."""
    if not is_loopback(request):
        return PlainTextResponse("The sample clinic can be removed only on the machine that runs it.", 403)
    await run_in_threadpool(_end_sample)
    answer = RedirectResponse("/", 303)
    drop_session_cookie(answer, STAFF)
    drop_session_cookie(answer, PATIENT)
    return answer


def _end_sample() -> None:
    forget_sample()
    sample.remove(sample_path())


async def still_signed_in(request: Request) -> Response:
    """`/session`: 204 while the staff session of this browser lives, else 401.

    GET only looks. POST says that somebody is at the page: whoever writes for half an hour without pressing
    anything is not away.
    """
    here = await run_in_threadpool(current, request, STAFF)
    if here and request.method == "POST":
        await run_in_threadpool(here.store.sessions.touch, here.session.id, now())
    return Response(status_code=204 if here else 401)


async def health(request: Request) -> Response:
    """`/healthz`: whether the store answers; 503 when it does not, with the remedy for whoever asks on this machine."""
    problems = await run_in_threadpool(_problems)
    if not problems:
        return JSONResponse({"status": "ok"})
    told = {"problems": problems} if is_loopback(request) else {}
    return JSONResponse({"status": "not ready", **told}, 503)


def _problems() -> list[str]:
    try:
        return live_store().check()
    except StoreUnavailable as problem:
        return [str(problem)]


async def asset(request: Request) -> Response:
    """A style sheet, script or drawing of ours; kept for ever by its digest."""
    file = (ASSETS / request.path_params["name"]).resolve()
    if file.parent != ASSETS or not file.is_file():
        return PlainTextResponse("Not found", 404)
    return FileResponse(file, headers={"cache-control": "public, immutable, max-age=31536000"})


ROUTES = [
    Route("/", first_screen),
    Route("/sample", open_sample, methods=["POST"]),
    Route("/sample/end", end_sample, methods=["POST"]),
    Route("/set-up", set_up, methods=["GET", "POST"]),
    Route("/session", still_signed_in, methods=["GET", "POST"]),
    Route("/healthz", health),
    Route("/assets/{name}", asset),
    *SIGN_IN_ROUTES,
    *ACCOUNT_ROUTES,
    *PATIENT_ROUTES,
    *FIRST_PAGE_ROUTES,
    *AFTERCARE_ROUTES,
    *CORRECTING_ROUTES,
    *ASKING_ROUTES,
    *NOTE_ROUTES,
    *PICTURE_ROUTES,
    *LOGO_ROUTES,
    *MORNING_ROUTES,
    *REPORT_ROUTES,
    *IMPORT_ROUTES,
    *TYPING_ROUTES,
    *TABLET_ROUTES,
]
