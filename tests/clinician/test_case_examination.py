"""The examination on the page: a region in one touch, exceptions, kept as entered, signed once, amended by reason."""

from __future__ import annotations

import pytest

from intake.examination import ITEMS, POWER_GROUPS, REGIONS, Examination, ExamItem, ExamState
from tests.clinician.conftest import Said, Screen
from tests.clinician.test_case_loop import press
from tests.clinician.test_case_page import MARK, be, examined
from tests.golden.reading import golden_now

THEIRS = Examination(0, {"tone": ExamItem(ExamState.ABNORMAL, "increased in the legs")}, {"neck": "5"})


def colleague(screen: Screen):
    return next(found for found in screen.store.accounts.all() if found.username == "m.lindqvist")


def widget(tab, kind: str, ending: str):
    return next(each for each in tab.get(kind) if each.key and each.key.endswith(ending))


def mark(tab, region: str, value: str):
    return widget(tab, "button_group", f"-{region}-mark").set_value(value).run()


def test_everything_that_is_examined_stands_in_one_region():
    placed = [name for _, names in REGIONS.values() for name in names]
    assert sorted(placed) == sorted([*POWER_GROUPS, *ITEMS])


def test_a_region_is_normal_in_one_touch_and_nothing_is_taken_for_granted_of_the_others(screen: Screen):
    tab = screen.open_case(MARK).button(key="exam-regions").click().run()
    tab = press(mark(tab, "arms", "normal"), "Sign the examination")
    assert "Not entered yet: Head, neck and speech, Legs, All over." in tab.error[0].value
    assert screen.case(MARK).examination is None
    for region in ("head", "legs", "body"):
        tab = mark(tab, region, "not-done")
    press(tab, "Sign the examination")
    found = screen.case(MARK).examination
    assert found.power["right-grip"] == "5"
    assert "right-hip" not in found.power
    assert found.items["tongue"].state is ExamState.NOT_DONE


def test_what_is_entered_is_kept_at_once_and_is_there_on_another_machine(screen: Screen, said: Said):
    tab = screen.open_case(MARK).button(key="exam-normal").click().run()
    tab = widget(tab, "button_group", "-body-abnormal").set_value(["wasting"]).run()
    widget(tab, "text_input", "-wasting").set_value("right thenar").run()
    elsewhere = screen.open_case(MARK)
    assert widget(elsewhere, "text_input", "-wasting").value == "right thenar"
    assert "not signed yet." in said(elsewhere)
    press(elsewhere, "Sign the examination")
    assert screen.case(MARK).examination.items["wasting"].comment == "right thenar"
    assert not screen.store.desk.of_case(screen.reference(MARK))


def test_discarding_takes_the_draft_away_and_nothing_that_was_signed(screen: Screen):
    tab = examined(screen.open_case(MARK)).button(key="exam-amend").click().run()
    press(tab, "Discard what I entered")
    assert not screen.store.desk.of_case(screen.reference(MARK))
    assert len(screen.case(MARK).examinations) == 1


def test_amending_starts_from_what_was_signed_and_needs_its_reason(screen: Screen, said: Said):
    tab = examined(screen.open_case(MARK)).button(key="exam-amend").click().run()
    tab = widget(tab, "button_group", "-head-abnormal").set_value(["tongue"]).run()
    tab = press(tab, "Sign the examination")
    assert "Write why the examination is amended." in tab.error[0].value
    widget(tab, "text_input", "-reason").set_value("Looked again").run()
    html = said(press(tab, "Sign the examination"))
    assert 'Amended: <span dir="auto">Looked again' in html
    first, second = screen.case(MARK).examinations
    assert (first.items["tongue"].state, second.items["tongue"].state) == (ExamState.NORMAL, ExamState.ABNORMAL)


def test_who_else_is_writing_is_said_and_what_they_write_is_not(screen: Screen, said: Said, monkeypatch):
    tab = screen.open_case(MARK).button(key="exam-normal").click().run()
    widget(tab, "text_input", "-summary").set_value("Weak grip on the right").run()
    be(screen, monkeypatch, "m.lindqvist")
    html = said(screen.open_case(MARK))
    assert "Dr Amara Osei is filling in an examination, last at 15:00." in html
    assert "Weak grip on the right" not in html


@pytest.mark.parametrize("keep", ["mine", "theirs"])
def test_two_who_examine_see_both_and_choose(screen: Screen, said: Said, keep: str):
    tab = screen.open_case(MARK).button(key="exam-normal").click().run()
    screen.store.cases.examine(screen.reference(MARK), THEIRS, colleague(screen), golden_now(), after=0)
    tab = press(tab, "Sign the examination")
    assert "Dr Maja Lindqvist signed an examination while you were writing." in tab.error[0].value
    html = said(tab)
    assert "increased in the legs" in html
    assert "signed version 1 while you were writing" in html
    if keep == "theirs":
        press(tab, "Keep theirs")
        assert len(screen.case(MARK).examinations) == 1
        return
    widget(tab, "text_input", "-reason").set_value("Tone normal when warm").run()
    press(tab, "Sign mine as the next version")
    assert [e.examined_by for e in screen.case(MARK).examinations] == ["Dr Maja Lindqvist", "Dr Amara Osei"]


def test_a_telephone_answer_given_meanwhile_is_no_hindrance(screen: Screen):
    from intake import reception

    tab = screen.open_case(MARK).button(key="exam-normal").click().run()
    case = screen.case(MARK)
    reception.clarify(
        screen.store, case.reference, "blood-thinner", "no", colleague(screen), golden_now(), case.version
    )
    assert not press(tab, "Sign the examination").error
    assert screen.case(MARK).examination


# --- A note, and the question ------------------------------------------------------------------------


def note(tab):
    return next(each for each in tab.text_area if each.label == "Write on the case")


def test_a_note_that_was_not_saved_is_there_when_its_writer_comes_back_and_nobody_else_sees_it(
    screen: Screen, said: Said, monkeypatch
):
    note(screen.open_case(MARK)).set_value("Rang twice, no answer").run()
    assert note(screen.open_case(MARK)).value == "Rang twice, no answer"
    be(screen, monkeypatch, "m.lindqvist")
    tab = screen.open_case(MARK)
    assert note(tab).value == ""
    assert "Rang twice" not in said(tab)


def test_a_saved_note_leaves_no_draft(screen: Screen, said: Said):
    tab = note(screen.open_case(MARK)).set_value("Rang twice, no answer").run()
    assert "Rang twice, no answer" in said(tab.button(key="note-save").click().run())
    assert note(tab).value == ""
    assert not screen.store.desk.of_case(screen.reference(MARK))


@pytest.mark.parametrize(("press_on", "stays"), [("Keep mine", "Mine?"), ("Take theirs", "Theirs?")])
def test_two_who_write_the_question_see_both_and_choose(screen: Screen, said: Said, press_on: str, stays: str):
    reference = screen.reference(MARK)
    tab = screen.open_case(MARK)
    screen.store.documents.save_question(reference, "emg", "Theirs?", colleague(screen), golden_now())
    tab = tab.text_area(key=f"question-{reference}-emg").set_value("Mine?").run()
    assert "Theirs stands below yours" in tab.error[0].value
    assert "Dr Maja Lindqvist wrote meanwhile, 15:00:" in said(tab)
    press(tab, press_on)
    assert screen.store.documents.question(reference, "emg") == stays
