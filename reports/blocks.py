"""What a page is made of: passages, grids, banners, drawings, columns. Each knows its structure element."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from reports.flow import EPSILON, Block
from reports.tagged import Element
from reports.words import Words, ink

ROW_GAP = 0.8  # points between rows of packed facts


@dataclass
class Passage:
    """Words on their own, with room above and below."""

    words: Words
    before: float = 0.0
    after: float = 3.0
    keeps_next: bool = False

    def wrap(self, width: float) -> float:
        """Lay out to the width; returns the height."""
        return self.words.wrap(width)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Between lines, never leaving one alone."""
        parts = self.words.split(width, room)
        if parts is None:
            return None
        return replace(self, words=parts[0], after=0.0), replace(self, words=parts[1], before=0.0)

    def draw(self, canvas: Any, x: float, top: float) -> None:
        """Draw with the upper left corner at (x, top)."""
        self.words.draw(canvas, x, top)


@dataclass
class Aside:
    """A heading with a smaller passage behind it, on the same baseline. Keeps with what it heads."""

    words: Words
    aside: Words
    before: float = 0.0
    after: float = 2.0
    keeps_next: bool = True
    bookmark: str = ""
    width: float = 0.0

    def wrap(self, width: float) -> float:
        """Lay out to the width; returns the height."""
        self.width = width
        height = self.words.wrap(width)
        is_short = self.words.wide + 10 + self.aside.wide <= width
        self.aside.wrap(max(width - self.words.wide - 10, 40) if is_short else width)
        return height if is_short or not self.aside.element else height + self.aside.height

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """A heading is whole."""
        del width, room
        return None

    def draw(self, canvas: Any, x: float, top: float) -> None:
        """Draw with the upper left corner at (x, top)."""
        canvas.bookmark(self.bookmark, 0, top)
        self.words.draw(canvas, x, top)
        if self.aside.element is None:
            return
        if self.aside.width < self.width:
            drop = (self.words.style.size - self.aside.style.size) * 0.98
            self.aside.draw(canvas, x + self.words.wide + 10, top - drop)
        else:
            self.aside.draw(canvas, x, top - self.words.height)


@dataclass(frozen=True)
class Row:
    """A row of a grid: a passage a cell, and the colour behind it."""

    cells: tuple[Words, ...]
    fill: str | None = None


