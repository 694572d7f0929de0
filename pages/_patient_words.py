"""What the patient's pages say, with the clinic's own name and numbers filled in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from intake import country
from intake.clocks import is_working_day, local, read_by
from intake.people import Clinic
from intake.wording import wording
from pages._plain import day

Say = Callable[..., str]


def speak(clinic: Clinic | None) -> Say:
    """The sentences of `intake/wording/`, speaking for this clinic (for none: on the page of a lost link)."""
    sentences = wording()
    known: dict[str, object] = {}
    if clinic:
        known = {"clinic": clinic.name, "telephone": clinic.telephone, "number": clinic.emergency_number}

    def say(key: str, **more: object) -> str:
        return sentences.say(key, **known, **more)

    return say


def promised_by(moment: datetime, clinic: Clinic) -> str:
    """The day by which a clinician will have read what is sent at that moment; the same for everybody."""
    return day(read_by(moment, clinic), clinic)


def is_open(moment: datetime, clinic: Clinic) -> bool:
    """Whether somebody is at the clinic at that moment."""
    there = local(moment, clinic)
    hours = clinic.opening.get(there.weekday())
    return bool(hours) and is_working_day(there.date(), clinic) and hours.opens <= there.time() < hours.closes  # type: ignore[union-attr]


def crisis_line(clinic: Clinic) -> tuple[str, str] | None:
    """Name and telephone of the country's crisis line, where its pack names one."""
    pack = country.pack_of(clinic.country)
    return (pack.crisis_line, pack.crisis_telephone) if pack.crisis_line else None
