"""A signed request is followed until its report is back, and nothing that is open can be out of sight."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from intake import reception
from intake.access import NotAllowed
from intake.cases import CaseState, IntakeKind
from intake.clocks import local
from intake.closing import Closing, RequestsWill
from intake.following import MAY_FOLLOW, FollowStep, Line, ResultFlag, chase_on, first_chase_on, stands_of
from intake.invitations import NewPatient
from intake.notices import NoticeKind
from intake.referral import NoteKind, ReferralState
from intake.reporting import period_of
from intake.signing import ReferralDraft
from intake.store import Database, ReasonNeeded, Refused
from intake.store.case_follow import SIGNED
from intake.store.errors import RequestMoved
from intake.urgency import Urgency
from tests.store.conftest import CLINIC, MARKS_ANSWERS, NOW
from tests.store.signing import make_ready, sign_emg

SEEN = Closing("seen-here")
URGENT = Line("Active denervation, three regions", ResultFlag.URGENT)
FINE = Line("Sural sensory response normal", ResultFlag.NORMAL)
BOOKED = datetime(2026, 12, 9, 10, 30, tzinfo=UTC)


def later(**times: float) -> datetime:
    return NOW + timedelta(**times)


def follow(store, reference, step, who, at=NOW, why="", **more):
    """Record a step on the newest request of the case."""
    *_, newest = store.cases.read(reference).referrals
    store.cases.follow(reference, newest.id, step, why, who, at, **more)


def close(store, reference, who, at=NOW, **said):
    store.cases.close(reference, replace(SEEN, **said), who, at, store.cases.read(reference).version)


ASKED_BY_EMG = {
    "implanted-device": "no", "metal-implants": "no", "pregnancy": "no", "metal-in-eye": "no", "claustrophobia": "no",
    "family-history": "no", "weight": "70", "blood-thinner": "no",
}  # fmt: skip


@pytest.fixture
def received(store, invite):
    """Mark's case, with what an EMG department asks."""
    return reception.receive(store, invite(), MARKS_ANSWERS | ASKED_BY_EMG, IntakeKind.SENT, NOW).reference


@pytest.fixture
def signed(store, amara, received):
    """Mark's case with a signed EMG request, to be chased on 7 December."""
    sign_emg(store, received, amara)
    return received


def the_one(store):
    (only,) = store.cases.open_requests()
    return only


# --- Its steps --------------------------------------------------------------------------------------


def test_the_list_has_the_number_that_the_patient_gave_as_the_case_has_it(store, amara, invite):
    answers = {**MARKS_ANSWERS, **ASKED_BY_EMG, "contact-telephone": "07700 900777"}
    made = reception.receive(store, invite(), answers, IntakeKind.SENT, NOW)
    sign_emg(store, made.reference, amara)
    assert the_one(store).telephone == store.cases.read(made.reference).patient.telephone == "07700 900777"


def test_each_step_says_where_it_stands_by_whom_and_when_it_is_chased_next(store, tom, signed):
    assert (the_one(store).stands.state, the_one(store).stands.chase_on) == (ReferralState.SIGNED, date(2026, 12, 7))
    follow(store, signed, FollowStep.ACKNOWLEDGED, tom, later(days=4))
    assert the_one(store).stands.chase_on == date(2026, 12, 7)
    follow(store, signed, FollowStep.BOOKED, tom, later(days=7), booked_for=BOOKED)
    stands = the_one(store).stands
    assert (stands.state, stands.booked_for, stands.since) == (ReferralState.BOOKED, BOOKED, later(days=7))
    assert (stands.by, stands.chase_on) == ("Tom Ellery", date(2026, 12, 16))


