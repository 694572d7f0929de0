"""The letter, the scan request and what patients take home: what each must say, and what it never may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from intake.chosen import Chosen, as_text, from_text
from intake.questionnaire import questionnaire
from intake.referral import FOR_THE_PATIENT, Missing, NoteKind, Referral, missing
from intake.self_care import five_steps
from reports import notes, pdf, plain
from tests.build_case import CHOSEN, NOW, OSEI, QUESTION, build_case, golden_case, marks_case, signature
from tests.golden.reading import golden_people
from tests.read_pdf import flat, opened, text_of

NEVER_TO_A_PATIENT = (
    *("Emergency:", "Immediate", "Urgent", "URGENT", "Soon:", "Routine", "Self-care:", "score", "red flag", "Red flag"),
    *("benign", "nothing serious", "you do not have", "multiple sclerosis", "neuropathy", "fasciculation"),
)


def asked(kind: NoteKind) -> Referral:
    return Referral("r", kind, 1, "q", {}, "", "", OSEI.name, "", "", NOW, date(2026, 12, 7))


def final_text(kind: NoteKind, **changes) -> str:
    return flat(plain.as_text(notes.final(kind, marks_case(**changes), QUESTION, signature(), CHOSEN)))


def self_care(**answers) -> str:
    case = build_case({**golden_case("01-mark").answers, **answers})
    return flat(plain.as_text(notes.draft(NoteKind.SELF_CARE, case, "", NOW)))


def test_the_letter_keeps_the_order_of_its_headings() -> None:
    text = final_text(NoteKind.NEUROLOGY)
    headings = (
        *("REASON FOR REFERRAL", "CLINICIAN FOUND", "PATIENT SAYS", "TIME COURSE", "RED FLAGS", "PAST, FAMILY"),
        *("DAILY LIFE", "INVESTIGATIONS", "WORRIES AND HOPES", "INFORMATION AND ADVICE", "COPIES", "SIGNATURE"),
    )
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)


def test_the_letter_says_what_was_requested_and_what_the_patient_fears() -> None:
    text = final_text(NoteKind.NEUROLOGY, referrals=(asked(NoteKind.EMG),))
    assert "Nerve conduction and EMG: requested 23-Nov-2026, signed" in text
    assert "That I am losing my strength and will not be able to work." in text


def test_the_time_course_draws_a_window_where_the_answer_is_a_window() -> None:
    text = final_text(NoteKind.NEUROLOGY)
    assert "19-Nov-2025 to 20-Aug-2026: twitching began (patient)" in text
    assert "03-Dec-2026: to be seen by; 14-Dec-2026: booked here" in text


def test_a_suspected_motor_neurone_disease_is_named_in_the_drafted_question() -> None:
    text = flat(plain.as_text(notes.draft(NoteKind.NEUROLOGY, golden_case("01-mark"), "", NOW)))
    assert "Rules suggest: Motor neurone disease is among the possibilities" in text


def test_the_scan_request_begins_with_who_must_not_wait_for_it() -> None:
    text = final_text(NoteKind.MRI)
    assert text.index("emergency department now (999)") < text.index("URGENT")


def test_a_scan_is_not_signed_for_before_its_region_is_set_and_what_is_not_asked_is_never_no() -> None:
    items = missing(NoteKind.MRI, golden_case("01-mark"), QUESTION)
    draft = flat(plain.as_text(notes.draft(NoteKind.MRI, golden_case("01-mark"), QUESTION, NOW)))
    assert Missing("region to scan", "chosen-mri") in items
    assert missing(NoteKind.MRI, marks_case(), QUESTION, CHOSEN) == ()
    assert "Scan of: Not yet set" in draft
    assert "Cochlear implant or drug pump | Not asked" in draft


def test_a_signed_scan_request_leaves_no_box_open() -> None:
    set_ = replace(CHOSEN, regions=("cervical", "brain"), contrast="no", egfr="92, 20-Nov-2026")
    text = flat(plain.as_text(notes.final(NoteKind.MRI, marks_case(), QUESTION, signature(), set_)))
    assert "Scan of: Cervical spine, brain" in text
    assert "Contrast: No" in text
    assert "eGFR: 92, 20-Nov-2026" in text
    assert "☐ no " not in text
    assert "____" not in text


def test_blood_tests_are_the_clinicians_own_once_they_are_changed() -> None:
    own = Chosen(
        tests=(("Creatine kinase (CK)", "Muscle disease"), ("Copper", "Copper deficiency")), more_tests="Lactate"
    )
    text = flat(plain.as_text(notes.final(NoteKind.BLOODS, marks_case(), QUESTION, signature(), own)))
    assert "☑ Copper | Copper deficiency ☑ Lactate" in text
    assert "☑ Thyroid" not in text
    assert "Suggested by the rules, not requested: Sodium and potassium" in text


def test_a_blood_request_without_a_test_is_not_signed() -> None:
    none = Chosen(tests=())
    assert missing(NoteKind.BLOODS, marks_case(), QUESTION, none) == (Missing("a test", "chosen-bloods"),)
    assert missing(NoteKind.BLOODS, marks_case(), QUESTION, replace(none, more_tests="Lactate")) == ()


def test_a_code_is_suggested_only_until_somebody_has_signed_for_it() -> None:
    draft = flat(plain.as_text(notes.draft(NoteKind.BLOODS, golden_case("01-mark"), QUESTION, NOW)))
    signed = final_text(NoteKind.BLOODS)
    assert "Suggested code: R25.3 fasciculation; the clinician confirms" in draft
    assert "Code: R25.3 fasciculation" in signed
    assert "uggested code" not in signed


def test_a_letter_says_whether_the_patient_gets_a_copy_once_the_clinician_has_decided() -> None:
    letter = notes.final(NoteKind.NEUROLOGY, marks_case(), QUESTION, signature(), Chosen(copy="yes"))
    assert "To the patient: Yes" in flat(plain.as_text(letter))
    undecided = notes.draft(NoteKind.NEUROLOGY, golden_case("01-mark"), QUESTION, NOW)
    assert "To the patient: Not yet set" in flat(plain.as_text(undecided))
    assert "To the patient: None asked for" in final_text(NoteKind.NEUROLOGY)


def test_what_is_set_on_a_card_is_kept_as_it_was_and_survives_another_version_of_the_program() -> None:
    own = Chosen(tests=(("CK", "Muscle"),), more_tests="Lactate", regions=("brain",), contrast="yes", copy="no")
    assert from_text(as_text(own)) == own
    assert from_text("") == Chosen()
    assert from_text('{"copy": "yes", "of_a_later_version": [1]}') == Chosen(copy="yes")


def test_what_only_staff_ask_is_printed_with_who_recorded_it_and_when() -> None:
    text = final_text(NoteKind.MRI)
    assert "orbit X-ray if yes) | No (telephone, Dr Amara Osei, 23-Nov-2026)" in text
    assert "81 kg (telephone" in text


BY_STAFF = [question.link_id for question in questionnaire().questions.values() if question.by_staff]


@pytest.mark.parametrize("link_id", BY_STAFF)
def test_what_a_scanners_staff_need_is_never_put_to_a_patient(link_id: str) -> None:
    form = questionnaire()
    assert form.questions[link_id].by_staff
    for slug in (person.slug for person in golden_people()):
        assert link_id not in {question.link_id for question in form.asked(golden_case(slug).answers)}


@pytest.mark.parametrize(
    ("kind", "link_id"),
    [
        (NoteKind.MRI, "implanted-device"),
        (NoteKind.MRI, "metal-implants"),
        (NoteKind.MRI, "pregnancy"),
        (NoteKind.MRI, "metal-in-eye"),
        (NoteKind.MRI, "claustrophobia"),
        (NoteKind.MRI, "weight"),
        (NoteKind.MRI, "height"),
        (NoteKind.MRI, "cochlear-implant"),
        (NoteKind.MRI, "recent-operation"),
        (NoteKind.MRI, "contrast-reaction"),
        (NoteKind.NEUROLOGY, "family-history"),
        (NoteKind.EMG, "implanted-device"),
        (NoteKind.EMG, "blood-thinner"),
    ],
)
def test_each_destination_asks_for_what_it_needs(kind: NoteKind, link_id: str) -> None:
    answers = {link: answer for link, answer in marks_case().answers.items() if link != link_id}
    places = [item.where for item in missing(kind, build_case(answers), QUESTION)]
    assert f"answer-{link_id}" in places


@pytest.mark.parametrize("kind", sorted(FOR_THE_PATIENT))
@pytest.mark.parametrize("slug", [person.slug for person in golden_people()])
def test_nothing_for_patients_tells_an_urgency_a_score_or_a_disease(slug: str, kind: NoteKind) -> None:
    case = golden_case(slug)
    said = " ".join(answer if isinstance(answer, str) else "" for answer in case.answers.values())
    text = text_of(pdf.typeset(notes.draft(kind, case, "", NOW)))
    assert [word for word in NEVER_TO_A_PATIENT if word in text and word not in said] == []


@pytest.mark.parametrize(
    "answers",
    [
        {"heart-kidney": "yes"},
        {"heart-kidney": "not-sure"},
        {"medicines": "Ramipril 5 mg, aspirin"},
        {"medicines": "spironolactone"},
        {"medicines": "losartan potassium"},
        {"medicines": "furosemide"},
        {"medicines": ""},
        {"pregnancy": "not-sure"},
        {"pregnancy": "yes"},
    ],
)
def test_potassium_and_two_litres_are_not_advised_to_whom_they_could_harm(answers: dict[str, str]) -> None:
    text = self_care(**answers)
    assert "Bananas" not in text
    assert "2 litres" not in text
    assert "Keep to what your doctor has told you" in text


def test_an_unanswered_question_about_heart_and_kidneys_counts_as_a_reason_to_be_careful() -> None:
    answers = {link: answer for link, answer in golden_case("01-mark").answers.items() if link != "heart-kidney"}
    assert "Bananas" not in flat(plain.as_text(notes.draft(NoteKind.SELF_CARE, build_case(answers), "", NOW)))


def test_the_five_steps_are_advised_where_nothing_speaks_against_them() -> None:
    text = self_care()
    assert "About 2 litres a day. Bananas, spinach" in text
    assert "over 7 to 10 days" in text
    assert "Do not stop a prescribed medicine" in text


def test_the_sheet_says_whom_to_call_now_and_when_to_ring_if_nothing_comes() -> None:
    text = final_text(NoteKind.SELF_CARE, referrals=(asked(NoteKind.EMG), asked(NoteKind.BLOODS)))
    assert "CALL 999 NOW IF" in text
    assert "We have asked for nerve and muscle tests and blood tests." in text
    assert "If you have heard nothing by 07-Dec-2026, ring 0113 496 0000." in text


@pytest.mark.parametrize("slug", [person.slug for person in golden_people()])
def test_the_sheet_advises_nothing_that_the_page_with_the_five_steps_does_not(slug: str) -> None:
    case = golden_case(slug)
    steps = {step.name: step for step in five_steps(case.answers)}
    text = flat(plain.as_text(notes.draft(NoteKind.SELF_CARE, case, "", NOW)))
    assert ("2 litres" in text) <= ("drinks" in steps["drinks"].advice)
    assert ("Bananas" in text) <= ("food" in steps["drinks"].advice)
    assert ("training powders" in text) == ("powders" in steps["caffeine"].advice)
    assert ("slow breathing" in text) == ("stress" in steps["stress"].advice)


def test_a_question_that_follows_another_says_on_the_copy_what_it_is_about() -> None:
    text = flat(plain.as_text(notes.draft(NoteKind.ANSWERS, golden_case("01-mark"), "", NOW)))
    assert "Weakness: is it getting worse? |" in text
    assert "Twitches: where are they? |" in text
    assert " Is it getting worse?" not in text


def test_a_copy_of_the_answers_has_every_question_that_was_asked_and_no_other() -> None:
    case = golden_case("01-mark")
    text = flat(plain.as_text(notes.draft(NoteKind.ANSWERS, case, "", NOW)))
    assert "Is any muscle getting smaller or thinner? | Not sure" in text
    assert "Which muscle" not in text
    assert case.answers["own-words"] in text
    assert "Not asked" not in text


@pytest.mark.parametrize("slug", [person.slug for person in golden_people()][::4])
@pytest.mark.parametrize("kind", NoteKind)
def test_every_document_says_whose_it_is_on_each_page(kind: NoteKind, slug: str) -> None:
    case = golden_case(slug)
    for page in opened(pdf.typeset(notes.draft(kind, case, "", NOW))).pages:
        assert f"{case.patient.date_of_birth:%d-%b-%Y}" in page.extract_text()
