"""A passage of plain words: broken into lines, split between pages, drawn. No markup is parsed anywhere.

Words are measured once, lines are broken at spaces (after a hyphen or slash between letters, and
anywhere between the letters of scripts that write without spaces); a word wider than the column is
cut, never lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from reportlab.lib.colors import Color, HexColor

from reports import scripts, shaping, typefaces

EPSILON = 1e-6


@dataclass(frozen=True)
class Style:
    """How a passage is set; sizes in points.

    `align` is left, right, centre, or natural: from the side from which its first letter is read.
    """

    size: float = 9.0
    leading: float = 11.4
    bold: bool = False
    colour: str = "#14202B"
    align: str = "left"


@lru_cache(maxsize=64)
def ink(colour: str) -> Color:
    """A colour of the palette as ReportLab takes it."""
    return HexColor(colour)


class Piece(NamedTuple):
    """The least that may stand on a line: what is drawn, its width with and without its space, if a letter is lost."""

    drawn: str
    width: float
    solid: float
    is_lossy: bool = False


class Line(NamedTuple):
    """One line: what is drawn, in the order of reading, and its width."""

    drawn: str
    width: float


_PIECES = re.compile(r"\n|[^\s]*?(?<=[^\W\d]{2})[-/–](?=[^\W\d]{2})|[^\s]+ *|[^\S\n]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]")
BOUND = 24  # letters: no word binds more of them into one shape
_NEVER_FIRST = "、。，．！？）」』：；"


class Words:
    """A passage that can be wrapped, split and drawn. `element` is its place in the document's structure."""

    __slots__ = ("element", "from_right", "height", "is_whole", "lines", "pieces", "style", "wide", "width")

    def __init__(self, text: str, style: Style, element: Any = None) -> None:
        self.style, self.element = style, element
        text = scripts.clean(text)
        self.from_right = style.align == "natural" and scripts.reads_from_right(text)
        if element is not None and scripts.RIGHT_TO_LEFT.search(text):
            self.element = element.add("Span", actual=text)  # whoever listens gets the words, not the pen's order
        self.pieces = tuple(_pieces(text, style.bold, style.size))
        self.is_whole = not any(piece.is_lossy for piece in self.pieces)
        self.lines: tuple[Line, ...] = ()
        self.width = self.height = 0.0
        self.wide = sum(piece.width for piece in self.pieces)  # on one line, in points

    def wrap(self, width: float) -> float:
        """Break into lines of at most `width` points; returns the height in points."""
        if abs(width - self.width) > EPSILON:
            self.lines = tuple(_lines(self.pieces, width, self.style))
            self.width = width
        self.height = len(self.lines) * self.style.leading
        return self.height

    def split(self, width: float, room: float) -> tuple[Words, Words] | None:
        """The lines that fit into `room` and the others; None where none fits, or where two lines would part."""
        self.wrap(width)
        fits = int((room + EPSILON) // self.style.leading)
        if fits >= len(self.lines) or fits < 1 or len(self.lines) < 4:
            return None
        fits = max(min(fits, len(self.lines) - 2), 1)
        return self.parted(fits)

    def parted(self, after: int) -> tuple[Words, Words]:
        """The first lines and the others, both laid out to this width for good."""
        return self._part(self.lines[:after]), self._part(self.lines[after:])

    def _part(self, lines: tuple[Line, ...]) -> Words:
        part = object.__new__(Words)
        part.style, part.element, part.pieces, part.from_right = self.style, self.element, self.pieces, self.from_right
        part.lines, part.width, part.height = lines, self.width, len(lines) * self.style.leading
        part.wide, part.is_whole = self.wide, self.is_whole
        return part

    def nothing(self) -> Words:
        """As wide as these words, without any: what stands beside the rest of a long value."""
        return self._part(())

    def draw(self, canvas: Any, x: float, top: float) -> None:
        """Draw with the upper left corner at (x, top), inside the passage's own mark."""
        with canvas.marked(self.element):
            self.draw_unmarked(canvas, x, top)

    def draw_unmarked(self, canvas: Any, x: float, top: float) -> None:
        """Draw without a mark, for what stands inside a mark already."""
        style = self.style
        y = top - style.size * 0.98
        for line in self.lines:
            if line.drawn:
                canvas.show(
                    x + self._indent(line), y, _runs(line.drawn, style, self.from_right), style.size, style.colour
                )
            y -= style.leading

    def _indent(self, line: Line) -> float:
        align = self.style.align
        if align == "natural":
            align = "right" if self.from_right else "left"
        spare = {"left": 0.0, "right": 1.0, "centre": 0.5}[align]
        return spare * (self.width - line.width)


def _pieces(text: str, bold: bool, size: float) -> Iterator[Piece]:
    widths = typefaces.load()[bold]
    main = typefaces.main_characters(bold)
    measure, scale = widths.__getitem__, size / 1000
    for meant in _cut(text):
        drawn = scripts.joined(meant) if scripts.RIGHT_TO_LEFT.search(meant) else meant
        is_lossy = False
        if not main.issuperset(drawn):
            is_lossy = bool(typefaces.unprintable(drawn))
            drawn = _printable(drawn)
        width = (sum(map(measure, drawn)) if main.issuperset(drawn) else widths.over(drawn)) * scale
        spaces = len(drawn) - len(drawn.rstrip(" "))
        yield Piece(drawn, width, width - spaces * measure(" ") * scale, is_lossy)


def _printable(text: str) -> str:
    """The text as it is drawn: lost characters as their sign, joiners only where a shaper reads them."""
    out: list[str] = []
    for char in text:
        out += _drawn(char, out[-1] if out else "")
    return "".join(out)


def _drawn(char: str, before: str) -> str:
    if char in shaping.JOINERS:
        return char if before and (before in shaping.JOINERS or typefaces.is_shaped(before)) else ""
    if char in typefaces.LAYOUT_ONLY:
        return char if char == "\n" else ""
    return typefaces.MISSING if typefaces.unprintable(char) else char


def _cut(text: str) -> Iterator[str]:
    """The text in pieces between which a line may end; joined again they are the text."""
    for piece in _PIECES.findall(text):
        if _UNSPACED.search(piece):
            yield from _letters(piece)
        else:
            yield piece


def _letters(piece: str) -> Iterator[str]:
    """Letter by letter, marks and closing punctuation kept with what they follow."""
    start = 0
    for at in range(1, len(piece)):
        char = piece[at]
        wide = _UNSPACED.match(char) or _UNSPACED.match(piece[at - 1])
        if wide and char not in _NEVER_FIRST and char != " " and scripts.may_part(piece[at - 1], char):
            yield piece[start:at]
            start = at
    yield piece[start:]


def _lines(pieces: tuple[Piece, ...], room: float, style: Style) -> Iterator[Line]:
    """Greedy breaking. An empty passage is one empty line; a line end in the text ends a line."""
    here: list[Piece] = []
    used = 0.0
    for piece in pieces:
        if piece.drawn == "\n":
            yield _line(here)
            here, used = [], 0.0
            continue
        for part in (piece,) if piece.solid <= room + EPSILON else _narrow(piece, room, style):
            if used + part.solid > room + EPSILON and here:
                yield _line(here)
                here, used = [], 0.0
            here.append(part)
            used += part.width
    yield _line(here)


def _narrow(piece: Piece, room: float, style: Style) -> Iterator[Piece]:
    """A piece wider than the column, cut into parts that are not; not before a mark unless there is no end of them."""
    widths, scale = typefaces.load()[style.bold], style.size / 1000
    start, used = 0, 0.0
    for at, char in enumerate(piece.drawn):
        width = widths[char] * scale
        is_place = at > start and (scripts.may_part(piece.drawn[at - 1], char) or at - start > BOUND)
        if used + width > room and is_place:
            yield _part_of(piece, start, at, used)
            start, used = at, 0.0
        used += width
    yield _part_of(piece, start, len(piece.drawn), used)


def _part_of(piece: Piece, start: int, end: int, width: float) -> Piece:
    return Piece(piece.drawn[start:end], width, width)


def _line(pieces: list[Piece]) -> Line:
    if not pieces:
        return Line("", 0.0)
    width = sum(piece.width for piece in pieces[:-1]) + pieces[-1].solid
    return Line("".join(piece.drawn for piece in pieces), width)


def _runs(text: str, style: Style, from_right: bool) -> Iterator[tuple[str, str]]:
    """A line in the order in which the pen meets it, in as few runs as there are changes of face.

    The trailing space stays, unseen: without it the next line would be read as the same word.
    """
    if scripts.RIGHT_TO_LEFT.search(text):
        text = scripts.visual(text.rstrip(" "), from_right)
    if typefaces.main_characters(style.bold).issuperset(text):
        yield typefaces.BOLD if style.bold else typefaces.REGULAR, text
        return
    yield from typefaces.load()[style.bold].runs(text)


def in_style(style: Style, **changes: Any) -> Style:
    """A style that differs in the named respects."""
    return replace(style, **changes)
