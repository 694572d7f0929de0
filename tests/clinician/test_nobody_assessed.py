"""Somebody whom no table assesses (under 16) is named by no level anywhere until a clinician has set one."""

from __future__ import annotations

import pytest

from intake import queue_text
from intake.closing import Closing
from intake.referral import NoteKind
from intake.store import ReasonNeeded
from intake.today import Filter
from pages._queue_view import age_sentence
from reports import morning_sheet, notes, plain
from tests.clinician.conftest import Said, Screen
from tests.golden.reading import golden_now

CHILD = "Ffion Lake"


def test_the_case_of_a_child_names_no_level_and_suggests_no_self_care_sheet(screen: Screen, said: Said):
    html = said(screen.open_case(CHILD))
    head = html[html.index("tb-casehead") : html.index("</h1>")]
    assert "Not assessed" in head
    assert "Self-care" not in head
    assert "Suggested while the urgency is" not in html


def test_the_list_of_appointments_names_no_level_for_a_child(screen: Screen, said: Said):
    html = said(screen.open("appointments_page"))
    before = html[: html.index(CHILD)]
    assert "Not assessed" in before[before.rindex("tb-request") :]
    assert "Self-care" not in html


def test_on_paper_and_in_a_terminal_a_child_is_not_assessed(screen: Screen):
    store, now = screen.store, golden_now()
    rows = [row for row in store.cases.queue(now) if row.not_assessed]
    clinic = screen.case(CHILD).clinic
    sheet = morning_sheet.Morning(clinic, rows, morning_sheet.Tally(1, 0, 0, 0), now, reads=True)
    assert [row.patient_name for row in rows] == [CHILD]
    assert "? Not assessed" in plain.as_text(morning_sheet.note(sheet, 1))
    assert "? Not assessed" in queue_text.as_text(rows, clinic, now)


def test_a_note_about_a_child_is_headed_by_no_level(screen: Screen):
    text = plain.as_text(notes.draft(NoteKind.NEUROLOGY, screen.case(CHILD), "", golden_now()))
    assert "NOT ASSESSED: see by" in text
    assert "SELF-CARE:" not in text


def test_a_child_is_counted_at_no_level_of_the_chart_and_that_is_said(screen: Screen):
    look = screen.store.cases.look(Filter(), screen.account.id, golden_now(), 1)
    assert sum(look.charted.ages.values()) == look.counts.waiting - 1
    assert age_sentence(look.counts, look.charted).endswith(" 1 not assessed.")


def test_a_case_that_nobody_assessed_is_not_closed_without_an_outcome(screen: Screen):
    case, now = screen.case(CHILD), golden_now()
    with pytest.raises(ReasonNeeded, match="Nobody has assessed this person"):
        screen.store.cases.close(case.reference, Closing(), screen.account, now, case.version)


def test_the_telephone_script_promises_a_child_no_level_that_no_table_may_give(screen: Screen, said: Said):
    html = said(screen.open_case(CHILD))
    assert "stays" in html
    assert "tb-self-care" not in html


def test_a_childs_urgency_is_chosen_by_a_clinician_and_not_preselected(screen: Screen, said: Said):
    tab = screen.open_case(CHILD)
    assert tab.selectbox(key="set-level").value is None
    tab.selectbox(key="set-reason").set_value("spoke-to-patient")
    tab = next(each for each in tab.button if each.label == "Set the urgency").click().run()
    assert "Choose how urgent it is, then set it." in said(tab)
    assert screen.case(CHILD).not_assessed
