"""Who has a case, and what colleagues write on it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import RowMapping, select, update

from intake import access
from intake.people import Account
from intake.plain_text import tidy
from intake.store.accounts import PEOPLE, account_of
from intake.store.case_room import CaseRoom, hold
from intake.store.desk import NOTE, drop_draft
from intake.store.errors import AlreadyClaimed, ReasonNeeded, Refused
from intake.store.tables import accounts, cases, moves
from intake.store.work import Work

HOUSE = "Twitchboard"


class Claims(CaseRoom):
    """Taking, letting go, writing. A claim or a comment makes nobody else's work stale."""

    def claim(self, reference: str, actor: Account, now: datetime) -> None:
        """Take the case. The second who tries is told who has it and since when (AlreadyClaimed)."""
        access.check_claim(actor)
        with self._db.write() as work:
            _colleague(work, actor.id)
            case = hold(work, reference)
            if not take_where_nobody_has(work, case, actor, now):
                raise AlreadyClaimed(_name(work, case["claimed_by"]), case["claimed_at"])

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

    def assign(self, reference: str, colleague_id: str, actor: Account, now: datetime) -> None:
        """Give the case to a colleague: one that nobody has, or one's own. Of a colleague: who may release it."""
        access.check_claim(actor)
        with self._db.write() as work:
            colleague = _colleague(work, colleague_id)
            case = hold(work, reference)
            if case["claimed_by"] == colleague.id:
                return
            if case["claimed_by"] not in (None, actor.id):
                access.check_release_others(actor)
            _claim(work, reference, colleague.id, now)
            _move(work, reference, "assigned", colleague.name, actor, now)
            work.record(actor.name, f"gave the case to {colleague.name}", now, reference, account=actor.id)

    def comment(self, reference: str, text: str, actor: Account, now: datetime) -> None:
        """Write something on the case for colleagues. It is never changed afterwards."""
        access.check_comment(actor)
        said = tidy(text)
        if not said:
            raise ReasonNeeded("Nothing is written yet. Write your comment, then save it.")
        with self._db.write() as work:
            hold(work, reference, closed_too=True)
            drop_draft(work, reference, NOTE, actor)  # a second tap, too: its page has kept one anew
            if _just_said(work, reference, said, actor, now):
                return
            _move(work, reference, "commented", said, actor, now)
            work.record(actor.name, "commented on the case", now, reference, account=actor.id)


_SECOND_TAP = timedelta(seconds=30)


def _just_said(work: Work, reference: str, said: str, actor: Account, now: datetime) -> bool:
    """Whether this very comment is the newest that was written on the case, or done with its claim: a second tap."""
    newest = select(moves).where(moves.c.reference == reference).order_by(moves.c.id.desc()).limit(1)
    last = work.execute(newest).mappings().first()
    if last is None or now - last["at"] > _SECOND_TAP:
        return False
    return (last["move"], last["text"], last["by_id"]) == ("commented", said, actor.id)


def take_where_nobody_has(work: Work, case: RowMapping, actor: Account, now: datetime) -> bool:
    """Take a case that is held for writing, unless a colleague has it; whether the actor has it then."""
    reference = case["reference"]
    if case["claimed_by"] is None:
        _claim(work, reference, actor.id, now)
        _move(work, reference, "claimed", "", actor, now)
        work.record(actor.name, "took the case", now, reference, account=actor.id)
    return case["claimed_by"] in (None, actor.id)


def release_every(work: Work, account_id: str, actor: Account, now: datetime) -> None:
    """Every open case of somebody who may hold none any more goes back to the team: none waits for an empty chair."""
    theirs = select(cases.c.reference).where(cases.c.claimed_by == account_id, cases.c.closed_at.is_(None))
    for reference in work.execute(theirs.order_by(cases.c.reference)).scalars().all():
        held = hold(work, reference, closed_too=True)
        if held["closed_at"] or held["claimed_by"] != account_id:
            continue  # closed or given on meanwhile
        _claim(work, reference, None, None)
        _move(work, reference, "released", "", actor, now)
        work.record(actor.name, "released the case", now, reference, account=account_id)


def release_where_nobody_sits(work: Work, reference: str, now: datetime) -> None:
    """Let a case go that comes back to somebody who may hold none any more: switched off, or in another role."""
    whose = PEOPLE.join(cases, cases.c.claimed_by == accounts.c.id).where(cases.c.reference == reference)
    row = work.execute(whose).mappings().first()
    if row is None or access.can_claim(account_of(row)):
        return
    _claim(work, reference, None, None)
    work.keep(moves, reference=reference, move="released", text="", by_name=HOUSE, at=now)
    work.record(HOUSE, "released the case", now, reference, account=row["id"])


def _claim(work: Work, reference: str, account_id: str | None, at: datetime | None) -> None:
    work.execute(update(cases).where(cases.c.reference == reference).values(claimed_by=account_id, claimed_at=at))


def _move(work: Work, reference: str, move: str, text: str, actor: Account, now: datetime) -> None:
    work.keep(moves, reference=reference, move=move, text=text, by_id=actor.id, by_name=actor.name, at=now)


def _colleague(work: Work, account_id: str) -> Account:
    """Somebody who may take cases, and may until the transaction ends: whoever switches them off waits for it.

    The account is held before the case, as it is by whoever switches off and then releases.
    """
    held = PEOPLE.where(accounts.c.id == account_id).with_for_update(read=True, of=accounts)
    row = work.execute(held).mappings().first()
    if row is None or not access.can_claim(account_of(row)):
        raise Refused("That colleague cannot take cases. Choose another.")
    return account_of(row)


def _name(work: Work, account_id: str) -> str:
    return str(work.execute(select(accounts.c.name).where(accounts.c.id == account_id)).scalar())
