"""Booking, moving and bringing forward: the fields and what is done with them, on the case and in reception's list."""

from __future__ import annotations

from datetime import date

import streamlit as st

from intake import access
from intake.cases import CaseFile, CaseState
from intake.clocks import local, working_day_on_or_before
from pages import _booking_view as view
from pages._days import boxes, typed, wanted_day, wanted_moment
from pages._deeds import attempt, field, say
from pages._gate import Visit
from pages._moments import WallClock

PLACE = "appointment"


def appointment(me: Visit, case: CaseFile, clock: WallClock) -> None:
    """What can be done about the appointment of a case; the wish that stands, first of all."""
    if case.wish:
        st.html(f'<div class="tb-follow" role="status">{view.wish(case.wish, clock)}</div>')
    is_closed = case.state is CaseState.CLOSED
    if is_closed and not case.wish:
        return
    stands = f"{case.appointment.id if case.appointment else ''}-{case.wish.id if case.wish else ''}"
    with st.popover("Appointment", key=f"appointment-{stands}"):
        if access.can_ask_forward(me.account):
            if not is_closed:
                _ask(me, case)
            if case.wish:
                _ask_back(case)
        book(me, case.reference, PLACE)
        if not is_closed and case.appointment and case.appointment.booked_for <= me.now:
            _missed(case)
        say(PLACE, refusals=True)


def _ask(me: Visit, case: CaseFile) -> None:
    """Bring it forward: to the day due where nothing else is typed."""
    with st.form("forward", border=False):
        wanted = max(local(case.due_at, me.clinic).date(), local(me.now, me.clinic).date()) if case.due_at else None
        ahead = f" (the day due is {WallClock(me.clinic, me.now).plain_day(wanted)})" if wanted else ""
        st.html(f'<p class="tb-label">Bring forward, to this day at the latest{ahead}</p>')
        boxes("forward-day", me.clinic, start=wanted)
        st.text_input("Why, for reception (no health details)", key="forward-why", max_chars=200)
        st.form_submit_button("Bring forward", type="primary", on_click=_ask_now, args=(case,))


def _ask_back(case: CaseFile) -> None:
    with st.form("forward-back", border=False):
        st.text_input("Why need they not be seen sooner any more?", key="forward-back-why", max_chars=200)
        st.form_submit_button("Take the wish back", on_click=_take_back, args=(case,))


def _ask_now(case: CaseFile) -> None:
    def deed(me: Visit) -> str:
        wanted = wanted_day(typed("forward-day"), "Enter the day by which they must be seen: day, month and year.")
        is_mine = me.store.cases.ask_forward(case.reference, wanted, field("forward-why"), me.account, me.now)
        asked = _asked(wanted, me)
        return f"{asked} You have the case now." if is_mine and not case.claimed_by else asked

    attempt(PLACE, deed)


def _asked(wanted: date, me: Visit) -> str:
    """What reception is asked for; and the last day on which it can be, where the clinic is shut on that one."""
    clock, last = WallClock(me.clinic, me.now), working_day_on_or_before(wanted, me.clinic)
    asked = f"Reception is asked for {clock.plain_day(wanted)} at the latest."
    if last == wanted or last < local(me.now, me.clinic).date():
        return asked
    return f"{asked} The clinic is shut on that day; the last one open before it is {clock.plain_day(last)}."


def _take_back(case: CaseFile) -> None:
    def deed(me: Visit) -> str:
        me.store.cases.take_back_wish(case.reference, field("forward-back-why"), me.account, me.now)
        return "Taken back."

    attempt(PLACE, deed)


def book(me: Visit, reference: str, place: str) -> None:
    """A new day and time; a day that has passed only where it has taken place."""
    key = f"book-{reference}"
    with st.form(key, border=False):
        st.html('<p class="tb-label">Booked for</p>')
        boxes(key, me.clinic, with_time=True)
        st.checkbox("This has taken place", key=f"{key}-took")
        st.form_submit_button("Save the appointment", on_click=_book, args=(reference, key, place))


def _book(reference: str, key: str, place: str) -> None:
    def deed(me: Visit) -> str:
        asked = "Enter the day and the time, such as 10:20. Nothing was changed."
        booked_for = wanted_moment(typed(key), me.clinic, asked)
        took_place = bool(st.session_state.get(f"{key}-took"))
        me.store.cases.book(reference, booked_for, me.account, me.now, took_place=took_place)
        _empty(key)
        return f"Saved: {WallClock(me.clinic, me.now).exactly(booked_for)}."

    attempt(place, deed)


def _empty(key: str) -> None:
    """The next day is typed anew."""
    for part in ("day", "month", "year", "time"):
        st.session_state[f"{key}-{part}"] = ""
    st.session_state[f"{key}-took"] = False


def _missed(case: CaseFile) -> None:
    with st.form("missed", border=False):
        st.text_input("They did not come: what is known about it?", key="missed-why", max_chars=200)
        st.form_submit_button("Record: did not come", on_click=_missed_now, args=(case,))


def _missed_now(case: CaseFile) -> None:
    def deed(me: Visit) -> str:
        me.store.cases.missed(case.reference, field("missed-why"), me.account, me.now)
        return "Recorded. The case has no appointment now and stands as something to do."

    attempt(PLACE, deed, tap=f"missed {case.appointment.id if case.appointment else ''}")


def cannot(reference: str, place: str) -> None:
    """Why there is no sooner appointment; a clinician decides what then."""
    key = f"cannot-{reference}"
    with st.form(key, border=False):
        st.text_input("No sooner appointment: why?", key=f"{key}-why", max_chars=200)
        st.form_submit_button("Tell the clinician", on_click=_cannot, args=(reference, f"{key}-why", place))


def _cannot(reference: str, key: str, place: str) -> None:
    def deed(me: Visit) -> str:
        me.store.cases.cannot_bring_forward(reference, field(key), me.account, me.now)
        return "The clinicians see it on the case and in the queue."

    attempt(place, deed)
