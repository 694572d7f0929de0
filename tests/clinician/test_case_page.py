"""A case as a clinician sees and works it, through the router, over the golden day in a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from intake import reception
from intake.cases import CaseState, IntakeKind
from intake.examination import ExamState
from intake.invitations import NewPatient
from intake.names import is_name_of
from intake.questionnaire import questionnaire
from intake.rules import load as rules_loaded
from intake.urgency import Urgency
from pages import _case_reasons, _clock, _gate
from pages._case_reasons import Reader
from pages._moments import WallClock
from tests.clinician.conftest import Said, Screen
from tests.golden.reading import golden_now

MARK = "Mark Ellison"


def answer(tab, link_id: str, code: str):
    """Press an answer of the telephone script."""
    pills = next(each for each in tab.button_group if link_id in each.key)
    return pills.set_value(code).run()


def be(screen: Screen, monkeypatch: pytest.MonkeyPatch, username: str) -> None:
    """Sign in as somebody else in this browser."""
    other = next(found for found in screen.store.accounts.all() if found.username == username)
    token = screen.store.sessions.open(_gate.STAFF, other.id, golden_now())
    monkeypatch.setattr(_gate, "cookies", lambda: {_gate.cookie_name(_gate.STAFF, secure=False): token})


def examined(tab):
    return tab.button(key="exam-normal").click().run().button(key="exam-save").click().run()


def ready_to_sign(screen: Screen):
    tab = answer(screen.open_case(MARK), "blood-thinner", "no")
    return examined(tab).button(key="use-emg").click().run()


def sign(tab, name: str = "Dr Amara Osei"):
    field = next(each for each in tab.text_input if each.key.startswith("name-") and each.key.endswith("emg"))
    field.set_value(name)
    return next(each for each in tab.button if each.label == "Sign the EMG request").click().run()


def rows(html: str) -> dict[str, str]:
    """The article's five rows by number: the state that each shows."""
    table = (
        html.split("The article&#x27;s table")[-1] if "&#x27;s table" in html else html.split("The article's table")[1]
    )
    table = table.split("The article's checklist")[0]
    parts = table.split('<details class="tb-flagrow tb-')[1:6]
    return {str(n): part.split('"')[0] for n, part in enumerate(parts, start=1)}


def test_marks_rows_one_three_and_four_are_lit_and_row_two_is_open(screen: Screen, said: Said):
    shown = rows(said(screen.open_case(MARK)))
    assert shown == {"1": "raised", "2": "open", "3": "raised", "4": "raised", "5": "ruled-out"}


def test_a_row_opens_to_question_answer_source_and_our_reading(screen: Screen, said: Said):
    html = said(screen.open_case(MARK))
    assert "Is any muscle getting smaller or thinner?" in html
    assert "article: red-flag table, row 2" in html
    assert "Our reading" in html
    assert 'href="#said-muscle-smaller"' in html


def test_the_patients_own_words_stand_whole(screen: Screen, said: Said):
    words = screen.case(MARK).answers["own-words"]
    assert str(words).split(".")[0] in said(screen.open_case(MARK))


def test_a_no_on_the_telephone_closes_the_interval_on_the_spot(screen: Screen, said: Said):
    tab = screen.open_case(MARK)
    assert "at least" in said(tab)
    after = answer(tab, "muscle-smaller", "no")
    assert "The urgency is settled: Urgent." in said(after)
    assert screen.case(MARK).assessment.ceiling is Urgency.URGENT


def test_a_yes_on_the_telephone_raises_it(screen: Screen, said: Said):
    after = answer(screen.open_case(MARK), "muscle-smaller", "yes")
    assert screen.case(MARK).urgency is Urgency.IMMEDIATE
    assert "by telephone, Dr Amara Osei" in said(after)


def test_a_telephone_answer_is_added_and_the_form_keeps_what_it_said(screen: Screen):
    answer(screen.open_case(MARK), "muscle-smaller", "no")
    case = screen.case(MARK)
    assert case.intake.answers["muscle-smaller"] == "not-sure"
    assert case.answers["muscle-smaller"] == "no"


