"""Small numbers: no hidden count can be read, nor worked out from what is shown beside it."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from intake import rules
from intake.disclosure import SMALLEST, Sum, safe, share, whole, wilson
from intake.reporting import RowCount, Told
from reports.figure import ALL, crossed
from reports.figures_rows import rows


def test_one_to_four_people_are_hidden_and_nobody_and_five_are_shown():
    assert safe({n: n for n in range(7)}) == {0: 0, 1: None, 2: None, 3: None, 4: None, 5: 5, 6: 6}


def test_a_single_hidden_part_takes_the_next_smallest_with_it():
    assert safe(*whole({"a": 3, "b": 20, "c": 7}, "all")) == {"a": None, "b": 20, "c": None, "all": 30}


def test_two_hidden_parts_that_together_are_few_take_a_third_with_them():
    assert safe(*whole({"a": 1, "b": 2, "c": 9}, "all")) == {"a": None, "b": None, "c": None, "all": 12}


def test_where_nothing_else_can_be_hidden_the_total_is():
    assert safe(*whole({"a": 3, "b": 0}, "all")) == {"a": None, "b": 0, "all": None}


CELLS = st.lists(st.integers(0, 12), min_size=6, max_size=6)


@settings(max_examples=60, deadline=None)
@given(CELLS)
def test_no_total_of_a_crossed_table_gives_a_small_number_away(counts):
    down, across = ("x", "y"), ("a", "b", "c")
    cells = dict(zip(product(down, across), counts, strict=True))
    shown = crossed(cells, down, across)
    sums = [((row, ALL), [(row, c) for c in across]) for row in (*down, ALL)]
    sums += [((ALL, c), [(row, c) for row in down]) for c in (*across, ALL)]
    for total, parts in sums:
        hidden = [part for part in parts if shown[part] is None]
        if shown[total] is None or not hidden:
            continue
        rest = shown[total] - sum(shown[part] for part in parts if shown[part] is not None)
        assert len(hidden) > 1, f"{total} gives {hidden} away"
        assert rest >= SMALLEST
    assert all(shown[key] is None or not 0 < shown[key] < SMALLEST for key in shown)


def worked_out(shown, sums):
    """Everything that whoever reads the table can work out, total by total."""
    known = {key: count for key, count in shown.items() if count is not None}
    while True:
        lacks = ((total, parts, [key for key in (total, *parts) if key not in known]) for total, parts in sums)
        found = next(((total, parts, lack[0]) for total, parts, lack in lacks if len(lack) == 1), None)
        if found is None:
            return known
        total, parts, key = found
        others = sum(known[part] for part in parts if part != key)
        known[key] = others if key == total else known[total] - others


@settings(max_examples=100, deadline=None)
@example([9, 7, 9, 5, 0, 5, 0, 1])
@given(st.lists(st.integers(0, 9), min_size=8, max_size=8))
def test_crossed_totals_together_give_no_small_number_away(counts):
    down, across = ("w", "x", "y", "z"), ("a", "b")
    shown = crossed(dict(zip(product(down, across), counts, strict=True)), down, across)
    sums = [((row, ALL), [(row, c) for c in across]) for row in (*down, ALL)]
    sums += [((ALL, c), [(row, c) for row in down]) for c in (*across, ALL)]
    assert not [key for key, count in worked_out(shown, sums).items() if 0 < count < SMALLEST]


def test_hiding_comes_to_an_end_where_sums_cross():
    keys = [f"k{n}" for n in range(8)]
    sums = [Sum(keys[n], [keys[(n + 1) % 8], keys[(n + 2) % 8]]) for n in range(8)]
    assert len(safe(dict.fromkeys(keys, 6) | {"k0": 1}, sums)) == 8


@pytest.mark.parametrize(
    ("part", "count", "low", "high"), [(10, 20, 0.299, 0.701), (0, 10, 0.0, 0.278), (8, 10, 0.490, 0.943)]
)
def test_intervals_are_wilsons(part, count, low, high):
    """Published values of Wilson's score interval at 95 %."""
    found = wilson(part, count)
    assert (found.low, found.high) == (pytest.approx(low, abs=0.001), pytest.approx(high, abs=0.001))


@pytest.mark.parametrize(("part", "count"), [(2, 100), (98, 100), (2, 4), (0, 3)])
def test_a_share_that_would_tell_a_small_number_is_not_said(part, count):
    assert share(part, count) is None


def test_an_interval_does_not_tell_how_many_stand_behind_a_hidden_number():
    told = Told((), (RowCount("wasting", raised=9, looked=7, up=0, down=0),), (), 9, {}, (), {}, ())
    ((_, raised, looked, up, down, *moved),) = rows(told, rules.load("article")).rows
    assert (raised, looked, up, down) == (9, None, 0, 0)
    assert moved == [None, None, None], "the width of the interval is that of 7 people: 2 were not looked at"


def test_how_many_were_looked_at_does_not_tell_who_alone_was_spared_a_row():
    told = Told((1,) * 8, (RowCount("wasting", raised=7, looked=7, up=0, down=0),), (), 8, {}, (), {}, ())
    ((_, raised, looked, *_),) = rows(told, rules.load("article")).rows
    assert (raised, looked) == (None, None)
