"""The second step: six figures once, recovery codes once, guesses slowed, a lost telephone mended."""

from __future__ import annotations

import threading
from datetime import timedelta

import pyotp
import pytest

from intake.accounts import Refusal
from intake.people import Account
from intake.store import HalfIn
from tests.store.conftest import NOW, PASSWORD

HERE = "192.0.2.10"


def code_at(secret: str, moment) -> str:
    return pyotp.TOTP(secret).at(moment)


def later(seconds: float):
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
def secret(store, maja):
    return store.second_factors.begin(maja, NOW)


@pytest.fixture
def codes(store, maja, secret):
    made = store.second_factors.confirm(maja, code_at(secret, NOW), NOW)
    assert not isinstance(made, Refusal)
    return made


def test_a_secret_that_was_only_shown_asks_nothing_of_anybody(store, maja, secret):
    assert isinstance(store.accounts.sign_in("maja", PASSWORD, HERE, NOW), Account)


def test_once_it_is_set_up_the_password_alone_lets_nobody_in(store, maja, codes):
    assert isinstance(store.accounts.sign_in("maja", PASSWORD, HERE, later(60)), HalfIn)
    assert store.accounts.read(maja.id).last_signed_in_at is None


def test_the_code_of_now_signs_in_and_the_sign_in_is_on_record(store, maja, secret, codes):
    signed_in = store.second_factors.sign_in(maja.id, code_at(secret, later(60)), HERE, later(60))
    assert signed_in.id == maja.id
    assert store.accounts.read(maja.id).last_signed_in_at == later(60)
    assert [event.what for event in store.audit.recent(2)] == ["signed in", "gave a right code"]


def test_a_code_counts_once(store, maja, secret, codes):
    code = code_at(secret, later(60))
    assert store.second_factors.check(maja.id, code, later(60)) is None
    assert isinstance(store.second_factors.check(maja.id, code, later(61)), Refusal)


def test_nor_does_the_code_with_which_it_was_set_up(store, maja, secret, codes):
    assert isinstance(store.second_factors.check(maja.id, code_at(secret, NOW), NOW), Refusal)


def test_after_a_newer_code_an_older_one_is_worth_nothing(store, maja, secret, codes):
    assert store.second_factors.check(maja.id, code_at(secret, later(90)), later(90)) is None
    assert isinstance(store.second_factors.check(maja.id, code_at(secret, later(60)), later(90)), Refusal)


def test_of_two_who_type_the_same_code_together_one_is_in(store, maja, secret, codes):
    code, outcomes = code_at(secret, later(60)), []
    threads = [
        threading.Thread(target=lambda: outcomes.append(store.second_factors.check(maja.id, code, later(60))))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(None) == 1


def test_a_telephone_may_be_half_a_minute_wrong_and_no_more(store, maja, secret, codes):
    assert store.second_factors.check(maja.id, code_at(secret, later(570)), later(600)) is None
    assert isinstance(store.second_factors.check(maja.id, code_at(secret, later(840)), later(900)), Refusal)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "１２３４５６", "abcdef", "12 34 5x", "\ud800"])
def test_what_is_no_code_is_refused_like_a_wrong_one(store, maja, codes, typed):
    assert store.second_factors.check(maja.id, typed, later(60)).message.startswith("This code is not right")


def test_a_code_may_be_typed_with_a_space(store, maja, secret, codes):
    code = code_at(secret, later(60))
    assert store.second_factors.check(maja.id, f" {code[:3]} {code[3:]}", later(60)) is None


def test_guesses_are_slowed_for_the_account_from_wherever_they_come(store, maja, secret, codes):
    waits = [store.second_factors.check(maja.id, "000000", later(60)).retry_after for _ in range(6)]
    assert waits == [0, 0, 0, 0, 0, 1]
    assert isinstance(store.second_factors.check(maja.id, code_at(secret, later(60)), later(60)), Refusal)


