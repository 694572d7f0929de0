"""`/form`: the first page of the form, plain; from the second on, Streamlit's.

Streamlit takes a slow phone seconds to start. So the page after the emergency list comes from the server, and while
it is answered the browser fetches what the others need. It is drawn from the questionnaire as they are, saves the
same draft by the same rules (`_leaving.py`), and works without a script: `first.js` adds what the others do by
themselves, keep what is typed and close a page that nobody uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from intake.form import Answer, Page, Problem, Question
from intake.people import known_to_staff
from intake.plain_text import LONGEST, tidy
from intake.questionnaire import questionnaire
from intake.store.drafts import Draft
from pages._ahead import form_page
from pages._clock import now
from pages._gate import PATIENT, PatientVisit
from pages._guest import (
    AGAIN,
    Guest,
    gone,
    holders_of,
    is_lent,
    page_of,
    threaded_with,
    titled_page,
    where_ended,
    who_types,
)
from pages._leaving import CONTINUE, KEEP, Held, Left, Loaded, kept, left
from pages._patient_draw import PHONE_IDLE, PHONE_WARNED
from pages._patient_words import speak
from pages._steps import form_pages, said_none, step_asked
from pages._widgets import AUTOCOMPLETE, anchor

Typed = Mapping[str, str]

FIRST = "/form?step=1"
EMPTY, NEWER = "empty", "newer"
KINDS = frozenset({"text", "long-text", "yes-no", "choice"})
"""The kinds of question that the template draws: each has one value in a form."""
HAD = "first-page"
"""The name under which is kept what an older tab held."""


async def _typed(request: Request) -> Typed:
    """The posted fields, one value each; a text is cut where the draft would cut it."""
    if request.method != "POST":
        return {}
    form = await request.form(max_files=0, max_fields=60)
    return {name: value[:LONGEST] for name, value in form.items() if isinstance(value, str)}


@holders_of(PATIENT)
def form(request: Request, typed: Typed, guest: Guest) -> Response:
    """`/form`: whoever has not said *None of these* is sent back to say so."""
    draft = guest.store.drafts.read(guest.invitation.id)
    if ended := where_ended(guest):
        return RedirectResponse(ended, 303)
    if draft is None or not said_none(draft.answers):
        return RedirectResponse("/emergency", 303)
    if request.method == "POST":
        name, mine = page_of(guest)
        return _left(typed, guest, draft) if typed.get(name, mine) == mine else gone(guest.clinic)
    pages = form_pages(draft.answers, known_to_staff(guest.invitation.patient))
    asked = step_asked(request.query_params.get("step", ""), draft.page_id, draft.answers, pages)
    if asked > 1 or "then" in request.query_params:
        return HTMLResponse(form_page())
    problems = questionnaire().check(pages[0].id, draft.answers) if _again(request) == EMPTY else ()
    had = guest.store.aftercare.typed(guest.invitation.id, HAD, now()) if _again(request) == NEWER else {}
    return _page(guest, pages, draft.answers, draft.answers, problems, had)


def _again(request: Request) -> str:
    return request.query_params.get(AGAIN, "")


def _page(
    guest: Guest,
    pages: tuple[Page, ...],
    saved: Loaded,
    standing: Loaded,
    problems: tuple[Problem, ...] = (),
    had: Mapping[str, tuple[str, ...]] | None = None,
    status: int = 200,
) -> Response:
    """The page: `saved` is what it was loaded with, `standing` what stands in it, `had` what an older tab held."""
    page, known = pages[0], questionnaire()
    wrong = {problem.link_id: problem.message.removesuffix(_after_colon(problem.link_id)) for problem in problems}
    values: dict[str, Any] = {
        "page": page,
        "saved": saved,
        "standing": standing,
        "wrong": wrong,
        "had": [(known.questions[i].text, known.words(i, "".join(said) or None)) for i, said in (had or {}).items()],
        "problems": [(anchor(problem.link_id), problem.message) for problem in problems],
        "steps": len(pages),
        "anchor": anchor,
        "autocomplete": {} if is_lent() else AUTOCOMPLETE,
        "idle": (PHONE_IDLE, PHONE_WARNED),
        "whose": page_of(guest),
    }
    return titled_page("first", page.heading, guest.clinic, status, **who_types(guest), **values)


def _after_colon(link_id: str) -> str:
    """How a message ends that names its question: beside the question it need not."""
    return f": {questionnaire().questions[link_id].text}"


def _left(typed: Typed, guest: Guest, draft: Draft) -> Response:
    """`POST /form`: saved, and on to the next page, or back to this one with what is wrong.

    A question of which nothing arrived, not even what it showed, was not emptied: its answer stays.
    """
    me = PatientVisit(guest.store, guest.clinic, guest.invitation, guest.here.session.id, now(), guest.typist)
    pages = form_pages(draft.answers, known_to_staff(guest.invitation.patient))
    page = pages[0]
    there = [question for question in page.questions if f"was-{question.link_id}" in typed]
    given = {question.link_id: _given(question, typed) for question in there}
    loaded = {question.link_id: _given(question, typed, "was-") for question in there}
    held = Held(page.id, loaded, given, KEEP if KEEP in typed else CONTINUE)
    came_to = left(held, draft.answers, me)
    saved = kept(me, draft.answers, Draft(came_to.answers, came_to.page_id, me.now), page.id)
    if saved.away:
        return RedirectResponse(saved.away, 303)
    if saved.failed:
        trouble = Problem(page.questions[0].link_id, speak(guest.clinic)("trouble.text"))
        shown, standing = ({**draft.answers, **answers} for answers in (loaded, given))
        return _page(guest, pages, shown, standing, (trouble,), status=503)
    if saved.draft is None:
        return RedirectResponse("/sent", 303)
    return _onward(guest, held, came_to)


def _onward(guest: Guest, held: Held, came_to: Left) -> Response:
    if came_to.newer is not None:
        had = {link_id: (said,) if isinstance(said, str) else said or () for link_id, said in came_to.newer.items()}
        guest.store.aftercare.keep_typed(guest.invitation.id, HAD, had, now())
        return RedirectResponse(f"{FIRST}&{AGAIN}={NEWER}", 303)
    if held.pressed == KEEP:
        return Response(status_code=204)
    wrong = f"&{AGAIN}={EMPTY}" if came_to.problems else ""
    return RedirectResponse(f"/form?step={came_to.place.query(came_to.pages)['step']}{wrong}", 303)


def _given(question: Question, typed: Typed, before: str = "") -> Answer | None:
    """What a field says; None for nothing, and for a code that the question does not have."""
    said = tidy(typed.get(f"{before}{question.link_id}", ""))
    return None if question.choices and said not in question.by_code else said or None


FIRST_PAGE_ROUTES = [Route("/form", threaded_with(_typed, form), methods=["GET", "POST"])]
