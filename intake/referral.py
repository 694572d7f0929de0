"""Requests: what a clinician signs, and the gate that each destination keeps.

`missing(kind, case)` is the one list behind the card on screen, the line under the banner of a
draft, and the refusal to sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intake.cases import CaseFile


class NoteKind(StrEnum):
    """The documents that leave the clinic."""

    EMG = "emg"
    BLOODS = "bloods"


class ReferralState(StrEnum):
    """Where a signed request stands."""

    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    BOOKED = "booked"
    REPORTED = "reported"
    BOUNCED = "bounced"


@dataclass(frozen=True)
class Referral:
    """One signed version of a request; never changed afterwards.

    `content` is the note as plain data (what was said, not how it looked), `sha256` the digest of
    the PDF that was made of it, `trail_head` the head of the audit trail when it was signed.
    """

    id: str
    kind: NoteKind
    version: int
    question: str
    content: dict[str, object]
    sha256: str
    trail_head: str
    signed_by: str
    signed_role: str
    signed_registration: str
    signed_at: datetime
    chase_on: date
    state: ReferralState = ReferralState.SENT
    reissue_reason: str = ""


@dataclass(frozen=True)
class Missing:
    """Something that the destination will ask for: what, and where it is filled in.

    `where` is an anchor of the case page: `examination`, `question-emg`, `answer-<link_id>`,
    `patient-<field>` or `signature`.
    """

    what: str
    where: str


def missing(kind: NoteKind, case: CaseFile, question: str) -> tuple[Missing, ...]:
    """What keeps this note from being final, in the order in which it would be filled in."""
    raise NotImplementedError