def test_until_it_is_booked_a_request_is_chased_by_the_day_its_person_is_due_and_never_in_the_past(store, tom, signed):
    due = store.cases.read(signed).due_at
    follow(store, signed, FollowStep.ACKNOWLEDGED, tom, later(days=4))
    assert the_one(store).stands.chase_on == local(due, CLINIC).date() == date(2026, 12, 7)  # not the 11th
    follow(store, signed, FollowStep.CHASED, tom, later(days=14))
    assert the_one(store).stands.chase_on == date(2026, 12, 14)
    firsts = [
        first_chase_on(NoteKind.EMG, CLINIC, NOW, None if at is None else NOW + timedelta(days=at))
        for at in (None, 60, 4, 1, 0, -9)
    ]
    tomorrow = date(2026, 11, 24)
    assert firsts == [date(2026, 12, 7), date(2026, 12, 7), date(2026, 11, 27), tomorrow, tomorrow, tomorrow]


def test_a_chase_that_moves_no_date_is_still_a_step_that_a_second_tap_and_a_colleague_see(store, tom, maja, signed):
    seen = the_one(store).stands
    follow(store, signed, FollowStep.CHASED, tom, later(days=13), why="Rang", seen=seen)
    again = the_one(store).stands
    follow(store, signed, FollowStep.CHASED, tom, later(days=13), why="Rang again", seen=again)
    assert again.chase_on == the_one(store).stands.chase_on
    for who in (tom, maja):
        with pytest.raises(RequestMoved, match="Rang again"):
            follow(store, signed, FollowStep.CHASED, who, later(days=13), why="Rang again", seen=again)


def test_a_day_due_on_which_the_clinic_has_shut_since_moves_no_chase_into_the_past():
    sunday, monday = datetime(2026, 11, 29, 9, tzinfo=UTC), date(2026, 11, 30)
    shut = replace(CLINIC, closed_on=frozenset([monday]))
    due = datetime.combine(monday, NOW.timetz())
    assert chase_on(FollowStep.ACKNOWLEDGED, NoteKind.EMG, shut, sunday, None, due) > sunday.date()
    assert first_chase_on(NoteKind.EMG, shut, sunday, due) > sunday.date()


def test_chased_leaves_a_request_where_it_stands_and_sets_the_next_date(store, tom, signed):
    follow(store, signed, FollowStep.CHASED, tom, later(days=14), why="Rang: they will look")
    stands = the_one(store).stands
    assert (stands.state, stands.since) == (ReferralState.SIGNED, NOW)
    assert stands.chase_on == date(2026, 12, 14)


def test_ringing_about_a_request_that_came_back_does_not_take_it_from_the_clinicians_sight(store, tom, amara, signed):
    follow(store, signed, FollowStep.BOUNCED, tom, why="No side given")
    follow(store, signed, FollowStep.CHASED, tom, why="Rang: they wait for us")
    assert NoticeKind.BOUNCED in {notice.kind for notice in store.cases.read(signed).notices if notice.is_open}
    follow(store, signed, FollowStep.BOOKED, tom, booked_for=BOOKED)
    assert NoticeKind.BOUNCED not in {notice.kind for notice in store.cases.read(signed).notices if notice.is_open}


def test_a_slip_of_the_year_puts_nobody_out_of_sight(store, amara, signed):
    with pytest.raises(ReasonNeeded, match="Look at the year"):
        follow(store, signed, FollowStep.BOOKED, amara, booked_for=BOOKED.replace(year=2062))
    with pytest.raises(Refused, match="Look at the year"):
        store.cases.book(signed, BOOKED.replace(year=2062), amara, NOW)
    with pytest.raises(Refused, match="Look at the year"):
        store.cases.ask_forward(signed, BOOKED.date().replace(year=2062), "", amara, NOW)
    with pytest.raises(ReasonNeeded, match="Look at the year"):
        close(store, signed, amara, requests=RequestsWill.BE_CHASED, recall_on=BOOKED.date().replace(year=2206))


