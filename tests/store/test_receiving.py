"""Answers come in: one intake however often it is tapped, one case however many intakes, nothing lost."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from intake import reception
from intake.cases import CaseState, IntakeKind
from intake.closing import Closing
from intake.form import UnknownAnswer
from intake.invitations import InvitationState, NewPatient
from intake.store import CaseChanged, NoClinic, open_store
from intake.urgency import Urgency
from tests.store.conftest import CALM, MARKS_ANSWERS, NOW, SETTLED


def later(**times: float) -> datetime:
    return NOW + timedelta(**times)


def signs(*codes: str) -> dict[str, tuple[str, ...]]:
    return {"emergency-signs": codes}


def test_what_was_sent_is_read_back_word_for_word(store, received):
    case = store.cases.read(received)
    assert case.answers == MARKS_ANSWERS
    assert case.intake.kind is IntakeKind.SENT
    assert case.received_at == NOW
    assert (case.urgency, case.assessment.ceiling) == (Urgency.URGENT, Urgency.IMMEDIATE)


def test_the_receipt_promises_everybody_the_same(store, invite):
    calm = reception.receive(store, invite(), CALM, IntakeKind.SENT, NOW)
    mark = reception.receive(store, invite(), MARKS_ANSWERS, IntakeKind.SENT, NOW)
    assert calm.read_by == mark.read_by == datetime(2026, 11, 25, 18, tzinfo=UTC)
    assert calm.is_new
    assert calm.reference.startswith("TW-")


def test_tapped_twice_is_one_intake(store, invite):
    invitation = invite()
    first = reception.receive(store, invitation, MARKS_ANSWERS, IntakeKind.SENT, NOW)
    again = reception.receive(store, invitation, MARKS_ANSWERS, IntakeKind.SENT, later(seconds=1))
    assert (again.reference, again.is_new) == (first.reference, False)
    assert len(store.cases.read(first.reference).intakes) == 1
    assert len(store.cases.queue(NOW)) == 1


def test_two_tabs_that_send_differently_are_one_intake_and_the_first_stands(store, invite):
    invitation = invite()
    first = reception.receive(store, invitation, MARKS_ANSWERS, IntakeKind.SENT, NOW)
    reception.receive(store, invitation, CALM, IntakeKind.SENT, later(seconds=1))
    assert store.cases.read(first.reference).answers == MARKS_ANSWERS


def test_eight_taps_at_the_same_moment_are_one_intake(store, invite):
    invitation, receipts = invite(), []

    def tap() -> None:
        receipts.append(reception.receive(store, invitation, MARKS_ANSWERS, IntakeKind.SENT, NOW))

    threads = [threading.Thread(target=tap) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({receipt.reference for receipt in receipts}) == 1
    assert sum(receipt.is_new for receipt in receipts) == 1
    assert len(store.cases.queue(NOW)) == 1


def test_an_emergency_and_then_the_whole_form_are_one_case_that_stays_an_emergency(store, invite):
    invitation = invite()
    stopped = reception.receive(store, invitation, signs("choking"), IntakeKind.EMERGENCY, NOW)
    sent = reception.receive(store, invitation, MARKS_ANSWERS, IntakeKind.SENT, later(hours=1))
    assert (sent.reference, sent.is_new) == (stopped.reference, True)
    case = store.cases.read(sent.reference)
    assert [intake.kind for intake in case.intakes] == [IntakeKind.EMERGENCY, IntakeKind.SENT]
    assert case.urgency is Urgency.EMERGENCY
    assert case.answers["emergency-signs"] == ("choking",)
    assert case.answers["tasks"] == ("lifting",)
    assert case.due_at == NOW


def test_a_second_visit_to_the_emergency_page_with_other_signs_loses_neither(store, invite):
    invitation = invite()
    reception.receive(store, invitation, signs("dark-urine"), IntakeKind.EMERGENCY, NOW)
    reception.receive(store, invitation, signs("dark-urine"), IntakeKind.EMERGENCY, later(minutes=1))
    found = reception.receive(store, invitation, signs("choking"), IntakeKind.EMERGENCY, later(minutes=2))
    case = store.cases.read(found.reference)
    assert len(case.intakes) == 2
    assert case.answers["emergency-signs"] == ("dark-urine", "choking")


def test_after_an_emergency_the_form_can_still_be_filled_in(store, invite):
    invitation = invite()
    store.drafts.save(invitation.id, signs("choking"), "emergency", NOW)
    reception.receive(store, invitation, signs("choking"), IntakeKind.EMERGENCY, NOW)
    assert store.invitations.read(invitation.id, NOW).state is InvitationState.OPEN
    assert store.drafts.read(invitation.id).answers == signs("choking")


def test_under_16_is_a_case_for_the_childrens_pathway(store, invite):
    child = invite(NewPatient("Lake", "Ffion", date(2012, 1, 1)))
    receipt = reception.receive(store, child, {}, IntakeKind.UNDER_16, NOW)
    (row,) = store.cases.queue(NOW)
    assert (row.reference, row.kind, row.reason) == (
        receipt.reference, IntakeKind.UNDER_16, "Under 16: children's pathway",
    )  # fmt: skip
    assert row.due_at is not None


def test_sending_uses_the_link_up_and_removes_the_draft(store, invite):
    invitation = invite()
    store.drafts.save(invitation.id, MARKS_ANSWERS, "check", NOW)
    receipt = reception.receive(store, invitation, MARKS_ANSWERS, IntakeKind.SENT, NOW)
    after = store.invitations.read(invitation.id, NOW)
    assert (after.state, after.reference) == (InvitationState.SENT, receipt.reference)
    assert store.drafts.read(invitation.id) is None
    assert not store.drafts.save(invitation.id, CALM, "tasks", later(minutes=1))
    assert reception.receipt(store, after) == reception.Receipt(receipt.reference, receipt.read_by, False)


def test_nothing_can_be_received_before_the_clinic_is_set_up(ready_url):
    store = open_store(ready_url)
    with pytest.raises(NoClinic, match="not set up yet"):
        reception.receive(store, None, {}, IntakeKind.SENT, NOW)  # type: ignore[arg-type]
    store.close()


NASTY = {
    "own-words": "a\x00b\x1b[31m\ud800 ليلى 🦵🏽 \u202e Ελένη\r\nline two <b>'; DROP TABLE cases; --",
    "worry": "x" * 200_000,
    "hope": "   ",
}


def test_text_in_every_script_is_kept_and_only_control_characters_go(store, invite):
    receipt = reception.receive(store, invite(), MARKS_ANSWERS | NASTY, IntakeKind.SENT, NOW)
    answers = store.cases.read(receipt.reference).answers
    assert answers["own-words"] == "ab[31m ليلى 🦵🏽 \u202e Ελένη\nline two <b>'; DROP TABLE cases; --"
    assert len(answers["worry"]) == 20_000
    assert "hope" not in answers
    assert store.audit.verify().ok


def test_answers_to_what_was_not_asked_are_dropped(store, invite):
    receipt = reception.receive(store, invite(), CALM | {"weakness-worse": "yes"}, IntakeKind.SENT, NOW)
    assert "weakness-worse" not in store.cases.read(receipt.reference).answers


def test_what_staff_did_not_enter_is_taken_from_the_answers(store, invite):
    bare = invite(NewPatient("Hale", "Patricia", date(1958, 5, 5), address="1 Weir Road"))
    given = MARKS_ANSWERS | {"sex": "female", "contact-telephone": "07700 900001", "address": "2 Other Street"}
    patient = store.cases.read(reception.receive(store, bare, given, IntakeKind.SENT, NOW).reference).patient
    assert (patient.sex, patient.telephone, patient.address) == ("Female", "07700 900001", "1 Weir Road")


# --- By telephone ----------------------------------------------------------------------------------


def test_a_telephone_answer_closes_the_interval_on_the_spot(store, amara, received):
    before = store.cases.read(received)
    after = reception.clarify(store, received, "muscle-smaller", "yes", amara, later(hours=1), before.version)
    assert after.urgency is Urgency.IMMEDIATE
    assert after.answers["muscle-smaller"] == "yes"
    assert after.intake.answers["muscle-smaller"] == "not-sure"
    assert [a.urgency for _, a in after.assessments] == [Urgency.URGENT, Urgency.IMMEDIATE]
    (row,) = store.cases.queue(later(hours=1))
    assert (row.urgency, row.due_at) == (Urgency.IMMEDIATE, after.due_at)
    assert "By telephone – Muscle smaller: Yes." in [entry.what for entry in after.timeline]


def test_what_is_learnt_later_runs_from_when_it_was_learnt(store, amara, received):
    on_friday = datetime(2026, 11, 27, 10, tzinfo=UTC)
    after = reception.clarify(store, received, "muscle-smaller", "yes", amara, on_friday, 1)
    assert after.due_at == datetime(2026, 11, 30, 18, tzinfo=UTC)


def test_a_code_that_the_form_does_not_have_is_answered_with_the_nearest(store, amara, received):
    with pytest.raises(UnknownAnswer, match="not-sure"):
        reception.clarify(store, received, "muscle-smaller", "not-shure", amara, NOW, 1)
    assert store.cases.read(received).version == 1


def test_a_stale_telephone_answer_says_who_was_quicker(store, amara, maja, received):
    reception.clarify(store, received, "muscle-smaller", "no", amara, later(minutes=5), 1)
    with pytest.raises(CaseChanged, match="Dr Amara Osei changed this case") as refused:
        reception.clarify(store, received, "muscle-smaller", "yes", maja, later(minutes=6), 1)
    assert (refused.value.by, refused.value.at) == ("Dr Amara Osei", later(minutes=5))
    assert len(store.cases.read(received).clarifications) == 1


def test_not_sure_at_the_emergency_page_settled_by_telephone_is_no_emergency_any_more(store, amara, invite):
    receipt = reception.receive(store, invite(), signs("not-sure"), IntakeKind.EMERGENCY, NOW)
    assert store.cases.read(receipt.reference).urgency is Urgency.EMERGENCY
    after = reception.clarify(store, receipt.reference, "emergency-signs", ("none-of-these",), amara, later(hours=2), 1)
    assert after.urgency is not Urgency.EMERGENCY
    assert after.due_at > later(hours=2)


def test_what_a_patient_says_after_the_telephone_raises(store, amara, invite):
    invitation = invite()
    reference = reception.receive(store, invitation, SETTLED, IntakeKind.SENT, NOW).reference
    reception.clarify(store, reference, "swallowing", "no", amara, later(hours=1), 1)
    worse = SETTLED | {"swallowing": "yes"}
    reception.receive(store, invitation, worse, IntakeKind.CHECK, later(days=7), occasion="7")
    assert store.cases.read(reference).answers["swallowing"] == "yes"


def test_what_was_recorded_on_the_telephone_is_not_taken_back_by_the_form(store, amara, invite):
    invitation = invite()
    store.drafts.save(invitation.id, CALM, "twitches", NOW)
    (left,) = store.cases.queue(later(hours=25))
    reception.clarify(store, left.reference, "muscle-smaller", "yes", amara, later(hours=26), 1)
    reception.receive(store, invitation, CALM, IntakeKind.SENT, later(hours=27))
    assert store.cases.read(left.reference).urgency is Urgency.IMMEDIATE


# --- Left half-way ---------------------------------------------------------------------------------


def test_a_draft_left_for_a_day_is_a_case_that_counts_from_when_it_was_left(store, invite):
    invitation = invite()
    store.drafts.save(invitation.id, MARKS_ANSWERS, "twitches", NOW)
    assert store.cases.queue(later(hours=23, minutes=59)) == []
    (row,) = store.cases.queue(later(hours=24))
    assert (row.kind, row.received_at, row.urgency) == (IntakeKind.ABANDONED, NOW, Urgency.URGENT)
    assert len(store.cases.queue(later(hours=25))) == 1
    assert len(store.cases.read(row.reference).intakes) == 1


def test_somebody_who_comes_back_after_a_day_sends_into_the_same_case(store, invite):
    invitation = invite()
    store.drafts.save(invitation.id, CALM, "twitches", NOW)
    (left,) = store.cases.queue(later(hours=25))
    assert store.drafts.read(invitation.id).answers == CALM
    store.drafts.save(invitation.id, MARKS_ANSWERS, "check", later(hours=26))
    sent = reception.receive(store, invitation, MARKS_ANSWERS, IntakeKind.SENT, later(hours=27))
    assert sent.reference == left.reference
    (row,) = store.cases.queue(later(hours=60))
    assert (row.kind, row.urgency) == (IntakeKind.SENT, Urgency.URGENT)


def test_somebody_who_comes_back_adds_a_sign_and_leaves_again_is_heard(store, invite):
    invitation = invite()
    store.drafts.save(invitation.id, CALM, "twitches", NOW)
    store.cases.queue(later(hours=25))
    store.drafts.save(invitation.id, CALM | {"speech": "yes"}, "twitches", later(hours=30))
    (row,) = store.cases.queue(later(hours=55))
    assert row.urgency is Urgency.URGENT
    assert len(store.cases.read(row.reference).intakes) == 2


def test_somebody_stopped_at_the_emergency_page_stays_so_when_the_draft_runs_out(store, invite):
    invitation = invite()
    store.drafts.save(invitation.id, signs("choking"), "emergency", NOW)
    reception.receive(store, invitation, signs("choking"), IntakeKind.EMERGENCY, NOW)
    (row,) = store.cases.queue(later(hours=48))
    assert row.kind is IntakeKind.EMERGENCY
    assert len(store.cases.read(row.reference).intakes) == 1


def test_a_patient_who_goes_on_while_the_sweep_runs_is_not_disturbed(store, invite):
    invitation = invite()
    store.drafts.save(invitation.id, CALM, "twitches", NOW)
    ((_, stale),) = store.drafts.overdue(later(hours=25))
    store.drafts.save(invitation.id, CALM, "feeling", later(hours=25))
    from intake.arrivals import Arrival

    arrival = Arrival(IntakeKind.ABANDONED, stale.answers, NOW, "1", "twitches", stale.saved_at)
    assert store.cases.receive(invitation.id, arrival, lambda _: 1 / 0, later(hours=25)) == ("", False)  # type: ignore[arg-type, return-value]


def test_a_closed_case_opens_again_when_the_patient_sends_more(store, amara, invite):
    invitation = invite()
    store.drafts.save(invitation.id, CALM, "twitches", NOW)
    (row,) = store.cases.queue(later(hours=25))
    store.cases.close(row.reference, Closing("not-reached"), amara, later(hours=26), 1)
    assert store.cases.queue(later(hours=26)) == []
    reception.receive(store, invitation, MARKS_ANSWERS, IntakeKind.SENT, later(hours=27))
    (row,) = store.cases.queue(later(hours=28))
    assert (row.state, row.urgency) == (CaseState.WAITING, Urgency.URGENT)


def test_several_readers_of_the_queue_take_a_left_draft_in_once(store, invite):
    invitation = invite()
    store.drafts.save(invitation.id, MARKS_ANSWERS, "twitches", NOW)
    threads = [threading.Thread(target=store.cases.queue, args=(later(hours=25),)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (row,) = store.cases.queue(later(hours=25))
    assert len(store.cases.read(row.reference).intakes) == 1


def test_what_another_tab_saved_after_send_read_the_draft_is_not_lost(store, invite):
    invitation = invite()
    store.drafts.save(invitation.id, CALM, "check", NOW)
    read = store.drafts.read(invitation.id)
    store.drafts.save(invitation.id, CALM | {"speech": "yes"}, "check", later(seconds=1))
    receipt = reception.receive(
        store, invitation, read.answers, IntakeKind.SENT, later(seconds=2), draft_saved_at=read.saved_at
    )
    assert (receipt.reference, receipt.is_new) == ("", False)
    assert store.invitations.read(invitation.id, NOW).state is InvitationState.OPEN
    assert store.drafts.read(invitation.id).answers["speech"] == "yes"


def test_sending_twice_and_sending_what_was_left_for_a_day_are_taken_in(store, invite):
    invitation = invite()
    store.drafts.save(invitation.id, CALM, "check", NOW)
    reception.sweep(store, later(days=2))
    known = {"draft_saved_at": store.drafts.read(invitation.id).saved_at}
    first = reception.receive(store, invitation, CALM, IntakeKind.SENT, later(days=2), **known)
    again = reception.receive(store, invitation, CALM, IntakeKind.SENT, later(days=2), **known)
    assert (first.is_new, again.is_new, again.reference) == (True, False, first.reference)


def test_a_continue_and_a_send_at_the_same_moment_lose_no_answer(store, invite):
    """Whichever comes first: what was saved is in what was sent, or is still there to be sent."""
    for _ in range(6):
        invitation, saved = invite(), []
        store.drafts.save(invitation.id, CALM, "check", NOW)
        read = store.drafts.read(invitation.id)
        together = threading.Barrier(2)

        def save(to=invitation.id, gate=together, kept=saved):
            gate.wait()
            kept.append(store.drafts.save(to, CALM | {"speech": "yes"}, "check", later(hours=1)))

        def send(of=invitation, draft=read, gate=together):
            gate.wait()
            reception.receive(store, of, draft.answers, IntakeKind.SENT, later(days=1), draft_saved_at=draft.saved_at)

        threads = [threading.Thread(target=save), threading.Thread(target=send)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        draft, there = store.drafts.read(invitation.id), store.invitations.read(invitation.id, NOW)
        assert saved == [draft is not None]
        assert (there.sent_at is None) == saved[0]
