"""Answers and tables in, an explained urgency out. Pure: no clock, no chance, no input or output.

A row is raised, open or ruled out by what is known (`intake/conditions.py`). The urgency is the highest
raised, the ceiling the highest raised or open; nothing ever counts against. Findings are values, and a
row's finding depends on few answers: each block of rows remembers those it has made, so that an
assessment mostly looks up what it explains.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from intake.assessment import (
    Assessment,
    BloodTest,
    Finding,
    FindingState,
    Order,
    RedFlag,
    TablesVersion,
)
from intake.conditions import Compiled, Known, Truth
from intake.form import Answers
from intake.reading import joined, parted
from intake.remember import Remembered

if TYPE_CHECKING:
    from intake.questionnaire import Questionnaire
    from intake.rules import Tables

__all__ = [
    "Assessment",
    "Block",
    "BloodTest",
    "Finding",
    "FindingState",
    "Order",
    "RedFlag",
    "TablesVersion",
    "assess",
]


Graded = tuple[tuple[Finding, ...], int, int]


class Block:
    """Rows next to each other that hang on few answers together, graded together and remembered.

    `graded[bits & mask]` takes what is known of the block's own answers, both halves in one integer. It
    holds the findings in order, and as bits of the whole table (the first row at `place`) which rows are
    raised and which are open.
    """

    __slots__ = ("graded", "mask", "rows")

    def __init__(
        self, rows: Sequence[RedFlag], conditions: Sequence[Compiled], form: Questionnaire, place: int
    ) -> None:
        self.rows = tuple(rows)
        own = reduce(or_, (condition.mask for condition in conditions))
        self.mask = joined(own, own, form.width)
        pairs = tuple(zip(rows, conditions, strict=True))

        def grade(bits: int) -> Graded:
            known = parted(bits, form.width)
            found = tuple([_finding(row, condition, known, form) for row, condition in pairs])
            return found, _places(found, FindingState.RAISED) << place, _places(found, FindingState.OPEN) << place

        self.graded = Remembered(grade)


def _finding(row: RedFlag, condition: Compiled, known: Known, form: Questionnaire) -> Finding:
    """The outcome of one row, with the answers that brought it about."""
    truth = condition.truth(known)
    if truth is Truth.YES:
        return Finding(row, FindingState.RAISED, form.codes_in(condition.evidence(known.sure)), ())
    if truth is Truth.UNSURE:
        mask = condition.mask
        open_on = form.links_in(known.possible & ~known.sure & mask)
        return Finding(row, FindingState.OPEN, form.codes_in(known.sure & mask), open_on)
    return Finding(row, FindingState.RULED_OUT, {}, ())


def _places(findings: Sequence[Finding], state: FindingState) -> int:
    """A bit for each finding in that state."""
    return sum([1 << place for place, finding in enumerate(findings) if finding.state is state])


def assess(answers: Answers, tables: Tables) -> Assessment:
    """Grade one person's answers by these tables; an answer that is missing is unsure, never a no."""
    bits = tables.known.bits(answers)
    findings, raised, opened = _found(tables.blocks, bits)
    checklist, _, _ = _found(tables.checklist_blocks, bits)
    summary = tables.summary[raised, opened]
    return Assessment(*summary, tuple(findings), tuple(checklist), tables.orders(raised), tables.version)


def _found(blocks: Sequence[Block], bits: int) -> tuple[list[Finding], int, int]:
    """The findings of every row in order, and which are raised and open."""
    findings: list[Finding] = []
    raised = opened = 0
    for block in blocks:
        found, raised_here, opened_here = block.graded[bits & block.mask]
        findings += found
        raised |= raised_here
        opened |= opened_here
    return findings, raised, opened
