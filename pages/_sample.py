"""The sample clinic laid out: the people of the golden day, and on paper what had been signed by then.

`python -m pages._sample` lays it out fresh, for the command line, which knows no paper.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from intake import sample
from intake.cases import CaseFile
from intake.people import Account
from intake.referral import NoteKind
from intake.signing import SigningPlace
from intake.store import Store
from pages._clinics import forget_sample, sample_path, start_sample
from pages._clock import now
from reports import notes, pdf


def lay_out(store: Store, moment: datetime) -> Account:
    """Lay the sample clinic out as it would stand at that moment, unless it is there; its first clinician."""
    return sample.seed(store, moment, _signed)


def _signed(
    case: CaseFile, kind: NoteKind, question: str, signer: Account, at: datetime, place: SigningPlace
) -> tuple[Mapping[str, object], str]:
    """The signed note as plain data, and the digest of its PDF."""
    signature = notes.Signature(
        name=signer.name,
        role=signer.job_title,
        registration=signer.registration or "",
        contact=case.clinic.telephone,
        signed_at=at,
        trail_head=place.trail_head,
        version=place.version,
    )
    note = notes.final(kind, case, question, signature)
    return notes.as_json(note), hashlib.sha256(pdf.typeset(note)).hexdigest()


if __name__ == "__main__":
    forget_sample()
    sample.remove(sample_path())
    lay_out(start_sample(), now())
