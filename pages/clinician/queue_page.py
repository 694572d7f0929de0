"""`/queue`: who is waiting, in the order in which they must be seen, and why each stands there.

The order is the one that the clinician saw when they asked for it. A fragment looks again by itself: words and
times in the rows follow, new people are announced, but no row moves until somebody presses the button. Looking costs
one question while nothing has changed, and only the rows that are shown are ever read.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from intake import access
from intake.cases import QueueRow
from intake.preferences import Preferences
from intake.store import StoreUnavailable
from intake.today import PAGE, Filter, Look, News
from pages import _queue_rows as rows_view
from pages import _queue_view as view
from pages._claiming import GIVING, give, may_give, may_let_go, release, take
from pages._deeds import VIEWED, field, say
from pages._gate import Visit, clinician
from pages._look import escape, morning_sheet_link, page
from pages._moments import WallClock
from pages._navigation import page_at
from pages._problems import in_the_queue
from pages._queue_charts import queue_charts
from pages._queue_filters import SEARCH, bar, nobody_found, search_box, show_all, wanted
from pages._queue_order import LOOKED, Drawn, Looked, Seen, forget, limit, more, order
from pages._stale import heard, trouble

LOOK_AGAIN_SECONDS = 15
CLOSED_AT_A_LOOK = 5
"""How many closed cases a search shows."""
BY_ITSELF = "queue-drawn-by-itself"
"""Set for the one run that nobody asked for: it is not a sign that somebody is there."""


def _rows(me: Visit, seen: Seen, look: Look | None = None) -> list[QueueRow]:
    """The rows that are shown, as they are now; who may not read answers gets none."""
    read = {row.reference: row for row in look.rows} if look else {}
    unread = [reference for reference in seen.references if reference not in read]
    rows = view.in_order_seen(read | (me.store.cases.rows_of(unread, me.now) if unread else {}), seen.references)
    if access.can_read_answers(me.account):
        return rows
    return [replace(row, reason="", open_reason="", changed="", regions=(), article_rows=()) for row in rows]


def _drawn(me: Visit, rows: list[QueueRow], before: Looked | None) -> tuple[Drawn, ...]:
    """Each row as it stands on the page; one that is as it was, in words that have not aged, is not written anew."""
    clock, reads, key = WallClock(me.clinic, me.now), access.can_read_answers(me.account), _drawn_for(me)
    kept = dict(zip(before.rows, before.drawn, strict=True)) if before and before.drawn_for == key else {}
    return tuple(
        kept.get(row)
        or (rows_view.row(row, clock, me.account.id, reads=reads), rows_view.markdown_plain(rows_view.link_label(row)))
        for row in rows
    )


def _drawn_for(me: Visit) -> tuple[object, ...]:
    """What the words of a row depend on besides the row."""
    return _minute(me), me.clinic, me.account


def _in_words(me: Visit, look: Look, seen: Seen, rows: list[QueueRow]) -> Looked:
    before: Looked | None = st.session_state.get(LOOKED)
    clock, minute = WallClock(me.clinic, me.now), _minute(me)
    why = before.why if before and before.minute == minute else me.store.why_no_writes()
    news = me.store.cases.news(seen.mark) if look.mark != seen.mark else News()
    words = view.announcement([row.reference for row in look.rows], seen.references, news)
    last = clock.briefly(look.last_received) if look.last_received else ""
    top = view.top(look.counts, clock, last)
    drawn = _drawn(me, rows, before)
    return Looked(look.version, minute, top, words, look.found, _drawn_for(me), tuple(rows), drawn, why)


def _minute(me: Visit) -> int:
    return int(me.now.timestamp() // 60)


def _look(me: Visit, asked: Filter) -> Look:
    return me.store.cases.look(asked, me.account.id, me.now, limit(asked))


def _just_looked(me: Visit, looked: Looked) -> Looked:
    heard(WallClock(me.clinic, me.now))
    return looked


def _look_again(asked: Filter, before: Looked) -> Looked:
    """What the last look found, unless the records or the minute have moved on.

    Under a box that stands open the rows stay as they are drawn; who is new is said all the same.
    """
    me = clinician(touch=False)
    heard(WallClock(me.clinic, me.now))
    if (before.version, before.minute) == (me.store.cases.version(), _minute(me)):
        return before
    look = _look(me, asked)
    seen = order(look, asked)
    now = _in_words(me, look, seen, _rows(me, seen, look))
    if GIVING not in st.session_state:
        return now
    return replace(now, drawn_for=before.drawn_for, rows=before.rows, drawn=before.drawn)


@st.fragment(run_every=LOOK_AGAIN_SECONDS, key="news")
def _news(asked: Filter, just_read: list[tuple[Visit, Looked]]) -> None:
    """The sentence, and what has changed since the order was taken; rows that differ are drawn anew.

    By the whole page: a fragment cannot ask for another one, and this would close a box that stands open.
    """
    before: Looked = st.session_state[LOOKED]
    try:
        now = _just_looked(*just_read.pop()) if just_read else _look_again(asked, before)
    except StoreUnavailable as problem:
        trouble(str(problem), old=True)
        now = before
    st.session_state[LOOKED] = now
    if now.why:
        trouble(now.why, old=False)
    st.html(now.top)
    with st.container(key="news", horizontal=True, vertical_alignment="center"):
        st.html(f'<div role="status" class="tb-new">{escape(now.words)}</div>')
        if now.words and st.button("Show the queue as it stands", type="primary", key="sort-again"):
            forget()
            st.rerun()
    if now.drawn != before.drawn:
        st.session_state[BY_ITSELF] = True
        st.rerun()


@st.fragment(key="rows")
def _list(chosen: Preferences, seen: Seen, just_read: list[tuple[Visit, list[QueueRow]]]) -> None:
    """One row a person, in the order in which the clinician last asked for it."""
    me, rows = just_read.pop() if just_read else _read_again(seen)
    say("queue")
    with st.container(key="queue"):
        if not rows:
            st.html(f'<p class="tb-empty">{escape(nobody_found(me))}</p>')
        elif chosen.as_list:
            _buttons(me, rows)
        else:
            _table(me, rows, st.session_state[LOOKED].drawn)
    left = st.session_state[LOOKED].found - len(seen.references)
    if left > 0 and st.button(f"Show {min(left, PAGE)} more of {left}", key="more"):
        more()
        st.rerun()


def _read_again(seen: Seen) -> tuple[Visit, list[QueueRow]]:
    me = clinician()
    rows = _rows(me, seen)
    before: Looked = st.session_state[LOOKED]
    drawn = _drawn(me, rows, before)
    st.session_state[LOOKED] = replace(before, drawn_for=_drawn_for(me), rows=tuple(rows), drawn=drawn)
    return me, rows


def _table(me: Visit, rows: list[QueueRow], drawn: tuple[Drawn, ...]) -> None:
    """Rows of columns, each with its link laid over it and its deeds at the end."""
    st.html((rows_view.legend() if access.can_read_answers(me.account) else "") + rows_view.head())
    may_take, case = access.can_claim(me.account), page_at("/case")
    for row, (html, label) in zip(rows, drawn, strict=True):
        with st.container(key=f"row-{row.reference}"):
            st.html(html)
            st.page_link(case, label=label, query_params={"ref": row.reference})
            if may_take:
                _deeds(me, row)


def _deeds(me: Visit, row: QueueRow, whose: str = "") -> None:
    """Take, or release and give, as far as this account may. Handing out what nobody has is for who leads."""
    if row.claimed_by_id is None:
        arguments = (row.reference, row.patient_name, "queue")
        st.button(f"Take{whose}", key=f"take-{row.reference}", type="tertiary", on_click=take, args=arguments)
    elif may_let_go(me.account, row):
        key = f"release-{row.reference}"
        st.button(f"Release{whose}", key=key, type="tertiary", on_click=release, args=(row.reference, "queue"))
    if may_give(me.account, row) and st.button(f"Give{whose}", key=f"give-{row.reference}", type="tertiary"):
        give(row)


def _buttons(me: Visit, rows: list[QueueRow]) -> None:
    """One real button a person, said in full; for the keyboard and for whoever listens to the page."""
    clock = WallClock(me.clinic, me.now)
    for row in rows:
        said = rows_view.markdown_plain(rows_view.spoken(row, clock, me.account.id))
        with st.container(key=f"row-{row.reference}", horizontal=True, vertical_alignment="center"):
            if st.button(said, key=f"open-{row.reference}", width="stretch"):
                st.switch_page("clinician/case.py", query_params={"ref": row.reference})
            if access.can_claim(me.account):
                _deeds(me, row, rows_view.markdown_plain(f": {row.patient_name}"))


def _page() -> None:
    me = clinician(touch=not st.session_state.pop(BY_ITSELF, False))
    st.session_state.pop(GIVING, None)
    page("Queue", me.clinic, me.account)
    st.session_state.pop(VIEWED, None)  # the next look at a case is a new one, for the audit trail
    asked = wanted(me)
    chosen = me.store.preferences.read(me.account.id)
    look = _look(me, asked)
    seen = order(look, asked)
    rows = _rows(me, seen, look)
    st.session_state[LOOKED] = looked = _in_words(me, look, seen, rows)
    st.html(rows_view.keys_mark(on=chosen.shortcuts))
    _news(asked, [(me, looked)])
    if problems := in_the_queue(me):
        st.html(problems)
    if not look.counts.waiting:
        if look.last_received:
            _among_the_closed(me, asked)
        return
    queue_charts(look)
    bar(me, asked, look.offered, chosen)
    if asked.hides:
        with st.container(key="filtered", horizontal=True, vertical_alignment="center"):
            st.html(view.filtered(look, asked))
            st.button("Show everybody", key="show-all", on_click=show_all)
    _list(chosen, seen, [(me, rows)])
    _closed(me, asked)
    st.html(morning_sheet_link())


def _among_the_closed(me: Visit, asked: Filter) -> None:
    """Nobody waits; whoever was here before is found all the same."""
    search_box()
    if not _closed(me, asked) and field(SEARCH):
        st.html(f'<p class="tb-empty">{escape(nobody_found(me, waiting=False))}</p>')


def _closed(me: Visit, asked: Filter) -> bool:
    """Whom a search finds among the closed cases; whether there is anybody."""
    if asked.search.is_empty:
        return False
    clock = WallClock(me.clinic, me.now)
    found = me.store.cases.closed(asked.search, CLOSED_AT_A_LOOK + 1)
    for reference, name, at in found[:CLOSED_AT_A_LOOK]:
        label = rows_view.markdown_plain(f"{name}, {reference}: closed {clock.day(at)}")
        st.page_link("clinician/case.py", label=label, query_params={"ref": reference})
    if len(found) > CLOSED_AT_A_LOOK:
        st.html("<p>More closed cases are found. Write more of the name, or the date of birth.</p>")
    return bool(found)


_page()
