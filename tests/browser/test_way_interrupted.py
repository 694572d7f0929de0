"""The patient's way interrupted: Back, reload, a closed tab, a restart, a second tap, the emergency page, no script."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

import pytest
from playwright.sync_api import expect

from intake.questionnaire import Answers, questionnaire
from intake.urgency import Urgency
from tests.browser.arriving import has_only_to_send, intakes_of
from tests.browser.fixtures import Windows
from tests.browser.reading import settled, words
from tests.browser.respondent import Respondent, as_invited, reference_on
from tests.browser.server import Server
from tests.browser.visitors import invite, sample_store, server_now
from tests.browser.windows import PHONE
from tests.golden.reading import GoldenPerson, golden_person


def test_back_from_the_second_question_leads_to_the_first(clinic: Server, windows: Windows) -> None:
    mark = golden_person("01")
    person = Respondent(windows(clinic, PHONE).page, mark.answers, mark.person["date_of_birth"])
    person.open(invite(clinic, as_invited(mark)))
    (first,) = islice(person.pages(), 1)
    person.go_on()
    assert person.heading != first
    person.page.go_back()
    expect(person.page.locator("h1").first).to_have_text(first)


def test_reload_back_a_closed_tab_and_a_restart_lose_nothing(clinic: Server, windows: Windows) -> None:
    window = windows(clinic, PHONE)
    mark = golden_person("01")
    link = invite(clinic, as_invited(mark), answered=so_far(mark, 4), at_page="muscles")
    person = Respondent(window.page, mark.answers, mark.person["date_of_birth"])
    person.open_again(link)
    (before,) = islice(person.pages(), 1)
    person.go_on()
    here = person.heading

    window.page.reload()
    settled(window.page)
    assert person.heading == here

    window.page.go_back()
    expect(window.page.locator("h1").first).to_have_text(before)
    settled(window.page)
    assert window.page.locator("input:checked").count() == 4, "Answers are gone after Back"
    window.page.go_forward()
    expect(window.page.locator("h1").first).to_have_text(here)
    settled(window.page)

    clinic.restart()
    window.page.reload()
    settled(window.page)
    assert person.heading == here

    window.page.close()
    person.page = window.tab()
    person.open_again(link)
    assert person.heading == here


def so_far(person: GoldenPerson, pages: int) -> Answers:
    """Their answers up to the end of that many pages."""
    asked = questionnaire().asked_pages(person.answers)[: pages + 1]
    known = {question.link_id for page in asked for question in page.questions}
    return {link_id: said for link_id, said in person.answers.items() if link_id in known}


def test_a_server_that_restarts_under_an_open_page_keeps_what_is_typed(clinic: Server, windows: Windows) -> None:
    mark = golden_person("01")
    link = invite(clinic, as_invited(mark), answered=so_far(mark, 11), at_page="test-safety")
    person = Respondent(windows(clinic, PHONE).page, mark.answers, mark.person["date_of_birth"])
    person.open_again(link)
    walk = person.pages()
    next(walk)
    clinic.restart()
    settled(person.page)
    list(walk)
    reference = person.send()
    with sample_store(clinic) as store:
        assert store.cases.read(reference).answers["allergies"] == mark.answers["allergies"]


def test_tapped_twice_is_one_intake(clinic: Server, windows: Windows) -> None:
    person, _ = has_only_to_send(windows(clinic, PHONE), clinic, golden_person("02"))
    person.page.get_by_role("button", name="Send my answers").dblclick()
    expect(person.page).to_have_url(re.compile("/sent$"))  # the second tap may abort the first one's way there
    assert intakes_of(clinic, reference_on(person.page)) == 1


def test_the_link_shows_sent_and_no_answers_once_they_are_sent(clinic: Server, windows: Windows) -> None:
    person, link = has_only_to_send(windows(clinic, PHONE), clinic, golden_person("02"))
    reference = person.send()
    again = Respondent(windows(clinic, PHONE).page, {}, person.born)
    again.open_again(link)
    assert again.page.url.endswith("/sent")
    assert reference_on(again.page) == reference
    assert "football" not in words(again.page)


@pytest.mark.parametrize("answer", ["One or more of these", "Not sure"])
def test_an_emergency_sign_is_in_the_queue_before_the_next_page_is_read(
    clinic: Server, windows: Windows, answer: str
) -> None:
    window = windows(clinic, PHONE)
    known = replace(as_invited(golden_person("02")), family_name=f"Stopped {answer}")
    page = window.page
    page.goto(invite(clinic, known))
    page.get_by_role("button", name="Start").click()
    page.get_by_role("link", name="Continue").click()
    Respondent(page, {}, known.date_of_birth).confirm_birth()
    page.get_by_text(answer, exact=True).click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/call-now")
    assert page.get_by_role("link", name="Call 999").first.get_attribute("href") == "tel:999"
    with sample_store(clinic) as store:
        waiting = [row for row in store.cases.queue(server_now(clinic)) if known.family_name in row.patient_name]
    assert [row.urgency for row in waiting] == [Urgency.EMERGENCY]


def test_the_plain_pages_need_no_script(clinic: Server, windows: Windows) -> None:
    window = windows(clinic, {**PHONE, "java_script_enabled": False})
    person = as_invited(golden_person("02"))
    page = window.page
    page.goto(invite(clinic, person))
    page.get_by_role("button", name="Start").click()
    page.get_by_role("link", name="Continue").click()
    for name, value in (
        ("Day", person.date_of_birth.day),
        ("Month", person.date_of_birth.month),
        ("Year", person.date_of_birth.year),
    ):
        page.get_by_label(name).fill(str(value))
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("One or more of these", exact=True).click()
    page.get_by_role("button", name="Continue").click()
    assert page.url.endswith("/call-now")
