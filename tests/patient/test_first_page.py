# ruff: noqa: F811  # fixtures of another module
"""The first page of the form: plain, so that a slow phone shows it at once, and otherwise as the pages after it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import httpx
import pytest

from intake.invitations import Invitation
from intake.store import StoreUnavailable
from pages import _clock
from pages._first_page import KINDS
from pages._shell import compressed
from pages._steps import form_pages, openers
from tests.patient.conftest import ANNA, Browser, Desk
from tests.patient.test_form import NONE, PLAIN, Open, tab  # noqa: F401  # a fixture
from tests.patient.test_plain_pages import location, words

Anna = tuple[Invitation, str]
PHONE = "0113 496 0123"
SECOND = "/form?step=2"


@pytest.fixture
def first(anna: Anna, browser: Browser) -> Browser:
    """Anna's browser, at the first page."""
    browser.let_in(anna[1])
    assert location(browser.post("/emergency", fits="none-of-these")) == "/form?step=1"
    return browser


def on(browser: Browser, **said: str) -> httpx.Response:
    """Continue with this on the page, as it was loaded before; underscores stand for hyphens."""
    return browser.post("/form", **shown(browser), **{name.replace("_", "-"): text for name, text in said.items()})


def shown(browser: Browser) -> dict[str, str]:
    """What the page says it was loaded with, in fields that nobody sees."""
    return dict(re.findall(r'name="(was-[^"]+)" value="([^"]*)"', browser.get("/form?step=1").text))


def test_it_asks_what_the_questionnaire_asks_there_in_its_words_and_chooses_nothing(first: Browser) -> None:
    page = first.get("/form?step=1")
    (asked, *_) = form_pages(NONE)
    for question in asked.questions:
        assert question.text in page.text.replace("&#39;", "'")
        assert all(choice.text in page.text for choice in question.choices)
        assert question.help in page.text
    assert re.findall(r'data-question="([^"]+)"', page.text) == [question.link_id for question in asked.questions]
    assert " checked" not in page.text
    assert "Step 1 of about" in page.text


def test_every_question_of_the_first_page_is_of_a_kind_that_a_plain_page_can_draw() -> None:
    (asked, *_) = form_pages(NONE)
    assert {question.type for question in asked.questions} <= KINDS
    assert not openers(asked.id), "A follow-up on this page would need a script"


def test_it_is_small_with_everything_it_needs_and_goes_on_fetching_ahead(first: Browser) -> None:
    page = first.get("/form?step=1")
    itself = re.sub(r"<link rel=prefetch[^>]+>", "", page.text)
    own = re.findall(r'(?:href|src)="(/assets/[^"?]+\.(?:css|js))', itself)
    assert len(own) == 6
    assert len(page.content) + sum(len(compressed(one) or b"") for one in own) < 20_000
    assert "/static/js/index." in page.text
    assert "<script>" not in page.text


