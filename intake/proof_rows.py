"""Promises about rows, read off a table that the engine filled: one cell for each combination of answers.

A row's table has an axis for each question that it hangs on; along it stand the answers that the row
can tell apart, each with what it makes sure and what it leaves possible of the row's condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from intake.assessment import FindingState, RedFlag
from intake.certificate import Ledger
from intake.conditions import Compiled
from intake.form import Answer
from intake.proof_ground import Ground
from intake.triage import assess
from intake.ways import Effects, Truths

STATES = (FindingState.RULED_OUT, FindingState.OPEN, FindingState.RAISED)
NUMBER = {state: number for number, state in enumerate(STATES)}
IN_WORDS = ("ruled out", "open", "raised")
RULED_OUT, OPEN, RAISED = range(3)

Cells = NDArray[np.int8]
Related = Callable[[Effects], Truths]
Broken = Callable[[Cells, Cells], Truths]


class RowTable:
    """One row over all answers that it, and perhaps a second condition, can tell apart."""

    def __init__(self, ground: Ground, row: RedFlag, beside: Compiled | None = None) -> None:
        self.ground, self.row, self.condition = ground, row, ground.conditions[row.id]
        looked_at = Compiled(1, ((0, (self.condition, beside)),)) if beside else self.condition
        self.axes = tuple(ground.ways.effects(link, looked_at) for link in ground.tables.links(row))

    @cached_property
    def graded(self) -> Cells:
        """What the engine says of every combination."""
        cells = np.zeros(self.shape, dtype=np.int8)
        for place, answers in self.cases():
            known = self.ground.tables.known(answers)
            cells[place] = NUMBER[self.ground.tables.finding(self.row, known).state]
        return cells

    @property
    def shape(self) -> tuple[int, ...]:
        """How many answers are told apart, question by question."""
        return tuple(len(axis.examples) for axis in self.axes)

    def cases(self) -> Iterator[tuple[tuple[int, ...], dict[str, Answer]]]:
        """Every cell with its answers."""
        links = [axis.link_id for axis in self.axes]
        for place in np.ndindex(self.shape):
            yield place, dict(zip(links, self._given(place), strict=True))

    def _given(self, place: tuple[int, ...]) -> list[Answer]:
        return [axis.examples[n] for axis, n in zip(self.axes, place, strict=True)]

    def answers(self, place: tuple[int, ...]) -> dict[str, Answer]:
        """The answers of a cell, those left away that say nothing of the row."""
        telling = zip(self.axes, place, strict=True)
        return {axis.link_id: axis.examples[n] for axis, n in telling if axis.possible[n].any()}

    def holds(self, condition: Compiled, *, possible: bool = False) -> Truths:
        """Where a condition holds, worked out from the words of the form and not by the engine."""
        count = np.zeros(self.shape, dtype=np.int64)
        for mask, nested in condition.groups:
            group = self._any(mask, possible)
            for inner in nested:
                group |= self.holds(inner, possible=possible)
            count += group
        return np.asarray(count >= condition.at_least)

    def _any(self, mask: int, possible: bool) -> Truths:
        """Where an answer has any bit of the mask."""
        held = np.zeros(self.shape, dtype=bool)
        for number, axis in enumerate(self.axes):
            bits = axis.possible_bits if possible else axis.sure_bits
            held |= self._along(number, np.array([bool(b & mask) for b in bits]))
        return held

    def _along(self, number: int, values: Truths) -> Truths:
        """One value for each way of an axis, laid along it."""
        shape = [1] * len(self.axes)
        shape[number] = -1
        return values.reshape(shape)

    def smallest(self, places: Truths) -> tuple[int, ...]:
        """Of some cells, the one that says least."""
        said = np.zeros(self.shape, dtype=np.int64)
        for number, axis in enumerate(self.axes):
            said += self._along(number, np.asarray(axis.possible.any(axis=1)))
        flat = int(np.where(places, said, len(self.axes) + 1).argmin())
        return tuple(int(n) for n in np.unravel_index(flat, self.shape))


def graded(ground: Ground, ledger: Ledger) -> None:
    """The engine agrees with the words of the form and the condition, cell by cell."""
    for table in tables_of(ground):
        sure, possible = table.holds(table.condition), table.holds(table.condition, possible=True)
        expected = np.where(sure, RAISED, np.where(possible, OPEN, RULED_OUT))
        wrong = table.graded != expected
        ledger.checked += wrong.size
        if wrong.any():
            place = table.smallest(wrong)
            said, right = IN_WORDS[table.graded[place]], IN_WORDS[expected[place]]
            ledger.breach(f'Row "{table.row.id}" is {said}, and by its condition it is {right}.', table.answers(place))


def further_yes(ground: Ground, ledger: Ledger) -> None:
    """More that is sure or possible never moves a row down."""
    _along_axes(ground, ledger, lambda axis: _within(axis.sure) & _within(axis.possible), lambda a, b: b < a)


def unsaid(ground: Ground, ledger: Ledger) -> None:
    """Leaving more possible never rules a row out."""
    _along_axes(ground, ledger, lambda axis: _within(axis.possible), lambda a, b: (a > RULED_OUT) & (b == RULED_OUT))


def interval(ground: Ground, ledger: Ledger) -> None:
    """Knowing more never lowers what is raised and never raises what is ruled out."""

    def left(before: Cells, after: Cells) -> Truths:
        return np.asarray(((before == RAISED) & (after != RAISED)) | ((before == RULED_OUT) & (after != RULED_OUT)))

    _along_axes(ground, ledger, lambda axis: _within(axis.sure) & _within(axis.possible).T, left)


def _within(effects: Truths) -> Truths:
    """Which ways (rows) have every effect that another (columns) has not lost: row ⊆ column."""
    return np.asarray((~effects[:, None, :] | effects[None, :, :]).all(axis=2))


def _along_axes(ground: Ground, ledger: Ledger, related: Related, broken: Broken) -> None:
    """Compare each cell with every cell that differs in one answer, where the two answers are so related."""
    for table in tables_of(ground):
        for number, axis in enumerate(table.axes):
            for before, after in np.argwhere(related(axis) & ~np.eye(len(axis.examples), dtype=bool)):
                first, second = table.graded.take(before, axis=number), table.graded.take(after, axis=number)
                wrong = broken(first, second)
                ledger.checked += wrong.size
                if wrong.any():
                    _breach(ledger, table, number, wrong, (int(before), int(after)))


def _breach(ledger: Ledger, table: RowTable, number: int, wrong: Truths, change: tuple[int, int]) -> None:
    rest = tuple(map(int, np.argwhere(wrong)[0]))
    before, after = ((*rest[:number], way, *rest[number:]) for way in change)
    axis = table.axes[number]
    label = table.ground.form.questions[axis.link_id].label
    was, then = (table.ground.form.words(axis.link_id, axis.examples[way]) for way in change)
    said, now = IN_WORDS[table.graded[before]], IN_WORDS[table.graded[after]]
    sentence = f'"{label}" from {was} to {then} moves row "{table.row.id}" from {said} to {now}.'
    ledger.breach(sentence, table.answers(after))


def raisable(ground: Ground, ledger: Ledger) -> None:
    """Each row rises on some way through the form that answers only what it needs."""
    for table in tables_of(ground):
        raised = table.graded == RAISED
        ledger.checked += raised.size
        if not raised.any():
            ledger.breach(f'Row "{table.row.id}" can never be raised.', {})
            continue
        said = table.answers(table.smallest(raised))
        answers = ground.reached(said)
        asked = {question.link_id for question in ground.form.asked(answers)}
        rises = any(finding.row.id == table.row.id for finding in assess(answers, ground.tables).raised)
        ledger.check(rises and set(said) <= asked, f'Row "{table.row.id}" rises only where nobody is asked.', said)


def not_hidden(ground: Ground, ledger: Ledger) -> None:
    """No row rises only where another one, at least as strong, asks for all that it asks for."""
    for row, other in product(ground.tables.rows, repeat=2):
        if row.id == other.id or not _says_as_much(ground, other, row):
            continue
        table = RowTable(ground, row, ground.conditions[other.id])
        alone = table.holds(table.condition) & ~table.holds(ground.conditions[other.id])
        ledger.check(bool(alone.any()), f'Row "{row.id}" adds nothing: wherever it is raised, "{other.id}" is.', {})


def _says_as_much(ground: Ground, other: RedFlag, row: RedFlag) -> bool:
    wanted, given = ({*r.orders, *r.emg, *r.neurology, *ground.tables.catalogue.codes(r)} for r in (row, other))
    return (other.urgency.rank, other.strength) >= (row.urgency.rank, row.strength) and wanted <= given


def tables_of(ground: Ground) -> Iterator[RowTable]:
    """The tables of all rows; each is filled once."""
    for row in ground.tables.rows:
        yield ground.row_tables.setdefault(row.id, RowTable(ground, row))
