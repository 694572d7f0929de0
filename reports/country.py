"""What paper takes from a clinic's country: the patient's number as printed, dates, the size of a sheet."""

from __future__ import annotations

from datetime import date, datetime

from intake.clocks import local
from intake.people import Clinic

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NUMBER_LABELS = {"GB": "NHS No.", "US": "MRN", "IE": "IHI No.", "CA": "Health No.", "AU": "IHI No."}
LETTER = frozenset({"US", "CA"})


def _land(clinic: Clinic) -> str:
    return clinic.country.partition("-")[0].upper()


def day(value: date) -> str:
    """`09-Mar-1984`: on paper a date reads the same everywhere."""
    return f"{value.day:02d}-{MONTHS[value.month - 1]}-{value.year}"


def local_day(value: datetime, clinic: Clinic) -> date:
    """The day of a moment on the clinic's calendar."""
    return local(value, clinic).date()


def moment(value: datetime, clinic: Clinic) -> str:
    """`23-Nov-2026 15:04`, on the clinic's wall clock."""
    at = local(value, clinic)
    return f"{day(at.date())} {at:%H:%M}"


def paper(clinic: Clinic) -> str:
    """`A4` or `Letter`."""
    return "Letter" if _land(clinic) in LETTER else "A4"


def language(clinic: Clinic) -> str:
    """The language tag of what is printed."""
    return "en-US" if _land(clinic) == "US" else "en-GB"


def number_label(clinic: Clinic) -> str:
    """What the patient's number is called there."""
    return NUMBER_LABELS.get(_land(clinic), "Number")


def number(value: str, clinic: Clinic) -> str:
    """The patient's number as it is read aloud there: NHS numbers 3-3-4."""
    digits = "".join(char for char in value if char.isdigit())
    if _land(clinic) == "GB" and len(digits) == 10:
        return f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    return value
