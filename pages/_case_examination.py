"""The examination on the page: normal in one touch, by region or as a whole, then the exceptions; kept as entered.

It is signed once. A further version needs its reason, and where a colleague signed one meanwhile both are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from intake.cases import CaseFile, CaseState
from intake.examination import ITEMS, MRC_GRADES, POWER_GROUPS, REGIONS, Examination
from intake.store import Refused, WorkDraft
from pages._case_head import found, found_above
from pages._deeds import attempt, field, say, standing
from pages._exam_sheet import IN_ORDER, NAMES, NORMAL, NOT_DONE, Sheet, sides
from pages._gate import Visit
from pages._look import escape
from pages._moments import WallClock

PLACE, DRAFT = "examination", "examination"
AT_IT = timedelta(hours=12)
"""Who has not touched a draft for longer is not shown as writing it."""
MARKS = {NORMAL: "All normal", NOT_DONE: "Not done"}


def examination(me: Visit, case: CaseFile, clock: WallClock, drafts: Sequence[WorkDraft]) -> None:
    """What was found, as signed; who is writing; and the sheet to fill in."""
    sheet, mine = Sheet(case.reference), _mine(me, drafts)
    st.html(f'<div class="tb-found">{found(case.examination, clock)}{found_above(case)}</div>')
    say(PLACE, refusals=False)
    if others := _others(me, drafts, clock):
        st.html(others)
    if case.state is CaseState.CLOSED:
        return
    if mine and not sheet.is_open:
        sheet.restore(mine.content, mine.base)
    if sheet.is_open:
        _fill_in(case, sheet, f"Kept {clock.briefly(mine.saved_at)}, not signed yet." if mine else "")
        return
    _begin(case, sheet)


def _mine(me: Visit, drafts: Sequence[WorkDraft]) -> WorkDraft | None:
    return next((d for d in drafts if (d.kind, d.account_id) == (DRAFT, me.account.id)), None)


def _others(me: Visit, drafts: Sequence[WorkDraft], clock: WallClock) -> str:
    """Who else is filling in an examination of this person."""
    writing = [d for d in drafts if d.kind == DRAFT and d.account_id != me.account.id and me.now - d.saved_at < AT_IT]
    return "".join(
        f'<p class="tb-editing" role="status">{escape(each.by)} is filling in an examination, last at '
        f"{clock.briefly(each.saved_at)}. Neither writes over the other.</p>"
        for each in writing
    )


def _begin(case: CaseFile, sheet: Sheet) -> None:
    """The ways to begin: everything normal and then the exceptions, region by region, or not examined."""
    base = len(case.examinations)
    with st.container(horizontal=True, key="exam-begin"):
        st.button("All normal, then exceptions", key="exam-normal", on_click=_start, args=(case, sheet, base))
        st.button("Region by region", key="exam-regions", on_click=_start, args=(case, sheet, base, None))
        if case.examination and case.examination.is_done:
            st.button(
                "Amend", key="exam-amend", on_click=_start, args=(case, sheet, base, NORMAL, case.examination)
            )  # fmt: skip
        with st.popover("Not examined", key=f"exam-none-{base}"), st.form("exam-none", border=False):
            st.text_input("Why was no examination made?", key=sheet.key("none"))
            if case.examination and case.examination.is_done:
                st.text_input("Why is the examination amended?", key=sheet.key("none-reason"))
            st.form_submit_button("Save: not examined", on_click=_save_none, args=(case, sheet))
            say(PLACE, refusals=True)


def _start(case: CaseFile, sheet: Sheet, base: int, mark: str | None = NORMAL, last: Examination | None = None) -> None:
    sheet.start(base, mark, last)
    _keep(case, sheet)


def _keep(case: CaseFile, sheet: Sheet) -> None:
    """Every change is kept at once, as this clinician's draft."""

    def deed(me: Visit) -> str:
        me.store.desk.keep(case.reference, DRAFT, sheet.content(), sheet.base, me.account, me.now)
        return ""

    attempt(PLACE, deed)


