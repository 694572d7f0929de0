"""The sample clinic: the golden day through the real desk, on both databases, gone in one go."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from intake import sample
from intake.cases import CaseState
from intake.clocks import is_working_day, local
from intake.examination import Examination
from intake.reporting import quarters
from intake.store import open_store
from intake.today import Show
from tests.golden.reading import day, golden_now, golden_people

EXPECTED = day()["expected_queue"]


@pytest.fixture
def typeset():
    return lambda *_: ({"said": "as printed"}, b"%PDF")


@pytest.fixture
def empty(ready_url):
    opened = open_store(ready_url)
    yield opened
    opened.close()


@pytest.fixture
def amara_of():
    return lambda store: next(account for account in store.accounts.all() if account.username == "a.osei")


def test_the_queue_stands_exactly_as_it_was_worked_out_by_hand(empty, typeset):
    sample.seed(empty, golden_now(), typeset)
    by_name = {person.name: person for person in golden_people()}
    rows = empty.cases.queue(golden_now())
    assert [by_name[row.patient_name].slug for row in rows] == EXPECTED["order"]
    for row in rows:
        expected = by_name[row.patient_name].expected
        found = (row.urgency, row.ceiling, row.strength, row.due_at, list(row.article_rows), row.booked_too_late)
        by_hand = tuple(
            expected.get(name)
            for name in ("urgency", "ceiling", "strength", "due_at", "article_rows", "booked_too_late")
        )
        assert (row.patient_name, *found) == (row.patient_name, *by_hand)


def test_what_staff_had_done_by_then_is_done(empty, typeset):
    sample.seed(empty, golden_now(), typeset)
    rows = empty.cases.queue(golden_now())
    assert sum(row.claimed_by is not None for row in rows) == EXPECTED["claimed"]
    assert sum(row.state is CaseState.REQUESTED for row in rows) == EXPECTED["requested"]
    chased = [row for row in rows if row.chase_on and row.chase_on <= golden_now().date()]
    assert len(chased) == EXPECTED["to_chase"]
    assert sum(row.is_late(golden_now()) for row in rows) == EXPECTED["late"]


def test_the_first_clinician_is_who_looks_round(empty):
    account = sample.seed(empty, golden_now())
    assert (account.username, account.role) == ("a.osei", "senior")
    assert empty.settings.clinic().is_sample
    assert empty.accounts.confirm(account.id, sample.PASSWORD)


def test_looking_round_twice_lays_nothing_out_twice(empty):
    threads = [threading.Thread(target=sample.seed, args=(empty, golden_now())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(empty.cases.queue(golden_now())) == EXPECTED["waiting"]


def test_the_samples_trail_holds_and_reads_in_order(empty, typeset):
    sample.seed(empty, golden_now(), typeset)
    assert empty.audit.verify().ok
    assert empty.check() == []
    events = empty.audit.recent(1000)[::-1]
    assert [event.at for event in events] == sorted(event.at for event in events)


def test_on_another_day_everything_is_moved_by_as_much(empty):
    moment = datetime(2027, 3, 30, 8, 12, 30, 123456, tzinfo=UTC)
    sample.seed(empty, moment)
    received = {row.patient_name: row.received_at for row in empty.cases.queue(moment)}
    for person in golden_people():
        assert received[person.name] - person.received_at == moment - golden_now()


AT_ODD_HOURS = ("2026-11-27T23:50", "2026-12-20T03:15", "2026-12-24T17:59", "2027-03-27T22:30", "2027-10-31T01:30")


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("moment", AT_ODD_HOURS)
def test_whenever_it_is_laid_out_everybody_is_booked_while_the_clinic_is_open_and_the_same_are_too_late(empty, moment):
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    sample.seed(empty, now)
    clinic = empty.settings.the_clinic()
    booked = [row for row in empty.cases.queue(now) if row.booked_for]
    for row in booked:
        at = local(row.booked_for, clinic)
        hours = clinic.opening[at.weekday()]
        assert is_working_day(at.date(), clinic), row.patient_name
        assert hours.opens <= at.time() < hours.closes, row.patient_name
        assert (row.booked_for > now) == (row.patient_name != "Ruth Abelman"), row.patient_name
    assert {row.patient_name for row in booked if row.booked_too_late} == {"Mark Ellison", "Desmond Carter"}


def test_reports_and_today_count_the_same_people_as_late(empty, amara_of):
    sample.seed(empty, golden_now())
    now, clinic = golden_now() + timedelta(days=12), empty.settings.the_clinic()
    late = next(row for row in empty.cases.queue(now) if row.is_late(now))
    found = Examination(0, {}, {}, not_done_reason="On the telephone")
    empty.cases.examine(late.reference, found, amara_of(empty), now, empty.cases.read(late.reference).version)
    counts, _ = empty.cases.counts(amara_of(empty).id, now, mine=False)
    told = [empty.reporting.read(period, clinic) for period in quarters(now, clinic)]
    lines = [line for one in told for line in one.lines]
    assert len(lines) == counts.waiting == EXPECTED["waiting"]
    assert sum(line.is_late(now) for line in lines) == counts.of[Show.LATE] > EXPECTED["late"]


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_removing_the_sample_leaves_nothing_of_it(empty, ready_url, tmp_path):
    sample.seed(empty, golden_now())
    empty.close()
    sample.remove(tmp_path / "clinic.db")
    assert list(tmp_path.glob("clinic.db*")) == []
    sample.remove(tmp_path / "clinic.db")


def test_on_a_day_on_which_the_clinic_is_shut_it_lays_itself_out_too(empty):
    sample.seed(empty, golden_now() + timedelta(days=40))  # a Saturday between the years
    assert len(empty.cases.queue(golden_now() + timedelta(days=40))) == EXPECTED["waiting"]
