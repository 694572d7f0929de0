"""What a table of counts may show: nobody is to be found in it, neither in a cell nor by subtraction.

A count from 1 to 4 is hidden. Where a total is shown, one hidden part could be worked out from it; so at least two
parts of a total are hidden, and together they are at least five people, or the total is hidden too. Where totals
cross, what can be worked out from several, one after the other, is looked for as well. Nought is shown: it names
nobody. The idea is that of disclosure control in OpenSAFELY's reports, with the clinic's own small numbers.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Generic, TypeVar

SMALLEST = 5
"""The smallest number of people that is shown."""

HIDDEN_WORDS = f"fewer than {SMALLEST}, or hidden beside such a number"

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Sum(Generic[Key]):
    """A total that stands in the table, and its parts, which stand there too."""

    total: Key
    parts: Sequence[Key]


def safe(counts: Mapping[Key, int], sums: Sequence[Sum[Key]] = ()) -> dict[Key, int | None]:
    """The counts as they may be shown; None where one is hidden. Ends when nothing more needs hiding."""
    hidden = {key for key, count in counts.items() if 0 < count < SMALLEST}
    while (more := _more(counts, sums, hidden)) is not None:
        hidden.add(more)
    return {key: None if key in hidden else count for key, count in counts.items()}


def _more(counts: Mapping[Key, int], sums: Sequence[Sum[Key]], hidden: set[Key]) -> Key | None:
    """One more number to hide, first for what a single total tells, then for what several tell together."""
    by_one = next((key for one in sums if (key := _betrayed(one, counts, hidden)) is not None), None)
    return by_one if by_one is not None else _worked_out(counts, sums, hidden)


def _worked_out(counts: Mapping[Key, int], sums: Sequence[Sum[Key]], hidden: set[Key]) -> Key | None:
    """The smallest shown number of the sums by which, one after the other, a hidden small one can be worked out."""
    known, used = set(counts) - hidden, list[Key]()
    while found := _solved(sums, known):
        one, key = found
        used += [each for each in (*one.parts, one.total) if each not in hidden and counts[each]]
        if 0 < counts[key] < SMALLEST:
            return min(used, key=lambda each: counts[each]) if used else None
        known.add(key)
    return None


def _solved(sums: Sequence[Sum[Key]], known: set[Key]) -> tuple[Sum[Key], Key] | None:
    """A sum that lacks one number alone, and that number."""
    for one in sums:
        lacking = [key for key in (*one.parts, one.total) if key not in known]
        if len(lacking) == 1:
            return one, lacking[0]
    return None


def _betrayed(one: Sum[Key], counts: Mapping[Key, int], hidden: set[Key]) -> Key | None:
    """What must be hidden besides so that this total betrays nobody; None where it does not."""
    gone = [key for key in one.parts if key in hidden]
    if one.total in hidden or not gone:
        return None
    if len(gone) > 1 and sum(counts[key] for key in gone) >= SMALLEST:
        return None
    shown = [key for key in one.parts if key not in hidden and counts[key]]
    return min(shown, key=lambda key: counts[key]) if shown else one.total


def whole(parts: Mapping[Key, int], total: Key) -> tuple[dict[Key, int], list[Sum[Key]]]:
    """Parts with their total, ready for `safe`."""
    return {**parts, total: sum(parts.values())}, [Sum(total, list(parts))]


@dataclass(frozen=True)
class Share:
    """A part of a whole, and the interval in which the true share lies with 95 %, all from 0 to 1."""

    share: float
    low: float
    high: float


def share(part: int, count: int) -> Share | None:
    """Wilson's interval; None where part, rest or whole would show fewer people than may be shown."""
    rest = count - part
    if count < SMALLEST or 0 < part < SMALLEST or 0 < rest < SMALLEST:
        return None
    return wilson(part, count)


_Z = 1.959963984540054


def wilson(part: int, count: int) -> Share:
    """Wilson's score interval at 95 % (Wilson 1927), without continuity correction. `count` is at least 1."""
    p, zz = part / count, _Z * _Z
    middle = (p + zz / (2 * count)) / (1 + zz / count)
    reach = _Z * sqrt(p * (1 - p) / count + zz / (4 * count * count)) / (1 + zz / count)
    return Share(p, max(0.0, middle - reach), min(1.0, middle + reach))
