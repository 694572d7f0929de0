"""Who a case is about, where, and with whom: values, as the store reads them back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum


@dataclass(frozen=True)
class Patient:
    """The person who fills in. What staff or the patient have not given is None: *not provided*."""

    id: str
    family_name: str
    given_name: str
    date_of_birth: date
    title: str | None = None
    sex: str | None = None
    number: str | None = None
    address: str | None = None
    telephone: str | None = None
    email: str | None = None
    usual_doctor: str | None = None
    language: str | None = None
    needs: str | None = None

    @property
    def printed_name(self) -> str:
        """`FAMILY, Given (Title)`, as health records print it."""
        title = f" ({self.title})" if self.title else ""
        return f"{self.family_name.upper()}, {self.given_name}{title}"

    @property
    def name(self) -> str:
        """`Given Family`, as one says it."""
        return f"{self.given_name} {self.family_name}"

    def age(self, on: date) -> int:
        """Whole years on that day."""
        return age_on(self.date_of_birth, on)


ADULT = 16
"""From this age on, patients fill in this form; children have a pathway of their own."""


_STAFF_KNOW = {
    "interpreter": "language",
    "access-needs": "needs",
    "address": "address",
    "sex": "sex",
    "patient-number": "number",
    "usual-doctor": "usual_doctor",
}
"""Questions whose answer staff may enter with the invitation: link_id, and the field of the patient."""


def known_to_staff(patient: Patient) -> frozenset[str]:
    """Questions that need not be asked, because the clinic entered the answer with the invitation."""
    return frozenset(link_id for link_id, name in _STAFF_KNOW.items() if getattr(patient, name))


def age_on(born: date, on: date) -> int:
    """Whole years between two days; whoever was born on 29 February is a year older on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@dataclass(frozen=True)
class Appointment:
    """A booking; `booked_for` is aware and in UTC."""

    id: str
    booked_for: datetime
    reason: str | None = None


class Role(StrEnum):
    """What somebody may do; `access.py` says what that is."""

    RECEPTION = "reception"
    CLINICIAN = "clinician"
    SENIOR = "senior"
    ADMIN = "admin"


@dataclass(frozen=True)
class Account:
    """Somebody who signs in. `registration` is the professional number printed beside a signature.

    `is_clinician` says of an administrator whether they see patients too; of anybody else the role says it.
    `signed_in_before_at` is the sign-in before the last one, which is what somebody who has just signed in looks for.
    """

    id: str
    username: str
    name: str
    role: Role
    job_title: str
    registration: str | None = None
    last_signed_in_at: datetime | None = None
    disabled: bool = False
    is_clinician: bool = True
    signed_in_before_at: datetime | None = None
    has_second_factor: bool = False


@dataclass(frozen=True)
class OpeningHours:
    """Local opening and closing time of one weekday."""

    opens: time
    closes: time


WEEKDAYS = {day: OpeningHours(time(8), time(18)) for day in range(5)}


@dataclass(frozen=True)
class Clinic:
    """One clinic and its settings. `country` is a key of `country_packs.toml`.

    `opening` maps weekday (Monday is 0) to hours; a day that is missing is closed. `shortened`
    may shorten a ladder duration, never lengthen it: days by urgency. `chase_days` says how many
    days after signing a request without a report is chased, by kind of note. Answers that were begun and
    not sent become a case after `abandoned_after_hours`. `letterhead` is printed on what leaves. Patients reach
    the clinic's pages at `public_address`; `sender_name` is what it calls itself in messages, which say nothing
    about health. `second_factor` says whether staff sign in with a code besides the password. `logo` is a small PNG
    in base64, printed with the letterhead.
    """

    name: str
    telephone: str
    country: str
    time_zone: str
    emergency_number: str
    address: str = ""
    opening: dict[int, OpeningHours] = field(default_factory=lambda: dict(WEEKDAYS))
    closed_on: frozenset[date] = frozenset()
    shortened: dict[str, int] = field(default_factory=dict)
    first_look_working_days: int = 2
    chase_days: dict[str, int] = field(default_factory=lambda: {"emg": 14, "bloods": 7})
    abandoned_after_hours: int = 24
    policy: str = "article"
    destinations: dict[str, str] = field(default_factory=dict)
    letterhead: str = ""
    public_address: str = ""
    sender_name: str = ""
    is_sample: bool = False
    second_factor: str = "off"
    logo: str = ""
