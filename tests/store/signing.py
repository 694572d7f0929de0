"""A signed request for tests of the store: what is on the paper does not matter here, that it is ready does."""

from __future__ import annotations

from datetime import datetime

from intake import reception
from intake.examination import Examination
from intake.people import Account
from intake.questionnaire import questionnaire
from intake.referral import NoteKind, Referral, missing
from intake.signing import ReferralDraft
from intake.store import Store
from tests.store.conftest import NOW


def make_ready(store: Store, reference: str, actor: Account, at: datetime = NOW) -> None:
    """Fill in by telephone and on examination whatever the EMG department will ask for."""
    if store.cases.read(reference).examination is None:
        case = store.cases.read(reference)
        store.cases.examine(reference, Examination(0, not_done_reason="by telephone"), actor, at, case.version)
    for item in missing(NoteKind.EMG, store.cases.read(reference), "Why?"):
        link_id = item.where.removeprefix("answer-")
        link_id = {"patient-telephone": "contact-telephone", "patient-number": "patient-number"}.get(link_id, link_id)
        question = questionnaire().questions[link_id]
        answer = "no" if question.type == "yes-no" else "0113 496 0001"
        case = store.cases.read(reference)
        reception.clarify(store, reference, link_id, answer, actor, at, case.version)


def draft_emg(store: Store, reference: str, at: datetime = NOW) -> ReferralDraft:
    place = store.cases.signing_place(reference, NoteKind.EMG, at)
    return ReferralDraft(NoteKind.EMG, "Is there denervation?", {"said": "as printed"}, place)


def sign_emg(store: Store, reference: str, actor: Account, at: datetime = NOW) -> Referral:
    make_ready(store, reference, actor, at)
    draft, case = draft_emg(store, reference, at), store.cases.read(reference)
    return store.cases.sign(reference, draft, b"paper", actor, at, case.version)
