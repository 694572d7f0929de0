"""What raised rows ask for, gathered: each request once, with the rows that ask for it.

Suggestions only: which blood tests, which clinical question. A clinician sets them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from intake.assessment import BloodTest, Order, RedFlag
from intake.remember import Remembered


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


class OrderBook:
    """What these rows ask for, looked up by which of them are raised (a bit each, in table order)."""

    def __init__(self, rows: Sequence[RedFlag], catalogue: Catalogue) -> None:
        self._ids = [row.id for row in rows]
        self._orders = [self._order(kind, label, rows, catalogue) for kind, label in catalogue.labels.items()]

    def __call__(self, raised: int) -> tuple[Order, ...]:
        """Each request that a raised row asks for, with the rows that ask for it."""
        return tuple([made[raised & seen] for asks, seen, made in self._orders if raised & asks])

    def _order(
        self, kind: str, label: str, rows: Sequence[RedFlag], catalogue: Catalogue
    ) -> tuple[int, int, Remembered[int, Order]]:
        """The rows that ask for a request, the rows that bear on it, and the request itself."""
        asks = _bits(kind in row.orders for row in rows)
        questions = [(q, _bits(q.id in (*row.emg, *row.neurology) for row in rows)) for q in catalogue.questions]
        questions = [(q, bits) for q, bits in questions if q.order == kind]
        tests = [self._test(t, _bits(t.code in catalogue.codes(row) for row in rows)) for t in catalogue.tests]
        tests = tests if kind == "bloods" else []

        def make(raised: int) -> Order:
            wanted = tuple([test[raised & bits] for bits, test in tests if raised & bits])
            asked = [q for q, bits in questions if raised & bits]
            return Order(kind, label, self._names(raised & asks), _worded(asked), wanted)

        seen = reduce(or_, (bits for _, bits in questions), reduce(or_, (bits for bits, _ in tests), asks))
        return asks, seen, Remembered(make)

    def _test(self, test: BloodTest, bits: int) -> tuple[int, Remembered[int, BloodTest]]:
        """The rows that ask for a test, and the test with those of them that are raised."""
        return bits, Remembered(lambda raised: replace(test, asked_by=self._names(raised)))

    def _names(self, bits: int) -> tuple[str, ...]:
        return tuple([row_id for place, row_id in enumerate(self._ids) if bits >> place & 1])


def _worded(questions: Sequence[ClinicalQuestion]) -> str:
    """The questions one after the other; one of last resort only where there is no other."""
    better = [question for question in questions if not question.last_resort]
    return " ".join(question.text for question in better or questions)


def _bits(places: Iterable[bool]) -> int:
    return sum(1 << place for place, there in enumerate(places) if there)
