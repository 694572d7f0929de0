"""One browser tab without a browser: speaks Streamlit's protocol, fills in what a page asks, taps a button.

Enough of the protocol to be a patient at the form: widgets are known by their key, a run ends with `script_finished`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

WIDGETS = ("radio", "checkbox", "text_input", "text_area", "button")
PATIENCE = 60.0


class Tab:
    """A session on a page. `widgets`: what the newest run drew, by the end of its id, which is its key."""

    def __init__(self, address: str, page: str, cookie: str = "") -> None:
        self.address, self.page, self.cookie = address, page, cookie
        self.widgets: dict[str, tuple[str, Any]] = {}
        self._kept: dict[str, ForwardMsg] = {}
        self._query = ""
        self._hash = ""
        self._socket: ClientConnection

    async def __aenter__(self) -> Self:
        self._socket = await connect(
            f"{self.address.replace('http', 'ws')}/_stcore/stream",
            origin=self.address,  # type: ignore[arg-type]
            additional_headers={"Cookie": self.cookie} if self.cookie else {},
            subprotocols=["streamlit", "no-token"],  # type: ignore[list-item]
            max_size=None,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def run(self, values: Mapping[str, Any] | None = None, tapped: str = "") -> float:
        """One run of the page with these values by widget key, and a tap; milliseconds until it is finished."""
        asked = BackMsg()
        rerun = asked.rerun_script
        rerun.query_string = self._query
        if self._hash:
            rerun.page_script_hash = self._hash
        else:
            rerun.page_name = self.page
        for key, value in (values or {}).items():
            _put(rerun.widget_states.widgets.add(), self.widgets[key], value)
        if tapped:
            state = rerun.widget_states.widgets.add()
            state.id, state.trigger_value = self.widgets[tapped][0], True
        began = time.perf_counter()
        await self._socket.send(asked.SerializeToString())
        await self._until_finished()
        return (time.perf_counter() - began) * 1000

    async def _until_finished(self) -> None:
        self.widgets = {}
        while True:
            message = self._whole(ForwardMsg.FromString(await self._socket.recv()))  # type: ignore[arg-type]
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self._hash = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "delta":
                self._draw(message)
            elif kind == "script_finished":
                return

    def _whole(self, message: ForwardMsg) -> ForwardMsg:
        """The message itself, where the server only says that it sent the same one before."""
        if message.WhichOneof("type") == "ref_hash":
            return self._kept[message.ref_hash]
        if message.metadata.cacheable:
            self._kept[message.hash] = message
        return message

    def _draw(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind in WIDGETS:
            drawn = getattr(element, kind)
            self.widgets[drawn.id.split("-", 2)[2]] = (drawn.id, drawn)


def _put(state: Any, widget: tuple[str, Any], value: Any) -> None:
    """Say what stands in a widget."""
    state.id = widget[0]
    if isinstance(value, bool):
        state.bool_value = value
    else:
        state.string_value = value
