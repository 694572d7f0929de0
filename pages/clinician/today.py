"""`/today`: what needs somebody now, in counts; each is the queue with that filter."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from intake import access
from intake.queue_text import sentence
from intake.store import StoreUnavailable
from intake.today import FROM_ANSWERS, Counts, Filter, Show
from pages._gate import Visit, clinician
from pages._look import escape, morning_sheet_link, page
from pages._moments import WallClock
from pages._queue_view import WORDS
from pages._stale import heard, trouble
from pages._today_view import GROUPS, Group

LOOK_AGAIN_SECONDS = 15
_TEAM, _ME = "Team", "Me"
_SHOWN = "today-shown"


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _counts(just_come: list[Visit]) -> None:
    """The counts, looked at again by themselves."""
    try:
        me = just_come.pop() if just_come else clinician(touch=False)
        clock, mine = WallClock(me.clinic, me.now), st.session_state.get("today-whose") == _ME
        heard(clock)
        if why := me.store.why_no_writes():
            trouble(why, old=False)
        found = me.store.cases.counts(me.account.id, me.now, mine=mine)
        st.session_state[_SHOWN] = (me, mine, *found)
    except StoreUnavailable as problem:
        trouble(str(problem), old=_SHOWN in st.session_state)
    if _SHOWN in st.session_state:
        _show(*st.session_state[_SHOWN])


def _show(me: Visit, mine: bool, counts: Counts, last_received: datetime | None) -> None:
    clock = WallClock(me.clinic, me.now)
    last = f"Last received {clock.briefly(last_received)}." if last_received else "Nothing has been received yet."
    with st.container(horizontal=True, vertical_alignment="bottom", key="today-top"):
        st.html(_top(counts, clock, last, mine=mine), width="stretch")
        st.segmented_control("Whose", (_TEAM, _ME), default=_TEAM, key="today-whose", required=True)
    if not counts.waiting:
        return
    shown = [group for group in GROUPS if not (mine and group.title == "Whose")]
    for column, group in zip(st.columns(len(shown), gap="large"), shown, strict=True):
        with column:
            _group(me, group, counts, mine=mine)
    st.page_link("clinician/queue_page.py", label="The whole queue", query_params=Filter(mine=mine).as_query())
    st.html(morning_sheet_link())


def _top(counts: Counts, clock: WallClock, last: str, *, mine: bool) -> str:
    if not counts.waiting:
        said = "Nobody waits for you." if mine else "No one is waiting."
        return f'<p class="tb-empty">{said} {escape(last)}</p>'
    whose = "Yours: " if mine else ""
    said = f'<h1 class="tb-sentence">{whose}{escape(sentence(counts, clock.briefly))}</h1>'
    return f'<div class="tb-topline">{said}<p class="tb-quiet">{escape(last)}</p></div>'


def _group(me: Visit, group: Group, counts: Counts, *, mine: bool) -> None:
    st.html(f"<h2>{escape(group.title)}</h2>")
    with st.container(key=f"counts-{group.title.replace(' ', '-').lower()}"):
        for show in group.shows:
            if show in FROM_ANSWERS and not access.can_read_answers(me.account):
                continue
            _count(show, counts.of[show], mine=mine, warns=show in group.warn)


def _count(show: Show, number: int, *, mine: bool, warns: bool) -> None:
    kind = "zero" if not number else "warn" if warns else "some"
    with st.container(key=f"count-{kind}-{show}"):
        st.page_link(
            "clinician/queue_page.py",
            label=f"**{number}** {WORDS[show]}",
            query_params=Filter(show, mine=mine).as_query(),
        )


me = clinician()
page("Today", me.clinic, me.account)
_counts([me])
