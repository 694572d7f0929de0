"""The bar above the rows: whom to look for, which count, whose, how urgent; and what one likes kept.

What is chosen stands in the address, so that Today can link to it and a reload keeps it; what is searched for never
does, because it names somebody.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from intake import access, country
from intake.preferences import Preferences
from intake.today import FROM_ANSWERS, Counts, Filter, Show, from_query, how_to_write, search_of
from intake.urgency import LADDER, Urgency
from pages._deeds import attempt, field
from pages._gate import Visit
from pages._queue_view import WORDS

SEARCH = "queue-search"
_LEVELS = tuple(reversed(Urgency))
_TEAM, _ME = "Team", "Me"
BAR = (
    Show.LATE, Show.DUE_TODAY, Show.NEW, Show.UNREAD, Show.BOOKED_TOO_LATE, Show.ONE_CALL, Show.CHASE, Show.PATIENT,
    Show.STOPPED, Show.ABANDONED, Show.NOT_ASSESSED, Show.NOBODYS,
)  # fmt: skip
"""The counts that stand above the rows, where anybody is in them; Today has them all."""


def wanted(me: Visit) -> Filter:
    """What this browser asks for: the address, and the search that stands in its box."""
    asked = from_query(st.query_params)
    if asked.show in FROM_ANSWERS and not access.can_read_answers(me.account):
        asked = replace(asked, show=None)
    return replace(asked, search=search_of(field(SEARCH), country.pack_of(me.clinic.country).date_order))


def nobody_found(me: Visit, *, waiting: bool = True) -> str:
    """What an empty list says; where a date of birth was meant that cannot be read, how to write it."""
    said = how_to_write(field(SEARCH), country.pack_of(me.clinic.country).date_order)
    return said or ("Nobody here. Everybody who waits is shown without the filter." if waiting else "Nobody found.")


def _go(asked: Filter) -> None:
    st.query_params.from_dict(asked.as_query())


def _chosen() -> None:
    """What the bar's widgets say, into the address."""
    state = st.session_state
    levels = frozenset(state.get("bar-levels") or ())
    _go(Filter(state.get("bar-show"), levels, state.get("bar-whose") == _ME))


def search_box() -> None:
    """Whom to look for."""
    st.text_input(
        "Search", key=SEARCH, placeholder="Name, date of birth or reference", width=280, max_chars=120,
        autocomplete="off", icon=":material/search:",
    )  # fmt: skip


def show_all() -> None:
    """Everybody again."""
    st.session_state[SEARCH] = ""
    _go(Filter())


def bar(me: Visit, asked: Filter, counts: Counts, chosen: Preferences) -> None:
    """The bar."""
    _as_asked(asked)
    with st.container(key="queue-bar", horizontal=True, vertical_alignment="bottom"):
        search_box()
        st.segmented_control("Whose", (_TEAM, _ME), key="bar-whose", required=True, on_change=_chosen)
        with st.popover("Urgency and saved filters", width="content"):
            st.pills(
                "Urgency", _LEVELS, selection_mode="multi", key="bar-levels", on_change=_chosen, format_func=_level
            )
            _saved(asked, chosen)
        with st.container(key="view-menu", width="content"), st.popover("View", width="content"):
            _view(chosen)
    offered = [show for show in BAR if show is asked.show or (counts.of[show] and _may_ask(me, show))]
    if asked.show and asked.show not in offered:
        offered.append(asked.show)
    if offered:
        st.pills(
            "Show only", offered, key="bar-show", on_change=_chosen,
            format_func=lambda show: f"{WORDS[show]} {counts.of[show]}",
        )  # fmt: skip


def _as_asked(asked: Filter) -> None:
    """The widgets say what the address says."""
    st.session_state["bar-show"] = asked.show
    st.session_state["bar-levels"] = [level for level in _LEVELS if level in asked.levels]
    st.session_state["bar-whose"] = _ME if asked.mine else _TEAM


def _may_ask(me: Visit, show: Show) -> bool:
    return show not in FROM_ANSWERS or access.can_read_answers(me.account)


def _level(level: Urgency) -> str:
    return f"{LADDER[level].shape} {LADDER[level].word}"


def _saved(asked: Filter, chosen: Preferences) -> None:
    """The filters that one has kept, and keeping this one."""
    for number, saved in enumerate(chosen.filters):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(saved.name, key=f"saved-{number}", on_click=_go, args=(saved.filter,), width="stretch")
            forget = chosen.without_filter(saved.name)
            st.button("Forget", key=f"forget-{number}", type="tertiary", on_click=_keep, args=(forget,))
    if asked.without_search().hides:
        st.text_input("Keep this filter as", key="save-name", max_chars=40, autocomplete="off")
        st.button("Keep", key="save-filter", on_click=_keep_filter, args=(chosen, asked))


def _keep_filter(chosen: Preferences, asked: Filter) -> None:
    if name := field("save-name"):
        _keep(chosen.with_filter(name, asked))


def _keep(chosen: Preferences) -> None:
    def deed(me: Visit) -> str:
        me.store.preferences.save(chosen, me.account, me.now)
        return ""

    attempt("queue", deed)


KEYS = (
    ("j", "next person"), ("k", "the one before"), ("o", "open"), ("t", "take"), ("/", "search"), ("?", "this list"),
)  # fmt: skip


def _view(chosen: Preferences) -> None:
    """Rows or a list of buttons, and single keys."""
    st.radio(
        "Show people as", (False, True), index=int(chosen.as_list), key="view-list", on_change=_seen_so, args=(chosen,),
        format_func=lambda as_list: "a list of buttons" if as_list else "rows",
        captions=("one line of columns each", "for the keyboard and for screen readers"),
    )  # fmt: skip
    st.toggle("Single keys", value=chosen.shortcuts, key="view-keys", on_change=_seen_so, args=(chosen,))
    keys = "".join(f"<dt><kbd>{key}</kbd></dt><dd>{words}</dd>" for key, words in KEYS)
    st.html(f'<dl class="tb-keys">{keys}</dl>')


def _seen_so(chosen: Preferences) -> None:
    state = st.session_state
    _keep(replace(chosen, as_list=bool(state["view-list"]), shortcuts=bool(state["view-keys"])))
