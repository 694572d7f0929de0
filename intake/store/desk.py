"""What a clinician is writing on a case and has not signed yet: kept as it is entered, each one's own.

A draft is nobody's record: it goes when it is signed or put away, and a colleague's is never written over. On
whose desk a draft lies is shown to the others, what it says is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from intake import access
from intake.people import Account
from intake.store.case_room import hold
from intake.store.case_tables import work_drafts
from intake.store.database import Database
from intake.store.work import Work

EXAMINATION, NOTE = "examination", "note"
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True)
class WorkDraft:
    """One draft: whose, of what, begun on which version, as it stood last."""

    kind: str
    account_id: str
    by: str
    content: Mapping[str, Any]
    base: int
    saved_at: datetime


class Desk:
    """Keeping drafts, and putting them away."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def keep(
        self, reference: str, kind: str, content: Mapping[str, Any], base: int, actor: Account, now: datetime
    ) -> None:
        """Keep the draft as it stands now, in place of one's own before."""
        access.check_comment(actor)
        with self._db.write() as work:
            hold(work, reference, closed_too=True)
            work.execute(delete(work_drafts).where(work_drafts.c.saved_at < now - KEPT_FOR))
            key = {"reference": reference, "account_id": actor.id, "kind": kind}
            values = {"by_name": actor.name, "content": dict(content), "base": base, "saved_at": now}
            work.upsert(work_drafts, key, values)

    def drop(self, reference: str, kind: str, actor: Account) -> None:
        """Put one's own draft away."""
        with self._db.write() as work:
            drop_draft(work, reference, kind, actor)

    def of_case(self, reference: str) -> tuple[WorkDraft, ...]:
        """Every draft on the case, the newest last."""
        mine = select(work_drafts).where(work_drafts.c.reference == reference).order_by(work_drafts.c.saved_at)
        with self._db.read() as connection:
            rows = connection.execute(mine).mappings().all()
        return tuple(
            WorkDraft(row["kind"], row["account_id"], row["by_name"], row["content"], row["base"], row["saved_at"])
            for row in rows
        )


def drop_draft(work: Work, reference: str, kind: str, actor: Account) -> None:
    """Put the actor's draft away, as part of signing it."""
    work.execute(
        delete(work_drafts).where(
            work_drafts.c.reference == reference,
            work_drafts.c.account_id == actor.id,
            work_drafts.c.kind == kind,
        )
    )
