"""The clinical question of a document: drafted by the rules, the clinician's once kept, and safe where two write it."""

from __future__ import annotations

import streamlit as st

from intake.cases import CaseFile
from intake.plain_text import tidy
from intake.referral import FOR_THE_PATIENT, NoteKind
from intake.store import Question, Refused
from intake.triage import Order
from pages._deeds import attempt, field
from pages._gate import Visit
from pages._look import escape
from pages._moments import WallClock

BLOODS_QUESTION = "Is there a metabolic, endocrine, nutritional or inflammatory cause that can be treated?"


def asks(kind: NoteKind) -> bool:
    """Whether the document puts a question; what patients take home puts none."""
    return kind not in FOR_THE_PATIENT


def drafted(order: Order | None) -> str:
    """The question as the rules draft it; empty where no row asks for the document."""
    if order is None:
        return ""
    return order.question or (BLOODS_QUESTION if order.kind == NoteKind.BLOODS else "")


def question(me: Visit, case: CaseFile, kind: NoteKind, stands: Question | None, drafted: str) -> None:
    """The clinical question: drafted by the rules, the clinician's once they keep or change it."""
    st.html(f'<span class="tb-anchor" id="question-{kind}"></span>')
    key, saved = question_key(case, kind), stands.text if stands else ""
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
    key, when = question_key(case, kind), WallClock(me.clinic, me.now).briefly(theirs.at)
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


def question_key(case: CaseFile, kind: NoteKind) -> str:
    return f"question-{case.reference}-{kind}"


def _follow(key: str, saved: str, drafted: str) -> None:
    """Show what is saved; but where somebody is writing here, what they write stays until they save or load anew."""
    untouched = st.session_state.get(key) == (st.session_state.get(f"{key}-read") or drafted)
    if key not in st.session_state or (untouched and st.session_state.get(f"{key}-read") != saved):
        st.session_state[key], st.session_state[f"{key}-read"] = saved or drafted, saved


def _keep_question(case: CaseFile, kind: NoteKind, key: str) -> None:
    def deed(me: Visit) -> str:
        keep(me, case, kind, field(key))
        return ""

    attempt(f"sign-{kind}", deed)


def keep(me: Visit, case: CaseFile, kind: NoteKind, text: str) -> None:
    """Save the question as it stands here. Raises Refused, once, where a colleague has changed it meanwhile."""
    key = question_key(case, kind)
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
