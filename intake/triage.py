"""Answers and tables in, an explained urgency out. Pure: no clock, no chance, no input or output.

A row is raised, open or ruled out by what is known (`intake/conditions.py`). The urgency is the highest
raised, the ceiling the highest raised or open; nothing ever counts against. Findings are values, and a
row's finding depends on few answers: each row remembers those it has made (`Grader`), so that an
assessment mostly looks up what it explains.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
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

if TYPE_CHECKING:
    from intake.rules import Tables

__all__ = [
    "Assessment",
    "BloodTest",
    "Finding",
    "FindingState",
    "Grader",
    "Order",
    "RedFlag",
    "TablesVersion",
    "assess",
]


class Grader:
    """One row, compiled: the finding for what is known, remembered by the few bits it depends on.

    `find(sure, possible)` also returns the row's own `bit` twice: once if raised, once if open.
    """

    __slots__ = ("find", "mask", "row")

    def __init__(self, row: RedFlag, condition: Compiled, codes: Mapping[int, tuple[str, str]], bit: int) -> None:
        self.row, self.mask = row, condition.mask
        own = {code_bit: code for code_bit, code in codes.items() if code_bit & self.mask}

        @lru_cache(maxsize=4096)
        def find(sure: int, possible: int) -> tuple[Finding, int, int]:
            truth = condition.truth(Known(sure, possible))
            if truth is Truth.YES:
                return Finding(row, FindingState.RAISED, _codes(condition.evidence(sure), own), ()), bit, 0
            if truth is Truth.UNSURE:
                open_on = tuple(_codes(possible & ~sure, own))
                return Finding(row, FindingState.OPEN, _codes(sure, own), open_on), 0, bit
            return Finding(row, FindingState.RULED_OUT, {}, ()), 0, 0

        self.find = find


def _codes(bits: int, codes: Mapping[int, tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """The codes of these bits by link_id, in the order of the questionnaire."""
    found: dict[str, tuple[str, ...]] = {}
    for bit, (link_id, code) in codes.items():
        if bits & bit:
            found[link_id] = (*found.get(link_id, ()), code)
    return found


def assess(answers: Answers, tables: Tables) -> Assessment:
    """Grade one person's answers by these tables; an answer that is missing is unsure, never a no."""
    known = tables.known(answers)
    sure, possible = known.sure, known.possible
    findings, raised, opened = [], 0, 0
    for grader in tables.graders:
        mask = grader.mask
        finding, raised_bit, open_bit = grader.find(sure & mask, possible & mask)
        findings.append(finding)
        raised |= raised_bit
        opened |= open_bit
    checklist = tuple([g.find(sure & g.mask, possible & g.mask)[0] for g in tables.checklist_graders])
    summary = tables.summary(raised, opened)
    return Assessment(*summary, tuple(findings), checklist, tables.orders(raised), tables.version)
