"""Streamlit's own protocol, spoken without a browser, as somebody would who wrote their own.

A visitor who leaves the pages aside and talks to the WebSocket chooses the page, by name or by hash, and sends
whatever cookie or origin they like. `ask` is that visitor.
"""

from __future__ import annotations

from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.browser.server import Server

PATIENCE = 20.0


@dataclass(frozen=True)
class Answer:
    """What came back: the HTTP status that refused the connection, or everything that one run of a page sent."""

    refused: int
    said: str
    session: str = ""


def ask(
    server: Server,
    page: str,
    *,
    cookie: str = "",
    origin: str | None = "",
    by_hash: bool = False,
    resume: str = "",
    headers: dict[str, str] | None = None,
) -> Answer:
    """Connect and ask for one run of `page` (`queue`, without a slash). `origin` is the server's own unless given."""
    extra = {**({"Cookie": cookie} if cookie else {}), **(headers or {})}
    protocols = ["streamlit", "no-token", *([resume] if resume else [])]
    try:
        with connect(
            f"ws://127.0.0.1:{server.port}/_stcore/stream",
            origin=server.url if origin == "" else origin,  # type: ignore[arg-type]
            additional_headers=extra,
            subprotocols=protocols,  # type: ignore[arg-type]
            open_timeout=PATIENCE,
            max_size=None,
        ) as socket:
            socket.send(_rerun(page, by_hash=by_hash).SerializeToString())
            return _until_finished(socket)
    except InvalidStatus as refusal:
        return Answer(refusal.response.status_code, "")


def _rerun(page: str, *, by_hash: bool) -> BackMsg:
    wanted = BackMsg()
    wanted.rerun_script.query_string = ""
    if by_hash:
        wanted.rerun_script.page_script_hash = calc_hash(page)
    else:
        wanted.rerun_script.page_name = page
    return wanted


def _until_finished(socket: object) -> Answer:
    said: list[str] = []
    session = ""
    while True:
        try:
            received = socket.recv(timeout=PATIENCE)  # type: ignore[attr-defined]
        except (TimeoutError, ConnectionClosed) as end:
            raise AssertionError(f"No run was finished; until then came:\n{''.join(said)[-2000:]}") from end
        message = ForwardMsg.FromString(received)
        session = session or message.new_session.initialize.session_id
        said.append(str(message))
        if message.WhichOneof("type") == "script_finished":
            return Answer(0, "".join(said), session)
