"""What we take for granted of Streamlit's own page: these fail when a new release changes it."""

from __future__ import annotations

import asyncio
import logging
import re
import sys

import pytest

from pages import _ahead, _guard, _shell


@pytest.mark.parametrize("theirs", [theirs for theirs, _ in _shell.SHELL_EDITS])
def test_what_we_change_in_the_page_is_there_once(theirs: str) -> None:
    assert _shell.INDEX.count(theirs) == 1


def test_the_page_that_leaves_has_our_name_our_icon_and_no_pointer_to_the_agent_interface() -> None:
    page = _shell.shell("look.css").decode()
    assert "<title>Twitchboard</title>" in page
    assert 'type="image/svg+xml"' in page
    assert "agent" not in page
    assert "session.js?v=" in page


def test_every_script_in_the_page_is_a_file_or_known_to_the_policy() -> None:
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", _shell.INDEX)
    assert len(inline) == _shell.CONTENT_POLICY.count("'sha256-")


def test_whoever_has_no_script_is_told_whom_to_ring_and_not_how_programs_talk() -> None:
    page = _shell.shell("look.css").decode()
    assert page.count("<noscript>") == 1
    assert "ring the clinic" in page
    assert "<!--" not in page


def test_what_the_form_loads_first_is_found() -> None:
    files = _shell.form_files()
    assert any(name.endswith(".js") for name in files)
    assert any(name.endswith(".woff2") for name in files)


def test_everything_that_holds_the_form_up_is_fetched_ahead_at_the_address_that_the_form_asks_for() -> None:
    page, ahead = _ahead.form_page().decode(), _ahead.files_ahead()
    wanted = re.findall(r'(?:src|href)="(/(?:assets|static)/[^"]+\.(?:js|css)[^"]*)"', page)
    assert [name for name in wanted if name not in ahead] == []


@pytest.mark.parametrize("name", ["streamlit.error_util", "uvicorn.error"])
def test_no_traceback_and_no_words_of_an_error_get_into_the_log(name: str, caplog: pytest.LogCaptureFixture) -> None:
    async def started() -> None:
        async with _guard.lifespan(None):  # type: ignore[arg-type]
            try:
                raise ValueError("Nowak: slurred speech")
            except ValueError:
                logging.getLogger(name).error("Exception in ASGI application", exc_info=sys.exc_info())

    logging.getLogger(name).propagate = True
    asyncio.run(started())
    assert "stopped on ValueError" in caplog.text
    assert "Nowak" not in caplog.text
