"""What the queue shows of a case, and who the patient is, tied to the audit trail and to the records behind them.

These rows change as work goes on, so no trigger keeps them. Instead the last event about a case carries the digest of
its row and of the patient's (its *seals*), taken while nobody else can write to the trail; and what a row says of
urgency and notices is compared with the records that it is derived from. A row that somebody changed past the
program, or a slip of the program itself, shows either way, with the case's name.

A seal names the columns that it covers: after a migration that adds one, older seals are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, func, select

from intake.audit import AuditEvent, sha256
from intake.cases import IntakeKind, nobody_assessed, place
from intake.store.tables import (
    assessments,
    cases,
    invitations,
    notice_ends,
    notices,
    override_undos,
    overrides,
    patients,
)
from intake.urgency import Urgency

CASE, PATIENT = "case_seal", "patient_seal"
_LEVELS = tuple(Urgency)


def seals_of(connection: Connection, reference: str | None, invitation_id: object) -> dict[str, str]:
    """The seals of the case and of the patient that an event is about; empty where it is about neither."""
    found: dict[str, str] = {}
    case = _one(connection, cases, cases.c.reference == reference) if reference else None
    if case:
        found[CASE] = _seal(cases, case)
    patient_id = case["patient_id"] if case else _invited(connection, invitation_id)
    patient = _one(connection, patients, patients.c.id == patient_id) if patient_id else None
    if patient:
        found[PATIENT] = f"{patient['id']}:{_seal(patients, patient)}"
    return found


def _one(connection: Connection, table: Table, which: Any) -> RowMapping | None:
    return connection.execute(select(table).where(which)).mappings().first()


def _invited(connection: Connection, invitation_id: object) -> str | None:
    if not isinstance(invitation_id, str):
        return None
    found: str | None = connection.scalar(select(invitations.c.patient_id).where(invitations.c.id == invitation_id))
    return found


def _seal(table: Table, row: RowMapping) -> str:
    """`columns:digest`: which columns it covers, as eight digits, and what they hold."""
    return f"{_columns(table)}:{sha256({column.name: row[column.name] for column in table.columns})}"


def _columns(table: Table) -> str:
    return sha256(sorted(column.name for column in table.columns))[:8]


class Seals:
    """The newest seal of each case and patient, gathered as the trail is read from its beginning."""

    def __init__(self) -> None:
        self.of_cases: dict[str, str] = {}
        self.of_patients: dict[str, str] = {}

    def gather(self, events: Iterable[AuditEvent]) -> None:
        """Take in a run of events, oldest first."""
        for event in events:
            details = json.loads(event.details)
            if CASE in details and event.reference:
                self.of_cases[event.reference] = details[CASE]
            if PATIENT in details:
                patient_id, _, seal = details[PATIENT].partition(":")
                self.of_patients[patient_id] = seal

    def broken(self, connection: Connection) -> Iterator[str]:
        """A sentence for each case whose row, or whose patient, is not what the trail saw last."""
        yield from _gone(connection, self.of_cases)
        whose = {
            row.patient_id: row.reference for row in connection.execute(select(cases.c.reference, cases.c.patient_id))
        }
        for row in connection.execute(select(cases)).mappings():
            if _is_broken(cases, row, self.of_cases.get(row["reference"])):
                yield f"{row['reference']}: what the queue shows of it was changed past the program."
        for row in connection.execute(select(patients)).mappings():
            if _is_broken(patients, row, self.of_patients.get(row["id"])):
                name = whose.get(row["id"], "a patient without a case")
                yield f"{name}: who the patient is was changed past the program."


def _is_broken(table: Table, row: RowMapping, seal: str | None) -> bool:
    covers_the_same = seal is not None and seal.startswith(f"{_columns(table)}:")
    return covers_the_same and _seal(table, row) != seal


def _gone(connection: Connection, sealed: Iterable[str]) -> Iterator[str]:
    there = set(connection.execute(select(cases.c.reference)).scalars())
    yield from (
        f"{reference}: its case was removed past the program." for reference in sealed if reference not in there
    )


# --- What the records say -----------------------------------------------------------------------------------


def underived(connection: Connection) -> Iterator[str]:
    """A sentence for each case whose row says something else than the records that it is derived from."""
    rules, set_by_hand, waiting = _rules(connection), _set_by_hand(connection), _waiting(connection)
    for row in connection.execute(select(cases).order_by(cases.c.reference)).mappings():
        reference = row["reference"]
        found = rules.get(reference)
        if found is None:
            yield f"{reference}: no result of the rules is kept for it."
            continue
        stands = set_by_hand.get(reference, found["urgency"])
        for name, shown, kept in (
            ("urgency", _LEVELS[row["urgency_rank"]], Urgency(stands)),
            ("rules' urgency", _LEVELS[row["rule_rank"]], Urgency(found["urgency"])),
            ("ceiling", _LEVELS[row["ceiling_rank"]], Urgency(found["ceiling"])),
        ):
            if shown is not kept:
                yield f"{reference}: the queue shows {name} {shown.step.word}, its records say {kept.step.word}."
        if set(row["notices"]) != waiting.get(reference, set()):
            yield f"{reference}: the queue does not show the notices that wait."
        graded, kind = reference in set_by_hand, IntakeKind(row["kind"])
        if row["not_assessed"] != nobody_assessed(kind, Urgency(stands), graded=graded):
            yield f"{reference}: whether anybody has assessed it does not follow from its records."
        if row["place"] != _place(row):
            yield f"{reference}: its place in the queue does not follow from its urgency and its clock."


def _place(row: RowMapping) -> int:
    level, by_hand = _LEVELS[row["urgency_rank"]], bool(row["not_assessed"])
    return place(level, row["strength"], row["due_at"], not_assessed=by_hand)


def _rules(connection: Connection) -> dict[str, RowMapping]:
    newest = select(func.max(assessments.c.id)).group_by(assessments.c.reference)
    columns = select(assessments.c.reference, assessments.c.urgency, assessments.c.ceiling)
    rows = connection.execute(columns.where(assessments.c.id.in_(newest))).mappings()
    return {row["reference"]: row for row in rows}


def _set_by_hand(connection: Connection) -> dict[str, str]:
    """The newest urgency that a clinician set and nobody took back, by case."""
    standing = (
        select(overrides.c.reference, overrides.c.urgency)
        .outerjoin(override_undos, override_undos.c.id == overrides.c.id)
        .where(override_undos.c.id.is_(None))
        .order_by(overrides.c.id)
    )
    return {row.reference: row.urgency for row in connection.execute(standing)}


def _waiting(connection: Connection) -> dict[str, set[str]]:
    standing = (
        select(notices.c.reference, notices.c.kind)
        .outerjoin(notice_ends, notice_ends.c.id == notices.c.id)
        .where(notice_ends.c.id.is_(None))
    )
    found: dict[str, set[str]] = {}
    for row in connection.execute(standing):
        found.setdefault(row.reference, set()).add(row.kind)
    return found