@st.fragment
def _fill_in(case: CaseFile, sheet: Sheet, kept: str) -> None:
    """The sheet. A fragment: picking what is not normal draws the sheet again, not the whole case."""
    st.html(f'<p class="tb-quiet">Pick what is not normal. Every change is kept at once. {escape(kept)}</p>')
    for region, (title, names) in REGIONS.items():
        _region(case, sheet, region, title, names)
    with st.expander("Not done, one by one", expanded=bool(sheet.not_done)):
        st.pills(
            "Not done", IN_ORDER, selection_mode="multi", format_func=NAMES.__getitem__, key=sheet.key("not-done"),
            label_visibility="collapsed", on_change=_keep, args=(case, sheet),
        )  # fmt: skip
    _line(case, sheet, "summary", "In a sentence (optional)")
    clash = len(case.examinations) != sheet.base
    if clash:
        _both(case, sheet)
    elif case.examination and case.examination.is_done:
        _line(case, sheet, "reason", "Why is it amended? The earlier version stays.")
    with st.container(horizontal=True):
        label = "Sign mine as the next version" if clash else "Sign the examination"
        if st.button(label, type="primary", key="exam-save", on_click=_save, args=(case, sheet)):
            st.rerun()
        if st.button("Discard what I entered", key="exam-away", on_click=_discard, args=(case, sheet)):
            st.rerun()
    say(PLACE, refusals=True)


def _region(case: CaseFile, sheet: Sheet, region: str, title: str, names: Sequence[str]) -> None:
    """One region: its mark in one touch, then what in it is not normal."""
    with st.container(key=f"exam-region-{region}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f"<h3>{escape(title)}</h3>", width="content")
            st.segmented_control(
                title, list(MARKS), format_func=MARKS.__getitem__, key=sheet.key(f"{region}-mark"),
                label_visibility="collapsed", on_change=_keep, args=(case, sheet),
            )  # fmt: skip
        st.pills(
            f"{title}: not normal", list(names), selection_mode="multi", format_func=NAMES.__getitem__,
            key=sheet.key(f"{region}-abnormal"), label_visibility="collapsed", on_change=_keep, args=(case, sheet),
        )  # fmt: skip
        for name in sheet.abnormal(region):
            _exception(case, sheet, name)


def _exception(case: CaseFile, sheet: Sheet, name: str) -> None:
    """The grades of a weak group by side, or what was found in an item."""
    if name not in POWER_GROUPS:
        _line(case, sheet, name, f"{ITEMS[name]}: what was found, and where")
        return
    with st.container(horizontal=True):
        for side in sides(name):
            which = f", {side.removesuffix(f'-{name}')}" if side != name else ""
            st.segmented_control(
                f"{POWER_GROUPS[name]}{which} (MRC)", MRC_GRADES, key=sheet.key(side), on_change=_keep,
                args=(case, sheet),
            )  # fmt: skip


def _line(case: CaseFile, sheet: Sheet, name: str, label: str) -> None:
    st.text_input(label, key=sheet.key(name), max_chars=500, on_change=_keep, args=(case, sheet))


def _both(case: CaseFile, sheet: Sheet) -> None:
    """A colleague signed while this was written: theirs stands above, one's own in the sheet; choose."""
    theirs = case.examination
    if theirs is None:
        return
    st.html(
        f'<div class="tb-clash" role="status"><p><b>{escape(theirs.examined_by)} signed version {theirs.version} while '
        "you were writing.</b> It stands above; yours is in this sheet. Sign yours as the next version with the "
        "reason, or keep theirs.</p></div>"
    )
    _line(case, sheet, "reason", "Why a further version?")
    if st.button("Keep theirs", key="exam-theirs", on_click=_discard, args=(case, sheet)):
        st.rerun()


def _save(case: CaseFile, sheet: Sheet) -> None:
    def deed(me: Visit) -> str:
        me.store.cases.examine(case.reference, sheet.read(), me.account, me.now, after=len(case.examinations))
        sheet.close()
        return "The examination is signed."

    attempt(PLACE, deed, tap=f"sign the examination {case.version}")


def _discard(case: CaseFile, sheet: Sheet) -> None:
    def deed(me: Visit) -> str:
        me.store.desk.drop(case.reference, DRAFT, me.account)
        sheet.close()
        return "What you entered is put away. What was signed stays."

    attempt(PLACE, deed)


def _save_none(case: CaseFile, sheet: Sheet) -> None:
    def deed(me: Visit) -> str:
        why = field(sheet.key("none"))
        if not why:
            raise Refused("Write why no examination was made. It is printed on the request.")
        nothing = Examination(version=0, not_done_reason=why, amend_reason=field(sheet.key("none-reason")))
        me.store.cases.examine(case.reference, nothing, me.account, me.now, after=len(case.examinations))
        return "Saved: not examined."

    attempt(PLACE, deed, tap=f"not examined {case.version} {standing(sheet.key('none'))}")
