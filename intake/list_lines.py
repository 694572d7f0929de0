"""One line of a list of appointments: its cells become a patient and a moment, or say what has to be mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from intake import country
from intake.clocks import local
from intake.invitations import NewPatient, PersonKey, person_key
from intake.list_columns import COLUMNS, NAME
from intake.list_values import UnreadableValue, is_email, read_day, read_number, read_time
from intake.people import Clinic

OLDEST = 120
LONG_AHEAD = 730
SHOWN = 40

Cells = Mapping[str, str]


@dataclass(frozen=True)
class Line:
    """One line that can be invited. `number` counts as the spreadsheet does."""

    number: int
    patient: NewPatient
    booked_for: datetime

    @property
    def key(self) -> PersonKey:
        """Who, and for when."""
        return person_key(self.patient, self.booked_for)


@dataclass(frozen=True)
class Trouble:
    """Something that has to be mended in the file: which line, which column, and how."""

    number: int
    column: str
    said: str


def read_line(number: int, cells: Cells, clinic: Clinic, now: datetime) -> Line | tuple[Trouble, ...]:
    """The line, or everything that is wrong with it at once."""
    read: dict[str, Callable[[Cells], object]] = {
        "family_name": _name,
        "date_of_birth": partial(_born, clinic=clinic, now=now),
        "booked_date": partial(_booked, clinic=clinic, now=now),
        "number": partial(_number, clinic=clinic),
        "email": _email,
        "telephone": _telephone,
    }
    found: dict[str, object] = {}
    troubles = []
    for column, reader in read.items():
        try:
            found[column] = reader(cells)
        except UnreadableValue as problem:
            troubles.append(Trouble(number, COLUMNS[column].said, str(problem)))
    return tuple(troubles) or _made(number, found, cells)


def _made(number: int, found: Mapping[str, Any], cells: Cells) -> Line:
    given_name, family_name = found["family_name"]
    more = {key: cells.get(key) or None for key in ("title", "usual_doctor", "language", "address")}
    reach = {key: found[key] or None for key in ("number", "email", "telephone")}
    patient = NewPatient(family_name, given_name, found["date_of_birth"], **more, **reach)
    return Line(number, patient, found["booked_date"])


def _name(cells: Cells) -> tuple[str, str]:
    given, family = cells.get("given_name", ""), cells.get("family_name", "")
    if not (given and family) and cells.get(NAME):
        family, comma, given = (part.strip() for part in cells[NAME].partition(","))
        given = re.sub(r"\s*\([^)]*\)$", "", given)
        if not comma or not given or not family:
            raise UnreadableValue("Write the name as FAMILY, Given, or use a column for each.")
    if not given or not family:
        raise UnreadableValue("Enter both the given name and the family name.")
    return given, family


def _born(cells: Cells, clinic: Clinic, now: datetime) -> date:
    born = read_day(cells.get("date_of_birth", ""), country.pack_of(clinic.country).date_order)
    today = local(now, clinic).date()
    if born > today or today.year - born.year > OLDEST:
        raise UnreadableValue(f"{born.day} {born:%B %Y} is not a date of birth. Check day, month and year.")
    return born


def _booked(cells: Cells, clinic: Clinic, now: datetime) -> datetime:
    """The appointment on the clinic's wall, in UTC; date and time in one column or in two."""
    said, at = cells.get("booked_date", ""), cells.get("booked_time", "")
    if not at:
        said, at = _with_time(said)
    day = read_day(said, country.pack_of(clinic.country).date_order)
    booked = datetime.combine(day, read_time(at), ZoneInfo(clinic.time_zone)).astimezone(UTC)
    if booked <= now:
        raise UnreadableValue(f"{day.day} {day:%B %Y} is past. Take this line out, or correct the date.")
    if (booked - now).days > LONG_AHEAD:
        raise UnreadableValue(f"{day.day} {day:%B %Y} is more than two years ahead. Check the year.")
    return booked


def _with_time(said: str) -> tuple[str, str]:
    found = re.fullmatch(
        r"(.*\d)(?:\s*[T,]\s*|\s+)(?:at\s+)?(\d{1,2}(?:[:.h]\d{2}){1,2}(?:\s*[AaPp]\.?[Mm]\.?)?Z?)", said
    )
    return (found.group(1), found.group(2)) if found else (said, "")


def _number(cells: Cells, clinic: Clinic) -> str:
    number = read_number(cells.get("number", ""))
    problem = country.number_problem(country.pack_of(clinic.country), number)
    if problem:
        raise UnreadableValue(problem)
    return number


def _email(cells: Cells) -> str:
    given = cells.get("email", "")
    if given and not is_email(given):
        raise UnreadableValue(f"{given[:SHOWN]} is not one e-mail address. Correct it, or leave it out.")
    return given


def _telephone(cells: Cells) -> str:
    given = read_number(cells.get("telephone", ""))
    if given and (not re.fullmatch(r"[+(]?[\d ()./-]+", given) or sum(c.isdigit() for c in given) < 5):
        raise UnreadableValue(f"{given[:SHOWN]} is not a telephone number. Correct it, or leave it out.")
    return given
