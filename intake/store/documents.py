"""What is being written for a document, the clinical question, and the papers that were signed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from intake import access
from intake.chosen import Chosen, as_text, from_text
from intake.people import Account
from intake.plain_text import tidy
from intake.referral import Referral
from intake.store.case_room import hold
from intake.store.database import Database
from intake.store.errors import PaperChanged
from intake.store.tables import questions, referral_papers


def _card(kind: str) -> str:
    """Under which kind the table of questions keeps what is set beside the question."""
    return f"{kind}-card"


@dataclass(frozen=True)
class Question:
    """A clinical question as it is saved: what it says, whose words those are, since when."""

    text: str
    by: str
    at: datetime


class Asked(dict[str, Question]):
    """What is written for the documents of a case, by kind: read once for a page."""

    def text(self, kind: str) -> str:
        """The question as it stands; empty before anybody wrote one."""
        return self[kind].text if kind in self else ""

    def chosen(self, kind: str) -> Chosen:
        """What is set on the card; nothing before anybody set anything."""
        return from_text(self.text(_card(kind)))


class Documents:
    """Clinical questions while they are being edited, one a document of a case; signed papers as they left."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def save_question(self, reference: str, kind: str, text: str, actor: Account, now: datetime) -> None:
        """Save the question as it stands, for whoever opens the case next."""
        access.check_sign(actor)
        with self._db.write() as work:
            hold(work, reference)
            written = {"text": tidy(text), "by_id": actor.id, "by_name": actor.name, "at": now}
            work.upsert(questions, {"reference": reference, "kind": str(kind)}, written)
            work.record(actor.name, f"edited the question for {kind}", now, reference, account=actor.id)

    def asked(self, reference: str) -> Asked:
        """Every question of a case as it stands, and what is set beside it, by kind of document."""
        mine = select(questions).where(questions.c.reference == reference)
        with self._db.read() as connection:
            rows = connection.execute(mine).mappings().all()
        return Asked({row["kind"]: Question(row["text"], row["by_name"], row["at"]) for row in rows})

    def question(self, reference: str, kind: str) -> str:
        """The question as it stands; empty before anybody wrote one."""
        mine = select(questions.c.text).where(questions.c.reference == reference, questions.c.kind == str(kind))
        with self._db.read() as connection:
            return connection.scalar(mine) or ""

    def choose(self, reference: str, kind: str, chosen: Chosen, actor: Account, now: datetime) -> None:
        """Save what is set on the card of a document, beside its question."""
        access.check_sign(actor)
        with self._db.write() as work:
            hold(work, reference)
            written = {"text": tidy(as_text(chosen)), "by_id": actor.id, "by_name": actor.name, "at": now}
            work.upsert(questions, {"reference": reference, "kind": _card(kind)}, written)
            work.record(actor.name, f"set what {kind} asks for", now, reference, account=actor.id)

    def chosen(self, reference: str, kind: str) -> Chosen:
        """What is set on the card; nothing before anybody set anything."""
        return from_text(self.question(reference, _card(kind)))

    def paper(self, signed: Referral) -> bytes:
        """The signed document as it left. Raises PaperChanged when it is no longer what was signed."""
        with self._db.read() as connection:
            pdf = connection.scalar(select(referral_papers.c.pdf).where(referral_papers.c.id == int(signed.id)))
        if pdf is None or hashlib.sha256(pdf).hexdigest() != signed.sha256:
            raise PaperChanged
        return bytes(pdf)
