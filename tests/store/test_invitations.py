"""Links: what they hold, how they are locked and withdrawn, and what they never give away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from intake import reception
from intake.access import NotAllowed
from intake.cases import IntakeKind
from intake.invitations import BIRTH_TRIES, BirthCheck, InvitationState, NewPatient
from intake.store import NoSuchInvitation
from tests.store.conftest import MARK, MARKS_ANSWERS, NOW

BORN, WRONG = date(1984, 3, 9), date(1984, 9, 3)


@pytest.fixture
def invited(store, tom):
    return store.invitations.invite(MARK, NOW + timedelta(days=21), tom, NOW)


def test_a_link_names_the_patient_and_the_appointment(store, invited):
    found = store.invitations.by_token(invited.token, NOW)
    assert found == invited.invitation
    assert (found.patient.printed_name, found.appointment.booked_for) == (
        "ELLISON, Mark (Mr)",
        NOW + timedelta(days=21),
    )
    assert (found.state, found.reference) == (InvitationState.OPEN, None)


def test_a_link_may_be_made_without_an_appointment(store, tom):
    assert store.invitations.invite(MARK, None, tom, NOW).invitation.appointment is None


@pytest.mark.parametrize("token", ["", "x", "s.x", "a\x00b", "\ud800", "x" * 100_000])
def test_a_link_that_was_never_given_out_is_none(store, invited, token):
    assert store.invitations.by_token(token, NOW) is None


def test_the_database_does_not_hold_what_would_open_a_link(store, invited):
    with store.invitations._db.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM invitations").all()
    assert invited.token not in str(rows)
    assert len(invited.token) >= 43


def test_tokens_of_the_sample_clinic_are_marked(store, invited, tom, amara):
    from dataclasses import replace

    assert not invited.token.startswith("s.")
    store.settings.save_clinic(replace(store.settings.clinic(), is_sample=True), "Test", NOW)
    assert store.invitations.invite(MARK, None, tom, NOW).token.startswith("s.")
    assert store.sessions.open("staff", amara.id, NOW).startswith("s.")


def test_a_link_expires(store, tom):
    invited = store.invitations.invite(MARK, None, tom, NOW, valid_days=14)
    assert store.invitations.by_token(invited.token, NOW + timedelta(days=14)).state is InvitationState.EXPIRED
    assert store.invitations.by_token(invited.token, NOW + timedelta(days=13)).state is InvitationState.OPEN


def test_the_right_date_of_birth_is_noted(store, invited):
    invitation = invited.invitation
    assert store.invitations.check_birth(invitation.id, BORN, NOW) is BirthCheck.MATCHES
    assert store.invitations.read(invitation.id, NOW).born_confirmed_at == NOW


def test_the_fifth_wrong_date_locks_the_link_for_good_and_staff_are_told(store, invited):
    invitation = invited.invitation
    said = [store.invitations.check_birth(invitation.id, WRONG, NOW) for _ in range(BIRTH_TRIES)]
    assert said == [BirthCheck.DIFFERS] * 4 + [BirthCheck.LOCKED]
    assert store.invitations.check_birth(invitation.id, BORN, NOW) is BirthCheck.LOCKED
    assert store.invitations.read(invitation.id, NOW).state is InvitationState.LOCKED
    assert store.audit.recent(1)[0].what == "locked a link after five wrong dates of birth"


def test_a_date_that_does_not_exist_is_a_wrong_one(store, invited):
    assert store.invitations.check_birth(invited.invitation.id, None, NOW) is BirthCheck.DIFFERS
    assert store.invitations.read(invited.invitation.id, NOW).tries_left == 4


def test_the_right_date_gives_the_tries_back(store, invited):
    invitation = invited.invitation
    for _ in range(4):
        store.invitations.check_birth(invitation.id, WRONG, NOW)
    store.invitations.check_birth(invitation.id, BORN, NOW)
    assert store.invitations.read(invitation.id, NOW).tries_left == BIRTH_TRIES


def test_a_withdrawn_link_holds_no_more_and_whoever_had_it_open_is_out(store, invited, tom):
    token = store.sessions.open("patient", invited.invitation.id, NOW)
    store.invitations.withdraw(invited.invitation.id, tom, NOW)
    assert store.invitations.by_token(invited.token, NOW).state is InvitationState.WITHDRAWN
    assert store.sessions.find(token, NOW) is None
    assert not store.drafts.save(invited.invitation.id, MARKS_ANSWERS, "tasks", NOW)


def test_a_new_link_replaces_the_old_unlocks_and_keeps_the_draft(store, invited, tom):
    invitation = invited.invitation
    store.drafts.save(invitation.id, MARKS_ANSWERS, "tasks", NOW)
    for _ in range(BIRTH_TRIES):
        store.invitations.check_birth(invitation.id, WRONG, NOW)
    token = store.invitations.reissue(invitation.id, tom, NOW)
    assert store.invitations.by_token(invited.token, NOW) is None
    assert store.invitations.by_token(token, NOW).state is InvitationState.OPEN
    assert store.drafts.read(invitation.id).answers == MARKS_ANSWERS
    assert store.invitations.check_birth(invitation.id, BORN, NOW) is BirthCheck.MATCHES


def test_the_newest_links_come_first(store, tom):
    for number, name in enumerate(("First", "Second", "Third")):
        store.invitations.invite(NewPatient(name, "A", BORN), None, tom, NOW + timedelta(minutes=number))
    assert [i.patient.family_name for i in store.invitations.recent(NOW)] == ["Third", "Second", "First"]


def test_an_invitation_that_is_not_there_is_said(store, tom):
    assert store.invitations.read("nobody", NOW) is None
    for deed in (store.invitations.withdraw, store.invitations.reissue):
        with pytest.raises(NoSuchInvitation, match="Invite the patient again"):
            deed("nobody", tom, NOW)


def test_reception_may_invite_and_nobody_who_is_switched_off(store, tom, amara):
    from dataclasses import replace

    with pytest.raises(NotAllowed, match="switched off"):
        store.invitations.invite(MARK, None, replace(tom, disabled=True), NOW)


def lock(store, invitation):
    for _ in range(BIRTH_TRIES):
        store.invitations.check_birth(invitation.id, WRONG, NOW)


def test_a_locked_link_is_counted_for_staff_until_somebody_makes_a_new_one_or_withdraws_it(store, invited, tom):
    assert (store.invitations.how_many_locked(), store.invitations.locked(NOW)) == (0, [])
    for end in (store.invitations.reissue, store.invitations.withdraw):
        lock(store, invited.invitation)
        assert store.invitations.how_many_locked() == 1
        assert [one.id for one in store.invitations.locked(NOW)] == [invited.invitation.id]
        end(invited.invitation.id, tom, NOW)
        assert (store.invitations.how_many_locked(), store.invitations.locked(NOW)) == (0, [])


def test_whoever_had_sent_before_the_link_was_locked_is_counted_too(store, invited):
    reception.receive(store, invited.invitation, MARKS_ANSWERS, IntakeKind.SENT, NOW)
    lock(store, invited.invitation)
    (found,) = store.invitations.locked(NOW)
    assert (found.state, found.locked_at, found.kind) == (InvitationState.SENT, NOW, IntakeKind.SENT)
