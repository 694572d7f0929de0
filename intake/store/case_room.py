"""What every deed on a case shares: holding its row, refusing what is stale, and keeping what stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from intake.cases import IntakeKind, no_table_holds, nobody_assessed, place
from intake.people import Clinic
from intake.standing import Judgement, Standing, anything_open, stand
from intake.store.database import Database
from intake.store.errors import CaseChanged, CaseClosed, NoSuchCase
from intake.store.tables import (
    assessments,
    case_rows,
    cases,
    override_undos,
    overrides,
)
from intake.store.tokens import is_reference
from intake.store.work import Work
from intake.triage import Assessment
from intake.urgency import Urgency


class CaseRoom:
    """A room that works on cases. `sweep` takes in what patients left half-way; it runs before the queue is read."""

    def __init__(self, database: Database, sweep: Callable[[datetime], object]) -> None:
        self._db = database
        self._sweep = sweep


def hold(work: Work, reference: str, *, version: int | None = None, closed_too: bool = False) -> RowMapping:
    """The case's row, and nobody else changes it until the transaction ends.

    Raises NoSuchCase, CaseClosed, or CaseChanged where `version` is not the one that stands.
    """
    found = select(cases).where(cases.c.reference == reference).with_for_update()
    row = work.execute(found).mappings().first() if is_reference(reference) else None
    if row is None:
        raise NoSuchCase(reference)
    if version is not None and version != row["version"]:
        raise CaseChanged(row["changed_by"], row["changed_at"])
    if row["closed_at"] and not closed_too:
        raise CaseClosed(reference)
    return row


def change(work: Work, reference: str, by: str, now: datetime, **values: Any) -> None:
    """Give the case's row new values, one version up."""
    work.execute(
        update(cases)
        .where(cases.c.reference == reference)
        .values(version=cases.c.version + 1, changed_by=by, changed_at=now, **values)
    )


def judged(judgement: Judgement) -> dict[str, Any]:
    """What the queue shows of the rules' result, as columns of the case."""
    return {
        "rule_rank": judgement.assessment.urgency.rank,
        "ceiling_rank": judgement.assessment.ceiling.rank,
        "strength": judgement.assessment.strength,
        "reason": judgement.reason,
        "open_reason": judgement.open_reason,
        "regions": judgement.regions,
        "article_rows": tuple(str(number) for number in judgement.article_rows),
        "one_call": judgement.one_call,
    }


def keep_assessment(work: Work, reference: str, judgement: Judgement, now: datetime) -> None:
    """Add the rules' result to the case's records."""
    found = judgement.assessment
    work.keep(
        assessments,
        reference=reference,
        content=found.as_json(),
        urgency=found.urgency,
        ceiling=found.ceiling,
        policy=found.tables.policy,
        tables_version=found.tables.version,
        tables_sha256=found.tables.sha256,
        at=now,
    )
    _count_rows(work, reference, found)


def _count_rows(work: Work, reference: str, found: Assessment) -> None:
    """Which rows are raised now, for the reports to count."""
    work.execute(delete(case_rows).where(case_rows.c.reference == reference))
    if rows := sorted({finding.row.id for finding in found.raised}):
        work.execute(insert(case_rows).values([{"reference": reference, "row_id": row} for row in rows]))


def standing(work: Work, reference: str, clinic: Clinic, kind: str | None = None) -> dict[str, Any]:
    """What stands for the case by its records, as columns; `kind` where it is changing just now."""
    rows = work.execute(
        select(assessments).where(assessments.c.reference == reference).order_by(assessments.c.id)
    ).mappings().all()  # fmt: skip
    known = [(row["at"], Urgency(row["urgency"])) for row in rows]
    last, override = Assessment.from_json(rows[-1]["content"]), standing_override(work, reference)
    found = kind or work.execute(select(cases.c.kind).where(cases.c.reference == reference)).scalar_one()
    came, graded = IntakeKind(found), override is not None
    promised = no_table_holds(came, graded=graded)
    now_stands = stand(known, override, clinic, still_open=anything_open(last), first_look_promised=promised)
    nobody = nobody_assessed(came, now_stands.urgency, graded=graded)
    return in_order(now_stands, last.strength, not_assessed=nobody)


def in_order(stands: Standing, strength: int, *, not_assessed: bool) -> dict[str, Any]:
    """What stands, as columns, with the case's place in the queue."""
    return {
        "urgency_rank": stands.urgency.rank,
        "due_at": stands.due_at,
        "not_assessed": not_assessed,
        "place": place(stands.urgency, strength, stands.due_at, not_assessed=not_assessed),
    }


def standing_override(work: Work, reference: str) -> tuple[datetime, Urgency] | None:
    """The newest urgency that a clinician set and nobody took back."""
    row = work.execute(
        select(overrides.c.at, overrides.c.urgency)
        .outerjoin(override_undos, override_undos.c.id == overrides.c.id)
        .where(overrides.c.reference == reference, override_undos.c.id.is_(None))
        .order_by(overrides.c.id.desc())
        .limit(1)
    ).first()
    return (row.at, Urgency(row.urgency)) if row else None
