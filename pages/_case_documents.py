"""The documents of a case: what the rules suggest, what is missing, the question, the draft, the signature.

A card opens its document as a draft whatever is missing; it offers the signature only when nothing is.
"""

from __future__ import annotations

from contextlib import nullcontext

import streamlit as st

from intake.cases import CaseFile
from intake.plain_text import tidy
from intake.referral import FOR_THE_PATIENT, Missing, NoteKind, Referral, in_words, missing
from intake.signing import ReferralDraft
from intake.store import Refused
from intake.triage import Order
from intake.urgency import Urgency
from pages._case_choices import as_seen, choices, chosen
from pages._case_reasons import Reader
from pages._case_versions import copy_to_record, versions
from pages._deeds import attempt, field, say
from pages._gate import Visit
from pages._look import escape
from pages._moments import WallClock
from pages._signing import signed_note
from reports import notes, pdf

TITLES = {
    NoteKind.EMG: "Nerve conduction and EMG",
    NoteKind.BLOODS: "Blood tests",
    NoteKind.NEUROLOGY: "Letter to neurology",
    NoteKind.MRI: "MRI request",
    NoteKind.SELF_CARE: "Self-care sheet",
    NoteKind.ANSWERS: "Copy of the answers",
}
SIGNED_AS = {
    NoteKind.EMG: "the EMG request",
    NoteKind.BLOODS: "the blood-test request",
    NoteKind.NEUROLOGY: "the letter",
    NoteKind.MRI: "the MRI request",
    NoteKind.SELF_CARE: "the self-care sheet",
}
BLOODS_QUESTION = "Is there a metabolic, endocrine, nutritional or inflammatory cause that can be treated?"
WITHOUT_A_NOTE = frozenset({"eye-clinic"})
CALM = frozenset({Urgency.ROUTINE, Urgency.SELF_CARE})
"""Where nothing is to be done soon, what patients can do for themselves is what they take home."""


def question(me: Visit, case: CaseFile, kind: NoteKind) -> str:
    """The clinician's question as saved; empty before they have made one theirs."""
    return me.store.documents.question(case.reference, kind)


def wanted(me: Visit, case: CaseFile) -> tuple[Missing, ...]:
    """What the documents on the page ask for, each once."""
    found = (i for k in _shown(case) for i in missing(k, case, question(me, case, k), chosen(me, case, k)))
    return tuple({item.where: item for item in found}.values())


def cards(me: Visit, reader: Reader) -> None:
    """A card for each document that is suggested or signed, a way to any other, and what else the rules suggest."""
    case = reader.case
    on_the_page = _on_the_page(case)
    for kind in on_the_page:
        _in_its_box(me, reader, kind)
    others = [order for order in case.assessment.orders if order.kind in WITHOUT_A_NOTE]
    if others:
        names = "; ".join(f"{order.label} ({_asked_by(case, order)})" for order in others)
        st.html(f'<p class="tb-quiet">Rules also suggest: {escape(names)}.</p>')
    rest = [kind for kind in TITLES if kind not in on_the_page]
    if rest:
        st.selectbox("Another document", rest, None, TITLES.__getitem__, key=_other_key(case), placeholder="Choose")
        if chosen := _chosen(case):
            _in_its_box(me, reader, chosen)


def _in_its_box(me: Visit, reader: Reader, kind: NoteKind) -> None:
    with st.container(border=True, key=f"card-{kind}", gap="small"):
        _card(me, reader, kind)


def _on_the_page(case: CaseFile) -> list[NoteKind]:
    """The documents that the rules suggest, and those that were signed."""
    signed = {referral.kind for referral in case.referrals}
    return [kind for kind in TITLES if kind in signed or _is_suggested(case, kind)]


def _is_suggested(case: CaseFile, kind: NoteKind) -> bool:
    return bool(_order(case, kind)) or (kind is NoteKind.SELF_CARE and case.urgency in CALM)


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


def _card(me: Visit, reader: Reader, kind: NoteKind) -> None:
    case = reader.case
    order, asked = _order(case, kind), question(me, case, kind)
    ticked = chosen(me, case, kind)
    items, note = missing(kind, case, asked, ticked), notes.draft(kind, case, asked, me.now, ticked)
    st.html(_card_head(case, kind, order, items) + _lost(pdf.unprintable(note)))
    if kind in notes.NEVER_DRAFT:
        _as_it_stands(case, kind, note)
        return
    signed = [referral for referral in case.referrals if referral.kind is kind]
    say(f"sign-{kind}")
    if signed:
        versions(case, signed, reader.clock)
    with st.expander("Issue a new version") if signed else nullcontext():
        if asks(kind):
            _question(case, kind, asked, drafted(order))
        choices(me, reader, kind, order)
        st.link_button("Preview the draft", f"/notes/{case.reference}/{kind}/draft.pdf", key=f"draft-{kind}")
        if not items:
            _sign(me, case, kind, again=bool(signed))


def asks(kind: NoteKind) -> bool:
    """Whether the document puts a question; what patients take home puts none."""
    return kind not in FOR_THE_PATIENT


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


def drafted(order: Order | None) -> str:
    """The question as the rules draft it; empty where no row asks for the document."""
    if order is None:
        return ""
    return order.question or (BLOODS_QUESTION if order.kind == NoteKind.BLOODS else "")


def _card_head(case: CaseFile, kind: NoteKind, order: Order | None, items: tuple[Missing, ...]) -> str:
    suggests = f"Rules suggest it: {_asked_by(case, order)}." if order else _why_else(case, kind)
    return (
        f"<h3>{TITLES[kind]}</h3><p class='tb-quiet tb-suggest'>{escape(suggests)}</p>"
        f'<p class="tb-missing">{_missing(items)}</p>'
    )


