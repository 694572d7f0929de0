"""Appointments: brought forward, moved, missed, taken place. Whom a clinician wants seen sooner, nobody forgets."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from intake import reception
from intake.access import NotAllowed
from intake.cases import CaseState, IntakeKind
from intake.closing import Closing
from intake.invitations import NewPatient
from intake.notices import NoticeKind
from intake.store import CaseClosed, Database, ReasonNeeded, Refused
from intake.store.case_bookings import WANTED
from pages._booking_view import row
from pages._moments import WallClock
from tests.store.conftest import CALM, CLINIC, MARKS_ANSWERS, NOW

THURSDAY = datetime(2026, 12, 3, 9, 30, tzinfo=UTC)
FIRST = NOW + timedelta(days=21)


def later(**times: float) -> datetime:
    return NOW + timedelta(**times)


def said(store, reference):
    return [entry.what for entry in store.cases.read(reference).timeline]


@pytest.fixture
def wanted(store, amara, received):
    """Mark is to be seen by 3 December; he is booked for 14 December."""
    store.cases.ask_forward(received, THURSDAY.date(), "progressing", amara, NOW)
    return received


def test_whoever_is_to_be_brought_forward_stands_on_receptions_list_with_who_asked_and_by_when(store, wanted):
    (one,) = store.cases.to_bring_forward()
    assert (one.patient_name, one.booked_for, one.wish.wanted_by) == ("Mark Ellison", FIRST, date(2026, 12, 3))
    assert (one.wish.asked_by, one.wish.why) == ("Dr Amara Osei", "progressing")
    assert store.cases.read(wanted).wish == one.wish


def test_a_sooner_appointment_meets_the_wish_and_stands_everywhere(store, tom, wanted):
    store.cases.book(wanted, THURSDAY, tom, later(hours=1))
    assert store.cases.to_bring_forward() == []
    case = store.cases.read(wanted)
    assert (case.wish, case.appointment.booked_for) == (None, THURSDAY)
    (row,) = store.cases.queue(NOW)
    assert (row.booked_for, row.booked_too_late) == (THURSDAY, False)
    assert "Moved the appointment from 14-Dec-2026 15:00 to 03-Dec-2026 09:30." in said(store, wanted)


def test_an_appointment_after_the_day_that_was_asked_for_does_not_meet_it(store, tom, wanted):
    store.cases.book(wanted, THURSDAY + timedelta(days=1), tom, NOW)
    assert [one.reference for one in store.cases.to_bring_forward()] == [wanted]


def test_what_cannot_be_done_goes_back_to_a_clinician_with_the_reason(store, tom, wanted):
    with pytest.raises(ReasonNeeded, match="no sooner appointment"):
        store.cases.cannot_bring_forward(wanted, " ", tom, NOW)
    store.cases.cannot_bring_forward(wanted, "No list before Christmas", tom, NOW)
    assert store.cases.to_bring_forward() == []
    assert store.cases.queue(NOW)[0].notices == (NoticeKind.NOT_FORWARD,)
    assert store.cases.read(wanted).notices[0].text == "No list before Christmas"


def test_asking_again_replaces_the_wish_and_ends_what_came_back(store, amara, tom, wanted):
    store.cases.cannot_bring_forward(wanted, "No list", tom, NOW)
    for day in (date(2026, 12, 10), date(2026, 12, 11)):
        store.cases.ask_forward(wanted, day, "", amara, NOW)
    assert [one.wish.wanted_by for one in store.cases.to_bring_forward()] == [date(2026, 12, 11)]
    assert store.cases.queue(NOW)[0].notices == ()


def test_the_same_wish_tapped_twice_is_asked_once(store, amara, wanted):
    store.cases.ask_forward(wanted, THURSDAY.date(), "progressing", amara, later(minutes=1))
    asked = [entry for entry in store.cases.read(wanted).timeline if "progressing" in entry.what]
    assert len(asked) == 1


def test_a_wish_is_taken_back_with_a_reason_and_by_a_clinician(store, amara, tom, wanted):
    with pytest.raises(NotAllowed, match="ask a clinician"):
        store.cases.take_back_wish(wanted, "no", tom, NOW)
    store.cases.take_back_wish(wanted, "Seen on the ward", amara, NOW)
    assert store.cases.to_bring_forward() == []


def test_nobody_can_be_wanted_by_a_day_that_has_passed(store, amara, received):
    with pytest.raises(Refused, match="That day has passed"):
        store.cases.ask_forward(received, date(2026, 11, 22), "", amara, NOW)


def test_closing_a_case_does_not_take_it_off_receptions_list(store, amara, wanted):
    store.cases.close(wanted, Closing("seen-here"), amara, NOW, store.cases.read(wanted).version)
    assert [one.reference for one in store.cases.to_bring_forward()] == [wanted]


@pytest.fixture
def closed(store, amara, wanted):
    """Closed while reception is still asked."""
    store.cases.close(wanted, Closing("seen-here"), amara, NOW, store.cases.read(wanted).version)
    return wanted


def test_a_wish_on_a_closed_case_is_met_by_a_sooner_appointment_and_the_case_stays_closed(store, tom, closed):
    (one,) = store.cases.to_bring_forward()
    assert "case closed" in row(one, WallClock(CLINIC, NOW))
    store.cases.book(closed, THURSDAY, tom, later(hours=1))
    case = store.cases.read(closed)
    assert (store.cases.to_bring_forward(), case.wish, case.appointment.booked_for) == ([], None, THURSDAY)
    assert case.state is CaseState.CLOSED
    with pytest.raises(CaseClosed):
        store.cases.book(closed, THURSDAY, tom, later(hours=2))


def test_a_wish_on_a_closed_case_that_cannot_be_met_opens_it_again_for_a_clinician(store, tom, closed):
    store.cases.cannot_bring_forward(closed, "No list before Christmas", tom, NOW)
    (waiting,) = store.cases.queue(NOW)
    assert (waiting.reference, waiting.notices) == (closed, (NoticeKind.NOT_FORWARD,))
    assert "Opened the case again: Could not be brought forward." in said(store, closed)


def test_the_day_on_which_somebody_was_seen_is_audited_as_such_and_not_as_a_new_booking(store, tom, received):
    store.cases.book(received, later(hours=-1), tom, NOW, took_place=True)
    store.cases.book(received, THURSDAY, tom, NOW)
    seen, moved = [event.what for event in store.audit.events(received)][-2:]
    assert (seen, moved) == ("appointment took place", "appointment moved")


def test_that_somebody_was_seen_is_written_once_however_often_it_is_tapped(store, tom, received):
    for _ in range(2):
        store.cases.book(received, later(hours=-1), tom, NOW, took_place=True)
    assert [event.what for event in store.audit.events(received)].count("appointment took place") == 1
    store.cases.book(received, THURSDAY, tom, NOW)
    store.cases.book(received, later(hours=-1), tom, NOW, took_place=True)
    assert [event.what for event in store.audit.events(received)].count("appointment took place") == 2


def test_receptions_lists_are_by_urgency_and_then_by_the_day(store, amara, invite, received):
    def came(answers, kind, days=0, born=1970) -> str:
        who = NewPatient("Family", f"Born {born}, {days}", date(born, 1, 1))
        return reception.receive(store, invite(who, None), answers, kind, NOW - timedelta(days)).reference

    ungraded = came({}, IntakeKind.UNDER_16, days=30, born=2016)
    calm = came(CALM | {"family-history": "yes"}, IntakeKind.SENT, days=60)
    called = came({"emergency-signs": ("choking",)}, IntakeKind.EMERGENCY)
    expected = [called, ungraded, received, calm]
    assert [one.reference for one in store.cases.to_book()] == expected
    for days, reference in enumerate(reversed(expected), 1):
        store.cases.ask_forward(reference, later(days=days).date(), "", amara, NOW)
    assert [one.reference for one in store.cases.to_bring_forward()] == expected


def test_a_day_that_has_passed_is_refused_unless_it_has_taken_place(store, tom, received):
    with pytest.raises(Refused, match=r"22 November 2026, 09:00 has passed.*has taken place"):
        store.cases.book(received, datetime(2026, 11, 22, 9, tzinfo=UTC), tom, NOW)
    store.cases.book(received, datetime(2026, 11, 22, 9, tzinfo=UTC), tom, NOW, took_place=True)
    assert "Seen on 22-Nov-2026 09:00." in said(store, received)
    with pytest.raises(Refused, match="still to come"):
        store.cases.book(received, FIRST, tom, NOW, took_place=True)


def test_whoever_did_not_come_is_something_to_do_again_and_is_not_booked(store, tom, received):
    with pytest.raises(Refused, match="still to come"):
        store.cases.missed(received, "", tom, NOW)
    store.cases.missed(received, "Rang, no answer", tom, later(days=22))
    case = store.cases.read(received)
    assert (case.appointment, [notice.kind for notice in case.notices]) == (None, [NoticeKind.NOT_ATTENDED])
    assert [one.reference for one in store.cases.to_book()] == [received]
    with pytest.raises(Refused, match="No appointment is booked"):
        store.cases.missed(received, "", tom, later(days=22))
    store.cases.book(received, later(days=30), tom, later(days=22))
    assert not [notice for notice in store.cases.read(received).notices if notice.is_open]


def test_not_coming_opens_a_closed_case_and_never_closes_one(store, amara, tom, received):
    store.cases.close(received, Closing("seen-here"), amara, NOW, 1)
    store.cases.missed(received, "", tom, later(days=22))
    assert store.cases.read(received).state != "closed"
    assert "Did not come to the appointment of 14-Dec-2026 15:00." in said(store, received)


def test_who_is_booked_later_than_due_is_listed_before_anybody_has_asked(store, amara, received):
    assert [one.reference for one in store.cases.to_book()] == [received]
    store.cases.ask_forward(received, THURSDAY.date(), "", amara, NOW)
    assert store.cases.to_book() == []


def test_receptions_lists_have_the_number_that_the_patient_gave_as_the_case_has_it(store, amara, invite):
    unknown = NewPatient("Nonumber", "Nora", NOW.date().replace(year=1980))
    answers = {**MARKS_ANSWERS, "contact-telephone": "07700 900777"}
    made = reception.receive(store, invite(unknown), answers, IntakeKind.SENT, NOW)
    assert [one.telephone for one in store.cases.to_book()] == ["07700 900777"]
    store.cases.ask_forward(made.reference, THURSDAY.date(), "", amara, NOW)
    assert [one.telephone for one in store.cases.to_bring_forward()] == ["07700 900777"]
    assert store.cases.read(made.reference).patient.telephone == "07700 900777"


@pytest.mark.usefixtures("on_new_tables")
def test_receptions_list_is_read_by_index(store, ready_url):
    database = Database(ready_url)
    with database.read() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        compiled = WANTED.compile(connection, compile_kwargs={"literal_binds": True})
        verb = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
        plan = "\n".join(str(row[-1]) for row in connection.execute(text(f"{verb} {compiled}")))
    database.close()
    assert not re.search(r"SCAN (cases|wishes|patients)(?! USING)|Seq Scan", plan)


def test_a_child_whom_nobody_has_assessed_is_booked_as_such_and_not_by_a_level(store, invite):
    child = NewPatient("Child", "Ana", NOW.date().replace(year=2016))
    reception.receive(store, invite(child, None), {}, IntakeKind.UNDER_16, NOW)
    (one,) = store.cases.to_book()
    assert one.not_assessed
    assert "Not assessed" in row(one, WallClock(CLINIC, NOW))
