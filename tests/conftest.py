"""What all tests share: the real server and the real browser, for whoever asks for them, and a database to copy."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from streamlit.components.v2 import manifest_scanner

from intake import accounts
from intake.store import database, open_store

pytest_plugins = ["tests.browser.fixtures"]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What has been imported stays: the collector need not walk through thousands of tests again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


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


@pytest.fixture(scope="session", autouse=True)
def statements_are_compiled_once() -> Iterator[None]:
    """SQLAlchemy compiles every statement anew for each database it opens, and a test opens one of its own.

    Here all databases of one kind share what was compiled.
    """
    compiled = LRUCache(5000)
    make = database.create_engine

    def create_engine(*told: Any, **more: Any) -> Engine:
        engine = make(*told, **more)
        engine._compiled_cache = compiled
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_engine", create_engine)
        for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
            patch.setattr(kind, "__eq__", lambda one, other: type(one) is type(other), raising=False)
            patch.setattr(kind, "__hash__", lambda one: hash(type(one)), raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def nobody_pulls_the_plug() -> Iterator[None]:
    """Every commit would wait for the disk, and several workers have one; `written_as_in_production` gives it back."""

    def prepare(connection: Any, record: Any) -> None:
        PREPARE_SQLITE(connection, record)
        connection.execute("PRAGMA synchronous=OFF")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_prepare_sqlite", prepare)
        yield


@pytest.fixture
def written_as_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a test of what a lost battery leaves."""
    monkeypatch.setattr(database, "_prepare_sqlite", PREPARE_SQLITE)


@pytest.fixture(scope="session", autouse=True)
def passwords_are_hashed_cheaply() -> Iterator[None]:
    """What makes a guess dear makes half of the tests dear; `hashing_as_in_production` gives it back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture
def hashing_as_in_production(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For a test of what is kept of a password."""
    monkeypatch.setattr(accounts, "_HASHER", HASHER)
    accounts._nobodys.cache_clear()
    yield
    accounts._nobodys.cache_clear()


HASHER = accounts._HASHER
PREPARE_SQLITE = database._prepare_sqlite
"""The ones of the product."""
