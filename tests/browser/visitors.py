"""The people of a journey: a stranger, the sample clinic's clinician, a patient with a link."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta

import httpx
from playwright.sync_api import Page

from intake.invitations import NewPatient
from intake.questionnaire import Answers, questionnaire
from intake.store import Store, open_store
from tests.browser.reading import settled
from tests.browser.server import Server

ANNA = NewPatient(family_name="Journey", given_name="Anna", date_of_birth=date(1979, 3, 9))
"""Somebody new, for a test of its own: nobody of the golden day."""


def open_sample(page: Page) -> Page:
    """A stranger opens the sample clinic and is its clinician from then on; leaves the page at the queue."""
    page.goto("/")
    page.get_by_role("button", name="Open the sample clinic").click()
    page.wait_for_url("**/queue")
    return settled(page)


@contextmanager
def sample_store(server: Server) -> Iterator[Store]:
    """The sample clinic's own store, read and written beside the running server."""
    store = open_store(f"sqlite:///{server.data / 'sample.db'}")
    try:
        yield store
    finally:
        store.close()


def server_now(server: Server) -> datetime:
    """Return this moment on the server's clock."""
    return datetime.fromisoformat(server.environment()["TWITCHBOARD_NOW"])


def invite(
    server: Server,
    who: NewPatient = ANNA,
    *,
    answered: Answers | None = None,
    at_page: str = "check",
    in_days: int = 21,
) -> str:
    """Invite somebody to the sample clinic (which must have been opened); returns the path of the link.

    With `answered` they have filled in so far and left at `at_page`: for tests of what comes after.
    """
    now = server_now(server)
    with sample_store(server) as store:
        made = store.invitations.invite(who, now + timedelta(days=in_days), store.accounts.all()[0], now)
        if answered is not None:
            store.drafts.save(made.invitation.id, answered, at_page, now)
        return f"/i/{made.token}"


def keep_answers(server: Server, link: str, answers: Answers, at_page: str) -> None:
    """Let the draft behind a link hold what was answered on all other pages than that one, where they left."""
    before = {k: said for k, said in answers.items() if questionnaire().questions[k].page != at_page}
    with sample_store(server) as store:
        found = store.invitations.by_token(link.removeprefix("/i/"), server_now(server))
        assert found, f"Nobody has {link}"
        store.drafts.save(found.id, before, at_page, server_now(server))


def reference_of(server: Server, family_name: str) -> str:
    """The case reference of somebody in the sample clinic."""
    with sample_store(server) as store:
        return next(
            r.reference for r in store.cases.queue(server_now(server)) if family_name.upper() in r.patient_name.upper()
        )


def stranger(server: Server) -> httpx.Client:
    """Somebody without a browser: remembers cookies, sends the right origin, follows nothing by itself."""
    return httpx.Client(base_url=server.url, headers={"origin": server.url}, timeout=30)


def staff(server: Server) -> httpx.Client:
    """The sample clinic's clinician, without a browser."""
    client = stranger(server)
    answer = client.post("/sample")
    assert answer.status_code == 303, f"The sample clinic did not open: {answer.status_code} {answer.text[:300]}"
    return client


def patient(server: Server, who: NewPatient = ANNA) -> httpx.Client:
    """A patient whose date of birth is confirmed, without a browser; the sample clinic must have been opened."""
    client = stranger(server)
    client.post(invite(server, who))
    born = who.date_of_birth
    answer = client.post("/birth", data={"day": born.day, "month": born.month, "year": born.year})
    assert answer.status_code == 303, f"The date of birth was not accepted: {answer.status_code}"
    return client


def cookie_of(client: httpx.Client) -> str:
    """All cookies of a visitor, as one header."""
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def staff_cookie(server: Server) -> str:
    """The header of somebody who is signed in as the sample clinic's clinician."""
    with closing(staff(server)) as client:
        return cookie_of(client)
