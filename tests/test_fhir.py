"""The FHIR R4 bundle, held against models of R4B (whose resources used here are R4's) and against the case."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date

import pytest

from intake.referral import NoteKind
from reports import notes, pdf
from reports.fhir import bundle
from tests.build_case import CHOSEN, NOW, QUESTION, golden_case, marks_case, signature
from tests.golden.reading import golden_people

Bundle = pytest.importorskip("fhir.resources.R4B.bundle", reason="fhir.resources is a test dependency").Bundle


def made(kind: NoteKind = NoteKind.EMG) -> dict:
    note = notes.final(kind, marks_case(), QUESTION, signature(), CHOSEN)
    return bundle(marks_case(), kind, note, pdf.typeset(note))


def only(found: dict, kind: str) -> dict:
    (resource,) = (entry["resource"] for entry in found["entry"] if entry["resource"]["resourceType"] == kind)
    return resource


@pytest.mark.parametrize("slug", [person.slug for person in golden_people()])
@pytest.mark.parametrize("kind", [NoteKind.EMG, NoteKind.ANSWERS])
def test_every_bundle_is_a_bundle_to_others(kind: NoteKind, slug: str) -> None:
    case = golden_case(slug)
    note = notes.draft(kind, case, "", NOW)
    Bundle.model_validate_json(json.dumps(bundle(case, kind, note, b"%PDF-")))


@pytest.mark.parametrize("kind", NoteKind)
def test_a_signed_bundle_is_a_bundle_to_others(kind: NoteKind) -> None:
    Bundle.model_validate_json(json.dumps(made(kind)))


def test_every_reference_leads_to_something_in_the_bundle() -> None:
    found = made()
    urls = {entry["fullUrl"] for entry in found["entry"]}
    said = json.dumps(found)
    references = {part.split('"')[0] for part in said.split('"reference": "')[1:]}
    assert references <= urls


def test_the_request_carries_our_own_urgency_and_the_due_day_beside_fhirs_priority() -> None:
    request = only(made(), "ServiceRequest")
    assert (request["priority"], request["extension"][0]["valueCode"]) == ("asap", "urgent")
    assert request["occurrencePeriod"]["end"].startswith("2026-12-03")
    assert request["note"] == [{"text": QUESTION}]
    assert (request["status"], request["intent"]) == ("active", "order")


def test_a_draft_is_a_proposal_and_its_paper_preliminary() -> None:
    case = golden_case("01-mark")
    found = bundle(case, NoteKind.EMG, notes.draft(NoteKind.EMG, case, "", NOW), b"%PDF-")
    assert (only(found, "ServiceRequest")["status"], only(found, "ServiceRequest")["intent"]) == ("draft", "proposal")
    assert only(found, "DocumentReference")["docStatus"] == "preliminary"


def test_every_raised_row_is_traced_to_its_answers_and_its_source() -> None:
    traced = [prediction["rationale"] for prediction in only(made(), "RiskAssessment")["prediction"]]
    assert "row progressive-weakness (article: red-flag table, row 3) because weakness-worse: yes" in traced


def test_answers_keep_their_codes_and_the_telephone_answer_stands_beside_them() -> None:
    responses = [e["resource"] for e in made()["entry"] if e["resource"]["resourceType"] == "QuestionnaireResponse"]
    said = {
        (response["status"], item["linkId"]): item["answer"][0].get("valueCoding", {}).get("code")
        for response in responses
        for item in response["item"]
    }
    assert said["completed", "muscle-smaller"] == "not-sure"
    assert said["amended", "muscle-smaller"] == "no"


def test_the_paper_in_the_bundle_is_the_paper() -> None:
    attachment = only(made(), "DocumentReference")["content"][0]["attachment"]
    note = notes.final(NoteKind.EMG, marks_case(), QUESTION, signature())
    assert base64.b64decode(attachment["data"]) == pdf.typeset(note)


def test_the_patient_is_who_the_case_is_about() -> None:
    patient = only(made(), "Patient")
    assert patient["birthDate"] == date(1984, 3, 9).isoformat()
    assert patient["identifier"] == [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990001006"}]


def test_a_number_that_cannot_be_an_nhs_number_is_not_handed_on_as_one() -> None:
    case = marks_case()
    wrong = replace(case, patient=replace(case.patient, number="12"))
    note = notes.final(NoteKind.EMG, wrong, QUESTION, signature())
    patient = only(bundle(wrong, NoteKind.EMG, note, b""), "Patient")
    assert [(one["value"], "nhs" in one["system"]) for one in patient["identifier"]] == [("12", False)]


def test_the_same_case_is_the_same_bundle() -> None:
    assert json.dumps(made()) == json.dumps(made())
