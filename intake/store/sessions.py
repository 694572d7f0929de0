"""Sessions: rows that a cookie names. They end when somebody says so, or when nobody has been there for long."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from intake.second_factor import HALFWAY
from intake.store.database import Database
from intake.store.errors import StoreUnavailable
from intake.store.tables import sessions
from intake.store.tokens import kept, new_id, new_token
from intake.store.work import Work

STAFF_IDLE, STAFF_LONGEST = timedelta(minutes=30), timedelta(hours=12)
INVITED_IDLE = INVITED_LONGEST = timedelta(days=7)
PATIENT_IDLE = timedelta(hours=1)
"""How long a confirmed date of birth holds while nobody is there; then the browser holds no more than a link again."""
STAFF = "staff"
HALF_IN = "half-in"
"""Kind of session of somebody who has given the password and still owes the code: it opens nothing but that page."""
SEEN_EVERY = timedelta(seconds=20)
"""A visit is noted at most this often, so that reading does not become writing."""


@dataclass(frozen=True)
class Session:
    """A live session: `subject_id` is the account of staff (half in or in), the invitation of everybody else."""

    id: str
    kind: str
    subject_id: str
    opened_at: datetime
    seen_at: datetime

    def is_to_be_noted(self, now: datetime) -> bool:
        """Whether a visit at this moment is worth a note: the last one is not of just now."""
        return now - self.seen_at >= SEEN_EVERY


def _limits(kind: str) -> tuple[timedelta, timedelta]:
    limits = {STAFF: (STAFF_IDLE, STAFF_LONGEST), HALF_IN: (HALFWAY, HALFWAY)}
    return limits.get(kind, (INVITED_IDLE, INVITED_LONGEST))


class Sessions:
    """Who is there."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def open(self, kind: str, subject_id: str, now: datetime) -> str:
        """A new session; its token is given once and kept nowhere."""
        with self._db.write() as work:
            token = new_token(work.connection)
            work.execute(
                insert(sessions).values(
                    id=new_id(), token_hash=kept(token), kind=kind, subject_id=subject_id, opened_at=now, seen_at=now
                )
            )
            if kind not in (STAFF, HALF_IN):
                work.record("Patient", f"opened a session ({kind})", now, invitation=subject_id)
        return token

    def find(self, token: str, now: datetime) -> Session | None:
        """The live session behind a token, or None: unknown, ended, idle too long, or open too long.

        A patient's in which nobody has been for an hour comes back as *invited*: the date of birth is asked again.
        """
        columns = (sessions.c.id, sessions.c.kind, sessions.c.subject_id, sessions.c.opened_at, sessions.c.seen_at)
        live = select(*columns).where(sessions.c.token_hash == kept(token), sessions.c.ended_at.is_(None))
        with self._db.read() as connection:
            row = connection.execute(live).first()
        return as_it_stands(Session(*row), now) if row else None

    def touch(self, session_id: str, now: datetime) -> None:
        """Somebody is there. Not audited: it says nothing that a view does not.

        While the database takes no writes nothing is noted, and nobody is turned away for it.
        """
        since = select(sessions.c.kind, sessions.c.seen_at).where(sessions.c.id == session_id)
        with self._db.read() as connection:
            row = connection.execute(since).first()
        if row is None or now - row.seen_at < SEEN_EVERY or _has_lapsed(row.kind, row.seen_at, now):
            return
        with suppress(StoreUnavailable), self._db.write() as work:
            work.execute(
                update(sessions)
                .where(sessions.c.id == session_id, sessions.c.ended_at.is_(None), sessions.c.seen_at < now)
                .values(seen_at=now)
            )

    def end(self, session_id: str, now: datetime) -> None:
        """Sign out: this session ends, in every tab."""
        with self._db.write() as work:
            ended = work.execute(
                update(sessions).where(sessions.c.id == session_id, sessions.c.ended_at.is_(None)).values(ended_at=now)
            )
            if ended.rowcount:
                whose = select(sessions.c.kind, sessions.c.subject_id).where(sessions.c.id == session_id)
                row = work.execute(whose).one()
                work.record(
                    "Staff" if row.kind in (STAFF, HALF_IN) else "Patient", "signed out", now, subject=row.subject_id
                )

    def end_all(self, subject_id: str, now: datetime) -> None:
        """Every session of that account or invitation ends."""
        with self._db.write() as work:
            if end_sessions(work, subject_id, now):
                work.record("Twitchboard", "ended every session", now, subject=subject_id)


def end_sessions(work: Work, subject_id: str, now: datetime) -> int:
    """As `end_all`, in a transaction that is already open; how many ended."""
    of_subject = update(sessions).where(sessions.c.subject_id == subject_id, sessions.c.ended_at.is_(None))
    return work.execute(of_subject.values(ended_at=now)).rowcount


def as_it_stands(session: Session, now: datetime) -> Session | None:
    """A session that nobody has ended, as it counts now: None where it has run out, *invited* where it has lapsed."""
    if not _is_live(session, now):
        return None
    return replace(session, kind="invited") if _has_lapsed(session.kind, session.seen_at, now) else session


def _has_lapsed(kind: str, seen_at: datetime, now: datetime) -> bool:
    """Whether a confirmed date of birth no longer holds; nothing but confirming it again brings it back."""
    return kind == "patient" and now - seen_at >= PATIENT_IDLE


def _is_live(session: Session, now: datetime) -> bool:
    idle, longest = _limits(session.kind)
    return now - session.seen_at < idle and now - session.opened_at < longest
