"""The clinic's settings as somebody types them: texts become a Clinic, or sentences that say what to put right.

One reader for the set-up page and the settings page. What a form does not show stays as it was.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from intake import country
from intake.following import REPORT, REPORT_DAYS, USUAL_DAYS
from intake.list_values import UnreadableValue, read_day, read_time
from intake.messages import health_words
from intake.people import Clinic, OpeningHours
from intake.plain_text import tidy
from intake.referral import NoteKind
from intake.rules import FOLDER
from intake.second_factor import WANTED_WORDS, Wanted
from intake.urgency import LADDER, Urgency

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CHASED = {
    NoteKind.EMG: "EMG and nerve conduction",
    NoteKind.BLOODS: "Blood tests",
    NoteKind.NEUROLOGY: "Neurology",
    NoteKind.MRI: "MRI",
}
REPORT_LABEL = "Report, after the test"
USUAL_CHASE: dict[str, int] = dict.fromkeys(CHASED, USUAL_DAYS) | {REPORT: REPORT_DAYS}
"""After how many days each is chased where a clinic says nothing: requests from signing, a report from the test."""
SHORTENABLE = (Urgency.URGENT, Urgency.SOON, Urgency.ROUTINE)
"""Targets that a clinic may shorten. *Emergency* and *immediate* are as short as they can be."""

LIMITS = {"first_look_working_days": (1, 10), "abandoned_after_hours": (1, 72), "chase": (1, 90)}
LONGEST = {"name": 120, "telephone": 40, "emergency_number": 20, "address": 400, "letterhead": 600, "sender_name": 60}


@dataclass(frozen=True)
class Wrong:
    """A field that has to be put right, and how."""

    field: str
    said: str


class Unusable(ValueError):  # noqa: N818  # a refusal, named as it is said
    """What was typed cannot be a setting; the message says what to type, `field` where it is not the setting's own."""

    def __init__(self, said: str, field: str = "") -> None:
        super().__init__(said)
        self.field = field


def blank(country_key: str) -> Clinic:
    """A clinic of that country before anybody named it: what its pack brings."""
    pack = country.pack_of(country_key)
    return Clinic("", "", country_key, pack.time_zone, pack.emergency_number)


def typed_of(clinic: Clinic) -> dict[str, str]:
    """The settings as the form shows them."""
    order = country.pack_of(clinic.country).date_order
    typed = {name: str(getattr(clinic, name)) for name in _PLAIN}
    typed["closed_on"] = "\n".join(written(day, order) for day in sorted(clinic.closed_on))
    for day in range(7):
        hours = clinic.opening.get(day)
        typed[f"opens-{day}"] = f"{hours.opens:%H:%M}" if hours else ""
        typed[f"closes-{day}"] = f"{hours.closes:%H:%M}" if hours else ""
    typed |= {f"chase-{kind}": str(clinic.chase_days.get(kind, usual)) for kind, usual in USUAL_CHASE.items()}
    typed |= {f"target-{level}": str(clinic.shortened.get(level, _longest(level))) for level in SHORTENABLE}
    return typed


def written(day: date, order: str) -> str:
    """A day as that country types it: `24/12/2026`, `12/24/2026` or `2026-12-24`."""
    parts = {"d": f"{day.day:02}", "m": f"{day.month:02}", "y": f"{day.year}"}
    return ("-" if order == "ymd" else "/").join(parts[part] for part in order)


def read_clinic(typed: Mapping[str, str], before: Clinic) -> tuple[Clinic, tuple[Wrong, ...]]:
    """The clinic with what was typed in it, and everything that has to be put right first, in the form's order."""
    reading: dict[str, Callable[[], Any]] = {
        **{name: partial(read, tidy(typed[name])) for name, read in _PLAIN.items() if name in typed},
        **{name: partial(read, typed, before) for name, read in _WHOLE.items()},
    }
    found: dict[str, Any] = {}
    wrong: list[Wrong] = []
    for name, read in reading.items():
        try:
            found[name] = read()
        except Unusable as problem:
            wrong.append(Wrong(problem.field or name, str(problem)))
    return replace(before, **found), tuple(wrong)