def _why_else(case: CaseFile, kind: NoteKind) -> str:
    """What stands where no row asks for the document."""
    if kind is NoteKind.SELF_CARE and case.urgency in CALM:
        return f"Suggested while the urgency is {case.urgency.step.word}."
    return "For the patient to take home." if kind in FOR_THE_PATIENT else "No row asks for it."


def _missing(items: tuple[Missing, ...]) -> str:
    """`2 missing: blood thinner, your question`, each a link to where it is filled in."""
    if not items:
        return '<span class="tb-ready">Nothing is missing.</span>'
    links = ", ".join(f'<a href="#{escape(item.where)}">{escape(item.what)}</a>' for item in items)
    return f"<b>{in_words(items).partition(':')[0]}:</b> {links}"


def _question(case: CaseFile, kind: NoteKind, saved: str, drafted: str) -> None:
    """The clinical question: drafted by the rules, the clinician's once they keep or change it."""
    st.html(f'<span class="tb-anchor" id="question-{kind}"></span>')
    key = _question_key(case, kind)
    _follow(key, saved, drafted)
    st.text_area("Your question", key=key, height=168, max_chars=1500, on_change=_keep_question, args=(case, kind, key))
    if drafted and not saved:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Use this question", key=f"use-{kind}", on_click=_keep_question, args=(case, kind, key))
            st.html('<span class="tb-quiet">Drafted by the rules; yours once you use or change it.</span>')


def _question_key(case: CaseFile, kind: NoteKind) -> str:
    return f"question-{case.reference}-{kind}"


def _follow(key: str, saved: str, drafted: str) -> None:
    """Show what is saved; but where somebody is writing here, what they write stays until they save or load anew."""
    untouched = st.session_state.get(key) == (st.session_state.get(f"{key}-read") or drafted)
    if key not in st.session_state or (untouched and st.session_state.get(f"{key}-read") != saved):
        st.session_state[key], st.session_state[f"{key}-read"] = saved or drafted, saved


def _keep_question(case: CaseFile, kind: NoteKind, key: str) -> None:
    def deed(me: Visit) -> str:
        _keep(me, case, kind, field(key))
        return ""

    attempt(f"sign-{kind}", deed)


def _keep(me: Visit, case: CaseFile, kind: NoteKind, text: str) -> None:
    """Save the question as it stands here. Raises Refused, once, where a colleague has changed it meanwhile."""
    read, stands = f"{_question_key(case, kind)}-read", question(me, case, kind)
    if stands != st.session_state.get(read, stands):
        st.session_state[read] = stands
        raise Refused(
            "A colleague has changed this question since you opened the case. Load the page again to see theirs; "
            "save or sign again to keep what stands here."
        )
    if tidy(text) != stands:
        me.store.documents.save_question(case.reference, kind, text, me.account, me.now)
    st.session_state[read] = question(me, case, kind)


def _sign(me: Visit, case: CaseFile, kind: NoteKind, *, again: bool) -> None:
    """The signature: the name typed in full, and the password again."""
    st.html(f'<span class="tb-anchor" id="signature-{kind}"></span>')
    key = f"{case.reference}-{kind}"
    with st.form(f"sign-{key}", border=False):
        if again:
            st.text_input("Why a new version?", key=f"why-{key}", max_chars=200)
        st.text_input("Sign: type your name", key=f"name-{key}", placeholder=me.account.name, autocomplete="off")
        if not me.clinic.is_sample:
            st.text_input("Your password", type="password", key=f"word-{key}", autocomplete="current-password")
        st.form_submit_button(f"Sign {SIGNED_AS[kind]}", type="primary", on_click=_sign_now, args=(case, kind, again))


def _sign_now(case: CaseFile, kind: NoteKind, again: bool) -> None:
    key = f"{case.reference}-{kind}"
    name, word, why = field(f"name-{key}"), str(st.session_state.pop(f"word-{key}", "")), field(f"why-{key}")

    def deed(me: Visit) -> str:
        _check_signer(me, name, word)
        if again and not why:
            raise Refused("Write why a new version is needed. It is printed on it.")
        if asks(kind):
            _keep(me, case, kind, field(_question_key(case, kind)))  # what is signed is what the signer sees
        signed = sign(me, case, kind, why)
        for typed in (f"name-{key}", f"why-{key}"):  # the next signature is typed anew
            st.session_state[typed] = ""
        if kind in FOR_THE_PATIENT:
            return "Signed. Print it for the patient."
        return f"Signed. Chase on {WallClock(me.clinic, me.now).plain_day(signed.chase_on)}."

    attempt(f"sign-{kind}", deed)


def _check_signer(me: Visit, name: str, password: str) -> None:
    """The name as the account has it, and the password of that account (the sample clinic has none to give)."""
    if name.casefold() != me.account.name.casefold():
        raise Refused(f"Not signed: type your name as it is printed, {me.account.name}.")
    if not me.clinic.is_sample and not me.store.accounts.confirm(me.account.id, password):
        raise Refused("Not signed: that is not your password. Nothing was changed; try again.")


def sign(me: Visit, case: CaseFile, kind: NoteKind, reissue_reason: str = "") -> Referral:
    """Make the final note at this moment, set it, and store both with the signature. Raises Refused."""
    asked, place = question(me, case, kind), me.store.cases.signing_place(case.reference, kind, me.now)
    ticked = as_seen(me, case, kind)
    try:
        content, paper = signed_note(case, kind, asked, me.account, me.now, place, reissue_reason, ticked)
    except notes.NotReady as problem:
        raise Refused(str(problem)) from problem
    draft = ReferralDraft(kind, asked, content, place, reissue_reason, ticked)
    return me.store.cases.sign(case.reference, draft, paper, me.account, me.now, case.version)
