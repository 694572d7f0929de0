"""Who typed: each answer carries whose hand it was, for ever, and nobody is named for what the patient typed."""

from __future__ import annotations

from datetime import date, timedelta

from alembic import command
from sqlalchemy import insert

from intake import reception
from intake.cases import IntakeKind
from intake.store import Database, open_store
from intake.store import migrate as migrations
from intake.store.tables import assessments, cases, intakes, invitations, patients
from intake.typists import AGREEMENT, WHY, Hand, Typist, by_telephone, sentence
from tests.store.conftest import CALM, NOW

DAUGHTER = Typist(Hand.ON_BEHALF, "Jane Hale", "daughter", "reading", "agreed")
TOM = by_telephone("Tom Ellery", "tom")


def later(**more: float):
    return NOW + timedelta(**more)


def send(store, invitation, answers=CALM):
    return store.cases.read(reception.receive(store, invitation, answers, IntakeKind.SENT, later(hours=1)).reference)


def test_what_the_patient_typed_names_nobody(store, invite):
    invitation = invite()
    store.drafts.save(invitation.id, CALM, "check", NOW, "a session")
    case = send(store, invitation)
    assert case.intake.filled_in_by == ()
    assert case.typed_by == {}


def test_what_somebody_typed_for_the_patient_names_them_with_why_and_whose_agreement(store, invite):
    invitation = invite()
    store.typists.declare(invitation.id, "a session", DAUGHTER, NOW)
    store.drafts.save(invitation.id, CALM, "check", NOW, "a session")
    case = send(store, invitation)
    (filled,) = case.intake.filled_in_by
    assert filled.typist == DAUGHTER
    assert set(filled.link_ids) == set(CALM) == set(case.typed_by)
    assert sentence(filled, CALM) == (
        "Filled in by Jane Hale (daughter): the patient finds reading or writing hard. The patient agreed."
    )


def test_staff_on_the_telephone_are_named_for_what_they_typed_and_no_more(store, invite):
    invitation = invite()
    store.drafts.save(invitation.id, {"speech": "no", "swallowing": "no"}, "speech", NOW, "the patient's")
    store.typists.declare(invitation.id, "the telephone", TOM, later(minutes=5))
    store.drafts.save(invitation.id, CALM | {"swallowing": "yes"}, "check", later(minutes=9), "the telephone")
    case = send(store, invitation, CALM | {"swallowing": "yes"})
    (filled,) = case.intake.filled_in_by
    assert "speech" not in filled.link_ids
    assert "swallowing" in filled.link_ids
    assert case.typed_by["swallowing"].typist == TOM
    count = len(CALM)
    assert sentence(filled, CALM) == (f"Filled in by telephone, typed by Tom Ellery ({count - 1} of {count} answers).")


def test_an_answer_that_the_patient_changes_afterwards_is_theirs(store, invite):
    invitation = invite()
    store.typists.declare(invitation.id, "the telephone", TOM, NOW)
    store.drafts.save(invitation.id, {"speech": "no"}, "speech", NOW, "the telephone")
    store.drafts.save(invitation.id, {"speech": "yes"}, "speech", later(minutes=5), "the patient's")
    assert store.drafts.read(invitation.id).typed_by == {}


def test_two_hands_in_one_intake_are_two_records(store, invite):
    invitation = invite()
    store.typists.declare(invitation.id, "one", DAUGHTER, NOW)
    store.drafts.save(invitation.id, {"speech": "no"}, "speech", NOW, "one")
    store.typists.declare(invitation.id, "two", TOM, later(minutes=5))
    store.drafts.save(invitation.id, CALM, "check", later(minutes=6), "two")
    assert [filled.typist.hand for filled in send(store, invitation).intake.filled_in_by] == [
        Hand.ON_BEHALF,
        Hand.TELEPHONE,
    ]


def test_whoever_comes_back_to_a_form_is_who_said_so_before_unless_they_say_otherwise(store, invite):
    invitation = invite()
    store.typists.declare(invitation.id, "monday", DAUGHTER, NOW)
    store.typists.carry_on(invitation.id, "tuesday opened", "tuesday", later(days=1))
    assert store.typists.of_session("tuesday") == DAUGHTER
    store.typists.declare(invitation.id, "tuesday", Typist(Hand.SELF), later(days=1, minutes=1))
    assert store.typists.of_session("tuesday") is None
    store.typists.carry_on(invitation.id, "wednesday opened", "wednesday", later(days=2))
    assert store.typists.of_session("wednesday") is None


def test_staff_on_the_telephone_are_never_taken_for_granted(store, invite):
    invitation = invite()
    store.typists.declare(invitation.id, "a call", TOM, NOW)
    store.typists.carry_on(invitation.id, "opened", "the patient's own", later(days=1))
    assert store.typists.of_session("the patient's own") is None


