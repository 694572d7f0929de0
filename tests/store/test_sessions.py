"""Sessions end when they are ended, when nobody has been there, and when they have lasted long enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from intake.store import StoreUnavailable
from intake.store.sessions import HALF_IN
from intake.store.tables import accounts
from tests.store.conftest import CLINIC, NOW
from tests.store.test_today import asked_of


def later(**times: float):
    return NOW + timedelta(**times)


@pytest.fixture
def staff(store, amara):
    return store.sessions.open("staff", amara.id, NOW)


def test_a_session_is_found_by_its_token_alone(store, staff, amara):
    session = store.sessions.find(staff, NOW)
    assert (session.kind, session.subject_id, session.opened_at) == ("staff", amara.id, NOW)
    for forged in ("", staff[:-1], staff + "x", session.id, "\ud800", "a\x00b"):
        assert store.sessions.find(forged, NOW) is None


def test_the_database_does_not_hold_what_would_sign_anybody_in(store, staff):
    with store.sessions._db.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM sessions").all()
    assert staff not in str(rows)


def test_staff_who_do_nothing_for_half_an_hour_are_out(store, staff):
    assert store.sessions.find(staff, later(minutes=29))
    assert store.sessions.find(staff, later(minutes=30)) is None


def test_staff_who_are_there_stay_in_but_not_beyond_twelve_hours(store, staff):
    session = store.sessions.find(staff, NOW)
    for minutes in range(20, 720, 20):
        store.sessions.touch(session.id, later(minutes=minutes))
        assert store.sessions.find(staff, later(minutes=minutes))
    assert store.sessions.find(staff, later(hours=12)) is None


def test_a_link_that_was_opened_stays_open_for_a_week(store, invite):
    token = store.sessions.open("invited", invite().id, NOW)
    assert store.sessions.find(token, later(days=6, hours=23))
    assert store.sessions.find(token, later(days=7)) is None


def test_a_date_of_birth_holds_for_an_hour_without_anybody_and_looking_does_not_bring_it_back(store, invite):
    token = store.sessions.open("patient", invite().id, NOW)
    assert store.sessions.find(token, later(minutes=59)).kind == "patient"
    lapsed = store.sessions.find(token, later(minutes=60))
    assert lapsed.kind == "invited"
    store.sessions.touch(lapsed.id, later(minutes=61))
    assert store.sessions.find(token, later(minutes=61)).kind == "invited"
    assert store.sessions.find(token, later(days=7)) is None


def test_a_patient_who_is_there_stays_in(store, invite):
    token = store.sessions.open("patient", invite().id, NOW)
    for minutes in range(50, 500, 50):
        store.sessions.touch(store.sessions.find(token, later(minutes=minutes)).id, later(minutes=minutes))
    assert store.sessions.find(token, later(minutes=500)).kind == "patient"


def test_a_session_that_was_ended_cannot_be_touched_back_to_life(store, staff):
    session = store.sessions.find(staff, NOW)
    store.sessions.end(session.id, later(minutes=1))
    store.sessions.touch(session.id, later(minutes=2))
    assert store.sessions.find(staff, later(minutes=2)) is None


def test_every_session_of_somebody_ends_at_once(store, amara, maja):
    mine = [store.sessions.open("staff", amara.id, NOW) for _ in range(3)]
    hers = store.sessions.open("staff", maja.id, NOW)
    store.sessions.end_all(amara.id, NOW)
    assert [store.sessions.find(token, NOW) for token in mine] == [None] * 3
    assert store.sessions.find(hers, NOW)


def test_a_visit_a_second_is_not_a_write_a_second(store, staff):
    session = store.sessions.find(staff, NOW)
    for seconds in range(60):
        store.sessions.touch(session.id, later(seconds=seconds))
    assert store.sessions.find(staff, NOW).seen_at == later(seconds=40)


def test_a_session_survives_a_restart(store, staff, ready_url):
    from intake.store import open_store

    again = open_store(ready_url)
    assert again.sessions.find(staff, NOW)
    again.close()


def test_while_nothing_can_be_written_nobody_is_turned_away(store, staff, monkeypatch):
    def locked(*_):
        raise StoreUnavailable("The database is locked.")

    session = store.sessions.find(staff, NOW)
    monkeypatch.setattr(type(store.sessions._db), "write", locked)
    store.sessions.touch(session.id, NOW + timedelta(minutes=5))
    assert store.sessions.find(staff, NOW + timedelta(minutes=6))


def test_who_is_there_is_told_in_one_question_as_session_account_and_clinic_tell_it(store, staff, amara):
    asked = asked_of(store, lambda: store.presence.of(staff, later(minutes=3)))
    there = store.presence.of(staff, later(minutes=3))
    assert len(asked) == 1
    assert there.session == store.sessions.find(staff, later(minutes=3))
    assert (there.account, there.clinic) == (store.accounts.read(amara.id), store.settings.clinic())


def test_nobody_is_there_whom_a_session_would_not_let_in(store, staff, amara, invite):
    patient = store.sessions.open("patient", invite().id, NOW)
    half_in = store.sessions.open(HALF_IN, amara.id, NOW)
    for token in ("", staff[:-1], "\ud800", patient, half_in):
        assert store.presence.of(token, NOW) is None
    assert store.presence.of(staff, later(minutes=30)) is None
    store.sessions.end(store.sessions.find(staff, NOW).id, NOW)
    assert store.presence.of(staff, NOW) is None


def test_what_changes_about_an_account_is_known_the_next_time_somebody_asks(store, staff, amara, maja):
    store.settings.save_clinic(replace(CLINIC, name="Another name"), "Test", NOW)
    with store.sessions._db.write() as work:
        work.execute(update(accounts).where(accounts.c.id == amara.id).values(disabled=True))
    there = store.presence.of(staff, NOW)
    assert there.account.disabled
    assert there.clinic.name == "Another name"
