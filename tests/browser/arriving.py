"""Somebody who comes with a link of their own, and what is kept of them."""

from __future__ import annotations

from intake.questionnaire import Answer
from tests.browser.respondent import Respondent, as_invited
from tests.browser.server import Server
from tests.browser.visitors import invite, sample_store
from tests.browser.windows import Window
from tests.golden.reading import GoldenPerson


def arrives(window: Window, clinic: Server, person: GoldenPerson) -> tuple[Respondent, str]:
    """Somebody with that person's answers and a link of their own."""
    link = invite(clinic, as_invited(person))
    return Respondent(window.page, person.answers, person.person["date_of_birth"]), link


def has_only_to_send(window: Window, clinic: Server, person: GoldenPerson) -> tuple[Respondent, str]:
    """The same, with everything answered before; at the page where answers are checked."""
    link = invite(clinic, as_invited(person), answered=person.answers)
    back = Respondent(window.page, person.answers, person.person["date_of_birth"])
    back.open_again(link)
    assert back.at_check, f"Came back to {back.heading}"
    return back, link


def intakes_of(clinic: Server, reference: str) -> int:
    """How many intakes the case has."""
    with sample_store(clinic) as store:
        return len(store.cases.read(reference).intakes)


def in_any_order(answer: Answer) -> object:
    """Several codes are a set; anything else is itself."""
    return frozenset(answer) if isinstance(answer, tuple) else answer
