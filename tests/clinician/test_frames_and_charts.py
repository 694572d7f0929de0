"""The frames behind the charts, and the charts as they are handed to the page."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from intake.urgency import Urgency
from reports import charts, frames
from reports.palette import DARK, LIGHT
from tests.clinician.rows import CLINIC, NOW, queue_row


def test_a_frame_has_one_row_a_case_in_the_order_given():
    frame = frames.queue_frame([queue_row("TW-2"), queue_row("TW-1")], CLINIC)
    assert list(frame["reference"]) == ["TW-2", "TW-1"]


def test_a_queue_of_nobody_gives_frames_with_all_their_columns():
    frame = frames.queue_frame([], CLINIC)
    assert frames.age_by_urgency(frame)["people"].sum() == 0
    assert list(frames.due_against_booked(frame).columns)[-2:] == ["over_days", "label"]


def test_every_person_is_counted_once_in_a_cell_and_once_in_the_total():
    rows = [queue_row(f"TW-{age}", age=age) for age in (16, 29, 30, 42, 44, 80, 99)]
    cells = frames.age_by_urgency(frames.queue_frame(rows, CLINIC))
    assert cells[cells["band"] == frames.ALL_AGES]["people"].sum() == len(rows)
    assert cells[cells["band"] != frames.ALL_AGES]["people"].sum() == len(rows)
    assert cells.set_index(["urgency", "band"])["people"]["◆ Urgent", "40–49"] == 2


@pytest.mark.parametrize(
    ("age", "band"), [(0, "under 20"), (19, "under 20"), (20, "20–29"), (79, "70–79"), (104, "80 +")]
)
def test_an_age_falls_into_its_ten_years(age, band):
    assert frames.age_band(age) == band


def test_days_over_are_calendar_days_on_the_clinics_wall():
    due = datetime(2026, 12, 3, 18, tzinfo=UTC)
    row = queue_row(due_at=due, booked_for=datetime(2026, 12, 14, 10, 20, tzinfo=UTC))
    assert list(frames.due_against_booked(frames.queue_frame([row], CLINIC))["over_days"]) == [11]


def test_who_has_no_booking_or_no_clock_is_not_in_the_booking_chart():
    rows = [queue_row("TW-1", booked_for=None), queue_row("TW-2", due_at=None), queue_row("TW-3")]
    assert list(frames.due_against_booked(frames.queue_frame(rows, CLINIC))["reference"]) == ["TW-3"]


def test_only_the_worst_of_each_urgency_is_labelled():
    rows = [
        queue_row("TW-1", booked_for=NOW + timedelta(days=12)),
        queue_row("TW-2", booked_for=NOW + timedelta(days=20)),
        queue_row("TW-3", urgency=Urgency.SOON, booked_for=NOW + timedelta(days=1)),
    ]
    table = frames.due_against_booked(frames.queue_frame(rows, CLINIC)).set_index("reference")
    assert dict(table["label"]) == {"TW-2": "+10", "TW-1": "", "TW-3": ""}


@pytest.mark.parametrize("chart", [charts.age_chart, charts.booking_chart])
@pytest.mark.parametrize(("dark", "theme"), [(False, LIGHT), (True, DARK)])
def test_a_chart_wears_the_palette_of_its_theme_and_waits_for_its_frame(chart, dark, theme):
    spec = chart(dark=dark)
    written = json.dumps(spec)
    assert all(theme.urgency[level] in written for level in Urgency)
    assert '"data"' not in written


@pytest.mark.parametrize("chart", [charts.age_chart, charts.booking_chart])
def test_a_specification_is_built_once_for_a_theme(chart):
    assert chart(dark=False) is chart(dark=False)


def test_nothing_in_a_chart_needs_a_legend():
    written = json.dumps([charts.age_chart(), charts.booking_chart()])
    assert '"legend": {"disable": true}' in written
    assert '"legend": null' in written


def test_the_scales_of_both_charts_start_at_zero():
    opacity = charts.age_chart()["layer"][0]["encoding"]["opacity"]["scale"]
    days = charts.booking_chart()["layer"][1]["encoding"]["x"]["scale"]
    assert opacity["domain"][0] == 0
    assert opacity["range"][0] == 0
    assert days["zero"] is True
