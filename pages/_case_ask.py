"""The telephone script: what to ask, what each answer would mean, and a place to record it on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from intake import reception, whatif
from intake.answers import problem_of
from intake.cases import UNDO_WITHIN, CaseFile, Clarification, nobody_assessed
from intake.form import Question
from intake.questionnaire import Answer, Questionnaire
from intake.referral import Missing
from intake.store import Refused
from intake.urgency import Urgency
from pages._badges import NOT_ASSESSED, urgency
from pages._case_reasons import Reader
from pages._deeds import attempt, field, say
from pages._gate import Visit
from pages._look import DOT, escape

FIELDS = {
    "number": "patient-number",
    "sex": "sex",
    "telephone": "contact-telephone",
    "address": "address",
    "usual_doctor": "usual-doctor",
}
"""Which question of the form gives what a document wants to know of a patient."""

AT_ONCE = 8
"""Questions shown at once: what would change the urgency most comes first."""


@dataclass(frozen=True)
class Line:
    """One question of the script: why it is asked, and the anchors that lead to it."""

    link_id: str
    why: str
    anchors: tuple[str, ...]
    is_for_a_document: bool = False


def lines(reader: Reader, wanted: Sequence[Missing]) -> list[Line]:
    """What to ask, each question once: first what would change the urgency, then what the documents want."""
    found: dict[str, Line] = {}
    form = reader.form
    for ask in whatif.telephone_script(reader.case.answers, reader.tables, form):
        for link_id in ask.link_ids:
            found.setdefault(link_id, Line(link_id, _outcome(reader.case, ask, link_id, form), (f"answer-{link_id}",)))
    for item in wanted:
        asked = _link_of(item)
        if asked in found:
            found[asked] = replace(found[asked], is_for_a_document=True)
        elif asked:
            found[asked] = Line(asked, f"The documents ask for it: {escape(item.what)}.", (item.where,), True)
    return list(found.values())


def _outcome(case: CaseFile, ask: whatif.Ask, link_id: str, form: Questionnaire) -> str:
    """Where the answer leads: a plain yes by itself, anything else as what it could lead to, and with what."""
    yes, no = _stands_at(case, ask.if_yes), _stands_at(case, ask.if_no)
    together = [form.questions[other].label for other in ask.link_ids if other != link_id]
    if not together and form.questions[link_id].type == "yes-no":
        return f"Yes → {yes}{DOT}No → stays {no}"
    partner = f" together with {escape(', '.join(together))}" if together else ""
    return f"Could lead to {yes}{partner}; else stays {no}"


def _stands_at(case: CaseFile, found: Urgency) -> str:
    """What the case would stand at, were this the rules' result: a child whom nobody graded may stand at none."""
    is_graded = case.override is not None
    return NOT_ASSESSED if nobody_assessed(case.filled_in.kind, found, graded=is_graded) else urgency(found)


def _link_of(item: Missing) -> str | None:
    kind, _, name = item.where.partition("-")
    return name if kind == "answer" else FIELDS.get(name) if kind == "patient" else None


def script(me: Visit, reader: Reader, wanted: Sequence[Missing]) -> None:
    """The script, a widget a question; an answer is recorded as it is given."""
    asked = lines(reader, wanted)
    say("ask")
    _just_recorded(me, reader)
    if not asked:
        return
    first = reader.case.patient.given_name
    number = reader.case.patient.telephone or "no number given"
    st.html(f'<p class="tb-quiet">Ring {escape(first)}, {escape(number)}. An answer is recorded as you press it.</p>')
    shown = [line for n, line in enumerate(asked) if n < AT_ONCE or line.is_for_a_document]
    for line in shown:
        _question(reader.case, line, reader.form.questions[line.link_id])
    if len(asked) > len(shown):
        st.html(f'<p class="tb-quiet">{len(asked) - len(shown)} more questions follow as these are answered.</p>')


