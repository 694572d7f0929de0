"""What a clinician does on a page: done as whoever is signed in at that moment, and answered where it was done.

A deed runs in a widget's callback, before the page is drawn again: so it asks who is signed in itself, and
leaves its answer for the part of the page (`place`) that it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import streamlit as st

from intake.access import NotAllowed
from intake.questionnaire import UnknownAnswer
from intake.store import CaseChanged, Refused
from pages._gate import Visit, clinician

VIEWED = "case-viewed"
"""Which case this browser is looking at: a look is put on the audit trail once, not at every touch."""
_SAID = "last-said"
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


def attempt(place: str, deed: Callable[[Visit], str], tap: str = "") -> None:
    """Do it; keep the sentence that it returns, or the refusal, for `say(place)` until the next deed.

    `tap` tells one deed at this place from another: only where it is given can the same tap, twice, be known as such.
    """
    me = clinician()
    try:
        answer = Answer(_this_page(), place, deed(me), False, me.now, tap)
    except (Refused, NotAllowed, UnknownAnswer) as refusal:
        last: Answer | None = st.session_state.get(_SAID)
        if last is None or not _stands_in_the_way(last, refusal, me):
            answer = Answer(_this_page(), place, str(refusal), True, me.now)
        elif tap and (last.page, last.place, last.tap) == (_this_page(), place, tap):
            return  # the second tap of a double one: what the first did stays said
        else:
            answer = Answer(_this_page(), place, TOO_QUICK, True, me.now)
    st.session_state[_SAID] = answer


def _stands_in_the_way(last: Answer, refusal: Exception, me: Visit) -> bool:
    """Whether the change that the refusal speaks of is one's own last deed.

    Told by the moment that it wrote, however long ago: a slow machine takes up a second tap late.
    """
    if last.is_refusal or not isinstance(refusal, CaseChanged):
        return False
    return (refusal.by, refusal.at) == (me.account.name, last.at)


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
