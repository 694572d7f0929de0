"""Counting for the Reports page: one question a figure, each by an index, and no name, answer or reason comes out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    select,
    true,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB

from intake.cases import IntakeKind
from intake.following import FollowStep
from intake.people import Clinic
from intake.questionnaire import Answers
from intake.referral import FOR_THE_PATIENT, ReferralState
from intake.reporting import COMPARED, Asked, Followed, Line, Period, RowCount, Told
from intake.store.database import Database
from intake.store.drafts import answers_of
from intake.store.tables import (
    case_rows,
    cases,
    examinations,
    intakes,
    override_undos,
    overrides,
    referral_events,
    referrals,
)

NOT_SURE = "not-sure"


class Reporting:
    """What can be counted of a period."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def read(self, period: Period, clinic: Clinic) -> Told:
        """Everything about the cases that came in the period, in one consistent view."""
        first, after = period.moments(clinic)
        came = and_(cases.c.received_at >= first, cases.c.received_at < after)
        with self._db.read() as connection:
            return Told(
                lines=tuple(Line(*row) for row in connection.execute(self._lines(came))),
                rows=tuple(RowCount(*row) for row in connection.execute(_rows(came))),
                asked=self._asked(connection, first, after),
                sent=connection.scalar(_sent(first, after)) or 0,
                stopped={row.page_id or "": row.people for row in connection.execute(_stopped(first, after))},
                followed=tuple(Followed(*row) for row in connection.execute(self._followed(first, after))),
                regions={row.regions: row.people for row in connection.execute(_regions(came))},
                answers=tuple(_answers(connection, came)),
            )

    def _seconds(self, column: ColumnElement[Any]) -> ColumnElement[int | None]:
        """A moment in whole seconds since 1970."""
        if self._db.is_sqlite:
            return cast(func.strftime("%s", column), Integer)
        return cast(func.floor(func.extract("epoch", column)), Integer)

    def _lines(self, came: ColumnElement[bool]) -> Select[Any]:
        seen = select(func.min(examinations.c.at)).where(examinations.c.reference == cases.c.reference)
        moments = (cases.c.received_at, cases.c.looked_at, cases.c.due_at, seen.scalar_subquery(), cases.c.closed_at)
        graded = case((~cases.c.not_assessed, cases.c.urgency_rank))
        return select(graded, *map(self._seconds, moments)).where(came)

    def _asked(self, connection: Connection, first: datetime, after: datetime) -> tuple[Asked, ...]:
        """Each question's answers, counted by the database out of what was sent."""
        stored = type_coerce(intakes.c.answers, Text)
        each = func.json_each(stored) if self._db.is_sqlite else func.jsonb_each_text(cast(stored, JSONB))
        answer = each.table_valued("key", "value")
        unsure = func.sum(case((answer.c.value.in_((NOT_SURE, f'["{NOT_SURE}"]')), 1), else_=0))
        counted = select(answer.c.key, func.count(), unsure).select_from(intakes).join(answer, true())
        sent = _between(intakes.c.received_at, first, after) & (intakes.c.kind == IntakeKind.SENT)
        return tuple(Asked(*row) for row in connection.execute(counted.where(sent).group_by(answer.c.key)))

    def _followed(self, first: datetime, after: datetime) -> Select[Any]:
        """The newest version of each request that was signed, with the newest that was heard of it."""
        later = referrals.alias()
        newest = ~exists().where(
            later.c.reference == referrals.c.reference,
            later.c.kind == referrals.c.kind,
            later.c.version > referrals.c.version,
        )
        of_this = referral_events.c.referral_id == referrals.c.id
        moved = referral_events.c.state != FollowStep.CHASED  # chasing leaves a request where it stands
        last = select(referral_events.c.state).where(of_this, moved).order_by(referral_events.c.id.desc()).limit(1)
        reported = select(func.max(referral_events.c.at)).where(
            of_this, referral_events.c.state == ReferralState.REPORTED
        )
        return select(
            referrals.c.kind,
            func.coalesce(last.scalar_subquery(), ReferralState.SIGNED.value),
            self._seconds(referrals.c.at),
            self._seconds(reported.scalar_subquery()),
        ).where(_between(referrals.c.at, first, after), referrals.c.kind.not_in(FOR_THE_PATIENT), newest)


def _between(column: ColumnElement[Any], first: datetime, after: datetime) -> ColumnElement[bool]:
    return and_(column >= first, column < after)


def _rows(came: ColumnElement[bool]) -> Select[Any]:
    """Of the cases in which a row is raised: those looked at, and those that a clinician moved up or down."""
    moved = exists().where(
        overrides.c.reference == cases.c.reference,
        ~exists().where(override_undos.c.id == overrides.c.id),
    )
    looked = cases.c.looked_at.is_not(None)
    up, down = cases.c.urgency_rank > cases.c.rule_rank, cases.c.urgency_rank < cases.c.rule_rank
    return (
        select(
            case_rows.c.row_id,
            func.count(),
            *(_how_many(looked & which) for which in (true(), moved & up, moved & down)),
        )
        .join(cases, cases.c.reference == case_rows.c.reference)
        .where(came)
        .group_by(case_rows.c.row_id)
    )


def _how_many(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((which, 1), else_=0))


def _sent(first: datetime, after: datetime) -> Select[Any]:
    """How many forms were sent."""
    return select(func.count()).where(_between(intakes.c.received_at, first, after), intakes.c.kind == IntakeKind.SENT)


def _stopped(first: datetime, after: datetime) -> Select[Any]:
    """People who left half-way and have sent nothing since, by the page on which they left."""
    since = intakes.alias()
    sent = exists().where(since.c.invitation_id == intakes.c.invitation_id, since.c.kind == IntakeKind.SENT)
    left = intakes.c.kind == IntakeKind.ABANDONED
    return (
        select(intakes.c.page_id, func.count(func.distinct(intakes.c.invitation_id)).label("people"))
        .where(_between(intakes.c.received_at, first, after), left, ~sent)
        .group_by(intakes.c.page_id)
    )


def _regions(came: ColumnElement[bool]) -> Select[Any]:
    return select(cases.c.regions, func.count().label("people")).where(came).group_by(cases.c.regions)


def _answers(connection: Connection, came: ColumnElement[bool]) -> list[Answers]:
    """What the newest people of the period sent, to be graded by other tables; nobody's name beside it."""
    sent = (
        select(intakes.c.answers)
        .join(cases, cases.c.reference == intakes.c.reference)
        .where(came, intakes.c.kind == IntakeKind.SENT)
        .order_by(cases.c.received_at.desc())
        .limit(COMPARED)
    )
    return [answers_of(stored) for stored in connection.execute(sent).scalars()]
