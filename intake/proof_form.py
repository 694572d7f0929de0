"""Promises about the form: what is asked, what settling drops, what a missing answer means."""

from __future__ import annotations

from collections.abc import Mapping

from intake.certificate import Ledger
from intake.form import NOT_SURE, Answer
from intake.proof_ground import Ground, answer


def asked(ground: Ground, ledger: Ledger) -> None:
    """Each question on which a red flag hangs is required, and asked whenever the floors say it must be."""
    on_pages = {question.link_id for page in ground.form.pages for question in page.questions}
    hanging = {link for link, _ in (*ground.floors.least, *ground.floors.context)} | set(ground.tables.rule_bearing)
    for link_id in sorted(hanging):
        question = ground.form.questions[link_id]
        ledger.check(question.required and link_id in on_pages, f'"{question.label}" may be left unanswered.', {})
        for parents in ground.parents_answered(link_id):
            is_asked = question in ground.form.asked({**parents})
            must = _must_be_asked(ground, link_id, parents)
            ledger.check(is_asked or not must, f'"{question.label}" is not asked, though it may matter here.', parents)


def _must_be_asked(ground: Ground, link_id: str, parents: Mapping[str, Answer]) -> bool:
    whenever = ground.floors.asked.get(link_id)
    return whenever is None or any(_yes_or_not_sure(parents.get(link), code) for link, code in whenever)


def _yes_or_not_sure(given: Answer | None, code: str) -> bool:
    codes = (given,) if isinstance(given, str) else given or ()
    return code in codes or NOT_SURE in codes


def settled(ground: Ground, ledger: Ledger) -> None:
    """Settling keeps an answer exactly where its parents still ask for it."""
    for link_id, condition in ground.form.ask_when.items():
        question = ground.form.questions[link_id]
        label, example = question.label, answer(question, question.choices[0].code) if question.choices else "yes"
        for parents in ground.parents_answered(link_id):
            may_be_asked = condition.holds(_possible(ground, parents))
            kept = link_id in ground.form.settle({**parents, link_id: example})
            wrong = "is kept, though its parent says no" if kept else "is dropped, though its parent does not say no"
            ledger.check(kept is may_be_asked, f'The answer to "{label}" {wrong}.', {**parents, link_id: example})


def left_out(ground: Ground, ledger: Ledger) -> None:
    """The engine reads a question left out as unsure, and one rightly not asked as no."""
    for link_id in ground.tables.rule_bearing:
        ways, condition = ground.ways.of(link_id), ground.asking(link_id)
        unsure = ways.own & ~ground.form.code_bits[link_id].get(NOT_SURE, 0)
        label = ground.form.questions[link_id].label
        for parents in ground.parents_answered(link_id):
            known = ground.tables.known(parents)
            expected = unsure if condition is None or condition.holds(_possible(ground, parents)) else 0
            right = known.sure & ways.own == 0 and known.possible & ways.own == expected
            ledger.check(right, f'"{label}", left out, is read as {"a no" if expected else "unsure"}.', parents)


def _possible(ground: Ground, parents: Mapping[str, Answer]) -> int:
    """What the parents leave possible, by the words of the form."""
    found = 0
    for link_id, given in parents.items():
        ways = ground.ways.of(link_id)
        found |= int(ways.possible[ways.examples.index(given)]) << ways.shift
    return found
