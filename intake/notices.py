"""What staff must look at beside a case's urgency: a patient asked for something, or was not heard of. Values only.

A notice is never changed. It stands until somebody ends it, with a record of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """What it is about."""

    CORRECTION = "correction"
    COPY = "copy"
    DELETION = "deletion"
    PROBLEM = "problem"
    MISSED_CHECK = "missed-check"
    REVIEW = "review"
    RESULT = "result"
    BOUNCED = "bounced"
    RECALL = "recall"
    NOT_ATTENDED = "not-attended"
    NOT_FORWARD = "not-forward"
    LOOK_AGAIN = "look-again"


WORDS = {
    NoticeKind.CORRECTION: "Corrected an answer",
    NoticeKind.COPY: "Asks for a copy of the records",
    NoticeKind.DELETION: "Asks for deletion",
    NoticeKind.PROBLEM: "Reports a problem with the pages",
    NoticeKind.MISSED_CHECK: "Missed a weekly check",
    NoticeKind.REVIEW: "Four weeks without change: routine review",
    NoticeKind.RESULT: "A result to look at",
    NoticeKind.BOUNCED: "A request came back",
    NoticeKind.RECALL: "The recall date has come",
    NoticeKind.NOT_ATTENDED: "Did not come to the appointment",
    NoticeKind.NOT_FORWARD: "Could not be brought forward",
    NoticeKind.LOOK_AGAIN: "Look again at the urgency",
}
"""Staff's words for each."""

FLAGS = {
    NoticeKind.CORRECTION: "correction",
    NoticeKind.COPY: "asks for a copy",
    NoticeKind.DELETION: "asks for deletion",
    NoticeKind.PROBLEM: "reports a problem",
    NoticeKind.MISSED_CHECK: "missed a check",
    NoticeKind.REVIEW: "four-week review",
    NoticeKind.RESULT: "result to look at",
    NoticeKind.BOUNCED: "request came back",
    NoticeKind.RECALL: "recall date",
    NoticeKind.NOT_ATTENDED: "did not come",
    NoticeKind.NOT_FORWARD: "not brought forward",
    NoticeKind.LOOK_AGAIN: "look again",
}
"""The same where there is little room."""

FROM_PATIENT = frozenset({NoticeKind.CORRECTION, NoticeKind.COPY, NoticeKind.DELETION, NoticeKind.PROBLEM})
PROBLEM_WORDS = {
    "page": "A page did not work",
    "reading": "Something was hard to read or to use",
    "somebody-else": "I saw something about somebody else",
    "other": "Something else",
}
PROBLEMS = tuple(PROBLEM_WORDS)
"""What may be wrong with the pages; nobody is asked about their health there."""


@dataclass(frozen=True)
class Problem:
    """A problem with the pages, reported by somebody who has no case yet. `about` is one of `PROBLEMS`."""

    id: str
    about: str
    patient_name: str
    reported_at: datetime


@dataclass(frozen=True)
class Notice:
    """One thing to look at. `about` is the link_id of the answer that a correction is about, or a problem's code."""

    id: str
    kind: NoticeKind
    text: str
    about: str
    raised_by: str
    raised_at: datetime
    ended_by: str = ""
    ended_at: datetime | None = None
    outcome: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has ended it."""
        return self.ended_at is None
