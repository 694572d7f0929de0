"""Appointments: moved, missed, taken place, and asked to be brought forward. Values and the sentences of refusal. Pure.

Nobody who was asked to be brought forward can be forgotten: the wish stands until there is an appointment by the
day that was asked for, or somebody has said why there is none. Whoever did not come is something to do again;
not coming never closes a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from intake.clocks import TOO_FAR, is_out_of_reach, local
from intake.people import Clinic
from intake.urgency import Urgency, rank_of


class BookingStep(StrEnum):
    """What became of an appointment."""

    BOOKED = "booked"
    MOVED = "moved"
    TOOK_PLACE = "took-place"
    MISSED = "missed"


class WishEnd(StrEnum):
    """How a wish to bring an appointment forward ended."""

    BOOKED = "booked"
    NOT_POSSIBLE = "not-possible"
    TAKEN_BACK = "taken-back"
    ASKED_ANEW = "asked-anew"


@dataclass(frozen=True)
class Wish:
    """A clinician's wish that somebody is seen by a day."""

    id: str
    wanted_by: date
    why: str
    asked_by: str
    asked_at: datetime


AT_A_LOOK = 100
"""So many who must be booked are listed at once, most urgent first; whoever comes after them stands in the queue."""


@dataclass(frozen=True)
class ToBook:
    """One person on reception's list: due when, booked when, wanted by when. No answer of theirs.

    `not_assessed`: no table holds for this person (under 16), and `urgency` says nothing.
    """

    reference: str
    patient_name: str
    telephone: str | None
    urgency: Urgency
    due_at: datetime | None
    booked_for: datetime | None
    wish: Wish | None = None
    not_assessed: bool = False
    case_is_closed: bool = False


def most_urgent_first(one: ToBook) -> tuple[float, date, str]:
    """The order in which people are brought forward: by urgency, then by the day that was asked for."""
    rank = rank_of(None if one.not_assessed else one.urgency)
    return (-rank, one.wish.wanted_by if one.wish else date.max, one.reference)


def why_not_wanted_by(wanted_by: date, today: date) -> str:
    """Why nobody can be asked to come by that day; empty where they can."""
    if is_out_of_reach(wanted_by, today):
        return TOO_FAR
    return "That day has passed. Enter a day from today on." if wanted_by < today else ""


def why_not_booked(booked_for: datetime, now: datetime, clinic: Clinic, *, took_place: bool) -> str:
    """Why that moment cannot be an appointment, with the remedy; empty where it can."""
    if took_place and booked_for > now:
        return "That is still to come. Take the tick from “has taken place”, or mend the day."
    if not took_place and booked_for < now:
        day = local(booked_for, clinic)
        return (
            f"{day.day} {day:%B %Y, %H:%M} has passed. Mend the day, or tick “has taken place” if that is when "
            "they were seen."
        )
    return TOO_FAR if is_out_of_reach(local(booked_for, clinic).date(), local(now, clinic).date()) else ""
