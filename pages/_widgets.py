"""A Question becomes a widget, and what was put into it becomes an Answer.

Nothing is preselected. Numbers and dates are plain text, read by `intake.answers`: Streamlit's own widgets
would make 25 of a typed `2,5`. A text field has no maximum here, because a browser cuts a long paste silently;
the questionnaire says how long is too long, and what was typed stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import streamlit as st

from intake.answers import cleaned
from intake.questionnaire import Answer, Choice, Question
from pages._gate import cookies, on_tablet
from pages._look import escape

Openers = tuple[tuple[str, str], ...]
"""(question, code) pairs: any one of these answers brings a follow-up up."""

LEFT, RIGHT, BOTH = "left-", "right-", "both-"
A_PLACE = "calf-shin"
"""A question that offers this place asks where on the body, and gets the picture."""
AUTOCOMPLETE = {"contact-telephone": "tel", "address": "street-address"}


class Sides(NamedTuple):
    """A choice that has a left and a right: the body's own, as the patient feels them."""

    left: Choice
    right: Choice


def anchor(link_id: str) -> str:
    """The id to which an error summary leads."""
    return f"q-{link_id}"


def box(question: Question) -> str:
    """The key of the container around a question; its CSS class is `st-key-` and this."""
    return f"q-{question.type}--{question.link_id}"


def _sides(question: Question, choice: Choice) -> Sides | None:
    left, right = (question.by_code.get(f"{side}{choice.group}") for side in (LEFT, RIGHT))
    return Sides(left, right) if left and right else None


def shown_choices(question: Question) -> Iterable[Choice | Sides]:
    """What can be ticked: a left and a right where there are sides, else the choice itself."""
    done: set[str] = set()
    for choice in question.choices:
        group = choice.group or choice.code
        if group not in done:
            done.add(group)
            yield _sides(question, choice) or choice


class Picture(NamedTuple):
    """The body picture's HTML, and the words on the fold around it and its list where nobody has to answer.

    The picture comes after the list for keyboards and screen readers, above it for eyes. It has no state: the form's
    script lets a tap on it tick the box of the place, and marks what is ticked.
    """

    html: str
    fold: str


def ask(
    question: Question, given: Answer | None, key: str, problem: str, optional: str, picture: Picture | None = None
) -> None:
    """Draw a question with what was answered before. `problem` and `optional` are sentences, or empty."""
    with st.container(key=box(question)):
        st.html(_head(question, problem, optional))
        if question.type == "choices":
            _places(question, given or (), key, picture) if picture else _ticks(question, given or (), key)
        elif question.choices:
            _one_of(question, given, key)
        else:
            _typed(question, given if isinstance(given, str) else "", key)


def _head(question: Question, problem: str, optional: str) -> str:
    """The question, its help and what is wrong with it, as text."""
    name = anchor(question.link_id)
    left_out = f' <span class="tb-optional">{escape(optional)}</span>' if optional else ""
    said = [f'<h2 class="tb-question" id="{name}" tabindex="-1">{escape(question.text)}{left_out}</h2>']
    if question.help:
        said.append(f'<p class="tb-help" id="{name}-help">{escape(question.help)}</p>')
    if problem:
        said.append(f'<p class="tb-said" id="{name}-said">{escape(problem.removesuffix(f": {question.text}"))}</p>')
    return "".join(said)


def _one_of(question: Question, given: Answer | None, key: str) -> None:
    codes = [choice.code for choice in question.choices]
    st.radio(
        question.text,
        codes,
        index=codes.index(given) if isinstance(given, str) and given in codes else None,
        format_func=lambda code: question.by_code[code].text,
        key=key,
        label_visibility="collapsed",
        width="stretch",
    )


def _places(question: Question, given: Answer, key: str, picture: Picture) -> None:
    """Where on the body: folded while nobody has to answer and nobody has, so that the page stays short."""
    if question.required:
        _ticks(question, given, key)
        st.html(picture.html)
        return
    with st.expander(picture.fold, expanded=bool(given), key=f"fold--{question.link_id}"):
        _ticks(question, given, key)
        st.html(picture.html)


def _ticks(question: Question, given: Answer, key: str) -> None:
    chosen = set((given,) if isinstance(given, str) else given)
    with st.container(key=f"ticks--{question.link_id}"):
        for shown in shown_choices(question):
            for choice in shown if isinstance(shown, Sides) else (shown,):
                both = isinstance(shown, Sides) and f"{BOTH}{choice.group}" in chosen
                st.checkbox(
                    choice.text, value=both or choice.code in chosen, key=f"{key}-{choice.code}", width="stretch"
                )


def _typed(question: Question, given: str, key: str) -> None:
    field = st.text_area if question.type == "long-text" else st.text_input
    fills = "off" if on_tablet(cookies()) else AUTOCOMPLETE.get(question.link_id, "off")
    more: dict[str, Any] = {} if question.type == "long-text" else {"autocomplete": fills}
    field(question.text, given, key=key, label_visibility="collapsed", **more)


def answered(question: Question, key: str, state: Mapping[str, Any]) -> Answer | None:
    """What the widgets of this question hold now; None where nothing was chosen or typed."""
    if question.type == "choices":
        return _ticked(question, key, state) or None
    value = state.get(key)
    if question.choices:
        return value if isinstance(value, str) else None
    return cleaned(value) or None if isinstance(value, str) else None


def _ticked(question: Question, key: str, state: Mapping[str, Any]) -> tuple[str, ...]:
    codes: list[str] = []
    for shown in shown_choices(question):
        pair = shown if isinstance(shown, Sides) else (shown,)
        ticked = [choice.code for choice in pair if state.get(f"{key}-{choice.code}")]
        both = f"{BOTH}{pair[0].group}"
        codes += [both] if len(ticked) == 2 and both in question.by_code else ticked
    return tuple(codes)


def reveal(openers: Mapping[str, Openers], on_page: Mapping[str, Question], keys: Mapping[str, str]) -> str:
    """CSS that keeps a follow-up out of sight, and out of the way of a screen reader, until its parent opens it.

    It happens in the browser as the answer is tapped: no waiting for a server. A browser too old for `:has`
    shows the follow-ups all the time, and the server leaves aside what was not asked.
    """
    rules = (_hidden_until(on_page[i], pairs, on_page, keys) for i, pairs in openers.items() if i in on_page)
    css = "".join(rules)
    return f"<style>@supports selector(:has(*)){{{css}}}</style>" if css else ""


def _hidden_until(question: Question, pairs: Openers, on_page: Mapping[str, Question], keys: Mapping[str, str]) -> str:
    """The rule that hides a question while none of the answers that open it is chosen."""
    selectors = (_chosen(on_page[parent], code, keys[parent]) for parent, code in pairs if parent in on_page)
    shut = "".join(f":not(:has({selector}))" for selector in selectors)
    around = f"[data-testid=stLayoutWrapper]:has(>.st-key-{box(question)})"
    return f"[data-testid=stForm]{shut} {around}{{display:none}}"


def _chosen(question: Question, code: str, key: str) -> str:
    """A selector for the input that is checked when this code is chosen."""
    if question.type == "choices":
        return f".st-key-{key}-{code} input:checked"
    place = 1 + [choice.code for choice in question.choices].index(code)
    return f".st-key-{key} [data-testid=stRadioGroup]>:nth-child({place}) input:checked"
