"""A case's document as a FHIR R4 bundle: who, what was said, what the rules made of it, what is asked, the PDF.

Answers keep their `link_id`s and codes. FHIR's words for priority differ from ours (our *urgent* is its *asap*):
our own code and the due day stand beside the priority. Answers that staff recorded on the telephone are a response
of their own; neither replaces the other. Deterministic: identifiers are made of the reference.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from intake.answers import read_number
from intake.cases import CaseFile, Clarification, Intake, IntakeKind
from intake.country import pack_of
from intake.form import Answer, Question
from intake.questionnaire import questionnaire
from intake.referral import FOR_THE_PATIENT, NoteKind, Referral
from intake.triage import Finding, FindingState
from reports.attachment import Attachment
from reports.country import may_be_its_number
from reports.note import Note
from reports.notes import TITLES, from_json

Resource = dict[str, Any]

OURS = "urn:twitchboard"
INSIDE = "record.fhir.json"
NUMBER_SYSTEMS = {"NHS number": "https://fhir.nhs.uk/Id/nhs-number"}
CODINGS = {"ICD-10": "http://hl7.org/fhir/sid/icd-10", "ICD-10-CM": "http://hl7.org/fhir/sid/icd-10-cm"}
GENDERS = frozenset({"male", "female", "other"})


def bundle(case: CaseFile, kind: NoteKind, note: Note, pdf: bytes) -> Resource:
    """The document with everything it rests on, as a collection bundle (FHIR R4, 4.0.1) ready for `json.dumps`.

    An empty `pdf` leaves the paper out, for the bundle that goes inside it.
    """
    resources = {
        "organization": _organization(case),
        "patient": _patient(case),
        "practitioner": _practitioner(note),
        **{f"answers-{n}": _response(case, intake) for n, intake in enumerate(case.intakes)},
        **{f"telephone-{n}": _spoken(case, said) for n, said in enumerate(case.clarifications)},
        "assessment": _assessment(case),
        "request": None if kind in FOR_THE_PATIENT else _request(case, kind, note),
        "document": _document(case, kind, note, pdf),
    }
    return {
        "resourceType": "Bundle",
        "identifier": {"system": f"{OURS}:document", "value": f"{case.reference}/{kind}"},
        "type": "collection",
        "timestamp": _instant(note.generated_at),
        "entry": [{"fullUrl": _url(case, name), "resource": found} for name, found in resources.items() if found],
    }


def signed_bundle(case: CaseFile, signed: Referral, pdf: bytes) -> bytes:
    """The bundle of a signed version as JSON: the case as it was known then, the note and the paper as they left."""
    made = bundle(as_known(case, signed.signed_at), signed.kind, from_json(signed.content), pdf)
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def inside(case: CaseFile, signed: Referral) -> Attachment:
    """The bundle of a signed version to go inside its PDF: all but the paper, which is around it."""
    note = from_json(signed.content)
    made = bundle(as_known(case, signed.signed_at), signed.kind, note, b"")
    data = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
    return Attachment(INSIDE, "application/fhir+json", "The record that this document was made of, as FHIR R4", data)


def as_known(case: CaseFile, at: datetime) -> CaseFile:
    """The case without what came after that moment. The due day goes where a later change may have moved it."""
    then = tuple(found for found in case.assessments if found[0] <= at)
    overrides = tuple(
        replace(o, undone_at=o.undone_at if o.undone_at and o.undone_at <= at else None)
        for o in case.overrides
        if o.set_at <= at
    )
    is_the_same = (then, overrides) == (case.assessments, case.overrides)
    return replace(
        case,
        intakes=tuple(i for i in case.intakes if i.received_at <= at),
        clarifications=tuple(c for c in case.clarifications if c.recorded_at <= at),
        assessments=then,
        overrides=overrides,
        due_at=case.due_at if is_the_same else None,
    )


def _url(case: CaseFile, name: str) -> str:
    return uuid5(NAMESPACE_URL, f"{OURS}:{case.reference}/{name}").urn


def _to(case: CaseFile, name: str) -> Resource:
    return {"reference": _url(case, name)}


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _without_nothing(resource: Resource) -> Resource:
    """FHIR has no empty values: what is not known is not there."""
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}


# --- Who ------------------------------------------------------------------------------------------------


def _organization(case: CaseFile) -> Resource:
    clinic = case.clinic
    address = [{"text": clinic.address}] if clinic.address else []
    return _without_nothing(
        {
            "resourceType": "Organization",
            "name": clinic.name,
            "telecom": [{"system": "phone", "value": clinic.telephone}],
            "address": address,
        }
    )


def _patient(case: CaseFile) -> Resource:
    person = case.patient
    is_its = may_be_its_number(person.number or "", case.clinic)
    name_there = pack_of(case.clinic.country).number_name if is_its else ""
    system = NUMBER_SYSTEMS.get(name_there, f"{OURS}:patient-number")
    name = {"use": "official", "family": person.family_name, "given": [person.given_name]}
    sex = (person.sex or "").lower()
    return _without_nothing(
        {
            "resourceType": "Patient",
            "identifier": [{"system": system, "value": "".join(person.number.split())}] if person.number else [],
            "name": [name | ({"prefix": [person.title]} if person.title else {})],
            "telecom": [{"system": "phone", "value": person.telephone}] if person.telephone else [],
            "gender": sex if sex in GENDERS else "unknown",
            "birthDate": person.date_of_birth.isoformat(),
            "address": [{"text": person.address}] if person.address else [],
            "managingOrganization": _to(case, "organization"),
        }
    )


def _practitioner(note: Note) -> Resource | None:
    signed = note.signature
    if signed is None:
        return None
    number = [{"system": f"{OURS}:registration", "value": signed.registration}] if signed.registration else []
    return _without_nothing(
        {
            "resourceType": "Practitioner",
            "identifier": number,
            "name": [{"text": signed.name}],
            "qualification": [{"code": {"text": signed.role}}] if signed.role else [],
        }
    )


# --- What was said ----------------------------------------------------------------------------------------


def _response(case: CaseFile, intake: Intake) -> Resource:
    form = questionnaire()
    known = [
        (form.questions[link], given) for link, given in intake.answers.items() if link in form.questions and given
    ]
    return _without_nothing(
        {
            "resourceType": "QuestionnaireResponse",
            "questionnaire": f"{OURS}:questionnaire|{intake.questionnaire_version}",
            "status": "in-progress" if intake.kind is IntakeKind.ABANDONED else "completed",
            "subject": _to(case, "patient"),
            "source": _to(case, "patient"),
            "author": _typed(intake),
            "authored": _instant(intake.received_at),
            "item": [_item(question, given) for question, given in known],
        }
    )


def _typed(intake: Intake) -> Resource | None:
    """Who typed, where it was not the patient: FHIR's author, beside the source whose answers they are."""
    hands = dict.fromkeys(filled.typist.hand_words for filled in intake.filled_in_by)
    return {"display": "; ".join(hands)} if hands else None