@dataclass
class Grid:
    """Rows of cells in columns of `shares`. Splits between rows, or inside one that is taller than the page.

    The first `head` rows are repeated on every page; the repeats are artifacts. `rule` is the colour
    of the hairlines below rows.
    """

    rows: Sequence[Row]
    shares: tuple[float, ...]
    rule: str
    head: int = 0
    pad: tuple[float, float] = (3.0, 2.0)
    before: float = 0.0
    after: float = 5.0
    keeps_next: bool = False
    is_repeat: bool = False
    is_ruled: bool = True
    widths: list[float] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)

    def wrap(self, width: float) -> float:
        """Lay out to the width; returns the height."""
        total = sum(self.shares)
        self.widths = [width * share / total for share in self.shares]
        self.heights = [self._row_height(row) for row in self.rows]
        return sum(self.heights)

    def _row_height(self, row: Row) -> float:
        side, above = self.pad
        heights = (cell.wrap(width - 2 * side) for cell, width in zip(row.cells, self.widths, strict=True))
        return max(heights, default=0.0) + 2 * above

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Between rows; inside a row only where it would not fit on a page of its own."""
        self.wrap(width)
        used, fits = 0.0, 0
        while fits < len(self.rows) and used + self.heights[fits] <= room + EPSILON:
            used += self.heights[fits]
            fits += 1
        if fits > self.head and (fits == len(self.rows) or self.heights[fits] <= 200):
            return self._parted(self.rows[:fits], self.rows[fits:])
        cut = self._cut_row(self.rows[fits], room - used) if fits < len(self.rows) and fits >= self.head else None
        if cut:
            return self._parted([*self.rows[:fits], cut[0]], [cut[1], *self.rows[fits + 1 :]])
        return self._parted(self.rows[:fits], self.rows[fits:]) if fits > self.head else None

    def _parted(self, above: Sequence[Row], below: Sequence[Row]) -> tuple[Block, Block] | None:
        if not below:
            return None
        rest = replace(self, rows=[*self.rows[: self.head], *below], is_repeat=True, before=0.0)
        return replace(self, rows=list(above), after=0.0), rest

    def _cut_row(self, row: Row, room: float) -> tuple[Row, Row] | None:
        """The row in two: the lines of each cell that fit, and the others; None where no cell can give a line."""
        above: list[Words] = []
        below: list[Words] = []
        for cell in row.cells:
            fits = min(int((room - 2 * self.pad[1] + EPSILON) // cell.style.leading), len(cell.lines))
            if fits < 1:
                return None
            first, rest = cell.parted(fits)
            above.append(first)
            below.append(rest)
        if not any(cell.lines for cell in below):
            return None
        return Row(tuple(above), row.fill), Row(tuple(below), row.fill)

    def draw(self, canvas: Any, x: float, top: float) -> None:
        """Draw with the upper left corner at (x, top)."""
        with canvas.marked(None):
            self._draw_lines(canvas, x, top)
        side, above = self.pad
        for number, (row, height) in enumerate(zip(self.rows, self.heights, strict=True)):
            with canvas.marked(None) if self.is_repeat and number < self.head else nullcontext():
                left = x
                for cell, width in zip(row.cells, self.widths, strict=True):
                    if cell.lines:
                        cell.draw(canvas, left + side, top - above)
                    left += width
            top -= height

    def _draw_lines(self, canvas: Any, x: float, top: float) -> None:
        width = sum(self.widths)
        canvas.setStrokeColor(ink(self.rule))
        canvas.setLineWidth(0.4)
        for row, height in zip(self.rows, self.heights, strict=True):
            if row.fill:
                canvas.setFillColor(ink(row.fill))
                canvas.rect(x, top - height, width, height, stroke=0, fill=1)
            top -= height
            if self.is_ruled:
                canvas.line(x, top, x + width, top)


@dataclass
class Packed:
    """Pairs of label and value, packed on a grid of `units` a row: each takes as many units as it needs."""

    pairs: Sequence[tuple[Words, Words]]
    units: int
    rule: str
    before: float = 0.0
    after: float = 3.0
    keeps_next: bool = False
    gap: float = 10.0
    rows: list[list[tuple[int, int]]] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    width: float = 0.0

    def wrap(self, width: float) -> float:
        """Lay out to the width; returns the height."""
        self.width = width
        unit = (width + self.gap) / self.units
        self.rows, self.heights, taken = [], [], self.units
        for number, (label, value) in enumerate(self.pairs):
            needs = min(math.ceil((label.wide + value.wide + self.gap) / unit - EPSILON), self.units)
            if taken + needs > self.units:
                self.rows.append([])
                self.heights.append(0.0)
                taken = 0
            height = self._wrap_pair(label, value, needs * unit - self.gap)
            self.rows[-1].append((number, taken))
            self.heights[-1] = max(self.heights[-1], height + ROW_GAP)
            taken += needs
        return sum(self.heights)

    def _wrap_pair(self, label: Words, value: Words, room: float) -> float:
        """Side by side; a label too long for that stands above its value."""
        if _is_above(label, self.width):
            return label.wrap(room) + value.wrap(room)
        return max(label.wrap(label.wide + 1), value.wrap(room - label.wide))

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Between rows, or inside a value that is longer than a page."""
        self.wrap(width)
        fits, used = 0, 0.0
        while fits < len(self.rows) and used + self.heights[fits] <= room + EPSILON:
            used += self.heights[fits]
            fits += 1
        if fits == len(self.rows):
            return None
        if fits:
            first = self.rows[fits][0][0]
            return replace(self, pairs=self.pairs[:first], after=0.0), replace(
                self, pairs=self.pairs[first:], before=0.0
            )
        return self._cut(room)

    def _cut(self, room: float) -> tuple[Block, Block] | None:
        label, value = self.pairs[0]
        above = label.height if _is_above(label, self.width) else 0.0
        lines = int((room - above - ROW_GAP + EPSILON) // value.style.leading)
        if len(self.rows[0]) > 1 or not 0 < lines < len(value.lines):
            return None
        first, below = value.parted(lines)
        rest = ((label.nothing(), below), *self.pairs[1:])
        return replace(self, pairs=((label, first),), after=0.0), replace(self, pairs=rest, before=0.0)

    def draw(self, canvas: Any, x: float, top: float) -> None:
        """Draw with the upper left corner at (x, top)."""
        unit = (self.width + self.gap) / self.units
        for row, height in zip(self.rows, self.heights, strict=True):
            for number, at in row:
                label, value = self.pairs[number]
                left = x + at * unit
                is_above = _is_above(label, self.width)
                if label.lines:
                    label.draw(canvas, left, top)
                value.draw(canvas, left + (0 if is_above else label.wide), top - (label.height if is_above else 0))
            top -= height


def _is_above(label: Words, width: float) -> bool:
    return label.wide > width * 0.6


@dataclass
class Panel:
    """Blocks on a tinted ground with a strip at its left: a banner, a quotation."""

    blocks: Sequence[Block]
    fill: str
    strip: str
    before: float = 0.0
    after: float = 6.0
    keeps_next: bool = False
    pad: tuple[float, float] = (11.0, 4.0)
    heights: list[float] = field(default_factory=list)
    width: float = 0.0

    def wrap(self, width: float) -> float:
        """Lay out to the width; returns the height."""
        self.width = width
        inner = width - self.pad[0] - 6
        self.heights = [block.wrap(inner) + block.after for block in self.blocks]
        return sum(self.heights) - (self.blocks[-1].after if self.blocks else 0) + 2 * self.pad[1]

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Between its blocks, or inside the first that does not fit."""
        self.wrap(width)
        left, inner = room - 2 * self.pad[1], width - self.pad[0] - 6
        for number, (block, height) in enumerate(zip(self.blocks, self.heights, strict=True)):
            if height - block.after > left + EPSILON:
                parts = block.split(inner, left)
                above = [*self.blocks[:number], *((parts[0],) if parts else ())]
                below = [parts[1] if parts else block, *self.blocks[number + 1 :]]
                return (replace(self, blocks=above, after=0.0), replace(self, blocks=below)) if above else None
            left -= height
        return None

    def draw(self, canvas: Any, x: float, top: float) -> None:
        """Draw with the upper left corner at (x, top)."""
        height = self.wrap(self.width)
        with canvas.marked(None):
            canvas.setFillColor(ink(self.fill))
            canvas.rect(x, top - height, self.width, height, stroke=0, fill=1)
            canvas.setFillColor(ink(self.strip))
            canvas.rect(x, top - height, 4, height, stroke=0, fill=1)
        y = top - self.pad[1]
        for block, tall in zip(self.blocks, self.heights, strict=True):
            block.draw(canvas, x + self.pad[0], y)
            y -= tall


Paint = Callable[[Any, tuple[float, float, float, float]], None]


@dataclass
class Drawing:
    """A figure with its text alternative in its element; `paint(canvas, box)` fills the box.

    `tall` gives its height for a width, both in points.
    """

    paint: Paint
    tall: Callable[[float], float]
    element: Element
    before: float = 0.0
    after: float = 2.0
    keeps_next: bool = False
    width: float = 0.0
    height: float = 0.0

    def wrap(self, width: float) -> float:
        """Lay out to the width; returns the height."""
        self.width, self.height = width, self.tall(width)
        return self.height

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:  # noqa: ARG002  # a figure is whole
        """A figure is never split."""
        return None

    def draw(self, canvas: Any, x: float, top: float) -> None:
        """Draw with the upper left corner at (x, top)."""
        box = (x, top - self.height, self.width, self.height)
        self.element.attributes["box"] = [round(v, 1) for v in (x, top - self.height, x + self.width, top)]
        with canvas.marked(self.element):
            self.paint(canvas, box)


@dataclass
class Columns:
    """Blocks side by side; never split."""

    columns: Sequence[Sequence[Block]]
    shares: tuple[float, ...]
    gap: float = 14.0
    before: float = 0.0
    after: float = 5.0
    keeps_next: bool = False
    widths: list[float] = field(default_factory=list)

    def wrap(self, width: float) -> float:
        """Lay out to the width; returns the height."""
        room, total = width - self.gap * (len(self.columns) - 1), sum(self.shares)
        self.widths = [room * share / total for share in self.shares]
        return max(_stacked(column, width) for column, width in zip(self.columns, self.widths, strict=True))

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Where it is taller than a page the columns follow one another; else it stays whole."""
        del width, room
        return None

    def draw(self, canvas: Any, x: float, top: float) -> None:
        """Draw with the upper left corner at (x, top)."""
        for column, width in zip(self.columns, self.widths, strict=True):
            y = top
            for number, block in enumerate(column):
                y -= block.before if number else 0.0
                height = block.wrap(width)
                block.draw(canvas, x, y)
                y -= height + block.after
            x += width + self.gap


def _stacked(column: Sequence[Block], width: float) -> float:
    height = sum(
        (block.before if number else 0.0) + block.wrap(width) + block.after for number, block in enumerate(column)
    )
    return height - (column[-1].after if column else 0.0)


@dataclass
class Blank:
    """Ruled room for handwriting: `lines` dotted lines, `gap` points apart."""

    lines: int
    rule: str
    gap: float = 17.0
    before: float = 0.0
    after: float = 4.0
    keeps_next: bool = False
    width: float = 0.0

    def wrap(self, width: float) -> float:
        """Lay out to the width; returns the height."""
        self.width = width
        return self.lines * self.gap

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Between lines."""
        del width
        fits = int(room // self.gap)
        return (replace(self, lines=fits), replace(self, lines=self.lines - fits)) if 0 < fits < self.lines else None

    def draw(self, canvas: Any, x: float, top: float) -> None:
        """Draw with the upper left corner at (x, top)."""
        with canvas.marked(None):
            canvas.setStrokeColor(ink(self.rule))
            canvas.setLineWidth(0.5)
            for number in range(1, self.lines + 1):
                y = top - number * self.gap + 3
                canvas.line(x, y, x + self.width, y)
