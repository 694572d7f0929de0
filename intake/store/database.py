"""Connections and transactions: one engine, a reading and a writing block, failures said as sentences."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    InternalError,
    NoSuchModuleError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from intake.store.errors import StoreUnavailable
from intake.store.work import Work

BUSY_SECONDS = 5
BREATH = 0.01
TURN_SECONDS = 120
"""So long a copy that starts waits for another that migrates: on a busy machine that outlasts any saving."""
POOL: dict[str, Any] = {"pool_size": 10, "max_overflow": 20, "pool_timeout": 10}
WRITES = {"twitchboard_writes": True}


class Database:
    """One database, SQLite or PostgreSQL, and how it is read and written. Only with `create` is a file made."""

    def __init__(self, url: str, *, create: bool = True) -> None:
        self.url = _parsed(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self.url, create=create) if self.is_sqlite else _postgresql(self.url)
        self._reader = self.engine if self.is_sqlite else self.engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )  # fmt: skip
        self._writer = self.engine.execution_options(**WRITES)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the database, for as many questions as the block asks."""
        with self.spoken(), self._reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Work]:
        """One transaction: everything in the block and its audit events, or nothing."""
        with self.spoken(), self._writer.connect() as connection, connection.begin():
            work = Work(connection)
            yield work
            work.finish()

    @contextmanager
    def write_in_turn(self) -> Iterator[Work]:
        """A writing block that waits for its turn as long as another may migrate."""
        with self.spoken(), self._writer.connect() as connection:
            self._wait(connection, TURN_SECONDS)
            try:
                with connection.begin():
                    work = Work(connection)
                    yield work
                    work.finish()
            finally:
                self._wait(connection, BUSY_SECONDS)

    def _wait(self, connection: Connection, seconds: float) -> None:
        """How long this connection waits for another's lock, from its next transaction on."""
        driver: Any = connection.connection.dbapi_connection
        if self.is_sqlite:
            driver.execute(f"PRAGMA busy_timeout={round(seconds * 1000)}")
        else:
            driver.execute(f"SET lock_timeout = '{lock_timeout(seconds)}'")
            driver.commit()

    @contextmanager
    def spoken(self) -> Iterator[None]:
        """Turn a failure of the database into a sentence with the remedy, without its parameters."""
        try:
            yield
        except IntegrityError:
            raise
        except (OperationalError, ProgrammingError, InternalError, DBAPIError, PoolTimeout) as problem:
            raise StoreUnavailable(self.sentence(problem)) from None

    def sentence(self, problem: Exception) -> str:
        """What is wrong and what to do, for whoever runs it."""
        if isinstance(problem, PoolTimeout):
            return "The database is busy: every connection is in use. Try again in a moment."
        said = str(getattr(problem, "orig", problem)).lower()
        sentence = next((words for sign, words in _SIGNS if sign in said), None)
        if sentence is None and not self.is_sqlite and isinstance(problem, OperationalError):
            sentence = _SERVER
        return (sentence or _OTHER).format(where=self.where, kind=type(problem).__name__)

    @property
    def where(self) -> str:
        """The file, or the server and its database; never a password."""
        if self.is_sqlite:
            return str(self.url.database or "memory")
        return f"{self.url.database} on {self.url.host or self.url.query.get('host', 'this machine')}"

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


