"""The documents of a case on its page: which have a card, what each asks, what is signed, what was withdrawn."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import timedelta

import pypdf
import pytest
from fhir.resources.R4B.bundle import Bundle

from intake import reception
from intake.cases import CaseState, IntakeKind
from intake.invitations import NewPatient
from intake.referral import NoteKind
from pages import _clock
from tests.clinician.conftest import Said, Screen
from tests.clinician.test_case_page import MARK, answer, examined, ready_to_sign, sign
from tests.clinician.test_documents import fetch
from tests.golden.reading import golden_now
from tests.read_pdf import text_of


def choose(tab, screen: Screen, kind: str, name: str = MARK):
    """Choose it under *Another document*."""
    return tab.selectbox(key=f"other-{screen.reference(name)}").set_value(NoteKind(kind)).run()


def put(tab, screen: Screen, kind: str, text: str):
    return tab.text_area(key=f"question-{screen.reference(MARK)}-{kind}").set_value(text).run()


def sign_as(tab, kind: str, label: str):
    field = next(each for each in tab.text_input if each.key.startswith("name-") and each.key.endswith(kind))
    field.set_value("Dr Amara Osei")
    return next(each for each in tab.button if each.label == label).click().run()


def reissued(screen: Screen):
    """The EMG request signed, and signed again with a reason."""
    tab = sign(ready_to_sign(screen))
    why = next(each for each in tab.text_input if each.key.startswith("why-") and each.key.endswith("emg"))
    why.set_value("Other side meant <b>left</b>")
    return sign(tab)


def test_what_the_rules_suggest_has_a_card_and_the_rest_is_a_choice_away(screen: Screen, said: Said):
    tab = screen.open_case(MARK)
    html = said(tab)
    assert "<h3>Letter to neurology</h3>" in html
    assert "<h3>Self-care sheet</h3>" not in html
    assert "<h3>Self-care sheet</h3>" in said(choose(tab, screen, "self-care"))


def test_the_letter_is_signed_where_the_rules_suggest_it(screen: Screen, said: Said):
    tab = examined(screen.open_case(MARK))
    tab = tab.button(key="use-neurology").click().run()
    html = said(sign_as(tab, "neurology", "Sign the letter"))
    assert [r.kind for r in screen.case(MARK).referrals] == [NoteKind.NEUROLOGY]
    assert "Neurology requested, chase" in html
    assert "REFERRAL TO NEUROLOGY" in html.upper()


def test_a_chosen_document_asks_for_what_its_destination_needs_and_each_leads_there(screen: Screen, said: Said):
    case = screen.case(MARK)
    wanting = [link for link in ("metal-implants", "pregnancy") if not case.answers.get(link)]
    html = said(choose(screen.open_case(MARK), screen, "mri"))
    assert "<h3>MRI request</h3>" in html
    for anchor in ("examination", "question-mri", *(f"answer-{link}" for link in wanting)):
        assert f'href="#{anchor}"' in html
        assert f'id="{anchor}"' in html


def test_the_self_care_sheet_needs_no_question_and_is_not_chased(screen: Screen, said: Said):
    tab = choose(examined(screen.open_case(MARK)), screen, "self-care")
    assert f"question-{screen.reference(MARK)}-self-care" not in [each.key for each in tab.text_area]
    html = said(sign_as(tab, "self-care", "Sign the self-care sheet"))
    case = screen.case(MARK)
    assert case.state is CaseState.WAITING
    row = next(row for row in screen.store.cases.queue(golden_now()) if row.reference == case.reference)
    assert row.chase_on is None
    assert "Signed. Print it for the patient." in html
    assert "Signed the self-care sheet, version 1." in html


def test_a_copy_of_the_answers_is_opened_and_never_signed(screen: Screen):
    tab = choose(screen.open_case(MARK), screen, "answers")
    assert not [each for each in tab.button if each.label.startswith("Sign ")]
    assert text_of(fetch(screen, "a.osei", f"/notes/{screen.reference(MARK)}/answers/draft.pdf").content)


def test_a_version_that_was_replaced_is_said_to_be_withdrawn_and_stays_as_signed(screen: Screen, said: Said):
    html = said(reissued(screen))
    first, second = screen.case(MARK).referrals
    assert (first.version, second.version, second.reissue_reason) == (1, 2, "Other side meant <b>left</b>")
    assert "Version 1, withdrawn</a>" in html
    assert "superseded by version 2" in html
    assert "Issued again because: Other side meant &lt;b&gt;left&lt;/b&gt;" in html
    old = fetch(screen, "a.osei", f"/notes/{screen.reference(MARK)}/emg/1.pdf")
    assert hashlib.sha256(old.content).hexdigest() == first.sha256
    assert "emg-v1-withdrawn.pdf" in old.headers["content-disposition"]
    assert screen.store.audit.events(screen.reference(MARK))[-1].what == "opened emg v1, withdrawn"


def test_a_new_version_prints_why_it_was_issued(screen: Screen):
    reissued(screen)
    new = fetch(screen, "a.osei", f"/notes/{screen.reference(MARK)}/emg/2.pdf")
    assert "Other side meant <b>left</b>" in " ".join(text_of(new.content).split())
    assert "withdrawn" not in new.headers["content-disposition"]


def test_a_new_version_without_a_reason_is_refused(screen: Screen):
    tab = sign(sign(ready_to_sign(screen)))
    assert "Write why a new version is needed" in tab.error[0].value
    assert len(screen.case(MARK).referrals) == 1


def test_a_signed_request_leaves_as_a_fhir_bundle_not_kept_and_on_record(screen: Screen):
    sign(ready_to_sign(screen))
    reference = screen.reference(MARK)
    got = fetch(screen, "a.osei", f"/notes/{reference}/emg/1.json")
    assert got.headers["content-type"] == "application/fhir+json"
    assert got.headers["cache-control"] == "no-store"
    assert "Ellison" not in got.headers["content-disposition"]
    Bundle.model_validate(json.loads(got.content))
    assert screen.store.audit.events(reference)[-1].what == "downloaded the FHIR bundle of emg v1"


def test_a_signed_request_leaves_with_its_record_inside_for_whoever_asks_and_on_record(screen: Screen):
    sign(ready_to_sign(screen))
    reference = screen.reference(MARK)
    got = fetch(screen, "a.osei", f"/notes/{reference}/emg/1.record.pdf")
    (inside,) = pypdf.PdfReader(io.BytesIO(got.content)).attachments["record.fhir.json"]
    Bundle.model_validate(json.loads(inside))
    assert b"JVBER" not in inside  # the paper is around it, not in it once more
    assert got.headers["cache-control"] == "no-store"
    assert got.headers["content-disposition"] == f'attachment; filename="{reference}-emg-v1.record.pdf"'
    assert screen.store.audit.events(reference)[-1].what == "downloaded with its record emg v1"
    assert fetch(screen, "a.osei", f"/notes/{reference}/emg/2.record.pdf").status_code == 404


def test_a_bundle_knows_nothing_that_was_said_after_the_signature(screen: Screen, monkeypatch: pytest.MonkeyPatch):
    tab = sign(ready_to_sign(screen))
    address = f"/notes/{screen.reference(MARK)}/emg/1.json"
    before = fetch(screen, "a.osei", address).content
    monkeypatch.setattr(_clock, "_SHIFT", _clock._SHIFT + timedelta(minutes=5))
    answer(tab, "muscle-smaller", "no")
    after = fetch(screen, "a.osei", address).content
    assert len(screen.case(MARK).clarifications) == 2
    assert (b"muscle-smaller" in before, before.count(b"by telephone"), after.count(b"by telephone")) == (True, 1, 1)


@pytest.mark.parametrize("who", ["t.ellery", "p.nair"])
def test_whoever_reads_no_answers_takes_no_bundle(screen: Screen, who: str):
    sign(ready_to_sign(screen))
    answer = fetch(screen, who, f"/notes/{screen.reference(MARK)}/emg/1.json")
    assert answer.status_code == 403
    assert "To read what a patient answered, ask a clinician." in answer.text
    assert "Ellison" not in answer.text


def test_what_no_typeface_has_is_said_at_the_gate(screen: Screen, said: Said):
    patient = NewPatient("ሰላም", "Asha", golden_now().date().replace(year=1970))
    invited = screen.store.invitations.invite(patient, None, screen.account, golden_now())
    answers = {"emergency-signs": ("none-of-these",), "weakness": "yes"}
    receipt = reception.receive(screen.store, invited.invitation, answers, IntakeKind.SENT, golden_now())
    assert "Cannot be printed, stands as □:" in said(screen.open("case", ref=receipt.reference))
    assert "Cannot be printed" not in said(screen.open_case(MARK))
