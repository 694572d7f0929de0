"""The store: one database, opened once, with a room for each thing that is kept."""

from __future__ import annotations

from sqlalchemy import func, select, text

from intake import reception
from intake.store import migrate
from intake.store.accounts import Accounts
from intake.store.aftercare import Aftercare
from intake.store.cases import Cases
from intake.store.colleagues import Colleagues
from intake.store.database import Database
from intake.store.desk import Desk
from intake.store.documents import Documents
from intake.store.drafts import Drafts
from intake.store.errors import StoreUnavailable
from intake.store.invitations import Invitations
from intake.store.messages import Messages
from intake.store.pictures import Pictures
from intake.store.preferences import PreferencesRoom
from intake.store.presence import Presence
from intake.store.problems import Problems
from intake.store.reporting import Reporting
from intake.store.second_factors import SecondFactors
from intake.store.sessions import Sessions
from intake.store.settings import Settings
from intake.store.tables import FROZEN, audit_events
from intake.store.tables_changes import TablesChanges
from intake.store.trail import Audit
from intake.store.typists import Typists


class Store:
    """The rooms of one database. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self.settings = Settings(database)
        self.tables_changes = TablesChanges(database)
        self.accounts = Accounts(database)
        self.colleagues = Colleagues(database)
        self.second_factors = SecondFactors(database)
        self.sessions = Sessions(database)
        self.presence = Presence(database)
        self.invitations = Invitations(database)
        self.messages = Messages(database)
        self.drafts = Drafts(database)
        self.typists = Typists(database)
        self.cases = Cases(database, lambda now: reception.sweep(self, now))
        self.preferences = PreferencesRoom(database)
        self.documents = Documents(database)
        self.desk = Desk(database)
        self.pictures = Pictures(database)
        self.aftercare = Aftercare(database)
        self.problems = Problems(database)
        self.reporting = Reporting(database)
        self.audit = Audit(database)

    @property
    def where(self) -> str:
        """The file, or the server and its database."""
        return self._db.where

    def check(self) -> list[str]:
        """What is wrong with the database, each a sentence with the remedy; nothing when all is well."""
        try:
            problem = migrate.problem(self._db)
            if problem:
                return [problem]
            return [*self._unwritable(), *self._unguarded()]
        except StoreUnavailable as unavailable:
            return [str(unavailable)]

    def _unwritable(self) -> list[str]:
        """Begin a writing transaction and let it go: locked, read-only and full show here."""
        with self._db.write() as work:
            work.execute(select(func.max(audit_events.c.position)))
        return []

    def _unguarded(self) -> list[str]:
        """Frozen tables that have lost the triggers which refuse a change."""
        with self._db.read() as connection:
            guarded = migrate.guarded_tables(connection)
        lost = [table.name for table in FROZEN if table.name not in guarded]
        if not lost:
            return []
        return [
            f"Nothing keeps {', '.join(lost)} from being changed: the triggers are gone. Find out who removed "
            "them, run `python -m intake check`, and restore the last backup if the audit trail is broken."
        ]

    def why_no_writes(self) -> str:
        """Why nothing can be saved now, as a sentence with the remedy; empty where it can."""
        try:
            with self._db.write() as work:
                read_only = not self._db.is_sqlite and work.execute(text("SHOW transaction_read_only")).scalar() == "on"
        except StoreUnavailable as unavailable:
            return str(unavailable)
        return f"The database at {self.where} is read-only. Connect to a server that takes writes." if read_only else ""

    def close(self) -> None:
        """Let go of every connection."""
        self._db.close()


def open_store(url: str, *, migrate: bool = False) -> Store:
    """Open a database by its URL: `sqlite:///folder/clinic.db` or `postgresql://…`.

    With `migrate`, bring it up to date first. Raises StoreUnavailable, a sentence with the remedy,
    when it cannot be reached or does not fit this program.
    """
    database = Database(url, create=migrate)
    try:
        _fit(database, upgrade=migrate)
    except BaseException:
        database.close()
        raise
    return Store(database)


def _fit(database: Database, *, upgrade: bool) -> None:
    if upgrade:
        migrate.upgrade(database)
    problem = migrate.problem(database)
    if problem:
        raise StoreUnavailable(problem)