def test_an_answer_that_changes_nothing_adds_no_line_of_the_rules(screen: Screen):
    answer(screen.open_case(MARK), "blood-thinner", "no")
    said = [entry.what for entry in screen.case(MARK).timeline if entry.who == "Rules"]
    assert len(said) == 1
    answer(screen.open_case(MARK), "muscle-smaller", "no")
    assert len([entry for entry in screen.case(MARK).timeline if entry.who == "Rules"]) == 2


def test_where_no_other_row_is_ruled_out_nothing_is_said_of_it(screen: Screen, said: Said):
    case = screen.case(MARK)
    at, found = case.assessments[-1]
    raised = replace(case, assessments=((at, replace(found, findings=found.raised)),))
    reader = Reader(raised, questionnaire(), rules_loaded(), WallClock(screen.store.settings.clinic(), golden_now()))
    assert "looked at" not in _case_reasons.beyond_the_article(reader)
    assert "more rows looked at and ruled out." in said(screen.open_case(MARK))


def test_the_emg_card_says_what_is_missing_and_each_leads_to_its_field(screen: Screen, said: Said):
    html = said(examined(screen.open_case(MARK)))
    assert "<b>2 missing:</b>" in html
    for anchor in ("answer-blood-thinner", "question-emg"):
        assert f'href="#{anchor}"' in html
        assert f'id="{anchor}"' in html


def test_all_normal_is_one_touch_and_a_save(screen: Screen):
    examined(screen.open_case(MARK))
    found = screen.case(MARK).examination
    assert found is not None
    assert set(found.power.values()) == {"5"}
    assert {item.state for item in found.items.values()} == {ExamState.NORMAL}


def test_an_exception_is_graded_by_side(screen: Screen, said: Said):
    tab = screen.open_case(MARK).button(key="exam-normal").click().run()
    next(each for each in tab.button_group if each.key.endswith("-arms-abnormal")).set_value(["grip"]).run()
    next(each for each in tab.button_group if each.key.endswith("-right-grip")).set_value("4").run()
    html = said(tab.button(key="exam-save").click().run())
    assert screen.case(MARK).examination.power["right-grip"] == "4"
    assert "Grip and small hand muscles: right 4/5, left 5/5" in html


def test_a_weak_group_without_a_grade_is_refused_and_the_sheet_stays_open(screen: Screen):
    tab = screen.open_case(MARK).button(key="exam-normal").click().run()
    next(each for each in tab.button_group if each.key.endswith("-arms-abnormal")).set_value(["grip"]).run()
    tab.button(key="exam-save").click().run()
    assert "give the weaker side a grade below 5" in tab.error[0].value
    assert tab.button(key="exam-save")
    assert screen.case(MARK).examination is None


def test_no_examination_needs_its_reason(screen: Screen):
    tab = screen.open_case(MARK)
    press = next(each for each in tab.button if each.label == "Save: not examined")
    press.click().run()
    assert "Write why no examination was made" in tab.error[0].value


def test_nothing_can_be_signed_while_something_is_missing(screen: Screen):
    tab = examined(screen.open_case(MARK))
    assert not [each for each in tab.button if each.label.startswith("Sign the EMG")]


def test_a_signed_request_says_what_was_asked_and_when_it_is_chased(screen: Screen, said: Said):
    html = said(sign(ready_to_sign(screen)))
    case = screen.case(MARK)
    assert case.state is CaseState.REQUESTED
    assert "EMG requested, chase Thu 3 Dec" in html
    assert case.referrals[0].question in " ".join(html.split())


def test_what_to_ask_is_said_by_the_tables_by_which_the_case_was_graded(screen: Screen, said: Said):
    before = said(screen.open_case(MARK))
    clinic = screen.store.settings.the_clinic()
    screen.store.settings.save_clinic(replace(clinic, policy="nice-ng127"), "Test", golden_now())
    assert said(screen.open_case(MARK)) == before


def question_of(tab, screen: Screen):
    return tab.text_area(key=f"question-{screen.reference(MARK)}-emg")


def test_what_is_signed_is_the_question_that_the_signer_sees(screen: Screen):
    tab = ready_to_sign(screen)
    screen.store.documents.save_question(screen.reference(MARK), "emg", "Theirs?", screen.account, golden_now())
    sign(tab)
    assert "A colleague has changed this question" in tab.error[0].value
    assert not screen.case(MARK).referrals
    mine = question_of(tab, screen).value
    assert mine != "Theirs?"
    sign(tab)
    assert screen.case(MARK).referrals[0].question == mine


