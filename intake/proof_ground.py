"""The ground on which a proof stands: one policy's tables, their floors, and the ways through the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from intake.conditions import Compiled, any_of
from intake.floors import Floors
from intake.form import NEVER, NOT_SURE, Answer, Question
from intake.rules import Tables
from intake.ways import FormWays

if TYPE_CHECKING:
    from intake.proof_rows import RowTable


class Ground:
    """What every check looks at. `floors` are written apart from the rules."""

    def __init__(self, tables: Tables, floors: Floors) -> None:
        self.tables, self.floors, self.form = tables, floors, tables.questionnaire
        self.conditions = {row.id: tables.condition(row) for row in tables.rows}
        self.row_tables: dict[str, RowTable] = {}
        items = [tables.condition(item) for item in tables.checklist]
        self.must_ask = {link_id: any_of(self._mask(link_id)) for link_id in floors.asked}
        asking = [*self.form.ask_when.values(), *self.must_ask.values()]
        self.ways = FormWays(self.form, [*self.conditions.values(), *items, *asking])

    def _mask(self, link_id: str) -> int:
        """The answers that must lead to a follow-up, as bits."""
        return sum(self.form.code_bits[link][code] for link, code in self.floors.asked[link_id])

    @cached_property
    def required(self) -> tuple[Question, ...]:
        """The questions that have choices and must be answered."""
        return tuple(question for question in self.form.questions.values() if question.required and question.choices)

    @cached_property
    def quiet(self) -> dict[str, Answer]:
        """Nothing said of anything: every question that is always asked, answered with no."""
        found: dict[str, Answer] = {}
        for question in self.required:
            code = next((choice.code for choice in question.choices if choice.code in NEVER), None)
            if code and not question.ask_when:
                found[question.link_id] = answer(question, code)
        return found

    def ancestors(self, link_id: str) -> tuple[str, ...]:
        """The questions on which being asked hangs, through parents of parents, in asking order."""
        found: set[str] = set()
        waiting = [link_id]
        while waiting:
            condition = self.form.questions[waiting.pop()].ask_when
            new = set(self.form.links_of(condition.names())) - found if condition else set()
            found |= new
            waiting += sorted(new)
        return tuple(link for link in self.form.questions if link in found)

    def parents_answered(self, link_id: str) -> Iterator[dict[str, Answer]]:
        """Every combination of answers to the questions above one that its being asked can tell apart."""
        named = {link for link, _ in self.floors.asked.get(link_id, ())} | set(self.ancestors(link_id))
        parents = [link for link in self.form.questions if link in named]
        conditions = [self.form.ask_when[link] for link in (*parents, link_id) if link in self.form.ask_when]
        looked_at = Compiled(1, ((0, (*conditions, *filter(None, [self.must_ask.get(link_id)]))),))
        for combination in product(*(self.ways.effects(parent, looked_at).examples for parent in parents)):
            yield dict(zip(parents, combination, strict=True))

    def asking(self, link_id: str) -> Compiled | None:
        """The condition under which a question is asked; None for always."""
        return self.form.ask_when.get(link_id)

    def reached(self, said: Mapping[str, Answer]) -> dict[str, Answer]:
        """These answers on a way through the form: parents that nobody mentioned are not sure."""
        answers = {**self.quiet, **said}
        for link_id in said:
            condition = self.asking(link_id)
            if condition and not condition.holds(self.form.known(answers).sure):
                for parent in self.ancestors(link_id):
                    if parent not in said:
                        answers[parent] = answer(self.form.questions[parent], NOT_SURE)
        return answers


def answer(question: Question, code: str) -> Answer:
    """One code as the answer to a question."""
    return (code,) if question.type == "choices" else code
