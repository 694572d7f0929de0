"""A clinician without a browser: speaks Streamlit's own messages, and measures what each touch costs.

A touch is timed from the message that asks for it to the one that says the run is finished; its bytes are all that
came in between, before compression. Streamlit hands on what it has every 50 ms, so seconds come in steps of that;
the server's own processor time (Linux tells it, in hundredths of a second) does not, and is what ratios are made of.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

PATIENCE = 120.0
CLOCK_TICK = 0.01


@dataclass
class Cost:
    """Seconds, bytes and the server's processor seconds of one touch; 0.0 where those cannot be read."""

    seconds: float
    bytes: int
    processor: float = 0.0


def processor_seconds(process: int) -> float:
    """What a process has used of the processor so far; 0.0 where the system does not tell."""
    told = Path(f"/proc/{process}/stat")
    if not process or not told.exists():
        return 0.0
    fields = told.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * CLOCK_TICK


@dataclass
class Visitor:
    """One tab. `widgets` are those of the last page by their key, `fragments` where each lives.

    `looking` is the fragment that looks again by itself; `server` the process that answers.
    """

    port: int
    cookie: str = ""
    server: int = 0
    widgets: dict[str, str] = field(default_factory=dict)
    fragments: dict[str, str] = field(default_factory=dict)
    looking: str = ""
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _socket: ClientConnection | None = None
    _page: tuple[str, str] = ("", "")

    def __enter__(self) -> Visitor:
        """Connect, as the browser does."""
        self._socket = connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            origin=f"http://127.0.0.1:{self.port}",  # type: ignore[arg-type]
            additional_headers={"Cookie": self.cookie} if self.cookie else {},
            subprotocols=["streamlit", "no-token"],  # type: ignore[list-item]
            open_timeout=PATIENCE,
            max_size=None,
        )
        return self

    def __exit__(self, *_: object) -> None:
        """Close the tab."""
        if self._socket:
            self._socket.close()

    def go(self, page: str, query: str = "") -> Cost:
        """Open a page, or run it again."""
        if page != self._page[0]:
            self._states.clear()
        self.widgets.clear()  # those of the run that is coming
        self._page = (page, query)
        return self._touch("")

    def is_at(self, page: str) -> bool:
        """Whether that page is open."""
        return self._page[0] == page

    def look_again(self) -> Cost:
        """What the page does by itself every few seconds."""
        return self._touch(self.looking)

    def click(self, key: str) -> Cost:
        """Press the button whose key this is; its fragment alone runs, where it has one."""
        state = WidgetState(id=self.widgets[key], trigger_value=True)
        return self._touch(self.fragments.get(key, ""), state)

    def type(self, key: str, text: str) -> Cost:
        """Fill a field and leave it."""
        self._states[key] = WidgetState(id=self.widgets[key], string_value=text)
        return self._touch("")

    def _touch(self, fragment: str, *pressed: WidgetState) -> Cost:
        asked = BackMsg()
        asked.rerun_script.page_name, asked.rerun_script.query_string = self._page
        asked.rerun_script.fragment_id = fragment
        asked.rerun_script.widget_states.widgets.extend([*self._states.values(), *pressed])
        assert self._socket
        begun, used = time.perf_counter(), processor_seconds(self.server)
        self._socket.send(asked.SerializeToString())
        return self._until_finished(begun, used)

    def _until_finished(self, begun: float, used: float) -> Cost:
        size = 0
        messages = []
        while True:
            assert self._socket
            received = self._socket.recv(timeout=PATIENCE)
            assert isinstance(received, bytes)
            size += len(received)
            messages.append(received)
            if b"script_finished" in received or len(received) < 200:
                message = ForwardMsg.FromString(received)
                if message.WhichOneof("type") == "script_finished":
                    break
        cost = Cost(time.perf_counter() - begun, size, processor_seconds(self.server) - used)
        for received in messages:
            self._learn(ForwardMsg.FromString(received))
        return cost

    def _learn(self, message: ForwardMsg) -> None:
        """Remember the widgets that a message brings: Streamlit ends an id with the widget's key."""
        if message.WhichOneof("type") == "auto_rerun":
            self.looking = message.auto_rerun.fragment_id
        if message.WhichOneof("type") != "delta" or message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind in ("button", "text_input"):
            key = getattr(element, kind).id.split("-", 2)[-1]
            self.widgets[key] = getattr(element, kind).id
            self.fragments[key] = message.delta.fragment_id