_SERVER = (
    "The database server for {where} cannot be reached. Check that it runs and that "
    "TWITCHBOARD_DATABASE_URL is right, then try again."
)
_OTHER = "The database at {where} cannot do this ({kind}). Run `python -m intake check` to see why."
_BEHIND = "The database at {where} is not up to date. Stop Twitchboard, run `python -m intake migrate`, start it again."
_SIGNS = (
    ("database is locked", "The database at {where} is locked by another program. Nothing was saved. Close what "
     "else has the file open, then try again."),
    ("no such table", _BEHIND),
    ("no such column", _BEHIND),
    ("undefinedtable", _BEHIND),
    ("does not exist\nline", _BEHIND),
    ("unable to open database file", "The database file {where} cannot be opened. Check that its folder exists and "
     "that Twitchboard may write there."),
    ("readonly database", "The database file {where} is read-only. Let Twitchboard write to it and its folder."),
    ("read-only", "The database at {where} is read-only. Connect to a server that takes writes."),
    ("disk is full", "The disk that holds {where} is full. Nothing was saved. Free some room, then try again."),
    ("no space left", "The disk that holds {where} is full. Nothing was saved. Free some room, then try again."),
    ("not a database", "The file {where} is not a database, or it is damaged. Restore it from the last backup."),
    ("malformed", "The database file {where} is damaged. Restore it from the last backup."),
    ("password authentication failed", "The database server refuses the user name or password for {where}. Check "
     "TWITCHBOARD_DATABASE_URL."),
    ("lock timeout", "The database for {where} is busy. Nothing was saved. Try again in a moment."),
    ("deadlock detected", "Two people saved at the same moment. Nothing was saved. Try again."),
    ("could not serialize", "Two people saved at the same moment. Nothing was saved. Try again."),
)  # fmt: skip


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    except ArgumentError:
        raise StoreUnavailable(
            "TWITCHBOARD_DATABASE_URL is not an address of a database. Write it like "
            "postgresql://user:password@host/name, or leave it out for a file in the data folder."
        ) from None
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "postgresql+psycopg"):
        raise StoreUnavailable(f"Twitchboard keeps its records in SQLite or PostgreSQL, not in {parsed.drivername}.")
    return parsed


def _sqlite(url: URL, *, create: bool) -> Engine:
    path = Path(url.database or "")
    if not url.database or url.database == ":memory:":
        raise StoreUnavailable("Records are kept in a file. Write the address like sqlite:///folder/clinic.db.")
    if create:
        _make_private(path)
    elif not path.exists():
        raise StoreUnavailable(
            f"There is no database at {path} yet. Start Twitchboard once (`make run`), or run "
            "`python -m intake migrate`; if it should be there, check TWITCHBOARD_DATA."
        )
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS}, **POOL)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(path: Path) -> None:
    """Create the file for its owner alone; opening it says what is wrong where that fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError:
        raise StoreUnavailable(
            f"The database file {path} cannot be written. Check that its folder exists and that Twitchboard may "
            "write there."
        ) from None


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where we say so, below
    _write_ahead(connection)
    for pragma in (
        f"busy_timeout={round(BUSY_SECONDS * 1000)}",
        "synchronous=FULL",  # a saved answer outlives the machine's battery
        "foreign_keys=ON",
        "recursive_triggers=ON",  # or INSERT OR REPLACE would get round the triggers that refuse DELETE
    ):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: Any) -> None:
    """Readers and a writer at the same time.

    Once in a file's life this needs the file alone, and SQLite does not always wait for that: several that open a new
    file at the same moment take turns here.
    """
    connection.execute("PRAGMA busy_timeout=0")
    for _ in range(round(BUSY_SECONDS / BREATH)):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:  # nothing else is mended by waiting
                raise
            Event().wait(BREATH)
        else:
            return
    connection.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    """Writers take their turn at the start, so that nobody fails half-way."""
    writes = connection.get_execution_options().get("twitchboard_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def lock_timeout(seconds: float) -> str:
    """PostgreSQL's wait for a lock; twice SQLite's, since it locks rows and not the file."""
    return f"{round(seconds * 2000)}ms"


def _postgresql(url: URL) -> Engine:
    theirs = url.query.get("options", "")
    try:
        return create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": 5,
                "options": f"{theirs} -c timezone=utc -c lock_timeout={lock_timeout(BUSY_SECONDS)}".strip(),
            },
            **POOL,
        )
    except (ImportError, NoSuchModuleError):
        raise StoreUnavailable(
            "PostgreSQL needs the psycopg driver. Install it with `pip install 'twitchboard[postgres]'`."
        ) from None
