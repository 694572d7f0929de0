"""A clinic in a folder of its own, the whole application in front of it, and a patient with a link."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from intake.invitations import Invitation, NewPatient
from intake.people import Account, Clinic, Role
from intake.store import Store
from pages import _clinics, _clock

HERE = "http://127.0.0.1:8615"
CLINIC = Clinic(
    name="Riverside & <b>Sons</b>",
    telephone="0113 496 0000",
    country="GB-ENG",
    time_zone="Europe/London",
    emergency_number="999",
)
ANNA = NewPatient(family_name="Nowak", given_name="Anna", date_of_birth=date(1979, 3, 9))
TOM = NewPatient(family_name="Young", given_name="Tom", date_of_birth=date(2012, 5, 1))


@dataclass
class Desk:
    """The clinic's side: its store, its clinician, and invitations to give out."""

    store: Store
    account: Account

    def invite(self, who: NewPatient = ANNA) -> tuple[Invitation, str]:
        """A new invitation and its token."""
        made = self.store.invitations.invite(who, _clock.now() + timedelta(days=21), self.account, _clock.now())
        return made.invitation, made.token

    def read(self, invitation: Invitation) -> Invitation:
        """The invitation as it stands now."""
        found = self.store.invitations.read(invitation.id, _clock.now())
        assert found
        return found

    def draft(self, invitation: Invitation) -> dict[str, Any]:
        """The saved answers."""
        found = self.store.drafts.read(invitation.id)
        return dict(found.answers) if found else {}


class Browser:
    """A browser without a screen: keeps cookies, sends its origin, follows nothing by itself."""

    def __init__(self) -> None:
        self.cookies = httpx.Cookies()

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request to the whole application, middleware and all."""
        return asyncio.run(self._ask(method, path, **more))

    async def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        from app import app

        headers = {"origin": HERE, **more.pop("headers", {})}
        transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 4000))
        async with httpx.AsyncClient(
            transport=transport, base_url=HERE, cookies=self.cookies, headers=headers
        ) as client:
            answer = await client.request(method, path, **more)
            self.cookies = client.cookies
        return answer

    def get(self, path: str) -> httpx.Response:
        """Look at a page."""
        return self.ask("GET", path)

    def post(self, path: str, **fields: Any) -> httpx.Response:
        """Send a form."""
        return self.ask("POST", path, data=fields)

    def born(self, day: int, month: int, year: int) -> httpx.Response:
        """Type a date of birth."""
        return self.post("/birth", day=str(day), month=str(month), year=str(year))

    def shown(self, answer: httpx.Response) -> httpx.Response:
        """The page that an answer sends on to."""
        return self.get(answer.headers["location"])

    def let_in(self, token: str) -> httpx.Response:
        """Anna opens her link and says when she was born; returns where she is sent."""
        self.post(f"/i/{token}")
        return self.born(9, 3, 1979)

    @property
    def token(self) -> str:
        """The session token that this browser holds."""
        return next(kept.value or "" for kept in self.cookies.jar if kept.name.endswith("-patient"))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migrated_file: Path) -> Iterator[Desk]:
    monkeypatch.setenv("TWITCHBOARD_DATA", str(tmp_path / "data"))
    shutil.copy(migrated_file, _clinics.live_url().removeprefix("sqlite:///"))
    monkeypatch.setattr(_clinics, "_open", {})
    store = _clinics.live_store()
    account = store.accounts.add(
        "rivers", "Dr Rivers", Role.ADMIN, "Neurologist", None, "river stone lantern", "Test", _clock.now()
    )
    store.settings.save_clinic(CLINIC, "Test", _clock.now())
    yield Desk(store, account)
    store.close()


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def anna(desk: Desk) -> tuple[Invitation, str]:
    return desk.invite()


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let the house's clock stand at that moment."""
    monkeypatch.setattr(_clock, "_SHIFT", moment - datetime.now(UTC))
