"""The end of the audit chain: who may add to it, and how an entry becomes an event."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, insert, select, text

from intake.audit import BEGINNING, AuditEvent, canonical, plain, sha256
from intake.store.seals import seals_of
from intake.store.tables import audit_events

CHAIN_LOCK = 0x7471_6974  # "twit": the advisory lock that PostgreSQL's writers of the chain take in turn


@dataclass
class Entry:
    """An event as a room reports it, before it has its place in the chain."""

    who: str
    what: str
    at: datetime
    reference: str | None
    details: dict[str, Any] = field(default_factory=dict)


def lock(connection: Connection) -> None:
    """One writer of the chain at a time, until the transaction ends. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})


def head(connection: Connection) -> tuple[int, str]:
    """Position and digest of the newest event; (0, zeros) before the first."""
    newest = select(audit_events.c.position, audit_events.c.hash).order_by(audit_events.c.position.desc()).limit(1)
    row = connection.execute(newest).first()
    return (row.position, row.hash) if row else (0, BEGINNING)


def append(connection: Connection, entries: list[Entry]) -> None:
    """Put the entries at the end of the chain, in order."""
    if not entries:
        return
    lock(connection)
    _sealed(connection, entries)
    position, previous = head(connection)
    for entry in entries:
        position += 1
        event = AuditEvent(
            position, plain(entry.at), entry.who, entry.what, entry.reference, canonical(entry.details), previous
        ).sealed()
        connection.execute(insert(audit_events).values(**vars(event)))
        previous = event.hash


def _sealed(connection: Connection, entries: list[Entry]) -> None:
    """Put the seals of each case and patient into the last event about them; nobody else writes meanwhile."""
    last = {(entry.reference, entry.details.get("invitation")): entry for entry in entries}
    for (reference, invitation_id), entry in last.items():
        if reference or invitation_id:
            entry.details |= seals_of(connection, reference, invitation_id)


def record_digest(table: Table, row: RowMapping | dict[str, Any]) -> str:
    """Digest of one row of a frozen table, the same whichever database gave it back."""
    return sha256({column.name: row[column.name] for column in table.columns})
