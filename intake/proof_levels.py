"""Promises about what rows come to: one urgency, floors, clocks, and what stands on a row's face."""

from __future__ import annotations

from itertools import product

from intake.assessment import RedFlag
from intake.certificate import Ledger
from intake.floors import codes_of
from intake.proof_ground import Ground, answer
from intake.triage import assess
from intake.urgency import Urgency

FOREVER = 10**6
Placed = tuple[RedFlag, int]  # a row and its place in table order


def one_urgency(ground: Ground, ledger: Ledger) -> None:
    """Over every set of levels raised and open: the highest stands, adding one never lowers it.

    Rows of one level and strength are alike here, so one of each stands for all.
    """
    rows = _a_row_of_each_level(ground)
    open_sets = _sets_of_levels(rows)
    standing = [_standing(ground, ledger, _chosen(rows, chosen), open_sets) for chosen in range(2 ** len(rows))]
    for chosen, number in product(range(2 ** len(rows)), range(len(rows))):
        ledger.checked += 1
        if standing[chosen | 1 << number] < standing[chosen]:
            ledger.breach(f'Raising row "{rows[number][0].id}" as well lowers the urgency or its strength.', {})


def _chosen(rows: list[Placed], chosen: int) -> list[Placed]:
    return [row for number, row in enumerate(rows) if chosen >> number & 1]


def _standing(
    ground: Ground, ledger: Ledger, raised: list[Placed], open_sets: list[tuple[int, int]]
) -> tuple[int, int]:
    """Check one set of raised rows under every set of open levels; rank and strength that stand."""
    bits = sum(1 << place for _, place in raised)
    expected = max(((row.urgency.rank, row.strength) for row, _ in raised), default=(0, 0))
    for opened, highest in open_sets:
        urgency, ceiling, strength, _ = ground.tables.summary[bits, opened]
        ledger.checked += 1
        if (urgency.rank, strength) != expected or ceiling.rank != max(urgency.rank, highest):
            names = ", ".join(row.id for row, _ in raised) or "nothing"
            ledger.breach(f"With {names} raised: {urgency}, strength {strength}, ceiling {ceiling}.", {})
    urgency, _, strength, _ = ground.tables.summary[bits, 0]
    return urgency.rank, strength


def _a_row_of_each_level(ground: Ground) -> list[Placed]:
    found = {(row.urgency, row.strength): (row, place) for place, row in enumerate(ground.tables.rows)}
    return list(found.values())


def _sets_of_levels(rows: list[Placed]) -> list[tuple[int, int]]:
    """Every set of levels that may be open: the rows as bits, and the rank of the highest."""
    by_level = list({row.urgency: (row.urgency.rank, place) for row, place in rows}.values())
    sets = []
    for chosen in range(2 ** len(by_level)):
        some = [pair for n, pair in enumerate(by_level) if chosen >> n & 1]
        sets.append((sum(1 << place for _, place in some), max((rank for rank, _ in some), default=0)))
    return sets


def clock(ground: Ground, ledger: Ledger) -> None:
    """Up the ladder the days until seen never grow; with something open self-care has a clock."""
    days = [FOREVER if level.step.seen_within_days is None else level.step.seen_within_days for level in Urgency]
    for lower, higher, level in zip(days, days[1:], list(Urgency)[1:], strict=False):
        ledger.check(
            higher <= lower, f"{level.step.word} is seen within {higher} days, later than the level below.", {}
        )
    for row, place in _a_row_of_each_level(ground):
        seen = ground.tables.summary[1 << place, 0][3]
        right = seen == row.urgency.step.seen_within_days
        ledger.check(right, f'Row "{row.id}" ({row.urgency}) is seen within {seen} days.', {})
        ledger.check(ground.tables.summary[0, 1 << place][3] is not None, "An open case has no clock.", {})


def floor(ground: Ground, ledger: Ledger) -> None:
    """Each answer alone comes to its floor, said on a way through the form and said alone."""
    for question in ground.required:
        for code in codes_of(ground.form, question.link_id):
            named, said = (question.link_id, code), {question.link_id: answer(question, code)}
            words = f"{question.label}: {question.by_code[code].text}"
            least = ground.floors.least.get(named)
            ledger.check(least is not None or named in ground.floors.context, f"{words} has no floor.", said)
            if least is None:
                continue
            for answers in (said, ground.reached(said)):
                urgency = assess(answers, ground.tables).urgency
                ledger.check(urgency.rank >= least.rank, f"{words}, alone, is {urgency}; its floor is {least}.", said)


def said(ground: Ground, ledger: Ledger) -> None:
    """Every row says what it is, on what it rests, and what follows."""
    for row in ground.tables.rows:
        complete = all((row.symptom, row.source, row.reading, row.orders or row.advice, ground.tables.links(row)))
        ledger.check(complete, f'Row "{row.id}" lacks wording, source, reading, or anything to do.', {})
