"""The order that a clinician reads, kept in their tab: no row moves until they ask for it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from intake.cases import QueueRow
from intake.today import PAGE, Filter, Look, Mark

LOOKED = "queue-looked"
_SEEN = "queue-order-seen"
_LIMIT = "queue-rows"
Drawn = tuple[str, str]
"""A row as it stands on the page, and what its link is called."""


@dataclass(frozen=True)
class Seen:
    """An order as it was taken: of which filter, whom it holds, and how far arrivals had come by then."""

    filter: Filter
    references: tuple[str, ...]
    mark: Mark


@dataclass(frozen=True)
class Looked:
    """What the last look found, in words: shown again while nothing has changed.

    `drawn` are `rows` as they stand on the page (fewer than were seen, where one has just been closed), in the words
    of the moment, clinic and account in `drawn_for`; `why` says why nothing can be saved now, if nothing can.
    """

    version: int
    minute: int
    top: str
    words: str
    found: int
    drawn_for: tuple[object, ...]
    rows: tuple[QueueRow, ...]
    drawn: tuple[Drawn, ...]
    why: str = ""


def limit(asked: Filter) -> int:
    """How many rows of this filter are read: a page, or as many more as were asked for."""
    seen: Seen | None = st.session_state.get(_SEEN)
    return int(st.session_state.get(_LIMIT, PAGE)) if seen and seen.filter == asked else PAGE


def more() -> None:
    """A page more from now on."""
    st.session_state[_LIMIT] = int(st.session_state.get(_LIMIT, PAGE)) + PAGE


def forget() -> None:
    """Take the order that stands, at the next look."""
    st.session_state.pop(_SEEN, None)


def order(look: Look, asked: Filter) -> Seen:
    """The order that is read: a new one for another filter, and longer where more was asked for."""
    seen: Seen | None = st.session_state.get(_SEEN)
    if seen is None or seen.filter != asked:
        st.session_state[_LIMIT] = PAGE
        return _keep(Seen(asked, tuple(row.reference for row in look.rows), look.mark))
    missing = limit(asked) - len(seen.references)
    if missing <= 0 or len(seen.references) % PAGE:
        return seen
    known = set(seen.references)
    later = tuple(row.reference for row in look.rows if row.reference not in known)
    return _keep(replace(seen, references=seen.references + later[-missing:])) if later else seen


def _keep(seen: Seen) -> Seen:
    st.session_state[_SEEN] = seen
    return seen
