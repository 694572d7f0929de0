"""The documents of a case: what the rules suggest, what is missing, the question, the draft, the signature.

A card opens its document as a draft whatever is missing; it offers the signature only when nothing is.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from intake.cases import CaseFile, CaseState
from intake.following import stands_of
from intake.plain_text import tidy
from intake.referral import FOR_THE_PATIENT, Missing, NoteKind, Referral, ReferralState, in_words, missing
from intake.signing import ReferralDraft
from intake.store import Asked, Question, Refused
from intake.triage import Order
from intake.urgency import Urgency
from pages._case_choices import as_seen, choices
from pages._case_reasons import Reader
from pages._case_versions import copy_to_record, versions
from pages._deeds import attempt, field, say
from pages._follow import Request, record
from pages._follow_view import result_lines, where
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
    st.html(_card_head(case, kind, order, items) + _lost(pdf.unprintable(note)))
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
            _question(me, case, kind, asked.get(kind), drafted(order))
        choices(reader, kind, order, asked.chosen(kind))
        st.link_button("Preview the draft", f"/notes/{case.reference}/{kind}/draft.pdf", key=f"draft-{kind}")
        if not items:
            _sign(me, case, kind, signed)
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
    if _suits_a_calm_case(case, kind):
        return f"Suggested while the urgency is {case.urgency.step.word}."
    return "For the patient to take home." if kind in FOR_THE_PATIENT else "No row asks for it."


def _missing(items: tuple[Missing, ...]) -> str:
    """`2 missing: blood thinner, your question`, each a link to where it is filled in."""
    if not items:
        return '<span class="tb-ready">Nothing is missing.</span>'
    links = ", ".join(f'<a href="#{escape(item.where)}">{escape(item.what)}</a>' for item in items)
    return f"<b>{in_words(items).partition(':')[0]}:</b> {links}"


def _question(me: Visit, case: CaseFile, kind: NoteKind, stands: Question | None, drafted: str) -> None:
    """The clinical question: drafted by the rules, the clinician's once they keep or change it."""
    st.html(f'<span class="tb-anchor" id="question-{kind}"></span>')
    key, saved = _question_key(case, kind), stands.text if stands else ""
    _follow(key, saved, drafted)
    st.text_area("Your question", key=key, height=168, max_chars=1500, on_change=_keep_question, args=(case, kind, key))
    if stands and st.session_state.get(f"{key}-clash") and field(key) != saved:
        _both(me, case, kind, stands)
    elif drafted and not saved:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Use this question", key=f"use-{kind}", on_click=_keep_question, args=(case, kind, key))
            st.html('<span class="tb-quiet">Drafted by the rules; yours once you use or change it.</span>')


def _both(me: Visit, case: CaseFile, kind: NoteKind, theirs: Question) -> None:
    """A colleague's question beside one's own: nothing is lost, whoever is here chooses."""
    key, when = _question_key(case, kind), WallClock(me.clinic, me.now).briefly(theirs.at)
    st.html(
        f'<div class="tb-clash" role="status"><p><b>{escape(theirs.by)} wrote meanwhile, {when}:</b></p>'
        f'<blockquote dir="auto">{escape(theirs.text)}</blockquote></div>'
    )
    with st.container(horizontal=True):
        st.button("Keep mine", key=f"mine-{kind}", on_click=_keep_question, args=(case, kind, key))
        st.button("Take theirs", key=f"theirs-{kind}", on_click=_take, args=(key, theirs.text))


def _take(key: str, text: str) -> None:
    st.session_state[key] = st.session_state[f"{key}-read"] = text
    st.session_state.pop(f"{key}-clash", None)


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
    key = _question_key(case, kind)
    read, stands = f"{key}-read", me.store.documents.question(case.reference, kind)
    if stands != st.session_state.get(read, stands) and tidy(text) != stands:
        st.session_state[read], st.session_state[f"{key}-clash"] = stands, True
        raise Refused(
            "A colleague has changed this question since you opened the case. Theirs stands below yours: keep yours, "
            "or take theirs."
        )
    if tidy(text) != stands:
        me.store.documents.save_question(case.reference, kind, text, me.account, me.now)
    st.session_state[read] = tidy(text)
    st.session_state.pop(f"{key}-clash", None)


