"""What all tests share: the real server and the real browser, for whoever asks for them, and a database to copy."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

from intake.store import open_store

pytest_plugins = ["tests.browser.fixtures"]


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An up-to-date SQLite file with nothing in it, to copy: migrations run once, not once a test."""
    path = tmp_path_factory.mktemp("template") / "clinic.db"
    open_store(f"sqlite:///{path}", migrate=True).close()
    return path


@pytest.fixture(scope="session", autouse=True)
def installed_components_are_looked_for_once() -> Iterator[None]:
    """Streamlit's AppTest reads the metadata of every installed package each time: half of what such a test took."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield
