"""`/queue`: who is waiting, in the order in which they must be seen, and why each stands there.

The order is the one that the clinician saw when they asked for it. A fragment looks again by itself: words and
times in the rows follow, new people are announced, but no row moves until somebody presses the button.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from intake import access
from intake.cases import QueueRow
from pages import _queue_view as view
from pages._deeds import VIEWED
from pages._gate import Visit, clinician
from pages._look import escape, page
from pages._moments import WallClock
from reports import charts, frames

LOOK_AGAIN_SECONDS = 15
SEEN = "queue-order-seen"


Look = tuple[Visit, list[QueueRow]]


def _look(just_read: list[Look]) -> Look:
    """What the page has just read, the first time; after that a fragment reads for itself."""
    if just_read:
        return just_read.pop()
    me = clinician(touch=False)
    return me, _waiting(me)


def _waiting(me: Visit) -> list[QueueRow]:
    """The queue; for whoever may not read answers without them: who, how urgent and by when is what they need."""
    rows = me.store.cases.queue(me.now)
    if access.can_read_answers(me.account):
        return rows
    return [replace(row, reason="", open_reason="", changed="", regions=(), article_rows=()) for row in rows]


def _sort_again(rows: Sequence[QueueRow]) -> None:
    """Take the order that stands now as the one that is read."""
    st.session_state[SEEN] = tuple(row.reference for row in rows)


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _news(just_read: list[Look]) -> None:
    """The sentence, and what has changed since the order was taken."""
    me, rows = _look(just_read)
    clock = WallClock(me.clinic, me.now)
    last = max((row.received_at for row in rows), default=None) or me.store.cases.last_received()
    st.html(view.top(rows, clock, clock.briefly(last) if last else ""))
    words = view.announcement(rows, st.session_state.get(SEEN, ()))
    with st.container(key="news", horizontal=True, vertical_alignment="center"):
        st.html(f'<div role="status" class="tb-new">{escape(words)}</div>')
        if words and st.button("Show the queue as it stands", type="primary", key="sort-again"):
            _sort_again(rows)
            st.rerun()


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _list(just_read: list[Look]) -> None:
    """One row a person, in the order in which the clinician last asked for it."""
    me, rows = _look(just_read)
    clock = WallClock(me.clinic, me.now)
    with st.container(key="queue"):
        st.html(view.head())
        for row in view.in_order_seen(rows, st.session_state.get(SEEN, ())):
            with st.container(key=f"row-{row.reference}"):
                st.html(view.row(row, clock))
                label = view.markdown_plain(view.link_label(row))
                st.page_link("clinician/case.py", label=label, query_params={"ref": row.reference})


def _charts(me: Visit, rows: Sequence[QueueRow]) -> None:
    """Age × urgency, and due against booked: each with what it says and with its table."""
    dark = st.context.theme.type == "dark"
    frame = frames.queue_frame(rows, me.clinic)
    ages, booked = frames.age_by_urgency(frame), frames.due_against_booked(frame)
    drawn = (
        (ages, charts.age_chart(dark=dark), view.age_sentence(rows), view.age_table(ages)),
        (booked, charts.booking_chart(dark=dark), view.booked_sentence(rows, booked), view.booked_table(booked)),
    )
    with st.container(key="charts"):
        for column, (table, spec, says, rows_of_it) in zip(st.columns(2, gap="large"), drawn, strict=True):
            with column:
                st.html(view.with_table(says, rows_of_it))
                st.vega_lite_chart(table, spec, theme=None, alt=says)


me = clinician()
page("Queue", me.clinic, me.account)
st.session_state.pop(VIEWED, None)  # the next look at a case is a new one, for the audit trail
rows = _waiting(me)
if not st.session_state.get(SEEN):
    _sort_again(rows)
_news([(me, rows)])
if rows:
    _charts(me, rows)
    _list([(me, rows)])
