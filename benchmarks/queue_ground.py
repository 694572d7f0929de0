"""A clinic's database with as many open and closed cases as are asked for, written straight into SQLite.

Everybody is copied from one case that came in through the desk, with another name, age, urgency, clock and booking.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from intake import reception
from intake.cases import IntakeKind, place
from intake.invitations import NewPatient
from intake.people import Account, Clinic, Role
from intake.store import open_store
from intake.urgency import Urgency

CLINIC = Clinic("Benchmark", "0113 496 0000", "GB-ENG", "Europe/London", "999")
PASSWORD = "river stone lantern"  # of a database that lives for one run
GIVEN = ("Ana", "Ben", "Cara", "Dan", "Eva", "Finn", "Gia", "Hugo", "Ida", "Jon", "Kim", "Leo", "Mia", "Ned", "Oda")
FAMILY = ("Archer", "Baker", "Cooper", "Draper", "Fisher", "Glover", "Hunter", "Mason", "Núñez", "Potter", "Sawyer")
ANSWERS = {
    "emergency-signs": ("none-of-these",), "twitching": "yes", "regions": ("right-forearm", "left-thigh"),
    "spread": "yes", "twitch-duration": "3-12-months", "weakness": "no", "tasks": ("none-of-these",), "speech": "no",
    "swallowing": "no", "breathing": "no", "muscle-smaller": "not-sure",
}  # fmt: skip
_BATCH = 20_000


def found(folder: Path) -> tuple[str, list[Account]]:
    """A clinic with thirty clinicians and one case; its URL and the clinicians."""
    url, now = f"sqlite:///{folder / 'clinic.db'}", datetime.now(UTC)
    store = open_store(url, migrate=True)
    store.settings.save_clinic(CLINIC, "Benchmark", now)
    people = [
        store.accounts.add(f"clinician{n}", f"Dr Number {n}", Role.CLINICIAN, "Neurologist", None, PASSWORD, "B", now)
        for n in range(30)
    ]
    invited = store.invitations.invite(NewPatient("First", "The", date(1980, 5, 2)), None, people[0], now)
    reception.receive(store, invited.invitation, ANSWERS, IntakeKind.SENT, now)
    store.close()
    return url, people


def fill(folder: Path, opened: int, closed: int, begin: int = 0) -> None:
    """Add so many open and closed cases, numbered from `begin`."""
    with closing(sqlite3.connect(folder / "clinic.db", isolation_level=None)) as db:
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA synchronous=OFF")
        db.execute("DROP TRIGGER IF EXISTS cases_copies_new")  # what it would copy is written here
        like = {table: dict(db.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()) for table in _TABLES}
        chance, numbers = random.Random(begin), range(begin, begin + opened + closed)
        for start in range(0, len(numbers), _BATCH):
            db.execute("BEGIN")
            rows = [_somebody(like, n, chance, is_open=n < begin + opened) for n in numbers[start : start + _BATCH]]
            for table in (*_TABLES, "patient_words", "appointments"):
                _insert(db, table, [row for person in rows for row in person[table]])
            db.execute("COMMIT")
        db.execute("ANALYZE")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


_TABLES = ("patients", "invitations", "cases", "intakes", "assessments")
Row = dict[str, object]


def _insert(db: sqlite3.Connection, table: str, rows: list[Row]) -> None:
    if rows:
        names = list(rows[0])
        marks = ", ".join("?" for _ in names)
        sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"
        db.executemany(sql, [tuple(row.values()) for row in rows])


def _somebody(like: dict[str, Row], number: int, chance: random.Random, *, is_open: bool) -> dict[str, list[Row]]:
    key, reference = f"n{number:023d}", f"TW-{_letters(number)}"
    given, family = chance.choice(GIVEN), f"{chance.choice(FAMILY)}{_letters(number)[-3:].lower()}"
    born = date(1935, 1, 1) + timedelta(chance.randrange(28_000))
    level, strength, now = chance.choice(list(Urgency)[:5]), chance.randrange(6), datetime.now(UTC)
    due = now + timedelta(hours=chance.randrange(-48, 900))
    booked = now + timedelta(hours=chance.randrange(24, 1200)) if chance.random() < 0.7 else None
    case: Row = like["cases"] | {
        "reference": reference, "invitation_id": key, "patient_id": key, "urgency_rank": level.rank,
        "rule_rank": level.rank, "strength": strength, "due_at": _moment(due), "place": place(level, strength, due),
        "appointment_id": key if booked else None, "booked_for": _moment(booked), "born_on": born.isoformat(),
        "received_at": _moment(now - timedelta(minutes=number % 5000)), "one_call": number % 7 == 0,
        "closed_at": None if is_open else _moment(now), "state": "waiting" if is_open else "closed",
    }  # fmt: skip
    of_case: Row = {"id": None, "reference": reference}
    return {
        "patients": [like["patients"] | {
            "id": key, "given_name": given, "family_name": family, "date_of_birth": born.isoformat()}],
        "appointments": [
            {"id": key, "patient_id": key, "booked_for": _moment(booked), "created_at": _moment(now)}
        ] if booked else [],
        "invitations": [like["invitations"] | {"id": key, "token_hash": key, "patient_id": key}],
        "cases": [case],
        "intakes": [like["intakes"] | of_case | {"invitation_id": key, "key": key}] if is_open else [],
        "assessments": [like["assessments"] | of_case] if is_open else [],
        "patient_words": [{"patient_id": key, "word": word} for word in sorted(_words(given, family))],
    }  # fmt: skip


def _words(*names: str) -> Iterator[str]:
    from intake.names import words_of

    yield from words_of(*names)


def _moment(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f") if moment else None


_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def _letters(number: int) -> str:
    """A reference's seven signs, one for each number."""
    signs = ""
    for _ in range(7):
        number, rest = divmod(number, len(_SIGNS))
        signs = _SIGNS[rest] + signs
    return signs
