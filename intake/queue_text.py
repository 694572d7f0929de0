"""The queue for a terminal and for other programs: a sentence, a block a person, or plain JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from intake.audit import plain
from intake.cases import QueueRow
from intake.clocks import local
from intake.people import Clinic
from intake.today import Counts, Show, counts_of, moments
from intake.urgency import Urgency


def as_json(rows: Sequence[QueueRow], now: datetime) -> list[dict[str, Any]]:
    """Each case in the order of the queue, with its place; times in UTC.

    Whoever nobody has assessed has `not_assessed` true, and null for every urgency: none says anything of them.
    """
    return [
        {
            "place": place,
            **plain(asdict(row)),
            **(dict.fromkeys(_URGENCIES) if row.not_assessed else {}),
            "late": row.is_late(now),
            "booked_too_late": row.booked_too_late,
        }
        for place, row in enumerate(rows, 1)
    ]


_URGENCIES = ("urgency", "rule_urgency", "ceiling")


def as_text(rows: Sequence[QueueRow], clinic: Clinic, now: datetime) -> str:
    """The sentence on top, then two lines a person."""
    if not rows:
        return "No one is waiting."
    people = (_block(place, row, clinic, now) for place, row in enumerate(rows, 1))
    counts = counts_of(rows, moments(now, clinic))
    return "\n".join([sentence(counts, lambda moment: _when(moment, clinic, now)), "", *people])


def sentence(counts: Counts, when: Callable[[datetime], str]) -> str:
    """`24 waiting, 1 emergency told 09:02, 3 late, 2 booked too late for their urgency`; `when` says a moment."""
    parts = [
        f"{counts.waiting} waiting",
        *_emergencies(counts, when),
        *_counted(counts.of[Show.LATE], "late"),
        *_counted(counts.of[Show.BOOKED_TOO_LATE], "booked too late for their urgency"),
    ]
    return ", ".join(parts)


def _counted(count: int, words: str) -> list[str]:
    return [f"{count} {words}"] if count else []


def _emergencies(counts: Counts, when: Callable[[datetime], str]) -> list[str]:
    """How many, and when the newest of them was told to call (or, where nobody told them, was received)."""
    if not counts.emergencies or counts.told_at is None:
        return []
    verb = "told" if counts.told else "received"
    if counts.emergencies == 1:
        return [f"1 emergency {verb} {when(counts.told_at)}"]
    return [f"{counts.emergencies} emergencies, the last {verb} {when(counts.told_at)}"]


def _block(place: int, row: QueueRow, clinic: Clinic, now: datetime) -> str:
    step = row.step
    first = f"{place:>3}  {step.shape} {step.word:<10} {_clock(row, clinic, now):<22} {row.reference}  {_person(row)}"
    since = row.changed and f"Changed since: {row.changed}"
    said = [row.reason, since, row.open_reason, _booked(row, clinic, now), row.claimed_by and f"With {row.claimed_by}"]
    return f"{first}\n       {'. '.join(words for words in said if words)}"


def _person(row: QueueRow) -> str:
    return f"{row.patient_name}, {row.age}"


def _clock(row: QueueRow, clinic: Clinic, now: datetime) -> str:
    if row.urgency is Urgency.EMERGENCY:
        return f"told {_when(row.received_at, clinic, now)}"
    if row.due_at is None:
        return "no clock"
    return f"{'late since' if row.is_late(now) else 'due'} {_when(row.due_at, clinic, now)}"


def _booked(row: QueueRow, clinic: Clinic, now: datetime) -> str:
    if row.booked_for is None:
        return "Not booked"
    return f"Booked {_when(row.booked_for, clinic, now)}{', too late' if row.booked_too_late else ''}"


def _when(moment: datetime, clinic: Clinic, now: datetime) -> str:
    """The time today, the day otherwise; on the clinic's wall clock."""
    there, today = local(moment, clinic), local(now, clinic).date()
    if there.date() == today:
        return f"{there:%H:%M}"
    return f"{there:%d %b}" if there.year == today.year else f"{there:%d %b %Y}"
