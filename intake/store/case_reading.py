"""The case, as it is read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from intake import access
from intake.cases import CaseFile
from intake.people import Account
from intake.store.case_files import read_case
from intake.store.case_room import CaseRoom
from intake.store.tables import assessments, cases


class Reading(CaseRoom):
    """Looking, which changes nothing but the audit trail and that it was looked at."""

    def policy_of(self, reference: str) -> str | None:
        """The policy by which this case was graded last; None where there is no such case."""
        newest = select(assessments.c.policy).where(assessments.c.reference == reference)
        with self._db.read() as connection:
            found: str | None = connection.scalar(newest.order_by(assessments.c.id.desc()).limit(1))
        return found

    def read(self, reference: str) -> CaseFile:
        """Everything about a case. Raises NoSuchCase."""
        with self._db.read() as connection:
            return read_case(connection, reference)

    def view(self, reference: str, actor: Account, now: datetime) -> CaseFile:
        """As `read`, for somebody who looks at it: the view goes onto the audit trail, and the case is new no more.

        What comes in between is still new: nobody has seen it.
        """
        access.check_read_answers(actor)
        case = self.read(reference)
        with self._db.write() as work:
            unseen = update(cases).where(cases.c.reference == reference, cases.c.looked_at.is_(None))
            work.execute(unseen.where(cases.c.version == case.version).values(looked_at=now))
            work.record(actor.name, "opened the case", now, reference, account=actor.id)
        return case
