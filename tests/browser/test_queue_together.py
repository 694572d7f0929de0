"""Two clinicians at one queue, each in a browser of their own: who takes a case first has it, and the other is told."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from pages._gate import STAFF, cookie_name
from tests.browser.fixtures import Windows
from tests.browser.reading import explain, settled, violations
from tests.browser.server import Server
from tests.browser.visitors import open_sample, sample_store, server_now
from tests.browser.windows import DESK, PHONE


def enter(page: Page, server: Server, username: str) -> Page:
    """Somebody else of the sample clinic, signed in."""
    with sample_store(server) as store:
        account = next(one for one in store.accounts.all() if one.username == username)
        token = store.sessions.open(STAFF, account.id, server_now(server))
    page.context.add_cookies([{"name": cookie_name(STAFF, secure=False), "value": token, "url": server.url}])
    page.goto("/queue")
    return settled(page)


def row(page: Page, name: str):
    """The row of that person."""
    return page.locator("[class*='st-key-row-']", has_text=name)


def keep_usable(page: Page, what: str) -> None:
    found = violations(page)
    assert not found, f"{what}: {explain(found)}"


def test_two_who_take_the_same_case_and_the_one_who_moves_by_single_keys(fresh_server: Server, windows: Windows):
    osei = open_sample(windows(fresh_server, DESK).page)
    lindqvist = enter(windows(fresh_server, PHONE, dark=True).page, fresh_server, "m.lindqvist")

    row(osei, "Patricia Hale").get_by_role("button", name="Take").click()
    expect(row(osei, "Patricia Hale")).to_contain_text("you")
    row(lindqvist, "Patricia Hale").get_by_role("button", name="Take").click()
    told = lindqvist.get_by_text("Patricia Hale: Dr Amara Osei took this case at")
    expect(told).to_be_visible()
    expect(row(lindqvist, "Patricia Hale")).to_contain_text("Dr Amara Osei")
    keep_usable(lindqvist, "the queue on a phone, dark, after a refusal")

    row(osei, "Mark Ellison").get_by_role("button", name="Take").click()
    by_itself = expect(row(lindqvist, "Mark Ellison"), "An open queue follows what a colleague does, untouched")
    by_itself.to_contain_text("Dr Amara Osei", timeout=30_000)

    osei.keyboard.press("j")
    assert osei.evaluate("document.activeElement.closest('[class*=st-key-row-]')") is None, "off by default"
    osei.get_by_label("Search").press("?")
    assert osei.get_by_label("Search").input_value() == "?", "a field is typed into"
    osei.get_by_label("Search").fill("")
    osei.get_by_label("Search").blur()
    osei.locator("body").press("?")
    keys = osei.get_by_role("dialog", name="Single keys")
    expect(keys).to_contain_text("Single keys are off.")
    keep_usable(osei, "the list of keys, switched off")
    keys.get_by_role("button", name="Switch them on").click()
    expect(osei.locator(".tb-keys-mark")).to_have_attribute("data-on", "1")
    osei.keyboard.press("Escape")
    settled(osei)
    osei.locator("body").press("?")
    expect(keys).to_contain_text("Single keys are on.")
    osei.keyboard.press("?")
    expect(keys).to_have_count(0)
    osei.locator("body").press("j")
    osei.keyboard.press("j")
    osei.keyboard.press("o")
    osei.wait_for_url("**/case?ref=*")
    expect(osei.get_by_role("heading", name="SALGADO PINTO, Beatriz")).to_be_visible()

    osei.goto("/today")
    keep_usable(settled(osei), "Today")
    osei.get_by_role("link", name="2 Booked too late").click()
    osei.wait_for_url("**/queue?show=booked")
    expect(osei.get_by_text("2 of 24 shown.")).to_be_visible()
    osei.get_by_label("Search").fill("ellis")
    osei.keyboard.press("Enter")
    expect(osei.get_by_text("1 of 24 shown.")).to_be_visible()
    assert "ellis" not in osei.url
