"""Requests: what a clinician signs, and the gate that each destination keeps.

`missing(kind, case, question)` is the one list behind the card on screen, the line under the banner of
a draft, and the refusal to sign.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from intake.chosen import NOTHING, Chosen

if TYPE_CHECKING:
    from intake.cases import CaseFile
    from intake.following import Followed, Result


class NoteKind(StrEnum):
    """The documents that leave the clinic."""

    EMG = "emg"
    BLOODS = "bloods"
    NEUROLOGY = "neurology"
    MRI = "mri"
    SELF_CARE = "self-care"
    ANSWERS = "answers"


FOR_THE_PATIENT = frozenset({NoteKind.SELF_CARE, NoteKind.ANSWERS})
"""What patients take home: nothing comes back from it, so nobody waits for it and nobody chases it."""


class ReferralState(StrEnum):
    """Where a signed request stands. A signature sends nothing: *sent* is what somebody recorded."""

    SIGNED = "signed"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    BOOKED = "booked"
    REPORTED = "reported"
    BOUNCED = "bounced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Referral:
    """One signed version of a request; never changed afterwards.

    `content` is the note as plain data (what was said, not how it looked), `sha256` the digest of
    the PDF that was made of it, `trail_head` the head of the audit trail when it was signed. `chase_on` is the day
    that was printed; `following.stands_of` says which one holds now. `steps` and `results` run oldest first.
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
    state: ReferralState = ReferralState.SIGNED
    reissue_reason: str = ""
    steps: tuple[Followed, ...] = ()
    results: tuple[Result, ...] = ()


@dataclass(frozen=True)
class Missing:
    """Something that the destination will ask for: what, and where it is filled in.

    `where` is an anchor of the case page: `examination`, `question-emg`, `chosen-mri`, `answer-<link_id>`,
    `patient-<field>` or `signature`.
    """

    what: str
    where: str


Ask = Callable[["CaseFile", str], Missing | None]


def missing(kind: NoteKind, case: CaseFile, question: str, chosen: Chosen = NOTHING) -> tuple[Missing, ...]:
    """What keeps this note from being final, in the order in which it would be filled in."""
    found = [*(ask(case, question) for ask in GATES[kind]), *_unset(kind, chosen)]
    return tuple(item for item in found if item is not None)


def _unset(kind: NoteKind, chosen: Chosen) -> tuple[Missing, ...]:
    """What only the clinician can set, on the card itself."""
    if kind == NoteKind.MRI and not chosen.regions:
        return (Missing("region to scan", f"chosen-{kind}"),)
    if kind == NoteKind.BLOODS and chosen.tests == () and not chosen.more_tests:
        return (Missing("a test", f"chosen-{kind}"),)
    return ()


def in_words(items: tuple[Missing, ...]) -> str:
    """`2 missing: blood thinner, your question`; empty when nothing is."""
    return f"{len(items)} missing: {', '.join(item.what for item in items)}" if items else ""


def examined(case: CaseFile, question: str) -> Missing | None:
    """An examination, or the clinician's word that none was made and why."""
    del question
    found = case.examination
    if found and (found.is_done or found.not_done_reason):
        return None
    return Missing("examination", "examination")


def asked_by(kind: NoteKind) -> Ask:
    """The clinician's own question to that destination."""

    def ask(case: CaseFile, question: str) -> Missing | None:
        del case
        return None if question.strip() else Missing("your question", f"question-{kind}")

    return ask


def answered(link_id: str, what: str) -> Ask:
    """An answer to a question of the form. *Not sure* counts once staff have asked again and recorded it."""

    def ask(case: CaseFile, question: str) -> Missing | None:
        del question
        given = case.answers.get(link_id)
        settled = any(said.link_id == link_id for said in case.clarifications)
        if given and (given != "not-sure" or settled):
            return None
        return Missing(f"{what} (patient not sure)" if given else what, f"answer-{link_id}")

    return ask


def recorded(field: str, what: str, *link_ids: str) -> Ask:
    """Something about the person that staff or the patient have given."""

    def ask(case: CaseFile, question: str) -> Missing | None:
        del question
        if getattr(case.patient, field) or any(case.answers.get(link_id) for link_id in link_ids):
            return None
        return Missing(what, f"patient-{field}")

    return ask


NUMBER = recorded("number", "patient's number", "patient-number")
TELEPHONE = recorded("telephone", "telephone", "contact-telephone")
SEX = recorded("sex", "sex", "sex")

GATES: dict[NoteKind, tuple[Ask, ...]] = {
    NoteKind.EMG: (
        NUMBER,
        TELEPHONE,
        examined,
        answered("blood-thinner", "blood thinner"),
        answered("implanted-device", "implanted device"),
        asked_by(NoteKind.EMG),
    ),
    NoteKind.BLOODS: (NUMBER, SEX, examined, asked_by(NoteKind.BLOODS)),
    NoteKind.NEUROLOGY: (
        NUMBER,
        TELEPHONE,
        examined,
        answered("family-history", "family history"),
        asked_by(NoteKind.NEUROLOGY),
    ),
    NoteKind.MRI: (
        NUMBER,
        TELEPHONE,
        examined,
        answered("implanted-device", "implanted device"),
        answered("metal-implants", "metal in the body"),
        answered("pregnancy", "pregnancy"),
        answered("metal-in-eye", "metal in the eye"),
        answered("claustrophobia", "claustrophobia"),
        answered("weight", "weight"),
        answered("height", "height"),
        answered("cochlear-implant", "cochlear implant or drug pump"),
        answered("recent-operation", "recent operation"),
        answered("contrast-reaction", "reaction to contrast"),
        asked_by(NoteKind.MRI),
    ),
    NoteKind.SELF_CARE: (examined,),
    NoteKind.ANSWERS: (),
}
