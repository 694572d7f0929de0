"""A colleague let in, a second step set up, a screen left alone: in a real browser, by everybody."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx
import pyotp
from playwright.sync_api import expect

from intake.second_factor import Wanted
from intake.store import open_store
from tests.browser.reading import axe, settled, words
from tests.browser.visitors import server_now
from tests.browser.windows import DESK
from tests.reach.test_in_the_browser import PHONE, SET_UP

LENA = {"job_title": "Registrar", "username": "lena", "password": "four quiet words here"}

BY_ITSELF = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'r', code: 'KeyR', bubbles: true }))"
"""The key by which a page asks for itself again when its line comes back: nobody is there."""


def test_a_colleague_joins_with_a_second_step_and_nothing_is_left_on_a_screen_that_was_left(fresh_server, windows):
    home = fresh_server.url
    made = httpx.post(f"{home}/set-up", data=SET_UP | {"country": "GB-ENG"}, headers={"origin": home})
    admin = windows(fresh_server, DESK).page
    admin.context.add_cookies([{"name": n, "value": v, "url": home} for n, v in made.cookies.items()])

    ask_everybody_for_a_code(fresh_server)
    admin.goto("/people")
    admin.wait_for_url("**/second-factor")
    axe(admin)
    enrol(admin, fresh_server, SET_UP["password"])
    admin.get_by_role("link", name="I have kept them").click()
    settled(admin)
    admin.goto("/reports")
    settled(admin)
    assert "Nobody has sent anything" in words(admin)
    axe(admin)
    admin.goto("/people")
    settled(admin)
    axe(admin)
    own = admin.get_by_label("Your own password")
    own.press_sequentially(SET_UP["password"])
    admin.keyboard.press("Tab")  # to the eye inside the field
    admin.get_by_label("Name", exact=True).fill("Dr Lena Hart")
    admin.get_by_role("button", name="Make the link").click()
    link = re.search(r"/join/\S+", admin.locator("code").first.inner_text())[0]
    expect(own).to_have_value("")

    phone = windows(fresh_server, PHONE, dark=True).page
    phone.clock.install()
    phone.goto(link)
    axe(phone)
    for name, text in LENA.items():
        phone.fill(f"#{name}", text)
    phone.get_by_role("button", name="Join and sign in").click()
    phone.wait_for_url("**/second-factor")
    axe(phone)
    enrol(phone, fresh_server, LENA["password"])
    axe(phone)
    phone.goto("/second-factor")
    axe(phone)
    phone.goto("/account")
    axe(phone)
    left_alone(phone)


def ask_everybody_for_a_code(server) -> None:
    """The setting, made beside the running server."""
    store = open_store(f"sqlite:///{server.data / 'clinic.db'}")
    clinic = store.settings.the_clinic()
    store.settings.save_clinic(replace(clinic, second_factor=Wanted.REQUIRED.value), "Test", server_now(server))
    store.close()


def enrol(page, server, password: str) -> None:
    """The password; then scan (here: read) the key, type its code and the password again."""
    page.fill("#password", password)
    page.get_by_role("button", name="Continue").click()
    secret = page.locator(".key").inner_text().replace(" ", "")
    page.fill("#code", pyotp.TOTP(secret).at(server_now(server)))
    page.fill("#password", password)
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_text("These codes are shown once")).to_be_visible()


def left_alone(page) -> None:
    """The warning, one tap to stay, and at last the screen that is left behind; Back brings nothing."""
    stay = page.get_by_role("button", name="Stay signed in")
    page.clock.fast_forward("20:00")
    page.evaluate(BY_ITSELF)
    page.clock.fast_forward("06:30")
    expect(stay).to_be_focused()
    axe(page)
    stay.tap()
    expect(stay).to_have_count(0)
    page.clock.fast_forward("26:30")
    expect(stay).to_be_visible()
    page.clock.fast_forward("02:30")
    page.wait_for_url("**/signed-out?next=*")
    assert "Lena" not in page.locator("body").inner_text()
    page.go_back()
    page.wait_for_url(re.compile("/(sign-in|signed-out)"))
    assert "Lena" not in page.locator("body").inner_text()
