"""A day and a time in boxes, in the order in which people of the clinic's country write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import streamlit as st

from intake.people import Clinic
from intake.store import Refused
from pages._birth import order_of_boxes, read_date, why_no_day
from pages._deeds import field

_LABELS = {"day": "Day", "month": "Month", "year": "Year"}
_LENGTH = {"day": 2, "month": 12, "year": 4}


def boxes(name: str, clinic: Clinic, *, with_time: bool = False, start: date | None = None) -> None:
    """Three boxes (and one for the time) whose fields are keyed `name-day`, `name-month`, `name-year`, `name-time`.

    `start` is the day that stands in them before anybody types.
    """
    with st.container(horizontal=True, key=f"boxes-{name}"):
        for part in order_of_boxes(clinic):
            st.text_input(
                _LABELS[part], str(getattr(start, part)) if start else "", key=f"{name}-{part}",
                max_chars=_LENGTH[part], width=84, autocomplete="off",
            )  # fmt: skip
        if with_time:
            st.text_input(
                "Time, 24 h", key=f"{name}-time", max_chars=5, width=96, placeholder="10:20", autocomplete="off"
            )


def typed(name: str) -> dict[str, str]:
    """What stands in the boxes."""
    return {part: field(f"{name}-{part}") for part in ("day", "month", "year", "time")}


def wanted_day(given: Mapping[str, str], asked: str) -> date:
    """The day that was typed. Raises Refused: why there is no such day, or what is asked where it is not all there."""
    day = read_date(given)
    if day is None:
        raise Refused(why_no_day(given) or asked)
    return day


def wanted_moment(given: Mapping[str, str], clinic: Clinic, asked: str) -> datetime:
    """The moment on the clinic's wall clock, in UTC. Raises Refused like `wanted_day`."""
    day = wanted_day(given, asked)
    hour, _, minute = given.get("time", "").replace(".", ":").partition(":")
    try:
        at = time(int(hour), int(minute or 0))
    except ValueError:
        raise Refused(asked) from None
    return datetime.combine(day, at, ZoneInfo(clinic.time_zone)).astimezone(UTC)
