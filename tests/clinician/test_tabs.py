"""A tab's state belongs to the sign-in under which it was made, whatever Streamlit's own options say."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

import pytest

from intake.store.presence import Presence, Present
from pages import _gate
from tests.clinician.conftest import Said, Screen
from tests.golden.reading import golden_now


def jar(screen: Screen, username: str) -> dict[str, str]:
    """A browser in which that person is signed in."""
    who = next(account for account in screen.store.accounts.all() if account.username == username)
    token = screen.store.sessions.open(_gate.STAFF, who.id, golden_now())
    return {_gate.cookie_name(_gate.STAFF, secure=False): token}


def test_a_tab_shows_nothing_to_the_next_who_signs_in(screen: Screen, said: Said, monkeypatch: pytest.MonkeyPatch):
    tab = screen.open_case("Ellison")
    cookies = jar(screen, "t.ellery")
    monkeypatch.setattr(_gate, "cookies", lambda: cookies)
    tab.run()
    assert [error.value for error in tab.error] == ["It has been cleared. Open the page again. [Sign in](/sign-in)"]
    assert "ELLISON" not in said(tab)
    assert not tab.button


def test_a_tab_shows_nothing_once_its_session_has_ended(screen: Screen, said: Said, monkeypatch: pytest.MonkeyPatch):
    cookies = jar(screen, "a.osei")
    monkeypatch.setattr(_gate, "cookies", lambda: cookies)
    tab = screen.open_case("Ellison")
    screen.store.sessions.end_all(screen.account.id, golden_now())
    tab.run()
    assert "ELLISON" not in said(tab)
    assert not tab.button


def test_what_one_run_asked_lets_nobody_into_the_next(screen: Screen):
    def asks() -> _gate.Staff | None:
        return _gate._handed_on()

    token = next(iter(_gate.cookies().values()))
    session = screen.store.sessions.find(token, golden_now())
    assert session
    staff = _gate.Staff(_gate.Current(session, token, screen.store), screen.account, None)
    with _gate.just_asked(staff):
        assert (asks(), asks()) == (staff, None)
    with suppress(RuntimeError), _gate.just_asked(staff):
        raise RuntimeError
    assert asks() is None


def test_every_run_asks_the_database_whose_session_it_is(screen: Screen, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    ask = Presence.of

    def heed(self: Presence, token: str, now: datetime) -> Present | None:
        asked.append(token)
        return ask(self, token, now)

    monkeypatch.setattr(Presence, "of", heed)
    tab = screen.open("queue_page")
    before = len(asked)
    for runs in (1, 2, 3):
        tab.run()
        assert len(asked) == before + runs
