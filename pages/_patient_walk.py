"""Leaving a page of the form: what was typed is saved first, then it is decided where to go.

A second tab, or another device, may have saved meanwhile. Only the answers of the page that is being left are
put into the draft, and where one of them was changed elsewhere the newer one stands and the older tab says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from intake import reception, rules
from intake.cases import IntakeKind
from intake.people import Clinic
from intake.questionnaire import Answer, Answers, Page, Problem, questionnaire
from intake.store import StoreUnavailable
from intake.store.drafts import Draft
from intake.triage import assess
from intake.urgency import Urgency
from pages._gate import PatientVisit
from pages._patient_words import speak
from pages._steps import CALL_NOW, CHECK, UNTOLD, form_pages, known_to_staff, merged, newly_open, reachable, step_of
from pages._widgets import answered

CONTINUE, BACK, KEEP = "continue", "back", "keep"
"""What is pressed: on, back, or nothing by the patient: the page keeps what stands on it and stays."""
Loaded = Mapping[str, "Answer | None"]


@dataclass(frozen=True)
class Place:
    """Where to go: a step (one more than there are pages is the check page), and whether to come back to the check."""

    step: int
    then_check: bool = False


def place() -> tuple[str, bool]:
    """What the address says: a step or `check`, and whether to come back to the check page."""
    return st.query_params.get("step", ""), st.query_params.get("then") == CHECK


def put_address(where: Place, pages: tuple[Page, ...]) -> None:
    """Put the place into the address, as a new entry of the browser's history."""
    step = CHECK if where.step > len(pages) else str(where.step)
    st.query_params.from_dict({"step": step, "then": CHECK} if where.then_check and step != CHECK else {"step": step})


def wanted_step(draft: Draft, pages: tuple[Page, ...]) -> int:
    """The step to show: what the address says, else where the draft was left; never past what is unfinished."""
    said, _ = place()
    last = len(pages) + 1
    if said.isdecimal() and said.isascii():
        step = int(said[:4])
    else:
        step = last if CHECK in (said, draft.page_id if not said else "") else step_of(draft.page_id, pages)
    return max(1, min(step, reachable(draft.answers, pages)))


def key_of(link_id: str) -> str:
    """The key of a question's widget. A new generation makes all widgets forget, where newer answers must show."""
    return f"a{st.session_state.get('generation', 0)}-{link_id}"


def remember(page: Page, loaded: Loaded) -> None:
    """What this tab shows now, to compare with when it is left."""
    st.session_state["page_id"], st.session_state["loaded"] = page.id, dict(loaded)


def leave(me: PatientVisit, draft: Draft, pressed: str) -> Draft | None:
    """Save what stands on the page, then go on, back, or stay with what is wrong. None once all was sent elsewhere."""
    page_id, loaded = st.session_state.get("page_id", ""), st.session_state.get("loaded", {})
    if pressed != KEEP:
        st.session_state["turn"] = st.session_state.get("turn", 0) + 1
    wrong = st.session_state.get("wrong", ()) if pressed == KEEP else ()
    st.session_state["wrong"], st.session_state["newer"] = wrong, ()
    questions = questionnaire().questions
    held = {str(key): value for key, value in st.session_state.items()}
    given = {link_id: answered(questions[link_id], key_of(link_id), held) for link_id in loaded}
    overtaken = overtaken_by(draft.answers, loaded, given)
    after = merged(draft.answers, {link_id: said for link_id, said in given.items() if link_id not in overtaken})
    pages = form_pages(after, known_to_staff(me.invitation.patient))
    if overtaken:
        _say_newer({link_id: given[link_id] for link_id in overtaken})
        where = Place(step_of(page_id, pages), place()[1])
    else:
        where = _where_to(pressed, page_id, (draft.answers, after), pages, loaded)
    left_at = CHECK if where.step > len(pages) else pages[where.step - 1].id
    try:
        kept = _keep(me, draft.answers, Draft(after, left_at, me.now), page_id)
    except StoreUnavailable:
        _say_trouble(page_id, me.clinic)
        return draft
    if kept and pressed != KEEP:
        put_address(where, pages)
    return kept


def _where_to(
    pressed: str, page_id: str, answers: tuple[Answers, Answers], pages: tuple[Page, ...], loaded: Loaded
) -> Place:
    """On, back, or where one is; `answers` are those before and after."""
    if pressed == KEEP:
        return Place(step_of(page_id, pages), place()[1])
    return _back(page_id, pages) if pressed == BACK else _onward(page_id, *answers, pages, loaded)


def _keep(me: PatientVisit, before: Answers, draft: Draft, page_id: str) -> Draft | None:
    """The draft, saved; None once all was sent elsewhere. Raises StoreUnavailable, with nothing lost.

    An emergency comes in before the draft: otherwise, were it lost between the two, the draft would look as if
    the clinic knew already. Whoever cannot be received is told to call all the same.
    """
    if adds_up(before, draft.answers, me.clinic):
        st.session_state["away"] = UNTOLD
        kind, sitting = IntakeKind.EMERGENCY, me.session_id
        reception.receive(me.store, me.invitation, draft.answers, kind, me.now, page_id, session_id=sitting)
        st.session_state["away"] = CALL_NOW
    saved = me.store.drafts.save(me.invitation.id, draft.answers, draft.page_id, me.now, me.session_id)
    return draft if saved else None


def _say_trouble(page_id: str, clinic: Clinic) -> None:
    """It could not be saved: the page stays, with everything on it, and says so."""
    first = questionnaire().page(page_id).questions[0].link_id
    st.session_state["wrong"] = (page_id, (Problem(first, speak(clinic)("trouble.text")),))


def adds_up(before: Answers, after: Answers, clinic: Clinic) -> bool:
    """Whether the answers have just come to mean an emergency: its page comes before the next, and before the last."""
    tables, form = rules.load(clinic.policy), questionnaire()
    was, now = (assess(form.settle(answers), tables).urgency for answers in (before, after))
    return now is Urgency.EMERGENCY and was is not Urgency.EMERGENCY


def overtaken_by(newest: Answers, loaded: Loaded, given: Loaded) -> tuple[str, ...]:
    """Answers that were changed elsewhere since this tab showed them, and differ from what stands in it."""
    return tuple(
        link_id
        for link_id, shown in loaded.items()
        if newest.get(link_id) != shown and newest.get(link_id) != given[link_id] and given[link_id] != shown
    )


def _say_newer(had: Loaded) -> None:
    st.session_state["newer"] = tuple(had.items())
    st.session_state["generation"] = st.session_state.get("generation", 0) + 1


def _back(page_id: str, pages: tuple[Page, ...]) -> Place:
    if place()[1]:
        return Place(len(pages) + 1)
    return Place(max(1, step_of(page_id, pages) - 1))


def _onward(page_id: str, before: Answers, after: Answers, pages: tuple[Page, ...], loaded: Loaded) -> Place:
    """The next page; the same one while something on it is wrong or has just come up."""
    step = step_of(page_id, pages)
    then_check = place()[1]
    problems = questionnaire().check(page_id, after)
    st.session_state["wrong"] = (page_id, problems) if problems else ()
    if problems or not {q.link_id for q in pages[step - 1].questions} <= set(loaded):
        return Place(step, then_check)
    if then_check:
        opened = newly_open(before, after, pages)
        return Place(opened or len(pages) + 1, then_check=bool(opened))
    return Place(step + 1)


def problems_of(page: Page) -> tuple[Problem, ...]:
    """What was wrong when Continue was pressed on this page."""
    wrong = st.session_state.get("wrong")
    return wrong[1] if wrong and wrong[0] == page.id else ()
