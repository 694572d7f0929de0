"""The clinic's settings: one row, its history in the audit trail."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, fields
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from intake import access
from intake.audit import plain
from intake.people import Account, Clinic, OpeningHours
from intake.store.database import Database
from intake.store.errors import NoClinic, Refused
from intake.store.tables import clinic as clinic_table
from intake.store.work import Work


class Settings:
    """The clinic, read and saved."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def clinic(self) -> Clinic | None:
        """The clinic, or None before it is set up."""
        with self._db.read() as connection:
            return read_clinic(connection)

    def the_clinic(self) -> Clinic:
        """The clinic. Raises NoClinic before it is set up."""
        with self._db.read() as connection:
            return the_clinic(connection)

    def save_clinic(self, clinic: Clinic, actor_name: str, now: datetime, before: Clinic | None = None) -> None:
        """Save the clinic's settings; the audit trail keeps each version.

        With `before`, Refused where somebody has saved others since those were read.
        """
        with self._db.write() as work:
            work.take_turn("settings")
            if before is not None and read_clinic(work.connection) != before:
                raise Refused("Somebody saved the settings since you opened them. Load the page again, then change it.")
            put_clinic(work, clinic, now)
            work.record(actor_name, "saved the clinic's settings", now, settings=on_the_trail(clinic))

    def change(self, clinic: Clinic, actor: Account, now: datetime, before: Clinic) -> None:
        """As `save_clinic`, by an administrator on the page. Which tables grade is not changed this way."""
        access.check_change_settings(actor)
        if clinic.policy != before.policy:
            raise Refused("Which tables grade is changed by two people. Ask for it under Tables.")
        self.save_clinic(clinic, actor.name, now, before)


def put_clinic(work: Work, clinic: Clinic, now: datetime) -> None:
    """Write the clinic's one row, in a transaction that is already open."""
    work.execute(delete(clinic_table))
    work.execute(insert(clinic_table).values(id=1, settings=as_json(clinic), is_sample=clinic.is_sample, saved_at=now))


def on_the_trail(clinic: Clinic) -> dict[str, Any]:
    """The settings as the audit trail keeps each version: of the logo its digest, not its picture."""
    logo = hashlib.sha256(clinic.logo.encode()).hexdigest() if clinic.logo else ""
    return as_json(clinic) | {"logo": logo}


def read_clinic(connection: Connection) -> Clinic | None:
    """The clinic in a transaction that is already open."""
    settings = connection.scalar(select(clinic_table.c.settings))
    return from_json(settings) if settings else None


def the_clinic(connection: Connection) -> Clinic:
    """The clinic, where nothing can go on without one."""
    found = read_clinic(connection)
    if found is None:
        raise NoClinic
    return found


def as_json(clinic: Clinic) -> dict[str, Any]:
    """Plain values: hours as "08:00", days as ISO dates."""
    return asdict(clinic) | {
        "opening": {
            str(day): [f"{hours.opens:%H:%M}", f"{hours.closes:%H:%M}"] for day, hours in clinic.opening.items()
        },
        "closed_on": sorted(plain(day) for day in clinic.closed_on),
    }


def from_json(settings: dict[str, Any]) -> Clinic:
    """The clinic of such plain values; a setting that this program does not know is left aside."""
    known = {f.name for f in fields(Clinic)}
    values = {name: value for name, value in settings.items() if name in known}
    values["opening"] = {
        int(day): OpeningHours(*(time.fromisoformat(at) for at in hours)) for day, hours in values["opening"].items()
    }
    values["closed_on"] = frozenset(date.fromisoformat(day) for day in values["closed_on"])
    return Clinic(**values)
