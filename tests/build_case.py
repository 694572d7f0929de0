"""Builds whole cases from plain answers, assessed by the real rules: nothing here pretends to be a room."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from intake.cases import CaseFile, CaseState, Clarification, Intake, IntakeKind
from intake.chosen import Chosen
from intake.examination import ITEMS, POWER_GROUPS, POWER_SIDES, UNSIDED_GROUPS, Examination, ExamItem, ExamState
from intake.people import Account, Appointment, Clinic, Patient, Role
from intake.questionnaire import questionnaire
from intake.rules import load
from intake.standing import anything_open, stand
from intake.triage import assess
from reports.note import Signature
from tests.golden.reading import GoldenPerson, golden_clinic, golden_now, golden_person

NOW = golden_now()
OSEI = Account("a1", "a.osei", "Dr Amara Osei", Role.SENIOR, "Consultant neurologist", "GMC 0000001")
QUESTION = (
    "42-year-old right-handed man. Three months of fasciculation, first in the right forearm, now also the right "
    "shoulder and thigh, with progressive difficulty lifting since October and right grip 4/5. Is there motor "
    "conduction block outside entrapment sites (multifocal motor neuropathy)? Is there denervation in two or more "
    "regions (motor neurone disease), or another neuropathy or radiculopathy?"
)


def build_case(
    answers: dict[str, Any],
    *,
    person: dict[str, Any] | None = None,
    clinic: Clinic | None = None,
    kind: IntakeKind = IntakeKind.SENT,
    received_at: datetime | None = None,
    told: dict[str, Any] | None = None,
    examination: Examination | None = None,
    **changes: Any,
) -> CaseFile:
    """A case made of these answers; `told` are answers recorded on the telephone at the golden now."""
    clinic, received = clinic or golden_clinic(), received_at or NOW - timedelta(days=4)
    said = tuple(Clarification(link, answer, OSEI.name, NOW) for link, answer in (told or {}).items())
    given = {link: tuple(answer) if isinstance(answer, list) else answer for link, answer in answers.items()}
    found = assess({**given, **(told or {})}, load("article"))
    child, still_open = kind is IntakeKind.UNDER_16, anything_open(found)
    stands = stand([(received, found.urgency)], None, clinic, still_open=still_open, first_look_promised=child)
    intake = Intake("i1", kind, given, received, questionnaire().version)
    case = CaseFile(
        reference="TW-7K3Q-94",
        clinic=clinic,
        patient=build_patient(person or {}),
        appointment=Appointment("p1", NOW + timedelta(days=21)),
        state=CaseState.WAITING,
        received_at=received,
        claimed_by=OSEI,
        claimed_at=NOW,
        intakes=(intake,),
        clarifications=said,
        assessments=((received, found),),
        overrides=(),
        examinations=(examination,) if examination else (),
        referrals=(),
        comments=(),
        timeline=(),
        due_at=stands.due_at,
        version=1,
    )
    return replace(case, **changes)


def build_patient(person: dict[str, Any]) -> Patient:
    """A patient of the golden day, or an invented one."""
    known = {"id": "q1", "family_name": "Nobody", "given_name": "Nemo", "date_of_birth": date(1984, 3, 9)}
    return Patient(**{**known, **person})


def golden_case(slug: str, **changes: Any) -> CaseFile:
    """The case of somebody of the golden day, as it was received."""
    someone: GoldenPerson = golden_person(slug)
    person = {name: value for name, value in someone.person.items() if name in Patient.__dataclass_fields__}
    given = {"person": person, "kind": someone.kind, "received_at": someone.received_at, **changes}
    return build_case(dict(someone.answers), **given)


def all_normal(**abnormal: str) -> Examination:
    """An examination with every item normal and full power, but for power grades given as `right_grip="4"`."""
    power = {
        key: "5"
        for group in POWER_GROUPS
        for key in ((group,) if group in UNSIDED_GROUPS else (f"{side}-{group}" for side in POWER_SIDES))
    }
    power.update({name.replace("_", "-"): grade for name, grade in abnormal.items()})
    items = {key: ExamItem(ExamState.NORMAL) for key in ITEMS}
    return Examination(1, items, power, "", "", OSEI.name, NOW)


def marks_case(**changes: Any) -> CaseFile:
    """Mark after the telephone call and the examination, ready to be signed for."""
    scan = {"metal-in-eye": "no", "claustrophobia": "not-sure", "weight": "81", "height": "178"}
    scan |= dict.fromkeys(("cochlear-implant", "recent-operation", "contrast-reaction"), "no")
    told = {"muscle-smaller": "no", "blood-thinner": "no", **scan}
    return golden_case("01-mark", told=told, examination=all_normal(right_grip="4"), **changes)


CHOSEN = Chosen(regions=("cervical",))
"""What Dr Osei has set on the card of the scan."""


def signature(**changes: Any) -> Signature:
    """Dr Osei's signature at the golden now."""
    given = Signature(
        OSEI.name, OSEI.job_title, str(OSEI.registration), golden_clinic().telephone, NOW, "5f3a9c1d2e4b" * 5
    )
    return replace(given, **changes)
