"""What has happened since the answers were sent: what changed, what waits to be seen to, and the journal's trend."""

from __future__ import annotations

import streamlit as st

from intake import journal as journals
from intake.cases import CaseFile
from intake.notices import FROM_PATIENT, WORDS, Notice, NoticeKind
from intake.questionnaire import questionnaire
from pages._badges import flag
from pages._deeds import attempt, field, say
from pages._gate import Visit
from pages._look import escape
from pages._moments import WallClock
from reports import journal, journal_charts

HOUSE = "Twitchboard"


def since_then(case: CaseFile, clock: WallClock) -> None:
    """The block of a case; nothing where nothing has come since."""
    waiting = [notice for notice in case.notices if notice.is_open]
    if not (case.changed or waiting or case.journal):
        return
    with st.container(key="since", border=True):
        st.html(f"<h2>Since then</h2>{changed(case)}")
        say("since")
        for notice in waiting:
            _waiting(case, notice, clock)
        if case.journal:
            _trend(case)


def look_again(case: CaseFile) -> str:
    """That the rules have risen above the urgency that a clinician set; said at the head of the case, too."""
    waiting = [notice for notice in case.notices if notice.is_open and notice.kind is NoticeKind.LOOK_AGAIN]
    lines = "".join(f"<p><b>{escape(notice.text)} Look again.</b></p>" for notice in waiting)
    return f'<div class="tb-requests tb-loud" role="alert">{lines}</div>' if lines else ""


def changed(case: CaseFile) -> str:
    """What the weekly checks brought that was not there before."""
    return f"<p>{flag('changed since')} {escape(case.changed)}.</p>" if case.changed else ""


def _waiting(case: CaseFile, notice: Notice, clock: WallClock) -> None:
    st.html(words(notice, clock))
    with st.form(f"notice-{notice.id}", border=False):
        label = "What you did about it"
        st.text_input(label, key=_key(notice), max_chars=500, placeholder=label, label_visibility="collapsed")
        st.form_submit_button("Seen to", on_click=_end, args=(case, notice))


def words(notice: Notice, clock: WallClock) -> str:
    """One notice: what it is, about which answer, in whose words, and since when."""
    question = questionnaire().questions.get(notice.about)
    about = f" <b>{escape(question.label)}</b>" if question else ""
    quoted = f'<blockquote dir="auto">{escape(notice.text)}</blockquote>' if notice.text else ""
    kind = "calm" if notice.kind in FROM_PATIENT else "warn"
    by = "" if notice.raised_by in ("Patient", HOUSE) else f"{notice.raised_by}, "
    when = f'<span class="tb-quiet">{escape(by + clock.exactly(notice.raised_at))}</span>'
    return f"<p>{flag(WORDS[notice.kind], kind=kind)}{about} {when}</p>{quoted}"


def _key(notice: Notice) -> str:
    return f"notice-text-{notice.id}"


def _end(case: CaseFile, notice: Notice) -> None:
    def deed(me: Visit) -> str:
        me.store.aftercare.end(case.reference, notice.id, field(_key(notice)), me.account, me.now)
        return "Noted. It stays in the timeline."

    attempt("since", deed)


def _trend(case: CaseFile) -> None:
    """The journal: a sentence, two charts, the table a click away."""
    weeks, dark = journal.weeks(case), st.context.theme.type == "dark"
    says = journals.sentence(weeks, questionnaire())
    st.html(f'<h3>Journal</h3><div class="tb-says"><p>{escape(says)}</p>{_table(weeks)}</div>')
    st.vega_lite_chart(
        journal_charts.weeks_frame(weeks), journal_charts.weeks_chart(dark=dark), theme=None, alt=says
    )  # fmt: skip
    found = journal_charts.places_frame(weeks)
    if len(found):
        spec = journal_charts.places_chart(found["place"].nunique(), dark=dark)
        st.vega_lite_chart(found, spec, theme=None, alt="Places with twitches, by week")


def _table(weeks: tuple[journals.Week, ...]) -> str:
    form = questionnaire()
    lines = "".join(
        f"<tr><td>{week.number}</td><td>{week.written}</td><td>{week.with_twitches}</td>"
        f"<td>{escape(journals.place_words(tuple(week.places), form) if week.places else '')}</td></tr>"
        for week in weeks
    )
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Week", "Days written", "With twitches", "Places"))
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    return f'<details class="tb-table"><summary>Table</summary><div class="tb-scroll">{table}</div></details>'