def _sign(me: Visit, case: CaseFile, kind: NoteKind, signed: Sequence[Referral]) -> None:
    """The signature: the name typed in full, and the password again. A second tap finds nothing more to sign."""
    st.html(f'<span class="tb-anchor" id="signature-{kind}"></span>')
    version = len(signed) + 1
    key = f"{version}-{case.reference}-{kind}"
    with st.form(f"sign-{key}", border=False):
        if signed:
            back = signed[-1].state is ReferralState.BOUNCED
            came_back = f"Came back: {stands_of(signed[-1]).why}" if back else ""
            st.text_input(
                "Why a new version?", came_back[:200], key=f"why-{'back-' if back else ''}{key}", max_chars=200
            )
        st.text_input("Sign: type your name", key=f"name-{key}", placeholder=me.account.name, autocomplete="off")
        if not me.clinic.is_sample:
            st.text_input("Your password", type="password", key=f"word-{key}", autocomplete="current-password")
        st.form_submit_button(f"Sign {SIGNED_AS[kind]}", type="primary", on_click=_sign_now, args=(case, kind, version))


def _sign_now(case: CaseFile, kind: NoteKind, version: int) -> None:
    key = f"{version}-{case.reference}-{kind}"
    name, word, why = (
        field(f"name-{key}"),
        str(st.session_state.pop(f"word-{key}", "")),
        field(f"why-{key}") or field(f"why-back-{key}"),
    )

    def deed(me: Visit) -> str:
        if mine := _signed_by(me, case, kind, version):
            return _signed(me, mine)  # a second tap
        _check_signer(me, name, word)
        if version > 1 and not why:
            raise Refused("Write why a new version is needed. It is printed on it.")
        if asks(kind):
            _keep(me, case, kind, field(_question_key(case, kind)))  # what is signed is what the signer sees
        return _signed(me, sign(me, case, kind, why))

    attempt(f"sign-{kind}", deed)


def _signed_by(me: Visit, case: CaseFile, kind: NoteKind, version: int) -> Referral | None:
    """That version, where this very person has signed it already."""
    signed = me.store.cases.read(case.reference).referrals
    return next((r for r in signed if (r.kind, r.version, r.signed_by) == (kind, version, me.account.name)), None)


def _signed(me: Visit, signed: Referral) -> str:
    if signed.kind in FOR_THE_PATIENT:
        return "Signed. Print it for the patient."
    return f"Signed. Chase on {WallClock(me.clinic, me.now).plain_day(signed.chase_on)}."


def _check_signer(me: Visit, name: str, password: str) -> None:
    """The name as the account has it, and the password of that account (the sample clinic has none to give)."""
    if name.casefold() != me.account.name.casefold():
        raise Refused(f"Not signed: type your name as it is printed, {me.account.name}.")
    if not me.clinic.is_sample and not me.store.accounts.confirm(me.account.id, password):
        raise Refused("Not signed: that is not your password. Nothing was changed; try again.")


def sign(me: Visit, case: CaseFile, kind: NoteKind, reissue_reason: str = "") -> Referral:
    """Make the final note at this moment, set it, and store both with the signature. Raises Refused."""
    asked, ticked = me.store.documents.question(case.reference, kind), as_seen(me, case, kind)
    place = me.store.cases.signing_place(case.reference, kind, me.now)
    try:
        content, paper = signed_note(case, kind, asked, me.account, me.now, place, reissue_reason, ticked)
    except notes.NotReady as problem:
        raise Refused(str(problem)) from problem
    draft = ReferralDraft(kind, asked, content, place, reissue_reason, ticked)
    return me.store.cases.sign(case.reference, draft, paper, me.account, me.now, case.version)
