"""What the queue says, row by row and above the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from intake.cases import Identity, IntakeKind
from intake.queue_text import sentence
from intake.today import Filter, Look, Mark, News, Show
from intake.urgency import Urgency
from pages import _queue_rows as rows
from pages import _queue_view as view
from pages._badges import ARTICLE_ROWS, five_rows
from pages._moments import WallClock
from pages._shell import ASSETS
from reports.body import thumbnail
from tests.clinician.rows import CLINIC, NOW, charted, counted, queue_row

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
    counts = counted(
        queue_row("TW-1", urgency=Urgency.EMERGENCY, kind=IntakeKind.EMERGENCY, booked_for=None,
                  received_at=datetime(2026, 11, 23, 9, 2, tzinfo=UTC)),
        queue_row("TW-2"),
        queue_row("TW-3", due_at=NOW - timedelta(hours=1), booked_for=None),
    )  # fmt: skip
    said = "3 waiting, 1 emergency told 09:02, 1 late, 1 booked too late for their urgency"
    assert sentence(counts, CLOCK.briefly) == said


def test_an_emergency_that_nobody_told_is_said_to_be_received():
    rows = [
        queue_row(f"TW-{n}", urgency=Urgency.EMERGENCY, booked_for=None, received_at=NOW - timedelta(hours=n))
        for n in (1, 2)
    ]
    assert sentence(counted(*rows), CLOCK.briefly) == "2 waiting, 2 emergencies, the last received 14:00"


def test_an_emergency_is_told_and_not_late():
    row = queue_row(
        urgency=Urgency.EMERGENCY, kind=IntakeKind.EMERGENCY, due_at=NOW - timedelta(hours=6), booked_for=None
    )
    assert "late" not in sentence(counted(row), CLOCK.briefly)
    assert "ring now" in rows.row(row, CLOCK)


def test_an_empty_queue_says_since_when():
    assert "No one is waiting. Last received 14:02." in view.top(counted(), CLOCK, "14:02")


def test_new_people_are_announced_and_not_slipped_in():
    seen = ("TW-2", "TW-1")
    there = {reference: queue_row(reference) for reference in ("TW-9", "TW-1", "TW-2")}
    assert [row.reference for row in view.in_order_seen(there, seen)] == ["TW-2", "TW-1"]
    news = News({"TW-9": Urgency.IMMEDIATE})
    assert view.announcement(("TW-9", "TW-1", "TW-2"), seen, news) == "1 new: Immediate · the order has changed"


def test_several_arrivals_name_the_most_urgent_of_them_even_below_the_rows_that_are_shown():
    news = News({"TW-7": Urgency.SOON, "TW-8": Urgency.EMERGENCY, "TW-9": Urgency.ROUTINE})
    assert view.announcement(("TW-1",), ("TW-1",), news) == "3 new, the most urgent Emergency"


def test_nothing_is_announced_while_nothing_changes():
    assert view.announcement(("TW-1", "TW-2"), ("TW-1", "TW-2"), News()) == ""


def test_who_has_left_the_queue_is_counted():
    assert view.announcement(("TW-1", "TW-3"), ("TW-1", "TW-2"), News(gone=1)) == "1 no longer waiting"


def test_somebody_who_has_moved_up_from_below_is_announced():
    assert view.announcement(("TW-3", "TW-1"), ("TW-1", "TW-2"), News()) == "the list has changed"


def test_a_filter_says_how_many_urgent_people_it_hides():
    look = replace(a_look(), found=1, hidden=2, counts=counted(*[queue_row(f"TW-{n}") for n in range(3)]))
    said = view.filtered(look, Filter(Show.LATE))
    assert "1 of 3 shown." in said
    assert "2 urgent or above hidden by this filter." in said
    assert view.filtered(look, Filter()) == ""


def a_look() -> Look:
    return Look((), 0, 0, counted(), counted(), charted(), Mark(), 0, None)


def test_a_row_says_urgency_in_word_and_shape_and_what_it_could_be():
    html = rows.row(queue_row(), CLOCK)
    assert "◆" in html
    assert "Urgent" in html
    assert "could be" in html
    assert "Immediate" in html


def test_a_settled_row_does_not_say_what_it_could_be():
    assert "could be" not in rows.row(queue_row(ceiling=Urgency.URGENT), CLOCK)


def test_a_clinicians_urgency_stands_beside_the_rules():
    assert "rules: Soon" in rows.row(queue_row(rule_urgency=Urgency.SOON), CLOCK)


def test_booked_after_the_due_day_is_flagged_with_the_days():
    row = queue_row(due_at=datetime(2026, 12, 3, 18, tzinfo=UTC))
    assert "11 days too late" in rows.row(row, CLOCK)


def test_the_five_rows_are_said_in_words_too():
    html = five_rows((1, 3))
    assert html.count('class="on"') == 2
    assert 'aria-label="Article rows raised: 1 spreading, 3 weakness"' in html


def test_places_are_said_with_their_side():
    assert rows.regions(("right-forearm", "both-eyelid", "back", "not-sure")) == "Forearm R · eyelid R+L · back"


HOSTILE = '<img src=x onerror=alert(1)>"&'


def test_whatever_a_patient_typed_stays_text():
    html = rows.row(queue_row(patient_name=HOSTILE, reason=HOSTILE, open_reason=HOSTILE), CLOCK)
    assert "<img" not in html


def test_a_name_is_never_a_format_a_link_or_an_emoji():
    assert rows.markdown_plain("[a](b)") == "\\[a\\]\\(b\\)"
    assert ":smile:" not in rows.markdown_plain(":smile:")


def test_the_charts_say_what_they_show():
    counts = counted(queue_row("TW-1", urgency=Urgency.IMMEDIATE), queue_row("TW-2", booked_for=None))
    found = charted(span=(25, 58), pressing=(58,), unbooked=1)
    assert view.age_sentence(counts, found) == "Ages 25 to 58; Immediate or above: aged 58."
    assert view.booked_sentence(counts, found) == (
        "1 of 1 booked after the day due: Mark Ellis by 11 days. 1 not booked."
    )


def test_a_child_whom_nobody_has_assessed_is_marked_so_and_wears_no_level():
    child = queue_row(kind=IntakeKind.UNDER_16, urgency=Urgency.SELF_CARE, not_assessed=True, reason="", open_reason="")
    html = rows.row(child, CLOCK)
    assert "Not assessed" in html
    assert "Self-care" not in html
    assert rows.link_label(child) == "Mark Ellis, Not assessed"


def test_whoever_has_not_said_the_date_of_birth_is_marked_and_whoever_is_locked_too():
    for identity, said in (
        (Identity.NOT_CONFIRMED, "date of birth not confirmed"), (Identity.LOCKED, "locked: five wrong"),
    ):  # fmt: skip
        assert said in rows.row(queue_row(identity=identity), CLOCK)
    assert "date of birth" not in rows.row(queue_row(), CLOCK)


def test_a_case_is_new_until_somebody_has_looked():
    assert "<b>new</b>" in rows.row(queue_row(), CLOCK)
    assert "<b>new</b>" not in rows.row(queue_row(looked_at=NOW), CLOCK)


def test_the_thumbnail_has_a_dot_at_each_place_and_says_them():
    html = rows.row(queue_row(regions=("right-forearm", "left-eyelid")), CLOCK)
    assert html.count("<i style=") == 3  # a forearm is seen from both sides, an eyelid from the front
    assert "Marked: right forearm; left eyelid." in html


def test_the_drawing_under_the_dots_is_the_body_of_the_other_pages():
    assert (ASSETS / "figure.svg").read_text() == thumbnail()


def test_a_button_says_the_whole_row():
    said = rows.spoken(queue_row(claimed_by="Dr Maja Lindqvist", claimed_by_id="m"), CLOCK, "a")
    assert said == (
        "Mark Ellis, 42: Urgent. In 10 days. Lifting: a task lost → new weakness. Booked Mon 14 Dec, booked too late. "
        "With Dr Maja Lindqvist"
    )


def test_the_boxes_of_every_row_have_a_legend():
    assert all(f"<b>{number}</b> {word}" in rows.legend() for number, word in ARTICLE_ROWS.items())
