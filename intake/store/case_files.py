"""Reading: a case with everything that was said and done about it, put together from its records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, select

from intake.appointments import Wish
from intake.cases import (
    CaseFile,
    CaseState,
    Clarification,
    Intake,
    IntakeKind,
    Override,
    answers_in_force,
)
from intake.examination import Examination, ExamItem, ExamState
from intake.people import Account, Appointment, Patient
from intake.questionnaire import Answers, questionnaire
from intake.store import case_timeline
from intake.store.accounts import PEOPLE, account_of
from intake.store.aftercare import entry_of
from intake.store.case_following import closings_of, referrals_of
from intake.store.drafts import answers_of
from intake.store.errors import NoSuchCase
from intake.store.invitations import PATIENT_FIELDS
from intake.store.notices import notices_of
from intake.store.pictures import pictures_of
from intake.store.settings import the_clinic
from intake.store.tables import (
    accounts,
    appointments,
    assessments,
    booking_events,
    cases,
    clarification_undos,
    clarifications,
    closings,
    examinations,
    filled_in,
    intakes,
    journal_entries,
    moves,
    notice_ends,
    notices,
    override_undos,
    overrides,
    patients,
    picture_removals,
    pictures,
    referral_dates,
    referral_events,
    referrals,
    results,
    wish_ends,
    wishes,
)
from intake.store.tokens import is_reference
from intake.store.typists import filled_in_of
from intake.triage import Assessment
from intake.typists import FilledIn
from intake.urgency import Urgency

Records = dict[str, list[RowMapping]]
GIVEN_BY_PATIENT = {
    "address": "address",
    "sex": "sex",
    "patient-number": "number",
    "usual-doctor": "usual_doctor",
    "interpreter": "language",
    "access-needs": "needs",
}
"""What the patient is asked for where staff have not entered it: link_id and field."""


def read_case(connection: Connection, reference: str) -> CaseFile:
    """Everything about one case. Raises NoSuchCase."""
    found = select(cases).where(cases.c.reference == reference)
    case = connection.execute(found).mappings().first() if is_reference(reference) else None
    if case is None:
        raise NoSuchCase(reference)
    records = _records(connection, reference)
    received = intakes_of(records["intakes"], filled_in_of(records["filled_in"]))
    said = clarifications_of(records["clarifications"], records["clarification_undos"])
    person = connection.execute(select(patients).where(patients.c.id == case["patient_id"])).mappings().one()
    patient = Patient(**{name: person[name] for name in PATIENT_FIELDS})
    clinic = the_clinic(connection)
    return CaseFile(
        reference=reference,
        clinic=clinic,
        patient=_as_given(patient, answers_in_force(received, said)),
        appointment=_appointment(connection, case["appointment_id"]),
        state=CaseState(case["state"]),
        received_at=case["received_at"],
        claimed_by=_claimed_by(connection, case["claimed_by"]),
        claimed_at=case["claimed_at"],
        intakes=received,
        clarifications=said,
        assessments=tuple((row["at"], Assessment.from_json(row["content"])) for row in records["assessments"]),
        overrides=overrides_of(records["overrides"], records["override_undos"]),
        examinations=tuple(_examination(row) for row in records["examinations"]),
        referrals=referrals_of(*(records[name] for name in _FOLLOWED)),
        comments=tuple(case_timeline.comments(records["moves"])),
        timeline=case_timeline.entries(records, clinic),
        due_at=case["due_at"],
        version=case["version"],
        journal=tuple(entry_of(row) for row in records["journal_entries"]),
        notices=notices_of(records["notices"], records["notice_ends"]),
        changed=case["changed"],
        closings=closings_of(records["closings"]),
        wish=_wish(records),
        pictures=pictures_of(records["pictures"], records["picture_removals"]),
    )


def _wish(records: Records) -> Wish | None:
    """The wish to bring the appointment forward, while it stands."""
    ended = {row["id"] for row in records["wish_ends"]}
    standing = [row for row in records["wishes"] if row["id"] not in ended]
    return wish_of(standing[-1]) if standing else None


_FOLLOWED = ("referrals", "referral_events", "referral_dates", "results")


_OF_CASE: tuple[Table, ...] = (
    intakes, filled_in, clarifications, clarification_undos, assessments, overrides, override_undos, examinations,
    referrals, referral_events, moves,
    journal_entries, notices, notice_ends, referral_dates, results, closings,
    booking_events, wishes, wish_ends, pictures, picture_removals,
)  # fmt: skip


def _records(connection: Connection, reference: str) -> Records:
    """Every record of the case by table, oldest first."""
    return {table.name: list(connection.execute(_of_case(table, reference)).mappings().all()) for table in _OF_CASE}


def _of_case(table: Table, reference: str) -> Select[Any]:
    return select(table).where(table.c.reference == reference).order_by(table.c.id)


def intakes_of(
    rows: Iterable[RowMapping], filled: Mapping[int, tuple[FilledIn, ...]] | None = None
) -> tuple[Intake, ...]:
    """Intakes as values; `filled` says by intake id who typed."""
    return tuple(
        Intake(
            str(row["id"]),
            IntakeKind(row["kind"]),
            answers_of(row["answers"]),
            row["received_at"],
            row["questionnaire_version"],
            (filled or {}).get(row["id"], ()),
        )
        for row in rows
    )


def clarifications_of(rows: Iterable[RowMapping], undone: Iterable[RowMapping]) -> tuple[Clarification, ...]:
    """Telephone answers as values, without those that were taken back."""
    taken_back = {row["id"] for row in undone}
    return tuple(
        Clarification(
            row["link_id"], answers_of({"it": row["answer"]})["it"], row["by_name"], row["at"], str(row["id"])
        )
        for row in rows
        if row["id"] not in taken_back
    )


def overrides_of(rows: Iterable[RowMapping], undone: Iterable[RowMapping]) -> tuple[Override, ...]:
    """Clinicians' urgencies, each with the moment it was undone, if it was."""
    undone_at = {row["id"]: row["at"] for row in undone}
    return tuple(
        Override(
            Urgency(row["urgency"]), row["reason"], row["comment"], row["by_name"], row["at"], undone_at.get(row["id"])
        )
        for row in rows
    )


