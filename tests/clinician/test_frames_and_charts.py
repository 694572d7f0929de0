"""The frames behind the charts, and the charts as they are handed to the page."""

from __future__ import annotations

import json

import pytest

from intake.urgency import Urgency
from reports import charts, frames
from reports.palette import DARK, LIGHT


def test_a_queue_of_nobody_gives_frames_with_all_their_columns():
    assert frames.age_by_urgency({})["people"].sum() == 0
    assert list(frames.due_against_booked({}).columns) == ["urgency", "over_days", "people", "label"]


def test_every_person_is_counted_once_in_a_cell_and_once_in_the_total():
    cells = frames.age_by_urgency({(Urgency.URGENT, 3): 2, (Urgency.URGENT, 0): 1, (Urgency.SOON, 7): 4})
    assert cells[cells["band"] == frames.ALL_AGES]["people"].sum() == 7
    assert cells[cells["band"] != frames.ALL_AGES]["people"].sum() == 7
    assert cells.set_index(["urgency", "band"])["people"]["◆ Urgent", "40–49"] == 2
    assert cells["share"].max() == 1


def test_only_the_worst_of_each_urgency_past_the_day_is_labelled():
    table = frames.due_against_booked(
        {(Urgency.URGENT, 2): 1, (Urgency.URGENT, 10): 3, (Urgency.SOON, -4): 2, (Urgency.ROUTINE, 0): 1}
    )
    assert list(zip(table["over_days"], table["people"], table["label"], strict=True)) == [
        (10, 3, "+10"), (2, 1, ""), (0, 1, ""), (-4, 2, ""),
    ]  # fmt: skip


@pytest.mark.parametrize("chart", [charts.age_chart, charts.booking_chart])
@pytest.mark.parametrize(("dark", "theme"), [(False, LIGHT), (True, DARK)])
def test_a_chart_wears_the_palette_of_its_theme_and_waits_for_its_frame(chart, dark, theme):
    spec = chart(dark=dark)
    written = json.dumps(spec)
    assert all(theme.urgency[level] in written for level in Urgency)
    assert '"data"' not in written


def test_a_specification_is_built_once_for_a_theme():
    assert charts.age_chart() is charts.age_chart()
    assert charts.booking_chart([3, -7]) is charts.booking_chart([4, -6])


def test_the_ends_of_the_booking_charts_axis_take_in_everybody_and_the_day_due():
    for days in ([], [21, -23], [0], [-3]):
        low, high = charts.booking_chart(days)["layer"][1]["encoding"]["x"]["scale"]["domain"]
        assert low < min([0, *days])
        assert high > max([0, *days])


def test_nothing_in_a_chart_needs_a_legend():
    written = json.dumps([charts.age_chart(), charts.booking_chart()])
    assert '"legend": {"disable": true}' in written
    assert '"legend": null' in written


def test_the_tint_of_the_age_chart_starts_at_zero():
    opacity = charts.age_chart()["layer"][0]["encoding"]["opacity"]["scale"]
    assert opacity["domain"][0] == 0
    assert opacity["range"][0] == 0
