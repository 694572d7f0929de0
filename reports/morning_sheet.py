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
from intake.clocks import local
from intake.notices import FLAGS, FROM_PATIENT, NoticeKind
from intake.people import Clinic
from intake.urgency import NOT_ASSESSED, Urgency
from reports import country, pdf
from reports.note import Block, Note, Notice, Passage, Table

NO_BREAK = "\N{NO-BREAK SPACE}"
MOST = 60
"""More rows than this never fit on a page; whoever asks for the sheet need not read more of them."""


@dataclass(frozen=True)
class Tally:
    """How many wait in all; how many of them are late, or booked after the day they are due; what else is to be done.

    `silent`: answers not finished, or a weekly check that did not come; `to_chase`: cases, closed ones too, with a
    request whose day has come.
    """

    waiting: int
    emergencies: int
    late: int
    too_late: int
    silent: int = 0
    to_chase: int = 0


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
        chased = f" Requests to chase: {morning.tally.to_chase}, of closed cases." if morning.tally.to_chase else ""
        return [Passage(f"No one is waiting.{chased}")]
    rows = morning.rows[:shown]
    left_out = morning.tally.waiting - len(rows)
    more = [Notice(f"And {left_out} more, none of them more urgent than these. See the queue.")] if left_out else []
    return [Passage(_sentence(morning.tally), is_strong=True), _table(morning, rows), *more]


def _sentence(tally: Tally) -> str:
    counted = (
        (tally.emergencies, "emergency" if tally.emergencies == 1 else "emergencies"),
        (tally.late, "late"),
        (tally.too_late, "booked too late for their urgency"),
        (tally.silent, "waiting for the patient"),
        (tally.to_chase, "with a request to chase, closed cases too"),
    )
    return ", ".join([f"{tally.waiting} waiting", *(f"{count} {words}" for count, words in counted if count)]) + "."


def _table(morning: Morning, rows: Sequence[QueueRow]) -> Table:
    head = ("Urgency", "Who", "Why", "Due", "Booked", "With")
    shares = (68, 154, 134, 72, 56, 56)
    lines = [_line(row, morning) for row in rows]
    strong = tuple(number for number, row in enumerate(rows) if _stands_out(row, morning.at))
    if morning.reads:
        return Table(head, tuple(lines), shares, strong)
    return Table(_without_why(head), tuple(map(_without_why, lines)), _without_why(shares), strong)


def _stands_out(row: QueueRow, at: datetime) -> bool:
    """Whoever is to be rung now, and whoever waits or is booked past the day due."""
    return row.urgency is Urgency.EMERGENCY or row.is_late(at) or row.booked_too_late


Cell = TypeVar("Cell")


def _without_why(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return (*cells[:2], *cells[3:])


def _line(row: QueueRow, morning: Morning) -> tuple[str, ...]:
    clinic = morning.clinic
    born = country.day(date.fromisoformat(row.date_of_birth))
    return (
        _level(row),
        "\n".join([f"{row.patient_name}\nBorn {born}   {row.reference}", *_to_do(row, morning)]),
        row.reason,
        _due(row, morning),
        _booked(row, clinic),
        row.claimed_by or "nobody",
    )


def _level(row: QueueRow) -> str:
    """The urgency that stands, and what it could be. For a child whom nobody has assessed no table holds: no level."""
    if row.not_assessed:
        return f"{NOT_ASSESSED.shape} {NOT_ASSESSED.word}"
    open_still = row.ceiling.rank > row.urgency.rank and row.rule_urgency is row.urgency
    could = f"\ncould be {row.ceiling.step.word}" if open_still else ""
    return f"{row.step.shape} {row.step.word}{could}"


def _to_do(row: QueueRow, morning: Morning) -> list[str]:
    """A line of what waits for staff: a check that did not come, what came back, a request to chase.

    What patients ask for is left to the queue.
    """
    told = [FLAGS[kind] for kind in map(NoticeKind, row.notices) if kind not in FROM_PATIENT]
    today = local(morning.at, morning.clinic).date()
    if row.chase_on and row.chase_on <= today:
        told.append(f"chase the request ({country.day(row.chase_on)})")
    words = ", ".join(told)
    return [f"{words[:1].upper()}{words[1:]}"] if told else []


def _due(row: QueueRow, morning: Morning) -> str:
    if row.urgency is Urgency.EMERGENCY:
        verb = "told" if row.kind is IntakeKind.EMERGENCY else "received"
        number = row.telephone.replace(" ", NO_BREAK) or "no number known"
        return f"RING NOW\n{number}\n{verb} {country.moment(row.received_at, morning.clinic)}"
    if row.due_at is None:
        return "no clock"
    late = "LATE\n" if row.is_late(morning.at) else ""
    return f"{late}{country.moment(row.due_at, morning.clinic)}"


def _booked(row: QueueRow, clinic: Clinic) -> str:
    if row.booked_for is None:
        return "not booked"
    late = "TOO LATE\n" if row.booked_too_late else ""
    return f"{late}{country.moment(row.booked_for, clinic)}"