def test_what_was_sent_is_chased_no_later_than_it_would_have_been_and_still_may_come_back(store, tom, signed):
    before = the_one(store).stands.chase_on
    follow(store, signed, FollowStep.SENT, tom, later(days=3), why="By post")
    stands = the_one(store).stands
    assert (stands.state, stands.by, stands.since) == (ReferralState.SENT, tom.name, later(days=3))
    assert stands.chase_on == before
    with pytest.raises(ReasonNeeded, match="sent already"):
        follow(store, signed, FollowStep.SENT, tom, later(days=4))
    follow(store, signed, FollowStep.ACKNOWLEDGED, tom, later(days=5))
    assert the_one(store).stands.state is ReferralState.ACKNOWLEDGED


@pytest.mark.parametrize("sent", [0, 5, 13, 14, 20, 60])
@pytest.mark.parametrize("due", [None, 1, 10, 14, 40])
def test_sending_leaves_a_day_to_chase_never_past_the_day_due_while_that_lies_ahead(store, sent, due):
    clinic, now = store.settings.the_clinic(), later(days=sent)
    due_at = later(days=due) if due else None
    first = first_chase_on(NoteKind.EMG, clinic, NOW, due_at)
    chased = chase_on(FollowStep.SENT, NoteKind.EMG, clinic, now, None, due_at, first)
    assert chased is not None
    assert chased > now.date()
    assert chased <= (first if first > now.date() else first_chase_on(NoteKind.EMG, clinic, now, due_at))
    if due_at and due_at > later(days=sent + 3):
        assert chased <= due_at.date()


def test_figures_count_what_was_signed_and_what_was_sent_apart_and_chasing_moves_nothing(store, tom, signed):
    def stands() -> list[str]:
        period = period_of("2026-q4", NOW, store.settings.the_clinic())
        return [one.state for one in store.reporting.read(period, store.settings.the_clinic()).followed]

    assert stands() == ["signed"]
    follow(store, signed, FollowStep.SENT, tom, later(days=1))
    follow(store, signed, FollowStep.CHASED, tom, later(days=2), why="Rang")
    assert stands() == ["sent"]


def test_the_clinic_says_how_many_days_after_the_test_a_report_is_chased(store, tom, signed):
    clinic = store.settings.the_clinic()
    store.settings.save_clinic(replace(clinic, chase_days={**clinic.chase_days, "report": 2}), "Test", NOW)
    follow(store, signed, FollowStep.BOOKED, tom, booked_for=BOOKED)
    assert the_one(store).stands.chase_on == date(2026, 12, 11)


def test_booked_needs_its_day_and_not_one_before_the_signature(store, tom, signed):
    with pytest.raises(ReasonNeeded, match="for which it is booked"):
        follow(store, signed, FollowStep.BOOKED, tom)
    with pytest.raises(ReasonNeeded, match="before the request was signed"):
        follow(store, signed, FollowStep.BOOKED, tom, booked_for=later(days=-1))


def test_what_is_past_is_chased_and_what_is_not_is_not_yet(store, amara, signed):
    assert store.cases.requests_to_chase(later(days=13)) == []
    assert [each.reference for each in store.cases.requests_to_chase(later(days=14))] == [signed]


@pytest.mark.parametrize(("state", "steps"), MAY_FOLLOW.items())
def test_from_every_state_there_is_a_next_step_and_no_request_is_stuck(state, steps):
    assert steps
    assert state in (ReferralState.REPORTED, ReferralState.WITHDRAWN) or FollowStep.REPORTED in steps


def test_a_request_stands_in_its_newest_version_and_the_older_one_takes_no_more_steps(store, amara, tom, signed):
    (first,) = store.cases.read(signed).referrals
    sign_emg(store, signed, amara, later(days=1))
    assert the_one(store).version == 2
    with pytest.raises(Refused, match="newer version"):
        store.cases.follow(signed, first.id, FollowStep.ACKNOWLEDGED, "", tom, later(days=1))


# --- It came back ------------------------------------------------------------------------------------


