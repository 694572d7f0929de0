"""Blocks onto pages: planned first, drawn afterwards, so that every page knows how many there are.

Every step places something or opens a page after one that was not empty, so planning always ends.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

EPSILON = 1e-6
HEADED = 40.0  # points of the next block that must follow a heading on the same page


class Block(Protocol):
    """Something that can be measured, split and drawn. Lengths in points; y runs up."""

    before: float
    after: float
    keeps_next: bool

    def wrap(self, width: float) -> float:
        """Lay out to the width; returns the height."""

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """What fits into the room, and the rest; None where it cannot be split there."""

    def draw(self, canvas: Any, x: float, top: float) -> None:
        """Draw with the upper left corner at (x, top)."""


class Placed(NamedTuple):
    """A block and where its upper left corner stands."""

    block: Block
    top: float
    scale: float = 1.0


@dataclass
class _Sheet:
    """The pages so far, and how far down the last one is filled."""

    top: float
    bottom: float
    pages: list[list[Placed]] = field(default_factory=lambda: [[]])
    y: float = 0.0

    def __post_init__(self) -> None:
        self.y = self.top

    @property
    def is_fresh(self) -> bool:
        return not self.pages[-1]

    def turn(self) -> None:
        self.pages.append([])
        self.y = self.top

    def place(self, block: Block, gap: float, height: float, scale: float = 1.0) -> None:
        self.pages[-1].append(Placed(block, self.y - gap, scale))
        self.y -= gap + height * scale + block.after


def plan(blocks: Iterable[Block], width: float, top: float, bottom: float) -> list[list[Placed]]:
    """Blocks by page, each with the height at which it stands. A block taller than a page is scaled, never lost."""
    sheet, queue = _Sheet(top, bottom), deque(blocks)
    while queue:
        block = queue.popleft()
        gap = 0.0 if sheet.is_fresh else block.before
        height, room = block.wrap(width), sheet.y - bottom - gap
        if height + _headed(block, queue, width) <= room + EPSILON:
            sheet.place(block, gap, height)
            continue
        parts = block.split(width, room) if height > room + EPSILON else None
        if parts and parts[0].wrap(width) <= room + EPSILON:
            queue.extendleft(reversed(parts))
        elif not sheet.is_fresh:
            queue.appendleft(block)
            sheet.turn()
        else:
            sheet.place(block, 0.0, height, min(1.0, room / height))
    return sheet.pages


def _headed(block: Block, queue: deque[Block], width: float) -> float:
    """How much of the following block must stay with this one."""
    if not block.keeps_next or not queue:
        return 0.0
    following = queue[0]
    return block.after + following.before + min(following.wrap(width), HEADED)
