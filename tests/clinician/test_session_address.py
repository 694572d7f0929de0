"""`/session`: looking at it prolongs nothing; being at the page does."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest

from pages import _gate
from tests.clinician.conftest import Screen
from tests.golden.reading import golden_now

HERE = "http://127.0.0.1:8615"


def ask(token: str, method: str, origin: str = HERE) -> int:
    async def asked() -> httpx.Response:
        from app import app

        transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 4000))
        cookies = {_gate.cookie_name(_gate.STAFF, secure=False): token}
        async with httpx.AsyncClient(transport=transport, base_url=HERE, cookies=cookies) as client:
            return await client.request(method, "/session", headers={"origin": origin})

    return asyncio.run(asked()).status_code


@pytest.mark.parametrize(("method", "lives"), [("GET", False), ("POST", True)])
def test_half_an_hour_of_writing_is_not_half_an_hour_away(screen: Screen, method: str, lives: bool):
    token = screen.store.sessions.open(_gate.STAFF, screen.account.id, golden_now() - timedelta(minutes=25))
    assert ask(token, method) == 204
    assert bool(screen.store.sessions.find(token, golden_now() + timedelta(minutes=10))) is lives


def test_nobody_is_kept_in_by_another_sites_page(screen: Screen):
    token = screen.store.sessions.open(_gate.STAFF, screen.account.id, golden_now())
    assert ask(token, "POST", "https://elsewhere.example") == 403


def test_a_session_that_is_over_cannot_be_brought_back(screen: Screen):
    token = screen.store.sessions.open(_gate.STAFF, screen.account.id, golden_now() - timedelta(minutes=31))
    assert ask(token, "POST") == 401
    assert screen.store.sessions.find(token, golden_now()) is None
