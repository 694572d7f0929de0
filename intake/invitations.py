"""A link for one patient: who it is for, how long it holds, and what state it is in. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from unicodedata import normalize

from intake.cases import IntakeKind
from intake.people import Appointment, Patient

BIRTH_TRIES = 5
"""Wrong dates of birth before a link is locked and staff are told."""

VALID_DAYS = 14


class InvitationState(StrEnum):
    """What a link can still be used for. The first that applies, in this order."""

    WITHDRAWN = "withdrawn"
    SENT = "sent"
    LOCKED = "locked"
    EXPIRED = "expired"
    OPEN = "open"


class BirthCheck(StrEnum):
    """What came of a date of birth."""

    MATCHES = "matches"
    DIFFERS = "differs"
    LOCKED = "locked"


@dataclass(frozen=True)
class NewPatient:
    """A patient as staff enter one; what they leave out the patient is asked for."""

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


@dataclass(frozen=True)
class PersonKey:
    """What makes two lines of a list the same person at the same appointment."""

    name: str
    born: date
    booked_for: datetime | None


def name_key(given_name: str, family_name: str) -> str:
    """A name without what differs from list to list: capitals, spaces, the form of an accent."""
    return " ".join(normalize("NFC", f"{given_name} {family_name}").casefold().split())


def person_key(patient: NewPatient, booked_for: datetime | None) -> PersonKey:
    """Who, and for when."""
    return PersonKey(name_key(patient.given_name, patient.family_name), patient.date_of_birth, booked_for)


@dataclass(frozen=True)
class Invitation:
    """One link and where it stands. `reference` is its case, once there is one; `kind`: how that came in last.

    `locked_at`: since when five wrong dates of birth keep everybody out, also where the answers were sent before.
    """

    id: str
    patient: Patient
    appointment: Appointment | None
    created_at: datetime
    expires_at: datetime
    state: InvitationState
    reference: str | None = None
    born_confirmed_at: datetime | None = None
    sent_at: datetime | None = None
    tries_left: int = BIRTH_TRIES
    kind: IntakeKind | None = None
    locked_at: datetime | None = None


@dataclass(frozen=True)
class Invited:
    """A new invitation and its token, which is shown once and kept nowhere."""

    invitation: Invitation
    token: str
