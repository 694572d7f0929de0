"""Problems with the patient's pages, reported before anything was sent: beside the invitations, and in the queue."""

from __future__ import annotations

import streamlit as st

from intake import access
from intake.notices import PROBLEM_WORDS, Problem
from pages._deeds import attempt, field, say
from pages._gate import Visit
from pages._look import escape
from pages._moments import WallClock
from pages._stale import trouble


def in_the_queue(me: Visit) -> str:
    """A line for the queue's page; empty where nothing waits."""
    waiting = me.store.problems.how_many()
    if not waiting:
        return ""
    count = f"{waiting} patient reports" if waiting == 1 else f"{waiting} patients report"
    return f'<p class="tb-quiet">{count} a problem with the form. <a href="/invite" target="_self">See which</a></p>'


NOBODY_READS = (
    "No clinician can sign in here: nobody can read what patients send. "
    "Under People an administrator invites one, or switches one on."
)


def nobody_reads(me: Visit) -> None:
    """Says so where the last clinician has gone; their account may have to end at once, so that is not refused."""
    if not any(access.can_read_answers(one) for one in me.store.accounts.all()):
        trouble(NOBODY_READS, old=False)


def reported(me: Visit, clock: WallClock) -> None:
    """What was reported, each until somebody says what they did about it."""
    waiting = me.store.problems.waiting()
    if waiting:
        st.html(f"<h2>Problems with the form: {len(waiting)}</h2>")
    say("problems")
    for problem in waiting:
        with st.container(key=f"problem-{problem.id}"):
            st.html(_words(problem, clock))
            with st.form(f"problem-{problem.id}-form", border=False):
                label = "What you did about it"
                st.text_input(label, key=_key(problem), max_chars=500, placeholder=label, label_visibility="collapsed")
                st.form_submit_button("Seen to", on_click=_end, args=(problem,))


def _words(problem: Problem, clock: WallClock) -> str:
    when = f'<span class="tb-quiet">{escape(clock.exactly(problem.reported_at))}</span>'
    return f"<p><b>{escape(problem.patient_name)}</b>: “{escape(PROBLEM_WORDS[problem.about])}” {when}</p>"


def _key(problem: Problem) -> str:
    return f"problem-text-{problem.id}"


def _end(problem: Problem) -> None:
    def deed(me: Visit) -> str:
        me.store.problems.end(problem.id, field(_key(problem)), me.account, me.now)
        return "Noted."

    attempt("problems", deed)
