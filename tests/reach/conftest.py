"""A clinic of one's own, asked over HTTP and through the router, as its staff and as its patients."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from intake.invitations import Invitation, NewPatient
from intake.people import Account, Clinic, Role
from intake.store import Store
from pages import _clinics, _clock, _gate
from tests.clinician.conftest import PATIENCE, ROUTER, words
from tests.patient.conftest import Browser, at
from tests.store.conftest import NOW

CLINIC = Clinic("Weir Lane Clinic", "0113 496 0000", "GB-ENG", "Europe/London", "999")
ANNA = NewPatient(family_name="Nowak", given_name="Anna", date_of_birth=date(1979, 3, 9), telephone="07700 900123")
PASSWORD = "river stone lantern"


@dataclass
class House:
    """The clinic's store, its people, and their screens."""

    store: Store
    people: dict[Role, Account]
    patch: pytest.MonkeyPatch

    def invite(self, who: NewPatient = ANNA) -> tuple[Invitation, str]:
        """A new invitation and its token."""
        made = self.store.invitations.invite(who, NOW + timedelta(days=21), self.people[Role.ADMIN], _clock.now())
        return made.invitation, made.token

    def sign_in(self, browser: Browser, role: Role = Role.RECEPTION) -> Browser:
        """Let that browser be one of the staff."""
        token = self.store.sessions.open(_gate.STAFF, self.people[role].id, _clock.now())
        browser.cookies.set(_gate.cookie_name(_gate.STAFF, secure=False), token, domain="127.0.0.1", path="/")
        return browser

    def screen(self, page: str = "", role: Role = Role.ADMIN, **query: str) -> AppTest:
        """That page as one of the staff sees it."""
        token = self.store.sessions.open(_gate.STAFF, self.people[role].id, _clock.now())
        self.patch.setattr(_gate, "cookies", lambda: {_gate.cookie_name(_gate.STAFF, secure=False): token})
        tab = AppTest.from_file(ROUTER, default_timeout=PATIENCE).run()
        if page:
            tab.switch_page(f"clinician/{page}.py")
        for name, value in query.items():
            tab.query_params[name] = value
        return tab.run()

    def screen_of_case(self, reference: str) -> AppTest:
        """That case as a clinician sees it."""
        return self.screen("case", Role.CLINICIAN, ref=reference)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migrated_file: Path) -> Iterator[Store]:
    """A machine on which nobody has set anything up."""
    for name in ("TWITCHBOARD_SMTP", "TWITCHBOARD_SMTP_FROM", "TWITCHBOARD_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TWITCHBOARD_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(_clinics, "_open", {})
    shutil.copy(migrated_file, _clinics.live_url().removeprefix("sqlite:///"))
    at(monkeypatch, NOW)
    store = _clinics.live_store()
    yield store
    store.close()


@pytest.fixture
def house(empty: Store, monkeypatch: pytest.MonkeyPatch) -> House:
    people = {
        role: empty.accounts.add(role.value, f"{role.value.title()} Person", role, "Job", None, PASSWORD, "Test", NOW)
        for role in Role
    }
    empty.settings.save_clinic(CLINIC, "Test", NOW)
    return House(empty, people, monkeypatch)


@pytest.fixture
def browser() -> Browser:
    return Browser()


def said(tab: AppTest) -> str:
    """Everything that a page says."""
    return words(tab)


def links(text: str) -> list[str]:
    """The tokens of every link in a text."""
    return re.findall(r"/i/([\w.-]+)", text)
