"""The check page: every answer as it will be read, a way back to each, and Send.

Send is a form of the browser's own, not a widget: it leaves for a plain page, and a second tap finds the intake
already made. It carries the moment of the draft that is on the screen, so that nothing unseen is sent.
"""

from __future__ import annotations

import streamlit as st

from intake.questionnaire import Answer, Page, Question, questionnaire
from intake.store.drafts import Draft
from pages._leaving import Place
from pages._look import escape
from pages._patient_walk import put_address
from pages._patient_words import Say


def check_page(draft: Draft, pages: tuple[Page, ...], say: Say) -> None:
    """All answers by page, then Send."""
    if "newer" in st.query_params:
        st.html(_not_sent(say))
    st.html(f"<p>{escape(say('check.intro'))}</p>")
    for step, page in enumerate(pages, start=1):
        with st.container(key=f"check--{page.id}"):
            st.html(_answers(page, draft))
            st.button(
                say("check.change"), key=f"change-{page.id}", on_click=_change, args=(step, pages), type="tertiary"
            )
    st.html(
        '<form class="tb-send" method="post" action="/send">'
        f'<input type="hidden" name="seen" value="{escape(draft.saved_at.isoformat())}">'
        f'<button type="submit">{escape(say("check.send"))}</button></form>'
    )


def _not_sent(say: Say) -> str:
    """That Send sent nothing, because the answers had been changed in another window meanwhile."""
    return (
        '<div class="tb-summary" id="tb-summary" role="alert" tabindex="-1" data-turn="newer">'
        f"<h2>{escape(say('check.newer'))}</h2><p>{escape(say('check.newer_text'))}</p></div>"
    )


def _change(step: int, pages: tuple[Page, ...]) -> None:
    put_address(Place(step, then_check=True), pages)


def _answers(page: Page, draft: Draft) -> str:
    lines = "".join(_line(question, draft.answers.get(question.link_id)) for question in page.questions)
    return f'<h2 class="tb-question">{escape(page.heading)}</h2><dl class="tb-answers">{lines}</dl>'


def _line(question: Question, given: Answer | None) -> str:
    kind = "" if given else ' class="tb-none"'
    said = questionnaire().words(question.link_id, given)
    return f"<div><dt>{escape(question.text)}</dt><dd{kind}>{escape(said)}</dd></div>"
