"""`/today`: what needs somebody now, in counts; each is the queue with that filter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from intake import access
from intake.queue_text import sentence
from intake.store import StoreUnavailable
from intake.today import FROM_ANSWERS, Counts, Filter, Show
from pages._gate import Visit, clinician
from pages._look import escape, morning_sheet_link, page
from pages._moments import WallClock
from pages._problems import nobody_reads
from pages._queue_view import WORDS
from pages._stale import heard, trouble
from pages._today_view import GROUPS, Group

LOOK_AGAIN_SECONDS = 15
_TEAM, _ME = "Team", "Me"
_SHOWN = "today-shown"


@dataclass(frozen=True)
class Shown:
    """What the page says, until the records or the minute have moved on. `why`: why nothing can be saved now."""

    key: tuple[int, int, bool]
    visit: Visit
    counts: Counts
    last_received: datetime | None
    of_closed: int
    to_bring_forward: int
    locked: int
    why: str


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _counts(just_come: list[Visit]) -> None:
    """The counts, looked at again by themselves."""
    before: Shown | None = st.session_state.get(_SHOWN)
    shown: Shown | None = before
    try:
        me = just_come.pop() if just_come else clinician(touch=False)
        heard(WallClock(me.clinic, me.now))
        shown = _look(me, before)
    except StoreUnavailable as problem:
        trouble(str(problem), old=before is not None)
    if shown:
        st.session_state[_SHOWN] = shown
        _show(shown)


def _look(me: Visit, before: Shown | None) -> Shown:
    mine, rooms = st.session_state.get("today-whose") == _ME, me.store.cases
    key = (rooms.version(), int(me.now.timestamp() // 60), mine)
    if before and before.key == key:
        return before
    counts, last = rooms.counts(me.account.id, me.now, mine=mine)
    of_closed, sooner = rooms.closed_to_chase(me.now), rooms.how_many_to_bring_forward()
    locked = me.store.invitations.how_many_locked()
    return Shown(key, me, counts, last, of_closed, sooner, locked, me.store.why_no_writes())


def _show(shown: Shown) -> None:
    me, counts, mine = shown.visit, shown.counts, shown.key[2]
    clock, at = WallClock(me.clinic, me.now), shown.last_received
    last = f"Last received {clock.briefly(at)}." if at else "Nothing has been received yet."
    if shown.why:
        trouble(shown.why, old=False)
    with st.container(horizontal=True, vertical_alignment="bottom", key="today-top"):
        st.html(_top(counts, clock, last, mine=mine), width="stretch")
        st.segmented_control("Whose", (_TEAM, _ME), default=_TEAM, key="today-whose", required=True)
    _apart(shown)
    if counts.waiting:
        _groups(me, counts, mine=mine)
    with st.container(key="today-onward"):
        st.page_link("clinician/queue_page.py", label="The whole queue", query_params=Filter(mine=mine).as_query())
    st.html(morning_sheet_link())


def _apart(shown: Shown) -> None:
    """What waits in a list of its own, and is no count of the queue."""
    if shown.to_bring_forward:
        noun = "appointment" if shown.to_bring_forward == 1 else "appointments"
        with st.container(key="count-warn-sooner"):
            st.page_link(
                "clinician/appointments_page.py", label=f"**{shown.to_bring_forward}** {noun} to bring forward"
            )
    if shown.of_closed:
        noun = "request of a closed case" if shown.of_closed == 1 else "requests of closed cases"
        with st.container(key="count-warn-closed"):
            st.page_link("clinician/requests_page.py", label=f"**{shown.of_closed}** {noun} to chase")
    if shown.locked:
        noun = "link locked" if shown.locked == 1 else "links locked"
        with st.container(key="count-warn-locked"):
            st.page_link("clinician/invite.py", label=f"**{shown.locked}** {noun}: five wrong dates of birth")


def _groups(me: Visit, counts: Counts, *, mine: bool) -> None:
    shown = [group for group in GROUPS if not (mine and group.title == "Whose")]
    for column, group in zip(st.columns(len(shown), gap="large"), shown, strict=True):
        with column:
            _group(me, group, counts, mine=mine)


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
nobody_reads(me)
_counts([me])
