"""Recording what became of a signed request: one next step, its fields, one button. On the case and in the list."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from intake import access
from intake.following import MAY_FOLLOW, FollowStep, Line, ResultFlag, Stands
from intake.people import Account
from intake.store import Refused
from pages import _follow_view as view
from pages._days import boxes, typed, wanted_moment
from pages._deeds import attempt, field, say, standing
from pages._gate import Visit

AT_MOST_LINES = 4
CLINICAL = (FollowStep.REPORTED, FollowStep.WITHDRAWN)
_WHY = {
    FollowStep.SENT: "How, and to whom (optional)",
    FollowStep.ACKNOWLEDGED: "Remark (optional)",
    FollowStep.BOOKED: "Remark (optional)",
    FollowStep.REPORTED: "Remark (optional)",
    FollowStep.BOUNCED: "Why did it come back?",
    FollowStep.CHASED: "Whom you asked, and what they said",
    FollowStep.WITHDRAWN: "Why is it withdrawn?",
}
_DONE = {
    FollowStep.SENT: "Recorded: sent.",
    FollowStep.ACKNOWLEDGED: "Recorded: acknowledged.",
    FollowStep.BOOKED: "Recorded: booked.",
    FollowStep.REPORTED: "The report is recorded.",
    FollowStep.BOUNCED: "Recorded: came back. Mend what is missing, then sign it again.",
    FollowStep.CHASED: "Recorded: chased.",
    FollowStep.WITHDRAWN: "Withdrawn. Nobody waits for it any more.",
}


@dataclass(frozen=True)
class Request:
    """What is followed: which request of which case, where it stands, and where its answers are shown."""

    id: str
    reference: str
    stands: Stands
    place: str

    def key(self, name: str) -> str:
        """The key of a field. It changes with every step, so that a second tap finds nothing to press."""
        stands = self.stands
        return f"follow-{self.id}-{stands.state}-{stands.steps}-{name}"


def steps_for(stands: Stands, account: Account, *, overdue: bool) -> list[FollowStep]:
    """What this person may record now, the likeliest first; what is overdue is chased."""
    steps = [s for s in MAY_FOLLOW[stands.state] if s not in CLINICAL or access.can_record_results(account)]
    if overdue and FollowStep.CHASED in steps:
        steps = [FollowStep.CHASED, *(step for step in steps if step is not FollowStep.CHASED)]
    return steps


@st.fragment
def record(me: Visit, request: Request, *, overdue: bool) -> None:
    """Choose what happened, fill in what belongs to it, save. A fragment: choosing draws these fields alone."""
    steps = steps_for(request.stands, me.account, overdue=overdue)
    chosen = st.pills(
        "What happened", steps, default=steps[0], required=True, format_func=view.STEP_WORDS.__getitem__,
        key=request.key("step"),
    )  # fmt: skip
    step = FollowStep(chosen or steps[0])
    with st.form(request.key(step), border=False):
        _fields(me, request, step)
        pressed = st.form_submit_button(
            f"Save: {view.STEP_WORDS[step].lower()}", type="primary", on_click=_record, args=(request, step)
        )
    say(request.place, refusals=True)
    if pressed:
        st.rerun()


def _fields(me: Visit, request: Request, step: FollowStep) -> None:
    if step is FollowStep.BOOKED:
        st.html('<p class="tb-label">Booked for</p>')
        boxes(request.key("for"), me.clinic, with_time=True)
    if step is FollowStep.REPORTED:
        _lines(request)
    st.text_input(_WHY[step], key=request.key("why"), max_chars=500)


def _lines(request: Request) -> None:
    """The lines of a report: what it says, and how the clinician reads it. None is marked beforehand."""
    for number in range(AT_MOST_LINES):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                "What the report says, one result a line" if number == 0 else f"Result {number + 1}",
                key=request.key(f"line-{number}"), max_chars=500, width=280,
                label_visibility="visible" if number == 0 else "collapsed",
            )  # fmt: skip
            st.segmented_control(
                f"Result {number + 1} is", list(ResultFlag), format_func=view.FLAG_WORDS.__getitem__,
                key=request.key(f"flag-{number}"), label_visibility="collapsed",
            )  # fmt: skip


def _written(request: Request) -> list[Line]:
    """The lines that were filled in. Raises Refused where one has no flag."""
    lines = []
    for number in range(AT_MOST_LINES):
        text, found = field(request.key(f"line-{number}")), st.session_state.get(request.key(f"flag-{number}"))
        if text and found is None:
            raise Refused(f"Mark “{text[:40]}” as normal, abnormal or urgent.")
        if text and found is not None:
            lines.append(Line(text, ResultFlag(found)))
    return lines


def _record(request: Request, step: FollowStep) -> None:
    def deed(me: Visit) -> str:
        booked_for = None
        if step is FollowStep.BOOKED:
            asked = "Enter the day and the time for which it is booked, such as 10:20."
            booked_for = wanted_moment(typed(request.key("for")), me.clinic, asked)
        lines = _written(request) if step is FollowStep.REPORTED else []
        why = field(request.key("why"))
        me.store.cases.follow(
            request.reference,
            request.id,
            step,
            why,
            me.account,
            me.now,
            booked_for=booked_for,
            lines=lines,
            seen=request.stands,
        )
        return _DONE[step]

    attempt(request.place, deed, tap=f"{step} {standing(request.key(''))}")
