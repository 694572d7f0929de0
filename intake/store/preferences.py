"""How each clinician likes the queue."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from intake.people import Account
from intake.preferences import Preferences, from_json
from intake.store.database import Database
from intake.store.tables import preferences


class PreferencesRoom:
    """Read and saved, one row an account."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def read(self, account_id: str) -> Preferences:
        """What this account has chosen; the plain way where it has chosen nothing."""
        with self._db.read() as connection:
            chosen = connection.scalar(select(preferences.c.chosen).where(preferences.c.account_id == account_id))
        return from_json(chosen) if chosen else Preferences()

    def save(self, chosen: Preferences, actor: Account, now: datetime) -> None:
        """Keep what somebody has chosen for themselves."""
        with self._db.write() as work:
            work.upsert(preferences, {"account_id": actor.id}, {"chosen": chosen.as_json(), "saved_at": now})
            work.record(actor.name, "changed how they see the queue", now, account=actor.id)
