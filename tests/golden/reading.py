"""Reads the golden day: the clinic, its people, and what was worked out for them by hand."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from intake.cases import IntakeKind
from intake.form import Answer
from intake.people import Clinic, OpeningHours
from intake.urgency import Urgency

HERE = Path(__file__).parent
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class GoldenPerson:
    """One file of `people/`; `slug` is its name, `expected` what somebody worked out by hand."""

    slug: str
    person: dict[str, Any]
    booked_for: datetime | None
    kind: IntakeKind
    received_at: datetime
    answers: dict[str, Answer]
    stage: dict[str, Any]
    expected: dict[str, Any]
    page: str | None = None

    @property
    def name(self) -> str:
        """As one says it."""
        return f"{self.person['given_name']} {self.person['family_name']}"

    @property
    def urgency(self) -> Urgency:
        """The urgency worked out by hand."""
        return Urgency(self.expected["urgency"])

    @property
    def due_at(self) -> datetime | None:
        """The due moment worked out by hand; None where no clock runs."""
        return self.expected.get("due_at")


@cache
def day() -> dict[str, Any]:
    """`day.toml` as it is written."""
    return tomllib.loads((HERE / "day.toml").read_text(encoding="utf-8"))


def golden_now() -> datetime:
    """The moment at which the day is looked at."""
    return day()["now"].astimezone(UTC)


@cache
def golden_clinic() -> Clinic:
    """The clinic of the day, with its opening hours and chase days."""
    told = dict(day()["clinic"])
    opening = {WEEK.index(name): OpeningHours(**hours) for name, hours in told.pop("opening").items()}
    return Clinic(**told, opening=opening)


@cache
def golden_people() -> tuple[GoldenPerson, ...]:
    """All 24, in the order of their files."""
    return tuple(_read(path) for path in sorted((HERE / "people").glob("*.toml")))


def _read(path: Path) -> GoldenPerson:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    given = {link_id: tuple(a) if isinstance(a, list) else a for link_id, a in told["answers"].items()}
    return GoldenPerson(
        slug=path.stem,
        person=told["person"],
        booked_for=told.get("appointment", {}).get("booked_for"),
        kind=IntakeKind(told["intake"]["kind"]),
        received_at=told["intake"]["received_at"],
        page=told["intake"].get("page"),
        answers=given,
        stage=told["stage"],
        expected=told["expected"],
    )


def golden_person(slug: str) -> GoldenPerson:
    """The one whose file begins like this, for example `01` or `01-mark`."""
    return next(person for person in golden_people() if person.slug.startswith(slug))


@cache
def mark_emg_request() -> dict[str, tuple[str, ...]]:
    """What Mark's EMG request must say: sentences by section, in order; under "Nowhere" what it may not say."""
    text = (HERE / "mark-emg-request.txt").read_text(encoding="utf-8")
    said: dict[str, list[str]] = {}
    section = ""
    for line in text.splitlines():
        if line.startswith("## "):
            section = line[3:].strip()
            said[section] = []
        elif line.startswith("- "):
            said[section].append(line[2:].strip())
        elif line.startswith("! "):
            said.setdefault("Nowhere", []).append(line[2:].strip())
    return {name: tuple(lines) for name, lines in said.items()}
