"""Who types, where it is not the patient: said on every page, and for staff only while they are signed in."""

from __future__ import annotations

from intake.typists import Hand, Typist
from pages._gate import Current


def bar_key(typist: Typist | None) -> str:
    """The wording key of the line on the page; empty where the patient types."""
    keys = {Hand.ON_BEHALF: "for_somebody.bar", Hand.TELEPHONE: "for_somebody.bar_telephone"}
    return keys.get(typist.hand, "") if typist else ""


def is_of(typist: Typist, staff: Current | None) -> bool:
    """Whether the member of staff who began on the telephone is the one who is signed in here."""
    return staff is not None and staff.session.subject_id == typist.account_id
