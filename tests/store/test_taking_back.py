"""A telephone answer that was a slip is taken back by its author; one above a clinician's urgency is said aloud."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake import reception
from intake.cases import IntakeKind
from intake.notices import NoticeKind
from intake.store import CaseChanged, ReasonNeeded, TooLateToTakeBack
from intake.urgency import Urgency
from tests.store.conftest import CALM, NOW, SETTLED


def minutes(count):
    return NOW + timedelta(minutes=count)


@pytest.fixture
def calm(store, invite):
    """The reference of somebody without a flag."""
    return reception.receive(store, invite(), CALM, IntakeKind.SENT, NOW).reference


def record(store, reference, actor, link_id="swallowing", answer="yes", at=None):
    version = store.cases.read(reference).version
    return reception.clarify(store, reference, link_id, answer, actor, at or minutes(1), version)


def take_back(store, case, actor, at=None, why="Pressed the wrong one"):
    number = case.clarifications[-1].id
    return reception.take_back(store, case.reference, number, why, actor, at or minutes(9), case.version)


def test_a_slip_is_taken_back_and_what_stood_before_stands_again(store, calm, amara):
    before = store.cases.read(calm)
    case = record(store, calm, amara)
    assert case.urgency is Urgency.URGENT
    after = take_back(store, case, amara)
    assert (after.urgency, after.answers, after.clarifications) == (before.urgency, before.answers, ())
    (row,) = store.cases.queue(minutes(10))
    assert row.urgency is before.urgency


def test_both_the_answer_and_its_end_stay_on_record(store, calm, amara):
    after = take_back(store, record(store, calm, amara), amara)
    lines = [line.what for line in after.timeline]
    assert "By telephone – Trouble swallowing: Yes." in lines
    assert "Took back a telephone answer: Pressed the wrong one" in lines
    assert store.audit.events(calm)[-1].what == "took back a telephone answer"
    assert store.audit.verify().ok


def test_a_slip_of_an_emergency_sign_is_no_emergency_any_more(store, calm, amara):
    case = record(store, calm, amara, "emergency-signs", ("choking",))
    assert case.urgency is Urgency.EMERGENCY
    assert take_back(store, case, amara).urgency is store.cases.read(calm).assessments[0][1].urgency


def test_what_the_patient_said_meanwhile_counts_as_ever(store, invite, amara):
    invitation = invite()
    reference = reception.receive(store, invitation, CALM, IntakeKind.SENT, NOW).reference
    case = record(store, reference, amara, "emergency-signs", ("choking",))
    told = {"emergency-signs": ("choking",)}
    reception.receive(store, invitation, told, IntakeKind.EMERGENCY, minutes(3), occasion="today")
    case = store.cases.read(reference)
    assert take_back(store, case, amara).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize("late", [False, True])
def test_only_its_author_takes_it_back_and_only_within_ten_minutes(store, calm, amara, maja, late):
    case = record(store, calm, amara)
    with pytest.raises(TooLateToTakeBack):
        take_back(store, case, amara if late else maja, minutes(12) if late else minutes(2))
    assert store.cases.read(calm).urgency is Urgency.URGENT


def test_it_needs_a_reason_a_current_case_and_happens_once(store, calm, amara):
    case = record(store, calm, amara)
    with pytest.raises(ReasonNeeded):
        take_back(store, case, amara, why=" ")
    after = take_back(store, case, amara)
    with pytest.raises(CaseChanged):
        take_back(store, case, amara)
    with pytest.raises(TooLateToTakeBack):
        reception.take_back(store, calm, case.clarifications[-1].id, "Again", amara, minutes(9), after.version)


def lowered(store, reference, actor, at=NOW):
    version = store.cases.read(reference).version
    return store.cases.override(reference, Urgency.ROUTINE, "examined", "Power 5/5", actor, at, version)


def look_again(case):
    return [notice for notice in case.notices if notice.kind is NoticeKind.LOOK_AGAIN and notice.is_open]


@pytest.fixture
def seen(store, invite, amara):
    """The reference of somebody whose urgency a clinician has lowered."""
    reference = reception.receive(store, invite(), SETTLED, IntakeKind.SENT, NOW).reference
    lowered(store, reference, amara)
    return reference


def test_a_telephone_answer_above_a_clinicians_urgency_is_a_thing_to_do(store, seen, amara):
    case = record(store, seen, amara, "muscle-smaller", "yes")
    assert case.urgency is Urgency.ROUTINE
    (notice,) = look_again(case)
    assert notice.text == "Rules now: Immediate, above the Routine that Dr Amara Osei set on 23 Nov at 15:00."
    (row,) = store.cases.queue(minutes(2))
    assert NoticeKind.LOOK_AGAIN in row.notices


def test_an_answer_that_raises_nothing_above_it_is_none(store, seen, amara):
    assert look_again(record(store, seen, amara, "cramps", "no")) == []


def test_it_ends_when_the_urgency_is_set_again_or_the_answer_is_taken_back(store, seen, amara):
    case = record(store, seen, amara, "muscle-smaller", "yes")
    assert look_again(take_back(store, case, amara)) == []
    assert look_again(record(store, seen, amara, "muscle-smaller", "yes", minutes(10)))
    assert look_again(lowered(store, seen, amara, minutes(11))) == []


def test_once_seen_to_it_is_raised_again_only_by_something_new(store, seen, amara):
    (notice,) = look_again(record(store, seen, amara, "muscle-smaller", "yes"))
    store.aftercare.end(seen, notice.id, "Examined again: bulk is equal.", amara, minutes(2))
    assert look_again(record(store, seen, amara, "cramps", "no", minutes(3))) == []
    assert look_again(record(store, seen, amara, "double-vision", "yes", minutes(4)))