def _spoken(case: CaseFile, said: Clarification) -> Resource | None:
    question = questionnaire().questions.get(said.link_id)
    if question is None:
        return None
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "amended",
        "subject": _to(case, "patient"),
        "author": {"display": f"{said.recorded_by}, by telephone"},
        "source": _to(case, "patient"),
        "authored": _instant(said.recorded_at),
        "item": [_item(question, said.answer)],
    }


def _item(question: Question, given: Answer) -> Resource:
    return {"linkId": question.link_id, "text": question.text, "answer": list(_answers(question, given))}


def _answers(question: Question, given: Answer) -> Iterable[Resource]:
    codes = (given,) if isinstance(given, str) else given
    if question.choices:
        system = f"{OURS}:answers:{question.link_id}"
        for code in codes:
            display = question.by_code[code].text if code in question.by_code else code
            yield {"valueCoding": {"system": system, "code": code, "display": display}}
        return
    number = read_number(codes[0]) if question.type == "number" else None
    yield {"valueString": ", ".join(codes)} if number is None else {"valueDecimal": number}


# --- What the rules made of it ------------------------------------------------------------------------------


def _assessment(case: CaseFile) -> Resource:
    """Every raised row with the answers that raised it and its source: the urgency traced."""
    at, found = case.assessments[-1]
    raised = [finding for finding in found.findings if finding.state is FindingState.RAISED]
    return _without_nothing(
        {
            "resourceType": "RiskAssessment",
            "status": "final",
            "subject": _to(case, "patient"),
            "occurrenceDateTime": _instant(at),
            "method": {"text": f"{found.tables.policy} {found.tables.version} sha256:{found.tables.sha256}"},
            "basis": [_to(case, f"answers-{n}") for n, _ in enumerate(case.intakes)],
            "prediction": [_prediction(finding) for finding in raised],
            "note": [{"text": _graded(case)}],
        }
    )