def _just_recorded(me: Visit, reader: Reader) -> None:
    """What one has recorded in the last ten minutes, to be taken back with the reason: a slip of the finger."""
    case, clock = reader.case, reader.clock
    for said in reversed(case.clarifications):
        if said.recorded_by != me.account.name or me.now - said.recorded_at > UNDO_WITHIN or case.state == "closed":
            continue
        words = reader.form.words(said.link_id, said.answer)
        with st.form(f"take-back-{said.id}", border=False):
            line = f"{reader.form.questions[said.link_id].label}: {words}"
            until = clock.time(said.recorded_at + UNDO_WITHIN)
            st.html(f'<p class="tb-quiet">Recorded {clock.time(said.recorded_at)}: <b>{escape(line)}</b></p>')
            with st.container(horizontal=True, vertical_alignment="bottom"):
                st.text_input("Why you take it back", key=_why(said), max_chars=500, placeholder="Why you take it back",
                              label_visibility="collapsed")  # fmt: skip
                st.form_submit_button(f"Take back (until {until})", on_click=_take_back, args=(case, said))


def _why(said: Clarification) -> str:
    return f"take-back-why-{said.id}"


def _take_back(case: CaseFile, said: Clarification) -> None:
    def deed(me: Visit) -> str:
        reception.take_back(me.store, case.reference, said.id, field(_why(said)), me.account, me.now, case.version)
        return "Taken back. The answer and its end both stay in the timeline."

    attempt("ask", deed, tap=f"take back {said.id} {case.version}")


def _question(case: CaseFile, line: Line, question: Question) -> None:
    anchors = "".join(f'<span class="tb-anchor" id="{escape(anchor)}"></span>' for anchor in line.anchors)
    with st.container(key=f"ask-{line.link_id}", gap="xxsmall"):
        st.html(f'{anchors}{_asked(question)}<p class="tb-why">{line.why}</p>')
        _widget(case, question)


def _asked(question: Question) -> str:
    """The question by its name and as it is asked: a follow-up alone would not say what it is about."""
    return f'<p class="tb-ask">{escape(question.label)}</p><p>“{escape(question.text)}”</p>'


def _widget(case: CaseFile, question: Question) -> None:
    """A touch for one choice, a list or a text field with a button for the rest; empty again once recorded."""
    key = f"answer-{case.reference}-{question.link_id}-{case.version}"
    names = {choice.code: choice.text for choice in question.choices}
    if question.choices and question.type != "choices":
        st.pills(
            question.label, list(names), format_func=names.__getitem__, key=key, label_visibility="collapsed",
            on_change=_record, args=(case, question, key),
        )  # fmt: skip
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if question.choices:
            st.multiselect(question.label, list(names), format_func=names.__getitem__, key=key)
        else:
            st.text_input(question.label, key=key, max_chars=question.max_length)
        st.button("Record", key=f"record-{key}", on_click=_record, args=(case, question, key))


def _record(case: CaseFile, question: Question, key: str) -> None:
    """Write the answer down; the rules are asked again and the page shows what stands now."""
    given = st.session_state.get(key)
    answer: Answer = tuple(given) if isinstance(given, list) else field(key)

    def deed(me: Visit) -> str:
        if not answer:
            return ""
        if problem := problem_of(question, answer):
            raise Refused(problem)
        before = case.urgency, case.assessment.ceiling
        after = reception.clarify(me.store, case.reference, question.link_id, answer, me.account, me.now, case.version)
        return _came_of_it(question, after, changed=before != (after.urgency, after.assessment.ceiling))

    attempt("ask", deed, tap=f"{question.link_id} {answer} {case.version}")


def _came_of_it(question: Question, after: CaseFile, *, changed: bool) -> str:
    """What the answer did: `Recorded: Muscle smaller. The urgency is settled: Urgent.`."""
    level, ceiling = after.step.word, after.assessment.ceiling
    if not changed:
        return f"Recorded: {question.label}. The urgency stays {level}."
    if after.not_assessed:
        return f"Recorded: {question.label}. {level}: a clinician says how urgent it is."
    if ceiling.rank <= after.urgency.rank:
        return f"Recorded: {question.label}. The urgency is settled: {level}."
    return f"Recorded: {question.label}. At least {level}, could be {ceiling.step.word}."
