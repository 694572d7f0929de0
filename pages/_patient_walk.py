"""The form in Streamlit as a walk: which step the address asks for, and what a tab remembers until it is left.

What leaving a page comes to is in `_leaving.py`.
"""

from __future__ import annotations

import streamlit as st

from intake.people import Clinic
from intake.questionnaire import Page, Problem, questionnaire
from intake.store.drafts import Draft
from pages._gate import PatientVisit
from pages._leaving import KEEP, Held, Loaded, Place, kept, left
from pages._patient_words import speak
from pages._steps import CHECK, step_asked
from pages._widgets import answered


def place() -> tuple[str, bool]:
    """What the address says: a step or `check`, and whether to come back to the check page."""
    return st.query_params.get("step", ""), st.query_params.get("then") == CHECK


def put_address(where: Place, pages: tuple[Page, ...]) -> None:
    """Put the place into the address, as a new entry of the browser's history."""
    st.query_params.from_dict(where.query(pages))


def wanted_step(draft: Draft, pages: tuple[Page, ...]) -> int:
    """The step to show."""
    return step_asked(place()[0], draft.page_id, draft.answers, pages)


def key_of(link_id: str) -> str:
    """The key of a question's widget. A new generation makes all widgets forget, where newer answers must show."""
    return f"a{st.session_state.get('generation', 0)}-{link_id}"


def remember(page: Page, loaded: Loaded) -> None:
    """What this tab shows now, to compare with when it is left.

    A page that is only drawn again keeps its widgets, so it still shows what it was loaded with, not what is newest.
    """
    anew = st.session_state.pop("left", False) or st.session_state.get("page_id") != page.id
    shown = {} if anew else st.session_state["loaded"]
    st.session_state["page_id"] = page.id
    st.session_state["loaded"] = {link_id: shown.get(link_id, said) for link_id, said in loaded.items()}


def leave(me: PatientVisit, draft: Draft, pressed: str) -> Draft | None:
    """Save what stands on the page, then go on, back, or stay with what is wrong. None once all was sent elsewhere."""
    held = _held(pressed)
    if pressed != KEEP:
        st.session_state["turn"] = st.session_state.get("turn", 0) + 1
    came_to = left(held, draft.answers, me)
    st.session_state["newer"] = tuple((came_to.newer or {}).items())
    if pressed != KEEP:
        st.session_state["wrong"] = (held.page_id, came_to.problems) if came_to.problems else ()
    saved = kept(me, draft.answers, Draft(came_to.answers, came_to.page_id, me.now), held.page_id)
    if saved.away:
        st.session_state["away"] = saved.away
    if saved.failed:
        _say_trouble(held.page_id, me.clinic)
        return draft
    st.session_state["left"] = True
    if came_to.differs(held):
        st.session_state["generation"] = st.session_state.get("generation", 0) + 1
    if saved.draft and pressed != KEEP:
        put_address(came_to.place, came_to.pages)
    return saved.draft


def _held(pressed: str) -> Held:
    """What stands in this tab's widgets."""
    page_id, loaded = st.session_state.get("page_id", ""), st.session_state.get("loaded", {})
    questions = questionnaire().questions
    state = {str(key): value for key, value in st.session_state.items()}
    given = {link_id: answered(questions[link_id], key_of(link_id), state) for link_id in loaded}
    return Held(page_id, loaded, given, pressed, place()[1])


def _say_trouble(page_id: str, clinic: Clinic) -> None:
    """It could not be saved: the page stays, with everything on it, and says so."""
    first = questionnaire().page(page_id).questions[0].link_id
    st.session_state["wrong"] = (page_id, (Problem(first, speak(clinic)("trouble.text")),))


def problems_of(page: Page) -> tuple[Problem, ...]:
    """What was wrong when Continue was pressed on this page."""
    wrong = st.session_state.get("wrong")
    return wrong[1] if wrong and wrong[0] == page.id else ()
