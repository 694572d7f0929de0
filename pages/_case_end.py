"""The end of a case on its page: closing it with its outcome, opening it again with the reason."""

from __future__ import annotations

from datetime import date

import streamlit as st

from intake.cases import CaseFile, CaseState
from intake.closing import OUTCOMES, Closing, RequestsWill
from intake.urgency import Urgency
from pages._days import boxes, typed, wanted_day
from pages._deeds import attempt, field, say, standing
from pages._follow_view import REQUEST_NAMES
from pages._gate import Visit
from pages._look import escape
from pages._moments import WallClock

PLACE = "end"
_WILL = {RequestsWill.BE_CHASED: "keep being chased", RequestsWill.BE_WITHDRAWN: "are withdrawn"}


def end(me: Visit, case: CaseFile) -> None:
    """A button to close an open case, or to open a closed one again."""
    say(PLACE, refusals=False)
    if case.state is CaseState.CLOSED:
        _open_again(case)
        return
    with st.popover("Close the case", key=f"close-{len(case.closings)}"), st.form("close", border=False):
        _fields(me, case)
        st.form_submit_button("Close the case", type="primary", on_click=_close, args=(case,))
        say(PLACE, refusals=True)


def _fields(me: Visit, case: CaseFile) -> None:
    needed = case.not_assessed or case.urgency.rank >= Urgency.URGENT.rank
    label = f"Outcome (needed: {case.step.word})" if needed else "Outcome"
    st.selectbox(label, list(OUTCOMES), None, OUTCOMES.__getitem__, key="end-outcome", placeholder="Choose")
    st.text_input("In words", key="end-words", max_chars=500)
    st.selectbox(
        "The urgency you would have given", tuple(reversed(Urgency)), None, lambda level: level.step.word,
        key="end-would-have", placeholder="Choose",
    )  # fmt: skip
    st.html('<p class="tb-label">Recall on (optional)</p>')
    boxes("end-recall", me.clinic)
    if case.open_requests:
        _requests(case)
    if case.wish:
        wanted = WallClock(me.clinic, me.now).plain_day(case.wish.wanted_by)
        st.html(
            f'<p class="tb-quiet">Reception is asked for an appointment by {wanted}. Closing leaves that on their '
            "list: take the wish back first where nobody need be seen sooner.</p>"
        )


def _requests(case: CaseFile) -> None:
    """What becomes of what is still waited for. Neither is chosen beforehand."""
    waiting = case.open_requests
    names = ", ".join(REQUEST_NAMES[request.kind] for request in waiting)
    noun = "1 open request" if len(waiting) == 1 else f"{len(waiting)} open requests"
    st.radio(f"Closing with {noun} ({names}): they", list(_WILL), None, _WILL.__getitem__, key="end-requests")
    st.text_input("Why withdrawn, where they are", key="end-why", max_chars=500)


def _recall() -> date | None:
    """The recall date; None where the boxes are empty. Raises Refused where there is no such day."""
    given = {part: text for part, text in typed("end-recall").items() if part != "time"}
    if not any(given.values()):
        return None
    return wanted_day(given, "Enter the recall date: day, month and year, or leave all three empty.")


def _close(case: CaseFile) -> None:
    def deed(me: Visit) -> str:
        ending = Closing(
            outcome=st.session_state.get("end-outcome") or "",
            words=field("end-words"),
            would_have=st.session_state.get("end-would-have"),
            recall_on=_recall(),
            requests=st.session_state.get("end-requests"),
            why_withdrawn=field("end-why"),
        )
        me.store.cases.close(case.reference, ending, me.account, me.now, case.version)
        return "The case is closed. It stays here with everything in it."

    attempt(PLACE, deed, tap=f"close {case.version} {standing('end-')}")


def _open_again(case: CaseFile) -> None:
    waiting = [REQUEST_NAMES[request.kind] for request in case.open_requests]
    if waiting:
        st.html(f'<p class="tb-quiet">Still being chased: {escape(", ".join(waiting))}.</p>')
    with st.form("reopen", border=False):
        st.text_input("Why is it opened again?", key="reopen-why", max_chars=500)
        st.form_submit_button("Open the case again", on_click=_reopen, args=(case,))
    say(PLACE, refusals=True)


def _reopen(case: CaseFile) -> None:
    def deed(me: Visit) -> str:
        me.store.cases.reopen(case.reference, field("reopen-why"), me.account, me.now)
        return "The case is open again, as it stood."

    attempt(PLACE, deed, tap=f"reopen {case.version}")
