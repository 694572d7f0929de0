"""A figure on the page: its sentence, its table a click away, its file. Values in, escaped HTML out."""

from __future__ import annotations

from datetime import date

from intake.disclosure import HIDDEN_WORDS, SMALLEST
from intake.reporting import Period
from pages._look import escape
from pages._moments import WallClock
from reports.figure import Cell, Figure

QUARTER = "quarter"
"""Under which name an address says whose figures they are: a page that is loaded again shows the same."""


def quarter_words(period: Period, now: Period) -> str:
    """`Oct to Dec 2026, so far`."""
    last = date(period.first.year, period.first.month + 2, 1)
    return f"{period.first:%b} to {last:%b %Y}{', so far' if period == now else ''}"


def period_words(period: Period, clock: WallClock) -> str:
    """`Sun 25 Oct to Mon 23 Nov`."""
    return f"{clock.plain_day(period.first)} to {clock.plain_day(period.last)}"


def head(figure: Figure, quarter: str) -> str:
    """Title, sentence, the table behind it, and the way to its file."""
    if figure.empty:
        return f'<h2>{escape(figure.title)}</h2><p class="tb-quiet">{escape(figure.empty)}</p>'
    address = f"/reports/{escape(figure.id)}.csv?{QUARTER}={escape(quarter)}"
    return (
        f'<h2>{escape(figure.title)}</h2><div class="tb-says"><p>{escape(figure.says)}</p>{_table(figure)}'
        f'<a class="tb-onward" href="{address}" target="_blank" aria-label="CSV: {escape(figure.title)}">CSV</a></div>'
    )


def _table(figure: Figure) -> str:
    heads = "".join(f'<th scope="col"{_right(at)}>{escape(name)}</th>' for at, name in enumerate(figure.head))
    rows = "".join(
        f"<tr>{''.join(f'<td{_right(at)}>{_cell(cell)}</td>' for at, cell in enumerate(row))}</tr>"
        for row in figure.rows
    )
    return (
        '<details class="tb-table"><summary>Table</summary><div class="tb-scroll tb-scroll-x" tabindex="0" '
        f'role="region" aria-label="{escape(figure.title)}, the table"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details>"
    )


def _right(at: int) -> str:
    return ' class="n"' if at else ""


def _cell(cell: Cell) -> str:
    if cell is None:
        return f'<span class="tb-none" title="{escape(HIDDEN_WORDS)}">&lt;{SMALLEST}</span>'
    return escape(cell)


def note() -> str:
    """What the page leaves out, and why."""
    return (
        f'<p class="tb-hint">Numbers from 1 to {SMALLEST - 1} are hidden, and others beside them where a total would '
        "give them away. Cases are counted by the day they came in. Percentages carry 95 % intervals (Wilson).</p>"
    )
