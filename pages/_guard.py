"""The middleware in front of everything: who may fetch what, and with which headers it leaves.

Answers for addresses that are nobody's are the same for strangers and for staff. What Streamlit would
otherwise serve to anybody is listed in `docs/decisions/technical.md`.
"""

from __future__ import annotations

import gc
import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intake.access import Check, NotAllowed
from intake.store import StoreUnavailable
from pages._addresses import check_of, is_page
from pages._gate import INVITED, PATIENT, STAFF, any_clinic, current, owes_second_factor, same_origin
from pages._plain import UNREACHABLE, render
from pages._routes import ROUTES
from pages._shell import HEADERS, compressed, is_static, shell

log = logging.getLogger("twitchboard")

PATIENT_PAGES = frozenset({"/form"})
SHUT = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
NEEDS_SESSION = ("/media/", "/_stcore/upload_file")
FAVICON = "/favicon.png"
STREAMLITS_OWN = ("/_stcore/", "/static/", "/media/", "/component/")
PRINCIPAL_HEADER = b"x-twitchboard-principal"


class Guard:
    """One pure ASGI gate. It decides from the path and the cookie's session row, before Streamlit is asked."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, answer it, or refuse it."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, _with_headers(scope["path"], send))
        else:
            await self.app(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A WebSocket needs our own origin and a live session; the identity goes on as a header."""
        conn = HTTPConnection(scope)
        try:
            who = await run_in_threadpool(_principal, conn) if same_origin(conn) else ""
        except StoreUnavailable as problem:
            log.error("a connection failed: %s", in_short(problem))
            who = ""
        if not who:
            await receive()
            await send({"type": "websocket.close", "code": 4401})
            return
        headers = [pair for pair in scope["headers"] if pair[0] != PRINCIPAL_HEADER]
        await self.app({**scope, "headers": [*headers, (PRINCIPAL_HEADER, who.encode())]}, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Our answer, or what the pages say; where something fails, a sentence that does not say why."""
        conn, started = HTTPConnection(scope), False

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            answer = await run_in_threadpool(_answer, conn, scope["path"], scope["method"])
            if answer is None:
                headers = [pair for pair in scope["headers"] if pair[0] != PRINCIPAL_HEADER]
                await self.app({**scope, "headers": headers}, receive, sending)
                return
        except Exception as problem:
            log.error("an address failed: %s", in_short(problem))
            if started:
                return
            status = 503 if isinstance(problem, StoreUnavailable) else 500
            answer = PlainTextResponse(UNREACHABLE if status == 503 else FAILED, status, headers={"retry-after": "5"})
        await answer(scope, receive, send)


FAILED = (
    "Something went wrong on our side. What you had saved is kept. Try again in a minute; if it happens twice, tell "
    "the clinic. In an emergency, call your emergency number now."
)


def in_short(problem: Exception) -> str:
    """An error for the log: its kind and its place. Its words may hold answers; those of the store never do."""
    if isinstance(problem, StoreUnavailable):
        return str(problem)
    frames = traceback.extract_tb(problem.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(problem).__name__}{place}"


def _answer(conn: HTTPConnection, path: str, method: str) -> Response | None:
    """Our own answer to a request, or None where it may go on."""
    if path.startswith(SHUT):
        return PlainTextResponse("Not found", 404)
    if path.startswith(("/static/", "/assets/")) and path.endswith((".js", ".css")) and is_static(path):
        return _static(conn, path)
    if path.startswith(NEEDS_SESSION) and not _principal(conn):
        return PlainTextResponse("Sign in first", 403)
    if (check := check_of(path)) and (refused := _refused(conn, path, check)):
        return refused
    if is_page(path):
        return _html(shell("look.css", "clinician.css", "queue.css", "queue.js"))
    if path in PATIENT_PAGES and not current(conn, PATIENT):
        return _to_patient_start(conn)
    if method == "POST" and not path.startswith(STREAMLITS_OWN) and not same_origin(conn):
        return PlainTextResponse("This form was sent from another site. Open the page again and repeat.", 403)
    return None if _is_known(conn) else _nobodys(conn)


def _is_known(conn: HTTPConnection) -> bool:
    """Whether a route of ours answers there, or it is a file of Streamlit's, which has an empty page for all else."""
    path = conn.scope["path"]
    if path.startswith("/static/"):
        return is_static(path)
    bare = {**conn.scope, "path": path.rstrip("/") or "/"}
    ours = any(route.matches(bare)[0] is not Match.NONE for route in ROUTES)
    return ours or path.startswith(STREAMLITS_OWN) or path == FAVICON or is_page(bare["path"])


def _nobodys(conn: HTTPConnection) -> Response:
    """An address that is nobody's, the same for strangers and for patients; staff get a way back."""
    is_staff = current(conn, STAFF) is not None
    return render("no-page.html", 404, clinic=any_clinic(), is_staff=is_staff)


def _refused(conn: HTTPConnection, path: str, check: Check) -> Response | None:
    """What somebody hears at an address of staff that is not theirs to open; None where it is.

    Strangers are sent to sign in where there is a page to come back to; elsewhere the address itself answers them.
    """
    here = current(conn, STAFF)
    if here is None:
        back = quote(f"{path}?{conn.url.query}" if conn.url.query else path, safe="")
        return RedirectResponse(f"/sign-in?next={back}", 303) if is_page(path) else None
    account, clinic = here.store.accounts.read(here.session.subject_id), here.store.settings.clinic()
    if account is None or clinic is None:
        return RedirectResponse("/sign-in", 303)
    if owes_second_factor(account, clinic):
        return RedirectResponse("/second-factor", 303)
    try:
        check(account)
    except NotAllowed as refusal:
        return render("not-allowed.html", 403, clinic=clinic, said=str(refusal))
    return None


def _to_patient_start(conn: HTTPConnection) -> Response:
    """Somebody without a confirmed birth date asks for the form: to the date of birth, or to the calm page."""
    return RedirectResponse("/birth" if current(conn, INVITED) else "/link", 303)


def _html(page: bytes) -> Response:
    return Response(page, media_type="text/html; charset=utf-8")


def _static(conn: HTTPConnection, path: str) -> Response | None:
    """A script or style sheet, gzipped for whoever takes it; its name carries a digest, so it keeps for ever."""
    if "gzip" not in conn.headers.get("accept-encoding", "") or (body := compressed(path)) is None:
        return None
    kind = "text/css" if path.endswith(".css") else "text/javascript"
    headers = {"content-encoding": "gzip", "vary": "Accept-Encoding"}
    return Response(body, media_type=kind, headers={**headers, "cache-control": "public, immutable, max-age=31536000"})


def _principal(conn: HTTPConnection) -> str:
    """Who this browser is, staff and patient together, in words that no other browser shares; empty for nobody."""
    live = (current(conn, kind) for kind in (STAFF, PATIENT))
    return "+".join(f"{found.session.kind}:{found.session.id}" for found in live if found)


def _with_headers(path: str, send: Send) -> Send:
    """Put the security headers on every answer, and `no-store` on all but files with a digest in their name."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            keep = path.startswith(("/static/", "/assets/"))
            shut = [(k, v) for k, v in message["headers"] if k == _POLICY and v.startswith(b"sandbox")]
            theirs = [(k, v) for k, v in message["headers"] if k not in _OURS and (keep or k != b"cache-control")]
            theirs += shut  # a file may shut itself off further than a page
            ours = [(k.encode(), v.encode()) for k, v in HEADERS.items() if not (shut and k.encode() == _POLICY)]
            message = {**message, "headers": [*theirs, *ours, *([] if keep else [(b"cache-control", b"no-store")])]}
        await send(message)

    return sending


_POLICY = b"content-security-policy"
_OURS = frozenset(name.encode() for name in HEADERS)
MIDDLEWARE = [Middleware(Guard)]


def _without_traceback(record: logging.LogRecord) -> bool:
    """The server logs whole tracebacks, and exception texts can hold answers: keep the kind of error only."""
    if record.exc_info and record.exc_info[0]:
        record.msg, record.args = f"stopped on {record.exc_info[0].__name__}", ()
        record.exc_info = record.exc_text = None
    return True


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, object] | None]:
    """Load what every page needs once, before the first visitor, and take it out of the garbage collector's way."""
    import altair  # noqa: F401 - loaded here and not at import, so that a command line stays quick
    import pandas  # noqa: F401 - as above
    import streamlit.elements.vega_charts  # noqa: F401 - as above

    if st.get_option("client.showErrorDetails") not in ("none", False):
        raise SystemExit("The settings in .streamlit/config.toml were not read. Start from the project's folder.")
    for name in ("streamlit.error_util", "uvicorn.error"):
        logging.getLogger(name).addFilter(_without_traceback)
    gc.collect()
    gc.freeze()
    yield {}


def on_script_error(problem: Exception) -> bool:
    """What a person sees when a page stops: calm, true, without a word of what was in it."""
    log.error("a page stopped on %s", in_short(problem))
    if isinstance(problem, StoreUnavailable):
        st.error(UNREACHABLE, title="This did not work")
    else:
        st.error(
            "What you had saved is kept. Load the page again; if it happens twice, tell whoever runs Twitchboard.",
            title="This page stopped",
        )
    return True
