"""Whoever is told to call for help is asked for a number where the clinic has none, and the clinic has it at once."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from intake.cases import CaseFile
from intake.invitations import Invitation
from intake.store import StoreUnavailable
from intake.store.case_arrivals import Arrivals
from intake.today import Filter
from pages import _clock
from pages._case_head import head
from pages._moments import WallClock
from pages._queue_rows import row as in_queue
from tests.patient.conftest import ANNA, CLINIC, Browser, Desk
from tests.patient.test_plain_pages import location, words

ASKED = "What number can the clinic ring you on?"


def case_of(desk: Desk) -> CaseFile:
    (row,) = desk.store.cases.queue(_clock.now())
    return desk.store.cases.read(row.reference)


def staff_read(desk: Desk) -> tuple[str, str]:
    """The row of the queue and the head of the case, as staff see them."""
    clock = WallClock(CLINIC, _clock.now())
    (row,) = desk.store.cases.look(Filter(), desk.account.id, _clock.now()).rows
    return in_queue(row, clock), head(case_of(desk), clock)


@pytest.fixture
def told(anna: tuple[Invitation, str], browser: Browser) -> Browser:
    """Anna, of whom the clinic has no number, has a sign."""
    browser.let_in(anna[1])
    browser.post("/emergency", sign="choking")
    return browser


def test_whoever_left_no_number_is_asked_for_one_below_the_call(told: Browser) -> None:
    page = told.get("/call-now").text
    assert page.index("<h1>Call 999 now") < page.index('class="button call"') < page.index(ASKED)
    assert 'type="tel"' in page


def test_a_number_given_there_is_on_the_case_at_once_and_the_patient_is_thanked(desk: Desk, told: Browser) -> None:
    before = case_of(desk)
    answer = told.shown(told.post("/call-now", telephone=" 07700 900123 "))
    assert "Thank you. The clinic has your number: 07700 900123." in words(answer)
    assert ASKED not in answer.text
    case = case_of(desk)
    assert (case.patient.telephone, case.urgency) == ("07700 900123", before.urgency)
    assert case.answers["emergency-signs"] == ("choking",)
    assert case.intakes[: len(before.intakes)] == before.intakes
    assert [event.what for event in desk.store.audit.events(case.reference)].count("intake received (emergency)") == 2
    assert all("07700 900123" in said for said in staff_read(desk))
    told_so = [entry.what for entry in case.timeline if entry.who == "Patient"]
    assert told_so == [
        "Stopped at the emergency page and was told to call now.",
        "Gave a number to be rung on, on the page that says to call now.",
    ]


def test_a_slip_of_the_finger_is_seen_and_can_be_put_right_as_often_as_it_takes(desk: Desk, told: Browser) -> None:
    told.post("/call-now", telephone="07700 900132")
    page = words(told.get("/call-now"))
    assert "The clinic has your number: 07700 900132. Change this number" in page
    for number in ("07700 900123", "07700 900123", "07700 900132", "07700 900123"):
        told.post("/call-now", telephone=number)
        assert case_of(desk).patient.telephone == number
    numbers = [one.answers.get("contact-telephone") for one in case_of(desk).intakes]
    assert numbers == [None, "07700 900132", "07700 900123", "07700 900132", "07700 900123"]


def test_a_wrong_number_in_place_of_a_good_one_is_said_and_the_good_one_stays(desk: Desk, told: Browser) -> None:
    told.post("/call-now", telephone="07700 900123")
    answer = told.get(location(told.post("/call-now", telephone="12")).split("#")[0])
    assert "Write a telephone number that we can ring, with all its digits." in words(answer)
    assert 'class="which" open>' in answer.text
    assert case_of(desk).patient.telephone == "07700 900123"


def test_a_number_given_there_is_not_asked_for_again_by_the_form(
    desk: Desk, anna: tuple[Invitation, str], told: Browser
) -> None:
    told.post("/call-now", telephone="07700 900123")
    told.post("/emergency", fits="none-of-these")
    assert desk.draft(anna[0])["contact-telephone"] == "07700 900123"


@pytest.mark.parametrize("typed", ["", "ring my wife", "12"])
def test_what_nobody_can_ring_is_said_and_kept_and_changes_nothing(desk: Desk, told: Browser, typed: str) -> None:
    before = case_of(desk)
    answer = told.get(location(told.post("/call-now", telephone=typed)).split("#")[0])
    assert "Write a telephone number that we can ring, with all its digits." in words(answer)
    assert f'value="{typed}"' in answer.text
    assert answer.text.index('class="button call"') < answer.text.index("with all its digits")
    assert case_of(desk).intakes == before.intakes


def test_where_the_clinic_has_a_number_nothing_is_asked(desk: Desk, browser: Browser) -> None:
    _, token = desk.invite(replace(ANNA, telephone="0113 496 0111"))
    browser.let_in(token)
    browser.post("/emergency", fits="one-or-more")
    assert ASKED not in browser.get("/call-now").text
    browser.post("/call-now", telephone="07700 900123")
    assert case_of(desk).patient.telephone == "0113 496 0111"
    assert all("0113 496 0111" in said for said in staff_read(desk))


def test_a_number_typed_on_the_form_before_the_sign_comes_with_it(
    desk: Desk, anna: tuple[Invitation, str], browser: Browser
) -> None:
    browser.let_in(anna[1])
    browser.post("/emergency", fits="none-of-these")
    draft = desk.store.drafts.read(anna[0].id)
    assert draft
    desk.store.drafts.save(
        anna[0].id, {**draft.answers, "contact-telephone": "07700 900123"}, draft.page_id, _clock.now(), ""
    )
    browser.post("/emergency", sign="choking")
    assert case_of(desk).patient.telephone == "07700 900123"
    assert ASKED not in browser.get("/call-now").text


def test_an_emergency_without_a_number_says_so_in_words_to_staff(desk: Desk, told: Browser) -> None:
    assert all("no number known" in said for said in staff_read(desk))


def test_nobody_is_asked_for_a_number_who_was_told_nothing_by_us(told: Browser) -> None:
    assert ASKED not in told.get("/call-now?again=untold").text


def test_a_number_mended_on_the_way_back_is_the_one_that_staff_ring(desk: Desk, told: Browser) -> None:
    for number in ("07700 900123", "07700 900124", "07700 900124", "07700 900123"):
        answer = told.shown(told.post("/call-now", telephone=number))
        assert f"Thank you. The clinic has your number: {number}." in words(answer)
        assert all(number in said for said in staff_read(desk))
    assert len(case_of(desk).intakes) == 4, "the second tap is nothing new"
    wrong = told.get(location(told.post("/call-now", telephone="12")).split("#")[0])
    assert "Write a telephone number that we can ring" in words(wrong)
    assert case_of(desk).patient.telephone == "07700 900123"


def test_a_number_on_a_page_left_open_by_one_person_is_never_the_next_ones(desk: Desk, told: Browser) -> None:
    stale = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', told.get("/call-now").text))
    assert stale
    _, token = desk.invite(replace(ANNA, given_name="Ewa"))
    told.let_in(token)
    told.post("/emergency", fits="not-sure")
    answer = told.post("/call-now", **stale, telephone="07700 900123")
    assert location(answer) == "/call-now?again=untold"
    assert all(not row.telephone for row in desk.store.cases.queue(_clock.now()))


def test_whoever_gives_a_number_that_cannot_be_kept_still_reads_to_call_first(
    told: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreUnavailable("The disk is full.")

    monkeypatch.setattr(Arrivals, "receive", full)
    said = words(told.shown(told.post("/call-now", telephone="07700 900123")))
    assert "Call 999 now" in said
    assert "your number" not in said
