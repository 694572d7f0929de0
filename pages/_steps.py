"""The patient's form as a walk: which pages, in which order, and where somebody is in it. Pure.

A step is a page's place among the pages that are asked now, counted from 1; only this number stands in the
address, so that an address tells nothing about an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from intake.questionnaire import Answer, Answers, Page, Question, questionnaire

EMERGENCY_PAGE = "emergency"
CHECK = "check"
CALL_NOW, UNTOLD, TOLD_EARLIER = "/call-now", "/call-now?again=untold", "/call-now?again=earlier"
"""Where somebody is told to call: after the clinic was told, where it could not be, and where nothing new was told."""
SIGNS, NONE = "emergency-signs", "none-of-these"


def said_none(answers: Answers) -> bool:
    """Whether the emergency list was answered *None of these*: only then the form opens."""
    return tuple(answers.get(SIGNS, ())) == (NONE,)


def form_pages(answers: Answers, known: frozenset[str] = frozenset()) -> tuple[Page, ...]:
    """The pages that are asked now, each with only the questions that are asked of this person now."""
    asked = (page for page in questionnaire().asked_pages(answers) if page.id != EMERGENCY_PAGE)
    trimmed = (Page(p.id, p.section, p.heading, tuple(q for q in p.questions if q.link_id not in known)) for p in asked)
    return tuple(page for page in trimmed if page.questions)


def first_unfinished(answers: Answers) -> int:
    """The step of the first page that still wants an answer or holds a wrong one; 0 when there is none."""
    for step, page in enumerate(form_pages(answers), start=1):
        if questionnaire().check(page.id, answers):
            return step
    return 0


def step_of(page_id: str, pages: tuple[Page, ...]) -> int:
    """The step of a page; 1 for a page that is not asked."""
    return next((step for step, page in enumerate(pages, start=1) if page.id == page_id), 1)


def step_asked(said: str, page_id: str, answers: Answers, pages: tuple[Page, ...]) -> int:
    """The step to show: what the address says, else where the draft was left; never past what is unfinished."""
    if said.isdecimal() and said.isascii():
        step = int(said[:4])
    else:
        step = len(pages) + 1 if CHECK in (said, page_id if not said else "") else step_of(page_id, pages)
    return max(1, min(step, reachable(answers, pages)))


def reachable(answers: Answers, pages: tuple[Page, ...]) -> int:
    """The furthest step that may be opened: up to the first page that is not finished, or the check page after all."""
    return first_unfinished(answers) or len(pages) + 1


def on_page(page: Page, answers: Answers, known: frozenset[str]) -> tuple[Question, ...]:
    """What to put on this page: what is asked now, and what an answer on this very page would open."""
    asked = {q.link_id for q in questionnaire().asked(answers)}
    whole = questionnaire().page(page.id).questions
    return tuple(q for q in whole if q.link_id not in known and (q.link_id in asked or q.link_id in openers(page.id)))


@cache
def openers(page_id: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Follow-ups that open on their own page: link_id to the (question, code) pairs of that page that open it.

    Found by asking the questionnaire, not by reading its conditions: with nothing else answered, does this one
    answer bring the question up?
    """
    form = questionnaire()
    page = form.page(page_id)
    plain = {q.link_id for q in form.asked({})}
    found: dict[str, list[tuple[str, str]]] = {}
    for parent, code in ((q, c.code) for q in page.questions for c in q.choices):
        given: Answer = (code,) if parent.type == "choices" else code
        now_asked = {q.link_id for q in form.asked({parent.link_id: given})} - plain
        for question in (q for q in page.questions if q.link_id in now_asked):
            found.setdefault(question.link_id, []).append((parent.link_id, code))
    return {link_id: tuple(pairs) for link_id, pairs in found.items()}


def newly_open(before: Answers, after: Answers, pages: tuple[Page, ...]) -> int:
    """The first step with a question that the change brought up, or with a problem; 0 when there is none."""
    earlier = {q.link_id for q in questionnaire().asked(before)}
    for step, page in enumerate(pages, start=1):
        fresh = any(q.link_id not in earlier and q.link_id not in after for q in page.questions)
        if fresh or questionnaire().check(page.id, after):
            return step
    return 0


def merged(answers: Answers, given: Mapping[str, Answer | None]) -> dict[str, Answer]:
    """The answers with those of one page put in; an emptied answer goes. Other pages are left as they are."""
    rest = {link_id: said for link_id, said in answers.items() if link_id not in given}
    filled = {link_id: said for link_id, said in given.items() if said}
    return {**rest, **filled}
