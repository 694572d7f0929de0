# ruff: noqa: F811  # fixtures of another module
"""The clinic's tablet: lent by staff, and nobody's once its patient is done. Asked without a browser."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from intake import reception
from intake.cases import IntakeKind
from intake.invitations import Invitation
from pages import _clock
from pages._gate import STAFF, cookie_name
from tests.patient.conftest import Browser, Desk, at
from tests.patient.test_form import NONE, PLAIN
from tests.patient.test_trouble import Locked, locked  # noqa: F401  # a fixture

Anna = tuple[Invitation, str]


@pytest.fixture
def tablet(desk: Desk, anna: Anna, browser: Browser) -> Browser:
    """A browser that staff have lent to Anna."""
    token = desk.store.sessions.open(STAFF, desk.account.id, _clock.now())
    browser.cookies.set(cookie_name(STAFF, secure=False), token, domain="127.0.0.1")
    answer = browser.post("/tablet", invitation=anna[0].id)
    assert answer.headers["location"] == "/start"
    return browser


def sent(desk: Desk, anna: Anna) -> None:
    reception.receive(desk.store, anna[0], {**NONE, **PLAIN}, IntakeKind.SENT, _clock.now())


def test_whoever_lends_the_tablet_is_signed_out_of_it(tablet: Browser) -> None:
    assert tablet.get("/invite").headers["location"].startswith("/sign-in")
    assert tablet.get("/start").status_code == 200


def test_only_staff_lend_the_tablet(desk: Desk, anna: Anna, browser: Browser) -> None:
    assert browser.post("/tablet", invitation=anna[0].id).headers["location"] == "/sign-in"


def test_sent_on_a_tablet_closes_after_a_minute_and_opens_no_other_door(
    desk: Desk, anna: Anna, tablet: Browser
) -> None:
    sent(desk, anna)
    page = tablet.shown(tablet.born(9, 3, 1979))
    assert "/my-answers.pdf" not in page.text
    onward = re.search(r'http-equiv="refresh" content="60;url=(/tablet/over\?visit=[^"]+)"', page.text)
    assert onward
    assert tablet.get(onward[1]).headers["location"] == "/tablet"
    for path in ("/sent", "/form", "/birth", "/journal", "/my-answers.pdf", "/link"):
        assert tablet.get(path).headers["location"] in ("/tablet", "/link"), path
    assert "Nowak" not in tablet.get("/tablet").text


def test_no_other_site_ends_a_patients_visit_on_the_tablet(tablet: Browser) -> None:
    tablet.born(9, 3, 1979)
    for address in ("/tablet/over", "/tablet/over?visit=", "/tablet/over?visit=somebody"):
        assert tablet.get(address).headers["location"] == "/tablet"
    assert tablet.ask("POST", "/tablet/over", headers={"origin": "https://evil.example"}).status_code == 403
    assert tablet.get("/emergency").status_code == 200
    assert tablet.post("/tablet/over").headers["location"] == "/tablet"
    assert tablet.get("/emergency").headers["location"] == "/tablet"


def test_a_tablet_that_was_left_lets_nobody_on_even_if_its_own_clock_failed(
    tablet: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet.born(9, 3, 1979)
    at(monkeypatch, _clock.now() + timedelta(minutes=6))
    assert tablet.get("/emergency").headers["location"] == "/tablet"


def test_on_a_private_phone_sent_stays_until_it_is_left(desk: Desk, anna: Anna, browser: Browser) -> None:
    browser.let_in(anna[1])
    sent(desk, anna)
    page = browser.get("/sent").text
    assert "refresh" not in page
    assert "<script" not in page


def test_a_closed_form_opens_with_the_date_of_birth_and_says_why_it_was_closed(
    desk: Desk, anna: Anna, browser: Browser
) -> None:
    browser.let_in(anna[1])
    browser.post("/emergency", fits="none-of-these")
    again = browser.post("/pause")
    assert again.headers["location"] == "/birth?again=paused"
    assert "we closed it" in browser.shown(again).text
    assert browser.get("/form").headers["location"] == "/birth"
    assert browser.born(9, 3, 1979).headers["location"].startswith("/form?step=")


def test_after_an_hour_without_anybody_the_form_asks_for_the_date_of_birth(
    desk: Desk, anna: Anna, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.let_in(anna[1])
    at(monkeypatch, _clock.now() + timedelta(minutes=50))
    assert browser.post("/here").status_code == 204
    at(monkeypatch, _clock.now() + timedelta(minutes=50))
    assert browser.get("/form").headers["location"] == "/emergency"
    at(monkeypatch, _clock.now() + timedelta(minutes=61))
    assert browser.get("/form").headers["location"] == "/birth"


def test_a_later_page_of_the_form_closes_the_tablet_as_the_first_does(desk: Desk, tablet: Browser) -> None:
    tablet.born(9, 3, 1979)
    token = tablet.token
    assert tablet.post("/pause").headers["location"] == "/tablet"
    assert tablet.get("/emergency").headers["location"] == "/tablet"
    assert desk.store.sessions.find(token, _clock.now()) is None


def test_a_tablet_is_closed_even_while_nothing_can_be_written(tablet: Browser, locked: Locked) -> None:
    tablet.born(9, 3, 1979)
    with locked():
        assert tablet.post("/tablet/over").headers["location"] == "/tablet"
    assert tablet.get("/emergency").headers["location"] == "/tablet"


def test_a_session_left_on_the_tablet_ends_with_it_however_late(
    desk: Desk, tablet: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet.born(9, 3, 1979)
    token = tablet.token
    at(monkeypatch, _clock.now() + timedelta(minutes=6))
    tablet.post("/tablet/over")
    assert desk.store.sessions.find(token, _clock.now()) is None


def test_a_tablet_lets_no_browser_fill_in_what_somebody_typed_before(tablet: Browser) -> None:
    pages = ("/for-somebody", "/birth", "/emergency", "/form?step=1")
    for address in pages:
        page = tablet.get(address).text
        assert '" autocomplete="off"' in page
        assert set(re.findall(r'autocomplete="([^"]*)"', page)) == {"off"}, address
        if address == "/birth":
            tablet.born(9, 3, 1979)
        if address == "/emergency":
            tablet.post("/emergency", fits="none-of-these")
