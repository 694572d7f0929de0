"""The hazard log is tied to tests that exist."""

from __future__ import annotations

import ast
import re

from tests.browser.server import ROOT

LOG = ROOT / "docs" / "hazards.md"


def names_of_tests() -> set[str]:
    """The names of all test functions of the project."""
    return {
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_test_that_the_hazard_log_names_exists() -> None:
    named = set(re.findall(r"`(test_[a-z0-9_]+)`", LOG.read_text(encoding="utf-8")))
    assert named
    assert not named - names_of_tests(), "docs/hazards.md names tests that are gone"


def test_hazards_are_numbered_without_a_gap() -> None:
    numbers = [int(n) for n in re.findall(r"^\| (\d+) \|", LOG.read_text(encoding="utf-8"), re.M)]
    assert numbers == list(range(1, len(numbers) + 1))
