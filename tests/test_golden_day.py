"""The golden day against the engine: each person's level, reasons, clock and place, worked out by hand first.

The hand's reasons are in the people files (`[expected].why`) and in docs/decisions/golden-day.md.
"""

from __future__ import annotations

import random
from datetime import datetime

import pytest

from intake import rules, triage
from intake.cases import CaseState, IntakeKind, QueueRow, queue_order
from intake.clocks import due_at, local, read_by
from intake.queue_text import sentence
from intake.today import counts_of, moments
from intake.triage import Assessment, Finding, FindingState
from intake.urgency import Urgency
from pages._moments import WallClock
from tests.golden.reading import GoldenPerson, day, golden_clinic, golden_now, golden_people, golden_person

PEOPLE = golden_people()
each_person = pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.slug)


def assessed(person: GoldenPerson) -> Assessment:
    return triage.assess(person.answers, rules.load())


def raised(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.state is FindingState.RAISED]


def queue_row(person: GoldenPerson) -> QueueRow:
    """The row as the engine and the clocks make it; nothing in it comes from `expected`."""
    found = assessed(person)
    return QueueRow(
        reference=f"TW-2026-{person.slug[:2]}",
        patient_name=person.name,
        date_of_birth=str(person.person["date_of_birth"]),
        age=0,
        urgency=found.urgency,
        rule_urgency=found.urgency,
        ceiling=found.ceiling,
        strength=found.strength,
        kind=person.kind,
        state=CaseState(person.stage["state"]),
        received_at=person.received_at,
        due_at=due(person, found),
        booked_for=person.booked_for,
        reason="",
        open_reason="",
        regions=(),
        article_rows=(),
        claimed_by=person.stage.get("claimed_by"),
        claimed_by_id=person.stage.get("claimed_by"),
        claimed_at=person.stage.get("claimed_at"),
        not_assessed=person.kind is IntakeKind.UNDER_16,
    )


def due(person: GoldenPerson, found: Assessment) -> datetime | None:
    if person.kind is IntakeKind.UNDER_16:
        return read_by(person.received_at, golden_clinic())
    still_open = found.ceiling is not found.urgency
    return due_at(found.urgency, person.received_at, golden_clinic(), anything_open=still_open)


@each_person
def test_the_urgency_is_the_one_worked_out_by_hand(person: GoldenPerson) -> None:
    assert assessed(person).urgency is person.urgency, person.expected["why"]


@each_person
def test_the_ceiling_is_the_one_worked_out_by_hand(person: GoldenPerson) -> None:
    assert assessed(person).ceiling is Urgency(person.expected["ceiling"]), person.expected["why"]


@each_person
def test_the_standing_urgency_is_raised_by_exactly_these_rows(person: GoldenPerson) -> None:
    found = assessed(person)
    standing = {finding.row.id for finding in raised(found.findings) if finding.row.urgency is found.urgency}
    assert standing == set(person.expected["rows"]), person.expected["why"]


@each_person
def test_the_strength_is_the_one_worked_out_by_hand(person: GoldenPerson) -> None:
    assert assessed(person).strength == person.expected["strength"], person.expected["why"]


@each_person
def test_the_articles_table_is_lit_in_exactly_these_rows(person: GoldenPerson) -> None:
    lit = {finding.row.number for finding in raised(assessed(person).findings) if finding.row.table == "article"}
    assert sorted(lit - {None}) == person.expected["article_rows"]


@each_person
def test_the_articles_checklist_is_ticked_at_exactly_these_items(person: GoldenPerson) -> None:
    ticked = {finding.row.number for finding in raised(assessed(person).checklist)}
    assert sorted(ticked) == person.expected["checklist"]


@each_person
def test_at_least_these_orders_are_suggested(person: GoldenPerson) -> None:
    suggested = {order.kind for order in assessed(person).orders}
    assert set(person.expected["orders"]) <= suggested, f"suggested: {sorted(suggested)}"


@each_person
def test_the_due_moment_is_the_one_counted_on_the_calendar(person: GoldenPerson) -> None:
    assert due(person, assessed(person)) == person.due_at, person.expected["why"]


@each_person
def test_the_due_day_at_the_clinic_is_the_day_of_the_due_moment(person: GoldenPerson) -> None:
    on = local(person.due_at, golden_clinic()).date() if person.due_at else None
    assert on == person.expected.get("due")


@each_person
def test_late_and_booked_too_late_are_as_worked_out_by_hand(person: GoldenPerson) -> None:
    row = queue_row(person)
    expected = (person.expected["late"], person.expected["booked_too_late"])
    assert (row.is_late(golden_now()), row.booked_too_late) == expected, person.expected["why"]


def test_the_queue_stands_in_exactly_the_order_worked_out_by_hand() -> None:
    in_order = sorted(PEOPLE, key=lambda person: queue_order(queue_row(person)))
    assert [person.slug for person in in_order] == day()["expected_queue"]["order"]


def test_the_places_in_the_people_files_are_the_places_in_the_queue() -> None:
    by_place = sorted(PEOPLE, key=lambda person: int(person.expected["place"]))
    assert [person.expected["place"] for person in by_place] == list(range(1, 25))
    assert [person.slug for person in by_place] == day()["expected_queue"]["order"]


def test_the_queue_shuffled_before_it_is_sorted_comes_out_the_same() -> None:
    shuffled = random.Random(7).sample(PEOPLE, len(PEOPLE))
    in_order = sorted(shuffled, key=lambda person: queue_order(queue_row(person)))
    assert [person.slug for person in in_order] == day()["expected_queue"]["order"]


def test_mark_stands_above_the_young_man_with_two_years_of_calf_twitches() -> None:
    assert queue_order(queue_row(golden_person("01"))) < queue_order(queue_row(golden_person("02")))


def test_slurred_speech_alone_stands_above_mark() -> None:
    assert queue_order(queue_row(golden_person("04"))) < queue_order(queue_row(golden_person("01")))


def test_marks_emg_is_asked_about_multifocal_motor_neuropathy() -> None:
    emg = next(order for order in assessed(golden_person("01")).orders if order.kind == "emg")
    assert "multifocal motor neuropathy" in emg.question.lower()
    assert "conduction block" in emg.question.lower()


def test_asking_mark_about_the_smaller_muscle_closes_his_interval() -> None:
    mark = golden_person("01")
    told = {answer: triage.assess({**mark.answers, "muscle-smaller": answer}, rules.load()) for answer in ("no", "yes")}
    assert (told["no"].urgency, told["no"].ceiling) == (Urgency.URGENT, Urgency.URGENT)
    assert (told["yes"].urgency, told["yes"].ceiling) == (Urgency.IMMEDIATE, Urgency.IMMEDIATE)


def test_the_sentence_above_the_queue_is_the_one_written_down() -> None:
    rows = [queue_row(person) for person in PEOPLE]
    clock = WallClock(golden_clinic(), golden_now())
    counts = counts_of(rows, moments(golden_now(), golden_clinic()))
    assert sentence(counts, clock.briefly) == day()["expected_queue"]["sentence"]
