"""The four weeks after sending, in the store: journal, weekly checks, what was missed, what patients ask for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake import reception
from intake.access import NotAllowed
from intake.cases import CaseState, IntakeKind
from intake.closing import Closing, RequestsWill
from intake.journal import JournalEntry
from intake.notices import NoticeKind
from intake.urgency import Urgency
from intake.weekly import day_number, read_check
from tests.store.conftest import CALM, CLINIC, NOW, SETTLED

SAME = {
    "tasks": ("none-of-these",), "twitching": ("yes",), "spread": ("no",), "getting-worse": ("no",),
    "breathing": ("no",), "speech": ("no",), "swallowing": ("no",), "muscle-smaller": ("no",), "numbness": ("no",),
}  # fmt: skip
"""A check in which nothing is new."""


def days(count):
    return NOW + timedelta(days=count)


@pytest.fixture
def sent(store, invite):
    """Sends answers at NOW; returns the invitation and the case's reference."""

    def send(answers):
        invitation = invite()
        reference = reception.receive(store, invitation, answers, IntakeKind.SENT, NOW).reference
        return store.invitations.read(invitation.id, NOW), reference

    return send


def check(store, invitation, at, **changes):
    """A weekly check on that day; the case as it stands then."""
    before = store.cases.read(invitation.reference).answers
    day = day_number(invitation.sent_at, at, CLINIC)
    said = read_check(SAME | changes, before, day)
    occasion = at.date().isoformat()
    reception.receive(store, invitation, said, IntakeKind.CHECK, at, occasion=occasion)
    return store.cases.read(invitation.reference)


def row_of(store, reference, at):
    return next((row for row in store.cases.queue(at) if row.reference == reference), None)


def closed(store, reference, amara, at=NOW):
    ending = Closing("seen-here", requests=RequestsWill.BE_CHASED)
    store.cases.close(reference, ending, amara, at, store.cases.read(reference).version)


def test_a_check_that_brings_a_new_sign_raises_the_case_at_once_and_says_what_changed(store, sent):
    invitation, reference = sent(CALM)
    assert store.cases.read(reference).urgency is Urgency.SELF_CARE
    case = check(store, invitation, days(7), swallowing=("yes",))
    assert case.urgency is Urgency.IMMEDIATE
    assert case.changed == "Trouble swallowing: yes (was no)"
    assert row_of(store, reference, days(7)).changed == case.changed


def test_a_newly_lost_task_without_its_pace_keeps_the_emergency_open(store, sent):
    invitation, _ = sent(CALM)
    case = check(store, invitation, days(7), tasks=("gripping",))
    assert case.answers["weakness-pace"] == "not-sure"
    assert (case.urgency, case.assessment.ceiling) == (Urgency.URGENT, Urgency.EMERGENCY)


def test_the_pace_of_an_older_weakness_says_nothing_about_a_newer_one(store, sent):
    invitation, _ = sent(SETTLED)
    case = check(store, invitation, days(7), tasks=("lifting", "stairs"), pace=("hours-to-days",))
    assert case.answers["weakness-pace"] == "hours-to-days"
    assert case.urgency is Urgency.EMERGENCY


def test_a_check_takes_nothing_back(store, sent):
    invitation, reference = sent(SETTLED | {"swallowing": "yes", "muscle-smaller": "not-sure"})
    before = store.cases.read(reference)
    case = check(store, invitation, days(7))
    assert (case.urgency, case.assessment.ceiling) == (before.urgency, before.assessment.ceiling)
    assert case.answers["swallowing"] == "yes"
    assert case.answers["muscle-smaller"] == "not-sure"
    assert case.answers["tasks"] == ("lifting",)


def test_the_same_check_twice_on_a_day_is_one_and_a_week_later_another(store, sent):
    invitation, _ = sent(CALM)
    check(store, invitation, days(7))
    assert len(check(store, invitation, days(7)).intakes) == 2
    assert len(check(store, invitation, days(14)).intakes) == 3


def test_news_open_a_closed_case_again_and_no_news_do_not(store, sent, amara):
    invitation, reference = sent(CALM)
    closed(store, reference, amara)
    assert check(store, invitation, days(7)).state is CaseState.CLOSED
    assert check(store, invitation, days(14), speech=("yes",)).state is CaseState.WAITING
    assert "The case was opened again." in [line.what for line in store.cases.read(reference).timeline]


def test_twitches_that_are_still_there_after_two_weeks_have_lasted(store, sent):
    invitation, _ = sent(CALM)
    assert check(store, invitation, days(7)).urgency is Urgency.SELF_CARE
    assert check(store, invitation, days(14)).urgency is Urgency.ROUTINE


