"""Figures of the tables: what each row raises and how often clinicians move it; what other tables would have done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from intake import disclosure
from intake.assessment import RedFlag
from intake.bulk import encode_for, grade
from intake.disclosure import Share, Sum
from intake.reporting import COMPARED, Told
from intake.rules import Tables
from reports.figure import (
    ALL,
    Cell,
    Figure,
    level_at,
    or_few,
    percent,
)
from reports.frames import urgency_label

MOST = 15
"""Rows that are drawn; the table has all."""


def rows(told: Told, tables: Tables) -> Figure:
    """What each row raises, and of the cases that a clinician has looked at, how many were moved up or down."""
    head = ("Row", "Raised in", "Looked at", "Moved up", "Moved down", "Moved, %", "95 % from", "to")
    if not told.rows:
        return Figure("rows", "What the tables raise", "", head, (), empty="No row is raised in this period.")
    names = _names(tables)
    table: list[tuple[Cell, ...]] = []
    drawn = []
    for one in sorted(told.rows, key=lambda row: (-row.raised, row.row)):
        moved, kept = one.up + one.down, one.looked - one.up - one.down
        everybody = max(len(told.lines), one.raised)
        cells = {"up": one.up, "down": one.down, "kept": kept, "looked": one.looked, "raised": one.raised,
                 "unseen": one.raised - one.looked, "others": everybody - one.raised,
                 "rest": everybody - one.looked, ALL: everybody}  # fmt: skip
        sums: list[Sum[str]] = [Sum("looked", ["up", "down", "kept"]), Sum("raised", ["looked", "unseen"])]
        safe = disclosure.safe(cells, [*sums, Sum(ALL, ["raised", "others"]), Sum(ALL, ["looked", "rest"])])
        told_of = all(safe[part] is not None for part in ("up", "down", "looked"))
        found = disclosure.share(moved, one.looked) if told_of else None  # its interval would tell how many were seen
        label = names.get(one.row, one.row)
        table.append((label, safe["raised"], safe["looked"], safe["up"], safe["down"], *percent(found)))
        if safe["raised"] is not None:
            drawn.append({"name": label, "people": safe["raised"], **_interval(found)})
    return Figure("rows", "What the tables raise", _rows_words(table), head, tuple(table), "intervals", drawn[:MOST])


_TABLES = {"emergency": "Emergency", "article": "Article", "checklist": "Checklist", "guideline": "Guideline",
           "closed-hole": "Our own"}  # fmt: skip


def _names(tables: Tables) -> dict[str, str]:
    """Each row by its words; by its id too, where another row of the same table has the same words."""
    words = Counter(_row_words(row) for row in tables.rows)
    said = ((row.id, _row_words(row)) for row in tables.rows)
    return {row_id: text if words[text] == 1 else f"{text} ({row_id})" for row_id, text in said}


def _row_words(row: RedFlag) -> str:
    """`Article 2: Twitching with visible muscle wasting`: several tables have rows of the same words."""
    table = _TABLES.get(row.table, row.table)
    return f"{table}{f' {row.number}' if row.number else ''}: {row.symptom}"


def _interval(found: Share | None) -> dict[str, float | None]:
    names = ("share", "low", "high")
    return {name: getattr(found, name) if found else None for name in names}


def _rows_words(table: Sequence[tuple[Cell, ...]]) -> str:
    shown = [line for line in table if line[1] is not None]
    if not shown:
        return "Each row is raised in fewer than 5 cases."
    first = f"Raised most often: {shown[0][0]} ({shown[0][1]})."
    judged = [(int(line[5]), line[0]) for line in table if isinstance(line[5], int)]
    if not judged:
        return f"{first} Too few were moved by a clinician to say how often."
    share, row = max(judged, key=lambda one: one[0])
    return f"{first} Clinicians moved most often, in {share} %: {row}." if share else f"{first} No clinician moved any."


def otherwise(told: Told, here: Tables, other: Tables) -> Figure:
    """Who would have been graded otherwise by the other tables, from and to which urgency."""
    head, title = ("Graded here", "By the others", "People"), f"What {other.version.policy} would have done"
    if not told.answers:
        return Figure("otherwise", title, "", head, (), empty="Nobody has sent answers in this period.")
    graded = [grade(encode_for(told.answers, tables), tables).urgency for tables in (here, other)]
    moves = Counter(zip(map(int, graded[0]), map(int, graded[1]), strict=True))
    others: dict[Any, int] = {pair: count for pair, count in moves.items() if pair[0] != pair[1]}
    sooner, later = ([pair for pair in others if (pair[1] - pair[0]) * sign > 0] for sign in (1, -1))
    cells: dict[object, int] = {**others, "sooner": sum(others[pair] for pair in sooner),
                                "later": sum(others[pair] for pair in later), ALL: len(told.answers)}  # fmt: skip
    cells["same"] = cells[ALL] - cells["sooner"] - cells["later"]
    sums: list[Sum[Any]] = [Sum("sooner", sooner), Sum("later", later), Sum(ALL, ["sooner", "later", "same"])]
    safe = disclosure.safe(cells, sums)
    table = [
        (_rank_words(before), _rank_words(after), safe[before, after])
        for before, after in sorted(others, key=lambda pair: (-pair[0], -pair[1]))
    ]
    table.append(("the same", "the same", safe["same"]))
    newest = f" Of the newest {COMPARED} people." if len(told.answers) == COMPARED else ""
    says = f"Seen sooner by it: {or_few(safe['sooner'])}; later: {or_few(safe['later'])}; the same: "
    drawn = [{"name": f"{b} → {a}", "people": n} for b, a, n in table if n and b != "the same"]
    return Figure("otherwise", title, f"{says}{or_few(safe['same'])}.{newest}", head, tuple(table), "bars", drawn)


def _rank_words(rank: int) -> str:
    return urgency_label(level_at(rank))