def test_what_came_back_stands_in_the_queue_with_its_reason_until_it_is_issued_again(store, amara, tom, signed):
    follow(store, signed, FollowStep.BOUNCED, tom, later(days=3), why="INR missing")
    assert the_one(store).stands.why == "INR missing"
    assert store.cases.requests_to_chase(later(days=3)), "it is our turn at once"
    assert store.cases.queue(NOW)[0].notices == (NoticeKind.BOUNCED,)
    sign_emg(store, signed, amara, later(days=4))
    assert store.cases.queue(NOW)[0].notices == ()
    assert (the_one(store).version, the_one(store).stands.state) == (2, ReferralState.SIGNED)


def test_what_comes_back_after_the_case_was_closed_opens_it_again(store, amara, tom, signed):
    close(store, signed, amara, requests=RequestsWill.BE_CHASED)
    follow(store, signed, FollowStep.BOUNCED, tom, later(days=3), why="INR missing")
    assert store.cases.queue(NOW)[0].state is CaseState.REQUESTED


# --- Results -----------------------------------------------------------------------------------------


def test_a_report_is_recorded_line_by_line_with_a_flag_each(store, amara, signed):
    with pytest.raises(ReasonNeeded, match="what the report says"):
        follow(store, signed, FollowStep.REPORTED, amara, lines=[Line("  ", ResultFlag.NORMAL)])
    follow(store, signed, FollowStep.REPORTED, amara, lines=[FINE, URGENT])
    (request,) = store.cases.read(signed).referrals
    assert [(line.text, line.flag) for line in request.results] == [(FINE.text, FINE.flag), (URGENT.text, URGENT.flag)]
    assert store.cases.open_requests() == []


def test_reception_books_and_chases_and_records_no_result(store, tom, signed):
    for step in (FollowStep.REPORTED, FollowStep.WITHDRAWN):
        with pytest.raises(NotAllowed, match="ask a clinician"):
            follow(store, signed, step, tom, why="x", lines=[FINE])


def test_a_result_that_is_not_normal_stands_in_the_queue_until_somebody_sees_to_it(store, amara, signed):
    follow(store, signed, FollowStep.REPORTED, amara, lines=[FINE, URGENT])
    assert store.cases.queue(NOW)[0].notices == (NoticeKind.RESULT,)
    (notice,) = store.cases.read(signed).notices
    assert notice.text == f"EMG request, urgent: {URGENT.text}"


def test_a_result_that_is_not_normal_opens_a_closed_case_and_a_normal_one_does_not(store, amara, signed):
    close(store, signed, amara, requests=RequestsWill.BE_CHASED)
    follow(store, signed, FollowStep.REPORTED, amara, later(days=9), lines=[FINE])
    assert store.cases.queue(NOW) == []
    follow(store, signed, FollowStep.REPORTED, amara, later(days=10), lines=[URGENT])
    assert len(store.cases.queue(NOW)) == 1


def test_a_result_changes_no_urgency_until_a_clinician_does(store, amara, signed):
    before = store.cases.read(signed)
    follow(store, signed, FollowStep.REPORTED, amara, lines=[URGENT])
    case = store.cases.read(signed)
    assert case.urgency is before.urgency
    case = store.cases.override(signed, Urgency.IMMEDIATE, "result", "", amara, NOW, case.version)
    assert (case.urgency, case.assessment.urgency) == (Urgency.IMMEDIATE, before.urgency)


# --- Closing, and opening again ----------------------------------------------------------------------


def test_closing_withdraws_open_requests_only_with_the_reason(store, amara, signed):
    with pytest.raises(ReasonNeeded, match="why the open requests are withdrawn"):
        close(store, signed, amara, requests=RequestsWill.BE_WITHDRAWN)
    close(store, signed, amara, requests=RequestsWill.BE_WITHDRAWN, why_withdrawn="Done at another hospital")
    assert store.cases.open_requests() == []
    (request,) = store.cases.read(signed).referrals
    assert (request.state, request.steps[-1].why) == (ReferralState.WITHDRAWN, "Done at another hospital")


def test_what_was_withdrawn_and_booked_all_the_same_is_open_again(store, amara, tom, signed):
    close(store, signed, amara, requests=RequestsWill.BE_WITHDRAWN, why_withdrawn="Moved away")
    follow(store, signed, FollowStep.BOOKED, tom, booked_for=BOOKED)
    assert the_one(store).case_is_closed


