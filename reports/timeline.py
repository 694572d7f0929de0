"""What happened when, as values and as a row of dated points on paper: not to scale, so that near days stay apart.

An answer like “3 to under 12 months” is a window, not a date, and is drawn as one. Dates are days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from reports.dates import day
from reports.palette import LIGHT, Theme

BEGAN = {
    "under-1-week": (7, 0),
    "1-2-weeks": (14, 7),
    "2-4-weeks": (28, 14),
    "1-3-months": (91, 28),
    "3-12-months": (365, 91),
    "over-1-year": (None, 365),
}
"""Days before the answer at which twitching began, at most and at least, by code of `twitch-duration`."""
ABOVE, GAP = 12.0, 6.0  # points above the words, and between columns


@dataclass(frozen=True)
class Point:
    """A day or a window of days, and what happened then."""

    when: str
    words: str
    is_window: bool = False


def began(code: str, answered: date) -> Point | None:
    """The window in which twitching began, from the answer; None where the answer names none."""
    if code not in BEGAN:
        return None
    longest, shortest = BEGAN[code]
    last = day(answered - timedelta(shortest or 0))
    when = f"{day(answered - timedelta(longest))} to {last}" if longest else f"before {last}"
    return Point(when, "twitching began (patient)", is_window=True)


def points(events: Iterable[tuple[date, str]], first: Point | None = None) -> tuple[Point, ...]:
    """Points in order, what happened on one day together; the window stands first."""
    by_day: dict[date, list[str]] = {}
    for on, words in sorted(events, key=lambda event: event[0]):
        by_day.setdefault(on, []).append(words)
    dated = tuple(Point(day(on), ", ".join(words)) for on, words in by_day.items())
    return (first, *dated) if first else dated


def in_words(row: tuple[Point, ...]) -> str:
    """The row as a sentence, for whoever cannot see it."""
    return "; ".join(f"{point.when}: {point.words}" for point in row) + "."


Write = Callable[[float, float, float, str, bool], float]


def tall(row: tuple[Point, ...], width: float, height_of: Callable[[str, float], float]) -> float:
    """The height that the row needs at this width, in points; `height_of(words, width)` measures a passage."""
    column = width / max(len(row), 1) - GAP
    return ABOVE + max((height_of(p.when, column) + height_of(p.words, column) for p in row), default=0.0)


def paint(
    canvas: Any,  # a ReportLab canvas, which has no types
    row: tuple[Point, ...],
    box: tuple[float, float, float, float],
    write: Write,
    theme: Theme = LIGHT,
) -> None:
    """Draw it into the box (left, bottom, width, height, in points), a column a point.

    `write(left, top, width, words, is_bold)` sets words into a column and returns their height.
    """
    left, bottom, width, height = box
    step, axis = width / max(len(row), 1), bottom + height - 7
    red, green, blue = bytes.fromhex(theme.accent[1:])
    canvas.setFillColorRGB(red / 255, green / 255, blue / 255)
    canvas.setStrokeColorRGB(red / 255, green / 255, blue / 255)
    canvas.setLineWidth(0.8)
    canvas.line(left, axis, left + width, axis)
    for number, point in enumerate(row):
        x = left + number * step
        if point.is_window:
            canvas.rect(x, axis - 2.5, step * 0.62, 5, stroke=0, fill=1)
        else:
            canvas.circle(x + 3, axis, 2.6, stroke=0, fill=1)
    for number, point in enumerate(row):
        x, top = left + number * step, axis - 5
        top -= write(x, top, step - GAP, point.when, True)
        write(x, top, step - GAP, point.words, False)
