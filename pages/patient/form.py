"""`/form`: one topic a page, saved on the server at every Continue; then the answers to check, then Send.

Where somebody is stands in the draft on the server; the address holds a step's number only. What is asked, what
an answer opens and what is wrong with it is the questionnaire's business (`intake/questionnaire.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from intake import rules
from intake.people import known_to_staff
from intake.questionnaire import Page, Question, questionnaire
from intake.store.drafts import Draft
from pages._gate import PatientVisit, cookies, on_tablet, patient
from pages._leaving import BACK, CONTINUE, KEEP
from pages._look import escape
from pages._look import page as open_page
from pages._patient_check import check_page
from pages._patient_draw import (
    body_map,
    brand,
    footer,
    go_to,
    heading,
    idle_words,
    newer_box,
    no_to_the_rest,
    summary,
    typist_line,
)
from pages._patient_walk import key_of, leave, place, problems_of, remember, wanted_step
from pages._patient_words import Say, speak
from pages._steps import CHECK, form_pages, on_page, openers, said_none
from pages._widgets import A_PLACE, Picture, ask, reveal


def _press(what: str) -> None:
    """A button was tapped. Nothing is done here: the run that follows asks the gate first."""
    st.session_state["pressed"] = what


def _draft(me: PatientVisit) -> Draft | None:
    """The draft, after what was tapped was done; None for somebody whose place is on a plain page."""
    draft = me.store.drafts.read(me.invitation.id)
    if me.invitation.state == "sent" or draft is None or not said_none(draft.answers):
        return None
    pressed = st.session_state.pop("pressed", "")
    st.session_state["acted"] = bool(pressed)
    return leave(me, draft, pressed) if pressed else draft


def _ask_page(page: Page, draft: Draft, known: frozenset[str], say: Say, *, first: bool) -> None:
    """The questions of one page with Continue and Back, in one form: nothing is sent while somebody types."""
    shown = on_page(page, draft.answers, known)
    remember(page, {q.link_id: draft.answers.get(q.link_id) for q in shown})
    wrong = {problem.link_id: problem.message for problem in problems_of(page)}
    returning = place()[1]
    all_optional = not any(question.required for question in shown)
    if all_optional:
        st.html(f"<p>{escape(say('form.all_optional'))}</p>")
    with st.form(f"page-{page.id}", border=False, enter_to_submit=False):
        keys = {q.link_id: key_of(q.link_id) for q in shown}
        if style := reveal(openers(page.id), {q.link_id: q for q in shown}, keys):
            st.html(style)
        for question in shown:
            optional = "" if question.required or all_optional else say("form.optional")
            given, key = draft.answers.get(question.link_id), keys[question.link_id]
            where = A_PLACE in question.by_code
            picture = Picture(body_map(key, say), say("form.map_show")) if where else None
            ask(question, given, key, wrong.get(question.link_id, ""), optional, picture)
        if _many_yes_no(page, shown):
            no_to_the_rest(say)
        _buttons(page, say, returning=returning, back=returning or not first)


def _many_yes_no(page: Page, shown: Iterable[Question]) -> bool:
    """Three yes/no questions or more that stand beside each other, follow-ups not counted, no red flag among them.

    Where a red flag hangs on a question it is answered by itself: one tap must never say no to it unread.
    """
    if not {q.link_id for q in page.questions}.isdisjoint(rules.load().rule_bearing):
        return False
    return sum(q.type == "yes-no" and q.link_id not in openers(page.id) for q in shown) >= 3


def _buttons(page: Page, say: Say, *, returning: bool, back: bool) -> None:
    """The one button that goes on, the quiet one that goes back, and one unseen that the page's script presses."""
    onward = say("check.return" if returning else "all.continue")
    key = f"continue-{page.id}"
    on = st.form_submit_button(onward, type="primary", key=key, on_click=_press, args=(CONTINUE,), width="stretch")
    off = back and st.form_submit_button(
        say("all.back"), type="tertiary", key=f"back-{page.id}", on_click=_press, args=(BACK,)
    )
    kept = st.form_submit_button(say("form.keep"), key=f"keep-{page.id}", on_click=_press, args=(KEEP,))
    if (on or off or kept) and not st.session_state["acted"]:
        # The first tap after the server was restarted: it did not know the buttons yet, so nobody was called.
        _press(CONTINUE if on else BACK if off else KEEP)
        st.rerun()


def _question_page(me: PatientVisit, draft: Draft, pages: tuple[Page, ...], step: int, say: Say) -> None:
    page = pages[step - 1]
    problems = problems_of(page)
    title = questionnaire().page(page.id).heading
    open_page(f"{say('all.error_prefix')} {title}" if problems else title, me.clinic)
    brand(me.clinic, say)
    typist_line(me.typist, me.invitation.patient.name, say)
    turn = st.session_state.get("turn", 0)
    if problems:
        summary(problems, say, turn)
    elif newer := st.session_state.get("newer"):
        form = questionnaire()
        newer_box([(form.questions[i].text, form.words(i, said)) for i, said in newer], say, turn)
    progress = say("form.step", step=step, steps=len(pages))
    heading(title, f"step-{step}", progress, step, len(pages))
    _ask_page(page, draft, known_to_staff(me.invitation.patient), say, first=step == 1)


def main() -> None:
    """One run of the form."""
    me = patient()
    say = speak(me.clinic)
    draft = _draft(me)
    if draft is None:
        open_page(say("check.title"), me.clinic)
        go_to("/sent" if me.invitation.state == "sent" else "/emergency", say)
        st.stop()
    if away := st.session_state.pop("away", ""):
        open_page(say("all.emergency_list"), me.clinic)
        go_to(away, say)
        st.stop()
    pages = form_pages(draft.answers, known_to_staff(me.invitation.patient))
    step = wanted_step(draft, pages)
    if step > len(pages):
        open_page(say("check.title"), me.clinic)
        brand(me.clinic, say)
        typist_line(me.typist, me.invitation.patient.name, say)
        heading(say("check.title"), CHECK)
        check_page(draft, pages, say)
    else:
        _question_page(me, draft, pages, step, say)
    footer(me.clinic, say)
    idle_words(say, on_tablet=on_tablet(cookies()))


main()
