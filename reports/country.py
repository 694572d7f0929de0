"""What paper takes from a clinic's country: the patient's number as printed, dates, the size of a sheet."""

from __future__ import annotations

from datetime import date, datetime

from intake.clocks import local
from intake.country import number_problem, pack_of
from intake.people import Clinic
from reports.dates import day

__all__ = ["day", "language", "local_day", "may_be_its_number", "moment", "number", "number_label", "paper"]


def local_day(value: datetime, clinic: Clinic) -> date:
    """The day of a moment on the clinic's calendar."""
    return local(value, clinic).date()


def moment(value: datetime, clinic: Clinic) -> str:
    """`23-Nov-2026 15:04`, on the clinic's wall clock."""
    at = local(value, clinic)
    return f"{day(at.date())} {at:%H:%M}"


def paper(clinic: Clinic) -> str:
    """`A4` or `Letter`."""
    return pack_of(clinic.country).paper


def language(clinic: Clinic) -> str:
    """The language tag of what is printed."""
    return "en-US" if clinic.country.upper().startswith("US") else "en-GB"


def number_label(clinic: Clinic) -> str:
    """What the patient's number is called there, as print abbreviates it: `NHS No.`."""
    name = pack_of(clinic.country).number_name
    return name.removesuffix(" number") + " No." if name.endswith(" number") else name


def may_be_its_number(value: str, clinic: Clinic) -> bool:
    """Whether this may be what `number_label` names: its length and check digit, where the country has them."""
    return number_problem(pack_of(clinic.country), value) is None


def number(value: str, clinic: Clinic) -> str:
    """The patient's number as it is read aloud there: ten digits as 3-3-4, as NHS numbers are."""
    digits = "".join(char for char in value if char.isdigit())
    if pack_of(clinic.country).number_digits == 10 and len(digits) == 10:
        return f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    return value
