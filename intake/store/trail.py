"""Where the audit trail is kept: appended at the end of each writing transaction, one writer at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, func, select

from intake.audit import BEGINNING, AuditCheck, AuditEvent, first_broken
from intake.store.chain import record_digest
from intake.store.database import Database
from intake.store.seals import Seals, underived
from intake.store.tables import RECORDS, audit_events, metadata, referrals

BATCH = 1000


class Audit:
    """The trail: to add a note to it, to read it, to verify it."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def note(self, actor_name: str, what: str, reference: str | None, now: datetime) -> None:
        """Record something that changed nothing, such as a download."""
        with self._db.write() as work:
            work.record(actor_name, what, now, reference)

    def events(self, reference: str) -> list[AuditEvent]:
        """Every event about a case, oldest first."""
        of_case = select(audit_events).where(audit_events.c.reference == reference).order_by(audit_events.c.position)
        with self._db.read() as connection:
            return [AuditEvent(**row) for row in connection.execute(of_case).mappings()]

    def recent(self, limit: int = 100) -> list[AuditEvent]:
        """The newest events of the whole clinic, newest first."""
        newest = select(audit_events).order_by(audit_events.c.position.desc()).limit(limit)
        with self._db.read() as connection:
            return [AuditEvent(**row) for row in connection.execute(newest).mappings()]

    def verify(self) -> AuditCheck:
        """Follow the whole chain, and compare every frozen record with the digest its event carries.

        Names the first event that does not hold: changed, missing, out of order, or whose record
        was changed, removed or slipped in beside it. The end of the trail is held by the signed
        requests, each of which carries the head at its signing. What the queue shows, and the patients,
        are compared with the trail and with their records (`seals.py`): the cases that differ are named.
        """
        with self._db.read() as connection:
            return _verify(connection)


def _verify(connection: Connection) -> AuditCheck:
    total = connection.scalar(select(func.count()).select_from(audit_events)) or 0
    seals = Seals()
    previous, position, counts = BEGINNING, 0, dict.fromkeys((table.name for table in RECORDS), 0)
    for batch in _batches(connection):
        broken = first_broken(batch, previous, position) or _first_changed(connection, batch, counts)
        if broken:
            return AuditCheck(False, total, *broken)
        seals.gather(batch)
        previous, position = batch[-1].hash, batch[-1].position
    beyond = _slipped_in(connection, counts) or _cut_off(connection)
    if beyond:
        return AuditCheck(False, total, position + 1, beyond)
    differs = tuple(dict.fromkeys((*seals.broken(connection), *underived(connection))))
    return AuditCheck(not differs, total, differs=differs)


def _batches(connection: Connection) -> Iterator[list[AuditEvent]]:
    after = 0
    while True:
        page = (
            select(audit_events).where(audit_events.c.position > after).order_by(audit_events.c.position).limit(BATCH)
        )
        batch = [AuditEvent(**row) for row in connection.execute(page).mappings()]
        if not batch:
            return
        yield batch
        after = batch[-1].position


def _first_changed(connection: Connection, batch: list[AuditEvent], counts: dict[str, int]) -> tuple[int, str] | None:
    """The first event of the batch whose record is gone or says something else; counts the records met."""
    named = [
        (event.position, *name.split(":"), digest)
        for event in batch
        for name, digest in json.loads(event.details).get("records", {}).items()
    ]
    wrong = []
    for table in RECORDS:
        mine = {int(key): (position, digest) for position, name, key, digest in named if name == table.name}
        counts[table.name] += len(mine)
        rows = connection.execute(select(table).where(table.c.id.in_(mine))).mappings() if mine else ()
        there = {row["id"]: record_digest(table, row) for row in rows}
        wrong += [
            (position, f"its record in {table.name} was {'changed' if key in there else 'removed'}.")
            for key, (position, digest) in mine.items()
            if there.get(key) != digest
        ]
    return min(wrong, default=None)


def _slipped_in(connection: Connection, counts: dict[str, int]) -> str:
    for name, count in counts.items():
        there = connection.scalar(select(func.count()).select_from(metadata.tables[name])) or 0
        if there > count:
            return f"{name} holds {there - count} more than the trail knows of."
    return ""


def _cut_off(connection: Connection) -> str:
    """A signed request remembers the head at its signing; if that event is gone, the end was cut off."""
    known = select(audit_events.c.hash)
    lost = select(func.count()).where(referrals.c.trail_head != BEGINNING, referrals.c.trail_head.not_in(known))
    return "the end of the trail was cut off after a request was signed." if connection.scalar(lost) else ""
