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

from intake.appointments import Wish
from intake.closing import Closed
from intake.correction import THEIRS
from intake.examination import Examination
from intake.following import open_requests
from intake.journal import JournalEntry
from intake.notices import Notice, NoticeKind
from intake.people import Account, Appointment, Clinic, Patient
from intake.pictures import Kept
from intake.questionnaire import Answers
from intake.referral import Referral
from intake.since import joined
from intake.triage import Assessment
from intake.typists import FilledIn, sentence
from intake.urgency import NOT_ASSESSED, Step, Urgency

SIGNS = "emergency-signs"
REFERENCE_START, REFERENCE_SIGNS = "TW-", frozenset("23456789ABCDEFGHJKMNPQRSTVWXYZ")
"""How every reference begins, and the signs of which seven follow: none that is misread aloud or on paper."""
UNDO_WITHIN = timedelta(minutes=10)
"""How long the author of a decision or of a telephone answer may take it back."""


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
    CORRECTION = "correction"


AFTER_SENDING = frozenset({IntakeKind.CHECK, IntakeKind.CORRECTION})
"""What comes in after the form: it adds to what was sent, and takes nothing back."""


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
    id: str = ""


@dataclass(frozen=True)
class Override:
    """Another urgency, set by a named clinician with a reason; the rule's own result stays beside it."""

    urgency: Urgency
    reason: str
    comment: str
    set_by: str
    set_at: datetime
    undone_at: datetime | None = None


