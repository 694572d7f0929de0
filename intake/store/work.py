"""A writing transaction: statements, records that are kept for ever, and what goes onto the audit chain."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Executable, Table, insert, text
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import CursorResult

from intake.store import chain


class Work:
    """A writing transaction. What is recorded here goes onto the audit chain as the transaction ends.

    The chain's lock is taken last, after every row lock, so two writers can wait for each other
    but never in a circle.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.entries: list[chain.Entry] = []
        self._kept: dict[str, str] = {}

    def execute(self, statement: Executable) -> CursorResult[Any]:
        """Run a statement in this transaction."""
        return self.connection.execute(statement)

    def keep(self, table: Table, **values: Any) -> int:
        """Write a record that is never changed afterwards; its digest goes into the next event recorded."""
        row = {column.name: None for column in table.columns} | values
        key = self.execute(insert(table).values(**values)).inserted_primary_key
        number: int = key[0] if key else values["id"]
        self._kept[f"{table.name}:{number}"] = chain.record_digest(table, row | {"id": number})
        return number

    def record(self, who: str, what: str, at: datetime, reference: str | None = None, **details: Any) -> None:
        """Report what was done; records kept since the last report are named in it."""
        if self._kept:
            details["records"], self._kept = self._kept, {}
        self.entries.append(chain.Entry(who, what, at, reference, details))

    def upsert(self, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
        """Write a row, or give the one with that primary key new values."""
        written = self.new(table).values(**key, **values)
        self.execute(written.on_conflict_do_update(index_elements=list(key), set_=values))

    def new(self, table: Table) -> SqliteInsert | PostgresqlInsert:
        """An INSERT of this database's own kind, for what to do when the row is there already."""
        return sqlite_insert(table) if self.connection.dialect.name == "sqlite" else postgresql_insert(table)

    def take_turn(self, key: str) -> None:
        """One at a time for whoever names the same key, until the transaction ends."""
        if self.connection.dialect.name == "postgresql":
            number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big", signed=True)
            self.execute(text("SELECT pg_advisory_xact_lock(:key)").bindparams(key=number))

    def head(self) -> str:
        """The head of the audit chain as it is now, and nobody else moves it until this transaction ends."""
        chain.lock(self.connection)
        return chain.head(self.connection)[1]

    def finish(self) -> None:
        """Put what was recorded onto the chain, as the last thing before the transaction commits."""
        chain.append(self.connection, self.entries)
