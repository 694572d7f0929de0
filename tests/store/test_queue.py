"""The queue: every open case, in its order, in one indexed query, however many are closed."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import event, insert, select

from intake import reception
from intake.cases import IntakeKind, nobody_assessed, place, queue_order
from intake.store import Database, StoreUnavailable
from intake.store.case_queue import QUEUE
from intake.store.tables import appointments, cases, drafts, invitations, patients
from intake.urgency import Urgency
from tests.store.conftest import CALM, MARKS_ANSWERS, NOW


def fill(url: str, closed: int, opened: int, *people: str) -> None:
    """Copy the one case that is there, many times over, each with another fate; `people` are who may have taken it."""
    chance = random.Random(4)
    database = Database(url)
    with database.write() as work:
        one = {t.name: dict(work.execute(select(t)).mappings().first()) for t in (patients, invitations, cases)}
        for start in range(0, closed + opened, 5000):
            numbers = range(start, min(start + 5000, closed + opened))
            ids = [f"n{n:031d}" for n in numbers]
            born = [{"date_of_birth": date(1930 + n % 80, 1 + n % 12, 1 + n % 28)} for n in numbers]
            work.connection.execute(
                insert(patients), [one["patients"] | {"id": key} | when for key, when in zip(ids, born, strict=True)]
            )
            made = [one["invitations"] | {"id": key, "token_hash": key, "patient_id": key} for key in ids]
            work.connection.execute(insert(invitations), made)
            booked = [_booked(chance, key) for key in ids]
            work.connection.execute(insert(appointments), [appointment for appointment in booked if appointment])
            rows = [
                one["cases"]
                | _stands(chance, people)
                | {
                    "reference": f"N{n}",
                    "invitation_id": key,
                    "patient_id": key,
                    "appointment_id": key if appointment else None,
                    "closed_at": NOW if n < closed else None,
                    "state": "closed" if n < closed else "waiting",
                }
                for n, key, appointment in zip(numbers, ids, booked, strict=True)
            ]
            work.connection.execute(insert(cases), rows)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    database.close()


def _booked(chance: random.Random, key: str) -> dict[str, object] | None:
    if chance.random() < 0.3:
        return None
    at = NOW + timedelta(hours=chance.randrange(700))
    return {"id": key, "patient_id": key, "booked_for": at, "reason": None, "created_at": NOW}


def _stands(chance: random.Random, people: tuple[str, ...]) -> dict[str, object]:
    """An urgency, a strength, a clock and a fate as they come, and the place that the program gives them."""
    level, strength, kind = chance.choice(list(Urgency)), chance.randrange(6), chance.choice(list(IntakeKind))
    due_at = chance.choice([None, NOW, NOW + timedelta(hours=chance.randrange(-60, 500))])
    child = nobody_assessed(kind, level, graded=False)
    holder = chance.choice([None, *people])
    return {
        "urgency_rank": level.rank, "strength": strength, "due_at": due_at, "kind": kind, "not_assessed": child,
        "place": place(level, strength, due_at, not_assessed=child), "claimed_by": holder,
        "claimed_at": NOW if holder else None, "one_call": chance.random() < 0.2,
        "looked_at": chance.choice([None, NOW]), "received_at": NOW - timedelta(hours=chance.randrange(200)),
        "notices": chance.choice([(), ("missed-check",), ("correction", "missed-check"), ("review",)]),
        "chase_on": chance.choice([None, NOW.date(), NOW.date() + timedelta(1)]),
    }  # fmt: skip


def plan(url: str, query) -> str:
    database = Database(url)
    with database.read() as connection:
        sql = str(query.compile(database.engine, compile_kwargs={"literal_binds": True}))
        explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
        said = "\n".join(str(row) for row in connection.exec_driver_sql(explain + sql.replace("%", "%%")))
    database.close()
    return said


def test_the_queue_is_in_the_order_of_the_queue(store, received, ready_url):
    fill(ready_url, 0, 300)
    rows = store.cases.queue(NOW)
    assert len(rows) == 301
    assert rows == sorted(rows, key=queue_order)


@pytest.mark.usefixtures("on_new_tables")
def test_the_queue_reads_the_index_of_open_cases_and_no_closed_case(store, received, ready_url, kind):
    fill(ready_url, 6_000, 5)
    said = plan(ready_url, QUEUE)
    assert "ix_cases_open" in said
    for table in ("cases", "patients"):
        assert f"SCAN {table}\n" not in said.replace("')", "\n")
        assert f"Seq Scan on {table}" not in said


def test_the_queue_is_shown_while_what_was_left_cannot_be_taken_in(store, received, invite, monkeypatch):
    def locked(*_):
        raise StoreUnavailable("The database is locked.")

    store.drafts.save(invite().id, MARKS_ANSWERS, "twitches", NOW)
    a_day_later = NOW + timedelta(days=1)
    with monkeypatch.context() as patch:
        patch.setattr(type(store.cases), "receive", locked)
        assert [row.reference for row in store.cases.queue(a_day_later)] == [received]
    assert len(store.cases.queue(a_day_later)) == 2


@pytest.mark.usefixtures("on_new_tables")
def test_a_draft_that_is_due_is_found_by_an_index(store, invite, ready_url):
    store.drafts.save(invite().id, CALM, "tasks", NOW)
    query = select(drafts).where(drafts.c.settled_at.is_(None), drafts.c.saved_at <= NOW).order_by(drafts.c.saved_at)
    database = Database(ready_url)
    with database.read() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # one row is not worth an index to it
        sql = str(query.compile(database.engine, compile_kwargs={"literal_binds": False}))
        explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
        literal = sql.replace(":saved_at_1", "'2026-11-23'").replace("?", "'2026-11-23'")
        literal = literal.replace("%(saved_at_1)s::TIMESTAMP WITH TIME ZONE", "'2026-11-23'")
        said = str(connection.exec_driver_sql(explain + literal).all())
    database.close()
    assert "ix_drafts_unsettled" in said


def test_reading_the_queue_asks_a_handful_of_questions_and_writes_nothing(store, received):
    asked: list[str] = []
    engine = store.cases._db.engine
    event.listen(engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    store.cases.queue(NOW)
    selects = [sql for sql in asked if sql.lstrip().startswith("SELECT")]
    assert len([sql for sql in selects if "FROM cases" in sql and "closed_at IS NULL" in sql]) == 1
    assert len([sql for sql in selects if "FROM cases" in sql and "missed_at <=" in sql]) == 1
    assert len([sql for sql in selects if "FROM drafts" in sql]) == 1
    assert all("FROM clinic" in sql or "FROM cases" in sql or "FROM drafts" in sql for sql in selects)
    assert not [sql for sql in asked if sql.split()[0] in ("INSERT", "UPDATE", "DELETE")]


def test_a_row_says_what_the_queue_shows(store, received):
    (row,) = store.cases.queue(NOW)
    assert (row.patient_name, row.date_of_birth, row.age) == ("Mark Ellison", "1984-03-09", 42)
    assert row.regions == ("right-forearm", "right-shoulder", "right-thigh")
    assert row.article_rows == (1, 3, 4)
    assert row.reason.startswith("Tasks lost or harder: Lifting things; ")
    assert row.open_reason.startswith("Could be ")
    assert row.booked_for == NOW + timedelta(days=21)
    assert row.booked_too_late


def test_age_is_counted_on_the_clinics_calendar(store, received):
    from datetime import UTC, datetime

    birthday_eve = datetime(2027, 3, 8, 23, 59, tzinfo=UTC)
    assert store.cases.queue(birthday_eve)[0].age == 42
    assert store.cases.queue(birthday_eve + timedelta(minutes=2))[0].age == 43


@pytest.mark.parametrize("answers", [MARKS_ANSWERS, CALM])
def test_what_the_queue_keeps_is_what_the_case_says(store, invite, amara, answers):
    reference = reception.receive(store, invite(), answers, IntakeKind.SENT, NOW).reference
    (row,) = store.cases.queue(NOW)
    case = store.cases.read(reference)
    assert (row.urgency, row.ceiling, row.strength, row.due_at) == (
        case.urgency, case.assessment.ceiling, case.assessment.strength, case.due_at,
    )  # fmt: skip
    assert store.cases.last_received() == NOW