EXAMINED = "examined"
OVERRIDE_REASONS = {
    EXAMINED: "Examination findings",
    "spoke-to-patient": "Spoke to the patient",
    "known-to-us": "Already known or under investigation",
    "seen-elsewhere": "Already seen elsewhere",
    "records": "Information in the records",
    "result": "A result that came back",
    "clinical-judgement": "Clinical judgement",
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
    closings: tuple[Closed, ...] = ()
    wish: Wish | None = None
    pictures: tuple[Kept, ...] = ()

    @property
    def intake(self) -> Intake:
        """The newest intake."""
        return self.intakes[-1]

    @property
    def filled_in(self) -> Intake:
        """The newest intake that is a form, with the patient's own words: no weekly check and no correction."""
        return next((i for i in reversed(self.intakes) if i.kind not in AFTER_SENDING), self.intakes[-1])

    @property
    def corrections(self) -> dict[str, tuple[Notice, ...]]:
        """What the patient changed afterwards, by link_id, oldest first; seen to or not."""
        found: dict[str, tuple[Notice, ...]] = {}
        for notice in self.notices:
            if notice.kind is NoticeKind.CORRECTION and notice.about:
                found[notice.about] = (*found.get(notice.about, ()), notice)
        return found

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
    def not_assessed(self) -> bool:
        """Whether no table holds for this person (under 16) and no clinician has said how urgent it is."""
        return nobody_assessed(self.filled_in.kind, self.assessment.urgency, graded=self.override is not None)

    @property
    def step(self) -> Step:
        """What the urgency that stands is called; *Not assessed* where none does."""
        return NOT_ASSESSED if self.not_assessed else self.urgency.step

    @property
    def examination(self) -> Examination | None:
        """The newest version of what the clinician found."""
        return self.examinations[-1] if self.examinations else None

    @property
    def open_requests(self) -> list[Referral]:
        """The signed requests that somebody still waits for."""
        return open_requests(self.referrals)

    @property
    def filled_in_by(self) -> tuple[str, ...]:
        """A sentence for everybody who typed for the patient, in any intake; empty where the patient did it all."""
        lines = [sentence(filled, intake.answers) for intake in self.intakes for filled in intake.filled_in_by]
        return tuple(dict.fromkeys(lines))

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


def answers_in_force(
    intakes: Iterable[Intake], clarifications: Iterable[Clarification]
) -> dict[str, str | tuple[str, ...]]:
    """Every intake and every telephone answer, in the order in which they were said.

    From the first weekly check or correction on a patient takes nothing back, nor ever what was recorded on the
    telephone before: such an answer only raises (`intake/since.py`). A telephone answer may lower what stands:
    somebody asked again.
    An emergency sign once recorded is not undone by a later answer: emergency signs are joined.
    """
    came = _by_time(intakes, clarifications)
    answers: dict[str, str | tuple[str, ...]] = {}
    spoken: set[str] = set()
    only_raises = False
    for said in came:
        if isinstance(said, Clarification):
            answers, spoken = {**answers, **_spoken(said)}, spoken | {said.link_id}
            continue
        only_raises = only_raises or said.kind in AFTER_SENDING
        raised = joined(answers, said.answers)
        held = raised if only_raises else {link_id: raised[link_id] for link_id in spoken & raised.keys()}
        answers = {**answers, **said.answers, **held, **_decided(said)}
    return answers | _signs(came)


def _by_time(intakes: Iterable[Intake], clarifications: Iterable[Clarification]) -> list[Intake | Clarification]:
    """Intakes and telephone answers as they came; of two at the same moment the intake first."""
    came: list[tuple[datetime, int, Intake | Clarification]] = [(i.received_at, 0, i) for i in intakes]
    came += [(c.recorded_at, 1, c) for c in clarifications]
    return [one for *_, one in sorted(came, key=lambda one: one[:2])]


def _decided(said: Intake) -> Answers:
    """What a correction says about what is the patient's alone: how to reach them, and what they allow."""
    if said.kind is not IntakeKind.CORRECTION:
        return {}
    return {link_id: answer for link_id, answer in said.answers.items() if link_id in THEIRS}


def _spoken(said: Clarification) -> dict[str, str | tuple[str, ...]]:
    return {said.link_id: said.answer}


def _signs(came: Iterable[Intake | Clarification]) -> dict[str, str | tuple[str, ...]]:
    """Every emergency sign that was named. A telephone answer settles a *not sure* given before it."""
    signs: list[str] = []
    for one in came:
        given = one.answers if isinstance(one, Intake) else _spoken(one)
        if isinstance(one, Clarification) and SIGNS in given:
            signs = [sign for sign in signs if sign != "not-sure"]
        signs += [sign for sign in given.get(SIGNS, ()) if sign not in signs]
    if not signs:
        return {}
    return {SIGNS: tuple(sign for sign in signs if sign != "none-of-these") or ("none-of-these",)}


def steps_of(intakes: Iterable[Intake], clarifications: Iterable[Clarification]) -> tuple[tuple[Answers, Answers], ...]:
    """What was known before and after each weekly check. A later telephone answer corrects what the check said."""
    received, said = tuple(intakes), tuple(clarifications)
    steps: list[tuple[Answers, Answers]] = []
    for number, check in enumerate(received):
        if check.kind is IntakeKind.CHECK:
            known = [spoken for spoken in said if spoken.recorded_at < check.received_at]
            steps.append((answers_in_force(received[:number], known), answers_in_force(received[: number + 1], said)))
    return tuple(steps)


class Identity(StrEnum):
    """Whether whoever answered has said the patient's date of birth."""

    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not-confirmed"
    LOCKED = "locked"


@dataclass(frozen=True)
class QueueRow:
    """What the queue shows of one open case.

    `not_assessed`: no table holds for this person (under 16) and no clinician has said how urgent it is.
    `looked_at`: when a clinician first saw what the patient last sent. `telephone`: of whoever stands at emergency
    alone, the number to ring; empty where none is known.
    """

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
    not_assessed: bool = False
    looked_at: datetime | None = None
    identity: Identity = Identity.CONFIRMED
    telephone: str = ""

    @property
    def level(self) -> Urgency | None:
        """The urgency at which this person is counted; None where nobody has assessed them."""
        return None if self.not_assessed else self.urgency

    @property
    def step(self) -> Step:
        """What the urgency that stands is called; *Not assessed* where none does."""
        return NOT_ASSESSED if self.not_assessed else self.urgency.step

    @property
    def booked_too_late(self) -> bool:
        """Booked for after the day by which this person must be seen, or not booked though due."""
        return self.booked_for is not None and self.due_at is not None and self.booked_for > self.due_at

    def is_late(self, now: datetime) -> bool:
        """Past due, as `is_late` says it."""
        return is_late(self.urgency, self.due_at, now)


def is_late(level: Urgency | None, due_at: datetime | None, now: datetime) -> bool:
    """Whether an open case is late, wherever that is counted: past due, whatever has been done about it meanwhile.

    An emergency has its own count: it is told, not late. `level` is None where nobody has assessed somebody.
    """
    return level is not Urgency.EMERGENCY and due_at is not None and due_at < now


def no_table_holds(kind: IntakeKind, *, graded: bool) -> bool:
    """Whether the tables, which are for adults, decide nothing here: under 16, until a clinician sets an urgency."""
    return kind is IntakeKind.UNDER_16 and not graded


def nobody_assessed(kind: IntakeKind, found: Urgency, *, graded: bool) -> bool:
    """Whether a case of this kind stands at no urgency: under 16, where no table holds, until a clinician sets one.

    Only what raises is heard of the tables: signs that somebody took down on the telephone and that make anybody
    *immediate* or an *emergency* count at once.
    """
    return no_table_holds(kind, graded=graded) and found.rank < Urgency.IMMEDIATE.rank


_NOT_ASSESSED = 10 * Urgency.URGENT.rank + 9
"""Above everybody who is urgent, below whoever is immediate: about this person nothing is known yet."""
NOT_ASSESSED_PLACES = (2 * _NOT_ASSESSED, 2 * _NOT_ASSESSED + 1)
"""The places of whoever nobody has assessed, without and with a clock; nobody else stands there."""


def place(urgency: Urgency, strength: int, due_at: datetime | None, *, not_assessed: bool = False) -> int:
    """How high a case stands: urgency, then strength of evidence (0 to 8), then whether a clock runs at all."""
    step = max(10 * urgency.rank + strength, _NOT_ASSESSED if not_assessed else 0)
    return 2 * step + (due_at is not None)


def queue_order(row: QueueRow) -> tuple[int, float, float, str]:
    """The key by which the queue is sorted: place, time left, arrival. The store keeps the place, and sorts alike."""
    due = row.due_at.timestamp() if row.due_at else 0.0
    stands = place(row.urgency, row.strength, row.due_at, not_assessed=row.not_assessed)
    return (-stands, due, row.received_at.timestamp(), row.reference)
