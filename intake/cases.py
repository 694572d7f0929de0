"""A case: an intake's place and state in the queue. Values, the order of the queue, and its life.

What stands is derived, never stored twice: the newest assessment, unless a clinician has set
another urgency. `CaseFile` is everything one page or one note needs; `QueueRow` is what the queue
shows of a case, and no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from intake.examination import Examination
from intake.journal import JournalEntry
from intake.notices import Notice
from intake.people import Account, Appointment, Clinic, Patient
from intake.questionnaire import Answers
from intake.referral import Referral
from intake.since import joined
from intake.triage import Assessment
from intake.typists import FilledIn
from intake.urgency import Urgency


class CaseState(StrEnum):
    """Where a case stands; who holds it is the claim, a separate fact."""

    WAITING = "waiting"
    REQUESTED = "requested"
    CLOSED = "closed"


class IntakeKind(StrEnum):
    """How the answers came to the clinic."""

    SENT = "sent"
    EMERGENCY = "emergency"
    UNDER_16 = "under-16"
    ABANDONED = "abandoned"
    CHECK = "check"


@dataclass(frozen=True)
class Intake:
    """One person's answers as they were received; never changed afterwards.

    `filled_in_by` names who typed which answers, where it was not the patient.
    """

    id: str
    kind: IntakeKind
    answers: Answers
    received_at: datetime
    questionnaire_version: str
    filled_in_by: tuple[FilledIn, ...] = ()


@dataclass(frozen=True)
class Clarification:
    """An answer that staff recorded on the telephone. It adds to the intake, it never replaces it."""

    link_id: str
    answer: str | tuple[str, ...]
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class Override:
    """Another urgency, set by a named clinician with a reason; the rule's own result stays beside it."""

    urgency: Urgency
    reason: str
    comment: str
    set_by: str
    set_at: datetime
    undone_at: datetime | None = None


OVERRIDE_REASONS = {
    "examined": "Examination findings",
    "spoke-to-patient": "Spoke to the patient",
    "known-to-us": "Already known or under investigation",
    "seen-elsewhere": "Already seen elsewhere",
    "records": "Information in the records",
    "clinical-judgement": "Clinical judgement (say why)",
}


@dataclass(frozen=True)
class TimelineEntry:
    """One line of a case's history, newest last. `what` is a sentence for staff."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True)
class CaseFile:
    """Everything about one case. Sequences run oldest first; the last one stands."""

    reference: str
    clinic: Clinic
    patient: Patient
    appointment: Appointment | None
    state: CaseState
    received_at: datetime
    claimed_by: Account | None
    claimed_at: datetime | None
    intakes: tuple[Intake, ...]
    clarifications: tuple[Clarification, ...]
    assessments: tuple[tuple[datetime, Assessment], ...]
    overrides: tuple[Override, ...]
    examinations: tuple[Examination, ...]
    referrals: tuple[Referral, ...]
    comments: tuple[TimelineEntry, ...]
    timeline: tuple[TimelineEntry, ...]
    due_at: datetime | None
    version: int
    journal: tuple[JournalEntry, ...] = ()
    notices: tuple[Notice, ...] = ()
    changed: str = ""

    @property
    def intake(self) -> Intake:
        """The newest intake."""
        return self.intakes[-1]

    @property
    def assessment(self) -> Assessment:
        """The newest result of the rules."""
        return self.assessments[-1][1]

    @property
    def override(self) -> Override | None:
        """The clinician's urgency that stands, if one does."""
        return next((o for o in reversed(self.overrides) if o.undone_at is None), None)

    @property
    def urgency(self) -> Urgency:
        """The urgency that stands."""
        return self.override.urgency if self.override else self.assessment.urgency

    @property
    def examination(self) -> Examination | None:
        """The newest version of what the clinician found."""
        return self.examinations[-1] if self.examinations else None

    @property
    def typed_by(self) -> dict[str, FilledIn]:
        """Who typed each answer in force, by link_id; an answer that is not here was typed by the patient."""
        typed: dict[str, FilledIn] = {}
        for intake in self.intakes:
            mine = {link_id: filled for filled in intake.filled_in_by for link_id in filled.link_ids}
            typed = {k: v for k, v in typed.items() if k not in intake.answers} | mine
        said = {clarification.link_id for clarification in self.clarifications}
        return {link_id: filled for link_id, filled in typed.items() if link_id not in said}

    @property
    def answers(self) -> Answers:
        """The answers in force: every intake and every telephone answer, as they came."""
        return answers_in_force(self.intakes, self.clarifications)


def _said_at(said: Intake | Clarification) -> datetime:
    return said.received_at if isinstance(said, Intake) else said.recorded_at


def answers_in_force(
    intakes: Iterable[Intake], clarifications: Iterable[Clarification]
) -> dict[str, str | tuple[str, ...]]:
    """Every intake and every telephone answer, in the order in which they were said.

    An emergency sign once recorded is not undone by a later answer: emergency signs are joined. A weekly
    check takes nothing back either, nor does a patient what was recorded on the telephone before: they only
    raise (`intake/since.py`).
    """
    answers: dict[str, str | tuple[str, ...]] = {}
    signs: list[str] = []
    spoken: set[str] = set()
    everything: list[Intake | Clarification] = [*intakes, *clarifications]
    for said in sorted(everything, key=_said_at):
        if isinstance(said, Clarification):
            answers[said.link_id] = said.answer
            spoken.add(said.link_id)
            new = said.answer if said.link_id == "emergency-signs" else ()
            signs = [s for s in signs if s != "not-sure"] if new else signs
        else:
            raised = joined(answers, said.answers)
            held = raised if said.kind is IntakeKind.CHECK else {link: raised[link] for link in spoken & raised.keys()}
            answers = {**answers, **said.answers, **held}
            new = said.answers.get("emergency-signs", ())
        signs += [s for s in new if s not in signs]
    if signs:
        real = tuple(s for s in signs if s != "none-of-these")
        answers["emergency-signs"] = real or ("none-of-these",)
    return answers


@dataclass(frozen=True)
class QueueRow:
    """What the queue shows of one open case."""

    reference: str
    patient_name: str
    date_of_birth: str
    age: int
    urgency: Urgency
    rule_urgency: Urgency
    ceiling: Urgency
    strength: int
    kind: IntakeKind
    state: CaseState
    received_at: datetime
    due_at: datetime | None
    booked_for: datetime | None
    reason: str
    open_reason: str
    regions: tuple[str, ...]
    article_rows: tuple[int, ...]
    claimed_by: str | None
    claimed_by_id: str | None
    claimed_at: datetime | None
    chase_on: date | None = None
    one_call: bool = False
    changed: str = ""
    notices: tuple[str, ...] = ()

    @property
    def booked_too_late(self) -> bool:
        """Booked for after the day by which this person must be seen, or not booked though due."""
        return self.booked_for is not None and self.due_at is not None and self.booked_for > self.due_at

    def is_late(self, now: datetime) -> bool:
        """Past due. An emergency has its own count: it is told, not late."""
        return self.urgency is not Urgency.EMERGENCY and self.due_at is not None and self.due_at < now


FAR = timedelta(days=36500)


def queue_order(row: QueueRow) -> tuple[int, int, float, float, str]:
    """The key by which the queue is sorted: urgency that stands, strength, time left, arrival."""
    due = row.due_at.timestamp() if row.due_at else row.received_at.timestamp() + FAR.total_seconds()
    return (-row.urgency.rank, -row.strength, due, row.received_at.timestamp(), row.reference)
