"""Signing in with a code, coming back to the page one was on, joining by a link, and what is one's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from intake.colleagues import VALID
from intake.people import Role
from intake.second_factor import Wanted, grouped
from pages import _clock, _gate
from pages._addresses import way_back
from tests.patient.conftest import Browser, at
from tests.reach.conftest import CLINIC, PASSWORD
from tests.store.conftest import NOW

LENA = {
    "name": "Dr Lena Hart", "job_title": "Registrar", "registration": "GMC 7", "username": "lena",
    "password": "four quiet words here",
}  # fmt: skip


def wants(house, wanted: Wanted) -> None:
    house.store.settings.save_clinic(replace(CLINIC, second_factor=wanted.value), "Test", NOW)


def enrol(house, role: Role) -> str:
    """Set up a second step for them; its secret."""
    account = house.people[role]
    secret = house.store.second_factors.begin(account, _clock.now())
    house.store.second_factors.confirm(account, pyotp.TOTP(secret).at(_clock.now()), _clock.now())
    return secret


def code(secret: str, moment) -> str:
    return pyotp.TOTP(secret).at(moment)


@pytest.fixture
def link(house) -> str:
    _, token = house.store.colleagues.invite("Lena Hart", Role.CLINICIAN, house.people[Role.ADMIN], _clock.now())
    return f"/join/{token}"


@pytest.mark.parametrize(
    ("asked", "onward"),
    [
        ("/case?ref=TW-2345678", "/case?ref=TW-2345678"),
        ("/people", "/people"),
        ("", "/today"),
        ("https://evil.example/queue", "/today"),
        ("//evil.example/queue", "/today"),
        ("/\\evil.example", "/today"),
        ("/sign-out", "/today"),
        ("javascript:alert(1)", "/today"),
        ("/queue/../sample/end", "/today"),
    ],
)
def test_after_signing_in_one_is_where_one_was_and_never_elsewhere(asked, onward):
    assert way_back(asked) == onward


def test_whoever_was_signed_out_comes_back_to_the_case(house, browser):
    sent = browser.get("/case?ref=TW-2345678").headers["location"]
    assert sent == "/sign-in?next=%2Fcase%3Fref%3DTW-2345678"
    assert 'value="/case?ref=TW-2345678"' in browser.get(sent).text
    answer = browser.post("/sign-in", username="clinician", password=PASSWORD, next="/case?ref=TW-2345678")
    assert answer.headers["location"] == "/case?ref=TW-2345678"


def test_the_signed_out_page_knows_the_way_back(browser, house):
    assert (
        'href="/sign-in?next=/case%3Fref%3DTW-2345678"'
        in browser.get("/signed-out?next=%2Fcase%3Fref%3DTW-2345678").text
    )
    assert "evil" not in browser.get("/signed-out?next=https%3A%2F%2Fevil.example").text


def test_the_last_sign_in_is_shown_at_the_next(house, browser):
    for moment in (NOW, NOW + timedelta(hours=3)):
        at(house.patch, moment)
        browser.post("/sign-in", username="clinician", password=PASSWORD)
    assert "Last signed in before now: Mon 23 Nov 15:00" in browser.get("/account").text


def test_with_a_second_step_the_password_alone_opens_nothing(house, browser):
    secret = enrol(house, Role.CLINICIAN)
    at(house.patch, NOW + timedelta(minutes=1))
    answer = browser.post("/sign-in", username="clinician", password=PASSWORD, next="/rules")
    assert answer.headers["location"] == "/sign-in/code"
    for address in ("/queue", "/case", "/account", "/people", "/notes/TW-1/emg/draft.pdf"):
        assert browser.get(address).status_code in (303, 403), address
    assert browser.get("/session").status_code == 401
    wrong = browser.post("/sign-in/code", code="000000")
    assert (wrong.status_code, "This code is not right" in wrong.text) == (401, True)
    right = browser.post("/sign-in/code", code=code(secret, _clock.now()))
    assert right.headers["location"] == "/rules"
    assert browser.get("/rules").status_code == 200


def test_a_half_open_door_is_not_a_key(house, browser):
    """The token of somebody who has given the password only, put under the name of the real cookie."""
    enrol(house, Role.CLINICIAN)
    browser.post("/sign-in", username="clinician", password=PASSWORD)
    half = next(one.value for one in browser.cookies.jar if one.name.endswith("half-in"))
    thief = Browser()
    thief.cookies.set(_gate.cookie_name(_gate.STAFF, secure=False), half, domain="127.0.0.1", path="/")
    assert thief.get("/queue").status_code == 303
    assert thief.get("/session").status_code == 401


def test_a_code_that_was_seen_over_a_shoulder_opens_no_second_door(house, browser):
    secret = enrol(house, Role.CLINICIAN)
    at(house.patch, NOW + timedelta(minutes=1))
    seen = code(secret, _clock.now())
    browser.post("/sign-in", username="clinician", password=PASSWORD)
    browser.post("/sign-in/code", code=seen)
    thief = Browser()
    thief.post("/sign-in", username="clinician", password=PASSWORD)
    assert thief.post("/sign-in/code", code=seen).status_code == 401


def test_the_code_page_without_a_password_leads_to_the_password(house, browser):
    assert browser.get("/sign-in/code").headers["location"] == "/sign-in"
    assert browser.post("/sign-in/code", code="123456").headers["location"] == "/sign-in"


def test_where_the_clinic_asks_for_it_nothing_opens_before_it_is_set_up(house, browser):
    wants(house, Wanted.REQUIRED)
    answer = browser.post("/sign-in", username="clinician", password=PASSWORD)
    assert answer.headers["location"] == "/second-factor"
    for address in ("/queue", "/case", "/rules", "/notes/TW-1/emg/draft.pdf", "/import"):
        assert browser.get(address).headers["location"] == "/second-factor", address
    assert "data:image/svg+xml" in browser.post("/second-factor", password=PASSWORD).text
    secret = house.store.second_factors.pending(house.people[Role.CLINICIAN].id)
    made = browser.post("/second-factor", password=PASSWORD, code=code(secret, _clock.now()))
    assert made.text.count("<li>") == 10
    assert browser.get("/queue").status_code == 200


def test_a_page_that_is_open_when_the_clinic_begins_to_ask_stops(house):
    tab = house.screen("rules", Role.CLINICIAN)
    assert not tab.error
    wants(house, Wanted.REQUIRED)
    tab.run()
    assert "/second-factor" in tab.error[0].value


def test_setting_it_up_asks_for_the_password_whoever_sits_there(house, browser):
    wants(house, Wanted.OPTIONAL)
    house.sign_in(browser, Role.CLINICIAN)
    browser.post("/second-factor", password=PASSWORD)
    secret = house.store.second_factors.pending(house.people[Role.CLINICIAN].id)
    refused = browser.post("/second-factor", password="not the password", code=code(secret, _clock.now()))
    assert "That is not your password" in refused.text
    again = browser.post("/second-factor", password=PASSWORD, scanned="yes")
    assert grouped(secret).replace("-", " ") in again.text, "nothing is scanned twice"


def test_a_stolen_session_never_sees_the_key_that_its_owner_is_scanning(house, browser):
    wants(house, Wanted.OPTIONAL)
    house.sign_in(browser, Role.CLINICIAN)
    assert "Cannot scan" in browser.post("/second-factor", password=PASSWORD).text
    secret = house.store.second_factors.pending(house.people[Role.CLINICIAN].id)
    thief = house.sign_in(Browser(), Role.CLINICIAN)
    answers = [
        thief.get("/second-factor"),
        thief.post("/second-factor", password="a guess"),
        thief.post("/second-factor", password="a guess", scanned="yes"),
        thief.post("/second-factor", password="a guess", code="000000"),
    ]
    for answer in answers:
        assert "data:image" not in answer.text
        assert grouped(secret).replace("-", " ") not in answer.text
    assert house.store.second_factors.pending(house.people[Role.CLINICIAN].id) == secret, "nor changes it"


def test_whoever_owes_a_second_step_lends_no_tablet(house, browser):
    made, _ = house.invite()
    wants(house, Wanted.REQUIRED)
    house.sign_in(browser, Role.RECEPTION)
    assert browser.post("/tablet", invitation=made.id).headers["location"] == "/second-factor"
    assert browser.get("/start").status_code == 404


def test_where_it_is_required_nobody_switches_it_off_for_themselves(house, browser):
    wants(house, Wanted.REQUIRED)
    secret = enrol(house, Role.CLINICIAN)
    at(house.patch, NOW + timedelta(minutes=1))
    house.sign_in(browser, Role.CLINICIAN)
    said = browser.post("/second-factor", password=PASSWORD, code=code(secret, _clock.now()), do="off")
    assert "asks everybody for a code" in said.text
    assert house.store.accounts.read(house.people[Role.CLINICIAN].id).has_second_factor


def test_where_it_is_optional_they_do_with_password_and_code(house, browser):
    wants(house, Wanted.OPTIONAL)
    secret = enrol(house, Role.CLINICIAN)
    house.sign_in(browser, Role.CLINICIAN)
    assert "not right" in browser.post("/second-factor", password=PASSWORD, code="000000", do="off").text
    at(house.patch, NOW + timedelta(minutes=1))
    browser.post("/second-factor", password=PASSWORD, code=code(secret, _clock.now()), do="off")
    assert not house.store.accounts.read(house.people[Role.CLINICIAN].id).has_second_factor


def test_switching_the_setting_off_weakens_nobody_who_has_one(house, browser):
    enrol(house, Role.CLINICIAN)
    wants(house, Wanted.OFF)
    answer = browser.post("/sign-in", username="clinician", password=PASSWORD)
    assert answer.headers["location"] == "/sign-in/code"


def test_a_colleague_joins_by_the_link_once(house, link):
    lena, eve = Browser(), Browser()
    assert "Join Weir Lane Clinic" in lena.get(link).text
    assert lena.post(link, **LENA).headers["location"] == "/today"
    assert lena.get("/queue").status_code == 200
    assert lena.get("/people").status_code == 403
    gone = eve.post(link, **LENA | {"username": "eve"})
    assert (gone.status_code, gone.text) == (410, eve.get(link).text)


def test_joining_by_the_link_counts_as_signing_in(house, link, browser):
    browser.post(link, **LENA)
    lena = next(one for one in house.store.accounts.all() if one.username == LENA["username"])
    assert lena.last_signed_in_at is not None


def test_looking_at_the_link_uses_nothing_up(house, link, browser):
    for _ in range(3):
        assert browser.get(link).status_code == 200
    assert browser.post(link, **LENA).status_code == 303


def test_an_expired_link_and_one_that_never_was_say_the_same(house, link, browser):
    at(house.patch, NOW + VALID + timedelta(minutes=1))
    expired, forged = browser.get(link), browser.get("/join/" + "x" * 43)
    assert expired.status_code == forged.status_code == 410
    assert expired.text == forged.text
    assert browser.post(link, **LENA).status_code == 410
    assert len(house.store.accounts.all()) == 4


def test_every_missing_field_is_named_and_what_was_typed_is_kept(house, link, browser):
    answer = browser.post(link, name="Lena <b>", password="")
    assert answer.status_code == 422
    assert "Lena &lt;b&gt;" in answer.text
    for said in ("Enter your role", "Choose a user name", "Choose a password"):
        assert answer.text.count(said) == 2
    assert "at least 12" in browser.post(link, **LENA | {"password": "short"}).text
    assert "already" in browser.post(link, **LENA | {"username": "ADMIN"}).text
    assert LENA["password"] not in browser.post(link, **LENA | {"username": "ADMIN"}).text


def test_where_a_code_is_asked_of_everybody_a_colleague_sets_it_up_first(house, link, browser):
    wants(house, Wanted.REQUIRED)
    assert browser.post(link, **LENA).headers["location"] == "/second-factor"
    assert browser.get("/queue").headers["location"] == "/second-factor"


def test_a_link_for_a_new_password_does_not_go_round_the_second_step(house, browser):
    enrol(house, Role.CLINICIAN)
    _, token = house.store.colleagues.new_password(
        house.people[Role.CLINICIAN].id, house.people[Role.ADMIN], _clock.now()
    )
    answer = browser.post(f"/join/{token}", password="four other words here")
    assert answer.headers["location"] == "/sign-in"
    assert browser.get("/queue").status_code == 303


def test_another_password_needs_the_one_of_now_and_ends_every_other_session(house, browser):
    other = house.sign_in(Browser(), Role.CLINICIAN)
    house.sign_in(browser, Role.CLINICIAN)
    assert "That is not your password" in browser.post("/account", password="x", new="four other words here").text
    assert "at least 12" in browser.post("/account", password=PASSWORD, new="short").text
    assert browser.post("/account", password=PASSWORD, new="four other words here").status_code == 303
    assert "Your password is changed" in browser.get("/account?changed").text
    assert other.get("/account").headers["location"] == "/sign-in"


def test_guessing_the_password_from_an_open_session_is_slowed(house, browser):
    house.sign_in(browser, Role.CLINICIAN)
    said = [browser.post("/account", password=f"guess {n}", new="four other words here").text for n in range(6)]
    assert "Too many tries" in said[-1]


def test_a_form_of_another_site_changes_nothing(house, link, browser):
    house.sign_in(browser, Role.ADMIN)
    for address in (link, "/account", "/second-factor", "/sign-in/code"):
        answer = browser.ask("POST", address, data=LENA, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403, address


def test_nothing_of_staff_is_kept_by_the_browser(house, browser):
    house.sign_in(browser, Role.ADMIN)
    for address in ("/queue", "/account", "/second-factor", "/people", "/signed-out"):
        assert browser.get(address).headers["cache-control"] == "no-store", address


def test_staffs_plain_pages_close_by_themselves_too(house, browser):
    house.sign_in(browser, Role.ADMIN)
    for address in ("/account", "/import"):
        assert "/assets/session.js?v=" in browser.get(address).text
