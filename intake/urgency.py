"""The ladder: six levels, how soon each must be seen, and what each is called.

Levels and durations only. `clocks.py` makes dates of them in the clinic's working days;
colours are `reports/palette.py`'s. Source of the durations: docs/decisions/ladder.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Urgency(StrEnum):
    """How soon a person must be seen, least urgent first."""

    SELF_CARE = "self-care"
    ROUTINE = "routine"
    SOON = "soon"
    URGENT = "urgent"
    IMMEDIATE = "immediate"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """0 for self-care up to 5 for emergency."""
        return _RANK[self]

    @property
    def step(self) -> Step:
        """The rung of the ladder that this level stands on."""
        return LADDER[self]


_RANK = {level: rank for rank, level in enumerate(Urgency)}


@dataclass(frozen=True)
class Step:
    """One rung: its word, its shape, and its durations.

    `seen_within_days` is the latest, in calendar days after the answers were received (for
    *immediate*: working days until a clinician has spoken to the patient); None means no clock.
    `aim_days` is the earlier aim, where the ladder names one. `fhir_priority` is HL7
    request-priority: routine, urgent, asap or stat.
    """

    word: str
    shape: str
    seen_within_days: int | None
    aim_days: int | None
    fhir_priority: str
    promise: str


LADDER = {
    Urgency.EMERGENCY: Step("Emergency", "⬢", 0, None, "stat", "told to call now; the clinic rings at once"),
    Urgency.IMMEDIATE: Step(
        "Immediate", "▲", 1, None, "stat", "a clinician speaks to the patient by the next working day"
    ),
    Urgency.URGENT: Step("Urgent", "◆", 14, None, "asap", "seen within 14 days"),
    Urgency.SOON: Step("Soon", "■", 21, 14, "urgent", "neurologist: aim 14, latest 21 days"),
    Urgency.ROUTINE: Step("Routine", "●", 42, None, "routine", "seen within 6 weeks"),
    Urgency.SELF_CARE: Step("Self-care", "○", None, None, "routine", "advice and a recall date"),
}

NOT_ASSESSED = Step("Not assessed", "?", None, None, "asap", "a clinician looks first")
"""What stands in a rung's place where no table holds and no clinician has said: a level would say that one did."""


def rank_of(level: Urgency | None) -> float:
    """Where a level stands among the others; None, that nobody has assessed, between *urgent* and *immediate*."""
    return level.rank if level else Urgency.URGENT.rank + 0.5


def most_urgent(*levels: Urgency) -> Urgency:
    """The highest of the levels given; self-care when none is."""
    return max(levels, key=lambda level: level.rank, default=Urgency.SELF_CARE)
