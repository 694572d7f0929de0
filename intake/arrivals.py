"""Answers as they come in, and what makes two arrivals the same one. Values only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from intake.audit import sha256
from intake.cases import IntakeKind
from intake.correction import Correction
from intake.difference import Steps
from intake.questionnaire import Answers
from intake.standing import Judgement

Judge = Callable[[Answers, Steps], Judgement]
"""The rules, as the store calls them: every answer in force and what each weekly check brought go in, the result
comes out. Pure."""

ONCE = (IntakeKind.SENT, IntakeKind.UNDER_16)
"""What a patient sends once; of the others there is one for each different set of answers."""


@dataclass(frozen=True)
class Arrival:
    """One person's answers as they come in.

    `page_id` is where they stopped, if they did; `draft_saved_at` names the draft that it is made of: whoever
    took up an abandoned one again is not disturbed, and what another tab saved is not lost in sending. `occasion`
    tells the same answers of another day apart: a weekly check that says the same again is another check.
    `session_id` is the sitting in which it came: what the draft does not hold was typed by whoever typed there.
    `correction` is what was put right, for staff to read beside the answers.
    """

    kind: IntakeKind
    answers: Answers
    received_at: datetime
    questionnaire_version: str
    page_id: str | None = None
    draft_saved_at: datetime | None = None
    occasion: str = ""
    session_id: str | None = None
    correction: Correction | None = None

    @property
    def key(self) -> str:
        """Beside the invitation and the kind: what makes a double tap, a retry or a second tab the same arrival."""
        if self.kind in ONCE:
            return ""
        if self.correction:
            return sha256(self.occasion)
        return sha256([self.occasion, self.answers]) if self.occasion else sha256(self.answers)
