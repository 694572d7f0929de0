"""How a case ends: outcome, the urgency one would have given, recall date, what becomes of open requests. Pure.

The outcome is needed from *urgent* up. A case with an open request is not closed silently: whoever closes says
whether the requests keep being chased or are withdrawn, and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from intake.clocks import TOO_FAR, is_out_of_reach
from intake.urgency import Urgency

OUTCOMES = {
    "seen-here": "Seen here, nothing further planned",
    "follow-up-here": "Seen here, follow-up planned",
    "referred-on": "Referred on, followed up there",
    "emergency-care": "Sent to emergency care",
    "by-telephone": "Settled on the telephone",
    "seen-elsewhere": "Already seen elsewhere",
    "not-reached": "Could not be reached",
    "did-not-wish": "Does not wish to go on",
    "sent-in-error": "Sent twice or in error",
    "died": "Died",
    "other": "Something else",
}
"""Coded, so that a clinic can count; what came of it in words stands beside it."""
OTHER = "other"


class RequestsWill(StrEnum):
    """What becomes of the requests that are open when a case is closed."""

    BE_CHASED = "be-chased"
    BE_WITHDRAWN = "be-withdrawn"


@dataclass(frozen=True)
class Closing:
    """What a clinician says when closing a case. `would_have` is the urgency that they would have given."""

    outcome: str = ""
    words: str = ""
    would_have: Urgency | None = None
    recall_on: date | None = None
    requests: RequestsWill | None = None
    why_withdrawn: str = ""


@dataclass(frozen=True)
class Closed:
    """One closing as it was recorded; never changed afterwards."""

    closing: Closing
    by: str
    at: datetime


def refusal(closing: Closing, urgency: Urgency, today: date, *, not_assessed: bool = False) -> str:
    """Why a case of this urgency cannot be closed so, with the remedy; empty where it can."""
    if closing.outcome and closing.outcome not in OUTCOMES:
        return "Choose the outcome from the list."
    if not closing.outcome and not_assessed:
        return "Nobody has assessed this person: the case is closed with its outcome. Choose what came of it."
    if not closing.outcome and urgency.rank >= Urgency.URGENT.rank:
        return f"A case that stands at {urgency.step.word} is closed with its outcome. Choose what came of it."
    if closing.outcome == OTHER and not closing.words:
        return "Write in a few words what came of it."
    if closing.recall_on is not None and closing.recall_on <= today:
        return "The recall date has passed. Enter a day from tomorrow on, or leave it empty."
    if closing.recall_on is not None and is_out_of_reach(closing.recall_on, today):
        return TOO_FAR
    if closing.requests is RequestsWill.BE_WITHDRAWN and not closing.why_withdrawn:
        return "Write why the open requests are withdrawn. The departments still have them."
    return ""


def in_words(closing: Closing) -> str:
    """`Seen here, nothing further planned. Well on 3 Dec.`; what stands where nothing was recorded."""
    parts = [OUTCOMES.get(closing.outcome, ""), closing.words]
    said = " ".join(f"{part.rstrip('.')}." for part in parts if part)
    return said or "No outcome recorded."
