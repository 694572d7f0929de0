"""What all tests share: the real server and the real browser, for whoever asks for them, and a database to copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.store import open_store

pytest_plugins = ["tests.browser.fixtures"]


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An up-to-date SQLite file with nothing in it, to copy: migrations run once, not once a test."""
    path = tmp_path_factory.mktemp("template") / "clinic.db"
    open_store(f"sqlite:///{path}", migrate=True).close()
    return path
