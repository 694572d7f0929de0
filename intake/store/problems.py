"""Problems with the pages that somebody reports who has no case yet: staff see them until somebody has seen to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select

from intake import access
from intake.notices import PROBLEM_WORDS, Problem
from intake.people import Account
from intake.plain_text import tidy
from intake.store.database import Database
from intake.store.tables import invitations, patients, problem_ends, problems


class Problems:
    """What was reported before anything was sent. Afterwards it is a notice on the case (`aftercare.ask`)."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def report(self, invitation_id: str, about: str, now: datetime) -> None:
        """Lay a problem before staff. One that waits already is not reported twice."""
        if about not in PROBLEM_WORDS:
            raise KeyError(about)
        with self._db.write() as work:
            work.take_turn(f"problems {invitation_id}")
            waiting = _open().where(problems.c.invitation_id == invitation_id, problems.c.about == about)
            if work.execute(waiting).first():
                return
            work.keep(problems, invitation_id=invitation_id, about=about, at=now)
            work.record("Patient", "reported a problem", now, invitation=invitation_id, about=about)

    def waiting(self) -> list[Problem]:
        """What nobody has seen to yet, oldest first. Nobody's name is looked up before something waits."""
        with self._db.read() as connection:
            numbers = connection.execute(_open().order_by(problems.c.id)).scalars().all()
            rows = connection.execute(_named(numbers)).mappings() if numbers else ()
            return [
                Problem(str(row["id"]), row["about"], f"{row['given_name']} {row['family_name']}", row["at"])
                for row in rows
            ]

    def how_many(self) -> int:
        """How many nobody has seen to yet."""
        with self._db.read() as connection:
            return connection.scalar(_HOW_MANY) or 0

    def end(self, problem_id: str, outcome: str, actor: Account, now: datetime) -> None:
        """Say that it was seen to. One that has ended already stays as it is."""
        access.check_invite(actor)
        with self._db.write() as work:
            work.take_turn(f"problem {problem_id}")
            if not work.execute(_open().where(problems.c.id == int(problem_id))).first():
                return
            ended = {"id": int(problem_id), "outcome": tidy(outcome, 500), "by_id": actor.id, "by_name": actor.name}
            work.keep(problem_ends, at=now, **ended)
            work.record(actor.name, "saw to a reported problem", now, account=actor.id)


def _open() -> Select[Any]:
    """The numbers of those that wait."""
    return select(problems.c.id).where(~exists().where(problem_ends.c.id == problems.c.id))


_HOW_MANY = select(func.count()).select_from(_open().subquery())


def _named(numbers: Sequence[int]) -> Select[Any]:
    """Those problems, each with the name of whoever has it; asked by number, so that no other invitation is read."""
    return (
        select(problems, patients.c.given_name, patients.c.family_name)
        .join(invitations, invitations.c.id == problems.c.invitation_id)
        .join(patients, patients.c.id == invitations.c.patient_id)
        .where(problems.c.id.in_(numbers))
        .order_by(problems.c.id)
    )