def _examination(row: RowMapping) -> Examination:
    content = row["content"]
    items = {name: ExamItem(ExamState(item["state"]), item["comment"]) for name, item in content["items"].items()}
    return Examination(
        row["version"],
        items,
        content["power"],
        content["summary"],
        content["not_done_reason"],
        row["by_name"],
        row["at"],
        content.get("amend_reason", ""),
    )


def _appointment(connection: Connection, appointment_id: str | None) -> Appointment | None:
    row = connection.execute(select(appointments).where(appointments.c.id == appointment_id)).mappings().first()
    return Appointment(row["id"], row["booked_for"], row["reason"]) if row else None


def wish_of(row: RowMapping) -> Wish:
    """A wish to be seen sooner as a value."""
    return Wish(str(row["id"]), row["wanted_by"], row["why"], row["by_name"], row["at"])


def _claimed_by(connection: Connection, account_id: str | None) -> Account | None:
    row = connection.execute(PEOPLE.where(accounts.c.id == account_id)).mappings().first()
    return account_of(row) if row else None


def _as_given(patient: Patient, answers: Answers) -> Patient:
    """What staff did not enter, as the patient gave it; and the number to ring today."""
    form = questionnaire()
    given: dict[str, Any] = {
        field: form.words(link_id, answers[link_id])
        for link_id, field in GIVEN_BY_PATIENT.items()
        if answers.get(link_id) and not getattr(patient, field)
    }
    ring = answers.get("contact-telephone")
    if isinstance(ring, str):
        given["telephone"] = ring
    return replace(patient, **given)
