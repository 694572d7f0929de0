"""A note on a case that somebody is writing: it outlives a link, a reload and a server that starts anew."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.fixtures import Windows
from tests.browser.reading import settled
from tests.browser.server import Server
from tests.browser.visitors import open_sample
from tests.browser.windows import DESK

DRAFT = "Your draft; colleagues see it once it is saved."


def at_marks_case(page: Page) -> Page:
    page.goto("/queue")
    settled(page).get_by_role("link", name="Mark Ellison").first.click()
    page.wait_for_url("**/case?ref=*")
    return settled(page)


def writes(page: Page, text: str) -> None:
    """Type at the end of the note and stay in its field."""
    note = page.get_by_label("Write on the case")
    note.click()
    note.press("Control+End")
    page.keyboard.type(text)


def test_a_note_outlives_a_link_a_reload_and_a_restart_under_the_open_page(fresh_server: Server, windows: Windows):
    page = open_sample(windows(fresh_server, DESK).page)
    at_marks_case(page)
    writes(page, "Rang him")
    page.get_by_text("‹ Queue", exact=True).click()
    expect(page.locator(".tb-sentence").first).to_be_visible()
    expect(page.locator("[class*='st-key-row-']").first).to_be_visible()

    note = at_marks_case(page).get_by_label("Write on the case")
    expect(note).to_have_value("Rang him")
    writes(page, ", no answer")
    expect(page.get_by_text(DRAFT)).to_be_visible()
    page.wait_for_timeout(1500)  # the pause of somebody who thinks: what stands in the field is kept by then
    settled(page).reload()
    expect(settled(page).get_by_label("Write on the case")).to_have_value("Rang him, no answer")

    page.get_by_label("Another document").click()
    page.keyboard.type("e")
    page.wait_for_timeout(1500)  # the same pause: a list that is being narrowed stays open under it
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")

    writes(page, ", try at six")
    fresh_server.stop()
    fresh_server.start()
    settled(page)
    page.wait_for_timeout(1000)  # the page asks for itself again
    settled(page)
    expect(note).to_have_value("Rang him, no answer, try at six")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("Rang him, no answer, try at six")).to_have_count(1)
    expect(note).to_have_value("")
