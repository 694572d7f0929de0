"""The queue and the case, as they are read."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from intake import access
from intake.cases import CaseFile, CaseState, IntakeKind, QueueRow, queue_order
from intake.clocks import local
from intake.people import Account, Clinic, age_on
from intake.store.case_files import read_case
from intake.store.case_room import CaseRoom
from intake.store.errors import StoreUnavailable
from intake.store.settings import read_clinic
from intake.store.tables import accounts, appointments, assessments, cases, intakes, patients
from intake.urgency import Urgency

_LEVELS = tuple(Urgency)

QUEUE: Select[Any] = (
    select(
        cases.c.reference,
        cases.c.urgency_rank,
        cases.c.rule_rank,
        cases.c.ceiling_rank,
        cases.c.strength,
        cases.c.kind,
        cases.c.state,
        cases.c.received_at,
        cases.c.due_at,
        cases.c.reason,
        cases.c.open_reason,
        cases.c.regions,
        cases.c.article_rows,
        cases.c.claimed_by.label("claimed_by_id"),
        cases.c.claimed_at,
        cases.c.chase_on,
        cases.c.one_call,
        cases.c.changed,
        cases.c.notices,
        patients.c.given_name,
        patients.c.family_name,
        patients.c.date_of_birth,
        appointments.c.booked_for,
        accounts.c.name.label("claimed_by"),
    )
    .join(patients, patients.c.id == cases.c.patient_id)
    .outerjoin(appointments, appointments.c.id == cases.c.appointment_id)
    .outerjoin(accounts, accounts.c.id == cases.c.claimed_by)
    .where(cases.c.closed_at.is_(None))
)
"""Every open case in one query; `ix_cases_open` holds open cases alone, however many are closed."""


class Reading(CaseRoom):
    """Looking, which changes nothing but the audit trail."""

    def queue(self, now: datetime) -> list[QueueRow]:
        """Every open case, in the order of the queue: what was left half-way is taken in first, then one query.

        While the database takes no writes the queue is shown as it stands; what was left is taken in at the next look.
        """
        with suppress(StoreUnavailable):
            self._sweep(now)
        with self._db.read() as connection:
            clinic = read_clinic(connection)
            found = connection.execute(QUEUE).all()
        return sorted((_queue_row(row, clinic, now) for row in found), key=queue_order)

    def last_received(self) -> datetime | None:
        """When the newest intake came in, open or closed; None before the first. By primary key."""
        newest = select(intakes.c.received_at).order_by(intakes.c.id.desc()).limit(1)
        with self._db.read() as connection:
            return connection.scalar(newest)

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
        """As `read`, for somebody who looks at it: the view goes onto the audit trail."""
        access.check_read_answers(actor)
        case = self.read(reference)
        with self._db.write() as work:
            work.record(actor.name, "opened the case", now, reference, account=actor.id)
        return case


def _queue_row(row: Row[Any], clinic: Clinic | None, now: datetime) -> QueueRow:
    born = row.date_of_birth
    today = local(now, clinic).date() if clinic else now.date()
    return QueueRow(
        reference=row.reference,
        patient_name=f"{row.given_name} {row.family_name}",
        date_of_birth=born.isoformat(),
        age=age_on(born, today),
        urgency=_LEVELS[row.urgency_rank],
        rule_urgency=_LEVELS[row.rule_rank],
        ceiling=_LEVELS[row.ceiling_rank],
        strength=row.strength,
        kind=IntakeKind(row.kind),
        state=CaseState(row.state),
        received_at=row.received_at,
        due_at=row.due_at,
        booked_for=row.booked_for,
        reason=row.reason,
        open_reason=row.open_reason,
        regions=row.regions,
        article_rows=tuple(int(number) for number in row.article_rows),
        claimed_by=row.claimed_by,
        claimed_by_id=row.claimed_by_id,
        claimed_at=row.claimed_at,
        chase_on=row.chase_on,
        one_call=row.one_call,
        changed=row.changed,
        notices=row.notices,
    )
