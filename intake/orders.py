"""What raised rows ask for, gathered: each request once, with the rows that ask for it.

Suggestions only: which blood tests, which clinical question. A clinician sets them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from intake.assessment import BloodTest, Order, RedFlag


@dataclass(frozen=True)
class ClinicalQuestion:
    """A drafted question for the department that an order goes to (`emg` or `neurology`).

    One that is `last_resort` is asked only where no other is.
    """

    id: str
    order: str
    text: str
    last_resort: bool = False


@dataclass(frozen=True)
class Cause:
    """A trigger or disorder that the article names: the tests that look for it, or why none does."""

    name: str
    tests: tuple[str, ...] = ()
    no_test: str = ""


@dataclass(frozen=True)
class Catalogue:
    """All that may be asked for, in the order in which it is printed. `panels` name groups of tests."""

    labels: dict[str, str]
    questions: tuple[ClinicalQuestion, ...]
    tests: tuple[BloodTest, ...]
    panels: dict[str, tuple[str, ...]]
    causes: tuple[Cause, ...]

    def codes(self, row: RedFlag) -> frozenset[str]:
        """The tests of a row, its panels spelled out."""
        return frozenset(code for name in row.tests for code in self.panels.get(name, (name,)))

    def orders(self, raised: Iterable[RedFlag]) -> tuple[Order, ...]:
        """Each request that a raised row asks for, with the rows that ask for it."""
        rows = tuple(raised)
        orders = (self._order(kind, rows) for kind in self.labels)
        return tuple(order for order in orders if order.asked_by)

    def _order(self, kind: str, rows: tuple[RedFlag, ...]) -> Order:
        asked_by = tuple(row.id for row in rows if kind in row.orders)
        tests = self._tests(rows) if kind == "bloods" and asked_by else ()
        return Order(kind, self.labels[kind], asked_by, self._question(kind, rows), tests)

    def _question(self, kind: str, rows: tuple[RedFlag, ...]) -> str:
        wanted = {name for row in rows for name in (*row.emg, *row.neurology)}
        asked = [q for q in self.questions if q.order == kind and q.id in wanted]
        better = [q for q in asked if not q.last_resort]
        return " ".join(q.text for q in better or asked)

    def _tests(self, rows: tuple[RedFlag, ...]) -> tuple[BloodTest, ...]:
        wanted = {row.id: self.codes(row) for row in rows}
        asked_by = {
            test.code: tuple(row_id for row_id, codes in wanted.items() if test.code in codes) for test in self.tests
        }
        return tuple(replace(test, asked_by=asked_by[test.code]) for test in self.tests if asked_by[test.code])
