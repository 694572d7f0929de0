"""A patient's correction in the store: laid beside the answers, assessed anew, and nothing of it overwritten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake import reception, rules, whatif
from intake.cases import CaseState, IntakeKind
from intake.correction import Correction
from intake.notices import NoticeKind
from intake.questionnaire import questionnaire
from intake.urgency import Urgency
from tests.store.conftest import CALM, NOW, SETTLED
from tests.store.test_aftercare import closed

LATER = NOW + timedelta(hours=3)


@pytest.fixture
def sent(store, invite):
    """Sends answers at NOW; returns the invitation as it is then."""

    def send(answers=CALM):
        invitation = invite()
        reception.receive(store, invitation, answers, IntakeKind.SENT, NOW)
        return store.invitations.read(invitation.id, NOW)

    return send


def put_right(store, invitation, about, given=None, words="", at=LATER):
    return reception.correct(store, invitation, Correction(about, given, words), at)


def row_of(store, invitation):
    return next(row for row in store.cases.queue(LATER) if row.reference == invitation.reference)


def test_words_about_a_no_open_the_case_and_one_call_would_settle_it(store, sent):
    anna = sent()
    assert not row_of(store, anna).one_call
    case = put_right(store, anna, "speech", words="Slurred since June")
    row = row_of(store, anna)
    assert case.answers["speech"] == "not-sure"
    assert (row.ceiling.rank > row.urgency.rank, row.one_call) == (True, True)
    tables = rules.load(case.assessment.tables.policy)
    script = whatif.telephone_script(case.answers, tables, questionnaire())
    assert any("speech" in ask.link_ids for ask in script)


def test_a_yes_raises_the_case_at_once_and_moves_it_in_the_queue(store, sent):
    other, anna = sent(SETTLED), sent()
    case = put_right(store, anna, "swallowing", "yes", "Since June")
    assert case.urgency is Urgency.URGENT
    assert [row.reference for row in store.cases.queue(LATER)] == [anna.reference, other.reference]
    assert row_of(store, anna).changed == "Trouble swallowing: yes (was no)"


LATELY_WEAK = SETTLED | {"weakness": "yes", "weakness-pace": "days-to-4-weeks", "weakness-sides": "one-side"}


def test_not_sure_about_a_pace_opens_the_interval_and_lowers_nothing(store, sent):
    anna = sent(LATELY_WEAK)
    before = store.cases.read(anna.reference)
    case = put_right(store, anna, "weakness-pace", "not-sure")
    assert before.assessment.ceiling.rank < case.assessment.ceiling.rank == Urgency.EMERGENCY.rank
    assert (case.urgency, case.answers["weakness-pace"]) == (before.urgency, ("days-to-4-weeks", "not-sure"))
    assert row_of(store, anna).changed == "How fast the weakness came: not sure (was over 1 week, up to 4 weeks)"


def test_a_weekly_check_that_is_not_sure_of_a_pace_opens_the_interval_too(store, sent):
    anna = sent(LATELY_WEAK)
    before = store.cases.read(anna.reference)
    receipt = reception.receive(store, anna, {"weakness-pace": "not-sure"}, IntakeKind.CHECK, LATER)
    case = store.cases.read(receipt.reference)
    assert (case.urgency, case.assessment.ceiling) == (before.urgency, Urgency.EMERGENCY)


def test_what_was_sent_stays_as_it_was_and_every_step_is_a_record_of_its_own(store, sent):
    anna = sent()
    before = store.cases.read(anna.reference)
    case = put_right(store, anna, "speech", "yes", "Slurred since June")
    assert case.intakes[0] == before.intakes[0]
    assert [intake.kind for intake in case.intakes] == [IntakeKind.SENT, IntakeKind.CORRECTION]
    assert len(case.assessments) == len(before.assessments) + 1
    (notice,) = case.corrections["speech"]
    assert (notice.kind, notice.text) == (NoticeKind.CORRECTION, "Yes. Slurred since June")
    assert case.filled_in.kind is IntakeKind.SENT
    assert store.audit.verify().ok


def test_the_records_of_a_correction_come_with_one_audit_event(store, sent):
    anna = sent()
    known = len(store.audit.events(anna.reference))
    put_right(store, anna, "speech", "yes")
    (event,) = store.audit.events(anna.reference)[known:]
    assert (event.who, event.what) == ("Patient", "intake received (correction)")
    assert {name.split(":")[0] for name in event_records(event)} == {"intakes", "assessments", "notices"}
    assert "slurred" not in event.details.lower()


def event_records(event):
    import json

    return json.loads(event.details)["records"]


def test_a_correction_takes_nothing_back(store, sent):
    anna = sent(SETTLED | {"swallowing": "yes"})
    before = store.cases.read(anna.reference)
    case = put_right(store, anna, "swallowing", "no", "It has gone")
    assert case.answers["swallowing"] == "yes"
    assert (case.urgency, case.assessment.ceiling) == (before.urgency, before.assessment.ceiling)


def test_tapped_twice_is_one_correction_and_other_words_another(store, sent):
    anna = sent()
    for words in ("Slurred", "Slurred", "Slurred since June"):
        case = put_right(store, anna, "speech", "yes", words)
    assert len(case.corrections["speech"]) == 2
    for _ in range(2):
        case = put_right(store, anna, "", words="Something else altogether")
    assert len(case.notices) == 3


def test_a_telephone_answer_settles_what_a_correction_opened_and_a_later_correction_opens_it_again(store, sent, amara):
    anna = sent()
    case = put_right(store, anna, "speech", words="Slurred since June")
    settled = reception.clarify(store, case.reference, "speech", "no", amara, LATER, case.version)
    assert settled.answers["speech"] == "no"
    again = put_right(store, anna, "speech", words="It is back", at=LATER + timedelta(days=1))
    assert again.answers["speech"] == "not-sure"


def test_a_closed_case_opens_again(store, sent, amara):
    anna = sent()
    closed(store, anna.reference, amara)
    assert put_right(store, anna, "speech", words="Slurred").state is CaseState.WAITING


def test_a_new_sign_does_not_wait_behind_a_clinicians_lower_urgency(store, sent, amara):
    anna = sent(SETTLED)
    version = store.cases.read(anna.reference).version
    store.cases.override(anna.reference, Urgency.ROUTINE, "examined", "Power 5/5", amara, NOW, version)
    case = put_right(store, anna, "swallowing", "yes")
    assert case.override is None
    assert case.urgency is Urgency.URGENT


def test_a_correction_puts_off_no_weekly_check_that_is_waited_for(store, sent):
    anna = sent(SETTLED)
    put_right(store, anna, "cramps", "yes", at=NOW + timedelta(days=6))
    store.cases.queue(NOW + timedelta(days=10))
    assert NoticeKind.MISSED_CHECK in [notice.kind for notice in store.cases.read(anna.reference).notices]


def test_a_text_that_no_rule_reads_is_laid_beside_the_answer(store, sent):
    anna = sent()
    case = put_right(store, anna, "medicines", words="I also take apixaban")
    assert [intake.kind for intake in case.intakes] == [IntakeKind.SENT]
    assert case.corrections["medicines"][0].text == "I also take apixaban"


def test_a_new_number_is_the_number_to_ring_and_the_old_one_is_kept(store, sent):
    anna = sent(CALM | {"contact-telephone": "0113 496 0000"})
    case = put_right(store, anna, "contact-telephone", words="07700 900123")
    assert case.patient.telephone == "07700 900123"
    assert case.intakes[0].answers["contact-telephone"] == "0113 496 0000"
