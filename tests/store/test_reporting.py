"""What the reports count, on both databases: whose day it is, what a clinician moved, what was unsure, what is gone."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import event

from intake import reception
from intake.cases import IntakeKind
from intake.invitations import NewPatient
from intake.reporting import Asked, Period, RowCount, period_of, quarters
from intake.urgency import Urgency
from tests.store.conftest import CALM, CLINIC, MARKS_ANSWERS, NOW, run_sql

TODAY = Period(NOW.date(), NOW.date())


@pytest.fixture
def arrive(store, amara):
    def came(answers, at=NOW, kind=IntakeKind.SENT, page=None) -> str:
        who = NewPatient(f"Family{at:%H%M%S}", "Given", date(1970, 1, 1))
        invited = store.invitations.invite(who, None, amara, at).invitation
        return reception.receive(store, invited, answers, kind, at, page).reference

    return came


def rows(told) -> dict[str, RowCount]:
    return {row.row: row for row in told.rows}


def test_a_period_is_whole_days_on_the_clinics_wall(store, arrive):
    for hours in (-15, -14, 0, 8.9, 9):
        arrive(CALM, NOW + timedelta(hours=hours))
    assert len(store.reporting.read(TODAY, CLINIC).lines) == 4
    assert period_of("2026-q4", NOW, CLINIC) == Period(date(2026, 10, 1), date(2026, 11, 23))
    assert period_of("2026-q3", NOW, CLINIC) == Period(date(2026, 7, 1), date(2026, 9, 30))
    assert period_of("1999-q1", NOW, CLINIC) == period_of("", NOW, CLINIC) == period_of("2026-q4", NOW, CLINIC)


def test_no_two_periods_share_a_day_so_none_can_be_taken_from_another():
    for moment in (NOW, NOW.replace(month=1, day=1), NOW.replace(month=3, day=31)):
        offered = quarters(moment, CLINIC)
        assert all(later.first - earlier.last == timedelta(days=1) for later, earlier in pairwise(offered))
        assert offered[0].last == moment.date()


def test_a_row_counts_where_it_is_raised_now_and_not_where_it_was(store, arrive, amara):
    reference = arrive(MARKS_ANSWERS)
    before = rows(store.reporting.read(TODAY, CLINIC))
    assert {row.raised for row in before.values()} == {1}
    assert "wasting" not in before
    version = store.cases.read(reference).version
    reception.clarify(store, reference, "muscle-smaller", "yes", amara, NOW, version)
    assert rows(store.reporting.read(TODAY, CLINIC))["wasting"].raised == 1


def test_a_clinician_who_moves_a_case_counts_until_it_is_taken_back(store, arrive, amara):
    reference = arrive(MARKS_ANSWERS)
    case = store.cases.view(reference, amara, NOW)
    store.cases.override(reference, Urgency.IMMEDIATE, "examined", "x", amara, NOW, case.version)
    row = next(iter(rows(store.reporting.read(TODAY, CLINIC)).values()))
    assert (row.looked, row.up, row.down) == (1, 1, 0)
    store.cases.undo_override(reference, amara, NOW, store.cases.read(reference).version)
    row = next(iter(rows(store.reporting.read(TODAY, CLINIC)).values()))
    assert (row.looked, row.up, row.down) == (1, 0, 0)


def test_not_sure_is_counted_of_what_was_sent(store, arrive):
    arrive(MARKS_ANSWERS)
    arrive(CALM, NOW + timedelta(minutes=1))
    asked = {one.link_id: one for one in store.reporting.read(TODAY, CLINIC).asked}
    assert asked["muscle-smaller"] == Asked("muscle-smaller", 2, 1)
    assert asked["speech"] == Asked("speech", 2, 0)


def test_whoever_left_counts_by_page_until_they_send(store, arrive):
    arrive({"speech": "no"}, kind=IntakeKind.ABANDONED, page="speech")
    told = store.reporting.read(TODAY, CLINIC)
    assert (dict(told.stopped), told.sent) == ({"speech": 1}, 0)


def test_places_and_answers_come_without_anybodys_name(store, arrive):
    arrive(MARKS_ANSWERS)
    told = store.reporting.read(TODAY, CLINIC)
    assert dict(told.regions) == {("right-forearm", "right-shoulder", "right-thigh"): 1}
    assert "Family" not in repr(told)
    assert "TW-" not in repr(told)


def test_an_empty_clinic_counts_nothing(store):
    told = store.reporting.read(TODAY, CLINIC)
    assert (told.lines, told.rows, told.asked, told.followed, told.answers, told.sent) == ((), (), (), (), (), 0)


@pytest.mark.usefixtures("on_new_tables")
def test_every_period_is_found_by_an_index(store, arrive, kind):
    asked: list[tuple[str, object]] = []
    engine = store.reporting._db.engine
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    store.reporting.read(TODAY, CLINIC)
    statements = [one for one in asked if one[0].startswith("SELECT")]
    assert len(statements) == 8
    with store.reporting._db.read() as connection:
        if kind == "postgresql":
            connection.exec_driver_sql(
                "SET LOCAL enable_seqscan = off"
            )  # a handful of rows is not worth an index to it
        for statement, given in statements:
            explain = "EXPLAIN QUERY PLAN " if kind == "sqlite" else "EXPLAIN "
            plan = " ".join(str(row) for row in connection.exec_driver_sql(explain + statement, given))
            assert "received_at" in plan or "ix_referrals_at" in plan, plan
            assert not re.search(r"SCAN (cases|intakes|referrals|case_rows)\b|Seq Scan", plan), plan


def test_cases_from_before_are_counted_after_migrating(store, arrive, ready_url):
    """What the migration reads out of assessments is what is written beside them since."""
    import json

    reference = arrive(MARKS_ANSWERS)
    with store.reporting._db.read() as connection:
        content = connection.exec_driver_sql("SELECT content FROM assessments ORDER BY id DESC").scalar()
        kept = set(connection.exec_driver_sql("SELECT row_id FROM case_rows").scalars())
    assert kept == {one["id"] for one in json.loads(content)["findings"] if one["state"] == "raised"}
    run_sql(ready_url, f"DELETE FROM case_rows WHERE reference = '{reference}'")
    assert store.reporting.read(TODAY, CLINIC).rows == ()
