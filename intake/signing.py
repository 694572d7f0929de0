"""What is put before a clinician to sign, and what is signed. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from intake.chosen import NOTHING, Chosen
from intake.referral import NoteKind


@dataclass(frozen=True)
class SigningPlace:
    """What the paper carries of its own signing: its version, the head of the audit trail, the chase date."""

    version: int
    trail_head: str
    chase_on: date


@dataclass(frozen=True)
class ReferralDraft:
    """A request as it will be signed; `content` is the note as plain data, made for this `place`."""

    kind: NoteKind
    question: str
    content: Mapping[str, object]
    place: SigningPlace
    reissue_reason: str = ""
    chosen: Chosen = NOTHING
