"""The pages after sending as thumbs, keyboards, eyes and screen readers meet them, in real Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from intake import reception
from intake.cases import IntakeKind
from tests.browser.fixtures import Windows
from tests.browser.reading import axe, words
from tests.browser.server import Server
from tests.browser.visitors import ANNA, sample_store, server_now
from tests.browser.windows import DESK, PHONE
from tests.patient.fitting import SMALL, fits
from tests.patient.test_aftercare import SAFE
from tests.patient.test_form import NONE, PLAIN


def sent(clinic: Server) -> str:
    """Anna has sent her answers; the path of her link."""
    now = server_now(clinic)
    with sample_store(clinic) as store:
        made = store.invitations.invite(ANNA, None, store.accounts.all()[0], now)
        reception.receive(store, made.invitation, {**NONE, **PLAIN, **SAFE}, IntakeKind.SENT, now)
        return f"/i/{made.token}"


def let_in(page: Page, link: str) -> Page:
    """From the link to the page that says Sent."""
    page.goto(link)
    page.locator("form button").click()
    if page.url.endswith("/start"):
        page.get_by_role("link", name="Continue").click()
    for box, typed in (("day", "9"), ("month", "3"), ("year", "1979")):
        page.fill(f"#{box}", typed)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/sent")
    return page


def every_state(page: Page) -> Iterator[str]:
    """Every page after sending, empty, opened, wrong and done."""
    yield "sent"
    for path in ("/plan", "/journal"):
        page.goto(path)
        yield path
    page.locator("label:has(#twitches-yes)").click()
    yield "journal, opened"
    page.get_by_role("button", name="Save this day").click()
    yield "journal, wrong"
    page.goto("/check")
    yield "check"
    page.get_by_role("button", name="Continue").click()
    yield "check, wrong"
    page.locator("label:has(#none-of-these)").click()
    page.get_by_role("button", name="Continue").click()
    page.locator("label:has([value=stairs])").click()
    page.locator("label:has(#spread-yes)").click()
    yield "changes, opened"
    page.get_by_role("button", name="Send my weekly check").click()
    yield "changes, wrong"
    for path in ("/ask", "/report"):
        page.goto(path)
        page.get_by_role("button", name="Send this").click()
        yield f"{path}, wrong"
    page.goto("/correct")
    page.get_by_role("button", name="Continue").click()
    yield "correct, wrong"
    for which in ("weakness", "regions", "medicines"):
        page.goto("/correct")
        page.locator("#which").select_option(which)
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("button", name="Send this").click()
        yield f"correct {which}, wrong"
    page.goto("/journal")
    page.locator("label:has([name=twitches][value=no])").click()
    page.get_by_role("button", name="Save this day").click()
    yield "journal, done"


def test_every_page_after_sending_fits_a_small_phone_and_can_be_used_by_everybody(
    clinic: Server, windows: Windows
) -> None:
    page = let_in(windows(clinic, SMALL).page, sent(clinic))
    for _ in every_state(page):
        fits(page)
        page.emulate_media(color_scheme="dark")
        axe(page)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(DESK["viewport"])
        axe(page)
        page.set_viewport_size(SMALL["viewport"])


def test_what_hangs_on_an_answer_shows_as_it_is_given_without_a_script(clinic: Server, windows: Windows) -> None:
    page = let_in(windows(clinic, PHONE).page, sent(clinic))
    page.goto("/check")
    page.locator("label:has(#none-of-these)").click()
    page.get_by_role("button", name="Continue").click()
    pace, places = page.get_by_role("group", name="How fast did it come on?"), page.get_by_role("group", name="Which")
    expect(pace).to_be_hidden()
    page.locator("label:has([value=stairs])").click()
    expect(pace).to_be_visible()
    page.locator("label:has(#spread-yes)").click()
    expect(places).to_be_visible()
    page.locator("label:has(#twitching-no)").click()
    expect(places).to_be_hidden()


def test_a_day_is_written_with_the_keyboard_alone(clinic: Server, windows: Windows) -> None:
    page = let_in(windows(clinic, DESK).page, sent(clinic))
    page.goto("/journal")
    page.locator("#twitches-yes").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.id") == "p-left-eyelid"
    page.locator("#note").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/journal")
    assert "Today is saved" in words(page)


def test_after_an_error_the_summary_has_the_focus_and_leads_to_the_field(clinic: Server, windows: Windows) -> None:
    page = let_in(windows(clinic, PHONE).page, sent(clinic))
    page.goto("/journal")
    page.get_by_role("button", name="Save this day").click()
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.locator("#summary")).to_be_focused()
    page.get_by_role("link", name="Choose Yes or No").click()
    assert page.evaluate("document.activeElement.id") == "twitches-yes"


def test_back_after_a_check_was_sent_does_not_show_what_was_answered(clinic: Server, windows: Windows) -> None:
    page = let_in(windows(clinic, PHONE).page, sent(clinic))
    page.goto("/check")
    page.locator("label:has(#none-of-these)").click()
    page.get_by_role("button", name="Continue").click()
    page.locator("label:has([name=tasks][value=none-of-these])").click()
    asked = ("twitching", "spread", "getting-worse", "breathing", "speech", "swallowing", "muscle-smaller", "numbness")
    for link_id in asked:
        page.locator(f"label:has([name={link_id}][value={'yes' if link_id == 'twitching' else 'no'}])").click()
    page.get_by_role("button", name="Send my weekly check").click()
    page.wait_for_url("**/check/sent")
    page.go_back()
    assert page.locator("input:checked").count() == 0
