"""What is set on the card of a document is kept beside its question, and on record."""

from __future__ import annotations

import pytest

from intake.access import NotAllowed
from intake.chosen import Chosen
from intake.signing import ReferralDraft
from intake.store import NotReady
from tests.store.conftest import NOW

SET = Chosen(tests=(("CK", "Muscle disease"),), regions=("brain",), contrast="no", egfr="90")


def test_what_is_set_is_kept_beside_the_question_and_on_record(store, amara, received):
    store.documents.save_question(received, "mri", "Is the cord pressed on?", amara, NOW)
    store.documents.choose(received, "mri", SET, amara, NOW)
    assert store.documents.chosen(received, "mri") == SET
    assert store.documents.question(received, "mri") == "Is the cord pressed on?"
    assert store.documents.chosen(received, "bloods") == Chosen()
    assert store.audit.events(received)[-1].what == "set what mri asks for"


def test_reception_sets_nothing(store, tom, received):
    with pytest.raises(NotAllowed):
        store.documents.choose(received, "mri", SET, tom, NOW)


def test_the_store_refuses_a_scan_without_a_region_itself(store, amara, received):
    case, place = store.cases.read(received), store.cases.signing_place(received, "mri", NOW)
    with pytest.raises(NotReady, match="region to scan"):
        store.cases.sign(received, ReferralDraft("mri", "Why?", {}, place), b"paper", amara, NOW, case.version)
