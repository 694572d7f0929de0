"""What a clinician does on a page: done as whoever is signed in at that moment, and answered where it was done.

A deed runs in a widget's callback, before the page is drawn again: so it asks who is signed in itself, and
leaves its answer for the part of the page (`place`) that it belongs to.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as field_of
from datetime import datetime
from urllib.parse import urlsplit

import streamlit as st

from intake.access import NotAllowed
from intake.questionnaire import UnknownAnswer
from intake.store import CaseChanged, Refused
from pages._gate import Visit, clinician

VIEWED = "case-viewed"
"""Which case this browser is looking at: a look is put on the audit trail once, not at every touch."""
_DEEDS = "deeds"
TOO_QUICK = "Not saved: the page was still saving what you did just before. Do it again."


@dataclass(frozen=True)
class Answer:
    """What came of the last deed: for which part of which page, and whether it was refused."""

    page: str
    place: str
    words: str
    is_refusal: bool
    at: datetime
    """The moment that the deed wrote into what it changed."""
    tap: str = ""


def _this_page() -> str:
    """Path and query of the page: an answer is not shown on another case."""
    here = urlsplit(st.context.url or "")
    return f"{here.path}?{here.query}"


@dataclass
class _Tab:
    """The deeds of one tab, one after the other.

    Changed in place: what a run that is cut short puts into the session is dropped, and two runs of a tab can go on
    side by side.
    """

    turn: threading.Lock = field_of(default_factory=threading.Lock)
    begun: tuple[str, str, str, str, datetime] | None = None
    """Page, place and tap of the deed that was begun last, by whom and at which moment; done or not."""
    last: Answer | None = None


def _tab() -> _Tab:
    found: _Tab = st.session_state.setdefault(_DEEDS, _Tab())
    return found


def attempt(place: str, deed: Callable[[Visit], str], tap: str = "") -> None:
    """Do it; keep the sentence that it returns, or the refusal, for `say(place)` until the next deed.

    `tap` tells one deed at this place from another, and from the same on the page as it is drawn next (so it names the
    version that the page shows, and what stands in its fields where they may be mended between two taps): only where
    it is given can the same tap, twice, be known as such.
    """
    me, page, tab = clinician(), _this_page(), _tab()
    with tab.turn:
        before = tab.begun
        tab.begun = (page, place, tap, me.account.name, me.now)
        try:
            tab.last = Answer(page, place, deed(me), False, me.now, tap)
        except (Refused, NotAllowed, UnknownAnswer) as refusal:
            tab.last = _refused(tab, before, refusal, me)


def _refused(tab: _Tab, before: tuple[str, str, str, str, datetime] | None, refusal: Exception, me: Visit) -> Answer:
    """What is said of a refusal: nothing new, where the first tap of a double one did what the second wanted."""
    assert tab.begun  # noqa: S101  # what was refused was begun
    page, place, tap, *_ = tab.begun
    is_own = isinstance(refusal, CaseChanged) and before is not None and before[3:] == (refusal.by, refusal.at)
    if tap and before is not None and before[:3] == (page, place, tap):
        if tab.last and not tab.last.is_refusal and (tab.last.page, tab.last.place, tab.last.tap) == before[:3]:
            tab.begun = before
            return tab.last
        if is_own:  # saved by a run that was cut short before it could say so
            return Answer(page, place, "Saved.", False, before[4], tap)
    return Answer(page, place, TOO_QUICK if is_own else str(refusal), True, me.now)


def say(place: str, *, refusals: bool | None = None) -> None:
    """Show what came of the last deed, where it was done in this part of this page.

    With `refusals`, only a refusal (True) or only a success (False): a refusal stands at the button that was pressed.
    """
    answer = _tab().last
    if answer is None or not answer.words or (answer.page, answer.place) != (_this_page(), place):
        return
    if refusals is not None and answer.is_refusal is not refusals:
        return
    if answer.is_refusal:
        st.error(unformatted(answer.words))
    else:
        st.success(unformatted(answer.words))


_FORMATS = re.compile(r"[\\`*_\[\]<>$~#|&]|:(?=[^\s\d])|(?<=www)\.", re.IGNORECASE)


def unformatted(words: str) -> str:
    """A sentence as Streamlit's Markdown leaves it: a name in it is no format, no link, no formula."""
    return _FORMATS.sub(lambda sign: f"\\{sign[0]}\u2060" if sign[0] in ":." else f"\\{sign[0]}", words)


def field(key: str) -> str:
    """What stands in a text field now, without the space around it."""
    return str(st.session_state.get(key) or "").strip()


def standing(beginning: str) -> str:
    """What stands now in all fields whose keys begin like that: what was mended between two taps is another deed."""
    return repr(
        sorted((str(key), str(value)) for key, value in st.session_state.items() if str(key).startswith(beginning))
    )
