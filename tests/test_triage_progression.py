"""Two intakes of one person: the difference is graded by itself."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from intake.assessment import FindingState
from intake.difference import with_differences
from intake.progression import Change, Progress, progress
from intake.rules import load
from intake.since import joined
from intake.triage import assess
from intake.urgency import Urgency
from tests.test_triage import NOTHING

TABLES = load()
FORM = TABLES.questionnaire


def since(before: dict[str, Any], after: dict[str, Any]) -> Progress:
    return progress(FORM.read({**NOTHING, **before}), FORM.read({**NOTHING, **after}), TABLES)


def raised(found: Progress) -> set[str]:
    return {row.id for row, state in found.rows if state is FindingState.RAISED}


TWITCHING = {"twitching": "yes", "regions": ["left-calf-shin"]}


def test_nothing_new_raises_nothing() -> None:
    same = since({"speech": "yes"}, {"speech": "yes"})
    assert (same.urgency, same.changes) == (Urgency.SELF_CARE, ())


def test_what_has_gone_is_not_a_change_for_the_worse() -> None:
    assert raised(since({"speech": "yes"}, {"speech": "no"})) == set()


@pytest.mark.parametrize(
    ("before", "after", "row", "level"),
    [
        ({}, {"speech": "yes"}, "now-bulbar-or-breathing", Urgency.IMMEDIATE),
        ({}, {"muscle-smaller": "yes"}, "now-wasting", Urgency.IMMEDIATE),
        ({"tasks": ["stairs"]}, {"tasks": ["stairs", "lifting"]}, "now-lost-task", Urgency.URGENT),
        ({}, {"numbness": "yes"}, "now-sensory", Urgency.URGENT),
        ({}, {"emergency-signs": ["choking"]}, "now-emergency-sign", Urgency.EMERGENCY),
        (TWITCHING, {"twitching": "yes", "regions": ["left-calf-shin", "left-hand"]}, "now-new-region", Urgency.SOON),
        (
            {"weakness": "yes", "weakness-pace": "over-months-or-years"},
            {"weakness": "yes", "weakness-pace": "weeks-to-months"},
            "now-faster",
            Urgency.URGENT,
        ),
    ],
)
def test_what_is_new_raises_its_row(before: dict[str, Any], after: dict[str, Any], row: str, level: Urgency) -> None:
    found = since(before, after)
    assert row in raised(found)
    assert found.urgency is level


def test_the_other_calf_is_not_a_new_region() -> None:
    both = since(TWITCHING, {"twitching": "yes", "regions": ["both-calf-shin"]})
    assert "now-new-region" not in raised(both)


def test_a_newly_lost_task_is_named() -> None:
    found = since({"tasks": ["stairs"]}, {"tasks": ["stairs", "lifting"]})
    assert found.changes == (Change("tasks", "lifting"),)


def test_two_kinds_of_change_count_for_more_than_one() -> None:
    before = {**TWITCHING, "getting-worse": "no"}
    more = since(before, {"twitching": "yes", "regions": ["left-calf-shin", "left-hand"], "getting-worse": "yes"})
    assert "now-in-several-ways" in raised(more)
    assert more.urgency is Urgency.URGENT


@pytest.mark.parametrize(("before", "after"), [("not-sure", "yes"), ("no", "not-sure"), (None, "yes")])
def test_what_was_or_is_not_sure_leaves_the_row_open(before: str | None, after: str) -> None:
    found = since({"speech": before}, {"speech": after})
    assert "now-bulbar-or-breathing" not in raised(found)
    assert found.ceiling.rank >= Urgency.IMMEDIATE.rank


def test_a_weakness_that_is_new_has_no_earlier_pace_to_be_faster_than() -> None:
    found = since({}, {"weakness": "yes", "weakness-pace": "weeks-to-months"})
    assert "now-faster" not in raised(found)


def test_the_difference_never_lowers_the_newer_intake() -> None:
    assert since({"speech": "yes"}, {"speech": "yes"}).together is Urgency.URGENT


def joined_over(*said: dict[str, Any]) -> list[dict[str, Any]]:
    """What was known after each of these, said one after the other."""
    known = [{**NOTHING, **FORM.read(said[0])}]
    for now in said[1:]:
        known.append(joined(known[-1], FORM.read(now)))
    return known


@pytest.mark.parametrize("unsure", [{"weakness-pace": "not-sure"}, {"weakness-pace": "not-sure", "speech": "no"}])
def test_not_sure_in_between_hides_no_faster_pace_that_is_said_later(unsure: dict[str, Any]) -> None:
    slow = {**TWITCHING, "weakness": "yes", "weakness-pace": "days-to-4-weeks"}
    fast = {"weakness-pace": "hours-to-days", "regions": ["left-calf-shin", "left-hand"]}
    straight, round_about = joined_over(slow, fast), joined_over(slow, unsure, fast)
    assert {"now-faster", "now-in-several-ways"} <= raised(progress(straight[0], straight[1], TABLES))
    assert raised(progress(straight[0], straight[1], TABLES)) <= raised(progress(*round_about[1:], TABLES))
    found = with_differences(assess(round_about[-1], TABLES), list(pairwise(round_about)), TABLES)
    faster = next(finding for finding in found.findings if finding.row.id == "now-faster")
    assert faster.because == {"weakness-pace": ("hours-to-days",)}


def test_a_pace_that_is_not_sure_beside_what_was_said_leaves_the_row_open() -> None:
    before, after = joined_over({"weakness": "yes", "weakness-pace": "days-to-4-weeks"}, {"weakness-pace": "not-sure"})
    states = {row.id: state for row, state in progress(before, after, TABLES).rows}
    assert states["now-faster"] is FindingState.OPEN
