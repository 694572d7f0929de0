"""Filling in for somebody else, and staff on the telephone: who typed is said once and kept with every answer."""

from __future__ import annotations

import re

import pytest

from intake import reception
from intake.cases import IntakeKind
from intake.people import Role
from intake.referral import NoteKind
from intake.typists import Hand, by_telephone
from pages import _clock
from reports import notes, plain
from tests.reach.conftest import ANNA, said
from tests.store.conftest import CALM, NOW

JANE = {"name": "Jane Hale", "relation": "daughter", "why": "reading", "agreement": "agreed"}


def open_link(browser, token):
    browser.post(f"/i/{token}")
    return browser


def case_of(house, invitation):
    found = house.store.invitations.read(invitation.id, _clock.now())
    return house.store.cases.read(found.reference)


def calls(house, browser, invitation, role=Role.RECEPTION):
    """Staff begin on the telephone."""
    return house.sign_in(browser, role).post("/telephone", invitation=invitation.id)


def test_whoever_fills_in_for_themselves_is_asked_nothing_more(house, browser):
    _, token = house.invite()
    page = open_link(browser, token).get("/start").text
    assert 'href="/birth"' in page
    assert "<input" not in page


def test_somebody_else_says_who_they_are_and_goes_on_to_the_patients_date_of_birth(house, browser):
    _, token = house.invite()
    open_link(browser, token)
    assert 'href="/for-somebody"' in browser.get("/start").text
    answer = browser.post("/for-somebody", **JANE)
    assert answer.headers["location"] == "/birth"
    page = browser.get("/birth").text
    assert "What is their date of birth?" in page
    assert "You are filling this in for somebody else." in page


def test_who_typed_is_in_the_case_with_why_and_whose_agreement(house, browser):
    made, token = house.invite()
    open_link(browser, token).post("/for-somebody", **JANE)
    browser.born(9, 3, 1979)
    browser.post("/emergency", fits="one-or-more")
    case = case_of(house, made)
    assert case.intake.filled_in_by[0].typist.words == (
        "Filled in by Jane Hale (daughter): the patient finds reading or writing hard. The patient agreed"
    )
    assert set(case.typed_by) == {"emergency-signs"}


