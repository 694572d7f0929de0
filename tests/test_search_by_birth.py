"""A date of birth as people type it into the search: every form that the product prints is understood."""

from __future__ import annotations

from datetime import date

import pytest

from intake.today import Search, how_to_write, search_of


@pytest.mark.parametrize(
    ("order", "typed"),
    [
        *((order, said) for order in ("dmy", "mdy", "ymd") for said in (
            "9 Mar 1984", "09-Mar-1984", "9 March 1984", "Mar 9, 1984", "Fri 9 Mar 1984", "1984-03-09", "9 MAR. 1984",
        )),
        ("dmy", "9/3/1984"), ("dmy", "09.03.1984"), ("mdy", "3/9/1984"),
    ],
)  # fmt: skip
def test_a_date_of_birth_is_understood_however_we_print_it(order, typed):
    assert search_of(typed, order) == Search(born=date(1984, 3, 9))
    assert how_to_write(typed, order) == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("9/3/84", "Write the year with four digits, like 9/3/1984."),
        ("9 Mar 84", "Write the year with four digits, like 9/3/1984."),
        ("09031984", "Write a date of birth like 9/3/1984."),
        ("31/2/1984", "Write a date of birth like 9/3/1984."),
        ("March 1984", "Write a date of birth like 9/3/1984."),
        ("Marx", ""), ("Ann May", ""), ("TW-2222222", ""), ("", ""),
    ],
)  # fmt: skip
def test_what_looks_like_a_date_and_is_none_is_answered_with_how_to_write_it(typed, said):
    assert search_of(typed, "dmy").born is None
    assert how_to_write(typed, "dmy") == said
