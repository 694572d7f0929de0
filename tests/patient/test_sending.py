"""What Send promises: one intake, nothing unseen, nothing missing, and a page that says what happens next."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from intake.cases import IntakeKind
from intake.invitations import Invitation
from pages import _clock
from tests.patient.conftest import HERE, Browser, Desk
from tests.patient.test_form import NONE, PLAIN
from tests.patient.test_plain_pages import NEVER_SAID, location, words


@pytest.fixture
def at_check(desk: Desk, anna: tuple[Invitation, str], browser: Browser) -> Browser:
    """Anna has answered everything and looks at the check page."""
    browser.let_in(anna[1])
    keep(desk, anna[0], {**NONE, **PLAIN})
    return browser


def keep(desk: Desk, invitation: Invitation, answers: dict[str, Any]) -> None:
    desk.store.drafts.save(invitation.id, answers, "check", _clock.now())


def seen(desk: Desk, invitation: Invitation) -> str:
    """What the check page that is on the screen carries."""
    draft = desk.store.drafts.read(invitation.id)
    assert draft
    return draft.saved_at.isoformat()


def test_sending_makes_a_case_with_exactly_these_answers(
    desk: Desk, anna: tuple[Invitation, str], at_check: Browser
) -> None:
    assert location(at_check.post("/send", seen=seen(desk, anna[0]))) == "/sent"
    (row,) = desk.store.cases.queue(_clock.now())
    assert row.kind is IntakeKind.SENT
    assert dict(desk.store.cases.read(row.reference).answers) == {**NONE, **PLAIN}


def test_tapped_twice_is_one_intake(desk: Desk, anna: tuple[Invitation, str], at_check: Browser) -> None:
    said = seen(desk, anna[0])
    assert [location(at_check.post("/send", seen=said)) for _ in range(3)] == ["/sent"] * 3
    (row,) = desk.store.cases.queue(_clock.now())
    assert len(desk.store.cases.read(row.reference).intakes) == 1


def test_tapped_twice_at_the_same_moment_is_one_intake(
    desk: Desk, anna: tuple[Invitation, str], at_check: Browser
) -> None:
    said = seen(desk, anna[0])

    async def together() -> list[httpx.Response]:
        return await asyncio.gather(*(at_check._ask("POST", "/send", data={"seen": said}) for _ in range(5)))

    assert {a.headers["location"] for a in asyncio.run(together())} == {"/sent"}
    (row,) = desk.store.cases.queue(_clock.now())
    assert len(desk.store.cases.read(row.reference).intakes) == 1


def test_answers_changed_in_another_tab_are_shown_before_they_are_sent(
    desk: Desk, anna: tuple[Invitation, str], at_check: Browser
) -> None:
    said = seen(desk, anna[0])
    keep(desk, anna[0], {**NONE, **PLAIN, "speech": "yes"})
    assert location(at_check.post("/send", seen=said)) == "/form?step=check&newer=1"
    assert desk.store.cases.queue(_clock.now()) == []


def test_what_is_missing_is_asked_first(desk: Desk, anna: tuple[Invitation, str], at_check: Browser) -> None:
    without = {link_id: said for link_id, said in PLAIN.items() if link_id != "speech"}
    keep(desk, anna[0], {**NONE, **without})
    assert location(at_check.post("/send", seen=seen(desk, anna[0]))) == "/form?step=2"
    assert desk.store.cases.queue(_clock.now()) == []


def test_nothing_is_sent_without_the_emergency_page(
    desk: Desk, anna: tuple[Invitation, str], at_check: Browser
) -> None:
    keep(desk, anna[0], PLAIN)
    assert location(at_check.post("/send", seen=seen(desk, anna[0]))) == "/emergency"


def test_an_emergency_first_and_the_form_later_are_one_case(
    desk: Desk, anna: tuple[Invitation, str], browser: Browser
) -> None:
    browser.let_in(anna[1])
    browser.post("/emergency", sign="dark-urine")
    browser.post("/emergency", fits="none-of-these")
    keep(desk, anna[0], {**NONE, **PLAIN})
    browser.post("/send", seen=seen(desk, anna[0]))
    (row,) = desk.store.cases.queue(_clock.now())
    case = desk.store.cases.read(row.reference)
    assert [intake.kind for intake in case.intakes] == [IntakeKind.EMERGENCY, IntakeKind.SENT]
    assert case.answers["emergency-signs"] == ("dark-urine",)


def test_sent_gives_the_reference_a_day_and_what_to_do_if_worse_and_no_answer(
    desk: Desk, anna: tuple[Invitation, str], at_check: Browser
) -> None:
    at_check.post("/send", seen=seen(desk, anna[0]))
    page = at_check.get("/sent")
    reference = desk.read(anna[0]).reference
    assert reference
    assert reference in page.text
    assert "will read your answers by" in page.text
    assert 'href="tel:999"' in page.text
    assert PLAIN["contact-telephone"] not in page.text
    assert not [word for word in NEVER_SAID if word in words(page).lower()]


def test_everybody_is_promised_the_same_day(desk: Desk, browser: Browser) -> None:
    promised = set()
    for more in ({}, {"speech": "yes"}, {"breathing": "yes", "weakness": "not-sure"}, {"muscle-smaller": "yes"}):
        invitation, token = desk.invite()
        browser.let_in(token)
        follow = {"weakness-worse": "no", "weakness-pace": "over-months-or-years", "weakness-sides": "one-limb"}
        keep(desk, invitation, {**NONE, **PLAIN, **more, **(follow if "weakness" in more else {})})
        assert location(browser.post("/send", seen=seen(desk, invitation))) == "/sent"
        said = words(browser.get("/sent"))
        promised.add(said.replace(desk.read(invitation).reference or "?", ""))
    assert len(promised) == 1


def test_the_link_opened_again_shows_sent_and_never_the_answers(
    desk: Desk, anna: tuple[Invitation, str], at_check: Browser
) -> None:
    at_check.post("/send", seen=seen(desk, anna[0]))
    again = Browser()
    again.post(f"/i/{anna[1]}")
    assert location(again.born(9, 3, 1979)) == "/sent"
    for path in ("/emergency", "/sent"):
        answer = again.get(path)
        assert answer.status_code == 200 or location(answer) == "/sent"
    assert HERE not in again.get("/sent").text
