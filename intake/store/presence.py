"""Who of the staff is there: every run of a page asks, so session, account and clinic are one question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, true

from intake.people import Account, Clinic
from intake.store.accounts import account_of
from intake.store.database import Database
from intake.store.sessions import STAFF, Session, as_it_stands
from intake.store.settings import from_json
from intake.store.tables import accounts, clinic, second_factors, sessions
from intake.store.tokens import kept


@dataclass(frozen=True)
class Present:
    """A live session of staff, with its account and the clinic as they are at this moment; None where there is none."""

    session: Session
    account: Account | None
    clinic: Clinic | None


class Presence:
    """Asked of staff's tokens alone."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, token: str, now: datetime) -> Present | None:
        """Whose live session that token is, or None: as `Sessions.find` and two more would say, at one moment."""
        with self._db.read() as connection:
            row = connection.execute(_THERE.where(sessions.c.token_hash == kept(token))).mappings().first()
        session = as_it_stands(Session(*(row[name] for name in _OF_SESSION)), now) if row else None
        if row is None or session is None or session.kind != STAFF:
            return None
        account = account_of(row) if row["id"] else None
        return Present(session, account, from_json(row["settings"]) if row["settings"] else None)


_SESSION = [
    column.label(f"session_{column.name}")
    for column in (sessions.c.id, sessions.c.kind, sessions.c.subject_id, sessions.c.opened_at, sessions.c.seen_at)
]
_OF_SESSION = tuple(column.name for column in _SESSION)
_THERE = (
    select(
        *_SESSION, accounts, second_factors.c.confirmed_at.is_not(None).label("has_second_factor"), clinic.c.settings
    )
    .select_from(sessions)
    .outerjoin(accounts, accounts.c.id == sessions.c.subject_id)
    .outerjoin(second_factors, second_factors.c.account_id == accounts.c.id)
    .outerjoin(clinic, true())
    .where(sessions.c.ended_at.is_(None))
)
