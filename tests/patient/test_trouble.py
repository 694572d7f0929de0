"""What a patient and a stranger see while the database does not answer: what to do, and never why."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from intake.cases import IntakeKind
from intake.invitations import Invitation
from intake.store import database
from pages import _clinics, _clock, _gate
from tests.patient.conftest import Browser, Desk
from tests.patient.test_plain_pages import location, words

Locked = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Locked:
    """Hold the database's one place for a writer, as a backup program might; nobody waits for it long here."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    request.getfixturevalue("desk")

    @contextmanager
    def held() -> Iterator[None]:
        other = sqlite3.connect(_clinics.data_folder() / "clinic.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()

    return held


def test_whoever_has_a_sign_is_told_to_call_and_that_the_clinic_does_not_know(
    locked: Locked, desk: Desk, anna: tuple[Invitation, str], browser: Browser
) -> None:
    browser.let_in(anna[1])
    with locked():
        page = browser.shown(browser.post("/emergency", sign="choking"))
    assert page.status_code == 200
    assert 'href="tel:999"' in page.text
    assert "We have told the clinic" not in page.text
    assert "the clinic does not know yet" in page.text
    assert desk.store.cases.queue(_clock.now()) == []


def test_whoever_has_a_sign_and_taps_again_is_a_case(
    locked: Locked, desk: Desk, anna: tuple[Invitation, str], browser: Browser
) -> None:
    browser.let_in(anna[1])
    with locked():
        browser.post("/emergency", sign="choking")
    assert "We have told the clinic" in browser.shown(browser.post("/emergency", sign="choking")).text
    assert [row.kind for row in desk.store.cases.queue(_clock.now())] == [IntakeKind.EMERGENCY]


def test_a_sign_that_comes_in_while_the_draft_cannot_be_saved_is_not_held_back(
    desk: Desk, anna: tuple[Invitation, str], browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.let_in(anna[1])
    monkeypatch.setattr(type(desk.store.drafts), "save", lambda *_: 1 / 0)
    assert browser.post("/emergency", sign="choking").status_code == 500
    assert [row.kind for row in desk.store.cases.queue(_clock.now())] == [IntakeKind.EMERGENCY]


def test_what_cannot_be_saved_is_said_calmly_with_the_number_to_ring_and_without_why(
    locked: Locked, desk: Desk, anna: tuple[Invitation, str], browser: Browser
) -> None:
    browser.let_in(anna[1])
    with locked():
        page = browser.post("/emergency", fits="none-of-these")
    assert page.status_code == 503
    assert "try again in a minute" in words(page)
    assert 'href="tel:01134960000"' in page.text
    assert "clinic.db" not in page.text
    assert location(browser.post("/emergency", fits="none-of-these")).startswith("/form")


@pytest.mark.parametrize("address", ["/", "/i/anything", "/sign-in", "/birth", "/healthz", "/queue", "/form"])
def test_a_stranger_never_learns_where_the_database_is(
    address: str, browser: Browser, monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> None:
    monkeypatch.setenv("TWITCHBOARD_DATABASE_URL", "sqlite:////not/there/clinic.db")
    monkeypatch.setattr(_clinics, "_open", {})
    for kind in (_gate.STAFF, _gate.PATIENT):
        browser.cookies.set(_gate.cookie_name(kind, secure=True), "somebody")
    answer = browser.ask("GET", address, headers={"host": "clinic.example"})
    assert answer.status_code == 503
    assert "not/there" not in answer.text


def test_on_this_machine_health_says_what_to_do(browser: Browser, monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    monkeypatch.setenv("TWITCHBOARD_DATABASE_URL", "sqlite:////not/there/clinic.db")
    monkeypatch.setattr(_clinics, "_open", {})
    assert "python -m intake migrate" in browser.get("/healthz").text


def test_what_fails_is_said_without_a_word_of_what_was_in_it_here_and_in_the_log(
    desk: Desk, anna: tuple[Invitation, str], browser: Browser, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    def broken(*_: object) -> None:
        raise ValueError("Anna Nowak: choking")

    browser.let_in(anna[1])
    monkeypatch.setattr(type(desk.store.drafts), "read", broken)
    answer = browser.post("/emergency", sign="choking")
    assert (answer.status_code, answer.headers["cache-control"]) == (500, "no-store")
    assert "content-security-policy" in answer.headers
    assert "Nowak" not in answer.text + caplog.text
    assert "ValueError at test_trouble.py" in caplog.text
