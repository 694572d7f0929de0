"""Appointments on the case and in reception's list: bring forward, move, did not come; asked once before the end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake.closing import Closing
from intake.store import Refused, case_claims
from pages import _clock
from tests.clinician.conftest import Said, Screen
from tests.clinician.test_case_loop import labelled, press
from tests.clinician.test_case_page import MARK, be
from tests.golden.reading import golden_now


def type_into(tab, key: str, day: str, month: str, year: str, time: str = ""):
    for part, value in (("day", day), ("month", month), ("year", year), ("time", time)):
        if value:
            next(each for each in tab.text_input if each.key.endswith(f"{key}-{part}")).set_value(value)


def booking(screen: Screen) -> str:
    return f"book-{screen.reference(MARK)}"


def test_bring_forward_asks_for_the_day_due_where_nothing_else_is_typed(screen: Screen, said: Said):
    html = said(press(screen.open_case(MARK), "Bring forward"))
    assert "Reception is asked for Thu 3 Dec at the latest." in html
    assert "wanted by Thu 3 Dec" in html
    assert screen.case(MARK).wish.asked_by == "Dr Amara Osei"


NO_DAYS = [
    (("31", "2", "2027"), "There is no 31 February 2027."),
    (("29", "Feb", "2027"), "There is no 29 February 2027."),
    (("3", "13", "2026"), "There is no month “13”."),
    (("3", "Dezember", "2026"), "There is no month “Dezember”."),
    (("3", "12", "26"), "Write the year with four digits, not 26."),
]


@pytest.mark.parametrize(("day", "sentence"), NO_DAYS)
def test_a_day_that_does_not_exist_is_named_and_what_was_typed_stays(screen: Screen, day, sentence):
    tab = screen.open_case(MARK)
    type_into(tab, "forward-day", *day)
    tab = press(tab, "Bring forward")
    assert sentence in [error.value for error in tab.error]
    assert tab.text_input(key="forward-day-day").value == day[0]
    assert not screen.case(MARK).wish
    type_into(tab, booking(screen), *day, "10:20")
    assert sentence in [error.value for error in press(tab, "Save the appointment").error]


def test_a_day_on_which_the_clinic_is_shut_is_said_with_the_last_one_before_it(screen: Screen, said: Said):
    tab = screen.open_case(MARK)
    type_into(tab, "forward-day", "29", "11", "2026")
    html = said(press(tab, "Bring forward"))
    assert "asked for Sun 29 Nov at the latest. The clinic is shut on that day; the last one open before it is" in html
    assert "is Fri 27 Nov." in html


def test_todays_page_counts_the_appointments_to_bring_forward_for_reception_too(screen: Screen, monkeypatch):
    be(screen, monkeypatch, "t.ellery")
    assert "bring forward" not in " ".join(links(screen.open("today")))
    be(screen, monkeypatch, "a.osei")
    press(screen.open_case(MARK), "Bring forward")
    be(screen, monkeypatch, "t.ellery")
    assert "**1** appointment to bring forward" in links(screen.open("today"))


def links(tab) -> list[str]:
    """What the links of a page are called."""
    return [link.label for link in tab.get("page_link")]


def test_a_wish_and_the_claim_that_goes_with_it_are_kept_together_or_not_at_all(screen: Screen, monkeypatch):
    def torn(*_):
        raise Refused("The database is full.")

    tab = screen.open_case(MARK)
    with monkeypatch.context() as patch:
        patch.setattr(case_claims, "_claim", torn)
        tab = press(tab, "Bring forward")
    assert "The database is full." in tab.error[0].value
    assert (screen.case(MARK).wish, screen.case(MARK).claimed_by) == (None, None)


def test_whoever_brings_forward_what_nobody_has_has_it_and_takes_it_from_no_colleague(screen: Screen, said: Said):
    html = said(press(screen.open_case(MARK), "Bring forward"))
    assert "You have the case now." in html
    assert screen.case(MARK).claimed_by.id == screen.account.id
    screen.store.cases.release(screen.reference(MARK), screen.account, golden_now())
    maja = next(one for one in screen.store.accounts.all() if one.username == "m.lindqvist")
    screen.store.cases.claim(screen.reference(MARK), maja, golden_now())
    html = said(press(screen.open_case(MARK), "Bring forward"))
    assert "You have the case now." not in html
    assert screen.case(MARK).claimed_by.id == maja.id


def test_reception_sees_who_is_wanted_by_when_and_books_it_there(screen: Screen, said: Said, monkeypatch):
    press(screen.open_case(MARK), "Bring forward")
    be(screen, monkeypatch, "t.ellery")
    tab = screen.open("appointments_page")
    html = said(tab)
    assert "1 to bring forward" in html
    assert "wanted by Thu 3 Dec" in html
    assert "forearm" not in html
    tab = press(tab, "Move the appointment")
    type_into(tab, booking(screen), "2", "12", "2026", "09:30")
    html = said(press(tab, "Save the appointment"))
    assert "Saved: Wed 2 Dec 09:30." in html
    assert "Nobody has asked" in html
    assert not screen.case(MARK).wish


def test_what_reception_cannot_do_is_told_to_the_clinician_on_the_case(screen: Screen, said: Said, monkeypatch):
    tab = press(screen.open_case(MARK), "Bring forward")
    tab = press(screen.open("appointments_page"), "Move the appointment")
    labelled(tab, "text_input", "No sooner appointment: why?").set_value("No list")
    press(tab, "Tell the clinician")
    html = said(screen.open_case(MARK))
    assert "Could not be brought forward" in html
    assert "No list" in html


def test_a_day_that_has_passed_is_refused_in_the_popover_until_it_is_said_to_have_taken_place(screen, said):
    tab = screen.open_case(MARK)
    type_into(tab, booking(screen), "20", "11", "2026", "09:30")
    tab = press(tab, "Save the appointment")
    assert "20 November 2026, 09:30 has passed." in tab.error[0].value
    tab.checkbox(key=f"{booking(screen)}-took").check()
    assert "Seen on 20-Nov-2026 09:30." in said(press(tab, "Save the appointment"))


def test_did_not_come_is_offered_once_the_appointment_has_passed_and_comes_back_up(screen: Screen, said, monkeypatch):
    assert not [each for each in screen.open_case(MARK).button if each.label == "Record: did not come"]
    reference = screen.reference(MARK)
    screen.store.cases.book(reference, golden_now() + timedelta(minutes=5), screen.account, golden_now())
    monkeypatch.setattr(_clock, "_SHIFT", _clock._SHIFT + timedelta(minutes=10))
    html = said(press(screen.open_case(MARK), "Record: did not come"))
    assert "Did not come to the appointment" in html
    assert "not booked" in html
    assert screen.store.cases.read(reference).state != "closed"


def test_an_appointment_that_has_passed_is_not_taken_with_an_invitation(screen: Screen):
    tab = screen.open("invite")
    for name, value in (("given_name", "Ann"), ("family_name", "Late")):
        tab.text_input(key=f"invite-{name}").set_value(value)
    type_into(tab, "born", "1", "2", "1980")
    type_into(tab, "booked", "20", "11", "2026", "09:30")
    tab = (
        next(each for each in tab.button if "link" in each.label.lower() and "make" in each.label.lower()).click().run()
    )
    assert "That appointment has passed." in tab.error[0].value


def test_removing_the_sample_and_withdrawing_a_link_are_asked_once_before(screen: Screen, said: Said):
    html = said(screen.open("queue_page"))
    assert "<summary>Remove the sample clinic</summary>" in html
    assert "Yes, remove it</button>" in html
    tab = screen.open("invite")
    assert "Whoever has the link can no longer use it." in said(tab)


def test_whoever_closes_is_told_that_reception_is_still_asked_and_can_take_the_wish_back_afterwards(
    screen: Screen, said: Said
):
    tab = press(screen.open_case(MARK), "Bring forward")
    assert "Reception is asked for an appointment by Thu 3 Dec." in said(tab)
    reference, case = screen.reference(MARK), screen.case(MARK)
    screen.store.cases.close(reference, Closing("seen-here"), screen.account, golden_now(), case.version)
    tab = screen.open("case", ref=reference)
    labelled(tab, "text_input", "Why need they not be seen sooner any more?").set_value("Seen on the ward")
    press(tab, "Take the wish back")
    assert not screen.store.cases.read(reference).wish


def test_on_receptions_list_the_emergency_stands_above_everybody_whose_appointment_is_only_late(screen, said):
    html = said(screen.open("appointments_page"))
    names = ("Dennis Achterberg", "Beatriz Salgado Pinto", "Ffion Lake", "Mark Ellison")
    assert [html.index(name) for name in names] == sorted(html.index(name) for name in names)