def test_a_colleagues_question_is_not_overwritten_unseen(screen: Screen):
    tab = screen.open_case(MARK)
    screen.store.documents.save_question(screen.reference(MARK), "emg", "Theirs?", screen.account, golden_now())
    question_of(tab, screen).set_value("Mine?").run()
    assert screen.store.documents.question(screen.reference(MARK), "emg") == "Theirs?"
    assert question_of(tab, screen).value == "Mine?"
    question_of(tab, screen).set_value("Mine, after reading theirs?").run()
    assert screen.store.documents.question(screen.reference(MARK), "emg") == "Mine, after reading theirs?"


def test_a_colleagues_question_is_shown_where_nobody_is_writing(screen: Screen):
    tab = screen.open_case(MARK)
    screen.store.documents.save_question(screen.reference(MARK), "emg", "Theirs?", screen.account, golden_now())
    assert question_of(tab.run(), screen).value == "Theirs?"


def test_a_signature_needs_the_signers_own_name(screen: Screen):
    tab = sign(ready_to_sign(screen), name="Somebody Else")
    assert "type your name as it is printed, Dr Amara Osei" in tab.error[0].value
    assert not screen.case(MARK).referrals


@pytest.mark.parametrize("typed", ["amara osei", "DR. AMARA OSEI"])
def test_a_signature_asks_for_the_name_before_it_fails_and_takes_it_in_any_case_without_its_title(screen, typed):
    tab = ready_to_sign(screen)
    assert "Sign: type your name, Dr Amara Osei" in [field.label for field in tab.text_input]
    sign(tab, name=typed)
    assert screen.case(MARK).referrals[0].signed_by == "Dr Amara Osei"


@pytest.mark.parametrize("typed", ["", " ", "Osei", "Dr Osei", "Dr", "Prof Amara Osei", "Amara Osei Osei Cole", "*"])
def test_a_part_of_a_name_or_another_signs_nothing(typed):
    assert not is_name_of("Dr Amara Osei", typed)
    assert is_name_of("*", typed) == (typed == "*")
    assert not is_name_of("Dr", "Prof")


def test_another_urgency_needs_a_reason(screen: Screen):
    tab = screen.open_case(MARK)
    next(each for each in tab.button if each.label == "Set the urgency").click().run()
    assert "Choose the reason" in tab.error[0].value
    assert not screen.case(MARK).overrides


def lower(screen: Screen):
    tab = screen.open_case(MARK)
    tab.selectbox(key="set-level").set_value(Urgency.SOON)
    tab.selectbox(key="set-reason").set_value("spoke-to-patient")
    return next(each for each in tab.button if each.label == "Set the urgency").click().run()


def test_the_rules_result_stays_beside_a_clinicians_urgency(screen: Screen, said: Said):
    html = said(lower(screen))
    assert "<b>Because:</b> Dr Amara Osei: Spoke to the patient" in html
    assert "rules: " in html
    assert screen.case(MARK).urgency is Urgency.SOON


def test_the_head_says_whose_decision_stands_and_why_in_their_words_with_the_rules_beside(screen: Screen, said: Said):
    def set_it(tab, comment: str) -> str:
        tab.selectbox(key="set-level").set_value(Urgency.IMMEDIATE)
        tab.selectbox(key="set-reason").set_value("examined")
        tab.text_input(key="set-comment").set_value(comment)
        return said(next(each for each in tab.button if each.label == "Set the urgency").click().run())

    tab = screen.open_case(MARK)
    assert "No examination is recorded on this case." in set_it(tab, "")
    html = set_it(tab, "Tongue <b>wasted</b>")
    because = html.split("<b>Because:</b> ")[1].split("</div>")[0]
    assert because.startswith("Dr Amara Osei: Examination findings")
    assert "Tongue &lt;b&gt;wasted&lt;/b&gt;" in because.split("</p>")[0]
    assert "Rules: " in because.split("</p>")[1]


