"""Grades many intakes at once: one bitmap for each answer, a bit for each intake.

The same conditions as one assessment, turned on their side: *any of* is an or of bitmaps, *at least n*
a ladder of them. It says urgency, ceiling and which rows are raised; the explaining is `assess`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from intake.conditions import Compiled
from intake.form import Answers
from intake.reading import Reader
from intake.rules import Tables
from intake.urgency import Urgency

Bitmap = NDArray[np.uint8]
Bitmaps = NDArray[np.uint8]
Ranks = NDArray[np.uint8]


@dataclass(frozen=True)
class Encoded:
    """`count` intakes as bitmaps: `sure[place]` has a bit for each intake in which that answer is sure.

    Shape of both: (bits of the form, intakes / 8 rounded up).
    """

    count: int
    sure: Bitmaps
    possible: Bitmaps


@dataclass(frozen=True)
class Graded:
    """Ranks of urgency and ceiling (0 self-care … 5 emergency), one for each intake, in order."""

    urgency: Ranks
    ceiling: Ranks


def encode(cases: Iterable[Answers], read: Reader) -> Encoded:
    """Read every case once."""
    known = [read(answers) for answers in cases]
    octets = (read.width + 7) // 8
    sure = b"".join([one.sure.to_bytes(octets, "little") for one in known])
    possible = b"".join([one.possible.to_bytes(octets, "little") for one in known])
    return Encoded(len(known), _turned(sure, octets), _turned(possible, octets))


def encode_for(cases: Iterable[Answers], tables: Tables) -> Encoded:
    """The cases as these tables read them."""
    return encode(cases, tables.known)


def _turned(octets: bytes, width: int) -> Bitmaps:
    """From a row for each intake to a bitmap for each answer."""
    rows = np.frombuffer(octets, dtype=np.uint8).reshape(-1, width)
    return np.ascontiguousarray(np.packbits(np.unpackbits(rows, axis=1, bitorder="little").T, axis=1))


def grade(encoded: Encoded, tables: Tables) -> Graded:
    """Urgency and ceiling of every intake."""
    return Graded(_ranks(encoded.sure, encoded.count, tables), _ranks(encoded.possible, encoded.count, tables))


def raised(encoded: Encoded, tables: Tables) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Each row with the intakes in which it is raised."""
    holds = _Holds(encoded.sure)
    for row in tables.rows:
        yield row.id, np.unpackbits(holds(tables.condition(row)), count=encoded.count).astype(bool)


def _ranks(maps: Bitmaps, count: int, tables: Tables) -> Ranks:
    """The rank of the highest level that holds: one more for each level that is reached or passed."""
    ranks = np.zeros(count, dtype=np.uint8)
    reached = np.zeros(maps.shape[1], dtype=np.uint8)
    conditions, holds = dict(tables.by_level), _Holds(maps)
    for level in reversed(Urgency):
        if level in conditions:
            reached |= holds(conditions[level])
        if level is not Urgency.SELF_CARE:
            ranks += np.unpackbits(reached, count=count)
    return ranks


class _Holds:
    """In which intakes conditions hold; what several rows share is worked out once."""

    def __init__(self, maps: Bitmaps) -> None:
        self._maps = maps
        self._known: dict[int, Bitmap] = {}

    def __call__(self, condition: Compiled) -> Bitmap:
        """One bit for each intake."""
        if id(condition) not in self._known:
            self._known[id(condition)] = self._ladder(condition)
        return self._known[id(condition)]

    def _ladder(self, condition: Compiled) -> Bitmap:
        """`ladder[n]` are the intakes in which more than n groups hold."""
        ladder = [np.zeros(self._maps.shape[1], dtype=np.uint8) for _ in range(condition.at_least)]
        for mask, nested in condition.groups:
            group = np.zeros(self._maps.shape[1], dtype=np.uint8)
            for place in _places(mask):
                group |= self._maps[place]
            for inner in nested:
                group |= self(inner)
            for higher in range(len(ladder) - 1, 0, -1):
                ladder[higher] |= ladder[higher - 1] & group
            ladder[0] |= group
        return ladder[-1]


@lru_cache(maxsize=4096)
def _places(mask: int) -> tuple[int, ...]:
    return tuple(place for place in range(mask.bit_length()) if mask >> place & 1)
