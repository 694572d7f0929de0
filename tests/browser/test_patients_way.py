"""The patient's way on a phone, from link to Sent: counted, judged page by page, and hurried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from intake.questionnaire import questionnaire
from tests.browser.arriving import arrives, in_any_order
from tests.browser.fixtures import Windows
from tests.browser.reading import Tally, explain, settled, violations, words
from tests.browser.respondent import MOST_SCREENS, Respondent
from tests.browser.server import Server
from tests.browser.visitors import sample_store
from tests.browser.windows import PHONE, Window, open_window
from tests.golden.reading import GoldenPerson, golden_person
from tests.patient.fitting import SMALL, misfits
from tests.patient.never_said import never_said


@dataclass(frozen=True)
class Way:
    """What was seen of one whole way from link to Sent."""

    golden: GoldenPerson
    tally: Tally
    headings: tuple[str, ...]
    reference: str
    addresses_and_titles: str


def walked(window: Window, clinic: Server, golden: GoldenPerson) -> Way:
    """Walk the whole way as that person, without a mistake."""
    person, link = arrives(window, clinic, golden)
    seen: list[str] = []
    window.page.on("request", lambda request: seen.append(request.url))
    person.open(link)
    headings = []
    for heading in person.pages():
        headings.append(heading)
        seen.append(window.page.title())
    reference = person.send()
    return Way(golden, person.tally, tuple(headings), reference, "\n".join(seen).replace(link, ""))


@dataclass
class Found:
    """What was wrong with any page of the way, each with the title of its page."""

    misfits: list[str] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    rests: list[str] = field(default_factory=list)

    def look(self, page: Page) -> None:
        """Judge the page as it stands: its size, its words, and what axe-core says in the light and in the dark."""
        title = settled(page).title()
        self.misfits += misfits(page)
        self.told += [f"{title}: {said}" for said in never_said(words(page))]
        if page.locator("[class*='tb-urgency'], [class*='tb-edge']").count():
            self.told.append(f"{title}: the colour of a level")
        self.rests += [page.locator("h1").first.inner_text()] * page.locator("[data-rest]").count()
        page.emulate_media(color_scheme="dark")
        self.unusable += [f"{title}, dark: {explain(found)}" for found in violations(page)]
        page.emulate_media(color_scheme="light")
        self.unusable += [f"{title}, light: {explain(found)}" for found in violations(page, colours_alone=True)]

    def mistakes(self, person: Respondent) -> None:
        """Continue without an answer, which costs this person nothing, and look at what is said."""
        counted = replace(person.tally)
        person.tally = Tally()
        if person.page.url.endswith(("/birth", "/emergency")):
            person.leave_by("Continue")
        else:
            person.go_on()
        person.tally = counted
        self.look(person.page)


@dataclass(frozen=True)
class Judged:
    """Mark's way on a small phone, and everything that was found on it."""

    way: Way
    found: Found


def judged(window: Window, clinic: Server, golden: GoldenPerson) -> Judged:
    """Walk the whole way as that person and look at every page, and at each kind of error."""
    person, link = arrives(window, clinic, golden)
    page, found, seen = window.page, Found(), []
    page.on("request", lambda request: seen.append(request.url))
    page.goto(link)
    found.look(page)
    for name in ("Start", "Continue"):
        person.read_and_leave_by(name)
        found.look(page)
    found.mistakes(person)
    person.confirm_birth()
    found.look(page)
    found.mistakes(person)
    person.say_none_of_these()
    headings: list[str] = []
    while not person.at_check:
        if len(headings) < 2:
            found.mistakes(person)
        headings.append(person.heading)
        assert len(headings) < MOST_SCREENS
        person.answer_page()
        seen.append(page.title())
        found.look(page)
        person.go_on()
    found.look(page)
    reference = person.send()
    found.look(page)
    way = Way(golden, person.tally, tuple(headings), reference, "\n".join(seen).replace(link, ""))
    return Judged(way, found)


@pytest.fixture(scope="module")
def marks(chromium: Browser, clinic: Server) -> Judged:
    """Mark answers everything that his file answers: also what he could leave out, so that he sees every page."""
    with window_of_its_own(chromium, clinic, SMALL) as window:
        return judged(window, clinic, golden_person("01"))


