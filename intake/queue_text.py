"""The queue for a terminal and for other programs: a sentence, a block a person, or plain JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from intake.audit import plain
from intake.cases import QueueRow
from intake.clocks import local
from intake.people import Clinic
from intake.urgency import Urgency


def as_json(rows: Sequence[QueueRow], now: datetime) -> list[dict[str, Any]]:
    """Each case in the order of the queue, with its place; times in UTC."""
    return [
        {
            "place": place,
            **plain(asdict(row)),
            "late": row.is_late(now),
            "booked_too_late": row.booked_too_late,
        }
        for place, row in enumerate(rows, 1)
    ]


def as_text(rows: Sequence[QueueRow], clinic: Clinic, now: datetime) -> str:
    """The sentence on top, then two lines a person."""
    if not rows:
        return "No one is waiting."
    people = (_block(place, row, clinic, now) for place, row in enumerate(rows, 1))
    return "\n".join([sentence(rows, clinic, now), "", *people])


def sentence(rows: Sequence[QueueRow], clinic: Clinic, now: datetime) -> str:
    """`24 waiting, 1 emergency told 09:02, 3 late, 2 booked too late for their urgency`."""
    told = [row.received_at for row in rows if row.urgency is Urgency.EMERGENCY]
    noun = "emergency" if len(told) == 1 else "emergencies"
    counts = (
        (len(told), f"{noun} told {_when(max(told, default=now), clinic, now)}"),
        (sum(row.is_late(now) for row in rows), "late"),
        (sum(row.booked_too_late for row in rows), "booked too late for their urgency"),
    )  # fmt: skip
    return ", ".join([f"{len(rows)} waiting", *(f"{count} {words}" for count, words in counts if count)])


def _block(place: int, row: QueueRow, clinic: Clinic, now: datetime) -> str:
    step = row.urgency.step
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
