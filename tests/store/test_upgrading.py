"""A database of the release before, with people in it, becomes what this release would have written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, bindparam, inspect, select, text

from intake import reception
from intake.cases import IntakeKind
from intake.invitations import NewPatient
from intake.store import Database, open_store
from intake.store import migrate as migrations
from intake.store.columns import Moment
from intake.store.tables import FROZEN, metadata
from intake.urgency import Urgency
from tests.store.conftest import CALM, MARKS_ANSWERS, NOW
from tests.store.signing import sign_emg

BEFORE = "0004"
LOOKED_AT = "looked_at"
"""What the release before did not keep; it is made up from claims, so it alone may differ."""


@pytest.fixture
def populated(store, ready_url, invite, amara, maja):
    """Today's clinic: signed and claimed, graded otherwise, under 16, left half-way, closed."""

    def came(family: str, answers=CALM, kind=IntakeKind.SENT, born=(1970, 1, 1)) -> str:
        who = NewPatient(family, "Ana María", NOW.date().replace(*born))
        return reception.receive(store, invite(who, NOW), answers, kind, NOW).reference

    mark, graded, closed = came("O’Neill-Żak", MARKS_ANSWERS), came("Graded"), came("Closed")
    came("Child", {}, IntakeKind.UNDER_16, (2016, 1, 1))
    came("Left", {"twitching": "yes"}, IntakeKind.ABANDONED)
    store.cases.claim(mark, maja, NOW)
    sign_emg(store, mark, amara)
    store.cases.override(graded, Urgency.URGENT, "records", "", amara, NOW, store.cases.read(graded).version)
    now_closed = "UPDATE cases SET state = 'closed', closed_at = received_at WHERE reference = :it"
    database = Database(ready_url)
    with database.write() as work:  # as the release before closed: no record of how
        work.execute(text(now_closed).bindparams(it=closed))
    yield database
    database.close()


def at_revision(url: str, revision: str) -> Database:
    database = Database(url)
    with database.write() as work:
        command.upgrade(migrations._config(work.connection), revision)
    return database


def copied(source: Connection, target: Connection) -> int:
    """Every row, as far as the older tables have room for it; how many."""
    there, rows_copied = MetaData(), 0
    there.reflect(target)
    known = [there.tables[table.name] for table in metadata.sorted_tables if table.name in there.tables]
    for table in known:
        columns = [column for column in table.c if column.name in metadata.tables[table.name].c]
        rows = source.execute(select(*(text(column.name) for column in columns)).select_from(text(table.name)))
        found = [dict(zip((column.name for column in columns), row, strict=True)) for row in rows]
        sql = ", ".join(f":{column.name}" for column in columns)
        into = ", ".join(column.name for column in columns)
        for row in found:
            target.execute(text(f"INSERT INTO {table.name} ({into}) VALUES ({sql})"), row)
        rows_copied += len(found)
    return rows_copied


def everything(connection: Connection, name: str) -> set[tuple[object, ...]]:
    columns = [column["name"] for column in inspect(connection).get_columns(name) if column["name"] != LOOKED_AT]
    found = connection.execute(text(f"SELECT {', '.join(sorted(columns))} FROM {name}"))
    return {tuple(map(str, row)) for row in found}


def test_a_database_of_the_release_before_becomes_what_this_release_would_have_written(populated, url):
    older = at_revision(url, BEFORE)
    with populated.read() as source, older.write() as work:
        assert copied(source, work.connection) > 50
        slow = text("UPDATE cases SET due_at = :then WHERE kind = 'under-16'").bindparams(
            bindparam("then", NOW + timedelta(weeks=6), Moment())
        )
        assert work.execute(slow).rowcount == 1, "the release before gave a child routine's clock"
    older.close()
    store, newer = open_store(url, migrate=True), Database(url)
    with populated.read() as source, newer.read() as target:
        for name in metadata.tables:
            assert everything(target, name) == everything(source, name), name
        assert migrations.guarded_tables(target) >= {table.name for table in FROZEN}
    assert store.check() == []
    assert len(store.cases.queue(NOW)) == 4
    assert len(store.cases.open_requests()) == 1
    newer.close()
    store.close()