def test_a_sitting_goes_on_when_the_date_of_birth_has_been_confirmed(store, invite):
    invitation = invite()
    store.typists.declare(invitation.id, "before", TOM, NOW)
    store.typists.carry_on(invitation.id, "before", "after", NOW)
    assert (store.typists.of_session("before"), store.typists.of_session("after")) == (None, TOM)


def test_a_child_for_whom_somebody_opened_the_link_names_them(store, invite):
    invitation = invite()
    store.typists.declare(invitation.id, "a session", DAUGHTER, NOW)
    receipt = reception.receive(store, invitation, {}, IntakeKind.UNDER_16, NOW)
    (filled,) = store.cases.read(receipt.reference).intake.filled_in_by
    assert (filled.typist, filled.link_ids) == (DAUGHTER, ())


def test_answers_that_were_left_half_way_name_who_typed_them(store, invite):
    invitation = invite()
    store.typists.declare(invitation.id, "a call", TOM, NOW)
    store.drafts.save(invitation.id, {"speech": "no"}, "speech", NOW, "a call")
    (row,) = store.cases.queue(later(days=2))
    assert store.cases.read(row.reference).intake.filled_in_by[0].typist == TOM


def test_who_typed_is_in_the_timeline_and_in_the_verified_trail(store, invite):
    invitation = invite()
    store.typists.declare(invitation.id, "a call", TOM, NOW)
    store.drafts.save(invitation.id, CALM, "check", NOW, "a call")
    case = send(store, invitation)
    assert "Filled in by telephone, typed by Tom Ellery." in [entry.what for entry in case.timeline]
    assert store.audit.verify().ok


def test_a_telephone_answer_recorded_later_is_no_longer_the_typists(store, invite, amara):
    invitation = invite()
    store.typists.declare(invitation.id, "a session", DAUGHTER, NOW)
    store.drafts.save(invitation.id, CALM, "check", NOW, "a session")
    case = send(store, invitation)
    case = reception.clarify(store, case.reference, "speech", "yes", amara, later(hours=2), case.version)
    assert "speech" not in case.typed_by


def test_every_reason_and_agreement_makes_a_sentence():
    for why in WHY:
        for agreement in AGREEMENT:
            words = Typist(Hand.ON_BEHALF, "Jane Hale", "", why, agreement).words
            assert words.startswith("Filled in by Jane Hale: the patient ")
    assert Typist(Hand.ON_BEHALF, "Jane Hale").words == "Filled in by Jane Hale"


def test_a_database_of_the_first_tables_is_brought_up_to_date_and_its_intakes_still_verify(url):
    database = Database(url)
    with database.write() as work:
        command.upgrade(migrations._config(work.connection), "0001")
        born = {"date_of_birth": date(1984, 3, 9), "created_at": NOW}
        work.execute(insert(patients).values(id="p", family_name="Ellison", given_name="Mark", **born))
        made = {"created_at": NOW, "created_by": "Test", "expires_at": later(days=14), "tries": 0}
        work.execute(insert(invitations).values(id="i", token_hash="t", patient_id="p", **made))
        work.execute(insert(cases).values(reference="TW-2222222", invitation_id="i", patient_id="p", **A_CASE))
        work.keep(intakes, reference="TW-2222222", invitation_id="i", **AN_INTAKE)
        work.keep(assessments, reference="TW-2222222", **AN_ASSESSMENT)
        work.record("Patient", "intake received (sent)", NOW)  # in those days nothing was sealed
    database.close()
    store = open_store(url, migrate=True)
    assert store.check() == []
    assert store.audit.verify().ok
    store.close()


AN_ASSESSMENT = {
    "content": {}, "urgency": "routine", "ceiling": "routine", "policy": "article", "tables_version": "2026.1",
    "tables_sha256": "0" * 64, "at": NOW,
}  # fmt: skip
A_CASE = {
    "state": "waiting", "kind": "sent", "received_at": NOW, "urgency_rank": 1, "rule_rank": 1, "ceiling_rank": 1,
    "strength": 1, "reason": "", "open_reason": "", "regions": (), "article_rows": (), "one_call": False, "version": 1,
    "changed_by": "Patient", "changed_at": NOW,
}  # fmt: skip
AN_INTAKE = {
    "kind": "sent", "key": "", "answers": {"speech": "no"}, "received_at": NOW, "questionnaire_version": "1",
}  # fmt: skip


def test_a_sign_told_at_once_is_marked_before_any_draft_holds_it(store, invite):
    invitation = invite()
    store.typists.declare(invitation.id, "a call", TOM, NOW)
    signs = {"emergency-signs": ("choking",)}
    receipt = reception.receive(store, invitation, signs, IntakeKind.EMERGENCY, NOW, session_id="a call")
    (filled,) = store.cases.read(receipt.reference).intake.filled_in_by
    assert (filled.typist, filled.link_ids) == (TOM, ("emergency-signs",))