def test_what_was_said_at_the_end_is_kept_and_both_versions_stay(store, amara, received):
    close(store, received, amara, words="Well", would_have=Urgency.SOON, recall_on=date(2027, 2, 1))
    store.cases.reopen(received, "Rang: worse", amara, later(hours=1))
    case = store.cases.read(received)
    store.cases.close(received, Closing("referred-on"), amara, later(hours=2), case.version)
    first, second = store.cases.read(received).closings
    assert (first.closing.would_have, first.closing.recall_on, first.by) == (
        Urgency.SOON, date(2027, 2, 1), "Dr Amara Osei",
    )  # fmt: skip
    assert second.closing.outcome == "referred-on"
    said = [entry.what for entry in store.cases.read(received).timeline]
    assert "Closed the case. Seen here, nothing further planned. Well. Would have graded it soon. " \
        "Recall on 01-Feb-2027." in said  # fmt: skip
    assert "Opened the case again: Rang: worse" in said


def test_opening_a_case_again_needs_the_reason(store, amara, received):
    close(store, received, amara)
    with pytest.raises(ReasonNeeded, match="why the case is opened again"):
        store.cases.reopen(received, " ", amara, NOW)


def test_a_recall_date_that_has_passed_is_refused(store, amara, received):
    with pytest.raises(ReasonNeeded, match="recall date has passed"):
        close(store, received, amara, recall_on=NOW.date())


def test_on_its_recall_date_a_closed_case_is_something_to_do_and_once(store, amara, received):
    close(store, received, amara, recall_on=date(2026, 12, 1))
    assert store.cases.queue(later(days=7)) == []
    for _ in range(2):
        (row,) = store.cases.queue(later(days=8))
        assert row.notices == (NoticeKind.RECALL,)
    assert [n.kind for n in store.cases.read(received).notices] == [NoticeKind.RECALL]


def test_a_case_that_was_opened_before_its_recall_date_is_not_called_twice(store, amara, received):
    close(store, received, amara, recall_on=date(2026, 12, 1))
    store.cases.reopen(received, "Rang", amara, later(days=1))
    close(store, received, amara, later(days=2))
    assert store.cases.queue(later(days=9)) == []


# --- Nothing that is open is out of sight ---------------------------------------------------------------


def open_by_the_records(url):
    """Every open request, read from the frozen records alone, by a rule written down a second time."""
    database = Database(url)
    with database.read() as connection:
        rows = connection.execute(text("SELECT id, reference, kind, version FROM referrals")).all()
        events = connection.execute(text("SELECT referral_id, state FROM referral_events ORDER BY id")).all()
    database.close()
    last = {event.referral_id: event.state for event in events if event.state != "chased"}
    newest = {(row.reference, row.kind): row.version for row in sorted(rows, key=lambda row: row.version)}
    return {
        str(row.id)
        for row in rows
        if row.kind not in ("self-care", "answers")
        and row.version == newest[row.reference, row.kind]
        and last.get(row.id) not in ("reported", "withdrawn")
    }


KINDS = (NoteKind.EMG, NoteKind.BLOODS, NoteKind.NEUROLOGY, NoteKind.MRI, NoteKind.SELF_CARE)


