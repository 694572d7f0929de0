"""Messages to patients: none is lost, none is sent twice, none says a word about health. A real mail server."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from intake import reception
from intake.cases import IntakeKind
from intake.delivery import Post, deliver, post_of, remind, why_no_post
from intake.invitations import InvitationState, NewPatient
from intake.mail import MailNotSet, MailServer, NotSent, mail_server
from intake.messages import Letter, MessageKind, MessageState, health_words, letter
from intake.store import Refused
from tests.store.conftest import CALM, CLINIC, NOW, SETTLED
from tests.store.post_office import PASSWORD, USER, open_office
from tests.store.test_aftercare import closed

ANN = NewPatient("Newcome", "Ann", date(1984, 3, 9), email="ann@example.org")
ADDRESS = "https://intake.example.org"


def later(**more: float) -> datetime:
    return NOW + timedelta(**more)


def at(moment: datetime):
    return lambda: moment


@pytest.fixture
def office(tmp_path):
    with open_office(tmp_path) as (opened, server):
        opened.post = Post(server, ADDRESS)
        yield opened


@pytest.fixture
def ann(store, amara):
    """Ann's invitation, and a message that waits for her."""
    invitation = store.invitations.invite(ANN, NOW + timedelta(days=21), amara, NOW).invitation
    store.messages.queue_invitation(invitation.id, amara, NOW)
    return invitation


def link_in(message) -> str:
    return next(word for word in message.get_content().split() if word.startswith("https://")).rpartition("/")[2]


def test_a_message_arrives_once_with_a_link_that_works(store, ann, office):
    assert deliver(store, office.post, at(NOW)) == 1
    assert deliver(store, office.post, at(later(hours=1))) == 0
    (message,) = office.came
    assert (message["To"], message["From"]) == ("ann@example.org", "appointments@example.org")
    assert store.invitations.by_token(link_in(message), NOW).id == ann.id


def test_the_first_link_still_works_beside_the_one_in_the_message(store, amara, office):
    made = store.invitations.invite(ANN, None, amara, NOW)
    store.messages.queue_invitation(made.invitation.id, amara, NOW)
    deliver(store, office.post, at(NOW))
    assert store.invitations.by_token(made.token, NOW).id == made.invitation.id


def test_neither_link_is_kept_as_it_was_given_out(store, ann, office, ready_url, kind):
    deliver(store, office.post, at(NOW))
    if kind == "sqlite":
        from pathlib import Path

        path = Path(ready_url.removeprefix("sqlite:///"))
        written = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
        assert link_in(office.came[0]).encode() not in written


def test_a_new_link_shuts_every_older_one(store, ann, amara, office):
    deliver(store, office.post, at(NOW))
    store.invitations.reissue(ann.id, amara, later(hours=1))
    assert store.invitations.by_token(link_in(office.came[0]), later(hours=1)) is None


def test_a_withdrawn_link_is_withdrawn_in_every_message(store, ann, amara, office):
    deliver(store, office.post, at(NOW))
    store.invitations.withdraw(ann.id, amara, NOW)
    assert store.invitations.by_token(link_in(office.came[0]), NOW).state is InvitationState.WITHDRAWN


