"""Two clinicians at one queue, each in a browser of their own: who takes a case first has it, and the other is told."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Page, expect

from intake import reception
from intake.cases import IntakeKind
from intake.invitations import NewPatient
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


def somebody_arrives(server: Server) -> None:
    """A new person with slurred speech, while the queue stands open."""
    with sample_store(server) as store:
        now = server_now(server)
        who = NewPatient(family_name="Arrived", given_name="Newly", date_of_birth=date(1990, 1, 1))
        made = store.invitations.invite(who, None, store.accounts.all()[0], now)
        reception.receive(store, made.invitation, {"speech": "yes"}, IntakeKind.SENT, now)


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
    row(osei, "Mark Ellison").get_by_role("button", name="Give").click()
    giving = osei.get_by_role("dialog", name="Give this case to a colleague")
    expect(giving).to_be_visible()
    somebody_arrives(fresh_server)
    by_itself = expect(row(lindqvist, "Mark Ellison"), "An open queue follows what a colleague does, untouched")
    by_itself.to_contain_text("Dr Amara Osei", timeout=30_000)
    expect(osei.get_by_text("1 new:")).to_be_visible(timeout=30_000)
    expect(giving, "who is new is said behind a box that stays open").to_be_visible()
    osei.keyboard.press("Escape")
    expect(giving).to_have_count(0)
    settled(osei).evaluate("document.activeElement.blur()")

    osei.keyboard.press("j")
    assert osei.evaluate("document.activeElement.closest('[class*=st-key-row-]')") is None, "off by default"
    osei.get_by_label("Search").press("?")
    assert osei.get_by_label("Search").input_value() == "?", "a field is typed into"
    framed = osei.get_by_test_id("stTextInputRootElement").filter(has=osei.get_by_label("Search"))
    expect(framed, "where one types can be seen, all round").to_have_css("outline-width", "3px")
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
    expect(osei.get_by_text("2 of 25 shown.")).to_be_visible()
    osei.get_by_label("Search").fill("ellis")
    osei.keyboard.press("Enter")
    expect(osei.get_by_text("1 of 25 shown.")).to_be_visible()
    assert "ellis" not in osei.url
