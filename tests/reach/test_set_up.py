"""Setting up a clinic: the country fills in what it brings, everything can be changed, nothing is saved half."""

from __future__ import annotations

import pytest

from intake import country
from intake.people import OpeningHours, Role
from tests.reach.conftest import PASSWORD

PERSON = {"person": "Dr Ada Quill", "job_title": "GP partner", "username": "ada", "password": PASSWORD}
GIVEN = {"country": "US", "clinic": "Weir Lane", "telephone": "555 0100", **PERSON}


def test_the_country_is_asked_first_and_nothing_else(empty, browser):
    page = browser.get("/set-up").text
    assert page.count("<select") == 1
    assert "<input" not in page


@pytest.mark.parametrize("key", list(country.packs()))
def test_the_rest_is_filled_in_as_the_country_has_it(empty, browser, key):
    page = browser.get(f"/set-up?country={key}").text
    pack = country.packs()[key]
    assert f'name="emergency_number" type="tel" autocomplete="off" value="{pack.emergency_number}"' in page
    assert f'value="{pack.time_zone}"' in page
    assert page.count('value="08:00"') == 5


def test_a_country_that_is_none_is_asked_again(empty, browser):
    answer = browser.get("/set-up?country=XX")
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text


def test_what_was_changed_is_what_is_saved(empty, browser):
    hours = {"opens-0": "09:00", "closes-0": "12:30", "opens-1": "", "closes-1": ""}
    given = {**GIVEN, **hours, "emergency_number": "911 or 0", "time_zone": "America/Los_Angeles"}
    assert browser.post("/set-up", **given).status_code == 422
    answer = browser.post("/set-up", **{**given, "emergency_number": "9-911"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue")
    clinic = empty.settings.clinic()
    assert (clinic.emergency_number, clinic.time_zone) == ("9-911", "America/Los_Angeles")
    assert list(clinic.opening) == [0]
    assert isinstance(clinic.opening[0], OpeningHours)
    assert browser.get("/queue").status_code == 200


def test_the_first_person_is_an_administrator(empty, browser):
    browser.post("/set-up", **GIVEN)
    assert [account.role for account in empty.accounts.all()] == [Role.ADMIN]


def test_setting_up_counts_as_signing_in(empty, browser):
    browser.post("/set-up", **GIVEN)
    (ada,) = empty.accounts.all()
    assert ada.last_signed_in_at is not None


def test_a_fault_in_the_hours_is_said_at_its_day_and_nothing_is_saved(empty, browser):
    answer = browser.post("/set-up", **GIVEN, **{"opens-2": "18:00", "closes-2": "09:00"})
    assert answer.status_code == 422
    assert 'href="#opens-2"' in answer.text
    assert "Wednesday: the closing time must be later" in answer.text
    assert empty.settings.clinic() is None
    assert empty.accounts.all() == []


def test_a_weak_password_is_refused_and_nothing_is_saved(empty, browser):
    assert "at least 12" in browser.post("/set-up", **{**GIVEN, "password": "short"}).text
    assert (empty.settings.clinic(), empty.accounts.all()) == (None, [])
