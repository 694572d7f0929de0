"""Links: made for a patient, opened, locked, withdrawn, made anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, or_, select, update

from intake import access
from intake.cases import IntakeKind
from intake.invitations import (
    BIRTH_TRIES,
    VALID_DAYS,
    BirthCheck,
    Invitation,
    InvitationState,
    Invited,
    NewPatient,
    PersonKey,
    name_key,
    person_key,
)
from intake.people import Account, Appointment, Patient
from intake.plain_text import tidy, tidy_or_none
from intake.store.database import Database
from intake.store.errors import NoSuchInvitation, Refused
from intake.store.outbox import queue_invitation
from intake.store.patient_words import keep_words
from intake.store.sessions import end_sessions
from intake.store.tables import appointments, cases, invitations, links, patients
from intake.store.tokens import kept, new_id, new_token
from intake.store.work import Work

RECENT = 200
LOCKED = (invitations.c.locked_at.is_not(None), invitations.c.withdrawn_at.is_(None))
"""Links that are locked still; `ix_invitations_locked_at` holds no others, but those that were withdrawn."""
NAMES = (patients.c.family_name, patients.c.given_name)


class Invitations:
    """Every link that was given out."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def invite(
        self,
        patient: NewPatient,
        booked_for: datetime | None,
        actor: Account,
        now: datetime,
        valid_days: int = VALID_DAYS,
    ) -> Invited:
        """A new patient, their appointment, and a link for them. The token is given once and kept nowhere."""
        access.check_invite(actor)
        with self._db.write() as work:
            return _invite(work, patient, booked_for, actor, now, valid_days)

    def invite_all(
        self,
        booked: Sequence[tuple[NewPatient, datetime]],
        actor: Account,
        now: datetime,
        valid_days: int = VALID_DAYS,
        *,
        by_email: bool = False,
    ) -> list[Invited]:
        """A link for each, or for none of them. Raises Refused where somebody was invited meanwhile.

        With `by_email` a message waits for each who has an e-mail address.
        """
        access.check_invite(actor)
        with self._db.write() as work:
            work.take_turn("invite a list")
            if twice := _already(work.connection, [person_key(*one) for one in booked]):
                raise Refused(f"Nobody was invited: {len(twice)} of them have a link by now. Look at the list again.")
            made = [_invite(work, patient, moment, actor, now, valid_days) for patient, moment in booked]
            for one in made if by_email else ():
                queue_invitation(work, one.invitation, actor.name, now)
        return made

    def already_invited(self, booked: Sequence[tuple[NewPatient, datetime]]) -> set[PersonKey]:
        """Which of them have a link for that appointment that nobody withdrew."""
        with self._db.read() as connection:
            return _already(connection, [person_key(*one) for one in booked])

    def by_token(self, token: str, now: datetime) -> Invitation | None:
        """The invitation of a link, whatever its state; None for a link that was never given out."""
        further = select(links.c.invitation_id).where(links.c.token_hash == kept(token))
        mine = or_(invitations.c.token_hash == kept(token), invitations.c.id.in_(further))
        return self._one(everything().where(mine), now)

    def read(self, invitation_id: str, now: datetime) -> Invitation | None:
        """The invitation with this id, or None."""
        return self._one(everything().where(invitations.c.id == invitation_id), now)

    def recent(self, now: datetime, name: str = "") -> list[Invitation]:
        """The newest invitations, newest first; with `name`, of people whose name holds every word of it."""
        named = [or_(*(column.icontains(word, autoescape=True) for column in NAMES)) for word in name.split()]
        newest = everything().where(*named).order_by(invitations.c.created_at.desc()).limit(RECENT)
        with self._db.read() as connection:
            return [invitation_of(row, now) for row in connection.execute(newest).mappings()]

    def how_many_locked(self) -> int:
        """How many links five wrong dates of birth keep shut: nobody has made a new one or withdrawn it."""
        with self._db.read() as connection:
            return connection.scalar(select(func.count()).select_from(invitations).where(*LOCKED)) or 0

    def locked(self, now: datetime) -> list[Invitation]:
        """The same, the one that was locked last first; at most `RECENT`."""
        newest = everything().where(*LOCKED).order_by(invitations.c.locked_at.desc()).limit(RECENT)
        with self._db.read() as connection:
            return [invitation_of(row, now) for row in connection.execute(newest).mappings()]

    def check_birth(self, invitation_id: str, born: date | None, now: datetime) -> BirthCheck:
        """Whether this is the patient's date of birth. The fifth wrong one locks the link and staff are told."""
        with self._db.write() as work:
            row = _hold(work, invitation_id)
            if row["locked_at"]:
                return BirthCheck.LOCKED
            of_invitation = update(invitations).where(invitations.c.id == invitation_id)
            if born == row["date_of_birth"]:
                work.execute(of_invitation.values(born_confirmed_at=now, tries=0))
                work.record("Patient", "confirmed the date of birth", now, invitation=invitation_id)
                return BirthCheck.MATCHES
            tries = row["tries"] + 1
            locked_at = now if tries >= BIRTH_TRIES else None
            work.execute(of_invitation.values(tries=tries, locked_at=locked_at))
            what = "locked a link after five wrong dates of birth" if locked_at else "entered a wrong date of birth"
            work.record("Twitchboard" if locked_at else "Patient", what, now, invitation=invitation_id)
        return BirthCheck.LOCKED if locked_at else BirthCheck.DIFFERS

    def withdraw(self, invitation_id: str, actor: Account, now: datetime) -> None:
        """The link holds no more, and whoever has it open is out."""
        access.check_invite(actor)
        with self._db.write() as work:
            _hold(work, invitation_id)
            work.execute(update(invitations).where(invitations.c.id == invitation_id).values(withdrawn_at=now))
            end_sessions(work, invitation_id, now)
            work.record(actor.name, "withdrew an invitation", now, invitation=invitation_id, account=actor.id)

    def reissue(self, invitation_id: str, actor: Account, now: datetime, valid_days: int = VALID_DAYS) -> str:
        """A new link in place of the old one; the draft stays. The token is given once."""
        access.check_invite(actor)
        with self._db.write() as work:
            _hold(work, invitation_id)
            token = new_token(work.connection)
            work.execute(delete(links).where(links.c.invitation_id == invitation_id))
            fresh = {"tries": 0, "locked_at": None, "withdrawn_at": None, "born_confirmed_at": None, "reissued_at": now}
            work.execute(
                update(invitations)
                .where(invitations.c.id == invitation_id)
                .values(token_hash=kept(token), expires_at=now + timedelta(days=valid_days), **fresh)
            )
            end_sessions(work, invitation_id, now)
            work.record(actor.name, "made a new link", now, invitation=invitation_id, account=actor.id)
        return token

    def _one(self, query: Select[Any], now: datetime) -> Invitation | None:
        with self._db.read() as connection:
            row = connection.execute(query).mappings().first()
        return invitation_of(row, now) if row else None


