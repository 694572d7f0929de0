"""What a clinician does on a page: done as whoever is signed in at that moment, and answered where it was done.

A deed runs in a widget's callback, before the page is drawn again: so it asks who is signed in itself, and
leaves its answer for the part of the page (`place`) that it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import streamlit as st

from intake.access import NotAllowed
from intake.questionnaire import UnknownAnswer
from intake.store import CaseChanged, Refused
from pages._gate import Visit, clinician

VIEWED = "case-viewed"
"""Which case this browser is looking at: a look is put on the audit trail once, not at every touch."""
_SAID = "last-said"
SECOND_TAP = timedelta(seconds=5)
"""Within this time, what one has just saved oneself is no colleague's change: it was a second tap."""


@dataclass(frozen=True)
class Answer:
    """What came of the last deed: for which part of which page, and whether it was refused."""

    page: str
    place: str
    words: str
    is_refusal: bool
    at: datetime


def _this_page() -> str:
    """Path and query of the page: an answer is not shown on another case."""
    here = urlsplit(st.context.url or "")
    return f"{here.path}?{here.query}"


def attempt(place: str, deed: Callable[[Visit], str]) -> None:
    """Do it; keep the sentence that it returns, or the refusal, for `say(place)` until the next deed."""
    me = clinician()
    try:
        answer = Answer(_this_page(), place, deed(me), False, me.now)
    except (Refused, NotAllowed, UnknownAnswer) as refusal:
        if _is_second_tap(refusal, place, me):
            return
        answer = Answer(_this_page(), place, str(refusal), True, me.now)
    st.session_state[_SAID] = answer


def _is_second_tap(refusal: Exception, place: str, me: Visit) -> bool:
    """Whether one's own deed of a moment ago is all that stands in the way: its answer stays."""
    last: Answer | None = st.session_state.get(_SAID)
    return (
        isinstance(refusal, CaseChanged)
        and refusal.by == me.account.name
        and last is not None
        and bool(last.words)
        and not last.is_refusal
        and (last.page, last.place) == (_this_page(), place)
        and me.now - last.at < SECOND_TAP
    )


def say(place: str, *, refusals: bool | None = None) -> None:
    """Show what came of the last deed, where it was done in this part of this page.

    With `refusals`, only a refusal (True) or only a success (False): a refusal stands at the button that was pressed.
    """
    answer: Answer | None = st.session_state.get(_SAID)
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
