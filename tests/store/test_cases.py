"""What is done with a case: taken, written on, decided, examined, signed, followed, closed."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from intake import reception
from intake.access import NotAllowed
from intake.cases import CaseState, IntakeKind
from intake.closing import Closing, RequestsWill
from intake.examination import Examination, ExamItem, ExamState
from intake.following import FollowStep, Line, ResultFlag
from intake.referral import NoteKind, ReferralState
from intake.signing import SigningPlace
from intake.store import (
    AlreadyClaimed,
    CaseChanged,
    CaseClosed,
    NoSuchCase,
    NotReady,
    ReasonNeeded,
    Refused,
    RequestsOpen,
    TooLateToUndo,
)
from intake.urgency import Urgency
from tests.store.conftest import CALM, NOW
from tests.store.signing import draft_emg, make_ready, sign_emg

SEEN = Closing("seen-here", "Normal")
NORMAL = Line("Normal study", ResultFlag.NORMAL)
NOTHING = Examination(0, not_done_reason="by telephone")
FOUND = Examination(
    0, {"wasting": ExamItem(ExamState.ABNORMAL, "right thenar")}, {"right-grip": "4", "neck": "5"}, "Weak grip"
)


def later(**times: float) -> datetime:
    return NOW + timedelta(**times)


# --- Who has it ------------------------------------------------------------------------------------


def test_the_second_who_takes_a_case_is_told_who_has_it_and_since_when(store, amara, maja, received):
    store.cases.claim(received, amara, NOW)
    with pytest.raises(AlreadyClaimed, match="Dr Amara Osei already has this case") as refused:
        store.cases.claim(received, maja, later(minutes=1))
    assert (refused.value.by, refused.value.at) == ("Dr Amara Osei", NOW)
    case = store.cases.read(received)
    assert (case.claimed_by, case.claimed_at) == (amara, NOW)


def test_of_two_who_take_it_at_the_same_moment_one_has_it(store, amara, maja, received):
    came = []

    def take(who) -> None:
        try:
            store.cases.claim(received, who, NOW)
            came.append("has it")
        except AlreadyClaimed as refused:
            came.append(refused.by)

    threads = [threading.Thread(target=take, args=(who,)) for who in (amara, maja)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    holder = store.cases.read(received).claimed_by
    assert sorted(came) == sorted(["has it", holder.name])


def test_taking_a_case_twice_is_taking_it_once(store, amara, received):
    store.cases.claim(received, amara, NOW)
    store.cases.claim(received, amara, later(minutes=1))
    assert [entry.what for entry in store.cases.read(received).timeline].count("Took the case.") == 1


def test_a_released_case_is_anybodys(store, amara, maja, received):
    store.cases.claim(received, maja, NOW)
    store.cases.release(received, maja, NOW)
    store.cases.claim(received, amara, NOW)
    assert store.cases.queue(NOW)[0].claimed_by == "Dr Amara Osei"


def test_only_a_senior_releases_a_colleagues_case(store, amara, maja, received):
    store.cases.claim(received, amara, NOW)
    with pytest.raises(NotAllowed, match="ask a senior clinician"):
        store.cases.release(received, maja, NOW)
    store.cases.release(received, amara, NOW)
    store.cases.claim(received, maja, NOW)
    store.cases.release(received, amara, NOW)
    assert store.cases.read(received).claimed_by is None


def test_taking_or_writing_on_a_case_makes_nobodys_work_stale(store, amara, maja, received):
    before = store.cases.read(received).version
    store.cases.claim(received, maja, NOW)
    store.cases.comment(received, "Rang, no answer.", maja, NOW)
    assert store.cases.examine(received, NOTHING, amara, NOW, before).version == before + 1


def test_reception_sees_that_a_case_exists_and_takes_none(store, tom, received):
    assert store.cases.queue(NOW)
    deeds = (
        lambda: store.cases.view(received, tom, NOW),
        lambda: store.cases.claim(received, tom, NOW),
        lambda: store.cases.override(received, Urgency.ROUTINE, "records", "", tom, NOW, 1),
        lambda: store.cases.examine(received, NOTHING, tom, NOW, 1),
        lambda: store.cases.close(received, SEEN, tom, NOW, 1),
    )
    for deed in deeds:
        with pytest.raises(NotAllowed, match="ask a clinician"):
            deed()


@pytest.mark.parametrize("reference", ["TW-2222222", "", "TW-\x00", "\ud800", "TW-AAAAAAA' OR 1=1", "x" * 1000])
def test_a_case_that_is_not_there_is_said(store, amara, reference):
    for deed in (store.cases.read, lambda ref: store.cases.claim(ref, amara, NOW)):
        with pytest.raises(NoSuchCase, match="Open it from the queue"):
            deed(reference)


def test_an_empty_comment_is_refused(store, amara, received):
    with pytest.raises(ReasonNeeded):
        store.cases.comment(received, "  \x00 ", amara, NOW)


def test_the_timeline_tells_everything_in_order(store, amara, received):
    store.cases.claim(received, amara, later(minutes=1))
    store.cases.comment(received, "Rang, no answer.", amara, later(minutes=2))
    store.cases.override(received, Urgency.SOON, "spoke-to-patient", "Better", amara, later(minutes=3), 1)
    assert [(entry.who, entry.what) for entry in store.cases.read(received).timeline] == [
        ("Patient", "Sent the answers."),
        ("Rules", "At least urgent, could be immediate (tables 2026.1)."),
        ("Dr Amara Osei", "Took the case."),
        ("Dr Amara Osei", "Rang, no answer."),
        ("Dr Amara Osei", "Set the urgency to soon: Spoke to the patient. Better"),
    ]


# --- Another urgency -------------------------------------------------------------------------------


def test_another_urgency_stands_beside_the_rules_own(store, amara, received):
    case = store.cases.override(received, Urgency.ROUTINE, "examined", "Normal", amara, later(hours=1), 1)
    assert (case.urgency, case.assessment.urgency) == (Urgency.ROUTINE, Urgency.URGENT)
    (row,) = store.cases.queue(NOW)
    assert (row.urgency, row.rule_urgency) == (Urgency.ROUTINE, Urgency.URGENT)
    assert case.override.set_by == "Dr Amara Osei"


def test_lowering_runs_from_when_the_answers_came_and_raising_from_when_it_was_decided(store, amara, received):
    lowered = store.cases.override(received, Urgency.ROUTINE, "examined", "Power 5/5", amara, later(days=3), 1)
    assert lowered.due_at == datetime(2027, 1, 4, 18, tzinfo=UTC)
    raised = store.cases.override(
        received, Urgency.IMMEDIATE, "examined", "Power 5/5", amara, later(days=3), lowered.version
    )
    assert raised.due_at == datetime(2026, 11, 27, 18, tzinfo=UTC)


def test_raising_never_forgives_what_was_due_earlier(store, amara, received):
    due = store.cases.read(received).due_at
    raised = store.cases.override(received, Urgency.IMMEDIATE, "examined", "Power 5/5", amara, later(days=30), 1)
    assert raised.due_at == due


def test_taken_back_within_ten_minutes_the_rules_stand_again_and_both_are_on_record(store, amara, received):
    before = store.cases.read(received)
    case = store.cases.override(received, Urgency.SELF_CARE, "records", "", amara, NOW, 1)
    case = store.cases.undo_override(received, amara, later(minutes=10), case.version)
    assert (case.urgency, case.due_at) == (before.urgency, before.due_at)
    assert [o.undone_at for o in case.overrides] == [later(minutes=10)]
    assert store.cases.queue(NOW)[0].urgency is before.urgency


def test_taking_back_reaches_one_step_and_the_earlier_one_stands_again(store, amara, received):
    case = store.cases.override(received, Urgency.SOON, "records", "", amara, NOW, 1)
    case = store.cases.override(received, Urgency.ROUTINE, "records", "", amara, NOW, case.version)
    case = store.cases.undo_override(received, amara, NOW, case.version)
    assert case.urgency is Urgency.SOON


def test_after_ten_minutes_or_by_somebody_else_it_stays(store, amara, maja, received):
    version = store.cases.override(received, Urgency.SOON, "records", "", amara, NOW, 1).version
    for who, at in ((amara, later(minutes=10, seconds=1)), (maja, later(minutes=1))):
        with pytest.raises(TooLateToUndo, match=r"within ten minutes\. Set another one instead"):
            store.cases.undo_override(received, who, at, version)


@pytest.mark.parametrize(("reason", "comment"), [("", "x"), ("because", "x"), ("clinical-judgement", "  ")])
def test_no_other_urgency_without_a_coded_reason(store, amara, received, reason, comment):
    with pytest.raises(ReasonNeeded):
        store.cases.override(received, Urgency.SOON, reason, comment, amara, NOW, 1)


def test_findings_that_stand_nowhere_are_said_in_words_before_they_change_an_urgency(store, amara, received):
    nobody = Examination(0, not_done_reason="By telephone")
    case = store.cases.examine(received, nobody, amara, NOW, 1)
    with pytest.raises(ReasonNeeded, match="Write in the comment what you found, or record the examination first"):
        store.cases.override(received, Urgency.SOON, "examined", " ", amara, NOW, case.version)
    case = store.cases.override(received, Urgency.SOON, "examined", "Power 5/5", amara, NOW, case.version)
    case = store.cases.examine(received, FOUND, amara, later(minutes=5), case.version)
    assert store.cases.override(received, Urgency.URGENT, "examined", "", amara, NOW, case.version).override


def test_a_new_answer_does_not_undo_what_a_clinician_set(store, amara, received):
    case = store.cases.override(received, Urgency.SOON, "examined", "Power 5/5", amara, NOW, 1)
    after = reception.clarify(store, received, "muscle-smaller", "yes", amara, NOW, case.version)
    assert (after.urgency, after.assessment.urgency) == (Urgency.SOON, Urgency.IMMEDIATE)


# --- Examination -----------------------------------------------------------------------------------


def test_an_examination_is_read_back_as_it_was_found(store, amara, received):
    case = store.cases.examine(received, FOUND, amara, later(minutes=5), 1)
    expected = replace(FOUND, version=1, examined_by="Dr Amara Osei", examined_at=later(minutes=5))
    assert case.examination == expected


def test_an_amended_examination_is_a_new_version_and_the_old_one_stays(store, amara, received):
    case = store.cases.examine(received, FOUND, amara, NOW, 1)
    with pytest.raises(ReasonNeeded, match="why the examination is amended"):
        store.cases.examine(received, NOTHING, amara, NOW, case.version)
    case = store.cases.examine(received, replace(NOTHING, amend_reason="Other patient"), amara, NOW, case.version)
    assert [e.version for e in case.examinations] == [1, 2]
    assert case.examinations[0].power == {"right-grip": "4", "neck": "5"}


def test_two_who_save_at_once_never_overwrite_each_other(store, amara, maja, received):
    store.cases.examine(received, FOUND, amara, later(minutes=1), 1)
    with pytest.raises(CaseChanged, match="Look at the change, then save again") as refused:
        store.cases.examine(received, NOTHING, maja, later(minutes=2), 1)
    assert (refused.value.by, refused.value.at) == ("Dr Amara Osei", later(minutes=1))
    assert len(store.cases.read(received).examinations) == 1


# --- Requests --------------------------------------------------------------------------------------


def test_a_signed_request_moves_the_case_and_names_its_chase_date(store, amara, received):
    referral = sign_emg(store, received, amara)
    case = store.cases.read(received)
    assert case.state is CaseState.REQUESTED
    assert case.referrals == (referral,)
    assert (referral.version, referral.signed_by, referral.signed_registration) == (1, "Dr Amara Osei", "GMC 0000001")
    assert referral.chase_on == date(2026, 12, 7)
    assert referral.content == {"said": "as printed"}
    (row,) = store.cases.queue(NOW)
    assert (row.state, row.chase_on) == (CaseState.REQUESTED, date(2026, 12, 7))


def test_nothing_is_signed_while_its_destination_would_ask_for_more(store, amara, received):
    with pytest.raises(NotReady, match=r"Not signed\. Still missing: ") as refused:
        store.cases.sign(received, draft_emg(store, received), b"paper", amara, NOW, 1)
    assert "examination" in refused.value.missing
    assert store.cases.read(received).referrals == ()


def test_a_paper_that_names_another_trail_is_not_signed(store, amara, received):
    make_ready(store, received, amara)
    case, draft = store.cases.read(received), draft_emg(store, received)
    forged = replace(draft, place=SigningPlace(1, "f" * 64, draft.place.chase_on))
    with pytest.raises(Refused, match="does not belong to this audit trail"):
        store.cases.sign(received, forged, b"paper", amara, NOW, case.version)


def test_a_double_click_signs_once(store, amara, received):
    make_ready(store, received, amara)
    case, draft = store.cases.read(received), draft_emg(store, received)
    store.cases.sign(received, draft, b"paper", amara, NOW, case.version)
    with pytest.raises(CaseChanged):
        store.cases.sign(received, draft, b"paper", amara, NOW, case.version)
    assert len(store.cases.read(received).referrals) == 1


def test_a_re_issue_is_a_new_version(store, amara, received):
    sign_emg(store, received, amara)
    again = sign_emg(store, received, amara, later(days=1))
    assert again.version == 2
    assert [r.version for r in store.cases.read(received).referrals] == [1, 2]


def test_a_request_is_followed_until_its_report_is_back(store, amara, tom, received):
    referral = sign_emg(store, received, amara)
    store.cases.follow(received, referral.id, FollowStep.ACKNOWLEDGED, "by telephone", tom, NOW)
    store.cases.follow(received, referral.id, FollowStep.BOOKED, "", tom, NOW, booked_for=later(days=9))
    assert store.cases.read(received).referrals[0].state is ReferralState.BOOKED
    store.cases.follow(received, referral.id, FollowStep.REPORTED, "", amara, NOW, lines=[NORMAL])
    assert store.cases.read(received).referrals[0].state is ReferralState.REPORTED
    assert store.cases.queue(NOW)[0].chase_on is None


def test_a_request_that_came_back_says_why(store, amara, received):
    referral = sign_emg(store, received, amara)
    with pytest.raises(ReasonNeeded, match="why the request came back"):
        store.cases.follow(received, referral.id, FollowStep.BOUNCED, " ", amara, NOW)
    store.cases.follow(received, referral.id, FollowStep.BOUNCED, "INR missing", amara, NOW)
    assert store.cases.queue(NOW)[0].chase_on is not None
    said = [entry.what for entry in store.cases.read(received).timeline if "INR missing" in entry.what]
    assert said == ["EMG request: came back. INR missing"], "once, in one word"


@pytest.mark.parametrize("referral_id", ["0", "99", "x", ""])
def test_a_request_of_another_case_cannot_be_followed_here(store, amara, received, referral_id):
    with pytest.raises(Refused, match="no such request"):
        store.cases.follow(received, referral_id, FollowStep.BOOKED, "", amara, NOW, booked_for=NOW)


def test_a_question_being_written_is_there_for_whoever_comes_next(store, amara, maja, received):
    assert store.documents.question(received, NoteKind.EMG) == ""
    store.documents.save_question(received, NoteKind.EMG, "Denervation?\x00", amara, NOW)
    store.documents.save_question(received, NoteKind.EMG, "Denervation in two regions?", maja, NOW)
    assert store.documents.question(received, "emg") == "Denervation in two regions?"
    assert store.documents.question(received, "bloods") == ""


# --- Its end ---------------------------------------------------------------------------------------


def test_a_closed_case_leaves_the_queue_and_takes_no_more_decisions(store, amara, received):
    store.cases.close(received, SEEN, amara, NOW, 1)
    assert store.cases.queue(NOW) == []
    assert store.cases.read(received).state is CaseState.CLOSED
    with pytest.raises(CaseClosed, match="Reopen it"):
        store.cases.override(received, Urgency.SOON, "records", "", amara, NOW, 2)


def test_an_urgent_case_is_not_closed_without_an_outcome(store, amara, received, invite):
    with pytest.raises(ReasonNeeded, match="Choose what came of it"):
        store.cases.close(received, Closing(), amara, NOW, 1)
    calm = reception.receive(store, invite(), CALM, IntakeKind.SENT, NOW).reference
    store.cases.close(calm, Closing(), amara, NOW, 1)


def test_a_case_with_an_open_request_is_not_closed_silently(store, amara, received):
    sign_emg(store, received, amara)
    version = store.cases.read(received).version
    with pytest.raises(RequestsOpen, match="Still without a report: emg"):
        store.cases.close(received, SEEN, amara, NOW, version)
    store.cases.close(received, replace(SEEN, requests=RequestsWill.BE_CHASED), amara, NOW, version)
    assert [request.reference for request in store.cases.open_requests()] == [received]


def test_a_reopened_case_stands_where_it_stood(store, amara, received):
    (before,) = store.cases.queue(NOW)
    store.cases.close(received, SEEN, amara, NOW, 1)
    store.cases.reopen(received, "Rang: worse", amara, later(hours=1))
    (after,) = store.cases.queue(NOW)
    assert after == before
