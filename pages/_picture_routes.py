"""`/pictures/…`: a photo or video is added and handed out here, to clinicians alone, and kept by no browser.

Not through Streamlit's uploader: what that takes answers at an address of its own, to anybody who knows it.
"""

from __future__ import annotations

import re

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from intake import access
from intake.people import Account
from intake.picture_files import MOST_VIDEO, TOO_LARGE, Unusable, taken_in
from intake.store import NoSuchCase, Refused
from pages._clock import now
from pages._gate import STAFF, Current, current
from pages._plain import render

CHOOSE = "Choose a photo or a video first."
ADDED = "added"
SANDBOX = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"
"""Whatever a file claims to be, opened by itself it can run nothing."""
_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")


def _desk(request: Request) -> tuple[Current, Account] | None:
    """Whoever is signed in and may read answers; None for everybody else, whom the guard has answered already."""
    here = current(request, STAFF)
    account = here.store.accounts.read(here.session.subject_id) if here else None
    return (here, account) if here and account and access.can_read_answers(account) else None


async def add(request: Request) -> Response:
    """`/pictures/{reference}`: GET asks for the file, POST keeps it and says so, with the way back to the case."""
    desk = await run_in_threadpool(_desk, request)
    if desk is None:
        return PlainTextResponse("Sign in as a clinician, then open the case.", 403)
    if request.method == "GET":
        return await run_in_threadpool(_form, desk, request, "")
    if int(request.headers.get("content-length") or 0) > MOST_VIDEO + 100_000:
        return await run_in_threadpool(_form, desk, request, TOO_LARGE)
    try:
        form = await request.form(max_files=1, max_fields=4)
    except MultiPartException:
        return await run_in_threadpool(_form, desk, request, CHOOSE)
    file = form.get("file")
    raw = await file.read(MOST_VIDEO + 1) if isinstance(file, UploadFile) else b""
    return await run_in_threadpool(_keep, desk, request, raw, str(form.get("remark", "")))


def _form(desk: tuple[Current, Account], request: Request, problem: str) -> Response:
    here, reference = desk[0], request.path_params["reference"]
    try:
        here.store.cases.read(reference)
    except NoSuchCase as refusal:
        return PlainTextResponse(str(refusal), 404)
    clinic = here.store.settings.clinic()
    added = "" if problem or ADDED not in request.query_params else "It is on the case."
    return render(
        "staff/picture.html", 422 if problem else 200, clinic=clinic, reference=reference, problem=problem, added=added
    )


def _keep(desk: tuple[Current, Account], request: Request, raw: bytes, remark: str) -> Response:
    (here, account), reference = desk, request.path_params["reference"]
    if not raw:
        return _form(desk, request, CHOOSE)
    try:
        kept = taken_in(raw)
        here.store.pictures.add(reference, kept.kind, kept.media_type, kept.content, remark, account, now())
    except (Unusable, Refused) as refusal:
        return _form(desk, request, str(refusal))
    here.store.sessions.touch(here.session.id, now())
    return RedirectResponse(f"/pictures/{reference}?{ADDED}=1", 303)


async def show(request: Request) -> Response:
    """`/pictures/{reference}/{id}`: the file, to a clinician; a part of it where a player asks for one."""
    return await run_in_threadpool(_show, request)


def _show(request: Request) -> Response:
    desk = _desk(request)
    if desk is None:
        return PlainTextResponse("Sign in as a clinician, then open the case.", 403)
    found = desk[0].store.pictures.file(request.path_params["reference"], request.path_params["id"])
    if found is None:
        return PlainTextResponse("There is no such picture. Open it from its case.", 404)
    return _answer(*found, request.headers.get("range", ""))


def _answer(media_type: str, content: bytes, asked: str) -> Response:
    headers = {"content-security-policy": SANDBOX, "accept-ranges": "bytes", "content-disposition": "inline"}
    part = _RANGE.match(asked)
    if not part or not any(part.groups()):
        return Response(content, media_type=media_type, headers=headers)
    first, last = part.groups()
    start = int(first) if first else max(len(content) - int(last), 0)
    end = min(int(last), len(content) - 1) if first and last else len(content) - 1
    if start > end:
        return Response(status_code=416, headers={**headers, "content-range": f"bytes */{len(content)}"})
    headers["content-range"] = f"bytes {start}-{end}/{len(content)}"
    return Response(content[start : end + 1], 206, media_type=media_type, headers=headers)


PICTURE_ROUTES = [
    Route("/pictures/{reference}", add, methods=["GET", "POST"]),
    Route("/pictures/{reference}/{id:int}", show),
]
