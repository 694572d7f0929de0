"""A signed note made: what it says, and the paper, set once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from intake.cases import CaseFile
from intake.chosen import NOTHING, Chosen
from intake.people import Account
from intake.referral import NoteKind
from intake.signing import SigningPlace
from reports import notes, pdf


def signed_note(
    case: CaseFile,
    kind: NoteKind,
    question: str,
    signer: Account,
    at: datetime,
    place: SigningPlace,
    reissue_reason: str = "",
    chosen: Chosen = NOTHING,
) -> tuple[Mapping[str, object], bytes]:
    """The note as plain data, and its PDF. Raises `notes.NotReady` while something is missing."""
    signature = notes.Signature(
        name=signer.name,
        role=signer.job_title,
        registration=signer.registration or "",
        contact=case.clinic.telephone,
        signed_at=at,
        trail_head=place.trail_head,
        version=place.version,
        reissue_reason=reissue_reason,
    )
    note = notes.final(kind, case, question, signature, chosen)
    return notes.as_json(note), pdf.typeset(note, case.clinic.logo)
