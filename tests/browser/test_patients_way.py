"""The patient's way on a phone: counted, interrupted, hurried, and stopped at the emergency page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.browser.fixtures import Windows
from tests.browser.reading import axe, settled, words
from tests.browser.respondent import Respondent, as_invited, reference_on
from tests.browser.server import Server
from tests.browser.visitors import invite, sample_store, server_now, staff
from tests.browser.windows import PHONE, Window
from tests.golden.reading import GoldenPerson, golden_person


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the sample clinic open, for patients of this module's own."""
    running = Server(tmp_path_factory.mktemp("clinic")).start()
    staff(running).close()
    yield running
    running.stop()


def arrives(window: Window, clinic: Server, person: GoldenPerson) -> tuple[Respondent, str]:
    """Somebody with that person's answers and a link of their own."""
    link = invite(clinic, as_invited(person))
    return Respondent(window.page, person.answers, person.person["date_of_birth"]), link


def intakes_of(clinic: Server, reference: str) -> int:
    """How many intakes the case has."""
    with sample_store(clinic) as store:
        return len(store.cases.read(reference).intakes)


@pytest.mark.parametrize(("who", "most_screens"), [("01", 26), ("02", 18)], ids=["Mark", "a plain story"])
def test_from_link_to_sent_takes_few_screens_few_taps_and_under_six_minutes(
    clinic: Server, windows: Windows, who: str, most_screens: int
) -> None:
    person, link = arrives(windows(clinic, PHONE), clinic, golden_person(who))
    person.open(link)
    headings = list(person.pages())
    reference = person.send()
    print(f"\n{golden_person(who).name}: {person.tally}")
    print("  " + " · ".join(headings))
    assert reference.startswith("TW-")
    assert person.tally.screens <= most_screens
    assert person.tally.taps <= 60
    assert person.tally.minutes < 6


def test_what_was_sent_is_what_was_answered(clinic: Server, windows: Windows) -> None:
    mark = golden_person("01")
    person, link = arrives(windows(clinic, PHONE), clinic, mark)
    person.open(link)
    list(person.pages())
    reference = person.send()
    with sample_store(clinic) as store:
        case = store.cases.read(reference)
    asked = {k: v for k, v in mark.answers.items() if k in case.answers}
    assert {k: case.answers[k] for k in asked} == asked
    assert case.urgency is mark.urgency


def test_reload_back_a_closed_tab_and_a_restart_lose_nothing(clinic: Server, windows: Windows) -> None:
    window = windows(clinic, PHONE)
    person, link = arrives(window, clinic, golden_person("01"))
    person.open(link)
    headings = [heading for heading, _ in zip(person.pages(), range(5), strict=False)]
    person.go_on()
    here = person.heading

    window.page.reload()
    settled(window.page)
    assert person.heading == here

    window.page.go_back()
    settled(window.page)
    assert person.heading == headings[-1]
    assert window.page.locator("input:checked").count(), "The answer is gone after Back"
    window.page.go_forward()
    settled(window.page)
    assert person.heading == here

    clinic.restart()
    window.page.reload()
    settled(window.page)
    assert person.heading == here

    window.page.close()
    person.page = window.tab()
    person.page.goto(link)
    person._read_and_tap("Start")
    person.confirm_birth()
    assert person.heading == here
    list(person.pages())
    assert intakes_of(clinic, person.send()) == 1


def test_a_server_that_restarts_under_an_open_page_keeps_what_is_typed(clinic: Server, windows: Windows) -> None:
    window = windows(clinic, PHONE)
    person, link = arrives(window, clinic, golden_person("01"))
    person.open(link)
    walk = person.pages()
    next(walk)
    next(walk)
    clinic.restart()
    settled(window.page)
    list(walk)
    assert intakes_of(clinic, person.send()) == 1


def test_tapped_twice_is_one_intake(clinic: Server, windows: Windows) -> None:
    person, link = arrives(windows(clinic, PHONE), clinic, golden_person("02"))
    person.open(link)
    list(person.pages())
    person.page.get_by_role("button", name="Send my answers").dblclick()
    person.page.wait_for_url("**/sent")
    assert intakes_of(clinic, reference_on(person.page)) == 1


def test_the_link_shows_sent_and_no_answers_once_they_are_sent(clinic: Server, windows: Windows) -> None:
    person, link = arrives(windows(clinic, PHONE), clinic, golden_person("02"))
    person.open(link)
    list(person.pages())
    reference = person.send()
    again = Respondent(windows(clinic, PHONE).page, {}, person.born)
    again.page.goto(link)
    again._read_and_tap("Start")
    again.confirm_birth()
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
        first = store.cases.queue(server_now(clinic))[:4]
    assert any(known.family_name.upper() in row.patient_name.upper() for row in first)


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


def test_no_answer_is_in_an_address_a_title_or_the_log(clinic: Server, windows: Windows) -> None:
    window = windows(clinic, PHONE)
    asked: list[str] = []
    window.page.on("request", lambda request: asked.append(request.url))
    person, link = arrives(window, clinic, golden_person("01"))
    person.open(link)
    titles = [window.page.title() for _ in person.pages()]
    person.send()
    everything = "\n".join([*asked, *titles, clinic.log])
    for word in ("Ellison", "lifting", "muscle-smaller", "Penicillin", "guessing", "1984"):
        assert word not in everything.replace(link, ""), f"{word} is in an address, a title or the log"


def test_every_page_of_the_patients_way_can_be_used_by_everybody(clinic: Server, windows: Windows) -> None:
    person, link = arrives(windows(clinic, PHONE), clinic, golden_person("01"))
    page = person.page
    page.goto(link)
    axe(page)
    person._read_and_tap("Start")
    axe(page)
    person._read_and_tap("Continue")
    axe(page)
    person.confirm_birth()
    axe(page)
    person.tap(page.get_by_text("None of these", exact=True))
    person.tap(page.get_by_role("button", name="Continue"))
    for _ in person.pages():
        axe(page)
    axe(page)
    person.send()
    axe(page)
