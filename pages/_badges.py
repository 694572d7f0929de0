"""The marks that clinician's pages share, as escaped HTML: urgency, interval, the article's five rows, flags."""

from __future__ import annotations

from collections.abc import Collection

from intake.urgency import LADDER, Urgency
from pages._look import escape

ARTICLE_ROWS = {
    1: "spreading",
    2: "wasting",
    3: "weakness",
    4: "lasting",
    5: "numbness or coordination",
}
"""The article's five rows in a word each, for where its own words have no room."""
NOT_ASSESSED = '<span class="tb-urgency"><span class="tb-shape" aria-hidden="true">?</span>Not assessed</span>'
"""No table holds for this person: a level would say that one did."""


def urgency(level: Urgency) -> str:
    """Shape, word and colour of a level; the shape is not read aloud, the word says it."""
    step = LADDER[level]
    return (
        f'<span class="tb-urgency tb-{level.value}"><span class="tb-shape" aria-hidden="true">{step.shape}</span>'
        f"{escape(step.word)}</span>"
    )


def could_be(level: Urgency, ceiling: Urgency) -> str:
    """`could be ▲ Immediate` while an answer is open that would raise the level; empty when none would."""
    if ceiling.rank <= level.rank:
        return ""
    return f'<span class="tb-could">could be {urgency(ceiling)}</span>'


def interval(level: Urgency, ceiling: Urgency) -> str:
    """`At least ◆ Urgent, could be ▲ Immediate`, or the level alone when nothing open would raise it."""
    if ceiling.rank <= level.rank:
        return f'<span class="tb-interval">{urgency(level)}</span>'
    return f'<span class="tb-interval">at least {urgency(level)}, could be {urgency(ceiling)}</span>'


def flag(words: str, *, kind: str = "warn") -> str:
    """A short statement that must not be overlooked; `kind` is warn or calm."""
    return f'<span class="tb-flag tb-flag-{kind}">{escape(words)}</span>'


def five_rows(raised: Collection[int]) -> str:
    """The article's table as five small cells, the raised ones filled; the words stand for whoever cannot see it."""
    cells = "".join(f'<i class="{"on" if number in raised else ""}">{number}</i>' for number in ARTICLE_ROWS)
    lit = [f"{number} {word}" for number, word in ARTICLE_ROWS.items() if number in raised]
    words = f"Article rows raised: {', '.join(lit)}" if lit else "No row of the article raised"
    return f'<span class="tb-rows" role="img" aria-label="{escape(words)}" title="{escape(words)}">{cells}</span>'
