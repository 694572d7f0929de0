"""The documents of a case: what the rules suggest, what is missing, the question, the draft, the signature.

A card opens its document as a draft whatever is missing; it offers the signature only when nothing is.
"""

from __future__ import annotations

from contextlib import nullcontext

import streamlit as st

from intake.cases import CaseFile
from intake.plain_text import tidy
from intake.referral import Missing, NoteKind, Referral, in_words, missing
from intake.signing import ReferralDraft
from intake.store import Refused
from intake.triage import Order
from pages._case_reasons import Reader
from pages._deeds import attempt, field, say
from pages._gate import Visit
from pages._look import escape
from pages._moments import WallClock
from pages._signing import signed_note
from reports import notes, plain

TITLES = {NoteKind.EMG: "Nerve conduction and EMG", NoteKind.BLOODS: "Blood tests"}
BLOODS_QUESTION = "Is there a metabolic, endocrine, nutritional or inflammatory cause that can be treated?"
OTHER_ORDERS = frozenset({"neurology", "mri", "eye-clinic"})


def question(me: Visit, case: CaseFile, kind: NoteKind) -> str:
    """The clinician's question as saved; empty before they have made one theirs."""
    return me.store.documents.question(case.reference, kind)


def wanted(me: Visit, case: CaseFile) -> tuple[Missing, ...]:
    """What the documents that the rules suggest would ask for, each once."""
    suggested = [kind for kind in TITLES if _order(case, kind)]
    found = (item for kind in suggested for item in missing(kind, case, question(me, case, kind)))
    return tuple({item.where: item for item in found}.values())


def cards(me: Visit, reader: Reader) -> None:
    """A card for each document, and what else the rules suggest."""
    for kind in TITLES:
        with st.container(border=True, key=f"card-{kind}", gap="small"):
            _card(me, reader, kind)
    others = [order for order in reader.case.assessment.orders if order.kind in OTHER_ORDERS]
    if others:
        names = "; ".join(f"{order.label} ({_asked_by(reader.case, order)})" for order in others)
        st.html(f'<p class="tb-quiet">Rules also suggest: {escape(names)}.</p>')


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
    items = missing(kind, case, asked)
    st.html(_card_head(case, kind, order, items))
    signed = [referral for referral in case.referrals if referral.kind is kind]
    say(f"sign-{kind}")
    if signed:
        _signed(case, signed[-1], reader.clock)
    with st.expander("Issue a new version") if signed else nullcontext():
        _question(case, kind, asked, drafted(order))
        st.link_button("Preview the draft", f"/notes/{case.reference}/{kind}/draft.pdf", key=f"draft-{kind}")
        if not items:
            _sign(me, case, kind, again=bool(signed))


def drafted(order: Order | None) -> str:
    """The question as the rules draft it; empty where no row asks for the document."""
    if order is None:
        return ""
    return order.question or (BLOODS_QUESTION if order.kind == NoteKind.BLOODS else "")


def _card_head(case: CaseFile, kind: NoteKind, order: Order | None, items: tuple[Missing, ...]) -> str:
    suggests = f"Rules suggest it: {_asked_by(case, order)}." if order else "No row asks for it."
    return (
        f"<h3>{TITLES[kind]}</h3><p class='tb-quiet tb-suggest'>{escape(suggests)}</p>"
        f'<p class="tb-missing">{_missing(items)}</p>'
    )


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
        label = f"Sign the {'EMG' if kind is NoteKind.EMG else 'blood-test'} request"
        st.form_submit_button(label, type="primary", on_click=_sign_now, args=(case, kind, again))


def _sign_now(case: CaseFile, kind: NoteKind, again: bool) -> None:
    key = f"{case.reference}-{kind}"
    name, word, why = field(f"name-{key}"), str(st.session_state.pop(f"word-{key}", "")), field(f"why-{key}")

    def deed(me: Visit) -> str:
        _check_signer(me, name, word)
        if again and not why:
            raise Refused("Write why a new version is needed. It is printed on it.")
        _keep(me, case, kind, field(_question_key(case, kind)))  # what is signed is what the signer sees
        signed = sign(me, case, kind, why)
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
    try:
        content, paper = signed_note(case, kind, asked, me.account, me.now, place, reissue_reason)
    except notes.NotReady as problem:
        raise Refused(str(problem)) from problem
    draft = ReferralDraft(kind, asked, content, place, reissue_reason)
    return me.store.cases.sign(case.reference, draft, paper, me.account, me.now, case.version)


def _signed(case: CaseFile, referral: Referral, clock: WallClock) -> None:
    """The signed document, as PDF and as text to paste into a record."""
    when, chase = clock.exactly(referral.signed_at), clock.plain_day(referral.chase_on)
    st.html(f'<p class="tb-ready">Signed {when}, {escape(referral.signed_by)}; chase {chase}.</p>')
    address = f"/notes/{case.reference}/{referral.kind}/{referral.version}.pdf"
    st.link_button("Open the PDF", address, type="primary", key=f"final-{referral.kind}")
    with st.expander("Copy to record"):
        text = plain.as_text(notes.from_json(referral.content))
        st.code(text, language=None, wrap_lines=True, height=240)
