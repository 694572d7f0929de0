"""Inviting a patient, and the rules as people read them, through the router."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from intake import reception, rules
from intake.cases import IntakeKind
from intake.invitations import BIRTH_TRIES, InvitationState, NewPatient
from pages import _invite_view as view
from pages._days import wanted_moment
from pages._moments import WallClock
from tests.clinician.conftest import Said, Screen
from tests.clinician.rows import CLINIC, NOW
from tests.clinician.test_case_appointments import links
from tests.golden.reading import golden_now

TOM = NewPatient("Young", "Tom", date(2012, 5, 1))

HEALTH_WORDS = ("twitch", "muscle", "neuro", "nerve", "symptom", "clinic", "hospital", "emg")


def fill_in(tab, **fields: str):
    values = {
        "invite-given_name": "Ann", "invite-family_name": "Newcome",
        "born-day": "9", "born-month": "3", "born-year": "1984", **fields,
    }  # fmt: skip
    for key, value in values.items():
        tab.text_input(key=key).set_value(value)
    return next(each for each in tab.button if each.label == "Make the link").click().run()


BOOKED = {"booked-day": "14", "booked-month": "12", "booked-year": "2026", "booked-time": "10:20"}


def test_an_invitation_gives_a_link_a_code_and_a_message(screen: Screen, said: Said):
    tab = fill_in(screen.open("invite"), **BOOKED)
    html = said(tab)
    assert "/i/s." in html
    assert 'alt="QR code of the link"' in html
    newest = screen.store.invitations.recent(golden_now())[0]
    assert newest.patient.name == "Ann Newcome"
    assert newest.appointment.booked_for == datetime(2026, 12, 14, 10, 20, tzinfo=UTC)


def test_the_message_says_nothing_about_health_nor_which_clinic_asks(screen: Screen):
    tab = fill_in(screen.open("invite"), **BOOKED)
    message = next(each.value for each in tab.code if each.value.startswith("Please"))
    spoken = message.replace(message.split(": ")[1].split(" ")[0], "")
    assert not [word for word in HEALTH_WORDS if word in spoken.lower()]
    assert "before your appointment on Monday 14 December" in message


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"invite-given_name": " "}, "given name and family name"),
        ({"born-day": "31", "born-month": "2"}, "There is no 31 February 1984."),
        ({"born-year": "84"}, "four digits"),
        ({"born-year": "2090"}, "still to come"),
        ({"booked-day": "14"}, "Enter the appointment in full"),
        ({**BOOKED, "booked-day": "31", "booked-month": "11"}, "There is no 31 November 2026."),
        ({**BOOKED, "booked-time": "25:00"}, "Enter the appointment in full"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_invited(screen: Screen, wrong, sentence):
    before = len(screen.store.invitations.recent(golden_now()))
    tab = fill_in(screen.open("invite"), **wrong)
    assert sentence in tab.error[0].value
    assert tab.text_input(key="invite-family_name").value == "Newcome"
    assert len(screen.store.invitations.recent(golden_now())) == before


def test_a_withdrawn_link_no_longer_works(screen: Screen):
    tab = fill_in(screen.open("invite"))
    made = screen.store.invitations.recent(golden_now())[0]
    tab.button(key=f"withdraw-{made.id}").click().run()
    assert screen.store.invitations.read(made.id, golden_now()).state is InvitationState.WITHDRAWN


def test_a_new_link_takes_the_place_of_the_old_one(screen: Screen):
    tab = fill_in(screen.open("invite"))
    old = next(each.value for each in tab.code if each.value.startswith("http") or "/i/" in each.value)
    made = screen.store.invitations.recent(golden_now())[0]
    new = next(each.value for each in tab.button(key=f"again-{made.id}").click().run().code if "/i/" in each.value)
    assert new != old
    assert screen.store.invitations.by_token(old.rpartition("/")[2], golden_now()) is None


def test_a_time_is_the_clinics_own_and_a_point_is_as_good_as_a_colon():
    summer = {"day": "1", "month": "7", "year": "2027", "time": "9.30"}
    assert wanted_moment(summer, CLINIC, "") == datetime(2027, 7, 1, 8, 30, tzinfo=UTC)


def test_a_link_is_on_the_host_that_the_page_was_opened_on():
    assert view.link("https://intake.example.org/invite?x=1", "abc") == "https://intake.example.org/i/abc"
    assert view.is_this_machine_only("http://127.0.0.1:8501/invite")


def test_every_row_of_the_tables_is_shown_with_its_source_and_version(screen: Screen, said: Said):
    html = said(screen.open("rules"))
    tables = rules.load()
    assert tables.version.version in html
    assert all(f'id="row-{row.id}"' in html for row in tables.rows)
    assert html.count("Our reading") == len(tables.rows)


def test_an_invitation_in_the_list_says_what_became_of_it(screen: Screen):
    sent = next(i for i in screen.store.invitations.recent(golden_now()) if i.state is InvitationState.SENT)
    line = view.row(sent, WallClock(CLINIC, NOW))
    assert f"/case?ref={sent.reference}" in line
    assert "sent " in line


def stopped(screen: Screen, kind: IntakeKind, said) -> str:
    """How the list shows somebody who came in like this."""
    made = screen.store.invitations.invite(TOM, None, screen.account, NOW).invitation
    reception.receive(screen.store, made, said, kind, NOW)
    return view.row(screen.store.invitations.read(made.id, NOW), WallClock(CLINIC, NOW))


def test_whoever_was_stopped_on_the_way_is_not_listed_as_having_sent(screen: Screen):
    child = stopped(screen, IntakeKind.UNDER_16, {})
    assert "stopped: under 16, told to ring" in child
    assert "sent " not in child
    emergency = stopped(screen, IntakeKind.EMERGENCY, {"emergency-signs": ("choking",)})
    assert "stopped at the emergency page, not sent yet" in emergency


def test_a_link_locked_by_five_wrong_dates_of_birth_is_on_today_and_its_row_makes_a_new_one(screen: Screen, said: Said):
    line = "**1** link locked: five wrong dates of birth"
    assert line not in links(screen.open("today"))
    made = screen.store.invitations.invite(TOM, None, screen.account, NOW).invitation
    for _ in range(BIRTH_TRIES):
        screen.store.invitations.check_birth(made.id, date(1900, 1, 1), NOW)
    assert line in links(screen.open("today"))
    tab = screen.open("invite")
    assert "Locked links: 1" in said(tab)
    tab = tab.button(key=f"locked-again-{made.id}").click().run()
    assert "The old link no longer works." in said(tab)
    assert "Locked links" not in said(tab)
    assert screen.store.invitations.read(made.id, NOW).state is InvitationState.OPEN
    assert line not in links(screen.open("today"))


def test_the_rules_page_carries_the_certificate_of_exactly_these_tables(screen: Screen, said: Said):
    html = said(screen.open("rules"))
    assert "Proved over all " in html
    assert "One more yes never lowers a row, an urgency or a strength" in html
    assert "not proved" not in html


def test_tables_without_a_certificate_say_so(screen: Screen, said: Said, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("intake.certificate._kept", lambda: ())
    assert "These tables are not proved" in said(screen.open("rules"))


def test_the_rules_page_shows_every_row_on_which_the_policies_differ(screen: Screen, said: Said):
    html = said(screen.open("rules")).split("Where policies differ", 1)[1]
    for here, _there, _policy in rules.graded_otherwise(rules.load()):
        assert here.symptom in html


def test_a_case_says_where_the_other_policy_would_put_it_and_by_which_row(screen: Screen, said: Said):
    tingling = said(screen.open("case", ref=screen.reference("ليلى")))
    assert "Policies differ." in tingling
    assert "nice-ng127" in tingling
    assert "Policies differ." not in said(screen.open("case", ref=screen.reference("Patricia")))


def test_a_case_names_the_single_answer_that_holds_its_level(screen: Screen, said: Said):
    assert "Held by one answer: " in said(screen.open("case", ref=screen.reference("Patricia")))
