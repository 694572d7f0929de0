"""What notes say: five kinds of nothing, whose words are whose, what is suggested and what is set."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from intake.cases import IntakeKind, Override
from intake.examination import Examination, ExamItem, ExamState
from intake.referral import NoteKind, missing
from intake.urgency import Urgency
from reports import notes, plain
from reports.said import NO, NOT_ASKED, NOT_DONE, NOT_PROVIDED, NOT_SURE, Said
from tests.build_case import NOW, OSEI, QUESTION, all_normal, build_case, golden_case, marks_case, signature
from tests.golden.reading import golden_people
from tests.read_pdf import flat

EVERYBODY = [person.slug for person in golden_people()]


def draft_text(case, kind=NoteKind.EMG, question="") -> str:
    return flat(plain.as_text(notes.draft(kind, case, question, NOW)))


def test_the_five_kinds_of_nothing_are_five_different_words() -> None:
    assert len({NO, NOT_SURE, NOT_ASKED, NOT_PROVIDED, NOT_DONE}) == 5


def test_each_kind_of_nothing_is_printed_as_what_it_is() -> None:
    said = Said(build_case({"twitching": "no", "speech": "no", "swallowing": "not-sure"}))
    assert said("speech") == NO
    assert said("swallowing") == NOT_SURE
    assert said("breathing") == NOT_PROVIDED
    assert said("spread") == NOT_ASKED


def test_what_staff_entered_with_the_invitation_was_not_asked_and_is_not_said_to_be_missing() -> None:
    case = build_case({"twitching": "no"})
    known = replace(case, patient=replace(case.patient, usual_doctor="Dr Lindqvist"))
    nobody_said = replace(case, patient=replace(case.patient, usual_doctor=None))
    assert Said(known)("usual-doctor") == NOT_ASKED
    assert Said(nobody_said)("usual-doctor") == NOT_PROVIDED


@pytest.mark.parametrize(
    ("number", "printed"),
    [("12", "Patient number 12 (not checked)"), ("943 476 5918", "Patient number 943 476 5918 (not checked)"),
     ("9434765919", "NHS No. 943 476 5919"), ("", "NHS No. Not provided")],
)  # fmt: skip
def test_a_number_is_called_an_nhs_number_only_where_it_may_be_one(number: str, printed: str) -> None:
    case = golden_case("01-mark")
    assert printed in draft_text(replace(case, patient=replace(case.patient, number=number)))


def test_an_item_that_was_not_examined_is_printed_as_not_done() -> None:
    exam = Examination(1, {"tone": ExamItem(ExamState.NORMAL)}, {"neck": "5"}, examined_by="Dr A", examined_at=NOW)
    text = draft_text(golden_case("01-mark", examination=exam))
    assert "Tone: Normal" in text
    assert "Reflexes: Not done" in text
    assert "Power: Not done: Right shoulder abduction" in text


def test_where_nobody_examined_the_note_says_so_and_why() -> None:
    exam = Examination(1, not_done_reason="seen by telephone", examined_by="Dr A", examined_at=NOW)
    assert "Examination: Not done: seen by telephone" in draft_text(golden_case("01-mark", examination=exam))


def test_a_form_that_stopped_at_the_emergency_page_asked_nothing_else() -> None:
    case = build_case({"emergency-signs": ["choking"]}, kind=IntakeKind.EMERGENCY)
    assert "Slurred or changed speech: Not asked" in draft_text(case)


def test_a_telephone_answer_stands_beside_the_patients_own_with_both_dates() -> None:
    said = Said(marks_case())
    assert said("muscle-smaller") == ("Not sure (patient, 19-Nov-2026); No (telephone, Dr Amara Osei, 23-Nov-2026)")


def test_what_the_clinician_found_stands_above_what_the_patient_says() -> None:
    text = draft_text(marks_case())
    assert text.index("CLINICIAN FOUND") < text.index("PATIENT SAYS")


def test_until_signed_what_the_rules_suggest_is_not_what_the_clinician_sets() -> None:
    text = draft_text(golden_case("01-mark"))
    assert "Rules suggest Urgent; could be Immediate (open: muscle smaller)" in text
    assert "Clinician sets Not yet set" in text
    assert "Not yet written by the clinician. Rules suggest: Is there motor conduction block" in text


def test_a_clinicians_urgency_is_printed_beside_the_rules_own() -> None:
    override = Override(Urgency.IMMEDIATE, "spoke-to-patient", "grip lost since", OSEI.name, NOW)
    text = draft_text(golden_case("01-mark", overrides=(override,)))
    assert "▲ IMMEDIATE" in text
    assert "Rules suggest Urgent" in text
    assert "Clinician sets Immediate, Dr Amara Osei, 23-Nov-2026 15:00: Spoke to the patient (grip lost since)" in text


def test_a_draft_lists_what_its_destination_will_ask_for() -> None:
    assert "Incomplete: examination; blood thinner; your question." in draft_text(golden_case("01-mark"))


@pytest.mark.parametrize("kind", NoteKind)
@pytest.mark.parametrize("slug", EVERYBODY)
def test_a_draft_always_comes_out_and_comes_back_from_the_store_the_same(slug: str, kind: NoteKind) -> None:
    note = notes.draft(kind, golden_case(slug), "", NOW)
    assert note.is_draft is (kind not in notes.NEVER_DRAFT)
    assert notes.from_json(json.loads(json.dumps(notes.as_json(note)))) == note


def test_a_signed_note_comes_back_from_the_store_the_same() -> None:
    note = notes.final(NoteKind.EMG, marks_case(), QUESTION, signature())
    assert notes.from_json(json.loads(json.dumps(notes.as_json(note)))) == note


def test_stored_content_of_another_version_is_refused_by_name() -> None:
    stored = notes.as_json(notes.draft(NoteKind.EMG, golden_case("01-mark"), "", NOW))
    stored["blocks"] = [{"is": "Hologram"}]
    with pytest.raises(notes.UnreadableNote, match="Hologram"):
        notes.from_json(stored)


def test_nothing_is_final_while_its_gate_is_closed() -> None:
    with pytest.raises(notes.NotReady, match="3 missing: examination, blood thinner, your question"):
        notes.final(NoteKind.EMG, golden_case("01-mark"), "", signature())


def test_the_gate_says_where_each_missing_thing_is_filled_in() -> None:
    items = missing(NoteKind.EMG, golden_case("01-mark", examination=all_normal()), "")
    assert [(item.what, item.where) for item in items] == [
        ("blood thinner", "answer-blood-thinner"),
        ("your question", "question-emg"),
    ]


def test_an_unsure_answer_keeps_the_gate_closed_until_staff_have_asked_again() -> None:
    answers = {**golden_case("01-mark").answers, "blood-thinner": "not-sure"}
    unsure = build_case(answers, examination=all_normal(), person={"number": "1", "telephone": "2"})
    again = build_case(
        answers, told={"blood-thinner": "not-sure"}, examination=all_normal(), person={"number": "1", "telephone": "2"}
    )
    assert [item.what for item in missing(NoteKind.EMG, unsure, "Why?")] == ["blood thinner (patient not sure)"]
    assert missing(NoteKind.EMG, again, "Why?") == ()


def test_a_note_signed_without_an_examination_needs_the_clinicians_word_that_none_was_made() -> None:
    case = golden_case("01-mark", told={"blood-thinner": "no"})
    said_so = Examination(1, not_done_reason="seen elsewhere", examined_by="Dr A", examined_at=NOW)
    assert [item.where for item in missing(NoteKind.EMG, case, "Why?")] == ["examination"]
    assert missing(NoteKind.EMG, replace(case, examinations=(said_so,)), "Why?") == ()


def test_a_new_version_prints_why_it_was_issued_again() -> None:
    signed = signature(version=2, reissue_reason="wrong side in the question")
    text = plain.as_text(notes.final(NoteKind.EMG, marks_case(), QUESTION, signed))
    assert "issued again because: wrong side in the question" in flat(text)
    assert "v2" in text


def test_a_row_that_is_read_twice_counts_once_and_as_the_reading_that_says_more() -> None:
    text = draft_text(golden_case("07-layla"))
    assert "☑ 5 | Associated numbness, tingling, or coordination issues | Tingling: Yes" in text
    assert "Article's red flags: 1 of 5 rows" in text


def test_details_that_nobody_gave_are_asked_for_only_after_a_yes() -> None:
    answers = golden_case("01-mark").answers
    yes, unsure = (Said(build_case({**answers, "blood-thinner": said})) for said in ("yes", "not-sure"))
    assert yes.with_detail("blood-thinner", "inr") == "Yes: Last INR: Not provided"
    assert unsure.with_detail("blood-thinner", "inr") == "Not sure"


def test_no_file_is_named_after_a_person() -> None:
    assert notes.file_name(NoteKind.EMG, "TW-7K3Q-94", 2) == "TW-7K3Q-94-emg-v2.pdf"
    assert notes.file_name(NoteKind.BLOODS, 'TW-1"\r\nX: y', None) == "TW-1-X-y-bloods-draft.pdf"


def test_bloods_are_ticked_by_the_rules_and_the_specialists_own_are_not_requested() -> None:
    text = draft_text(golden_case("01-mark"), NoteKind.BLOODS)
    assert "☑ Creatine kinase (CK)" in text
    assert "Not requested here, the neurologist orders them: Anti-GM1 IgM antibodies." in text
    assert "it raises CK" in text


def test_a_night_time_signature_is_printed_on_the_clinics_own_clock() -> None:
    summer = NOW.replace(month=7, hour=23) + timedelta(minutes=30)
    signed = signature(signed_at=summer)
    assert "Signed 24-Jul-2026 00:30" in plain.as_text(notes.final(NoteKind.EMG, marks_case(), QUESTION, signed))


def test_a_child_is_said_to_be_one_whom_the_tables_did_not_assess() -> None:
    text = plain.as_text(notes.draft(NoteKind.EMG, golden_case("20-ffion-lake"), "", NOW))
    assert "Under 16: children's pathway. Not assessed: the tables are for adults" in text
    assert "No row is raised" not in text