def test_no_change_at_four_weeks_is_a_routine_review_of_a_closed_case_too(store, sent, amara):
    invitation, reference = sent(CALM)
    closed(store, reference, amara)
    case = check(store, invitation, days(28))
    assert case.state is CaseState.WAITING
    assert case.urgency is Urgency.ROUTINE
    assert [notice.kind for notice in case.notices] == [NoticeKind.REVIEW]
    assert case.due_at is not None
    assert len(check(store, invitation, days(29)).notices) == 1


def test_twitches_that_have_gone_at_four_weeks_are_no_review(store, sent):
    invitation, _ = sent(CALM)
    assert check(store, invitation, days(28), twitching=("no",)).notices == ()


def test_a_missed_check_after_a_red_flag_is_a_case_again(store, sent, amara):
    _, reference = sent(SETTLED)
    closed(store, reference, amara)
    assert row_of(store, reference, days(9)) is None
    row = row_of(store, reference, days(10))
    assert row.notices == (NoticeKind.MISSED_CHECK,)
    assert store.cases.read(reference).timeline[-1].who == "Twitchboard"


def test_looking_again_notes_a_missed_check_once(store, sent):
    _, reference = sent(SETTLED)
    for _ in range(3):
        store.cases.queue(days(11))
    assert len(store.cases.read(reference).notices) == 1


def test_nobody_without_a_red_flag_is_chased(store, sent):
    _, reference = sent(CALM)
    assert row_of(store, reference, days(30)).notices == ()


def test_the_next_check_ends_a_missed_one(store, sent):
    invitation, reference = sent(SETTLED)
    store.cases.queue(days(11))
    check(store, invitation, days(12))
    assert row_of(store, reference, days(12)).notices == ()
    assert row_of(store, reference, days(21)).notices == ()
    assert row_of(store, reference, days(22)).notices == (NoticeKind.MISSED_CHECK,)


def test_after_four_weeks_nobody_waits_for_a_check_any_more(store, sent, amara):
    _, reference = sent(SETTLED)
    for day in (10, 17, 24, 31):
        store.cases.queue(days(day))
        case = store.cases.read(reference)
        for notice in case.notices:
            store.aftercare.end(reference, notice.id, "Rang.", amara, days(day))
    assert len(store.cases.read(reference).notices) == 4
    store.cases.queue(days(60))
    assert len(store.cases.read(reference).notices) == 4


def test_a_day_has_one_entry_in_the_journal_whoever_is_quicker(store, sent):
    _, reference = sent(CALM)
    first = JournalEntry(NOW.date(), twitches=True, places=("left-hand",), lasted="minutes", times=("evening",))
    assert store.aftercare.write(reference, first, NOW)
    assert not store.aftercare.write(reference, JournalEntry(NOW.date(), twitches=False), NOW)
    assert [(entry.twitches, entry.places) for entry in store.cases.read(reference).journal] == [(True, ("left-hand",))]


def test_what_a_patient_asks_for_stands_until_somebody_sees_to_it_and_removes_nothing(store, sent, amara):
    _, reference = sent(CALM)
    before = store.cases.read(reference)
    store.aftercare.ask(reference, NoticeKind.DELETION, "Please remove it all.", "", NOW)
    assert row_of(store, reference, NOW).notices == (NoticeKind.DELETION,)
    case = store.cases.read(reference)
    assert (case.answers, case.version) == (before.answers, before.version)
    store.aftercare.end(reference, case.notices[0].id, "Wrote to explain.", amara, NOW)
    store.aftercare.end(reference, case.notices[0].id, "Again.", amara, NOW)
    ended = store.cases.read(reference).notices[0]
    assert (ended.ended_by, ended.outcome) == (amara.name, "Wrote to explain.")
    assert row_of(store, reference, NOW).notices == ()


def test_reception_cannot_end_what_is_a_clinicians_to_see_to(store, sent, tom):
    _, reference = sent(CALM)
    store.aftercare.ask(reference, NoticeKind.CORRECTION, "It is the left hand.", "regions", NOW)
    with pytest.raises(NotAllowed):
        store.aftercare.end(reference, store.cases.read(reference).notices[0].id, "", tom, NOW)


def test_a_correction_stands_beside_the_answer_and_in_the_timeline(store, sent):
    _, reference = sent(CALM)
    store.aftercare.ask(reference, NoticeKind.CORRECTION, "It is the left hand.", "regions", NOW)
    case = store.cases.read(reference)
    assert case.answers["regions"] == CALM["regions"]
    assert "Corrected an answer (Where the twitches are): “It is the left hand.”." in [e.what for e in case.timeline]


