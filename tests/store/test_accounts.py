"""Who signs in: good passwords, slow guessing, and no stranger who locks a clinician out."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from intake.accounts import SHORTEST, Refusal, UsernameTaken, WeakPassword, network
from intake.people import Role
from tests.store.conftest import NOW, PASSWORD

CLINIC_ADDRESS, STRANGER = "192.0.2.10", "203.0.113.66"


def second(number: float):
    return NOW + timedelta(seconds=number)


def test_the_right_password_signs_in_whatever_the_capitals_of_the_user_name(store, amara):
    assert store.accounts.sign_in("  AMARA ", PASSWORD, CLINIC_ADDRESS, NOW) == amara


def test_the_last_sign_in_is_told_at_the_next(store, amara):
    store.accounts.sign_in("amara", PASSWORD, CLINIC_ADDRESS, NOW)
    again = store.accounts.sign_in("amara", PASSWORD, CLINIC_ADDRESS, second(60))
    assert again.last_signed_in_at == NOW


@pytest.mark.parametrize("username", ["amara", "nobody", "a\x00b", "\ud800", "", "a" * 5000, "'; DROP TABLE accounts"])
def test_a_refusal_does_not_tell_a_wrong_name_from_a_wrong_password(store, amara, username):
    refused = store.accounts.sign_in(username, "not the password", CLINIC_ADDRESS, NOW)
    assert refused == Refusal("The user name or the password is not right.")


def test_an_unknown_user_name_takes_as_long_as_a_wrong_password(hashing_as_in_production, store, amara, monkeypatch):
    verified = []
    real = PasswordHasher.verify
    monkeypatch.setattr(
        "argon2.PasswordHasher.verify", lambda self, kept, given: (verified.append(kept), real(self, kept, given))[1]
    )
    store.accounts.sign_in("amara", "not the password", CLINIC_ADDRESS, NOW)
    store.accounts.sign_in("nobody", "not the password", CLINIC_ADDRESS, NOW)
    assert [kept.split("$")[1:4] for kept in verified] == [["argon2id", "v=19", "m=19456,t=2,p=1"]] * 2


def test_passwords_are_kept_as_argon2id_alone(hashing_as_in_production, store, amara):
    with store.accounts._db.read() as connection:
        kept = connection.exec_driver_sql("SELECT password_hash FROM accounts").scalar()
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_guessing_is_slowed_and_the_right_password_waits_too(store, amara):
    said = [store.accounts.sign_in("amara", f"guess {n}", STRANGER, NOW) for n in range(6)]
    assert [refusal.retry_after for refusal in said] == [0, 0, 0, 0, 0, 1]
    slowed = store.accounts.sign_in("amara", PASSWORD, STRANGER, NOW)
    assert isinstance(slowed, Refusal)
    assert slowed.message.startswith("Too many tries. Wait ")


def test_the_wait_grows_and_ends_at_two_minutes(store, amara):
    moment, waits = NOW, []
    for _ in range(14):
        refused = store.accounts.sign_in("amara", "guess", STRANGER, moment)
        while refused.retry_after:
            waits.append(refused.retry_after)
            moment += timedelta(seconds=refused.retry_after)
            refused = store.accounts.sign_in("amara", "guess", STRANGER, moment)
    assert waits == sorted(waits)
    assert waits[-1] == 120


def test_a_try_that_came_too_early_is_not_counted(store, amara):
    for n in range(5):
        store.accounts.sign_in("amara", "guess", STRANGER, second(n))
    waits = {store.accounts.sign_in("amara", "guess", STRANGER, second(4)).retry_after for _ in range(50)}
    assert waits == {1}


def test_a_stranger_cannot_lock_a_clinician_out_of_the_clinic(store, amara):
    store.accounts.sign_in("amara", PASSWORD, CLINIC_ADDRESS, NOW)
    for n in range(120):
        store.accounts.sign_in("amara", "guess", f"203.0.113.{n % 60}", second(n / 10))
    assert store.accounts.sign_in("amara", PASSWORD, CLINIC_ADDRESS, second(41)).id == amara.id


def test_an_attack_from_everywhere_slows_a_new_place_by_seconds_and_no_more(store, amara):
    for n in range(100):
        store.accounts.sign_in("amara", "guess", f"203.0.113.{n}", second(n))
    slowed = store.accounts.sign_in("amara", PASSWORD, "198.51.100.7", second(100))
    assert 0 < slowed.retry_after <= 10
    assert store.accounts.sign_in("amara", PASSWORD, "198.51.100.7", second(100 + slowed.retry_after)).id == amara.id


def test_one_address_that_tries_every_name_is_slowed(store, amara):
    for n in range(30):
        store.accounts.sign_in(f"name{n}", "guess", STRANGER, second(n / 100))
    assert store.accounts.sign_in("name31", "guess", STRANGER, second(1)).retry_after > 0


def test_a_quarter_of_an_hour_later_nothing_is_held_against_anybody(store, amara):
    for n in range(12):
        store.accounts.sign_in("amara", "guess", STRANGER, second(n * 200))
    assert store.accounts.sign_in("amara", PASSWORD, STRANGER, second(11 * 200 + 901)).id == amara.id


def test_tries_at_the_same_moment_are_counted_one_by_one(store, amara):
    said = []

    def guess() -> None:
        said.append(store.accounts.sign_in("amara", "guess", STRANGER, NOW))

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(refusal.retry_after == 0 for refusal in said) == 5


def test_what_strangers_type_is_not_kept(store):
    store.accounts.sign_in("my secret password", "x", STRANGER, NOW)
    with store.accounts._db.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM sign_in_failures").all()
    assert len(rows) == 1
    assert "secret" not in str(rows)
    assert STRANGER not in str(rows)


@pytest.mark.parametrize(
    ("address", "counted"),
    [("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("::ffff:192.0.2.1", "192.0.2.1"),
     ("testclient", "testclient")],
)  # fmt: skip
def test_an_ipv6_subscriber_is_one_address(address, counted):
    assert network(address) == counted


@pytest.mark.parametrize(
    ("password", "said"),
    [("short", f"at least {SHORTEST} characters"), ("x" * 300, "at most"), ("aaaaaaaaaaaaaaa", "anybody would try"),
     ("password12345", "anybody would try"), ("my name is newcomer", "does not contain the user name")],
)  # fmt: skip
def test_a_weak_password_is_refused_with_what_to_choose(store, password, said):
    with pytest.raises(WeakPassword, match=said):
        store.accounts.add("newcomer", "N", Role.CLINICIAN, "Nurse", None, password, "Test", NOW)
    assert store.accounts.all() == []


def test_a_user_name_is_taken_once(store, amara):
    with pytest.raises(UsernameTaken, match=r"amara already\. Choose another"):
        store.accounts.add(" Amara", "Another", Role.CLINICIAN, "Nurse", None, PASSWORD, "Test", NOW)
    assert store.audit.verify().ok


def test_a_signature_is_confirmed_by_the_signers_own_password(store, amara, maja):
    store.accounts.change_password(maja.id, "another river stone", "Test", NOW)
    assert store.accounts.confirm(amara.id, PASSWORD)
    assert not store.accounts.confirm(maja.id, PASSWORD)
    assert not store.accounts.confirm("nobody", PASSWORD)


def test_who_is_switched_off_is_out_at_once_and_cannot_come_back(store, boss, maja):
    token = store.sessions.open("staff", maja.id, NOW)
    store.colleagues.switch_off(maja.id, boss, NOW)
    assert store.sessions.find(token, NOW) is None
    assert isinstance(store.accounts.sign_in("maja", PASSWORD, CLINIC_ADDRESS, NOW), Refusal)
    assert not store.accounts.confirm(maja.id, PASSWORD)


def test_a_new_password_ends_every_session(store, amara):
    token = store.sessions.open("staff", amara.id, NOW)
    store.accounts.change_password(amara.id, "another river stone", amara.name, NOW)
    assert store.sessions.find(token, NOW) is None


def test_signing_in_and_being_refused_are_on_the_trail(store, amara):
    store.accounts.sign_in("amara", "guess", CLINIC_ADDRESS, NOW)
    store.accounts.sign_in("amara", PASSWORD, CLINIC_ADDRESS, NOW)
    assert [event.what for event in store.audit.recent(2)] == ["signed in", "was refused at sign-in"]
