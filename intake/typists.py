"""Who types, where it is not the patient: somebody for them, or staff on the telephone. Values and their words.

What is kept is what the records of a clinic need: who, as the patient's what, why, and with whose
agreement. Each answer carries whose hand typed it; where nothing is said, it was the patient's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Hand(StrEnum):
    """Whose hand types."""

    SELF = "self"
    ON_BEHALF = "on-behalf"
    TELEPHONE = "telephone"


WHY = {
    "screen": "finds a phone or computer hard to use",
    "reading": "finds reading or writing hard",
    "language": "speaks another language",
    "unwell": "is too unwell",
    "cannot-decide": "cannot decide for themselves",
    "other": "has another reason",
}
"""Why somebody else types: code and staff's words for it, after *the patient*."""

AGREEMENT = {
    "agreed": "The patient agreed",
    "cannot-say": "The patient cannot say whether they agree",
}
"""With whose agreement. A patient who has not agreed is asked first: there is no code for *no*."""


@dataclass(frozen=True)
class Typist:
    """Somebody who types for the patient in one sitting. `account_id` is set for staff on the telephone."""

    hand: Hand
    name: str = ""
    relation: str = ""
    why: str = ""
    agreement: str = ""
    account_id: str | None = None

    @property
    def words(self) -> str:
        """One line for a case or a note, without a full stop."""
        if self.hand is Hand.TELEPHONE:
            return f"Filled in by telephone, typed by {self.name}"
        if self.hand is Hand.SELF:
            return "Filled in by the patient"
        relation = f" ({self.relation})" if self.relation else ""
        reason = f": the patient {WHY[self.why]}" if self.why in WHY else ""
        agreement = f". {AGREEMENT[self.agreement]}" if self.agreement in AGREEMENT else ""
        return f"Filled in by {self.name}{relation}{reason}{agreement}"

    @property
    def hand_words(self) -> str:
        """Whose hand, in a few words beside one answer: `by telephone, typed by Tom Ellery`."""
        if self.hand is Hand.TELEPHONE:
            return f"by telephone, typed by {self.name}"
        relation = f" ({self.relation})" if self.relation else ""
        return f"by {self.name}{relation}" if self.hand is Hand.ON_BEHALF else ""


@dataclass(frozen=True)
class FilledIn:
    """What one typist typed of an intake, by link_id. What nobody is named for, the patient typed."""

    typist: Typist
    link_ids: tuple[str, ...]
    at: datetime


def by_telephone(staff_name: str, account_id: str) -> Typist:
    """Staff who type what the patient says on the telephone."""
    return Typist(Hand.TELEPHONE, staff_name, agreement="agreed", account_id=account_id)


def sentence(filled: FilledIn, answers: Iterable[str]) -> str:
    """Who typed, as a sentence; how many of the answers, where it was not all of them."""
    every, mine = set(answers), set(filled.link_ids)
    part = f" ({len(mine & every)} of {len(every)} answers)" if every - mine and mine else ""
    return f"{filled.typist.words}{part}."
