"""Another set of tables: one asks, another confirms, one of the two sees patients, and the proof fits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from intake import certificate
from intake.access import NotAllowed
from intake.people import Role
from intake.store import Refused
from tests.store.conftest import CLINIC, NOW, PASSWORD

NICE = "nice-ng127"


@pytest.fixture
def change(store, boss):
    return store.tables_changes.ask(NICE, boss, NOW)


def test_asking_changes_nothing_yet(store, change):
    assert store.settings.clinic().policy == "article"
    assert store.tables_changes.waiting() == change


def test_a_second_person_puts_it_in_force_and_both_are_on_record(store, amara, change):
    store.tables_changes.confirm(change.id, amara, NOW)
    assert store.settings.clinic() == replace(CLINIC, policy=NICE)
    said = [(event.who, event.what) for event in store.audit.recent(2)]
    assert said == [
        ("Dr Amara Osei", "confirmed the tables nice-ng127, which Priya Nair had asked for"),
        ("Priya Nair", "asked for the tables nice-ng127"),
    ]
    assert store.tables_changes.waiting() is None


def test_nobody_confirms_what_they_asked_for(store, amara):
    both = store.accounts.add("both", "Both", Role.ADMIN, "GP", None, PASSWORD, "Test", NOW)
    change = store.tables_changes.ask(NICE, both, NOW)
    with pytest.raises(Refused, match="Somebody else has to confirm"):
        store.tables_changes.confirm(change.id, both, NOW)
    assert store.settings.clinic().policy == "article"


def test_two_who_see_no_patients_are_not_enough(store, change):
    other = store.accounts.add("ola", "Ola", Role.ADMIN, "x", None, PASSWORD, "Test", NOW, is_clinician=False)
    with pytest.raises(Refused, match="has to be a clinician"):
        store.tables_changes.confirm(change.id, other, NOW)


def test_a_clinician_or_reception_neither_asks_nor_confirms(store, change, maja, tom):
    for somebody in (maja, tom):
        with pytest.raises(NotAllowed):
            store.tables_changes.ask(NICE, somebody, NOW)
        with pytest.raises(NotAllowed):
            store.tables_changes.confirm(change.id, somebody, NOW)


def test_a_senior_clinician_confirms_and_does_not_ask(store, amara):
    with pytest.raises(NotAllowed):
        store.tables_changes.ask(NICE, amara, NOW)


def test_tables_without_a_proof_that_fits_are_not_put_in_force(store, change, amara, boss, monkeypatch):
    monkeypatch.setattr(certificate, "_kept", lambda: ())
    with pytest.raises(Refused, match="not proved"):
        store.tables_changes.confirm(change.id, amara, NOW)
    with pytest.raises(Refused, match="not proved"):
        store.tables_changes.ask(NICE, boss, NOW)
    assert store.settings.clinic().policy == "article"


def test_tables_that_were_changed_meanwhile_are_asked_for_again(store, change, amara, ready_url):
    from tests.store.conftest import run_sql

    run_sql(ready_url, f"UPDATE policy_changes SET tables_sha256 = '{'0' * 64}'")
    with pytest.raises(Refused, match="no longer those that were asked for"):
        store.tables_changes.confirm(change.id, amara, NOW)


def test_a_change_is_confirmed_once_and_not_after_it_was_taken_back(store, change, amara, boss):
    store.tables_changes.take_back(change.id, boss, NOW)
    with pytest.raises(Refused, match="no longer waits"):
        store.tables_changes.confirm(change.id, amara, NOW)


def test_asking_again_replaces_what_waited(store, change, boss, amara):
    again = store.tables_changes.ask(NICE, boss, NOW)
    with pytest.raises(Refused, match="no longer waits"):
        store.tables_changes.confirm(change.id, amara, NOW)
    assert store.tables_changes.waiting() == again


def test_tables_that_grade_already_are_not_asked_for(store, boss):
    with pytest.raises(Refused, match="grade already"):
        store.tables_changes.ask("article", boss, NOW)


def test_the_form_of_settings_cannot_change_them(store, boss):
    with pytest.raises(Refused, match="two people"):
        store.settings.change(replace(CLINIC, policy=NICE), boss, NOW, CLINIC)


@pytest.mark.parametrize("who", ["tom", "maja", "amara"])
def test_only_an_administrator_saves_settings(store, who, request):
    with pytest.raises(NotAllowed):
        store.settings.change(replace(CLINIC, name="Mine"), request.getfixturevalue(who), NOW, CLINIC)
