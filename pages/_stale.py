"""Whether what stands on the page is still true: when the server was last heard, and what it could not do.

The mark is read by `assets/queue.js`, which says so when it stops moving: a page that the server no longer reaches
cannot be told anything by the server.
"""

from __future__ import annotations

import streamlit as st

from pages._look import escape
from pages._moments import WallClock


def heard(clock: WallClock) -> None:
    """The server was here, at this moment."""
    st.html(
        f'<span class="tb-heard" data-heard="{clock.now.timestamp():.0f}" data-said="{clock.time(clock.now)}" '
        'aria-hidden="true"></span>'
    )


def trouble(sentence: str, *, old: bool) -> None:
    """The records could not be read, or take nothing new; `old` where what stands below is from before."""
    tail = " What stands below is as it was before." if old else ""
    st.html(f'<p class="tb-stale" role="alert">{escape(sentence)}{tail}</p>')
