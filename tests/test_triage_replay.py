"""A change of the tables: who would move, and the reference cases may not move unnoticed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from intake.replay import Case, replay
from intake.rules import load
from intake.urgency import Urgency
from tests.test_triage import VIGNETTES

ROOT = Path(__file__).resolve().parents[1]
ARTICLE, NICE = load("article"), load("nice-ng127")
REFERENCE = [Case(case["id"], ARTICLE.questionnaire.read(case["answers"])) for case in VIGNETTES]


def test_the_same_tables_move_nobody() -> None:
    assert replay(REFERENCE, ARTICLE, ARTICLE).sentence == f"This change would move nobody of {len(REFERENCE)}."


def test_a_change_of_policy_says_how_many_move_up_and_down() -> None:
    found = replay(REFERENCE, ARTICLE, NICE)
    down = sum(not move.is_up for move in found.moves)
    assert found.sentence == f"This change would move {len(found.moves)} of {len(REFERENCE)}: 0 up, {down} down."


def test_the_published_cases_that_move_between_the_policies_are_these() -> None:
    moved = {move.reference for move in replay(REFERENCE, ARTICLE, NICE).moves}
    assert moved == {"ALS-01", "ALS-10", "BFS-01", "BFS-03", "BFS-08", "GL-12", "GL-14", "NMT-01", "QA-02"}


def test_those_who_would_wait_longer_come_first_from_the_highest_level_down() -> None:
    levels = [move.before.rank for move in replay(REFERENCE, ARTICLE, NICE).moves]
    assert levels == sorted(levels, reverse=True)


def test_a_move_names_the_rows_that_hold_the_higher_level() -> None:
    (move,) = replay([Case("one", {"tingling": "yes"})], ARTICLE, NICE).moves
    assert (move.before, move.after, move.rows) == (Urgency.URGENT, Urgency.ROUTINE, ("sensory",))


def test_no_cases_move_nobody() -> None:
    assert replay([], ARTICLE, NICE).sentence == "This change would move nobody of 0."


def test_the_command_says_who_would_move(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text('{"tingling": "yes"}\n{"speech": "yes"}\n')
    command = [sys.executable, "-m", "intake", "replay", str(file), "--proposed-policy", "nice-ng127"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    assert done.stdout.splitlines() == [
        "This change would move 1 of 2: 0 up, 1 down.",
        "line 1: urgent → routine (sensory)",
    ]
