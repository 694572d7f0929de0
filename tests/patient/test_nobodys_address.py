"""An address that is nobody's says so, calmly, and is never Streamlit's empty page."""

from __future__ import annotations

import pytest

from tests.patient.conftest import Browser, Desk
from tests.patient.test_plain_pages import words

NOBODYS = ("/nothing", "/queue/x", "/form/x", "/index.html", "/.env", "/robots.txt", "/static/no.js", "/pages/x.py")


@pytest.mark.parametrize("path", NOBODYS)
def test_an_unknown_address_is_not_found_and_says_whom_to_ring(desk: Desk, browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "There is no page here" in words(answer)
    assert "0113 496 0000" in answer.text
    assert "Streamlit" not in answer.text
    assert path not in answer.text


def test_what_is_somebodys_is_still_found(desk: Desk, browser: Browser) -> None:
    for path in ("/favicon.png", "/_stcore/health", "/_stcore/host-config", "/sign-in", "/healthz"):
        assert browser.get(path).status_code == 200, path
    assert browser.get("/form").headers["location"] == "/link"
    assert browser.get("/case").headers["location"].startswith("/sign-in")


def test_a_patient_at_an_unknown_address_finds_no_way_to_staff_pages(desk: Desk, browser: Browser) -> None:
    browser.let_in(desk.invite()[1])
    answer = browser.get("/queue/nothing")
    assert answer.status_code == 404
    assert "/queue" not in answer.text
