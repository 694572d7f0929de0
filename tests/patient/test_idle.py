"""A page that nobody uses is closed: on a private phone after a quarter of an hour, on the tablet after 3 minutes."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.fixtures import Windows
from tests.browser.reading import axe, settled, words
from tests.browser.respondent import Respondent, as_invited
from tests.browser.server import Server
from tests.browser.visitors import ANNA, invite, open_sample
from tests.browser.windows import PHONE
from tests.golden.reading import golden_person
from tests.patient.fitting import SMALL_TARGETS
from tests.patient.test_usable import saved

STILL = "Still there?"
LEFT = re.compile(r"/(tablet|sign-in)?(\?.*)?$")
"""Where a browser ends that a patient has left."""


def pass_time(page: Page, minutes: float) -> None:
    """Let the browser's own clock stand that much later, as after a sleep."""
    page.clock.fast_forward(int(minutes * 60_000))


def test_an_idle_form_asks_once_is_kept_by_one_tap_and_else_leaves_nothing_on_the_screen(
    clinic: Server, windows: Windows
) -> None:
    page = windows(clinic, PHONE).page
    mark = golden_person("01")
    link = invite(clinic, as_invited(mark), answered=mark.answers, at_page="own-words")
    person = Respondent(page, mark.answers, mark.person["date_of_birth"])
    person.open_again(link)
    page.clock.install()
    page.reload()
    settled(page)
    pass_time(page, 13.1)
    asks = page.get_by_role("dialog", name=STILL)
    asks.wait_for()
    axe(page)
    assert page.evaluate(SMALL_TARGETS) == []
    page.get_by_role("button", name="I need more time").tap()
    expect(asks).to_be_hidden()
    page.locator("textarea").first.fill("A sentence that nobody sent.")
    pass_time(page, 15.1)
    page.wait_for_url("**/birth?again=paused")
    assert "we closed it" in words(page)
    page.go_back()
    assert "A sentence" not in words(page)
    assert page.locator("#day").is_visible()
    assert saved(clinic, link, "own-words") == "A sentence that nobody sent."
    person.confirm_birth()
    assert person.heading == "In your own words"
    assert page.locator("textarea").first.input_value() == "A sentence that nobody sent."


def lent(page: Page, clinic: Server) -> Page:
    """Staff hand their browser to Anna; she is at the page before the first question."""
    invite(clinic)
    open_sample(page)
    page.goto("/invite")
    settled(page)
    page.get_by_role("button", name="On this tablet").first.click()
    page.wait_for_url("**/start")
    return page


def confirm(page: Page) -> None:
    """Anna's date of birth."""
    for box, typed in (("day", 9), ("month", 3), ("year", 1979)):
        page.fill(f"#{box}", str(typed))
    page.get_by_role("button", name="Continue").click()


def test_a_tablet_is_staffs_no_more_and_shows_the_next_patient_nothing(clinic: Server, windows: Windows) -> None:
    page = lent(windows(clinic).page, clinic)
    page.get_by_role("link", name="Continue").click()
    confirm(page)
    page.get_by_text("None of these", exact=True).click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/form*")
    settled(page)
    page.locator("input[type=text]").first.fill("0113 496 0999")
    page.clock.install()
    page.reload()
    settled(page)
    pass_time(page, 2.6)
    page.get_by_role("dialog", name=STILL).wait_for()
    pass_time(page, 0.5)
    page.wait_for_url("**/tablet")
    axe(page)
    assert ANNA.family_name not in words(page)
    for _ in range(4):
        page.go_back()
        expect(page).to_have_url(LEFT)
        settled(page)
        assert "0113 496 0999" not in page.content()
        assert ANNA.family_name not in page.content()
