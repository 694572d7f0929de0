"""The rules as a clinician reads them in a real browser: proved, quoted, and where policies differ."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.fixtures import Windows
from tests.browser.reading import axe, settled
from tests.browser.server import Server
from tests.browser.windows import DESK


def test_the_rules_page_and_a_case_show_where_policies_differ(server: Server, windows: Windows) -> None:
    page = windows(server, DESK).page
    page.goto("/")
    page.get_by_role("button", name="sample clinic").click()
    settled(page)
    page.get_by_role("link", name="ليلى").click()
    expect(page.get_by_text("Policies differ.")).to_be_visible()
    page.goto("/rules")
    expect(page.get_by_text("Proved over all")).to_be_visible()
    expect(page.get_by_role("heading", name="Where policies differ")).to_be_visible()
    settled(page)
    axe(page)