def test_many_senders_at_once_send_each_message_once(store, amara, office):
    for number in range(12):
        patient = replace(ANN, given_name=f"Ann{number}", email=f"ann{number}@example.org")
        made = store.invitations.invite(patient, None, amara, NOW).invitation
        store.messages.queue_invitation(made.id, amara, NOW)
    threads = [threading.Thread(target=deliver, args=(store, office.post, at(NOW))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(m["To"] for m in office.came) == sorted(f"ann{n}@example.org" for n in range(12))


def test_a_server_that_is_busy_is_tried_again_later_and_the_message_is_not_lost(store, ann, office):
    office.says["RCPT"] = "451 try again later"
    assert deliver(store, office.post, at(NOW)) == 0
    office.says.clear()
    assert deliver(store, office.post, at(later(minutes=4))) == 0
    assert deliver(store, office.post, at(later(minutes=6))) == 1


def test_a_server_that_cannot_be_reached_loses_nothing(store, ann, office):
    nowhere = Post(MailServer("127.0.0.1", 1, "smtp+plain", "a@example.org"), ADDRESS)
    assert deliver(store, nowhere, at(NOW)) == 0
    assert store.messages.waiting() == 1
    assert deliver(store, office.post, at(later(hours=1))) == 1


def test_after_five_tries_staff_are_told(store, ann, office):
    office.says["RCPT"] = "451 try again later"
    for hours in (0, 1, 2, 5, 20, 40):
        deliver(store, office.post, at(later(hours=hours)))
    ((message, invitation),) = store.messages.troubled(later(hours=41))
    assert (message.state, message.tries, invitation.id) == (MessageState.FAILED, 5, ann.id)
    assert "451" in message.said


def test_an_address_that_the_server_refuses_is_said_at_once_and_can_be_put_right(store, ann, amara, office):
    office.says["RCPT"] = "550 no such mailbox"
    deliver(store, office.post, at(NOW))
    ((message, _),) = store.messages.troubled(NOW)
    office.says.clear()
    store.messages.again(message.id, amara, NOW, "ann.newcome@example.org")
    assert deliver(store, office.post, at(NOW)) == 1
    assert office.came[0]["To"] == "ann.newcome@example.org"
    assert store.invitations.read(ann.id, NOW).patient.email == "ann.newcome@example.org"


def test_a_connection_lost_while_handing_over_is_unclear_and_never_repeated_by_itself(store, ann, amara, office):
    office.hangs_up = True
    deliver(store, office.post, at(NOW))
    office.hangs_up = False
    deliver(store, office.post, at(later(days=1)))
    assert len(office.came) == 1
    ((message, _),) = store.messages.troubled(later(days=1))
    assert message.state is MessageState.UNCLEAR
    store.messages.settle(message.id, amara, later(days=1))
    assert store.messages.troubled(later(days=1)) == []


def test_a_sender_that_stops_half_way_leaves_the_message_unclear_not_lost(store, ann, amara, office):
    assert store.messages.take(NOW)
    assert deliver(store, office.post, at(later(minutes=5))) == 0
    assert store.messages.troubled(later(minutes=5)) == []
    ((message, _),) = store.messages.troubled(later(minutes=11))
    store.messages.again(message.id, amara, later(minutes=11))
    assert deliver(store, office.post, at(later(minutes=11))) == 1


def test_whoever_has_sent_meanwhile_gets_no_message(store, ann, office):
    reception.receive(store, ann, CALM, IntakeKind.SENT, NOW)
    assert deliver(store, office.post, at(NOW)) == 0
    assert office.came == []


def test_a_patient_without_an_address_is_said(store, amara):
    made = store.invitations.invite(replace(ANN, email=None), None, amara, NOW)
    with pytest.raises(Refused, match="Copy the message instead"):
        store.messages.queue_invitation(made.invitation.id, amara, NOW)


# Reminders


def days_of(store, moment: datetime) -> list[int]:
    return [due.day for due in store.messages.reminders_due(moment)]


def test_whoever_has_not_sent_is_reminded_on_the_third_and_the_sixth_day_once_each(store, ann, office):
    deliver(store, office.post, at(NOW))
    for hours in range(0, 14 * 24, 6):
        remind(store, office.post, at(later(hours=hours)))
    reminders = office.came[1:]
    assert [message["Subject"].startswith("A reminder") for message in reminders] == [True, True]
    assert [message["Date"].datetime for message in reminders] == [later(days=3), later(days=6)]
    assert all(store.invitations.by_token(link_in(message), NOW).id == ann.id for message in reminders)


def test_two_days_that_went_by_unnoticed_are_one_reminder(store, ann):
    assert days_of(store, later(days=7)) == [6]


def test_nobody_is_reminded_who_has_sent_or_was_told_to_call(store, ann, invite):
    reception.receive(store, ann, CALM, IntakeKind.SENT, NOW)
    stopped = invite(replace(ANN, given_name="Bea"))
    reception.receive(store, stopped, {"emergency-signs": ("choking",)}, IntakeKind.EMERGENCY, NOW)
    assert days_of(store, later(days=4)) == []


def test_nobody_is_reminded_of_a_link_that_is_withdrawn_or_of_a_visit_that_is_over(store, ann, amara, invite):
    store.invitations.withdraw(ann.id, amara, NOW)
    invite(replace(ANN, given_name="Bea"), NOW + timedelta(days=2))
    assert days_of(store, later(days=4)) == []


def test_a_new_link_begins_its_days_anew(store, ann, amara):
    store.invitations.reissue(ann.id, amara, later(days=2))
    assert days_of(store, later(days=4)) == []
    assert days_of(store, later(days=5)) == [3]


def test_whoever_has_begun_and_stopped_is_reminded_too(store, ann):
    store.drafts.save(ann.id, CALM, "tasks", NOW)
    store.cases.queue(later(days=2))
    assert days_of(store, later(days=3)) == [3]


def test_a_reminder_by_hand_gives_a_link_and_counts(store, ann, amara):
    reminded = store.messages.remind_by_hand(ann.id, amara, later(days=3))
    assert store.invitations.by_token(reminded.token, later(days=3)).id == ann.id
    assert days_of(store, later(days=4)) == []
    with pytest.raises(Refused, match="not due any more"):
        store.messages.remind_by_hand(ann.id, amara, later(days=4))


def test_without_a_mail_server_reminders_are_left_to_staff(store, ann):
    assert remind(store, None, at(later(days=3))) == (0, 1)
    assert store.messages.waiting() == 1


# What a message says


@pytest.mark.parametrize("kind", list(MessageKind))
@pytest.mark.parametrize("sender", ["", "Riverside"])
def test_no_message_says_a_word_about_health_nor_who_it_is_for(store, invite, kind, sender):
    clinic = replace(CLINIC, name="Riverside Neuromuscular Clinic", sender_name=sender)
    written = letter(kind, invite(ANN), f"{ADDRESS}/i/abc", clinic)
    for text in (written.subject, written.text):
        assert health_words(text) == ()
        assert not [word for word in ("Ann", "Newcome", "Neuromuscular", "1984") if word in text]
    asks_before_the_visit = kind is not MessageKind.CHECK
    assert ("before your appointment on Monday 14 December" in written.text) is asks_before_the_visit
    assert CLINIC.telephone in written.text


@pytest.mark.parametrize(
    "text",
    ["Your twitches", "the Clinic", "Dr Osei", "muscle test", "NHS", "the EMG", "your doctor", "Neurology", "symptoms",
     "Hospital", "Outpatients", "a nurse", "Weir Lane Surgery", "blood tests"],
)  # fmt: skip
def test_the_list_of_words_finds_what_would_tell(text):
    assert health_words(text)


@pytest.mark.parametrize("text", ["Riverside", "Weir Lane team", "your appointment on Monday", "please answer"])
def test_the_list_of_words_lets_plain_words_through(text):
    assert health_words(text) == ()


# The mail server


@pytest.mark.parametrize("encryption", ["smtp", "smtps"])
def test_a_password_goes_out_only_over_an_encrypted_connection(tmp_path, encryption):
    with open_office(tmp_path, encryption) as (office, server):
        server.send("ann@example.org", Letter("Hello", "Some words."), "abc", NOW)
        assert office.came[0]["Message-ID"] == "<abc@example.org>"
        with pytest.raises(NotSent, match="certificate cannot be trusted"):
            replace(server, certificates="").send("ann@example.org", Letter("Hello", "x"), "abc", NOW)
        with pytest.raises(NotSent, match="refuses the user name or password"):
            replace(server, password="wrong").send("ann@example.org", Letter("Hello", "x"), "abc", NOW)


def test_a_server_without_encryption_is_refused(tmp_path):
    with open_office(tmp_path) as (office, server), pytest.raises(NotSent, match="offers no encryption"):
        replace(server, encryption="smtp").send("ann@example.org", Letter("Hello", "x"), "abc", NOW)
    assert office.came == []


@pytest.mark.parametrize("address", ["ann", "a@b@c", "ann@example.org\nBcc: x@example.org", "<ann@example.org>"])
def test_an_address_that_is_none_is_refused_for_good(address, tmp_path):
    with open_office(tmp_path) as (office, server), pytest.raises(NotSent) as refused:
        server.send(address, Letter("Hello", "x"), "abc", NOW)
    assert refused.value.for_good
    assert office.came == []


def test_the_environment_names_the_server():
    environ = {"TWITCHBOARD_SMTP": f"smtp://{USER}:open%20sesame@mail.example.org", "TWITCHBOARD_SMTP_FROM": "a@b.org"}
    assert mail_server(environ) == MailServer("mail.example.org", 587, "smtp", "a@b.org", USER, PASSWORD)
    assert mail_server({}) is None


@pytest.mark.parametrize(
    ("address", "sender", "remedy"),
    [
        ("mail.example.org", "a@b.org", "Write it like smtp://"),
        ("smtp://mail.example.org", "", "TWITCHBOARD_SMTP_FROM is missing"),
        ("smtp+plain://mail.example.org", "a@b.org", "on this machine"),
        ("smtp://mail.example.org:x", "a@b.org", "not a number"),
    ],
)
def test_settings_that_cannot_work_are_refused_with_what_to_write(address, sender, remedy):
    with pytest.raises(MailNotSet, match=remedy):
        mail_server({"TWITCHBOARD_SMTP": address, "TWITCHBOARD_SMTP_FROM": sender})


def test_the_sample_clinic_never_sends_e_mail():
    environ = {
        "TWITCHBOARD_SMTP": "smtp://mail.example.org",
        "TWITCHBOARD_SMTP_FROM": "a@b.org",
        "TWITCHBOARD_ADDRESS": ADDRESS,
    }
    assert post_of(CLINIC, environ)
    assert post_of(replace(CLINIC, is_sample=True), environ) is None
    assert why_no_post(replace(CLINIC, is_sample=True), environ) == "The sample clinic sends no e-mail."


def test_what_is_missing_for_e_mail_is_said_with_who_can_set_it():
    assert "TWITCHBOARD_SMTP" in why_no_post(CLINIC, {})
    environ = {"TWITCHBOARD_SMTP": "smtp://mail.example.org", "TWITCHBOARD_SMTP_FROM": "a@b.org"}
    assert "in Settings" in why_no_post(CLINIC, environ)
    assert why_no_post(replace(CLINIC, public_address=ADDRESS), environ) == ""


def test_a_date_in_a_message_is_the_clinics_own(store, amara):
    midnight = datetime(2026, 12, 14, 23, 30, tzinfo=UTC)
    clinic = replace(CLINIC, time_zone="Australia/Sydney")
    made = store.invitations.invite(ANN, midnight, amara, NOW).invitation
    assert "on Tuesday 15 December" in letter(MessageKind.INVITATION, made, ADDRESS, clinic).text


# A list


def booked(count: int):
    return [(replace(ANN, given_name=f"Ann{n}"), later(days=20, minutes=n)) for n in range(count)]


def test_a_list_is_invited_as_a_whole(store, amara):
    made = store.invitations.invite_all(booked(30), amara, NOW, by_email=True)
    assert len({one.token for one in made}) == 30
    assert store.messages.waiting() == 30
    assert store.audit.verify().ok


def test_of_a_list_in_which_somebody_has_a_link_by_now_nobody_is_invited(store, amara):
    rows = booked(3)
    store.invitations.invite(*rows[2], amara, NOW)
    assert len(store.invitations.already_invited(rows)) == 1
    with pytest.raises(Refused, match="Nobody was invited: 1 of them"):
        store.invitations.invite_all(rows, amara, NOW)
    assert len(store.invitations.recent(NOW)) == 1


def test_a_list_that_fails_half_way_leaves_nothing_behind(store, amara):
    rows = [*booked(2), (replace(ANN, date_of_birth=None), later(days=20))]
    with pytest.raises(Exception, match="date_of_birth"):
        store.invitations.invite_all(rows, amara, NOW)
    assert store.invitations.recent(NOW) == []


def test_a_link_that_was_withdrawn_does_not_stand_in_the_way_of_a_list(store, amara):
    rows = booked(1)
    made = store.invitations.invite(*rows[0], amara, NOW).invitation
    store.invitations.withdraw(made.id, amara, NOW)
    assert store.invitations.already_invited(rows) == set()


# Weekly checks


@pytest.fixture
def answered(store, amara):
    """Ann has sent her answers at NOW; the invitation."""

    def send(answers=SETTLED, **changes):
        invitation = store.invitations.invite(replace(ANN, **changes), None, amara, NOW).invitation
        reception.receive(store, invitation, answers, IntakeKind.SENT, NOW)
        return store.invitations.read(invitation.id, NOW)

    return send


def due_at(store, days):
    """Which weeks' checks are reminded of when reminders are queued on that day."""
    before = store.messages.waiting()
    store.messages.queue_reminders(later(days=days))
    return store.messages.waiting() - before


def test_a_weekly_check_is_reminded_of_once_a_week_for_four_weeks(store, answered):
    answered()
    assert [due_at(store, day) for day in (6, 7, 8, 13, 14, 21, 28, 29, 35)] == [0, 1, 0, 0, 1, 1, 1, 0, 0]


def test_whoever_has_sent_a_check_is_left_in_peace_for_a_week(store, answered):
    invitation = answered()
    check = {"emergency-signs": ("none-of-these",), "twitching": "yes"}
    reception.receive(store, invitation, check, IntakeKind.CHECK, later(days=6), occasion="6")
    assert [due_at(store, day) for day in (7, 12, 13)] == [0, 0, 1]


def test_nobody_without_an_address_who_was_told_to_call_or_whose_case_is_over_is_reminded_of_a_check(
    store, answered, amara
):
    answered(email=None)
    answered({"emergency-signs": ("choking",)})
    over = answered(CALM)
    closed(store, over.reference, amara)
    assert due_at(store, 8) == 0


def test_the_reminder_of_a_check_goes_out_with_a_link_that_works_and_is_dropped_for_a_withdrawn_one(
    store, answered, amara
):
    answered()
    store.messages.queue_reminders(later(days=7))
    outgoing = store.messages.take(later(days=7))
    assert (outgoing.message.kind, outgoing.message.number) == (MessageKind.CHECK, 1)
    assert store.invitations.by_token(outgoing.token, later(days=7)).id == outgoing.invitation.id
    store.messages.report(outgoing.message.id, MessageState.SENT, "", later(days=7))
    store.messages.queue_reminders(later(days=14))
    store.invitations.withdraw(outgoing.invitation.id, amara, later(days=14))
    assert store.messages.take(later(days=14)) is None
