"""What the queue says, row by row and above the rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from intake.cases import IntakeKind
from intake.urgency import Urgency
from pages import _queue_view as view
from pages._badges import five_rows
from pages._moments import WallClock
from reports import frames
from tests.clinician.rows import CLINIC, NOW, queue_row

CLOCK = WallClock(CLINIC, NOW)


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        (timedelta(minutes=40), "in 40 min"),
        (timedelta(hours=3), "in 3 h"),
        (timedelta(hours=27), "in 27 h"),
        (timedelta(days=10), "in 10 days"),
        (-timedelta(hours=3), "3 h late"),
        (-timedelta(days=2), "2 days late"),
        (-timedelta(seconds=10), "1 min late"),
    ],
)
def test_time_left_is_said_as_staff_say_it(gone, words):
    assert CLOCK.left(NOW + gone) == words


def test_where_nothing_is_due_there_is_no_clock():
    assert CLOCK.left(None) == "no clock"


def test_times_are_the_clinics_not_the_servers():
    summer = datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert CLOCK.time(summer) == "09:00"


def test_another_year_is_said():
    assert CLOCK.day(datetime(2027, 1, 5, 12, tzinfo=UTC)) == "Tue 5 Jan 2027"


def test_the_sentence_counts_who_waits_who_was_told_who_is_late_and_who_is_booked_too_late():
    rows = [
        queue_row("TW-1", urgency=Urgency.EMERGENCY, kind=IntakeKind.EMERGENCY, booked_for=None,
                  received_at=datetime(2026, 11, 23, 9, 2, tzinfo=UTC)),
        queue_row("TW-2"),
        queue_row("TW-3", due_at=NOW - timedelta(hours=1), booked_for=None),
    ]  # fmt: skip
    said = "3 waiting, 1 emergency told 09:02, 1 late, 1 booked too late for their urgency"
    assert view.sentence(rows, CLOCK) == said


def test_an_emergency_is_told_and_not_late():
    row = queue_row(
        urgency=Urgency.EMERGENCY, kind=IntakeKind.EMERGENCY, due_at=NOW - timedelta(hours=6), booked_for=None
    )
    assert "late" not in view.sentence([row], CLOCK)
    assert "ring now" in view.row(row, CLOCK)


def test_an_empty_queue_says_since_when():
    assert "No one is waiting. Last received 14:02." in view.top([], CLOCK, "14:02")


def test_new_people_are_announced_and_not_slipped_in():
    rows = [queue_row("TW-9", urgency=Urgency.IMMEDIATE), queue_row("TW-1"), queue_row("TW-2")]
    seen = ("TW-2", "TW-1")
    assert [row.reference for row in view.in_order_seen(rows, seen)] == ["TW-2", "TW-1"]
    assert view.announcement(rows, seen) == "1 new: Immediate · the order has changed"


def test_several_arrivals_name_the_most_urgent_of_them():
    rows = [
        queue_row(f"TW-{n}", urgency=level)
        for n, level in enumerate((Urgency.SOON, Urgency.EMERGENCY, Urgency.ROUTINE))
    ]
    assert view.announcement(rows, ()) == "3 new, the most urgent Emergency"


def test_nothing_is_announced_while_nothing_changes():
    rows = [queue_row("TW-1"), queue_row("TW-2")]
    assert view.announcement(rows, ("TW-1", "TW-2")) == ""


def test_who_has_left_the_queue_is_counted():
    assert view.announcement([queue_row("TW-1")], ("TW-1", "TW-2")) == "1 no longer waiting"


def test_a_row_says_urgency_in_word_and_shape_and_what_it_could_be():
    html = view.row(queue_row(), CLOCK)
    assert "◆" in html
    assert "Urgent" in html
    assert "could be" in html
    assert "Immediate" in html


def test_a_settled_row_does_not_say_what_it_could_be():
    assert "could be" not in view.row(queue_row(ceiling=Urgency.URGENT), CLOCK)


def test_a_clinicians_urgency_stands_beside_the_rules():
    assert "rules: Soon" in view.row(queue_row(rule_urgency=Urgency.SOON), CLOCK)


def test_booked_after_the_due_day_is_flagged_with_the_days():
    row = queue_row(due_at=datetime(2026, 12, 3, 18, tzinfo=UTC))
    assert "11 days too late" in view.row(row, CLOCK)


def test_the_five_rows_are_said_in_words_too():
    html = five_rows((1, 3))
    assert html.count('class="on"') == 2
    assert 'aria-label="Article rows raised: 1 spreading, 3 weakness"' in html


def test_places_are_said_with_their_side():
    assert view.regions(("right-forearm", "both-eyelid", "back", "not-sure")) == "Forearm R · eyelid R+L · back"


HOSTILE = '<img src=x onerror=alert(1)>"&'


def test_whatever_a_patient_typed_stays_text():
    html = view.row(queue_row(patient_name=HOSTILE, reason=HOSTILE, open_reason=HOSTILE), CLOCK)
    assert "<img" not in html
    booked = frames.due_against_booked(frames.queue_frame([queue_row(patient_name=HOSTILE)], CLINIC))
    assert "<img" not in view.booked_table(booked)


def test_a_name_is_never_a_format_a_link_or_an_emoji():
    assert view.markdown_plain("[a](b)") == "\\[a\\]\\(b\\)"
    assert ":smile:" not in view.markdown_plain(":smile:")


def test_the_charts_say_what_they_show():
    rows = [queue_row("TW-1", age=58, urgency=Urgency.IMMEDIATE), queue_row("TW-2", age=25, booked_for=None)]
    booked = frames.due_against_booked(frames.queue_frame(rows, CLINIC))
    assert view.age_sentence(rows) == "Ages 25 to 58; Immediate or above: aged 58."
    assert view.booked_sentence(rows, booked) == (
        "1 of 1 booked after the day due: Mark Ellis by 11 days. 1 not booked."
    )