@pytest.mark.parametrize(
    ("left_out", "field", "remedy"),
    [
        ({"name": " "}, "name", "Enter your name"),
        ({"why": ""}, "why", "Choose why they do not type"),
        ({"why": "made-up"}, "why", "Choose why they do not type"),
        ({"agreement": ""}, "agreement", "Say if they want you to do this"),
        ({"agreement": "no"}, "agreement", "Ask them first, or ring the clinic"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_what_was_typed_is_kept(house, browser, left_out, field, remedy):
    _, token = house.invite()
    answer = open_link(browser, token).post("/for-somebody", **{**JANE, **left_out})
    assert answer.status_code == 303
    page = browser.shown(answer).text
    assert "<title>Error: " in page
    assert f'<a href="#{field}">{remedy}' in page
    if "name" not in left_out:
        assert 'value="Jane Hale"' in page


def test_a_name_is_text_on_every_page(house, browser):
    _, token = house.invite()
    answer = open_link(browser, token).post("/for-somebody", **{**JANE, "name": "<b>J</b>:;é", "why": ""})
    page = browser.shown(answer).text
    assert 'value="&lt;b&gt;J&lt;/b&gt;:;é"' in page


def test_a_page_left_open_by_one_person_declares_nobody_for_the_next_in_that_browser(house, browser):
    _, token = house.invite()
    page = open_link(browser, token).get("/for-somebody").text
    stale = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    next_one, next_token = house.invite()
    open_link(browser, next_token)
    assert stale
    assert "This link cannot be used" in browser.post("/for-somebody", **stale, **JANE).text
    browser.born(9, 3, 1979)
    browser.post("/emergency", fits="one-or-more")
    assert case_of(house, next_one).intake.filled_in_by == ()


def test_it_can_be_taken_back_at_any_time(house, browser):
    made, token = house.invite()
    open_link(browser, token).post("/for-somebody", **JANE)
    browser.born(9, 3, 1979)
    assert "You are filling this in for somebody else." in browser.get("/emergency").text
    assert browser.ask("POST", "/for-somebody", data={"self": "yes"}).headers["location"] == "/form"
    assert "You are filling this in" not in browser.get("/emergency").text
    browser.post("/emergency", fits="not-sure")
    assert case_of(house, made).typed_by == {}


def test_whoever_comes_back_another_day_need_not_say_it_again(house, browser):
    _, token = house.invite()
    open_link(browser, token).post("/for-somebody", **JANE)
    browser.born(9, 3, 1979)
    open_link(browser, token).born(9, 3, 1979)
    assert "You are filling this in for somebody else." in browser.get("/emergency").text


def test_a_link_that_was_only_opened_for_somebody_says_nothing_about_the_next_to_open_it(house, browser):
    _, token = house.invite()
    open_link(browser, token).post("/for-somebody", **JANE)
    open_link(browser, token).born(9, 3, 1979)
    assert "You are filling this in" not in browser.get("/emergency").text


def test_strangers_cannot_say_who_types(house, browser):
    assert browser.post("/for-somebody", **JANE).headers["location"] == "/link"


# On the telephone


def test_staff_begin_on_the_telephone_and_the_date_of_birth_is_asked_as_ever(house, browser):
    made, _ = house.invite()
    answer = calls(house, browser, made)
    assert answer.headers["location"] == "/start"
    page = browser.get("/start").text
    assert "By telephone: you type, Anna Nowak answers." in page
    assert browser.get("/emergency").headers["location"] == "/birth"
    assert browser.born(9, 3, 1980).headers["location"] == "/birth?again=differs"
    assert browser.born(9, 3, 1979).headers["location"] == "/emergency"
    assert "By telephone" in browser.get("/emergency").text


def test_every_answer_typed_on_the_telephone_carries_the_name_of_who_typed(house, browser):
    made, _ = house.invite()
    calls(house, browser, made)
    browser.born(9, 3, 1979)
    browser.post("/emergency", fits="none-of-these")
    sitting = house.store.sessions.find(browser.token, _clock.now())
    answers = {**house.store.drafts.read(made.id).answers, **CALM}
    house.store.drafts.save(made.id, answers, "check", _clock.now(), sitting.id)
    saved = house.store.drafts.read(made.id).saved_at
    step = browser.post("/send", seen=saved.isoformat()).headers["location"]
    assert step in ("/sent", *(f"/form?step={n}" for n in range(1, 40)))
    assert set(house.store.drafts.read(made.id).typed_by) >= set(CALM) if step != "/sent" else True


def test_an_emergency_told_on_the_telephone_is_a_case_that_says_so(house, browser):
    made, _ = house.invite()
    calls(house, browser, made)
    browser.born(9, 3, 1979)
    browser.post("/emergency", sign="choking")
    (filled,) = case_of(house, made).intake.filled_in_by
    assert (filled.typist.hand, filled.typist.name) == (Hand.TELEPHONE, "Reception Person")
    assert "By telephone" in browser.get("/call-now").text


def test_when_the_call_is_over_nothing_of_it_stays_in_the_browser(house, browser):
    made, _ = house.invite()
    calls(house, browser, made)
    browser.born(9, 3, 1979)
    assert browser.post("/telephone/end").headers["location"] == "/invite"
    assert browser.get("/emergency").status_code == 404
    assert browser.get("/invite").status_code == 200


def test_signing_out_ends_the_call_too(house, browser):
    made, _ = house.invite()
    calls(house, browser, made)
    browser.born(9, 3, 1979)
    token = browser.token
    browser.post("/sign-out")
    assert house.store.sessions.find(token, _clock.now()) is None


def test_a_call_ends_when_the_staff_session_does(house, browser):
    made, _ = house.invite()
    calls(house, browser, made)
    browser.born(9, 3, 1979)
    house.store.sessions.end_all(house.people[Role.RECEPTION].id, _clock.now())
    assert browser.get("/emergency").status_code == 404


def test_the_patients_own_link_goes_on_where_the_call_stopped_and_is_theirs(house, browser):
    made, token = house.invite()
    calls(house, browser, made)
    browser.born(9, 3, 1979)
    browser.post("/emergency", fits="none-of-these")
    browser.post("/telephone/end")
    answer = open_link(browser, token).born(9, 3, 1979)
    assert answer.headers["location"].startswith("/form")
    assert "By telephone" not in browser.get("/emergency").text
    assert house.store.drafts.read(made.id).typed_by != {}


def test_only_staff_begin_on_the_telephone(house, browser):
    made, token = house.invite()
    assert browser.post("/telephone", invitation=made.id).headers["location"] == "/sign-in"
    open_link(browser, token).born(9, 3, 1979)
    assert browser.post("/telephone", invitation=made.id).headers["location"] == "/sign-in"


def test_a_link_that_is_withdrawn_cannot_be_filled_in_on_the_telephone(house, browser):
    made, _ = house.invite()
    house.store.invitations.withdraw(made.id, house.people[Role.ADMIN], NOW)
    assert calls(house, browser, made).headers["location"] == "/invite"
    assert house.sign_in(browser).post("/telephone", invitation="made up").headers["location"] == "/invite"


def test_a_call_from_another_site_is_refused(house, browser):
    made, _ = house.invite(ANNA)
    house.sign_in(browser)
    other = {"origin": "https://elsewhere.example.org"}
    assert browser.ask("POST", "/telephone", data={"invitation": made.id}, headers=other).status_code == 403


# In the case and on paper


@pytest.fixture
def typed_case(house):
    """A case that Tom typed on the telephone, all of it."""
    made, _ = house.invite()
    tom = by_telephone("Tom Ellery", house.people[Role.RECEPTION].id)
    house.store.typists.declare(made.id, "a call", tom, _clock.now())
    house.store.drafts.save(made.id, CALM, "check", _clock.now(), "a call")
    receipt = reception.receive(house.store, made, CALM, IntakeKind.SENT, _clock.now())
    return house.store.cases.read(receipt.reference)


def test_the_case_says_who_filled_in_on_top_and_beside_every_answer(house, typed_case):
    page = said(house.screen_of_case(typed_case.reference))
    assert '<p class="tb-typed" dir="auto">Filled in by telephone, typed by Tom Ellery.</p>' in page
    assert page.count("(by telephone, typed by Tom Ellery, Mon 23 Nov") >= len(CALM) - 3


@pytest.mark.parametrize("kind", [NoteKind.EMG, NoteKind.BLOODS, NoteKind.NEUROLOGY, NoteKind.MRI])
def test_every_note_says_who_filled_in(typed_case, kind):
    text = plain.as_text(notes.draft(kind, typed_case, "", NOW))
    assert "Filled in by telephone, typed by Tom Ellery" in text


def test_a_note_about_what_the_patient_typed_names_nobody(house):
    made, _ = house.invite()
    house.store.drafts.save(made.id, CALM, "check", _clock.now(), "their own")
    receipt = reception.receive(house.store, made, CALM, IntakeKind.SENT, _clock.now())
    text = plain.as_text(notes.draft(NoteKind.EMG, house.store.cases.read(receipt.reference), "", NOW))
    assert "Filled in by" not in text
    assert "typed by" not in text