def test_a_day_of_guessing_finds_one_code_in_a_thousand_at_most(store, maja, codes):
    from intake.second_factor import wait

    tries, moment = [], NOW
    while moment < NOW + timedelta(days=1):
        seconds = wait(tries, moment)
        if not seconds:
            tries.append(moment)
        moment += timedelta(seconds=max(seconds, 1))
    assert len(tries) * 3 / 10**6 < 1 / 1000


def test_guessing_codes_does_not_keep_the_password_from_working(store, maja, codes):
    for _ in range(8):
        store.second_factors.check(maja.id, "000000", later(60))
    assert isinstance(store.accounts.sign_in("maja", PASSWORD, HERE, later(60)), HalfIn)


def test_a_recovery_code_lets_in_once_however_it_is_typed(store, maja, codes):
    assert len(set(codes)) == 10
    assert store.second_factors.check(maja.id, codes[0].lower().replace("-", " "), NOW) is None
    assert isinstance(store.second_factors.check(maja.id, codes[0], NOW), Refusal)
    assert store.second_factors.read(maja.id).codes_left == 9


def test_new_recovery_codes_end_the_old_ones(store, maja, codes):
    fresh = store.second_factors.new_codes(maja, NOW)
    assert isinstance(store.second_factors.check(maja.id, codes[0], NOW), Refusal)
    assert store.second_factors.check(maja.id, fresh[0], NOW) is None


def test_one_persons_recovery_code_is_not_anothers(store, maja, amara, codes):
    secret = store.second_factors.begin(amara, NOW)
    store.second_factors.confirm(amara, code_at(secret, NOW), NOW)
    assert isinstance(store.second_factors.check(amara.id, codes[0], NOW), Refusal)


def test_recovery_codes_are_kept_as_digests_alone(store, maja, codes):
    with store.accounts._db.read() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM recovery_codes").all())
    assert not any(code in rows or code.replace("-", "") in rows for code in codes)


def test_a_second_step_that_counts_cannot_be_set_up_over_by_whoever_sits_there(store, maja, secret, codes):
    other = store.second_factors.begin(maja, later(60))
    assert store.second_factors.pending(maja.id) is None
    assert isinstance(store.second_factors.check(maja.id, code_at(other, later(60)), later(60)), Refusal)
    assert store.second_factors.check(maja.id, code_at(secret, later(60)), later(60)) is None


def test_an_administrator_takes_it_from_somebody_whose_telephone_is_gone(store, boss, maja, codes):
    session = store.sessions.open("staff", maja.id, NOW)
    store.second_factors.reset(maja.id, boss, NOW)
    assert store.sessions.find(session, NOW) is None
    assert isinstance(store.accounts.sign_in("maja", PASSWORD, HERE, later(60)), Account)
    assert store.second_factors.read(maja.id).codes_left == 0
    assert "reset the second step of Dr Maja Lindqvist" in [event.what for event in store.audit.recent(5)]


def test_whoever_is_switched_off_between_password_and_code_is_out(store, boss, maja, secret, codes):
    store.colleagues.switch_off(maja.id, boss, NOW)
    assert isinstance(store.second_factors.sign_in(maja.id, code_at(secret, later(60)), HERE, later(60)), Refusal)


def test_half_in_lasts_ten_minutes_and_is_no_sign_in(store, maja, codes):
    token = store.sessions.open("half-in", maja.id, NOW)
    assert store.sessions.find(token, later(599)).kind == "half-in"
    assert store.sessions.find(token, later(600)) is None


def test_neither_secret_nor_code_stands_on_the_trail(store, maja, secret, codes):
    store.second_factors.check(maja.id, codes[0], NOW)
    trail = "".join(event.details + event.what for event in store.audit.recent())
    assert secret not in trail
    assert not any(code in trail for code in codes)


def test_of_two_who_make_new_recovery_codes_together_one_set_counts(store, maja, codes):
    made = []
    threads = [
        threading.Thread(target=lambda: made.append(store.second_factors.new_codes(maja, later(60)))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.second_factors.read(maja.id).codes_left == len(made[0])
