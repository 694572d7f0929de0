"""Appointments in words: due against booked, wanted by when. Values in, escaped HTML out; no answer of a patient's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from intake.appointments import ToBook, Wish
from pages._badges import NOT_ASSESSED, flag, urgency
from pages._look import escape
from pages._moments import WallClock, days


def row(one: ToBook, clock: WallClock) -> str:
    """One person: how urgent and by when, booked for when, who wants them sooner."""
    ring = f" · {escape(one.telephone)}" if one.telephone else ""
    level = NOT_ASSESSED if one.not_assessed else urgency(one.urgency)
    closed = f" {flag('case closed', kind='calm')}" if one.case_is_closed else ""
    return (
        f'<div class="tb-request"><div><p>{level} <b><bdi>{escape(one.patient_name)}</bdi></b>{closed}</p>'
        f'<p class="tb-quiet tb-num">{escape(one.reference)}{ring}</p></div>'
        f"<div><p>{due(one.due_at, clock)}</p><p>{booked(one.booked_for, one.due_at, clock)}</p></div>"
        f"<div>{wish(one.wish, clock) if one.wish else ''}</div></div>"
    )


def due(due_at: datetime | None, clock: WallClock) -> str:
    """`due Thu 3 Dec 18:00`."""
    if due_at is None:
        return "no clock"
    late = ' class="tb-late"' if due_at < clock.now else ""
    return f"due <span{late}>{clock.exactly(due_at)}</span>"


def booked(booked_for: datetime | None, due_at: datetime | None, clock: WallClock) -> str:
    """`booked Mon 14 Dec 10:20, 11 days too late`."""
    if booked_for is None:
        return flag("not booked")
    said = f"booked {clock.exactly(booked_for)}"
    if due_at is None or booked_for <= due_at:
        return said
    over = clock.days_between(due_at, booked_for)
    return f"{said} {flag(f'{days(over)} too late' if over else 'too late')}"


def wish(asked: Wish, clock: WallClock) -> str:
    """`Wanted by Thu 3 Dec`: who asked, when, and why."""
    words = f"wanted by {clock.plain_day(asked.wanted_by)}"
    said = flag(words) if clock.is_reached(asked.wanted_by) else f"<b>{words}</b>"
    why = f' <span dir="auto">“{escape(asked.why)}”</span>' if asked.why else ""
    return f'<p>{said}{why}</p><p class="tb-quiet">{escape(asked.asked_by)}, {clock.exactly(asked.asked_at)}</p>'


def sentence(asked: Sequence[ToBook], rest: Sequence[ToBook]) -> str:
    """`2 to bring forward; 3 more booked later than due, 4 not booked`."""
    late = sum(one.booked_for is not None for one in rest)
    parts = [f"{len(asked)} to bring forward" if asked else "Nobody has asked to bring an appointment forward"]
    if late or len(rest) - late:
        parts.append(f"{late} booked later than due, {len(rest) - late} not booked")
    return "; ".join(parts)
