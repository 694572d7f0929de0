"""What a change of the tables would do: who would move, up or down, and by which rows.

All stored answers are graded by both tables in bulk; only those who move are explained. Nothing is
stored: a replay is a question, not a decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intake.bulk import encode_for, grade
from intake.form import Answers
from intake.rules import Tables
from intake.triage import assess
from intake.urgency import Urgency


@dataclass(frozen=True)
class Case:
    """Stored answers by the reference under which people know them."""

    reference: str
    answers: Answers


@dataclass(frozen=True)
class Move:
    """One person who would be graded otherwise; `rows` are those that hold the higher of the two levels."""

    reference: str
    before: Urgency
    after: Urgency
    rows: tuple[str, ...]

    @property
    def is_up(self) -> bool:
        """Whether the change would see this person sooner."""
        return self.after.rank > self.before.rank


@dataclass(frozen=True)
class Replay:
    """All who would move, those who would wait longer first, out of `count`."""

    count: int
    moves: tuple[Move, ...]

    @property
    def sentence(self) -> str:
        """How many would move, as `This change would move 11 of 312: 3 up, 8 down.` says it."""
        if not self.moves:
            return f"This change would move nobody of {self.count:,}."
        up = sum(move.is_up for move in self.moves)
        return (
            f"This change would move {len(self.moves):,} of {self.count:,}: {up:,} up, {len(self.moves) - up:,} down."
        )


def replay(cases: Sequence[Case], now: Tables, proposed: Tables) -> Replay:
    """Grade every case by both tables."""
    answers = [case.answers for case in cases]
    before, after = (grade(encode_for(answers, tables), tables).urgency for tables in (now, proposed))
    moved = [place for place in range(len(cases)) if before[place] != after[place]]
    moves = sorted((_move(cases[place], now, proposed) for place in moved), key=_worst_first)
    return Replay(len(cases), tuple(moves))


def _move(case: Case, now: Tables, proposed: Tables) -> Move:
    before, after = assess(case.answers, now), assess(case.answers, proposed)
    higher = max(before, after, key=lambda assessment: assessment.urgency.rank)
    rows = tuple(finding.row.id for finding in higher.standing)
    return Move(case.reference, before.urgency, after.urgency, rows)


def _worst_first(move: Move) -> tuple[bool, int, str]:
    """Those who would wait longer, from the highest level down; then those who would be seen sooner."""
    return move.is_up, -max(move.before.rank, move.after.rank), move.reference
