"""Every address that is not a Streamlit page: the first screen, signing in and out, files, health.

The patient's plain pages are in `_patient_routes.py`, the documents in `_note_routes.py`.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from intake import sample
from intake.accounts import Refusal
from intake.store import StoreUnavailable
from pages._aftercare_routes import AFTERCARE_ROUTES
from pages._asking_routes import ASKING_ROUTES
from pages._clinics import forget_sample, live_store, sample_path, sample_store, start_sample
from pages._clock import now
from pages._correcting_routes import CORRECTING_ROUTES
from pages._gate import INVITED, PATIENT, STAFF, current, drop_session_cookie, is_loopback, set_session_cookie
from pages._import_routes import IMPORT_ROUTES
from pages._note_routes import NOTE_ROUTES
from pages._patient_routes import PATIENT_ROUTES
from pages._plain import posted, render
from pages._sample import lay_out
from pages._set_up import set_up
from pages._shell import ASSETS
from pages._typing_routes import TYPING_ROUTES, end_patient_sessions, is_telephone


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


async def sign_in(request: Request) -> Response:
    """`/sign-in`: user name and password, the practice's own accounts."""
    form = posted(await request.form(max_files=0, max_fields=6)) if request.method == "POST" else None
    return await run_in_threadpool(_sign_in, request, form)


def _sign_in(request: Request, form: dict[str, str] | None) -> Response:
    store = live_store()
    clinic = store.settings.clinic()
    if clinic is None:
        return RedirectResponse("/", 303)
    username = (form or {}).get("username", "").strip()
    if form is None:
        return render("sign-in.html", clinic=clinic, username="", problem="", here=is_loopback(request))
    address = request.client.host if request.client else ""
    result = store.accounts.sign_in(username, form.get("password", ""), address, now())
    if isinstance(result, Refusal):
        status = 429 if result.retry_after else 401
        return render("sign-in.html", status, clinic=clinic, username=username, problem=result.message,
                      here=is_loopback(request))  # fmt: skip
    if old := current(request, STAFF):
        old.store.sessions.end(old.session.id, now())
    answer = RedirectResponse("/queue", 303)
    set_session_cookie(answer, request, STAFF, store.sessions.open(STAFF, result.id, now()))
    return answer


async def sign_out(request: Request) -> Response:
    """`POST /sign-out`: the session ends on the server, for every tab."""
    return await run_in_threadpool(_sign_out, request)


def _sign_out(request: Request) -> Response:
    if here := current(request, STAFF):
        here.store.sessions.end(here.session.id, now())
    answer = RedirectResponse("/signed-out", 303)
    drop_session_cookie(answer, STAFF)
    if any(is_telephone(one) for kind in (PATIENT, INVITED) if (one := current(request, kind))):
        end_patient_sessions(request)
        drop_session_cookie(answer, PATIENT)
    answer.headers["clear-site-data"] = '"cache"'
    return answer


async def signed_out(request: Request) -> Response:
    """`/signed-out`: that it worked, and the way back in."""
    return render("signed-out.html", here=is_loopback(request))


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
    Route("/sign-in", sign_in, methods=["GET", "POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/signed-out", signed_out),
    Route("/session", still_signed_in, methods=["GET", "POST"]),
    Route("/healthz", health),
    Route("/assets/{name}", asset),
    *PATIENT_ROUTES,
    *AFTERCARE_ROUTES,
    *CORRECTING_ROUTES,
    *ASKING_ROUTES,
    *NOTE_ROUTES,
    *IMPORT_ROUTES,
    *TYPING_ROUTES,
]
