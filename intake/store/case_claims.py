"""Who has a case, what colleagues write on it, and its end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from intake import access
from intake.cases import CaseState
from intake.people import Account
from intake.plain_text import tidy
from intake.store.case_room import CaseRoom, change, hold, requests_without_report
from intake.store.errors import AlreadyClaimed, ReasonNeeded, RequestsOpen
from intake.store.tables import accounts, cases, moves
from intake.store.work import Work
from intake.urgency import Urgency


class Claims(CaseRoom):
    """Taking, letting go, writing, closing. A claim or a comment makes nobody else's work stale."""

    def claim(self, reference: str, actor: Account, now: datetime) -> None:
        """Take the case. The second who tries is told who has it and since when (AlreadyClaimed)."""
        access.check_claim(actor)
        with self._db.write() as work:
            case = hold(work, reference)
            if case["claimed_by"] == actor.id:
                return
            if case["claimed_by"]:
                raise AlreadyClaimed(_name(work, case["claimed_by"]), case["claimed_at"])
            _claim(work, reference, actor.id, now)
            _move(work, reference, "claimed", "", actor, now)
            work.record(actor.name, "took the case", now, reference, account=actor.id)

    def release(self, reference: str, actor: Account, now: datetime) -> None:
        """Let the case go, for whoever comes next."""
        access.check_claim(actor)
        with self._db.write() as work:
            case = hold(work, reference)
            if case["claimed_by"] is None:
                return
            if case["claimed_by"] != actor.id:
                access.check_release_others(actor)
            _claim(work, reference, None, None)
            _move(work, reference, "released", "", actor, now)
            work.record(actor.name, "released the case", now, reference, account=actor.id)

    def comment(self, reference: str, text: str, actor: Account, now: datetime) -> None:
        """Write something on the case for colleagues. It is never changed afterwards."""
        access.check_comment(actor)
        said = tidy(text)
        if not said:
            raise ReasonNeeded("Nothing is written yet. Write your comment, then save it.")
        with self._db.write() as work:
            hold(work, reference, closed_too=True)
            _move(work, reference, "commented", said, actor, now)
            work.record(actor.name, "commented on the case", now, reference, account=actor.id)

    def close(
        self,
        reference: str,
        outcome: str,
        actor: Account,
        now: datetime,
        version: int,
        *,
        despite_requests: bool = False,
    ) -> None:
        """Close the case. From *urgent* up it needs an outcome; with a request open it must be said that one is."""
        access.check_close(actor)
        said = tidy(outcome)
        with self._db.write() as work:
            case = hold(work, reference, version=version)
            if not said and case["urgency_rank"] >= Urgency.URGENT.rank:
                raise ReasonNeeded("An urgent case is closed with its outcome. Write what came of it.")
            waiting = requests_without_report(work, reference)
            if waiting and not despite_requests:
                raise RequestsOpen(tuple(kind for kind, _ in waiting))
            _move(work, reference, "closed", said or "no outcome recorded", actor, now)
            change(work, reference, actor.name, now, state=CaseState.CLOSED, closed_at=now, outcome=said)
            work.record(actor.name, "closed the case", now, reference, account=actor.id)

    def reopen(self, reference: str, actor: Account, now: datetime) -> None:
        """Put a closed case back into the queue, as it stood."""
        access.check_close(actor)
        with self._db.write() as work:
            case = hold(work, reference, closed_too=True)
            if case["closed_at"] is None:
                return
            state = CaseState.REQUESTED if requests_without_report(work, reference) else CaseState.WAITING
            _move(work, reference, "reopened", "", actor, now)
            change(work, reference, actor.name, now, state=state, closed_at=None)
            work.record(actor.name, "opened the case again", now, reference, account=actor.id)


def _claim(work: Work, reference: str, account_id: str | None, at: datetime | None) -> None:
    work.execute(update(cases).where(cases.c.reference == reference).values(claimed_by=account_id, claimed_at=at))


def _move(work: Work, reference: str, move: str, text: str, actor: Account, now: datetime) -> None:
    work.keep(moves, reference=reference, move=move, text=text, by_id=actor.id, by_name=actor.name, at=now)


def _name(work: Work, account_id: str) -> str:
    return str(work.execute(select(accounts.c.name).where(accounts.c.id == account_id)).scalar())
