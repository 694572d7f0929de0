"""Who types: declared for a sitting, marked on each answer as it is saved, kept for ever with the intake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from intake.arrivals import Arrival
from intake.cases import IntakeKind
from intake.plain_text import tidy
from intake.questionnaire import Answers
from intake.store.database import Database
from intake.store.tables import drafts, filled_in, typists
from intake.store.tokens import new_id
from intake.store.work import Work
from intake.typists import FilledIn, Hand, Typist

_FIELDS = ("name", "relation", "why", "agreement", "account_id")


class Typists:
    """Who sits in front of which form."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def declare(self, invitation_id: str, session_id: str, typist: Typist, now: datetime) -> None:
        """From now on this session is typed by them; what was typed before keeps its own mark."""
        with self._db.write() as work:
            before = work.execute(_of_invitation(invitation_id)).mappings().first()
            _leave(work, session_id)
            if before is None and typist.hand is Hand.SELF:
                return
            row = {name: tidy(getattr(typist, name) or "", 200) for name in _FIELDS} | {"account_id": typist.account_id}
            mine = {"id": new_id(), "invitation_id": invitation_id, "session_id": session_id, "at": now}
            work.execute(insert(typists).values(**mine, how=typist.hand, **row))
            by = typist.name if typist.hand is Hand.TELEPHONE else "Patient"
            work.record(by, _SAID[typist.hand], now, invitation=invitation_id)

    def carry_on(self, invitation_id: str, old_session_id: str, session_id: str, now: datetime) -> None:
        """Another session of the same sitting. One that has declared nothing goes on as the last one at the form did.

        Staff on the telephone are never taken for granted: they declare themselves each time.
        """
        with self._db.write() as work:
            moved = update(typists).where(typists.c.session_id == old_session_id).values(session_id=session_id)
            if work.execute(moved).rowcount:
                return
            last = work.execute(_of_invitation(invitation_id)).mappings().first()
            if last and last["how"] == Hand.ON_BEHALF:
                again = dict(last) | {"id": new_id(), "session_id": session_id, "at": now}
                work.execute(insert(typists).values(**again))

    def of_session(self, session_id: str) -> Typist | None:
        """Who types in this session; None when it is the patient."""
        with self._db.read() as connection:
            row = connection.execute(select(typists).where(typists.c.session_id == session_id)).mappings().first()
        return None if row is None or row["how"] == Hand.SELF else typist_of(row)


_SAID = {
    Hand.SELF: "said that they fill in themselves",
    Hand.ON_BEHALF: "said that somebody fills in for the patient",
    Hand.TELEPHONE: "began to fill in by telephone",
}


def _of_invitation(invitation_id: str) -> Any:
    """Declarations for an invitation, newest first; staff on the telephone left out."""
    mine = select(typists).where(typists.c.invitation_id == invitation_id, typists.c.how != Hand.TELEPHONE)
    return mine.order_by(typists.c.at.desc(), typists.c.id.desc())


def _leave(work: Work, session_id: str) -> None:
    work.execute(update(typists).where(typists.c.session_id == session_id).values(session_id=None))


def typist_of(row: RowMapping) -> Typist:
    """Who typed, of a row that says so."""
    return Typist(Hand(row["how"]), row["name"], row["relation"], row["why"], row["agreement"], row["account_id"])


def marked(work: Work, session_id: str | None, before: RowMapping | None, answers: Answers) -> dict[str, str]:
    """Whose hand each answer was typed by, as typist ids: what was changed now is this session's, the rest stays."""
    typist_id = session_id and work.connection.scalar(
        select(typists.c.id).where(typists.c.session_id == session_id, typists.c.how != Hand.SELF)
    )
    old: Mapping[str, str] = (before["typed_by"] if before else None) or {}
    said: Mapping[str, Any] = before["answers"] if before else {}
    changed = {link_id for link_id, answer in answers.items() if said.get(link_id) != _stored(answer)}
    kept = {link_id: old[link_id] for link_id in answers if link_id in old and link_id not in changed}
    return kept | (dict.fromkeys(sorted(changed), typist_id) if typist_id else {})


def _stored(answer: str | tuple[str, ...]) -> str | list[str]:
    return answer if isinstance(answer, str) else list(answer)


def keep_filled_in(work: Work, of: tuple[str, str, int], arrival: Arrival) -> None:
    """Keep who typed what of an intake (`of`: reference, invitation, intake), from the marks on its draft."""
    reference, invitation_id, intake_id = of
    draft = work.execute(select(drafts).where(drafts.c.invitation_id == invitation_id)).mappings().first()
    by_typist: dict[str, list[str]] = {}
    for link_id, typist_id in sorted(marked(work, arrival.session_id, draft, arrival.answers).items()):
        by_typist.setdefault(typist_id, []).append(link_id)
    if arrival.kind is IntakeKind.UNDER_16:
        by_typist = _whoever_is_there(work, invitation_id)
    rows = work.execute(select(typists).where(typists.c.id.in_(by_typist)).order_by(typists.c.at, typists.c.id))
    for row in rows.mappings().all():
        who = {name: row[name] for name in ("how", *_FIELDS)}
        kept = {"intake_id": intake_id, "reference": reference, "at": arrival.received_at}
        work.keep(filled_in, link_ids=by_typist[row["id"]], **kept, **who)


def _whoever_is_there(work: Work, invitation_id: str) -> dict[str, list[str]]:
    """For an intake without answers, such as a child's: whoever declared themselves last."""
    there = select(typists).where(typists.c.invitation_id == invitation_id)
    last = work.execute(there.order_by(typists.c.at.desc(), typists.c.id.desc())).mappings().first()
    return {last["id"]: []} if last and last["how"] != Hand.SELF else {}


def filled_in_of(rows: Iterable[RowMapping]) -> dict[int, tuple[FilledIn, ...]]:
    """Who typed each intake of a case, by the intake's id."""
    found: dict[int, tuple[FilledIn, ...]] = {}
    for row in rows:
        one = FilledIn(typist_of(row), tuple(row["link_ids"]), row["at"])
        found[row["intake_id"]] = (*found.get(row["intake_id"], ()), one)
    return found