def _invite(
    work: Work, patient: NewPatient, booked_for: datetime | None, actor: Account, now: datetime, valid_days: int
) -> Invited:
    invitation_id, patient_id, token = new_id(), new_id(), new_token(work.connection)
    known = _tidied(patient)
    work.execute(insert(patients).values(id=patient_id, created_at=now, **known))
    keep_words(work, patient_id, known["given_name"], known["family_name"])
    work.execute(
        insert(invitations).values(
            id=invitation_id,
            token_hash=kept(token),
            patient_id=patient_id,
            appointment_id=_book(work, patient_id, booked_for, now),
            created_at=now,
            created_by=actor.name,
            expires_at=now + timedelta(days=valid_days),
            tries=0,
        )
    )
    work.record(actor.name, "invited a patient", now, invitation=invitation_id, account=actor.id)
    row = work.execute(everything().where(invitations.c.id == invitation_id)).mappings().one()
    return Invited(invitation_of(row, now), token)


def _already(connection: Connection, wanted: Sequence[PersonKey]) -> set[PersonKey]:
    born = {key.born for key in wanted}
    same = everything().where(patients.c.date_of_birth.in_(born), invitations.c.withdrawn_at.is_(None))
    there = (
        PersonKey(name_key(row["of_given_name"], row["of_family_name"]), row["of_date_of_birth"], row["booked_for"])
        for row in connection.execute(same).mappings()
    )
    return set(wanted).intersection(there)


def _tidied(patient: NewPatient) -> dict[str, Any]:
    texts = {name: value for name, value in asdict(patient).items() if name != "date_of_birth"}
    tidied = {name: tidy_or_none(value) for name, value in texts.items()}
    names = {"family_name": tidy(patient.family_name, 200), "given_name": tidy(patient.given_name, 200)}
    return tidied | names | {"date_of_birth": patient.date_of_birth}


def _book(work: Work, patient_id: str, booked_for: datetime | None, now: datetime) -> str | None:
    if booked_for is None:
        return None
    booked = {"id": new_id(), "patient_id": patient_id, "booked_for": booked_for, "created_at": now}
    work.execute(insert(appointments).values(**booked))
    return str(booked["id"])


def _hold(work: Work, invitation_id: str) -> RowMapping:
    """The invitation's row, and nobody else changes it until the transaction ends."""
    born = select(patients.c.date_of_birth).where(patients.c.id == invitations.c.patient_id).scalar_subquery()
    query = select(invitations, born.label("date_of_birth")).where(invitations.c.id == invitation_id)
    row = work.execute(query.with_for_update(of=invitations)).mappings().first()
    if row is None:
        raise NoSuchInvitation
    return row


def everything() -> Select[Any]:
    """Invitations with their patients, appointments and cases, for `invitation_of`."""
    return (
        select(
            invitations,
            *(column.label(f"of_{column.name}") for column in patients.columns),
            appointments.c.booked_for,
            appointments.c.reason.label("booked_reason"),
            cases.c.reference,
            cases.c.kind.label("came_as"),
        )
        .join(patients, patients.c.id == invitations.c.patient_id)
        .outerjoin(appointments, appointments.c.id == invitations.c.appointment_id)
        .outerjoin(cases, cases.c.invitation_id == invitations.c.id)
    )


PATIENT_FIELDS = tuple(Patient.__dataclass_fields__)


def invitation_of(row: RowMapping, now: datetime) -> Invitation:
    """The invitation of such a row."""
    booked = row["appointment_id"] and Appointment(row["appointment_id"], row["booked_for"], row["booked_reason"])
    return Invitation(
        row["id"],
        Patient(**{name: row[f"of_{name}"] for name in PATIENT_FIELDS}),
        booked or None,
        row["created_at"],
        row["expires_at"],
        _state(row, now),
        row["reference"],
        row["born_confirmed_at"],
        row["sent_at"],
        max(0, BIRTH_TRIES - row["tries"]),
        IntakeKind(row["came_as"]) if row["came_as"] else None,
        row["locked_at"],
    )


def _state(row: RowMapping, now: datetime) -> InvitationState:
    if row["withdrawn_at"]:
        return InvitationState.WITHDRAWN
    if row["sent_at"]:
        return InvitationState.SENT
    if row["locked_at"]:
        return InvitationState.LOCKED
    return InvitationState.EXPIRED if row["expires_at"] <= now else InvitationState.OPEN
