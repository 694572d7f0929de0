"""What a patient has answered so far, saved at every Continue, so that no locked phone loses a word.

Drafts are the patient's working copy, so a Continue is not an audit event; only the first is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, delete, select, update

from intake.plain_text import tidy_answers
from intake.questionnaire import Answers
from intake.store.database import Database
from intake.store.tables import drafts, invitations
from intake.store.typists import marked
from intake.store.work import Work

KEPT = timedelta(days=7)
"""How long a draft outlives the intake that was made of it."""


@dataclass(frozen=True)
class Draft:
    """Answers so far, and the page to come back to.

    `typed_by`: the typist's id of each answer that the patient did not type.
    """

    answers: Answers
    page_id: str
    saved_at: datetime
    typed_by: Mapping[str, str] = field(default_factory=dict)


class Drafts:
    """One working copy an invitation."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def save(
        self, invitation_id: str, answers: Answers, page_id: str, now: datetime, session_id: str | None = None
    ) -> bool:
        """Save the answers so far. False, and nothing saved, once they were sent or the link was withdrawn.

        What `session_id` changes is marked as typed by whoever declared themselves in it.
        """
        with self._db.write() as work:
            usable = select(invitations.c.id).where(
                invitations.c.id == invitation_id, invitations.c.sent_at.is_(None), invitations.c.withdrawn_at.is_(None)
            )
            if not work.execute(usable.with_for_update()).first():
                return False
            before = work.execute(select(drafts).where(drafts.c.invitation_id == invitation_id)).mappings().first()
            tidied = tidy_answers(answers)
            values = {"answers": tidied, "page_id": page_id, "saved_at": now, "settled_at": None}
            typed_by = marked(work, session_id, before, tidied)
            work.upsert(drafts, {"invitation_id": invitation_id}, values | {"typed_by": typed_by})
            if before is None:
                _clear_away(work, now)
                work.record("Patient", "began to answer", now, invitation=invitation_id)
        return True

    def read(self, invitation_id: str) -> Draft | None:
        """The answers so far, or None."""
        with self._db.read() as connection:
            row = connection.execute(select(drafts).where(drafts.c.invitation_id == invitation_id)).mappings().first()
        return _draft(row) if row else None

    def overdue(self, before: datetime, limit: int = 50) -> list[tuple[str, Draft]]:
        """Drafts last saved before that moment and not yet made into a case, by invitation id; oldest first."""
        left = (
            select(drafts)
            .where(drafts.c.settled_at.is_(None), drafts.c.saved_at <= before)
            .order_by(drafts.c.saved_at)
            .limit(limit)
        )
        with self._db.read() as connection:
            rows = connection.execute(left).mappings().all()
        return [(row["invitation_id"], _draft(row)) for row in rows]


def _draft(row: RowMapping) -> Draft:
    return Draft(answers_of(row["answers"]), row["page_id"], row["saved_at"], row["typed_by"] or {})


def answers_of(stored: Mapping[str, Any]) -> dict[str, str | tuple[str, ...]]:
    """Answers as the questionnaire knows them: several codes are a tuple again."""
    return {link_id: answer if isinstance(answer, str) else tuple(answer) for link_id, answer in stored.items()}


def settle_draft(work: Work, invitation_id: str, saved_at: datetime, now: datetime) -> bool:
    """Mark a draft as made into a case; False if the patient has saved since, or somebody was quicker."""
    this = and_(drafts.c.invitation_id == invitation_id, drafts.c.saved_at == saved_at, drafts.c.settled_at.is_(None))
    return bool(work.execute(update(drafts).where(this).values(settled_at=now)).rowcount)


def is_unchanged(work: Work, invitation_id: str, saved_at: datetime) -> bool:
    """Whether nobody has saved since. Who saves takes the invitation's row first, as does who sends."""
    newest = select(drafts.c.saved_at).where(drafts.c.invitation_id == invitation_id)
    return bool(work.connection.scalar(newest) == saved_at)


def drop_draft(work: Work, invitation_id: str) -> None:
    """The answers were sent: the working copy goes."""
    work.execute(delete(drafts).where(drafts.c.invitation_id == invitation_id))


def _clear_away(work: Work, now: datetime) -> None:
    old: ColumnElement[bool] = drafts.c.settled_at < now - KEPT
    work.execute(delete(drafts).where(old))
