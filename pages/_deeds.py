"""What a clinician does on a page: done as whoever is signed in at that moment, and answered where it was done.

A deed runs in a widget's callback, before the page is drawn again: so it asks who is signed in itself, and
leaves its answer for the part of the page (`place`) that it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from intake.access import NotAllowed
from intake.questionnaire import UnknownAnswer
from intake.store import Refused
from pages._gate import Visit, clinician

VIEWED = "case-viewed"
"""Which case this browser is looking at: a look is put on the audit trail once, not at every touch."""
_SAID = "said-"


def attempt(place: str, deed: Callable[[Visit], str]) -> None:
    """Do it; keep the sentence that it returns, or the refusal, for `say(place)`."""
    me = clinician()
    try:
        st.session_state[f"{_SAID}{place}"] = ("done", deed(me))
    except (Refused, NotAllowed, UnknownAnswer) as refusal:
        st.session_state[f"{_SAID}{place}"] = ("refused", str(refusal))


def say(place: str) -> None:
    """Show once what came of the last deed of this part of the page."""
    kind, words = st.session_state.pop(f"{_SAID}{place}", ("", ""))
    if kind == "refused":
        st.error(words)
    elif words:
        st.success(words)


def field(key: str) -> str:
    """What stands in a text field now, without the space around it."""
    return str(st.session_state.get(key) or "").strip()
