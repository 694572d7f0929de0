"""Dates made of durations: never later than the ladder says."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.clocks import due_at, is_working_day, local, read_by
from intake.people import Clinic, OpeningHours
from intake.urgency import Urgency

LONDON = Clinic("Clinic", "0113 496 0000", "GB-ENG", "Europe/London", "999")
NEW_YORK = Clinic("Clinic", "555 0100", "US", "America/New_York", "911")
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone
CLOCKED = [level for level in Urgency if level is not Urgency.EMERGENCY]


def at(day: int, hour: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_urgent_is_due_fourteen_days_after_arrival_at_closing_time():
    assert due_at(Urgency.URGENT, at(19, 9), LONDON) == datetime(2026, 12, 3, 18, tzinfo=UTC)


def test_a_due_date_on_a_weekend_is_pulled_back_to_the_friday_before():
    due = due_at(Urgency.URGENT, at(21, 9), LONDON)
    assert due is not None
    assert due.date() == date(2026, 12, 4)


def test_a_due_date_on_a_public_holiday_is_pulled_back_before_it():
    due = due_at(Urgency.URGENT, datetime(2026, 12, 11, 9, tzinfo=UTC), LONDON)
    assert due is not None
    assert due.date() == date(2026, 12, 24)


def test_an_immediate_case_that_arrives_on_friday_is_due_when_monday_closes():
    assert due_at(Urgency.IMMEDIATE, at(20, 17), LONDON) == at(23, 18)


def test_an_emergency_is_due_as_it_arrives():
    assert due_at(Urgency.EMERGENCY, at(22, 3), LONDON) == at(22, 3)


def test_self_care_has_no_clock_only_when_nothing_is_open():
    assert due_at(Urgency.SELF_CARE, at(19, 9), LONDON, anything_open=False) is None
    assert due_at(Urgency.SELF_CARE, at(19, 9), LONDON) == due_at(Urgency.ROUTINE, at(19, 9), LONDON)


def test_a_clinic_may_shorten_a_duration_but_not_lengthen_it():
    shorter = Clinic("C", "1", "GB-ENG", "Europe/London", "999", shortened={"urgent": 7, "routine": 90})
    assert due_at(Urgency.URGENT, at(19, 9), shorter) == at(26, 18)
    assert due_at(Urgency.ROUTINE, at(19, 9), shorter) == due_at(Urgency.ROUTINE, at(19, 9), LONDON)


def test_an_evening_in_new_york_belongs_to_that_day_and_not_to_the_next_one_in_utc():
    received = datetime(2026, 11, 24, 3, tzinfo=UTC)
    assert local(received, NEW_YORK).date() == date(2026, 11, 23)
    due = due_at(Urgency.URGENT, received, NEW_YORK)
    assert due is not None
    assert local(due, NEW_YORK).date() == date(2026, 12, 7)


@given(MOMENTS, st.sampled_from(CLOCKED))
def test_nobody_is_due_later_than_the_ladder_says(received: datetime, level: Urgency):
    due = due_at(level, received, LONDON)
    assert due is not None
    days = (local(due, LONDON).date() - local(received, LONDON).date()).days
    longest = {Urgency.IMMEDIATE: 6, Urgency.SELF_CARE: 42}.get(level, level.step.seen_within_days)
    assert 0 <= days <= longest


@given(MOMENTS)
def test_a_higher_urgency_is_never_due_after_a_lower_one(received: datetime):
    ladder = [due_at(level, received, LONDON) for level in sorted(Urgency, key=lambda u: -u.rank)]
    assert ladder == sorted(ladder, key=lambda due: due or received)


@given(MOMENTS)
def test_the_promise_of_a_first_look_falls_on_a_working_day(received: datetime):
    assert is_working_day(local(read_by(received, LONDON), LONDON).date(), LONDON)


@pytest.mark.parametrize("country", ["other", "", "ZZ"])
def test_a_country_without_a_calendar_has_weekends_only(country: str):
    clinic = Clinic("C", "1", country, "UTC", "112")
    assert is_working_day(date(2026, 12, 25), clinic)
    assert not is_working_day(date(2026, 12, 26), clinic)


def test_a_clinic_that_never_opens_still_gets_dates():
    shut = Clinic("C", "1", "GB-ENG", "UTC", "999", opening={})
    assert due_at(Urgency.IMMEDIATE, at(19, 9), shut) == at(20, 18)
    assert due_at(Urgency.URGENT, at(19, 9), shut) == datetime(2026, 12, 3, 18, tzinfo=UTC)


def test_the_clinics_own_hours_set_the_closing_time():
    half_day = Clinic("C", "1", "GB-ENG", "Europe/London", "999", opening={3: OpeningHours(time(9), time(12, 30))})
    assert due_at(Urgency.URGENT, at(19, 9), half_day) == datetime(2026, 12, 3, 12, 30, tzinfo=UTC)
