# ruff: noqa: F811  # fixtures of another module
"""What a page of the form keeps by itself, and what it leaves folded."""

from __future__ import annotations

from intake.invitations import Invitation
from pages import _clock
from tests.patient.conftest import Desk
from tests.patient.test_form import NONE, PLAIN, Open, started, tab  # noqa: F401  # fixtures


def test_places_that_may_be_left_out_are_folded_and_what_was_marked_is_open(
    desk: Desk, started: Invitation, tab: Open
) -> None:
    weak = {**NONE, **PLAIN, "tasks": ("stairs",), "weakness": "yes"}
    desk.store.drafts.save(started.id, weak, "weakness", _clock.now())
    page = tab(started).go()
    (fold,) = page.at.expander
    assert (fold.label, fold.proto.expanded) == ("Show where", False)
    page.put(weakness_worse="no", weakness_pace="weeks-to-months", weakness_sides="one-limb")
    page.put(weakness_where=("left-thigh", "neck")).press()
    assert desk.draft(started)["weakness-where"] == ("neck", "left-thigh")
    assert tab(started).go(4).at.expander[0].proto.expanded


def test_what_the_page_keeps_by_itself_is_saved_without_going_on_or_complaining(
    desk: Desk, started: Invitation, tab: Open
) -> None:
    page = tab(started).go()
    page.put(interpreter="Polish").press("keep")
    assert desk.draft(started)["interpreter"] == "Polish"
    assert page.heading == "How can we reach you?"
    assert "There is a problem" not in page.said
    page.press().press("keep")
    assert "There is a problem" in page.said


def test_an_emergency_counts_also_where_the_page_kept_it_by_itself(desk: Desk, started: Invitation, tab: Open) -> None:
    weak = {**NONE, **PLAIN, "tasks": ("stairs",), "weakness": "yes"}
    desk.store.drafts.save(started.id, weak, "weakness", _clock.now())
    page = tab(started).go().put(weakness_pace="suddenly").press("keep")
    assert "/call-now" in page.said
    assert desk.read(started).reference
