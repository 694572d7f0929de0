"""The links of a list, to hand out or post: a sheet of slips to cut apart, and a table for a messaging system.

Each slip is for one person: name and appointment to know it by, the code to scan, and the message. No date
of birth: it is what whoever finds the slip must not know.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from reportlab.lib.pagesizes import A4, LETTER

from reports import typefaces
from reports.palette import LIGHT
from reports.tagged import About, Element, TaggedCanvas
from reports.words import Style, Words, ink

PAPERS = {"A4": A4, "Letter": LETTER}
MARGIN, HEAD = 34.0, 26.0
SLIPS = 5
CODE, GAP = 112.0, 16.0
NAME = Style(size=13, leading=16, bold=True)
TEXT = Style(size=10.5, leading=13.2)
SMALL = Style(size=8.6, leading=10.6, colour=LIGHT.muted)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Slip:
    """One person's link: whom it is for, and what they are told."""

    name: str
    booked: str
    link: str
    message: str
    telephone: str = ""
    email: str = ""


def sheet(slips: Sequence[Slip], paper: str, when: datetime) -> bytes:
    """The slips as PDF, five a page, with lines to cut along."""
    typefaces.load()
    target, size = io.BytesIO(), PAPERS.get(paper, A4)
    canvas = TaggedCanvas(target, About("Links", "Twitchboard", "Links", "", "en", when), size)
    heading = canvas.root.add("H1")
    pages = [slips[at : at + SLIPS] for at in range(0, len(slips), SLIPS)]
    for number, page in enumerate(pages, 1):
        said = f"Links to hand out: cut along the lines. Sheet {number} of {len(pages)}"
        _line(said, SMALL, size[0] - 2 * MARGIN, heading if number == 1 else None).draw(canvas, MARGIN, size[1] - 16)
        _page(canvas, page, size)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _page(canvas: Any, slips: Sequence[Slip], size: tuple[float, float]) -> None:
    height = (size[1] - 2 * HEAD) / SLIPS
    for place, slip in enumerate(slips):
        top = size[1] - HEAD - place * height
        with canvas.marked(None):
            canvas.setStrokeColor(ink(LIGHT.line))
            canvas.setDash(3, 3)
            canvas.line(0, top - height, size[0], top - height)
            canvas.setDash()
        _slip(canvas, slip, top - (height - CODE) / 2, size[0])


def _slip(canvas: Any, slip: Slip, top: float, width: float) -> None:
    part = canvas.root.add("Sect")
    x, room = MARGIN + CODE + GAP, width - 2 * MARGIN - CODE - GAP
    figure = part.add("Figure", alt=f"QR code of the link for {slip.name}")
    figure.attributes["box"] = [MARGIN, round(top - CODE, 1), MARGIN + CODE, round(top, 1)]
    with canvas.marked(figure):
        draw_code(canvas, slip.link, MARGIN, top, CODE)
    for said, style, role in (
        (slip.name, NAME, "H2"),
        (slip.booked, SMALL, "P"),
        (slip.message, TEXT, "P"),
    ):
        words = _line(said, style, room, part.add(role))
        words.draw(canvas, x, top)
        top -= words.height + 4


def _line(said: str, style: Style, room: float, element: Element | None) -> Words:
    words = Words(said, style, element)
    words.wrap(room)
    return words


def draw_code(canvas: Any, text: str, x: float, top: float, side: float) -> None:
    """A QR code in black, with the quiet zone that scanners want, as one rectangle for each run of dark squares."""
    matrix = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    unit = side / (len(matrix) + 8)
    canvas.setFillColorRGB(0, 0, 0)
    for down, row in enumerate(matrix, 4):
        across = 0
        while across < len(row):
            run = len(row[across:]) - len(row[across:].lstrip(b"\x01"))
            if run:
                canvas.rect(x + (across + 4) * unit, top - (down + 1) * unit, run * unit, unit, stroke=0, fill=1)
            across += run or 1


def table(slips: Sequence[Slip]) -> bytes:
    """The links as CSV in UTF-8 with its mark, so that a spreadsheet reads every name; no cell can be a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("Name", "Appointment", "Mobile", "E-mail", "Link", "Message"))
    for slip in slips:
        row = (slip.name, slip.booked, slip.telephone, slip.email, slip.link, slip.message)
        writer.writerow([harmless(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def harmless(cell: str) -> str:
    """A cell that a spreadsheet shows and does not work out (OWASP: CSV injection)."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
