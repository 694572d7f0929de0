"""The examination on the page: all normal in one touch, then the exceptions; saved as a version."""

from __future__ import annotations

import streamlit as st

from intake.cases import CaseFile
from intake.examination import (
    ITEMS,
    MRC_GRADES,
    POWER_GROUPS,
    POWER_SIDES,
    UNSIDED_GROUPS,
    Examination,
    ExamItem,
    ExamState,
)
from intake.store import Refused
from pages._case_head import found, found_above
from pages._deeds import attempt, field, say
from pages._gate import Visit
from pages._moments import WallClock

NAMES = {**{group: f"Power: {name}" for group, name in POWER_GROUPS.items()}, **ITEMS}
"""Everything that is examined: power by group, then the items."""
FULL = "5"


def sides(group: str) -> tuple[str, ...]:
    """The keys of a group's grades: one a side, or the group itself where it has none."""
    return (group,) if group in UNSIDED_GROUPS else tuple(f"{side}-{group}" for side in POWER_SIDES)


class Sheet:
    """The sheet that is being filled in for one case; what stands in it lives in the browser's session."""

    def __init__(self, reference: str) -> None:
        self._key = f"exam-{reference}-"

    def key(self, name: str) -> str:
        """The key of a field."""
        return f"{self._key}{name}"

    @property
    def is_open(self) -> bool:
        """Whether somebody is filling it in."""
        return bool(st.session_state.get(self.key("open")))

    def start(self, examination: Examination | None = None) -> None:
        """Open the sheet: everything normal, or as the last version says."""
        st.session_state[self.key("open")] = True
        abnormal = _not_normal(examination, ExamState.ABNORMAL) if examination else []
        st.session_state[self.key("abnormal")] = abnormal
        st.session_state[self.key("not-done")] = _not_normal(examination, ExamState.NOT_DONE) if examination else []
        st.session_state[self.key("summary")] = examination.summary if examination else ""
        for group in POWER_GROUPS:
            for side in sides(group):
                st.session_state[self.key(side)] = examination.power.get(side, FULL) if examination else FULL
        for item in ITEMS:
            comment = examination.items[item].comment if examination and item in examination.items else ""
            st.session_state[self.key(item)] = comment

    def close(self) -> None:
        """Put the sheet away."""
        st.session_state[self.key("open")] = False

    def chosen(self, name: str) -> list[str]:
        """What was picked as abnormal or not done, in the order of the sheet."""
        picked = st.session_state.get(self.key(name)) or []
        return [each for each in NAMES if each in picked]

    def read(self) -> Examination:
        """The sheet as an examination. Raises Refused where a weak group has no side below 5."""
        not_done, abnormal = self.chosen("not-done"), self.chosen("abnormal")
        abnormal = [name for name in abnormal if name not in not_done]
        power = {side: FULL for group in POWER_GROUPS if group not in not_done for side in sides(group)}
        for group in [name for name in abnormal if name in POWER_GROUPS]:
            power |= {side: st.session_state.get(self.key(side)) or FULL for side in sides(group)}
            if all(power[side] == FULL for side in sides(group)):
                raise Refused(f"{POWER_GROUPS[group]}: give the weaker side a grade below 5, or take it off the list.")
        items = {item: self._item(item, abnormal, not_done) for item in ITEMS}
        return Examination(version=0, items=items, power=power, summary=field(self.key("summary")))

    def _item(self, item: str, abnormal: list[str], not_done: list[str]) -> ExamItem:
        if item in not_done:
            return ExamItem(ExamState.NOT_DONE)
        if item in abnormal:
            return ExamItem(ExamState.ABNORMAL, field(self.key(item)))
        return ExamItem(ExamState.NORMAL)


def _not_normal(examination: Examination, state: ExamState) -> list[str]:
    """What a version has in that state: items, and groups that are weak or were not tested."""
    items = [name for name, item in examination.items.items() if item.state is state]
    grades = {group: [examination.power.get(side) for side in sides(group)] for group in POWER_GROUPS}
    if state is ExamState.NOT_DONE:
        return items + [group for group, found_grades in grades.items() if not any(found_grades)]
    return items + [g for g, found_grades in grades.items() if any(x and x != FULL for x in found_grades)]


def examination(case: CaseFile, clock: WallClock) -> None:
    """What was found, as saved, and the sheet to fill in."""
    sheet = Sheet(case.reference)
    st.html(f'<div class="tb-found">{found(case.examination, clock)}{found_above(case)}</div>')
    say("examination")
    if sheet.is_open:
        _fill_in(case, sheet)
        return
    with st.container(horizontal=True):
        st.button("All normal, then exceptions", key="exam-normal", on_click=sheet.start)
        if case.examination and case.examination.is_done:
            st.button("Amend", key="exam-amend", on_click=sheet.start, args=(case.examination,))
        with st.popover("Not examined"), st.form("exam-none", border=False):
            st.text_input("Why was no examination made?", key=sheet.key("none"))
            st.form_submit_button("Save: not examined", on_click=_save_none, args=(case, sheet))


@st.fragment
def _fill_in(case: CaseFile, sheet: Sheet) -> None:
    """The sheet. A fragment: picking what is abnormal draws the sheet again, not the whole case."""
    st.html('<p class="tb-quiet">Everything is marked normal, power 5/5. Pick what is not.</p>')
    st.pills("Abnormal", list(NAMES), selection_mode="multi", format_func=NAMES.__getitem__, key=sheet.key("abnormal"))
    for name in sheet.chosen("abnormal"):
        _exception(sheet, name)
    with st.expander("Not done", expanded=bool(sheet.chosen("not-done"))):
        st.pills(
            "Not done", list(NAMES), selection_mode="multi", format_func=NAMES.__getitem__, key=sheet.key("not-done"),
            label_visibility="collapsed",
        )  # fmt: skip
    st.text_input("In a sentence (optional)", key=sheet.key("summary"), max_chars=500)
    with st.container(horizontal=True):
        if st.button("Save the examination", type="primary", key="exam-save", on_click=_save, args=(case, sheet)):
            st.rerun()
        if st.button("Put away unsaved", key="exam-away", on_click=sheet.close):
            st.rerun()


def _exception(sheet: Sheet, name: str) -> None:
    """The grades of a weak group by side, or what was found in an item."""
    if name not in POWER_GROUPS:
        st.text_input(f"{ITEMS[name]}: what was found", key=sheet.key(name), max_chars=500)
        return
    with st.container(horizontal=True):
        for side in sides(name):
            label = (
                f"{POWER_GROUPS[name]}, {side.removesuffix(f'-{name}')} (MRC)"
                if side != name
                else f"{POWER_GROUPS[name]} (MRC)"
            )
            st.segmented_control(label, MRC_GRADES, key=sheet.key(side))


def _save(case: CaseFile, sheet: Sheet) -> None:
    def deed(me: Visit) -> str:
        me.store.cases.examine(case.reference, sheet.read(), me.account, me.now, case.version)
        sheet.close()
        return "The examination is saved."

    attempt("examination", deed)


def _save_none(case: CaseFile, sheet: Sheet) -> None:
    def deed(me: Visit) -> str:
        why = field(sheet.key("none"))
        if not why:
            raise Refused("Write why no examination was made. It is printed on the request.")
        nothing = Examination(version=0, not_done_reason=why)
        me.store.cases.examine(case.reference, nothing, me.account, me.now, case.version)
        return "Saved: not examined."

    attempt("examination", deed)
