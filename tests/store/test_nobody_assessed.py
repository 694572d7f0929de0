"""A child under 16, whom no table assesses, is counted at no urgency until a clinician sets one."""

from __future__ import annotations

import pytest

from intake import queue_text, reception
from intake.cases import IntakeKind
from intake.invitations import NewPatient
from intake.reporting import Period
from intake.today import Filter, News, Show
from intake.urgency import Urgency
from pages._queue_view import announcement
from reports import figures_time
from tests.store.conftest import CLINIC, NOW, run_sql

SELF_CARE = Filter(levels=frozenset({Urgency.SELF_CARE}))


@pytest.fixture
def child(store, invite) -> str:
    who = NewPatient("Lake", "Ffion", NOW.date().replace(year=2012))
    return reception.receive(store, invite(who, NOW), {}, IntakeKind.UNDER_16, NOW).reference


def test_no_filter_by_urgency_shows_or_counts_a_child_and_the_one_for_children_does(store, child, amara):
    look = store.cases.look(SELF_CARE, amara.id, NOW)
    assert (look.rows, look.counts.waiting, sum(look.counts.levels.values())) == ((), 1, 0)
    [shown] = store.cases.look(Filter(Show.NOT_ASSESSED), amara.id, NOW).rows
    assert shown.reference == child


def test_whom_a_clinician_has_graded_stands_at_that_urgency_and_not_among_the_children_nobody_assessed(
    store, child, amara
):
    store.cases.override(child, Urgency.SELF_CARE, "spoke-to-patient", "", amara, NOW, 1)
    look = store.cases.look(Filter(Show.NOT_ASSESSED), amara.id, NOW)
    assert (look.rows, look.counts.of[Show.NOT_ASSESSED], look.counts.levels[Urgency.SELF_CARE]) == ((), 0, 1)
    store.cases.undo_override(child, amara, NOW, store.cases.read(child).version)
    assert store.cases.counts(amara.id, NOW)[0].of[Show.NOT_ASSESSED] == 1


def test_a_child_is_at_no_level_of_due_against_booked_and_is_not_left_out_of_its_number(store, child, amara):
    charted = store.cases.look(Filter(), amara.id, NOW).charted
    assert (dict(charted.ages), dict(charted.booked), charted.ungraded) == ({}, {}, 1)


def test_another_program_reads_null_for_every_urgency_of_a_child(store, child, amara):
    [said] = queue_text.as_json(store.cases.queue(NOW), NOW)
    assert (said["not_assessed"], said["urgency"], said["rule_urgency"], said["ceiling"]) == (True, None, None, None)
    store.cases.override(child, Urgency.SOON, "spoke-to-patient", "", amara, NOW, 1)
    [said] = queue_text.as_json(store.cases.queue(NOW), NOW)
    assert (said["not_assessed"], said["urgency"]) == (False, "soon")


def test_the_timeline_says_that_a_child_was_not_assessed(store, child):
    said = [entry.what for entry in store.cases.read(child).timeline if entry.who == "Rules"]
    assert said == ["Not assessed: the tables are for adults."]


def test_reports_count_a_child_and_at_no_urgency(store, child):
    told = store.reporting.read(Period(NOW.date(), NOW.date()), CLINIC)
    assert [line.urgency for line in told.lines] == [None]
    grown = [line.__class__(None, *list(vars(line).values())[1:]) for line in told.lines * 6]
    figure = figures_time.arrivals(
        told.__class__(**vars(told) | {"lines": tuple(grown)}), Period(NOW.date(), NOW.date()), CLINIC
    )
    assert {row[0]: row[-1] for row in figure.rows if row[-1]} == {"? Not assessed": 6, "All": 6}


def test_a_child_who_comes_in_is_announced_by_no_level(store, child, amara):
    assert announcement((child,), (), News({child: None})) == "1 new: not assessed"
    both = News({child: None, "TW-2": Urgency.SOON})
    assert announcement((child, "TW-2"), (), both) == "2 new, 1 of them not assessed"
    worse = News({child: None, "TW-2": Urgency.EMERGENCY})
    assert announcement((child, "TW-2"), (), worse) == "2 new, the most urgent Emergency"


def test_an_emergency_sign_taken_down_on_the_telephone_counts_for_a_child_as_for_anybody(store, child, amara):
    reception.clarify(store, child, "emergency-signs", ("face-droop",), amara, NOW, 1)
    [row] = store.cases.queue(NOW)
    assert (row.level, row.not_assessed) == (Urgency.EMERGENCY, False)
    assert store.cases.counts(amara.id, NOW)[0].emergencies == 1
    assert store.cases.read(child).step is Urgency.EMERGENCY.step
    assert store.audit.verify().differs == ()


def test_what_the_queue_keeps_of_who_was_assessed_is_held_against_the_records(store, child, ready_url):
    assert store.audit.verify().differs == ()
    run_sql(ready_url, "UPDATE cases SET not_assessed = false, place = 1")
    assert any("whether anybody has assessed it" in said for said in store.audit.verify().differs)
