"""What clinicians are writing: kept as it is entered, each one's own, and gone when it is signed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake.access import NotAllowed
from intake.examination import Examination, ExamItem, ExamState
from intake.store import ExaminationChanged, ReasonNeeded
from intake.store.desk import EXAMINATION, KEPT_FOR, NOTE
from tests.store.conftest import NOW

FOUND = Examination(0, {"wasting": ExamItem(ExamState.ABNORMAL, "right thenar")}, {"right-grip": "4"})


def kinds(store, reference):
    return [(draft.by, draft.kind, draft.content) for draft in store.desk.of_case(reference)]


def test_two_who_write_at_once_have_a_draft_each(store, amara, maja, received):
    store.desk.keep(received, NOTE, {"text": "Rang"}, 0, amara, NOW)
    store.desk.keep(received, NOTE, {"text": "Rang too"}, 0, maja, NOW + timedelta(seconds=1))
    store.desk.keep(received, NOTE, {"text": "Rang twice"}, 0, amara, NOW + timedelta(seconds=2))
    assert kinds(store, received) == [
        ("Dr Maja Lindqvist", NOTE, {"text": "Rang too"}), ("Dr Amara Osei", NOTE, {"text": "Rang twice"}),
    ]  # fmt: skip


def test_a_draft_goes_when_it_is_signed_and_a_colleagues_stays(store, amara, maja, received):
    for who in (amara, maja):
        store.desk.keep(received, EXAMINATION, {"summary": who.name}, 0, who, NOW)
        store.desk.keep(received, NOTE, {"text": who.name}, 0, who, NOW)
    store.cases.examine(received, FOUND, amara, NOW, after=0)
    store.cases.comment(received, "Done", amara, NOW)
    assert {draft.by for draft in store.desk.of_case(received)} == {"Dr Maja Lindqvist"}
    store.desk.drop(received, NOTE, maja)
    assert [draft.kind for draft in store.desk.of_case(received)] == [EXAMINATION]


def test_a_draft_makes_nobodys_work_stale_and_is_no_record(store, amara, received):
    before, events = store.cases.read(received).version, len(store.audit.events(received))
    store.desk.keep(received, NOTE, {"text": "Rang"}, 0, amara, NOW)
    assert (store.cases.read(received).version, len(store.audit.events(received))) == (before, events)


def test_reception_keeps_no_clinical_draft(store, tom, received):
    with pytest.raises(NotAllowed, match="ask a clinician"):
        store.desk.keep(received, NOTE, {"text": "x"}, 0, tom, NOW)


def test_what_nobody_has_touched_for_a_month_goes(store, amara, maja, received):
    store.desk.keep(received, NOTE, {"text": "old"}, 0, amara, NOW)
    store.desk.keep(received, NOTE, {"text": "new"}, 0, maja, NOW + KEPT_FOR + timedelta(days=1))
    assert [draft.by for draft in store.desk.of_case(received)] == ["Dr Maja Lindqvist"]


def test_an_examination_signed_meanwhile_is_not_passed_over_and_nothing_else_is_in_the_way(
    store, amara, maja, received
):
    store.cases.claim(received, amara, NOW)
    store.cases.override(received, "soon", "records", "", amara, NOW, store.cases.read(received).version)
    store.cases.examine(received, FOUND, maja, NOW, after=0)
    with pytest.raises(ExaminationChanged, match="Dr Maja Lindqvist signed an examination while you were writing"):
        store.cases.examine(received, FOUND, amara, NOW, after=0)
    with pytest.raises(ReasonNeeded, match="why the examination is amended"):
        store.cases.examine(received, FOUND, amara, NOW, after=1)
    again = Examination(0, FOUND.items, FOUND.power, amend_reason="Weaker on repetition")
    case = store.cases.examine(received, again, amara, NOW, after=1)
    assert [(e.version, e.examined_by) for e in case.examinations] == [(1, "Dr Maja Lindqvist"), (2, "Dr Amara Osei")]
    assert case.examination.amend_reason == "Weaker on repetition"
