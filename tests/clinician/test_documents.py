"""Who may open a document of a case, and that it is on record."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from pages import _gate
from tests.clinician.conftest import Screen
from tests.golden.reading import golden_now

HERE = "http://127.0.0.1:8615"
MARK = "Ellison"


def fetch(screen: Screen, username: str, path: str) -> httpx.Response:
    """The address, asked for by the person of that user name."""
    who = next(account for account in screen.store.accounts.all() if account.username == username)
    token = screen.store.sessions.open(_gate.STAFF, who.id, golden_now())

    async def ask() -> httpx.Response:
        from app import app

        transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 4000))
        cookies = {_gate.cookie_name(_gate.STAFF, secure=False): token}
        async with httpx.AsyncClient(transport=transport, base_url=HERE, cookies=cookies) as client:
            return await client.get(path)

    return asyncio.run(ask())


@pytest.mark.parametrize("kind", ["answers", "emg", "neurology"])
def test_reception_opens_no_document(screen: Screen, kind: str):
    reference = screen.reference(MARK)
    answer = fetch(screen, "t.ellery", f"/notes/{reference}/{kind}/draft.pdf")
    assert answer.status_code == 403
    assert "To read what a patient answered, ask a clinician." in answer.text
    assert not [event for event in screen.store.audit.events(reference) if "opened" in event.what]


def test_a_clinician_opens_a_draft_and_that_is_on_record(screen: Screen):
    reference = screen.reference(MARK)
    answer = fetch(screen, "a.osei", f"/notes/{reference}/emg/draft.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert "Ellison" not in answer.headers["content-disposition"]
    assert screen.store.audit.events(reference)[-1].what == "opened emg draft"


@pytest.mark.parametrize("path", ["TW-2222222/emg/draft.pdf", "{}/emg/9.pdf", "{}/x-ray/draft.pdf"])
def test_what_is_not_there_is_said_in_one_way(screen: Screen, path: str):
    answer = fetch(screen, "a.osei", "/notes/" + path.format(screen.reference(MARK)))
    assert answer.status_code == 404