class Clinic:
    """A clinic in which anything is done in any order that the store allows."""

    def __init__(self, store, amara, tom, seed):
        self.store, self.amara, self.tom = store, amara, tom
        self.chance = random.Random(seed)  # a test's dice
        self.now = NOW

    def arrive(self, number):
        patient = NewPatient(f"Person{number}", "Test", date(1980, 1, 1), number="999 000 1006", sex="male")
        invited = self.store.invitations.invite(patient, None, self.amara, self.now)
        answers = MARKS_ANSWERS | ASKED_BY_EMG
        reference = reception.receive(self.store, invited.invitation, answers, IntakeKind.SENT, self.now).reference
        make_ready(self.store, reference, self.amara, self.now)
        return reference

    def deed(self, reference):
        self.now += timedelta(hours=self.chance.randint(1, 90))
        deed = self.chance.choice((*[self.sign] * 2, *[self.follow] * 3, *[self.close] * 2, self.reopen))
        try:
            deed(reference)
        except Refused:
            return

    def sign(self, reference):
        kind = self.chance.choice(KINDS)
        place = self.store.cases.signing_place(reference, kind, self.now)
        draft = ReferralDraft(kind, "Why?", {}, place)
        version = self.store.cases.read(reference).version
        self.store.cases.sign(reference, draft, b"paper", self.amara, self.now, version)

    def follow(self, reference):
        signed = self.store.cases.read(reference).referrals
        if not signed:
            return
        line = Line("Seen", self.chance.choice(tuple(ResultFlag)))
        self.store.cases.follow(
            reference, self.chance.choice(signed).id, self.chance.choice(tuple(FollowStep)), "because", self.amara,
            self.now, booked_for=self.now + timedelta(days=self.chance.randint(0, 30)), lines=[line],
        )  # fmt: skip

    def close(self, reference):
        will = self.chance.choice((None, RequestsWill.BE_CHASED, RequestsWill.BE_CHASED, RequestsWill.BE_WITHDRAWN))
        recall = self.chance.choice((None, (self.now + timedelta(days=9)).date()))
        ending = Closing("seen-here", "", None, recall, will, "because")
        self.store.cases.close(reference, ending, self.amara, self.now, self.store.cases.read(reference).version)

    def reopen(self, reference):
        self.store.cases.reopen(reference, "because", self.amara, self.now)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_open_request_can_be_absent_from_the_list_whatever_was_done_and_whether_its_case_is_closed(
    store, amara, tom, ready_url, seed
):
    clinic = Clinic(store, amara, tom, seed)
    references = [clinic.arrive(number) for number in range(3)]
    closed_with_one = 0
    for _ in range(30):
        clinic.deed(clinic.chance.choice(references))
        listed = store.cases.open_requests()
        assert {each.id for each in listed} == open_by_the_records(ready_url)
        assert all(each.stands.chase_on is not None for each in listed), "each has a day on which it is chased"
        assert {each.id for each in store.cases.requests_to_chase(later(days=400))} == {each.id for each in listed}
        of_cases = {r.id for reference in references for r in store.cases.read(reference).open_requests}
        assert of_cases == {each.id for each in listed}, "the case and the list say the same"
        closed_with_one += any(each.case_is_closed for each in listed)
        store.cases.queue(clinic.now)
    assert closed_with_one, "the proof must have met a closed case with an open request"


@pytest.mark.usefixtures("on_new_tables")
def test_the_list_of_requests_is_read_by_index_however_many_cases_are_closed(store, ready_url):
    database = Database(ready_url)
    with database.read() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        compiled = SIGNED.compile(connection, compile_kwargs={"literal_binds": True})
        verb = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
        plan = "\n".join(str(row[-1]) for row in connection.execute(text(f"{verb} {compiled}")))
    database.close()
    assert "ix_cases_chase_on" in plan
    assert "SCAN referrals" not in plan


def test_what_came_back_meanwhile_is_not_acknowledged_over_the_head_of_whoever_wrote_why(store, signed, amara, tom):
    (request,) = store.cases.read(signed).referrals
    seen = stands_of(request)
    follow(store, signed, FollowStep.BOUNCED, amara, later(hours=1), why="Side not given")
    with pytest.raises(RequestMoved, match="Dr Amara Osei recorded meanwhile: came back, Side not given"):
        follow(store, signed, FollowStep.ACKNOWLEDGED, tom, later(hours=2), seen=seen)
    (request,) = store.cases.read(signed).referrals
    assert request.state is ReferralState.BOUNCED
    follow(store, signed, FollowStep.ACKNOWLEDGED, tom, later(hours=3), seen=stands_of(request))
