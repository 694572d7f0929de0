"""What a later answer must not undo: an emergency once recorded, and a sign that no clinician has seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from intake import reception
from intake.cases import IntakeKind
from intake.urgency import Urgency
from tests.store.conftest import CALM, CLINIC, NOW, SETTLED

SUDDEN = SETTLED | {"weakness-pace": "suddenly"}
BOTH_SIDES = SETTLED | {"weakness-pace": "days-to-4-weeks", "weakness-sides": "both-sides"}
FAST_AND_NUMB = SETTLED | {"weakness": "no", "numbness": "yes", "sensory-pace": "hours-to-days"}
NOT_SURE_WHICH = {"emergency-signs": ("not-sure",)}


def later(**more):
    return NOW + timedelta(**more)


@pytest.fixture
def stopped(store, invite):
    """Somebody whose answers came to mean an emergency; gives the invitation."""

    def stop(answers):
        invitation = invite()
        reception.receive(store, invitation, answers, IntakeKind.EMERGENCY, NOW)
        return invitation

    return stop


def send(store, invitation, answers, at):
    reference = reception.receive(store, invitation, answers, IntakeKind.SENT, at).reference
    return store.cases.read(reference)


@pytest.mark.parametrize(
    ("told", "changed"),
    [
        (SUDDEN, {"weakness-pace": "weeks-to-months"}),
        (SUDDEN, {"weakness": "no", "tasks": ("none-of-these",)}),
        (BOTH_SIDES, {"weakness-sides": "one-limb"}),
        (FAST_AND_NUMB, {"tasks": ("none-of-these",)}),
    ],
)
def test_an_emergency_that_answers_came_to_mean_is_not_undone_by_changing_them(store, stopped, told, changed):
    case = send(store, stopped(told), told | changed, later(minutes=9))
    assert (case.urgency, case.due_at) == (Urgency.EMERGENCY, NOW)
    assert store.cases.queue(NOW)[0].urgency is Urgency.EMERGENCY
    for link_id, answer in changed.items():
        assert case.answers[link_id] == answer


def test_another_question_asked_on_the_telephone_does_not_undo_it_either(store, amara, stopped):
    case = send(store, stopped(SUDDEN), SETTLED, later(minutes=9))
    after = reception.clarify(store, case.reference, "blood-thinner", "no", amara, later(hours=1), case.version)
    assert after.urgency is Urgency.EMERGENCY


def test_the_same_question_asked_again_by_staff_does(store, amara, stopped):
    case = send(store, stopped(SUDDEN), SETTLED, later(minutes=9))
    asked = ("weakness-pace", "weeks-to-months", amara, later(hours=1), case.version)
    assert reception.clarify(store, case.reference, *asked).urgency is Urgency.URGENT


@pytest.mark.parametrize("link_id", ["swallowing", "muscle-smaller", "breathing"])
def test_a_telephone_no_does_not_outlast_a_yes_that_is_sent_later(store, amara, invite, link_id):
    invitation = invite()
    store.drafts.save(invitation.id, CALM | {link_id: "not-sure"}, "twitches", NOW)
    (left,) = store.cases.queue(later(hours=25))
    reception.clarify(store, left.reference, link_id, "no", amara, later(hours=26), 1)
    case = send(store, invitation, CALM | {link_id: "yes"}, later(hours=27))
    assert case.answers[link_id] == "yes"
    assert case.urgency.rank >= Urgency.SOON.rank


# --- What a clinician set, before they knew --------------------------------------------------------


def lowered(store, amara, reference, level=Urgency.ROUTINE):
    version = store.cases.read(reference).version
    return store.cases.override(reference, level, "spoke-to-patient", "", amara, later(hours=1), version)


def test_a_new_emergency_sign_is_not_hidden_behind_an_urgency_that_was_set_before(store, amara, stopped):
    invitation = stopped(NOT_SURE_WHICH)
    reference = store.cases.queue(NOW)[0].reference
    lowered(store, amara, reference)
    reception.receive(store, invitation, {"emergency-signs": ("choking",)}, IntakeKind.EMERGENCY, later(hours=2))
    (row,) = store.cases.queue(later(hours=3))
    case = store.cases.read(reference)
    assert row.urgency is case.urgency is Urgency.EMERGENCY
    assert row.due_at == NOW
    assert [(o.urgency, o.undone_at) for o in case.overrides] == [(Urgency.ROUTINE, later(hours=2))]
    assert "Took that urgency back. The patient has said something graver since." in [e.what for e in case.timeline]
    assert store.audit.verify().ok


def test_a_check_that_brings_a_red_flag_is_not_hidden_either(store, amara, invite):
    invitation = invite()
    case = send(store, invitation, SETTLED, NOW)
    lowered(store, amara, case.reference)
    worse = {"swallowing": "yes"}
    reception.receive(store, invitation, worse, IntakeKind.CHECK, later(days=7), occasion="7")
    (row,) = store.cases.queue(later(days=7))
    assert row.urgency.rank >= Urgency.URGENT.rank


def test_every_urgency_that_was_set_before_is_taken_back(store, amara, stopped):
    invitation = stopped(NOT_SURE_WHICH)
    reference = store.cases.queue(NOW)[0].reference
    lowered(store, amara, reference, Urgency.SOON)
    lowered(store, amara, reference, Urgency.ROUTINE)
    reception.receive(store, invitation, {"emergency-signs": ("choking",)}, IntakeKind.EMERGENCY, later(hours=2))
    assert store.cases.read(reference).override is None


def test_what_raises_nothing_new_leaves_the_clinicians_urgency(store, amara, stopped):
    invitation = stopped(NOT_SURE_WHICH)
    reference = store.cases.queue(NOW)[0].reference
    lowered(store, amara, reference, Urgency.ROUTINE)
    assert send(store, invitation, CALM, later(hours=2)).urgency is Urgency.ROUTINE


def test_what_raises_no_higher_than_the_clinician_did_leaves_their_urgency(store, amara, stopped):
    invitation = stopped(NOT_SURE_WHICH)
    reference = store.cases.queue(NOW)[0].reference
    lowered(store, amara, reference, Urgency.IMMEDIATE)
    assert send(store, invitation, SETTLED, later(hours=2)).urgency is Urgency.IMMEDIATE


# --- Tables that a clinic changes while somebody waits ----------------------------------------------


TINGLING = CALM | {"tingling": "yes", "sensory-pace": "weeks-to-months"}


def change_tables(store):
    store.settings.save_clinic(replace(CLINIC, policy="nice-ng127"), "Test", later(minutes=30))


def test_whoever_waits_keeps_the_tables_by_which_they_were_graded(store, amara, invite):
    case = send(store, invite(), TINGLING, NOW)
    change_tables(store)
    after = reception.clarify(store, case.reference, "blood-thinner", "no", amara, later(hours=1), case.version)
    assert (after.urgency, after.due_at) == (Urgency.URGENT, case.due_at)
    assert after.assessment.tables.policy == "article"


def test_whoever_comes_back_to_a_case_keeps_them_too(store, invite):
    invitation = invite()
    store.drafts.save(invitation.id, TINGLING, "feeling", NOW)
    store.cases.queue(later(hours=25))
    change_tables(store)
    case = send(store, store.invitations.read(invitation.id, later(hours=26)), TINGLING, later(hours=26))
    assert case.urgency is Urgency.URGENT


def test_whoever_comes_next_is_graded_by_the_new_ones(store, invite):
    change_tables(store)
    assert send(store, invite(), TINGLING, later(hours=1)).assessment.tables.policy == "nice-ng127"
