"""The settings, through the router: for administrators, each fault at its field, nobody's change overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from intake import reception
from intake.cases import IntakeKind
from intake.people import OpeningHours, Role
from intake.referral import NoteKind
from reports import notes, plain
from tests.reach.conftest import CLINIC, said
from tests.store.conftest import CALM, NOW
from tests.store.post_office import open_office


def fill_in(tab, **values):
    for name, value in values.items():
        box = next(each for kind in ("text_input", "text_area") for each in tab.get(kind) if each.key == name)
        box.set_value(value)
    return next(each for each in tab.button if each.label == "Save").click().run()


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CLINICIAN])
def test_only_those_who_lead_have_the_page_at_all(house, role):
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        house.screen("settings", role)


def test_a_senior_clinician_confirms_here_and_sets_nothing(house):
    tab = house.screen("settings", Role.SENIOR)
    assert not tab.text_input
    assert "ask an administrator" in tab.info[0].value


def test_every_setting_can_be_changed_and_is_kept_with_its_history(house):
    tab = fill_in(
        house.screen("settings"),
        **{
            "set-name": "Weir Lane Surgery", "set-telephone": "01632 960100", "set-emergency_number": "112",
            "set-address": "1 Weir Lane", "set-letterhead": "Registered in Weirbridge", "set-opens-0": "9",
            "set-closes-0": "12.30", "set-opens-4": "", "set-closes-4": "", "set-closed_on": "24/12/2026 to 26/12/2026",
            "set-first_look_working_days": "1", "set-abandoned_after_hours": "12", "set-chase-emg": "10",
            "set-chase-report": "5",
            "set-target-urgent": "7", "set-sender_name": "Weir Lane", "set-public_address": "https://weir.example.org",
        },
    )  # fmt: skip
    assert [each.value for each in tab.success] == ["Saved."]
    clinic = house.store.settings.clinic()
    assert clinic.opening[0] == OpeningHours(time(9), time(12, 30))
    assert 4 not in clinic.opening
    assert clinic.closed_on == {date(2026, 12, day) for day in (24, 25, 26)}
    assert (clinic.first_look_working_days, clinic.abandoned_after_hours) == (1, 12)
    assert (clinic.chase_days["emg"], clinic.chase_days["report"], clinic.shortened) == (10, 5, {"urgent": 7})
    assert (clinic.letterhead, clinic.sender_name) == ("Registered in Weirbridge", "Weir Lane")
    newest = house.store.audit.recent(1)[0]
    assert (newest.who, newest.what) == ("Admin Person", "saved the clinic's settings")


def test_a_fault_is_said_on_top_and_at_its_field_and_nothing_is_saved(house):
    tab = fill_in(house.screen("settings"), **{"set-name": "Other", "set-closes-1": "07:00"})
    assert "Tuesday: the closing time must be later" in tab.error[0].value
    assert '<p class="tb-said">Tuesday' in said(tab)
    assert tab.text_input(key="set-name").value == "Other"
    assert house.store.settings.clinic() == CLINIC


def test_what_a_colleague_saved_meanwhile_is_not_overwritten(house):
    tab = house.screen("settings")
    theirs = replace(CLINIC, telephone="01632 960199")
    house.store.settings.save_clinic(theirs, "Colleague", NOW)
    tab = fill_in(tab, **{"set-name": "Mine"})
    assert "Somebody saved the settings since you opened them" in tab.error[0].value
    assert house.store.settings.clinic() == theirs


def test_without_a_mail_server_the_page_says_what_to_set(house):
    assert "TWITCHBOARD_SMTP" in said(house.screen("settings"))


def test_a_trial_message_shows_that_sending_works(house, tmp_path):
    with open_office(tmp_path) as (office, server):
        house.patch.setenv("TWITCHBOARD_SMTP", f"smtp+plain://127.0.0.1:{server.port}")
        house.patch.setenv("TWITCHBOARD_SMTP_FROM", "appointments@example.org")
        house.patch.setenv("TWITCHBOARD_ADDRESS", "https://intake.example.org")
        tab = house.screen("settings")
        tab.text_input(key="try-address").set_value("me@example.org")
        tab = next(each for each in tab.button if each.label == "Send a trial message").click().run()
        assert office.came[0]["To"] == "me@example.org"
        assert "took a message to me@example.org" in tab.success[0].value


def test_the_letterhead_stands_on_the_letter_and_nowhere_else(house):
    clinic = replace(CLINIC, letterhead="Weir Lane Surgery\nRegistered in Weirbridge")
    house.store.settings.save_clinic(clinic, "Test", NOW)
    made, _ = house.invite()
    reference = reception.receive(house.store, made, CALM, IntakeKind.SENT, NOW).reference
    case = house.store.cases.read(reference)
    letter, request = (plain.as_text(notes.draft(kind, case, "", NOW)) for kind in (NoteKind.NEUROLOGY, NoteKind.EMG))
    assert "Weir Lane Surgery · Registered in Weirbridge" in letter
    assert "Registered in Weirbridge" not in request


def press(tab, label: str):
    return next(each for each in tab.button if each.label == label).click().run()


def test_other_tables_grade_only_after_a_second_person_confirmed(house):
    tab = press(house.screen("settings"), "Ask for this change")
    assert "waits for a second person" in tab.success[0].value
    assert house.store.settings.clinic().policy == "article"
    assert "Somebody else has to confirm" in said(tab)
    assert not [each for each in tab.button if each.label == "Confirm"]
    theirs = house.screen("settings", Role.SENIOR)
    assert "Admin Person asked on" in said(theirs)
    assert "promises hold over every way through the form" in said(theirs)
    press(theirs, "Confirm")
    assert house.store.settings.clinic().policy == "nice-ng127"


def test_a_change_of_tables_can_be_taken_back(house):
    tab = press(press(house.screen("settings"), "Ask for this change"), "Take it back")
    assert "Nothing changes" in tab.success[0].value
    assert house.store.tables_changes.waiting() is None


def test_saving_the_form_leaves_the_tables_as_they_are(house):
    fill_in(house.screen("settings"), **{"set-name": "Weir Lane"})
    assert house.store.settings.clinic().policy == "article"


def test_the_page_says_which_holidays_are_known_and_how_long_things_are_kept(house):
    shown = said(house.screen("settings"))
    assert "Known already: Fri 25 Dec Christmas Day" in shown
    assert "works for 14 days" in shown or "work for 14 days" in shown


def test_a_second_step_can_be_asked_of_everybody(house):
    tab = house.screen("settings")
    tab.selectbox(key="set-second_factor").set_value("required")
    press(tab, "Save")
    assert house.store.settings.clinic().second_factor == "required"
