"""A list of appointments as it was read, in words: who will be invited, who will not, what to mend."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Collection
from dataclasses import dataclass

from intake import country
from intake.appointment_list import MOST_BYTES, AppointmentList
from intake.clinic_form import written
from intake.clocks import local
from intake.invitations import PersonKey
from intake.list_lines import Line
from intake.people import ADULT, Clinic, age_on
from pages._case_head import birth
from pages._moments import WallClock

HEADINGS = ("Given name", "Family name", "Date of birth", "Appointment date", "Time", "Mobile", "E-mail", "Number")
ORDERS = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}


def count(number: int, one: str, many: str) -> str:
    """`1 line`, `12 lines`."""
    return f"{number} {one if number == 1 else many}"


def dates_are_read_as(clinic: Clinic) -> str:
    """`day, month, year` in the clinic's country."""
    return ORDERS[country.pack_of(clinic.country).date_order]


def sentence(found: AppointmentList, known: Collection[PersonKey]) -> str:
    """What is on the list, and what will come of it."""
    new = sum(line.key not in known for line in found.lines)
    mend = len({trouble.number for trouble in found.troubles})
    parts = [
        f"{new} to invite",
        f"{len(found.lines) - new} already invited" if len(found.lines) > new else "",
        f"{len(found.twice)} in the file twice" if found.twice else "",
        f"{count(mend, 'line', 'lines')} to mend" if mend else "",
    ]
    return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Row:
    """One line of the preview."""

    number: int
    name: str
    born: str
    booked: str
    reached: str
    what: str
    is_known: bool


def row(line: Line, clock: WallClock, *, is_known: bool) -> Row:
    """A line as it was read, and what will come of it."""
    person = line.patient
    reached = " · ".join(each for each in (person.telephone, person.email) if each) or "not given"
    young = _age(line, clock) < ADULT
    what = "has a link already" if is_known else "under 16: will be asked to ring" if young else "will be invited"
    name = f"{person.given_name} {person.family_name}"
    return Row(line.number, name, birth(person.date_of_birth), clock.exactly(line.booked_for), reached, what, is_known)


def _age(line: Line, clock: WallClock) -> int:
    return age_on(line.patient.date_of_birth, local(clock.now, clock.clinic).date())


def twice(found: AppointmentList) -> str:
    """Which lines say the same; empty where none do."""
    pairs = ", ".join(f"line {later} says the same as line {first}" for later, first in found.twice[:12])
    more = " and others" if len(found.twice) > 12 else ""
    return f"{pairs[0].upper()}{pairs[1:]}{more}: invited once." if pairs else ""


def not_read(found: AppointmentList) -> str:
    """The columns that were left aside; empty where all were read."""
    names = ", ".join(f"“{name}”" for name in found.ignored[:12])
    return f"Not read: {names}{' and others' if len(found.ignored) > 12 else ''}." if names else ""


def column(said: str) -> str:
    """`Date of birth`, from *the date of birth*."""
    return said.removeprefix("the ").capitalize()


def example(clinic: Clinic, clock: WallClock) -> bytes:
    """A file to begin with: the headings, and one line in the country's own order of dates."""
    order = country.pack_of(clinic.country).date_order
    today = local(clock.now, clinic).date()
    booked = today.replace(year=today.year + 1, day=min(today.day, 28))
    line = ("Ann", "Example", written(booked.replace(year=1984), order), written(booked, order), "10:20", "",
            "ann@example.org", "")  # fmt: skip
    return b"\xef\xbb\xbf" + "".join(",".join(cells) + "\r\n" for cells in (HEADINGS, line)).encode()


def packed(raw: bytes) -> str:
    """A file as the page that shows it carries it on to the next step: nothing is kept on the server in between."""
    return base64.b85encode(zlib.compress(raw, 9)).decode()


def unpacked(text: str) -> bytes:
    """The file again; nothing where it did not come whole."""
    try:
        return zlib.decompressobj().decompress(base64.b85decode(text), MOST_BYTES + 1)
    except (ValueError, zlib.error, binascii.Error):
        return b""
