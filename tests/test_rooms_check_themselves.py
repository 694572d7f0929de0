"""`python -m intake check` asks every room: each says what is wrong and how to mend it."""

from __future__ import annotations

import pytest

from pages import check as screens
from reports import check as paper


def test_the_rooms_are_in_order_here() -> None:
    assert [*screens.problems(), *paper.problems()] == []


def test_another_streamlit_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens.st, "__version__", "1.99.0")
    assert list(screens.problems()) == [
        "Streamlit 1.99.0 is installed and 1.67.x is needed. Install from requirements.txt."
    ]


def test_a_page_of_streamlits_that_changed_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "INDEX", "<html></html>")
    assert len(list(screens.problems())) == len(screens.SHELL_EDITS)


def test_a_character_that_no_font_holds_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "TRIED", "Łukasz ሰ")
    (problem,) = paper.problems()
    assert "ሰ" in problem
    assert "Ł" not in problem