def test_an_urgency_can_be_taken_back_and_both_steps_stay(screen: Screen):
    lower(screen).button(key="undo").click().run()
    case = screen.case(MARK)
    assert case.urgency is Urgency.URGENT
    assert len(case.overrides) == 1


def test_after_ten_minutes_there_is_no_undo(screen: Screen, monkeypatch: pytest.MonkeyPatch):
    tab = lower(screen)
    monkeypatch.setattr(_clock, "_SHIFT", _clock._SHIFT + timedelta(minutes=11))
    assert not [each for each in tab.run().button if each.key == "undo"]


def test_the_second_who_claims_is_told_who_has_it(screen: Screen):
    tab = screen.open_case(MARK)
    colleague = next(found for found in screen.store.accounts.all() if found.username == "m.lindqvist")
    screen.store.cases.claim(screen.reference(MARK), colleague, golden_now())
    tab.button(key="claim").click().run()
    assert "Dr Maja Lindqvist took this case at 15:00" in tab.error[0].value


def test_who_has_a_case_is_said_and_it_is_not_offered_again(screen: Screen, said: Said):
    tab = screen.open_case(MARK).button(key="claim").click().run()
    assert "With you since 15:00" in said(tab)
    assert not [each for each in tab.button if each.key == "claim"]


def test_opening_a_case_is_a_look_and_touching_it_is_not_another(screen: Screen):
    answer(screen.open_case(MARK), "muscle-smaller", "no")
    looks = [e for e in screen.store.audit.events(screen.reference(MARK)) if "opened the case" in str(e)]
    assert len(looks) == 1


def test_reception_is_not_shown_what_a_patient_answered(screen: Screen, said: Said, monkeypatch: pytest.MonkeyPatch):
    be(screen, monkeypatch, "t.ellery")
    tab = screen.open_case(MARK)
    assert "ask a clinician" in tab.error[0].value
    assert "forearm" not in said(tab)


def test_an_unknown_reference_is_answered_with_the_way_back(screen: Screen):
    assert "Open it from the queue." in screen.open("case", ref="TW-NOBODY").error[0].value


def test_whatever_a_patient_wrote_stays_text(screen: Screen, said: Said):
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    patient = NewPatient(hostile, "Newly", golden_now().date().replace(year=1970))
    invited = screen.store.invitations.invite(patient, None, screen.account, golden_now())
    answers = {"emergency-signs": ("none-of-these",), "own-words": hostile, "tasks-since": hostile, "weakness": "yes"}
    receipt = reception.receive(screen.store, invited.invitation, answers, IntakeKind.SENT, golden_now())
    html = said(screen.open("case", ref=receipt.reference))
    assert "<img src=x" not in html
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("place", range(24))
def test_every_case_of_the_day_opens(screen: Screen, said: Said, place: int):
    row = screen.store.cases.queue(golden_now())[place]
    tab = screen.open("case", ref=row.reference)
    assert not tab.exception
    assert row.reference in said(tab)


def test_the_head_of_a_case_says_why_before_anything_else(screen: Screen, said: Said):
    html = said(screen.open_case("Dennis"))
    assert "<b>Because:</b> Short of breath at rest or lying flat" in html
    assert html.index("<b>Because:</b>") < html.index("<h2>The article")


def test_wasting_that_a_clinician_found_asks_whether_the_urgency_still_stands(screen: Screen, said: Said):
    tab = screen.open_case("Callum")
    tab.button(key="exam-normal").click().run()
    abnormal = next(each for each in tab.button_group if each.key.endswith("-body-abnormal"))
    html = said(abnormal.set_value(["wasting"]).run().button(key="exam-save").click().run())
    assert "You found wasting." in html
    assert "Change the urgency if you agree." in html
    assert screen.case("Callum").urgency is Urgency.ROUTINE


def test_what_is_typed_for_one_case_never_stands_in_the_fields_of_another(screen: Screen, said: Said):
    """A jump in the browser's history leads from one case straight to another."""
    tab = screen.open_case(MARK)
    other = screen.reference("Carter")
    tab.query_params["ref"] = other
    tab.run()
    assert "Another case was open in this tab." in said(tab)
    assert f'href="/case?ref={other}"' in said(tab)
    assert not [*tab.text_input, *tab.text_area, *tab.selectbox, *tab.button]
