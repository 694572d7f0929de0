"""The morning sheet: the queue as one page, to have in the hand when the morning begins.

The most urgent who fit, in the order of the queue, and how many more wait. Of a patient it says no more than it
takes to ring the right one: name, date of birth, reference, urgency in word and shape, why, due and booked, and who
has the case. Whoever may not read answers gets it without the reasons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from intake.cases import IntakeKind, QueueRow
from intake.people import Clinic
from intake.urgency import Urgency
from reports import country, pdf
from reports.note import Block, Note, Notice, Passage, Table

MOST = 60
"""More rows than this never fit on a page; whoever asks for the sheet need not read more of them."""


@dataclass(frozen=True)
class Tally:
    """How many wait in all, and how many of them are late or booked after the day they are due."""

    waiting: int
    emergencies: int
    late: int
    too_late: int


@dataclass(frozen=True)
class Morning:
    """What the sheet is made of: the most urgent first. `reads` is whether whoever prints it may read reasons."""

    clinic: Clinic
    rows: Sequence[QueueRow]
    tally: Tally
    at: datetime
    reads: bool


def sheet(morning: Morning) -> bytes:
    """The page as PDF."""
    return pdf.typeset(note(morning, _most_that_fit(morning)), morning.clinic.logo)


def note(morning: Morning, shown: int) -> Note:
    """The sheet with its first so many people, as plain parts."""
    clinic = morning.clinic
    at = country.moment(morning.at, clinic)
    return Note(
        kind="morning-sheet",
        title="Who is waiting",
        to="",
        reference="",
        clinic=clinic.name,
        header=f"{clinic.name}   as of {at}",
        footer=("Patients' details: keep it with you, then shred it", f"as of {at}; the queue on screen is newer"),
        generated_at=morning.at,
        is_draft=False,
        is_sample=clinic.is_sample,
        blocks=tuple(_blocks(morning, shown)),
        paper=country.paper(clinic),
        language=country.language(clinic),
    )


def _most_that_fit(morning: Morning) -> int:
    """The largest number of people with whom it is one page, looked for by halves."""
    least, most = 0, min(len(morning.rows), MOST)
    while least < most:
        half = (least + most + 1) // 2
        if pdf.pages(note(morning, half), morning.clinic.logo) == 1:
            least = half
        else:
            most = half - 1
    return least


def _blocks(morning: Morning, shown: int) -> list[Block]:
    if not morning.tally.waiting:
        return [Passage("No one is waiting.")]
    rows = morning.rows[:shown]
    left_out = morning.tally.waiting - len(rows)
    more = [Notice(f"And {left_out} more, none of them more urgent than these. See the queue.")] if left_out else []
    return [Passage(_sentence(morning.tally), is_strong=True), _table(morning, rows), *more]


def _sentence(tally: Tally) -> str:
    counted = (
        (tally.emergencies, "emergency" if tally.emergencies == 1 else "emergencies"),
        (tally.late, "late"),
        (tally.too_late, "booked too late for their urgency"),
    )
    return ", ".join([f"{tally.waiting} waiting", *(f"{count} {words}" for count, words in counted if count)]) + "."


def _table(morning: Morning, rows: Sequence[QueueRow]) -> Table:
    head = ("Urgency", "Who", "Why", "Due", "Booked", "With")
    shares = (64, 158, 144, 58, 58, 58)
    lines = [_line(row, morning) for row in rows]
    late = tuple(number for number, row in enumerate(rows) if row.is_late(morning.at) or row.booked_too_late)
    if morning.reads:
        return Table(head, tuple(lines), shares, late)
    return Table(_without_why(head), tuple(map(_without_why, lines)), _without_why(shares), late)


Cell = TypeVar("Cell")


def _without_why(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return (*cells[:2], *cells[3:])


def _line(row: QueueRow, morning: Morning) -> tuple[str, ...]:
    clinic = morning.clinic
    born = country.day(date.fromisoformat(row.date_of_birth))
    return (
        _level(row),
        f"{row.patient_name}\nBorn {born}   {row.reference}",
        row.reason,
        _due(row, morning),
        _booked(row, clinic),
        row.claimed_by or "nobody",
    )


def _level(row: QueueRow) -> str:
    """The urgency that stands. For a child whom nobody has assessed no table holds: a level would say that one did."""
    step = row.urgency.step
    return "? Not assessed" if row.not_assessed else f"{step.shape} {step.word}"


def _due(row: QueueRow, morning: Morning) -> str:
    if row.urgency is Urgency.EMERGENCY:
        verb = "told" if row.kind is IntakeKind.EMERGENCY else "received"
        return f"ring now\n{verb} {country.moment(row.received_at, morning.clinic)}"
    if row.due_at is None:
        return "no clock"
    late = "LATE\n" if row.is_late(morning.at) else ""
    return f"{late}{country.moment(row.due_at, morning.clinic)}"


def _booked(row: QueueRow, clinic: Clinic) -> str:
    if row.booked_for is None:
        return "not booked"
    late = "TOO LATE\n" if row.booked_too_late else ""
    return f"{late}{country.moment(row.booked_for, clinic)}"
