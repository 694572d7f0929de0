"""A figure's table as a file: CSV in UTF-8 with its mark, hidden cells said as such, no cell a formula."""

from __future__ import annotations

import csv
import io

from reports.figure import Cell, Figure
from reports.link_sheet import harmless

HIDDEN = "hidden"


def as_csv(figure: Figure, period: str) -> bytes:
    """The table under its title and period."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([harmless(figure.title), harmless(period)])
    writer.writerow([])
    writer.writerow(figure.head)
    for row in figure.rows:
        writer.writerow([harmless(said(cell)) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def said(cell: Cell) -> str:
    """A cell in words."""
    return HIDDEN if cell is None else str(cell)
