"""DRAFT and SAMPLE across a page: capital letters as strokes.

Strokes, not text: whoever copies, searches or listens to the page must not meet single letters between
the patient's words. The same marks stand as text in the header.
"""

from __future__ import annotations

from typing import Any

from reports.words import ink

_STROKES = {
    "D": "0 0 0 7 2 7 4 5.5 4 1.5 2 0 0 0",
    "R": "0 0 0 7 3 7 4 6 4 4.5 3 3.5 0 3.5 / 2 3.5 4 0",
    "A": "0 0 2 7 4 0 / 0.7 2.3 3.3 2.3",
    "F": "0 0 0 7 4 7 / 0 3.7 3 3.7",
    "T": "2 0 2 7 / 0 7 4 7",
    "S": "4 6 3 7 1 7 0 6 0 4.6 1 3.7 3 3.3 4 2.4 4 1 3 0 1 0 0 1",
    "M": "0 0 0 7 2 3 4 7 4 0",
    "P": "0 0 0 7 3 7 4 6 4 4.3 3 3.3 0 3.3",
    "L": "0 7 0 0 4 0",
    "E": "4 7 0 7 0 0 4 0 / 0 3.7 3 3.7",
}
WIDTH, GAP, HEIGHT = 4.0, 2.2, 7.0


def across(canvas: Any, word: str, colour: str, page: tuple[float, float]) -> None:
    """Draw the word from corner to corner of the page (width, height, in points)."""
    long = len(word) * (WIDTH + GAP) - GAP
    unit = 0.64 * (page[0] ** 2 + page[1] ** 2) ** 0.5 / long
    canvas.saveState()
    canvas.setStrokeColor(ink(colour))
    canvas.setLineWidth(1.05 * unit)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    canvas.translate(page[0] / 2, page[1] / 2)
    canvas.rotate(54)
    path = canvas.beginPath()
    for number, letter in enumerate(word):
        _trace(path, letter, (number * (WIDTH + GAP) - long / 2) * unit, unit)
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()


def _trace(path: Any, letter: str, left: float, unit: float) -> None:
    for stroke in _STROKES[letter].split("/"):
        numbers = [float(number) for number in stroke.split()]
        points = zip(numbers[::2], numbers[1::2], strict=True)
        for step, (x, y) in enumerate(points):
            draw = path.lineTo if step else path.moveTo
            draw(round(left + x * unit, 1), round((y - HEIGHT / 2) * unit, 1))
