"""What somebody types about a clinic: read once for the set-up page and the settings page, refused with the remedy."""

from __future__ import annotations

from datetime import date, time

import pytest

from intake import country
from intake.clinic_form import DAY_NAMES, blank, policies, read_clinic, typed_of, written, zones
from intake.people import Clinic, OpeningHours

CLINIC = Clinic("Weir Lane", "01632 960100", "GB-ENG", "Europe/London", "999")


def wrong(**typed: str) -> dict[str, str]:
    return {problem.field: problem.said for problem in read_clinic(_named(typed), CLINIC)[1]}


def read(**typed: str) -> Clinic:
    clinic, problems = read_clinic(_named(typed), CLINIC)
    assert problems == ()
    return clinic


def _named(typed: dict[str, str]) -> dict[str, str]:
    """Keyword `opens_0` as the field `opens-0`."""
    return {re_named(name): text for name, text in typed.items()}


def re_named(name: str) -> str:
    for prefix in ("opens", "closes", "chase", "target"):
        if name.startswith(f"{prefix}_"):
            return name.replace("_", "-", 1)
    return name


@pytest.mark.parametrize("key", list(country.packs()))
def test_what_the_form_shows_is_what_it_reads_back_in_every_country(key: str):
    typed = {**typed_of(blank(key)), "name": "Weir Lane", "telephone": "01632 960100"}
    clinic, problems = read_clinic(typed, blank(key))
    assert problems == ()
    again, _ = read_clinic(typed_of(clinic), clinic)
    assert again == clinic


def test_a_country_brings_its_emergency_number_and_time_zone():
    assert (blank("US").emergency_number, blank("AU").time_zone) == ("911", "Australia/Sydney")


def test_every_countrys_time_zone_can_be_chosen():
    assert {pack.time_zone for pack in country.packs().values()} <= set(zones())


def test_hours_are_read_as_people_type_them_and_an_empty_day_is_closed():
    clinic = read(opens_0="8", closes_0="17.30", opens_5="9:00", closes_5="12:00")
    assert clinic.opening == {0: OpeningHours(time(8), time(17, 30)), 5: OpeningHours(time(9), time(12))}


def test_days_closed_are_single_days_and_spans_in_the_countrys_order():
    clinic = read(closed_on="24/12/2026\n29/12/2026 to 31/12/2026; 2 January 2027")
    assert clinic.closed_on == {date(2026, 12, day) for day in (24, 29, 30, 31)} | {date(2027, 1, 2)}


def test_what_a_form_does_not_show_stays_as_it_was():
    assert read(name="Weir Lane Surgery") == read_clinic({"name": "Weir Lane Surgery"}, CLINIC)[0]
    assert read(name="Other").opening == CLINIC.opening


def test_a_target_as_long_as_the_ladder_is_no_setting_of_the_clinics():
    assert read(target_urgent="14", target_soon="10").shortened == {"soon": 10}


@pytest.mark.parametrize(
    ("field", "text", "remedy"),
    [
        ("name", " ", "Enter the clinic's name"),
        ("telephone", "ask", "telephone number"),
        ("emergency_number", "", "for example 999"),
        ("time_zone", "London", "Choose a time zone"),
        ("public_address", "http://intake.example.org", "beginning with https://"),
        ("public_address", "intake.example.org", "beginning with https://"),
        ("public_address", "https://intake.example.org/?x=1", "without anything after"),
        ("sender_name", "Riverside Neurology", "cannot hold “Neurology”"),
        ("first_look_working_days", "0", "from 1 to 10"),
        ("abandoned_after_hours", "a day", "from 1 to 72"),
        ("chase_report", "0", "Report, after the test: enter a whole number from 1 to 90"),
        ("chase_report", "91", "Report, after the test: enter a whole number from 1 to 90"),
        ("chase_emg", "-3", "EMG and nerve conduction: enter a whole number from 1 to 90"),
        ("target_urgent", "21", "may shorten 14 days, never lengthen them"),
        ("policy", "mine", "Choose one of the sets"),
        ("closed_on", "31/02/2027", "There is no day 31/02/2027"),
        ("closed_on", "31/12/2026 to 24/12/2026", "a first and a last day"),
    ],
)
def test_what_cannot_be_a_setting_is_refused_at_its_field_with_the_remedy(field: str, text: str, remedy: str):
    assert remedy in wrong(**{field: text})[re_named(field)]


@pytest.mark.parametrize(
    ("opens", "closes", "remedy"), [("08:00", "", "both times"), ("18:00", "08:00", "later"), ("x", "y", "both times")]
)
def test_hours_that_cannot_be_are_said_by_day(opens: str, closes: str, remedy: str):
    said = wrong(opens_2=opens, closes_2=closes)["opens-2"]
    assert said.startswith(DAY_NAMES[2])
    assert remedy in said


def test_a_clinic_that_never_opens_is_refused():
    empty = {f"{which}_{day}": "" for which in ("opens", "closes") for day in range(7)}
    assert "one day at least" in wrong(**empty)["opens-0"]


def test_everything_that_is_wrong_is_said_at_once():
    assert set(wrong(name="", telephone="", opens_0="x", closes_0="y")) == {"name", "telephone", "opens-0"}


def test_the_policies_of_the_house_can_be_chosen():
    assert list(policies()) == ["article", "nice-ng127"]


@pytest.mark.parametrize(("order", "text"), [("dmy", "24/12/2026"), ("mdy", "12/24/2026"), ("ymd", "2026-12-24")])
def test_a_day_is_written_as_the_country_types_it(order: str, text: str):
    assert written(date(2026, 12, 24), order) == text
