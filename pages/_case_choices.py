"""What a clinician sets on the card of a document besides the question: blood tests, what is scanned, who gets a copy.

Set and kept at once, so every time the page is drawn the controls show what is kept; what is suggested stands until
somebody changes it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from intake.cases import CaseFile
from intake.chosen import REGIONS, Chosen
from intake.referral import NoteKind
from intake.store import Refused
from intake.triage import BloodTest, Order
from pages._case_reasons import Reader
from pages._deeds import attempt, field
from pages._gate import Visit
from pages._look import escape

YES_NO = {"yes": "Yes", "no": "No"}


def chosen(me: Visit, case: CaseFile, kind: NoteKind) -> Chosen:
    """What is set so far."""
    return me.store.documents.chosen(case.reference, kind)


def choices(reader: Reader, kind: NoteKind, order: Order | None, stands: Chosen) -> None:
    """The controls of this document; none where there is nothing to set."""
    show = _CONTROLS.get(kind)
    st.session_state[_key(reader.case, kind, "read")] = stands
    if show:
        st.html(f'<span class="tb-anchor" id="chosen-{kind}"></span>')
        show(reader, stands, order)


def as_seen(me: Visit, case: CaseFile, kind: NoteKind) -> Chosen:
    """What is set, for signing. Raises Refused where a colleague has changed it since it was shown here."""
    stands = chosen(me, case, kind)
    if stands != st.session_state.get(_key(case, kind, "read"), stands):
        raise Refused("Not signed: a colleague has changed what this document asks for. Read it again, then sign.")
    return stands


def _tests(reader: Reader, now: Chosen, order: Order | None) -> None:
    """All that is asked for in words, and a way to take away from it or to add to it."""
    known = {test.name: test for test in reader.tables.catalogue.tests}
    suggested = [test.name for test in (order.tests if order else ()) if not test.specialist]
    ticked = suggested if now.tests is None else [name for name, _ in now.tests]
    key = _key(reader.case, NoteKind.BLOODS, "tests")
    st.session_state[key] = ticked
    names = list(dict.fromkeys([*known, *ticked]))
    asked = "; ".join(filter(None, (*ticked, now.more_tests))) or "none"
    st.html(f'<p class="tb-quiet"><b>Tests:</b> {escape(asked)}.</p>')
    with st.expander("Change the tests"):
        st.multiselect(
            "Tests", names, format_func=lambda name: _named(known.get(name), name), key=key, on_change=_keep,
            args=(reader.case, NoteKind.BLOODS, lambda before: replace(before, tests=_with_reasons(key, known))),
        )  # fmt: skip
        _line(reader.case, NoteKind.BLOODS, "more_tests", "Other tests", now.more_tests)


def _named(test: BloodTest | None, name: str) -> str:
    return f"{name} (specialist)" if test and test.specialist else name


def _with_reasons(key: str, known: dict[str, BloodTest]) -> tuple[tuple[str, str], ...]:
    """The ticked tests in the order in which they are printed, each with what it looks for."""
    ticked = st.session_state.get(key, [])
    order = [*known, *(name for name in ticked if name not in known)]
    return tuple((name, known[name].looks_for if name in known else "") for name in order if name in ticked)


def _scan(reader: Reader, now: Chosen, order: Order | None) -> None:
    """Which part, with contrast or not, and how the kidneys are."""
    del order
    case, kind = reader.case, NoteKind.MRI
    key = _key(case, kind, "regions")
    st.session_state[key] = list(now.regions)
    st.pills(
        "Scan of", list(REGIONS), format_func=lambda code: REGIONS[code].capitalize(), selection_mode="multi", key=key,
        on_change=_keep, args=(case, kind, lambda before: replace(before, regions=tuple(st.session_state[key]))),
    )  # fmt: skip
    _yes_or_no(case, kind, "contrast", "Contrast", now.contrast)
    _line(case, kind, "egfr", "eGFR, with its date", now.egfr)


def _copy(reader: Reader, now: Chosen, order: Order | None) -> None:
    del order
    _yes_or_no(reader.case, NoteKind.NEUROLOGY, "copy", "Copy to the patient", now.copy)


_CONTROLS: dict[NoteKind, Callable[[Reader, Chosen, Order | None], None]] = {
    NoteKind.BLOODS: _tests,
    NoteKind.MRI: _scan,
    NoteKind.NEUROLOGY: _copy,
}


def _yes_or_no(case: CaseFile, kind: NoteKind, name: str, label: str, now: str) -> None:
    key = _key(case, kind, name)
    st.session_state[key] = now or None
    st.pills(
        label, list(YES_NO), format_func=YES_NO.__getitem__, key=key, on_change=_keep,
        args=(case, kind, lambda before: _changed(before, name, st.session_state[key] or "")),
    )  # fmt: skip


def _line(case: CaseFile, kind: NoteKind, name: str, label: str, now: str) -> None:
    key = _key(case, kind, name)
    st.session_state[key] = now
    st.text_input(
        label, key=key, max_chars=200, on_change=_keep,
        args=(case, kind, lambda before: _changed(before, name, field(key))),
    )  # fmt: skip


def _changed(before: Chosen, name: str, value: str) -> Chosen:
    change: dict[str, Any] = {name: value}
    return replace(before, **change)


def _key(case: CaseFile, kind: NoteKind, name: str) -> str:
    return f"chosen-{case.reference}-{kind}-{name}"


def _keep(case: CaseFile, kind: NoteKind, change: Callable[[Chosen], Chosen]) -> None:
    """Save one change on top of what stands, so that a colleague's other changes stay."""

    def deed(me: Visit) -> str:
        me.store.documents.choose(case.reference, kind, change(chosen(me, case, kind)), me.account, me.now)
        return ""

    attempt(f"sign-{kind}", deed)
