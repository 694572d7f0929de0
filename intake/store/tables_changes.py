"""Changes of the tables that grade: asked for, confirmed by a second person, or taken back. One waits at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from intake import access
from intake.people import Account
from intake.store.accounts import PEOPLE, account_of
from intake.store.database import Database
from intake.store.errors import Refused
from intake.store.settings import put_clinic, the_clinic
from intake.store.tables import accounts, policy_changes
from intake.store.tokens import new_id
from intake.store.work import Work
from intake.tables_change import TablesChange, tables_of, why_not_by, why_not_proved

_COLUMNS = ("id", "policy", "tables_version", "tables_sha256", "by_id", "by_name", "at")


class TablesChanges:
    """What waits for a second person."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def waiting(self) -> TablesChange | None:
        """The change that waits, if one does."""
        with self._db.read() as connection:
            return _waiting(connection)

    def ask(self, policy: str, actor: Account, now: datetime) -> TablesChange:
        """Ask for another set of tables; what was asked for before is taken back. Nothing grades differently yet."""
        access.check_change_settings(actor)
        tables = tables_of(policy)
        if why := why_not_proved(tables):
            raise Refused(why)
        change = TablesChange(new_id(), policy, tables.version, tables.sha256, actor.id, actor.name, now)
        with self._db.write() as work:
            work.take_turn("settings")
            if the_clinic(work.connection).policy == policy:
                raise Refused("These tables grade already. Choose others.")
            if before := _waiting(work.connection):
                _end(work, before, "replaced", actor, now)
            work.execute(insert(policy_changes).values(**vars(change)))
            work.record(actor.name, f"asked for the tables {policy}", now, version=tables.version, sha256=tables.sha256)
        return change

    def confirm(self, change_id: str, actor: Account, now: datetime) -> None:
        """The second person: from now on new answers are graded by these tables. Those who wait keep their result."""
        access.check_confirm_tables(actor)
        with self._db.write() as work:
            work.take_turn("settings")
            change = _the_one(work, change_id)
            first = work.execute(PEOPLE.where(accounts.c.id == change.by_id)).mappings().first()
            if why := why_not_by(change, account_of(first) if first else None, actor):
                raise Refused(why)
            _end(work, change, "confirmed", actor, now)
            clinic = replace(the_clinic(work.connection), policy=change.policy)
            put_clinic(work, clinic, now)
            said = f"confirmed the tables {change.policy}, which {change.by_name} had asked for"
            work.record(actor.name, said, now, version=change.tables_version, sha256=change.tables_sha256)

    def take_back(self, change_id: str, actor: Account, now: datetime) -> None:
        """Nothing changes after all."""
        access.check_confirm_tables(actor)
        with self._db.write() as work:
            work.take_turn("settings")
            change = _the_one(work, change_id)
            _end(work, change, "taken back", actor, now)
            work.record(actor.name, f"took back the change to the tables {change.policy}", now)


def _waiting(connection: Connection) -> TablesChange | None:
    columns = [policy_changes.c[name] for name in _COLUMNS]
    newest = select(*columns).where(policy_changes.c.ended_at.is_(None)).order_by(policy_changes.c.at.desc()).limit(1)
    row = connection.execute(newest).mappings().first()
    return TablesChange(**row) if row else None


def _the_one(work: Work, change_id: str) -> TablesChange:
    found = _waiting(work.connection)
    if found is None or found.id != change_id:
        raise Refused("This change no longer waits. Load the page again.")
    return found


def _end(work: Work, change: TablesChange, outcome: str, actor: Account, now: datetime) -> None:
    ended = update(policy_changes).where(policy_changes.c.id == change.id)
    work.execute(ended.values(ended_at=now, ended_by=actor.name, outcome=outcome))
