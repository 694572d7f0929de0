"""What a clinician does with a case: take it, set another urgency, write on it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from intake.cases import OVERRIDE_REASONS, UNDO_WITHIN, CaseFile
from intake.store import Refused, WorkDraft
from intake.urgency import Urgency
from pages._case_head import ladder_words
from pages._claiming import release, take
from pages._deeds import attempt, field, say
from pages._gate import Visit
from pages._look import escape
from pages._moments import WallClock

NOTE = "note"
_LEVELS = tuple(reversed(Urgency))


def claim(me: Visit, case: CaseFile, clock: WallClock) -> None:
    """Who has it, and taking or releasing it."""
    holder = case.claimed_by
    if holder is None:
        st.button(
            "Take this case",
            type="primary",
            key="claim",
            on_click=take,
            args=(case.reference, case.patient.name, "claim"),
        )
        return
    mine = holder.id == me.account.id
    since = f" since {clock.briefly(case.claimed_at)}" if case.claimed_at else ""
    st.html(f'<span class="tb-side">With {"you" if mine else escape(holder.name)}{since}</span>')
    if mine:
        st.button("Release", key="release", on_click=release, args=(case.reference, "claim"))


def change_urgency(me: Visit, case: CaseFile, clock: WallClock) -> None:
    """Another urgency with its reason; what one has just set can be taken back for ten minutes."""
    say("urgency", refusals=False)
    with st.container(horizontal=True, width="content"):
        steps = len(case.overrides) + sum(override.undone_at is not None for override in case.overrides)
        with st.popover("Change urgency", key=f"change-urgency-{steps}"), st.form("urgency", border=False):
            standing_now = None if case.not_assessed else _LEVELS.index(case.urgency)
            st.selectbox("Urgency", _LEVELS, index=standing_now, format_func=ladder_words, key="set-level")
            reasons = list(OVERRIDE_REASONS)
            st.selectbox("Reason", reasons, index=None, format_func=OVERRIDE_REASONS.__getitem__, key="set-reason")
            st.text_input("Comment", key="set-comment", max_chars=500)
            st.form_submit_button("Set the urgency", on_click=_override, args=(case,))
            say("urgency", refusals=True)
        standing = case.override
        if standing and standing.set_by == me.account.name and me.now - standing.set_at < UNDO_WITHIN:
            until = clock.time(standing.set_at + UNDO_WITHIN)
            st.button(f"Undo (until {until})", key="undo", on_click=_undo, args=(case,))


def _override(case: CaseFile) -> None:
    level, reason, why = st.session_state["set-level"], st.session_state.get("set-reason") or "", field("set-comment")

    def deed(me: Visit) -> str:
        if level is None:
            raise Refused("Choose how urgent it is, then set it.")
        me.store.cases.override(case.reference, level, reason, why, me.account, me.now, case.version)
        return f"The urgency is {Urgency(level).step.word}. The rules' own result stays beside it."

    attempt("urgency", deed, tap=f"set {level} {reason} {why} {case.version}")


def _undo(case: CaseFile) -> None:
    def deed(me: Visit) -> str:
        me.store.cases.undo_override(case.reference, me.account, me.now, case.version)
        return "Taken back. Both steps stay in the timeline."

    attempt("urgency", deed, tap=f"undo {case.version}")


@st.fragment
def note(me: Visit, case: CaseFile, drafts: Sequence[WorkDraft]) -> None:
    """A line for colleagues. What is not saved yet is kept as one's own draft, whatever becomes of the page."""
    key = f"note-{case.reference}"
    mine = next((d for d in drafts if (d.kind, d.account_id) == (NOTE, me.account.id)), None)
    begun = mine.content["text"] if mine and key not in st.session_state else ""  # what the browser still holds wins
    st.text_area("Write on the case", begun, key=key, max_chars=1000, height=96, on_change=_keep_note, args=(case, key))
    if mine and st.session_state[key]:
        st.html('<p class="tb-quiet">Your draft; colleagues see it once it is saved.</p>')
    if st.button("Save", key="note-save", on_click=_save_note, args=(case, key)):
        st.rerun()
    say("comment")


def _keep_note(case: CaseFile, key: str) -> None:
    def deed(me: Visit) -> str:
        text = str(st.session_state.get(key) or "")
        if text.strip():
            me.store.desk.keep(case.reference, NOTE, {"text": text}, 0, me.account, me.now)
        else:
            me.store.desk.drop(case.reference, NOTE, me.account)
        return ""

    attempt("comment", deed)


def _save_note(case: CaseFile, key: str) -> None:
    def deed(me: Visit) -> str:
        me.store.cases.comment(case.reference, field(key), me.account, me.now)
        st.session_state[key] = ""
        return ""

    attempt("comment", deed)