def _needed(said: str, longest: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not text:
            raise Unusable(said)
        return text[:longest]

    return read


def _dialled(said: str, fewest: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(r"[+(]?[\d ()./-]+", text) or sum(char.isdigit() for char in text) < fewest:
            raise Unusable(said)
        return text[:40]

    return read


def _optional(longest: int) -> Callable[[str], str]:
    return lambda text: text[:longest]


def _zone(text: str) -> str:
    if text not in zones():
        raise Unusable("Choose a time zone from the list, for example Europe/London.")
    return ZoneInfo(text).key


@cache
def zones() -> tuple[str, ...]:
    """Time zones by the names that people know: continent and city."""
    areas = ("Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/",
             "Pacific/")  # fmt: skip
    return (*sorted(zone for zone in available_timezones() if zone.startswith(areas)), "UTC")


def _address_of_pages(text: str) -> str:
    address = text.rstrip("/")
    parts = urlsplit(address)
    here = parts.hostname in ("127.0.0.1", "localhost", "::1")
    is_safe = parts.scheme == "https" or (here and parts.scheme == "http")
    if address and not (is_safe and parts.hostname):
        raise Unusable("Enter the address as patients type it, beginning with https://, or leave it empty.")
    if parts.query or parts.fragment:
        raise Unusable("Enter the address without anything after a ? or #.")
    return address


def _sender(text: str) -> str:
    told = health_words(text)
    if told:
        raise Unusable(f"Messages say nothing about health, so the name in them cannot hold “{told[0]}”.")
    return text[: LONGEST["sender_name"]]


def _whole_number(limits: str, what: str, field: str = "") -> Callable[[str], int]:
    least, most = LIMITS[limits]

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise Unusable(f"{what}: enter a whole number from {least} to {most}.", field)
        return int(text)

    return read


def policies() -> dict[str, str]:
    """The sets of tables that a clinic can choose: name and title."""
    found = sorted(FOLDER.glob("policy-*.toml"))
    tables = (tomllib.loads(path.read_text(encoding="utf-8")) for path in found)
    return {table["policy"]: table["title"] for table in tables}


def _second_factor(text: str) -> str:
    if text not in WANTED_WORDS:
        raise Unusable("Choose one of the ways to sign in.")
    return Wanted(text).value


def _policy(text: str) -> str:
    if text not in policies():
        raise Unusable("Choose one of the sets of tables in the list.")
    return text


_PLAIN: dict[str, Callable[[str], Any]] = {
    "name": _needed("Enter the clinic's name.", LONGEST["name"]),
    "telephone": _dialled("Enter the clinic's telephone number. Patients see it on every page.", 3),
    "emergency_number": _dialled("Enter the number to call in an emergency, for example 999.", 2),
    "address": _optional(LONGEST["address"]),
    "letterhead": _optional(LONGEST["letterhead"]),
    "time_zone": _zone,
    "public_address": _address_of_pages,
    "sender_name": _sender,
    "first_look_working_days": _whole_number("first_look_working_days", "Working days until answers are read"),
    "abandoned_after_hours": _whole_number("abandoned_after_hours", "Hours until unfinished answers become a case"),
    "policy": _policy,
    "second_factor": _second_factor,
}


def _opening(typed: Mapping[str, str], before: Clinic) -> dict[int, OpeningHours]:
    if not any(name.startswith("opens-") for name in typed):
        return before.opening
    opening = {day: hours for day in range(7) if (hours := _hours(day, typed))}
    if not opening:
        raise Unusable("Enter opening hours for one day at least.", "opens-0")
    return opening


def _hours(day: int, typed: Mapping[str, str]) -> OpeningHours | None:
    said = [typed.get(f"{which}-{day}", "").strip() for which in ("opens", "closes")]
    if not any(said):
        return None
    try:
        opens, closes = (read_time(_full(text)) for text in said)
    except UnreadableValue:
        raise Unusable(
            f"{DAY_NAMES[day]}: enter both times, like 08:00 and 18:00, or leave both empty.", f"opens-{day}"
        ) from None
    if opens >= closes:
        raise Unusable(f"{DAY_NAMES[day]}: the closing time must be later than the opening time.", f"opens-{day}")
    return OpeningHours(opens, closes)


def _full(text: str) -> str:
    """`8` as `8:00`: between opening hours a bare hour can mean nothing else."""
    return f"{text}:00" if text.isdigit() and len(text) <= 2 else text


def _closed_on(typed: Mapping[str, str], before: Clinic) -> frozenset[date]:
    if "closed_on" not in typed:
        return before.closed_on
    order = country.pack_of(before.country).date_order
    try:
        return frozenset(day for line in re.split(r"[\n;]", typed["closed_on"]) for day in _days(line, order))
    except UnreadableValue as problem:
        raise Unusable(f"Days closed: {problem}") from None


LONGEST_CLOSURE = 92


def _days(line: str, order: str) -> list[date]:
    """One day, or `first to last`."""
    if not line.strip():
        return []
    first, *rest = (read_day(said, order) for said in re.split(r"\s+(?:to|until|–|-)\s+", line.strip()))
    last = rest[0] if rest else first
    span = (last - first).days
    if len(rest) > 1 or not 0 <= span <= LONGEST_CLOSURE:
        raise UnreadableValue(
            f"{line.strip()[:60]} is not one day, nor a first and a last day of at most three months."
        )
    return [date.fromordinal(first.toordinal() + step) for step in range(span + 1)]


def _chase(typed: Mapping[str, str], before: Clinic) -> dict[str, int]:
    days = dict(before.chase_days)
    labels: dict[str, str] = dict(CHASED) | {REPORT: REPORT_LABEL}
    for kind, label in labels.items():
        if f"chase-{kind}" in typed:
            days[kind] = _whole_number("chase", label, f"chase-{kind}")(typed[f"chase-{kind}"].strip())
    return days


def _longest(level: Urgency) -> int:
    return LADDER[level].seen_within_days or 0


def _targets(typed: Mapping[str, str], before: Clinic) -> dict[str, int]:
    """Days by urgency where they are shorter than the ladder's; none may be longer."""
    shortened = dict(before.shortened)
    for level in SHORTENABLE:
        said, longest = typed.get(f"target-{level}", "").strip(), _longest(level)
        if not said:
            continue
        if not (said.isascii() and said.isdigit() and 1 <= int(said) <= longest):
            shorter = f"{level.step.word}: a clinic may shorten {longest} days, never lengthen them."
            raise Unusable(shorter, f"target-{level}")
        shortened.pop(level, None)
        shortened |= {level.value: int(said)} if int(said) < longest else {}
    return shortened


_WHOLE: dict[str, Callable[[Mapping[str, str], Clinic], Any]] = {
    "opening": _opening,
    "closed_on": _closed_on,
    "chase_days": _chase,
    "shortened": _targets,
}