def _graded(case: CaseFile) -> str:
    if case.not_assessed:
        return "Not assessed: the tables are for adults, and no clinician has set an urgency."
    found = case.assessment
    return f"Rules: at least {found.urgency}, could be {found.ceiling}. Stands: {_stands(case)}."


def _prediction(finding: Finding) -> Resource:
    because = "; ".join(f"{link}: {', '.join(codes)}" for link, codes in finding.because.items())
    return {
        "outcome": {"text": finding.row.symptom},
        "qualitativeRisk": {"coding": [_urgency(finding.row.urgency.value, finding.row.urgency.step.word)]},
        "rationale": f"row {finding.row.id} ({finding.row.source}) because {because}",
    }


def _stands(case: CaseFile) -> str:
    """The level that stands as a code; `not-assessed` where none does."""
    return "not-assessed" if case.not_assessed else case.urgency.value


def _urgency(code: str, word: str) -> Resource:
    return {"system": f"{OURS}:urgency", "code": code, "display": word}


# --- What is asked, and the paper -----------------------------------------------------------------------------


def _request(case: CaseFile, kind: NoteKind, note: Note) -> Resource:
    signed, coding = note.signature, CODINGS.get(pack_of(case.clinic.country).coding, CODINGS["ICD-10"])
    code = {"system": coding, "code": "R25.3", "display": "Fasciculation"}
    return _without_nothing(
        {
            "resourceType": "ServiceRequest",
            "extension": [{"url": f"{OURS}:urgency", "valueCode": _stands(case)}],
            "identifier": [{"system": f"{OURS}:request", "value": f"{case.reference}/{kind}"}],
            "status": "active" if signed else "draft",
            "intent": "order" if signed else "proposal",
            "priority": case.step.fhir_priority,
            "code": {"text": TITLES[kind]},
            "subject": _to(case, "patient"),
            "occurrencePeriod": {"end": _instant(case.due_at)} if case.due_at else None,
            "authoredOn": _instant(note.generated_at),
            "requester": _to(case, "practitioner") if signed else _to(case, "organization"),
            "performer": [{"display": note.to}] if note.to else [],
            "reasonCode": [{"coding": [code]}],
            "supportingInfo": [_to(case, name) for name in ("answers-0", "assessment", "document")],
            "note": [{"text": note.question}] if note.question else [],
        }
    )


def _document(case: CaseFile, kind: NoteKind, note: Note, pdf: bytes) -> Resource:
    paper: Resource = {
        "contentType": "application/pdf",
        "language": note.language,
        "title": TITLES[kind],
        "creation": _instant(note.generated_at),
    }
    if pdf:
        paper |= {"data": b64encode(pdf).decode("ascii"), "size": len(pdf)}
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": "preliminary" if note.is_draft else "final",
        "type": {"text": TITLES[kind]},
        "subject": _to(case, "patient"),
        "date": _instant(note.generated_at),
        "author": [_to(case, "practitioner" if note.signature else "organization")],
        "custodian": _to(case, "organization"),
        "content": [{"attachment": paper}],
    }
