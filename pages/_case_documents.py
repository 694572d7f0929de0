"""The documents of a case: what the rules suggest, what is missing, the draft; a card each.

A card opens its document as a draft whatever is missing; it offers the signature only when nothing is. Its question
is in `_case_question.py`, its signature in `_case_signature.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from intake.cases import CaseFile, CaseState
from intake.following import sent_back, stands_of
from intake.referral import FOR_THE_PATIENT, Missing, NoteKind, Referral, ReferralState, in_words, missing
from intake.store import Asked
from intake.triage import Order
from intake.urgency import Urgency
from pages._case_choices import choices
from pages._case_question import asks, drafted, question
from pages._case_reasons import Reader
from pages._case_signature import signature
from pages._case_versions import copy_to_record, versions
from pages._deeds import say
from pages._follow import Request, record
from pages._follow_view import result_lines, where
from pages._gate import Visit
from pages._look import escape
from reports import notes, pdf

TITLES = {
    NoteKind.EMG: "Nerve conduction and EMG",
    NoteKind.BLOODS: "Blood tests",
    NoteKind.NEUROLOGY: "Letter to neurology",
    NoteKind.MRI: "MRI request",
    NoteKind.SELF_CARE: "Self-care sheet",
    NoteKind.ANSWERS: "Copy of the answers",
}
WITHOUT_A_NOTE = frozenset({"eye-clinic"})
CALM = frozenset({Urgency.ROUTINE, Urgency.SELF_CARE})
"""Where nothing is to be done soon, what patients can do for themselves is what they take home."""


def wanted(case: CaseFile, asked: Asked) -> tuple[Missing, ...]:
    """What the documents on the page ask for, each once."""
    found = (i for k in _shown(case) for i in missing(k, case, asked.text(k), asked.chosen(k)))
    return tuple({item.where: item for item in found}.values())


def cards(me: Visit, reader: Reader, asked: Asked) -> None:
    """A card for each document that is suggested or signed, a way to any other, and what else the rules suggest."""
    case = reader.case
    on_the_page = _on_the_page(case)
    for kind in on_the_page:
        _in_its_box(me, reader, kind, asked)
    others = [order for order in case.assessment.orders if order.kind in WITHOUT_A_NOTE]
    if others:
        names = "; ".join(f"{order.label} ({_asked_by(case, order)})" for order in others)
        st.html(f'<p class="tb-quiet">Rules also suggest: {escape(names)}.</p>')
    rest = [kind for kind in TITLES if kind not in on_the_page]
    if rest:
        st.selectbox("Another document", rest, None, TITLES.__getitem__, key=_other_key(case), placeholder="Choose")
        if chosen := _chosen(case):
            _in_its_box(me, reader, chosen, asked)


def _in_its_box(me: Visit, reader: Reader, kind: NoteKind, asked: Asked) -> None:
    with st.container(border=True, key=f"card-{kind}", gap="small"):
        _card(me, reader, kind, asked)


def _on_the_page(case: CaseFile) -> list[NoteKind]:
    """The documents that the rules suggest, and those that were signed."""
    signed = {referral.kind for referral in case.referrals}
    return [kind for kind in TITLES if kind in signed or _is_suggested(case, kind)]


def _is_suggested(case: CaseFile, kind: NoteKind) -> bool:
    return bool(_order(case, kind)) or _suits_a_calm_case(case, kind)


def _suits_a_calm_case(case: CaseFile, kind: NoteKind) -> bool:
    """A sheet to take home, where the tables or a clinician have found calm; never for whom nobody has assessed."""
    return kind is NoteKind.SELF_CARE and case.urgency in CALM and not case.not_assessed


def _shown(case: CaseFile) -> list[NoteKind]:
    """Those, and the one that was chosen besides."""
    chosen = _chosen(case)
    return [*_on_the_page(case), *([chosen] if chosen else [])]


def _other_key(case: CaseFile) -> str:
    return f"other-{case.reference}"


def _chosen(case: CaseFile) -> NoteKind | None:
    """The document chosen under *Another document*; None once it has a card of its own."""
    chosen = st.session_state.get(_other_key(case))
    return NoteKind(chosen) if chosen and NoteKind(chosen) not in _on_the_page(case) else None


def _order(case: CaseFile, kind: NoteKind) -> Order | None:
    return next((order for order in case.assessment.orders if order.kind == kind), None)


def _asked_by(case: CaseFile, order: Order) -> str:
    """The symptoms of the rows that ask for it, at most two by name."""
    rows = [f.row.symptom for f in case.assessment.findings if f.row.id in order.asked_by]
    more = f" and {len(rows) - 2} more" if len(rows) > 2 else ""
    return f"{'; '.join(dict.fromkeys(rows[:2]))}{more}"


def _card(me: Visit, reader: Reader, kind: NoteKind, asked: Asked) -> None:
    case = reader.case
    order, text, ticked = _order(case, kind), asked.text(kind), asked.chosen(kind)
    items, note = missing(kind, case, text, ticked), notes.draft(kind, case, text, me.now, ticked)
    st.html(_card_head(case, kind, order, (*items, *sent_back(kind, case.referrals))) + _lost(pdf.unprintable(note)))
    if kind in notes.NEVER_DRAFT:
        _as_it_stands(case, kind, note)
        return
    signed = [referral for referral in case.referrals if referral.kind is kind]
    if signed:
        versions(case, signed, reader.clock)
        say(f"sign-{kind}", refusals=False)
        _followed(me, reader, signed[-1])
    if case.state is CaseState.CLOSED:
        return
    with _new_version(signed) if signed else nullcontext():
        if asks(kind):
            question(me, case, kind, asked.get(kind), drafted(order))
        choices(reader, kind, order, asked.chosen(kind))
        st.link_button("Preview the draft", f"/notes/{case.reference}/{kind}/draft.pdf", key=f"draft-{kind}")
        if not items:
            signature(me, case, kind, signed)
        say(f"sign-{kind}", refusals=True)


def _followed(me: Visit, reader: Reader, signed: Referral) -> None:
    """Where the request stands, what the report says, and the next step."""
    if signed.kind in FOR_THE_PATIENT:
        return
    stands, clock = stands_of(signed), reader.clock
    st.html(
        f'<span class="tb-anchor" id="request-{signed.kind}"></span>'
        f'<div class="tb-follow">{where(stands, clock)}{result_lines(signed.results, clock)}</div>'
    )
    request = Request(signed.id, reader.case.reference, stands, f"follow-{signed.id}")
    say(request.place, refusals=False)
    overdue = stands.chase_on is not None and clock.is_reached(stands.chase_on)
    if stands.is_open and stands.state is not ReferralState.BOUNCED:
        record(me, request, overdue=overdue)
        return
    with st.expander("Record something else"):
        record(me, request, overdue=False)


def _new_version(signed: Sequence[Referral]) -> DeltaGenerator:
    """Where a new version is made; open where the last one came back."""
    came_back = signed[-1].state is ReferralState.BOUNCED
    words = "Mend what is missing, then sign it again" if came_back else "Issue a new version"
    return st.expander(words, expanded=came_back)


def _as_it_stands(case: CaseFile, kind: NoteKind, note: notes.Note) -> None:
    """A copy of what somebody said: nobody signs for it."""
    st.link_button("Open the PDF", f"/notes/{case.reference}/{kind}/draft.pdf", key=f"draft-{kind}")
    copy_to_record(note)


def _lost(characters: tuple[str, ...]) -> str:
    """What no typeface has: said here before the paper says it."""
    if not characters:
        return ""
    shown = " ".join(f"<bdi>{escape(char)}</bdi> (U+{ord(char):04X})" for char in characters[:6])
    more = f" and {len(characters) - 6} more" if len(characters) > 6 else ""
    return f'<p class="tb-missing"><b>Cannot be printed, stands as □:</b> {shown}{more}. Page 1 says so.</p>'


def _card_head(case: CaseFile, kind: NoteKind, order: Order | None, items: tuple[Missing, ...]) -> str:
    suggests = f"Rules suggest it: {_asked_by(case, order)}." if order else _why_else(case, kind)
    return (
        f"<h3>{TITLES[kind]}</h3><p class='tb-quiet tb-suggest'>{escape(suggests)}</p>"
        f'<p class="tb-missing">{_missing(items)}</p>'
    )


def _why_else(case: CaseFile, kind: NoteKind) -> str:
    """What stands where no row asks for the document."""
    if _suits_a_calm_case(case, kind):
        return f"Suggested while the urgency is {case.urgency.step.word}."
    return "For the patient to take home." if kind in FOR_THE_PATIENT else "No row asks for it."


def _missing(items: tuple[Missing, ...]) -> str:
    """`2 missing: blood thinner, your question`, each a link to where it is filled in."""
    if not items:
        return '<span class="tb-ready">Nothing is missing.</span>'
    links = ", ".join(f'<a href="#{escape(item.where)}">{escape(item.what)}</a>' for item in items)
    return f"<b>{in_words(items).partition(':')[0]}:</b> {links}"
