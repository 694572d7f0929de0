"""Notes: what each document says. `draft` always comes out; `final` only through the gate.

note = draft(NoteKind.EMG, case, question, generated_at)
reports.pdf.typeset(note)      # the page
reports.plain.as_text(note)    # the same for pasting into a record
from_json(as_json(note))       # the same after years in the store
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from intake.cases import CaseFile
from intake.chosen import NOTHING, Chosen
from intake.following import sent_back
from intake.referral import FOR_THE_PATIENT, Missing, NoteKind, in_words, missing
from reports import country, letter, mri, patient_sheets, requests, sections
from reports.note import Block, Note, Signature, UnreadableNote, as_json, from_json
from reports.sections import Occasion

__all__ = [
    "NotReady",
    "Note",
    "Signature",
    "UnreadableNote",
    "as_json",
    "blood_request",
    "draft",
    "emg_request",
    "file_name",
    "final",
    "from_json",
]

TITLES = {
    NoteKind.EMG: "Request for nerve conduction studies and EMG",
    NoteKind.BLOODS: "Request for blood tests",
    NoteKind.NEUROLOGY: "Referral to neurology",
    NoteKind.MRI: "Request for an MRI scan",
    NoteKind.SELF_CARE: "Looking after muscle twitches",
    NoteKind.ANSWERS: "Your answers",
}
NEVER_DRAFT = frozenset({NoteKind.ANSWERS})
"""A copy of what somebody said is theirs as it stands; nobody signs for it."""

CONTENT: dict[NoteKind, Callable[[Occasion], tuple[Block, ...]]] = {
    NoteKind.EMG: requests.emg,
    NoteKind.BLOODS: requests.bloods,
    NoteKind.NEUROLOGY: letter.neurology,
    NoteKind.MRI: mri.mri,
    NoteKind.SELF_CARE: patient_sheets.self_care,
    NoteKind.ANSWERS: patient_sheets.answers,
}


class NotReady(ValueError):  # noqa: N818  # named as one says it
    """The gate of the destination is closed; `items` says what is missing and where it is filled in."""

    def __init__(self, items: tuple[Missing, ...]) -> None:
        super().__init__(f"{in_words(items)}. Fill this in on the case, then sign.")
        self.items = items


def draft(kind: NoteKind, case: CaseFile, question: str, generated_at: datetime, chosen: Chosen = NOTHING) -> Note:
    """The note as it would be now, DRAFT across every page, whatever is still missing."""
    items = (*missing(kind, case, question, chosen), *sent_back(kind, case.referrals))
    return _note(kind, Occasion(case, question, generated_at, None, items, chosen))


def final(kind: NoteKind, case: CaseFile, question: str, signature: Signature, chosen: Chosen = NOTHING) -> Note:
    """The signed note, made at the moment of signing. Raises NotReady while its gate is closed."""
    items = missing(kind, case, question, chosen)
    if items:
        raise NotReady(items)
    return _note(kind, Occasion(case, question, signature.signed_at, signature, (), chosen))


def emg_request(case: CaseFile, question: str, *, generated_at: datetime, signature: Signature | None = None) -> Note:
    """The request for nerve conduction studies and EMG."""
    return _made(NoteKind.EMG, case, question, generated_at, signature)


def blood_request(case: CaseFile, question: str, *, generated_at: datetime, signature: Signature | None = None) -> Note:
    """The request for blood tests."""
    return _made(NoteKind.BLOODS, case, question, generated_at, signature)


def _made(kind: NoteKind, case: CaseFile, question: str, generated_at: datetime, signature: Signature | None) -> Note:
    return final(kind, case, question, signature) if signature else draft(kind, case, question, generated_at)


def _note(kind: NoteKind, occasion: Occasion) -> Note:
    case = occasion.case
    return Note(
        kind=kind.value,
        title=TITLES[kind],
        to=case.clinic.destinations.get(kind, ""),
        reference=case.reference,
        clinic=case.clinic.name,
        header=sections.header(occasion),
        footer=sections.footer(occasion),
        generated_at=occasion.generated_at,
        is_draft=occasion.signature is None and kind not in NEVER_DRAFT,
        is_sample=case.clinic.is_sample,
        blocks=CONTENT[kind](occasion),
        paper=country.paper(case.clinic),
        language=country.language(case.clinic),
        audience="patient" if kind in FOR_THE_PATIENT else "clinician",
        question=occasion.question.strip(),
        signature=occasion.signature,
    )


def file_name(
    kind: NoteKind, reference: str, version: int | None = None, *, withdrawn: bool = False, form: str = "pdf"
) -> str:
    """`TW-2026-000417-emg-v2.pdf`, `…-emg-v1-withdrawn.pdf` or `…-emg-draft.pdf`: never a person's name."""
    safe = re.sub(r"[^A-Za-z0-9-]+", "-", reference).strip("-") or "case"
    which = f"v{version}{'-withdrawn' if withdrawn else ''}" if version else "draft"
    return f"{safe}-{kind.value}-{which}.{form}"
