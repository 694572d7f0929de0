"""Leaving a page of the form, however it is drawn: what goes into the draft, and where that leads.

A second tab, or another device, may have saved meanwhile. Only the answers that were changed on the page that is
being left are put into the draft: what nobody touched there stays as the newest says. Where one was changed elsewhere
too, the newer one stands and the older tab says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intake import reception, rules
from intake.cases import IntakeKind
from intake.people import Clinic, known_to_staff
from intake.questionnaire import Answer, Answers, Page, Problem, questionnaire
from intake.store import StoreUnavailable
from intake.store.drafts import Draft
from intake.triage import assess
from intake.urgency import Urgency
from pages._gate import PatientVisit
from pages._steps import CALL_NOW, CHECK, UNTOLD, form_pages, merged, newly_open, step_of

CONTINUE, BACK, KEEP = "continue", "back", "keep"
"""What is pressed: on, back, or nothing by the patient: the page keeps what stands on it and stays."""
Loaded = Mapping[str, "Answer | None"]


@dataclass(frozen=True)
class Place:
    """Where to go: a step (one more than there are pages is the check page), and whether to come back to the check."""

    step: int
    then_check: bool = False

    def query(self, pages: tuple[Page, ...]) -> dict[str, str]:
        """What the address says of it."""
        step = CHECK if self.step > len(pages) else str(self.step)
        return {"step": step, "then": CHECK} if self.then_check and step != CHECK else {"step": step}


@dataclass(frozen=True)
class Held:
    """What a page holds as it is left: the answers that it showed, those that stand on it, and what was pressed."""

    page_id: str
    loaded: Loaded
    given: Loaded
    pressed: str = CONTINUE
    then_check: bool = False

    @property
    def changed(self) -> tuple[str, ...]:
        """The questions that were answered anew, or emptied, on this page itself."""
        return tuple(link_id for link_id, said in self.given.items() if said != self.loaded.get(link_id))


@dataclass(frozen=True)
class Left:
    """What leaving a page comes to. `newer` are its answers that do not count: they were changed elsewhere since."""

    answers: Answers
    pages: tuple[Page, ...]
    place: Place
    problems: tuple[Problem, ...] = ()
    newer: Loaded | None = None

    def differs(self, held: Held) -> bool:
        """Whether the page that was left shows an answer that is no longer the newest."""
        return any((said or None) != self.answers.get(link_id) for link_id, said in held.given.items())

    @property
    def page_id(self) -> str:
        """The page to come back to."""
        return CHECK if self.place.step > len(self.pages) else self.pages[self.place.step - 1].id


@dataclass(frozen=True)
class Kept:
    """What became of a draft. `draft` is None once all was sent elsewhere, and where it `failed` to be saved.

    `away` is the page that has to come first: somebody is to be told to call.
    """

    draft: Draft | None
    away: str = ""
    failed: bool = False


def left(held: Held, before: Answers, me: PatientVisit) -> Left:
    """What the page comes to, with `before` as the newest answers of the draft."""
    overtaken = overtaken_by(before, held.loaded, held.given)
    after = merged(before, {link_id: held.given[link_id] for link_id in held.changed if link_id not in overtaken})
    pages = form_pages(after, known_to_staff(me.invitation.patient))
    stay = Place(step_of(held.page_id, pages), held.then_check)
    if overtaken:
        return Left(after, pages, stay, newer={link_id: held.given[link_id] for link_id in overtaken})
    if held.pressed == KEEP:
        return Left(after, pages, stay)
    if held.pressed == BACK:
        return Left(after, pages, _back(held, pages))
    return _onward(held, before, after, pages)


def overtaken_by(newest: Answers, loaded: Loaded, given: Loaded) -> tuple[str, ...]:
    """Answers that were changed elsewhere since this tab showed them, and differ from what stands in it."""
    return tuple(
        link_id
        for link_id, shown in loaded.items()
        if newest.get(link_id) != shown and newest.get(link_id) != given[link_id] and given[link_id] != shown
    )


def _back(held: Held, pages: tuple[Page, ...]) -> Place:
    return Place(len(pages) + 1 if held.then_check else max(1, step_of(held.page_id, pages) - 1))


def _onward(held: Held, before: Answers, after: Answers, pages: tuple[Page, ...]) -> Left:
    """The next page; the same one while something on it is wrong or has just come up."""
    step = step_of(held.page_id, pages)
    problems = questionnaire().check(held.page_id, after)
    if problems or not {q.link_id for q in pages[step - 1].questions} <= set(held.loaded):
        return Left(after, pages, Place(step, held.then_check), problems)
    if held.then_check:
        opened = newly_open(before, after, pages)
        return Left(after, pages, Place(opened or len(pages) + 1, then_check=bool(opened)))
    return Left(after, pages, Place(step + 1))


def kept(me: PatientVisit, before: Answers, draft: Draft, page_id: str) -> Kept:
    """Save the draft of the page that was left.

    An emergency comes in before the draft: otherwise, were it lost between the two, the draft would look as if
    the clinic knew already. Whoever cannot be received is told to call all the same.
    """
    away, kind = "", IntakeKind.EMERGENCY
    try:
        if adds_up(before, draft.answers, me.clinic):
            away = UNTOLD
            reception.receive(me.store, me.invitation, draft.answers, kind, me.now, page_id, session_id=me.session_id)
            away = CALL_NOW
        saved = me.store.drafts.save(me.invitation.id, draft.answers, draft.page_id, me.now, me.session_id)
    except StoreUnavailable:
        return Kept(None, away, failed=True)
    return Kept(draft if saved else None, away)


def adds_up(before: Answers, after: Answers, clinic: Clinic) -> bool:
    """Whether the answers have just come to mean an emergency: its page comes before the next, and before the last."""
    tables, form = rules.load(clinic.policy), questionnaire()
    was, now = (assess(form.settle(answers), tables).urgency for answers in (before, after))
    return now is Urgency.EMERGENCY and was is not Urgency.EMERGENCY