@pytest.fixture(scope="module")
def marks_way(marks: Judged) -> Way:
    return marks.way


@pytest.fixture(scope="module")
def plain_way(chromium: Browser, clinic: Server) -> Way:
    """A plain story: two years of calf twitches and nothing else; only what must be answered, and his own words."""
    with window_of_its_own(chromium, clinic, PHONE) as window:
        return walked(window, clinic, only_what_must_be_answered("02"))


@contextmanager
def window_of_its_own(chromium: Browser, clinic: Server, shape: dict[str, Any]) -> Iterator[Window]:
    """A window of a walk at which several tests look."""
    window = open_window(chromium, clinic.url, shape)
    try:
        yield window
    finally:
        window.close()
    window.outside.assert_nothing()


def only_what_must_be_answered(number: str) -> GoldenPerson:
    """A golden person in a hurry: the answers that the form insists on, their own words and their consent."""
    golden = golden_person(number)
    needed = {q.link_id for q in questionnaire().questions.values() if q.required} | {"own-words", "consent-share"}
    return replace(golden, answers={k: v for k, v in golden.answers.items() if k in needed})


@pytest.fixture(params=["Mark", "a plain story"])
def way(request: pytest.FixtureRequest, marks_way: Way, plain_way: Way) -> Way:
    return marks_way if request.param == "Mark" else plain_way


def test_what_it_costs_to_get_from_link_to_sent_is_counted(
    way: Way, record_property: Callable[[str, str], None]
) -> None:
    record_property("counted", f"{way.golden.name}, from link to Sent: {way.tally}; {' · '.join(way.headings)}")
    assert way.reference.startswith("TW-")


def test_mark_sees_at_most_26_screens(marks_way: Way) -> None:
    assert marks_way.tally.screens <= 26


def test_a_plain_story_takes_at_most_18_screens(plain_way: Way) -> None:
    assert plain_way.tally.screens <= 18


def test_a_plain_story_takes_at_most_60_taps(plain_way: Way) -> None:
    assert plain_way.tally.taps <= 60


def test_mark_in_a_hurry_takes_at_most_60_taps_and_comes_out_the_same(
    windows: Windows, clinic: Server, record_property: Callable[[str, str], None]
) -> None:
    hurried = walked(windows(clinic, PHONE), clinic, only_what_must_be_answered("01"))
    record_property("counted", f"Mark in a hurry, from link to Sent: {hurried.tally}")
    with sample_store(clinic) as store:
        assert store.cases.read(hurried.reference).urgency is hurried.golden.urgency
    assert hurried.tally.taps <= 60


def test_a_plain_story_takes_less_than_six_minutes(plain_way: Way) -> None:
    assert plain_way.tally.minutes < 6


def test_what_was_sent_is_what_was_answered(clinic: Server, marks_way: Way) -> None:
    mark = marks_way.golden
    with sample_store(clinic) as store:
        case = store.cases.read(marks_way.reference)
    asked = {link_id: said for link_id, said in mark.answers.items() if link_id in case.answers}
    assert {k: in_any_order(case.answers[k]) for k in asked} == {k: in_any_order(said) for k, said in asked.items()}
    assert case.urgency is mark.urgency


def test_no_answer_is_in_an_address_a_title_or_the_log(clinic: Server, marks_way: Way) -> None:
    everything = marks_way.addresses_and_titles + clinic.log
    for word in ("Ellison", "lifting", "muscle-smaller", "Penicillin", "guessing", "1984"):
        assert word not in everything, f"{word} is in an address, a title or the log"


def test_every_page_of_the_form_can_be_used_by_everybody(marks: Judged) -> None:
    assert not marks.found.unusable, "\n".join(marks.found.unusable)


def test_every_page_and_every_error_fits_a_small_phone(marks: Judged) -> None:
    assert not marks.found.misfits, "\n".join(marks.found.misfits)


def test_no_page_of_the_form_says_how_urgent_how_scored_or_of_which_disease(marks: Judged) -> None:
    assert marks.found.told == []


def test_no_to_the_rest_stands_only_where_no_red_flag_hangs(marks: Judged) -> None:
    assert set(marks.found.rests) == {"Before any test"}
    asked = questionnaire().asked_pages(marks.way.golden.answers)
    assert set(marks.way.headings) == {page.heading for page in asked if page.id != "emergency"}
