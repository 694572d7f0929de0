"""What a proof says: which promises hold, over how much, and where one does not, the smallest case."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from intake.assessment import TablesVersion
from intake.form import Answer

PROMISES = {
    "asked": "Every question on which a red flag hangs is asked, and must be answered, whenever it may matter",
    "settled": "Settling drops an answer that its parent contradicts, and no other",
    "left-out": "A question left out is unsure; one rightly not asked is a no",
    "graded": "Every row comes out as its condition says, for all answers that it can tell apart",
    "further-yes": "One more yes never lowers a row, an urgency or a strength",
    "unsaid": "Turning a yes into not sure never lowers the ceiling",
    "interval": "Settling a not-sure stays within the interval of urgency",
    "one-urgency": "Whatever is raised and open, there is exactly one urgency, at or below its ceiling",
    "clock": "A higher urgency is never seen later",
    "floor": "Every answer alone comes at least to its floor, and every answer has one or a reason why not",
    "raisable": "Every row can be raised on a way through the form",
    "not-hidden": "No row is entirely hidden by another that says as much",
    "said": "Every row has wording, source, reading, and orders or advice",
}


@dataclass(frozen=True)
class Counterexample:
    """The smallest case that breaks a promise: the answers, and in a sentence what they come to."""

    promise: str
    sentence: str
    answers: Mapping[str, Answer]


@dataclass(frozen=True)
class Proved:
    """One promise, how many cases were gone through for it, and how many of them broke it."""

    promise: str
    checked: int
    broken: int = 0


@dataclass(frozen=True)
class Certificate:
    """The result of a proof over one policy's tables. `ways` counts the ways through the form.

    `failures` holds the smallest case for each promise that is broken.
    """

    tables: TablesVersion
    ways: int
    proved: tuple[Proved, ...]
    failures: tuple[Counterexample, ...]

    @property
    def holds(self) -> bool:
        """Whether every promise was kept."""
        return not self.failures

    def as_json(self) -> dict[str, Any]:
        """Plain values; `ways` is a string, because it is longer than a JSON number may be."""
        return {
            "holds": self.holds,
            "policy": self.tables.policy,
            "version": self.tables.version,
            "sha256": self.tables.sha256,
            "ways": str(self.ways),
            "promises": [{**asdict(proved), "text": PROMISES[proved.promise]} for proved in self.proved],
            "failures": [{**asdict(failure), "answers": plainly(failure.answers)} for failure in self.failures],
        }

    def lines(self) -> Iterable[str]:
        """The certificate as people read it on a terminal."""
        yield f"Tables {self.tables.version}, policy {self.tables.policy}, sha256 {self.tables.sha256}"
        yield f"{self.ways:,} ways through the form, none left out"
        for proved in self.proved:
            result = f"broken in {proved.broken:,} of" if proved.broken else "proved over"
            yield f"  {PROMISES[proved.promise]}: {result} {proved.checked:,} cases"
            for failure in (failure for failure in self.failures if failure.promise == proved.promise):
                yield f"    {failure.sentence}"
                yield f"    smallest case: {json.dumps(plainly(failure.answers))}"


KEPT = Path(__file__).parent / "rules" / "certificates.json"
"""The certificates of the shipped tables, written by `python -m intake prove --keep`; a test keeps them current."""


def kept(tables: TablesVersion) -> dict[str, Any] | None:
    """The certificate that was made of exactly these tables, as plain values; None where they are not proved yet."""
    return next((c for c in _kept() if (c["policy"], c["sha256"]) == (tables.policy, tables.sha256)), None)


@cache
def _kept() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(KEPT.read_text(encoding="utf-8"))) if KEPT.exists() else ()


class Ledger:
    """Counts what a check has gone through, and keeps the smallest case that broke the promise."""

    def __init__(self, promise: str) -> None:
        self.promise, self.checked, self.broken = promise, 0, 0
        self.smallest: Counterexample | None = None

    def check(self, kept: bool, sentence: str, answers: Mapping[str, Answer]) -> None:
        """Enter one case."""
        self.checked += 1
        if not kept:
            self.breach(sentence, answers)

    def breach(self, sentence: str, answers: Mapping[str, Answer]) -> None:
        """Enter one broken case that is already counted."""
        self.broken += 1
        if self.smallest is None or len(answers) < len(self.smallest.answers):
            self.smallest = Counterexample(self.promise, sentence, dict(answers))

    @property
    def result(self) -> Proved:
        """What has been gone through."""
        return Proved(self.promise, self.checked, self.broken)


def plainly(answers: Mapping[str, Answer]) -> dict[str, Any]:
    """Answers as the command line takes them."""
    return {link: list(given) if isinstance(given, tuple) else given for link, given in answers.items()}
