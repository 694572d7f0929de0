"""Country packs: what a clinic takes from where it is."""

from zoneinfo import ZoneInfo

import pytest

from intake.country import luhn, number_problem, pack_of, packs


def test_the_countries_that_design_names_each_have_a_pack():
    assert {"GB-ENG", "US", "IE", "CA", "AU", "other"} <= set(packs())


@pytest.mark.parametrize("key", packs())
def test_a_pack_names_a_number_to_ring_a_time_zone_that_exists_and_a_way_to_write_dates(key):
    pack = packs()[key]
    assert pack.emergency_number.isdigit()
    assert ZoneInfo(pack.time_zone)
    assert sorted(pack.date_order) == ["d", "m", "y"]
    assert bool(pack.crisis_line) == bool(pack.crisis_telephone)


def test_a_country_without_a_pack_is_another_country():
    assert pack_of("ZZ") is packs()["other"]


@pytest.mark.parametrize("number", ["943 476 5919", "9434765919", "943-476-5919", "999 000 1006"])
def test_an_nhs_number_that_fits_is_accepted_however_it_is_spaced(number):
    assert number_problem(packs()["GB-ENG"], number) is None


@pytest.mark.parametrize(
    ("number", "said"),
    [("943 476 5918", "does not fit"), ("943 476 591", "has 10 digits"), ("943 476 591X", "has 10 digits"),
     ("٩٤٣٤٧٦٥٩١٩", "has 10 digits"), ("000 000 0060", "does not fit")],
)  # fmt: skip
def test_an_nhs_number_that_does_not_fit_is_answered_with_what_to_do(number, said):
    problem = number_problem(packs()["GB-ENG"], number)
    assert problem
    assert said in problem
    assert "Check it against a letter" in problem


@pytest.mark.parametrize("check", "0123456789")
def test_a_number_whose_check_digit_would_be_ten_is_never_given_out(check):
    assert number_problem(packs()["GB-ENG"], f"100000001{check}")


def test_luhn_holds_for_the_example_of_the_standard():
    assert luhn([int(digit) for digit in "79927398713"])
    assert not luhn([int(digit) for digit in "79927398710"])


@pytest.mark.parametrize("key", ["US", "CA", "IE", "other"])
def test_where_no_check_is_known_no_number_is_refused(key):
    assert number_problem(packs()[key], "A-17/b") is None
