"""One figure of the Reports page, and what all of them share: totals that give nobody away, shares, words for few.

What is hidden is hidden before anything is drawn, printed or exported: chart, table and file are made of the same
cells. `None` in a table is a hidden cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median
from typing import Any

from intake import disclosure
from intake.disclosure import SMALLEST, Share, Sum
from intake.urgency import NOT_ASSESSED, Urgency
from reports.frames import urgency_label

Cell = str | int | None
ALL = "all"
LEVELS = tuple(reversed(Urgency))
UNGRADED = "not-assessed"
Grade = Urgency | str
GRADES: tuple[Grade, ...] = (*LEVELS, UNGRADED)
"""Every urgency, and whoever nobody has assessed: counted, and at none of them."""
DAY = 86_400


@dataclass(frozen=True)
class Figure:
    """One figure. `rows` are its table under `head`; `drawn` is what its chart takes, by the name of the chart.

    `empty` is what is said instead, where there is nothing to show.
    """

    id: str
    title: str
    says: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: str = ""
    drawn: Sequence[Mapping[str, Any]] = ()
    empty: str = ""
    map: Mapping[str, int | None] = field(default_factory=dict)


def worth_drawing(drawn: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """What a chart of people takes, where it shows any: of zeros and hidden cells alone none is drawn."""
    return drawn if any(line.get("people") for line in drawn) else ()


def crossed(counts: Mapping[Any, int], down: Sequence[Any], across: Sequence[Any]) -> dict[Any, int | None]:
    """A table of two directions with its totals, made safe: no hidden cell can be worked out from a total."""
    cells = {(row, column): counts.get((row, column), 0) for row in down for column in across}
    for row in down:
        cells[row, ALL] = sum(cells[row, column] for column in across)
    for column in across:
        cells[ALL, column] = sum(cells[row, column] for row in down)
    cells[ALL, ALL] = sum(cells[row, ALL] for row in down)
    sums = [Sum((row, ALL), [(row, column) for column in across]) for row in (*down, ALL)]
    sums += [Sum((ALL, column), [(row, column) for row in down]) for column in (*across, ALL)]
    return disclosure.safe(cells, sums)


def percent(found: Share | None) -> tuple[int | None, int | None, int | None]:
    """Share and interval in whole per cent."""
    if found is None:
        return None, None, None
    share, low, high = (round(100 * value) for value in (found.share, found.low, found.high))
    return share, low, high


def part_of(part: int, whole: int) -> tuple[int | None, int | None]:
    """Whole and part as they may be shown."""
    safe = disclosure.safe({"part": part, "rest": whole - part, "whole": whole}, [Sum("whole", ["part", "rest"])])
    return safe["whole"], safe["part"]


def or_few(count: int | None) -> str:
    """A number, or that it is too small to be said."""
    return "too few to say" if count is None else str(count)


def middle(values: Sequence[float]) -> str:
    """The median, or nothing of too few."""
    return f"{median(values):.1f}" if len(values) >= SMALLEST else ""


def moment_at(seconds: int) -> datetime:
    """A moment of so many seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def level_at(rank: int) -> Urgency:
    """The level of a rank."""
    return _BY_RANK[rank]


def grade_at(rank: int | None) -> Grade:
    """The level of a rank; of none, that nobody has assessed."""
    return UNGRADED if rank is None else level_at(rank)


def grade_label(grade: Grade) -> str:
    """`▲ Immediate`, `? Not assessed`."""
    return f"{NOT_ASSESSED.shape} {NOT_ASSESSED.word}" if grade == UNGRADED else urgency_label(Urgency(grade))


_BY_RANK = tuple(Urgency)
