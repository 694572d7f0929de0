"""`/case?ref=…`: one case. Left why, centre what was said and what was found, right what to do."""

from __future__ import annotations

from urllib.parse import quote

import streamlit as st

from intake import rules
from intake.access import NotAllowed
from intake.cases import CaseFile, CaseState
from intake.questionnaire import questionnaire
from intake.store import Asked, Refused, WorkDraft
from pages import _case_actions as actions
from pages import _case_documents as documents
from pages import _case_head as top
from pages import _case_reasons as reasons
from pages import _case_said as said
from pages._booking import appointment
from pages._case_ask import script
from pages._case_end import end
from pages._case_examination import examination
from pages._case_pictures import pictures
from pages._case_reasons import Reader
from pages._case_since import look_again, since_then
from pages._deeds import VIEWED, say
from pages._gate import Visit, clinician
from pages._look import CASE_HERE, escape, page
from pages._moments import WallClock

Drafts = tuple[WorkDraft, ...]


def _read(me: Visit, reference: str) -> CaseFile | None:
    """The case; the first look at it is put on the audit trail. None, with the reason said, where there is none."""
    try:
        if st.session_state.get(VIEWED) == reference:
            return me.store.cases.read(reference)
        case = me.store.cases.view(reference, me.account, me.now)
    except (Refused, NotAllowed) as refusal:
        st.error(str(refusal))
        return None
    st.session_state[VIEWED] = reference
    return case


def _head(me: Visit, reader: Reader) -> None:
    case, clock = reader.case, reader.clock
    with st.container(key="case-head", horizontal=True, vertical_alignment="center"):
        st.html(top.head(case, clock), width="stretch")
        with st.container(key="case-claim", width="content", horizontal=True, vertical_alignment="center"):
            if case.state is not CaseState.CLOSED:
                actions.claim(me, case, clock)
    say("claim")
    if waiting := look_again(case) + top.ended(case, clock) + top.requests(case, clock):
        st.html(waiting)


def _why(me: Visit, reader: Reader, asked: Asked) -> None:
    """The left column: why, what would change it, and what to ask."""
    st.html("<h2>The article's table</h2>" + reasons.article_table(reader))
    with st.container(key="ask", border=True):
        st.html(f"<h2>What would change it</h2>{reasons.would_change_it(reader)}{reasons.holds_it(reader)}")
        script(me, reader, documents.wanted(reader.case, asked))
    st.html("<h2>The article's checklist</h2>" + reasons.checklist(reader))
    st.html("<h2>Other rows</h2>" + reasons.beyond_the_article(reader) + reasons.other_policy(reader))


def _said_and_found(me: Visit, reader: Reader, drafts: Drafts) -> None:
    """The centre column: two voices, never mixed."""
    case, form, clock = reader.case, reader.form, reader.clock
    since_then(case, clock)
    picture = said.body_picture(case, form)
    st.html(f"<h2>Patient says</h2>{said.own_words(case, form)}{picture}")
    st.html('<span class="tb-anchor" id="examination"></span><h2>Clinician found</h2>')
    examination(me, case, clock, drafts)
    pictures(case, clock)
    st.html(f"<h2>Every answer</h2>{said.all_answers(case, form, clock)}")


def _to_do(me: Visit, reader: Reader, asked: Asked, drafts: Drafts) -> None:
    """The right column: decide, sign, and what has happened."""
    case, clock = reader.case, reader.clock
    st.html("<h2>Decide</h2>")
    with st.container(key="decide", horizontal=True):
        if case.state is not CaseState.CLOSED:
            actions.change_urgency(me, case, clock)
        appointment(me, case, clock)
        end(me, case)
    say("appointment", refusals=False)
    documents.cards(me, reader, asked)
    st.html(f"<h2>Timeline</h2>{top.timeline(case, clock)}")
    actions.note(me, case, drafts)


def _only_one_case(reference: str) -> None:
    """A tab that comes from one case straight to another (a jump in its history) is opened anew.

    The browser would carry what is typed for the one over into the fields of the other.
    """
    if st.session_state.setdefault(CASE_HERE, reference) != reference:
        anew = f'<a href="/case?ref={quote(reference)}" target="_self">Open this one</a>'
        st.html(f"<p>Another case was open in this tab. {anew}</p>")
        st.stop()


def _show(me: Visit, case: CaseFile) -> None:
    graded_by = rules.load(rules.known(case.assessment.tables.policy, me.clinic.policy))
    reader = Reader(case, questionnaire(), graded_by, WallClock(me.clinic, me.now))
    asked, drafts = me.store.documents.asked(case.reference), me.store.desk.of_case(case.reference)
    _head(me, reader)
    with st.container(key="case"):
        left, centre, right = st.columns(3)
        with left:
            _why(me, reader, asked)
        with centre:
            _said_and_found(me, reader, drafts)
        with right:
            _to_do(me, reader, asked, drafts)


me = clinician()
page("Case", me.clinic, me.account)
st.page_link("clinician/queue_page.py", label="‹ Queue")
reference = st.query_params.get("ref", "")
if reference:
    _only_one_case(reference)
found = _read(me, reference) if reference else None
if found:
    _show(me, found)
elif not reference:
    st.html(f"<p>{escape('No case is named in this address. Open one from the queue.')}</p>")