def test_its_styles_and_scripts_come_compressed(first: Browser) -> None:
    answer = first.ask("GET", "/assets/first.css", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "progress" in answer.text
    assert first.ask("GET", "/assets/../_shell.py").status_code == 404
    assert first.ask("GET", "/assets/%2e%2e/_shell.py").status_code == 404


def test_continue_saves_and_leads_to_the_second_page(first: Browser, desk: Desk, anna: Anna, tab: Open) -> None:
    said = {"contact_telephone": PHONE, "sex": "female", "address": "1 River Lane\r\nLeeds"}
    assert location(on(first, **said)) == SECOND
    assert desk.draft(anna[0]) == {
        **NONE, "contact-telephone": PHONE, "sex": "female", "address": "1 River Lane\nLeeds",
    }  # fmt: skip
    assert tab(anna[0]).go(2).heading == "Breathing, speaking and swallowing"


def test_from_the_second_page_on_it_is_streamlits(first: Browser) -> None:
    on(first, contact_telephone=PHONE)
    assert 'id="root"' in first.get(SECOND).text
    assert 'id="root"' in first.get("/form").text
    assert 'id="root"' in first.get("/form?step=1&then=check").text
    assert "data-question" in first.get("/form?step=1").text


def test_back_and_another_device_show_what_was_typed_there(first: Browser, anna: Anna) -> None:
    on(first, contact_telephone=PHONE, sex="female", address='"><b>River')
    for browser in (first, Browser()):
        browser.let_in(anna[1])
        page = browser.get("/form?step=1").text
        assert f'value="{PHONE}" autocomplete="tel"' in page
        assert 'value="female" checked' in page
        assert "&#34;&gt;&lt;b&gt;River</textarea>" in page
        assert "<b>River" not in page


def test_what_is_missing_is_said_at_the_top_and_at_its_question_and_the_rest_is_saved(
    first: Browser, desk: Desk, anna: Anna
) -> None:
    answer = on(first, interpreter="Polish")
    assert location(answer) == "/form?step=1&again=empty"
    page = first.shown(answer).text
    assert "<title>Error: How can we reach you?" in page
    assert 'id="summary" tabindex="-1" autofocus' in page
    assert '<a href="#q-contact-telephone">Answer this: Which number can we ring today?</a>' in page
    assert re.search(r'id="q-contact-telephone"[^>]+aria-describedby="q-contact-telephone-said" aria-invalid', page)
    assert '<p class="said" id="q-contact-telephone-said">Answer this</p>' in page
    assert 'value="Polish"' in page
    assert desk.draft(anna[0])["interpreter"] == "Polish"


def test_a_number_that_cannot_be_rung_and_a_text_that_is_too_long_stay_and_are_said(first: Browser) -> None:
    page = first.shown(on(first, contact_telephone="none", usual_doctor="x" * 9_000)).text
    assert "Write a telephone number that we can ring" in page
    assert "You have 9,000" in page
    assert "x" * 9_000 in page


def test_an_emptied_answer_goes_and_an_invented_one_never_comes(first: Browser, desk: Desk, anna: Anna) -> None:
    on(first, contact_telephone=PHONE, interpreter="Polish", sex="invented", speech="yes")
    assert desk.draft(anna[0]) == {**NONE, "contact-telephone": PHONE, "interpreter": "Polish"}
    on(first, contact_telephone=PHONE, interpreter=" ")
    assert desk.draft(anna[0]) == {**NONE, "contact-telephone": PHONE}


def test_a_double_tap_changes_nothing(first: Browser, desk: Desk, anna: Anna) -> None:
    tapped = {**shown(first), "contact-telephone": PHONE}
    for _ in range(2):
        assert location(first.post("/form", **tapped)) == SECOND
    assert desk.draft(anna[0]) == {**NONE, "contact-telephone": PHONE}


def test_an_older_tab_shows_newer_answers_instead_of_overwriting_them(first: Browser, desk: Desk, anna: Anna) -> None:
    older = {**shown(first), "contact-telephone": "0113 496 0999", "interpreter": "Polish"}
    on(first, contact_telephone=PHONE)
    page = first.shown(first.post("/form", **older))
    assert "You changed these answers somewhere else" in page.text
    assert "Which number can we ring today? 0113 496 0999" in words(page)
    assert f'value="{PHONE}" autocomplete="tel"' in page.text
    assert desk.draft(anna[0]) == {**NONE, "contact-telephone": PHONE, "interpreter": "Polish"}
    assert location(on(first, contact_telephone="0113 496 0999")) == SECOND
    assert desk.draft(anna[0])["contact-telephone"] == "0113 496 0999"


def test_an_older_tab_never_puts_back_what_it_showed_and_nobody_changed_there(
    first: Browser, desk: Desk, anna: Anna
) -> None:
    on(first, contact_telephone=PHONE, interpreter="Polish", sex="female")
    older = {**shown(first), "contact-telephone": PHONE, "interpreter": "Polish", "sex": "female"}
    on(first, contact_telephone="0113 496 0999", interpreter="French", sex="male")
    assert location(first.post("/form", **older | {"interpreter": "Polish", "usual-doctor": "Dr Ash"})) == SECOND
    assert desk.draft(anna[0]) == {
        **NONE, "contact-telephone": "0113 496 0999", "interpreter": "French", "sex": "male", "usual-doctor": "Dr Ash",
    }  # fmt: skip


def test_what_an_older_tab_emptied_goes_only_where_nobody_changed_it_elsewhere(
    first: Browser, desk: Desk, anna: Anna
) -> None:
    on(first, contact_telephone=PHONE, interpreter="Polish", usual_doctor="Dr Ash")
    older = {**shown(first), "contact-telephone": PHONE, "interpreter": "", "usual-doctor": ""}
    on(first, contact_telephone=PHONE, interpreter="French", usual_doctor="Dr Ash")
    first.post("/form", **older)
    assert desk.draft(anna[0]) == {**NONE, "contact-telephone": PHONE, "interpreter": "French"}


@pytest.mark.parametrize(
    "cut", [{}, {"keep": "yes"}, {"contact-telephone": PHONE}, {"was-sex": "female", "sex": "female"}]
)
def test_a_form_that_arrives_in_part_empties_no_answer(
    first: Browser, desk: Desk, anna: Anna, cut: dict[str, str]
) -> None:
    said = {"contact_telephone": PHONE, "sex": "female", "address": "1 River Lane"}
    on(first, **said)
    before = desk.draft(anna[0])
    first.post("/form", **cut)
    assert desk.draft(anna[0]) == before


def test_answers_of_other_pages_are_left_as_they_are(first: Browser, desk: Desk, anna: Anna) -> None:
    desk.store.drafts.save(anna[0].id, {**NONE, **PLAIN}, "check", _clock.now())
    assert location(on(first, contact_telephone=PHONE)) == SECOND
    assert desk.draft(anna[0]) == {**NONE, **PLAIN}


def test_what_the_page_keeps_by_itself_is_saved_without_going_on_or_complaining(
    first: Browser, desk: Desk, anna: Anna
) -> None:
    assert on(first, interpreter="Polish", keep="yes").status_code == 204
    assert desk.draft(anna[0])["interpreter"] == "Polish"
    assert "Error:" not in first.get("/form").text


def test_what_cannot_be_saved_stays_on_the_page_with_everything_typed(
    first: Browser, desk: Desk, anna: Anna, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise StoreUnavailable("The database is locked.")

    with monkeypatch.context() as patch:
        patch.setattr(type(desk.store.drafts), "save", locked)
        answer = on(first, contact_telephone=PHONE, interpreter="Polish")
    assert answer.status_code == 503
    assert "Something went wrong on our side" in words(answer)
    assert 'value="Polish"' in answer.text
    assert location(on(first, contact_telephone=PHONE, interpreter="Polish")) == SECOND


def test_a_form_from_another_site_changes_nothing(first: Browser, desk: Desk, anna: Anna) -> None:
    said = {"contact-telephone": PHONE}
    assert first.ask("POST", "/form", data=said, headers={"origin": "https://elsewhere.example"}).status_code == 403
    assert desk.draft(anna[0]) == NONE


def test_nobody_gets_at_it_without_the_list_the_date_of_birth_or_the_link(
    anna: Anna, desk: Desk, browser: Browser
) -> None:
    assert location(browser.post("/form", **{"contact-telephone": PHONE})) == "/link"
    browser.post(f"/i/{anna[1]}")
    assert location(browser.post("/form", **{"contact-telephone": PHONE})) == "/birth"
    browser.born(9, 3, 1979)
    assert location(browser.post("/form", **{"contact-telephone": PHONE})) == "/emergency"
    assert desk.draft(anna[0]) == {}


def test_a_page_left_open_by_one_person_saves_nothing_for_the_next_in_that_browser(first: Browser, desk: Desk) -> None:
    left_open = first.get("/form?step=1").text
    stale = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', left_open))
    ewa, token = desk.invite(replace(ANNA, given_name="Ewa"))
    first.let_in(token)
    first.post("/emergency", fits="none-of-these")
    before = desk.draft(ewa)
    answer = first.post("/form", **stale, keep="yes", **{"contact-telephone": PHONE})
    assert (answer.status_code, desk.draft(ewa)) == (404, before), "the page says that it could not be saved"
    assert on(first, contact_telephone="0113 496 0199").status_code == 303
    assert desk.draft(ewa)["contact-telephone"] == "0113 496 0199"


def test_the_emergency_list_left_open_by_one_person_answers_for_nobody_else_and_a_sign_is_still_told_to_call(
    first: Browser, desk: Desk
) -> None:
    stale = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', first.get("/emergency").text))
    ewa, token = desk.invite(replace(ANNA, given_name="Ewa"))
    first.let_in(token)
    before = desk.draft(ewa)
    assert stale
    none = first.post("/emergency", **stale, fits="none-of-these")
    sign = first.post("/emergency", **stale, sign="choking")
    assert (none.headers["location"], sign.headers["location"]) == ("/emergency", "/call-now?again=untold")
    assert (desk.draft(ewa), desk.store.cases.queue(_clock.now())) == (before, [])


def test_a_sign_on_a_list_whose_session_is_over_is_told_to_call_whoever_has_opened_a_link_since(
    first: Browser, desk: Desk
) -> None:
    stale = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', first.get("/emergency").text))
    _, token = desk.invite(replace(ANNA, given_name="Ewa"))
    first.post(f"/i/{token}")
    stranger = Browser()
    for browser in (first, stranger):
        for path in ("/emergency", "/check", "/correct/answer"):
            sign = browser.post(path, **stale, sign="choking")
            assert location(sign) == "/call-now?again=untold", path
        said = words(browser.shown(sign))
        assert "Call 999 now" in said
        assert "the clinic does not know yet" in said
    assert stranger.get("/call-now").status_code == 404
    assert location(first.post("/emergency", **stale, fits="none-of-these")) == "/birth"
    assert desk.store.cases.queue(_clock.now()) == []


def test_a_page_left_open_by_the_same_person_saves_once_they_are_in_again(
    first: Browser, desk: Desk, anna: Anna
) -> None:
    stale = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', first.get("/form?step=1").text))
    first.let_in(anna[1])
    assert first.post("/form", **stale, keep="yes", **{"contact-telephone": PHONE}).status_code == 204
    assert desk.draft(anna[0])["contact-telephone"] == PHONE


def test_once_the_link_was_withdrawn_it_saves_nothing(first: Browser, desk: Desk, anna: Anna) -> None:
    desk.store.invitations.withdraw(anna[0].id, desk.account, _clock.now())
    assert location(first.post("/form", **{"contact-telephone": PHONE})) == "/link"
    assert desk.draft(anna[0]) == NONE


def test_what_staff_have_entered_is_not_asked_again_here_or_at_the_check(desk: Desk, tab: Open) -> None:
    known: dict[str, Any] = {
        "language": "Polish", "needs": "Large print", "address": "1 River Lane", "sex": "female",
        "number": "943 476 5919", "usual_doctor": "Dr Ash",
    }  # fmt: skip
    made, token = desk.invite(replace(ANNA, **known))
    browser = Browser()
    browser.let_in(token)
    page = browser.shown(browser.post("/emergency", fits="none-of-these")).text
    asked = re.findall(r'data-question="([^"]+)"', page)
    assert asked == ["contact-telephone", "contact-message-ok", "hand-used"]
    assert not [value for value in known.values() if value in page.replace("female", "")]
    on(browser, contact_telephone=PHONE, interpreter="French")
    assert "interpreter" not in desk.draft(made)


def test_whoever_types_for_the_patient_is_named_and_marked_on_the_answers(
    first: Browser, desk: Desk, anna: Anna
) -> None:
    first.post("/for-somebody", name="Ewa", why="language", agreement="agreed")
    assert "for-somebody" in first.get("/form?step=1").text
    on(first, contact_telephone=PHONE)
    draft = desk.store.drafts.read(anna[0].id)
    assert draft
    assert set(draft.typed_by) == {"contact-telephone"}


def test_a_page_that_nobody_uses_is_closed_as_the_pages_after_it_are(first: Browser) -> None:
    page = first.get("/form?step=1").text
    assert 'data-leave="/pause"' in page
    assert "idle.js" in page