def test_what_was_typed_waits_for_half_a_day_and_goes_when_the_page_is_done(store, sent):
    invitation, _ = sent(CALM)
    store.aftercare.keep_typed(invitation.id, "check", {"tasks": ("stairs",)}, NOW)
    assert store.aftercare.typed(invitation.id, "check", NOW) == {"tasks": ("stairs",)}
    assert store.aftercare.typed(invitation.id, "check", NOW + timedelta(hours=13)) == {}
    store.aftercare.drop_typed(invitation.id, "check")
    assert store.aftercare.typed(invitation.id, "check", NOW) == {}


def test_all_of_it_is_on_the_audit_trail(store, sent, amara):
    invitation, reference = sent(SETTLED)
    store.aftercare.write(reference, JournalEntry(NOW.date(), twitches=False), NOW)
    store.aftercare.ask(reference, NoticeKind.COPY, "", "", NOW)
    store.aftercare.end(reference, store.cases.read(reference).notices[0].id, "", amara, NOW)
    store.cases.queue(days(11))
    check(store, invitation, days(12))
    said = [event.what for event in store.audit.events(reference)]
    for what in ("wrote in the journal", "asked for a copy", "saw to a notice", "a weekly check did not come",
                 "intake received (check)"):  # fmt: skip
        assert what in said
    assert store.audit.verify().ok


def test_the_difference_itself_is_graded(store, sent):
    invitation, _ = sent(CALM)
    case = check(store, invitation, days(7), swallowing=("yes",))
    assert case.urgency is Urgency.IMMEDIATE
    assert "now-bulbar-or-breathing" in [finding.row.id for finding in case.assessment.raised]
    assert case.assessment.seen_within_days == 1


def test_a_difference_stands_through_later_checks_and_calls_about_something_else(store, sent, amara):
    invitation, reference = sent(CALM)
    check(store, invitation, days(7), swallowing=("yes",))
    case = check(store, invitation, days(14))
    said = reception.clarify(store, reference, "cramps", "yes", amara, days(15), case.version)
    assert said.urgency is Urgency.IMMEDIATE


def test_a_call_that_corrects_the_check_takes_its_difference_away(store, sent, amara):
    invitation, reference = sent(CALM)
    case = check(store, invitation, days(7), swallowing=("yes",))
    said = reception.clarify(store, reference, "swallowing", "no", amara, days(8), case.version)
    assert said.urgency is Urgency.SELF_CARE


def test_a_check_after_a_call_is_not_silenced_by_the_call(store, sent, amara):
    invitation, reference = sent(CALM | {"speech": "not-sure", "emergency-signs": ("none-of-these",)})
    case = store.cases.read(reference)
    reception.clarify(store, reference, "speech", "no", amara, days(1), case.version)
    case = check(store, invitation, days(7), speech=("yes",))
    assert case.answers["speech"] == "yes"
    assert case.urgency is Urgency.IMMEDIATE


def test_a_not_sure_at_the_emergency_list_of_a_check_outlives_an_earlier_call_about_it(store, sent, amara):
    invitation, reference = sent(CALM)
    none = ("none-of-these",)
    reception.clarify(store, reference, "emergency-signs", none, amara, days(1), store.cases.read(reference).version)
    unsure = {"emergency-signs": ("not-sure",)}
    reception.receive(store, invitation, unsure, IntakeKind.EMERGENCY, days(7), occasion="7")
    assert store.cases.read(reference).urgency is Urgency.EMERGENCY


def test_news_do_not_wait_behind_an_urgency_that_a_clinician_set_before(store, sent, amara):
    invitation, reference = sent(SETTLED)
    version = store.cases.read(reference).version
    store.cases.override(reference, Urgency.ROUTINE, "examined", "seen", amara, NOW, version)
    case = check(store, invitation, days(7), speech=("yes",))
    assert case.urgency is Urgency.IMMEDIATE


@pytest.mark.parametrize("kind", [NoticeKind.CORRECTION, NoticeKind.COPY, NoticeKind.DELETION, NoticeKind.PROBLEM])
def test_what_a_patient_asks_for_after_the_case_was_closed_is_seen_in_the_queue(store, sent, amara, kind):
    _, reference = sent(CALM)
    closed(store, reference, amara, days(1))
    assert row_of(store, reference, days(2)) is None
    store.aftercare.ask(reference, kind, "Slurred since June", "speech", days(2))
    row = row_of(store, reference, days(2))
    assert (row.state, row.notices) == (CaseState.WAITING, (kind,))
    assert store.audit.verify().ok
