"""A clinic of one's own in a real browser: set up, invite from a list, fill in on the telephone, by everybody."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.reading import axe, settled, words
from tests.browser.visitors import invite
from tests.browser.windows import DESK

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SET_UP = {
    "clinic": "Weir Lane Clinic", "telephone": "0113 496 0000", "person": "Dr Ada Quill", "job_title": "GP partner",
    "username": "ada", "password": "four plain words here",
}  # fmt: skip
LIST = (
    "Given name;Family name;Date of birth;Appointment date;Time;Mobile\n"
    "Ann;Müller;09/03/1984;14/12/2026;10:20;07700 900123\n"
    "Bob;O'Neil;01/02/1990;14/12/2026;10:40;\n"
)


def usable(page: Page) -> None:
    """By everybody: at a desk in the light, and on a phone in the dark."""
    for shape, scheme in ((DESK, "light"), (PHONE, "dark")):
        page.set_viewport_size(shape["viewport"])
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        axe(page)


def set_up(page: Page) -> None:
    page.goto("/set-up")
    usable(page)
    page.select_option("#country", "GB-ENG")
    page.click("button[type=submit]")
    usable(page)
    for name, text in SET_UP.items():
        page.fill(f"#{name}", text)
    page.fill("#opens-4", "09:00")
    page.click("button[type=submit]")
    page.wait_for_url("**/queue")
    settled(page)


def bring(page: Page, text: str) -> None:
    page.goto("/import")
    page.set_input_files("#file", {"name": "list.csv", "mimeType": "text/csv", "buffer": text.encode("cp1252")})
    page.click("text=Look at the list")


def born(page: Page, day: str, month: str, year: str) -> None:
    for name, text in (("day", day), ("month", month), ("year", year)):
        page.fill(f"#{name}", text)
    page.click("main button:has-text('Continue')")


def test_from_nothing_to_an_answer_typed_on_the_telephone(fresh_server, windows):
    page = windows(fresh_server, PHONE).page
    set_up(page)
    page.goto("/settings")
    expect(page.get_by_label("Friday opens")).to_have_value("09:00")
    usable(page)
    bring(page, LIST.replace("01/02/1990", "31/02/1990"))
    assert "1 line to mend" in words(page)
    usable(page)
    bring(page, LIST)
    usable(page)
    page.click("text=Invite 2 people")
    page.click("summary >> nth=0")
    usable(page)
    assert "Ann Müller" in words(page)
    with page.expect_download() as paper:
        page.click("text=Sheet to print")
    assert paper.value.suggested_filename == "links.pdf"
    page.goto("/invite")
    settled(page)
    usable(page)
    page.get_by_label("Fill in by telephone with Ann Müller").click()
    page.wait_for_url("**/start")
    assert "you type, Ann Müller answers" in words(page)
    usable(page)
    page.goto("/birth")
    born(page, "9", "3", "1984")
    page.check("input[value=none-of-these]")
    page.click("main button:has-text('Continue')")
    page.wait_for_url("**/form**")
    settled(page)
    assert "you type, Ann Müller answers" in words(page)
    page.get_by_text("End the call").click()
    page.wait_for_url("**/invite")
    page.goto("/form")
    assert not re.search("/form", page.url)


def test_somebody_else_says_who_they_are_by_keyboard_alone(clinic, windows):
    page = windows(clinic, PHONE).page
    page.goto(invite(clinic))
    page.click("text=Start")
    page.get_by_text("Say who you are first").press("Enter")
    page.wait_for_url("**/for-somebody")
    axe(page)
    page.get_by_role("button", name="Continue").press("Enter")
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.locator("#summary")).to_be_focused()
    axe(page)
    page.get_by_label("Your name").fill("Jane Hale")
    page.get_by_label("Reading or writing is hard for them").press(" ")
    page.get_by_label("Yes").press(" ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/birth")
    assert "What is their date of birth?" in words(page)
    axe(page)
