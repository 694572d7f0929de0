"""The morning sheet: one page whatever waits, the most urgent on it, no more of anybody than it takes to ring them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from intake import reception
from intake.cases import IntakeKind
from intake.people import Role
from intake.urgency import LADDER, Urgency
from pages import _clock
from reports.morning_sheet import Morning, Tally, note, sheet
from reports.note import Table
from tests.reach.conftest import ANNA, CLINIC, said
from tests.read_pdf import opened, text_of, unmarked
from tests.store.conftest import MARKS_ANSWERS

TALLY = Tally(1, 0, 0, 0)


@pytest.fixture
def mark(house) -> str:
    made, _ = house.invite()
    return reception.receive(house.store, made, MARKS_ANSWERS, IntakeKind.SENT, _clock.now()).reference


def morning(house, count: int, *, reads: bool = True, clinic=CLINIC) -> Morning:
    (row,) = house.store.cases.queue(_clock.now())
    rows = [replace(row, reference=f"TW-{number:07}") for number in range(count)]
    return Morning(clinic, rows, replace(TALLY, waiting=count), _clock.now(), reads)


@pytest.mark.parametrize("country", ["GB-ENG", "US"])
@pytest.mark.parametrize("count", [1, 24, 60])
def test_it_is_one_page_and_says_how_many_more_wait(house, mark, count, country):
    made = sheet(morning(house, count, clinic=replace(CLINIC, country=country)))
    text = text_of(made)
    shown = text.count("TW-")
    assert len(opened(made).pages) == 1
    assert (f"And {count - shown} more" in text) == (shown < count)
    assert "TW-0000000" in text
    assert unmarked(made) == []
    assert len(made) < 45_000


def test_an_emergency_stands_out_as_whoever_is_late_does(house, mark):
    calm = morning(house, 2)
    (first, second) = (replace(row, booked_for=None) for row in calm.rows)
    told = replace(calm, rows=[replace(first, urgency=Urgency.EMERGENCY), second])
    (table,) = [block for block in note(told, 2).blocks if isinstance(block, Table)]
    assert table.strong == (0,)
    assert "RING NOW" in text_of(sheet(told))


def test_the_number_to_ring_stands_on_one_line(house, mark):
    calm = morning(house, 1)
    ring = replace(calm.rows[0], urgency=Urgency.EMERGENCY, telephone="07700 900123")
    (table,) = [block for block in note(replace(calm, rows=[ring]), 1).blocks if isinstance(block, Table)]
    assert "07700\N{NO-BREAK SPACE}900123" in table.rows[0][3].splitlines()


def test_it_says_why_in_a_word_and_a_shape_and_nothing_more_of_the_answers(house, mark, browser):
    house.sign_in(browser, Role.CLINICIAN)
    answer = browser.get("/morning-sheet.pdf")
    text = text_of(answer.content)
    assert answer.headers["cache-control"] == "no-store"
    for told in ("Anna Nowak", "Born 09-Mar-1979", mark, "◆ Urgent", "1 waiting", "as of 23-Nov-2026 15:00", "nobody"):
        assert told in text, told
    assert "07700 900123" not in text
    assert "Weakness" in text or "Weaker" in text or "Tasks" in text


@pytest.mark.parametrize("who", [Role.RECEPTION, Role.CLINICIAN])
def test_a_child_whom_nobody_has_assessed_stands_under_no_level(house, browser, who):
    made, _ = house.invite(replace(ANNA, date_of_birth=date(2016, 3, 9)))
    reception.receive(house.store, made, {}, IntakeKind.UNDER_16, _clock.now())
    house.sign_in(browser, who)
    text = text_of(browser.get("/morning-sheet.pdf").content)
    assert "Not assessed" in text
    assert not [step.word for step in LADDER.values() if step.word in text]


def test_it_says_what_somebody_could_be_which_check_did_not_come_and_what_is_to_be_chased(house, mark):
    made = morning(house, 2)
    first, second = made.rows
    could = replace(first, rule_urgency=first.urgency, ceiling=Urgency.IMMEDIATE)
    silent = replace(second, rule_urgency=second.urgency, ceiling=second.urgency, notices=("missed-check", "copy"))
    late = replace(silent, notices=(), chase_on=date(2026, 11, 23))
    later = replace(late, chase_on=date(2026, 11, 24))
    tally = replace(made.tally, silent=2, to_chase=1)
    words = [
        " ".join(text_of(sheet(replace(made, rows=[row], tally=tally))).split()) for row in (could, silent, late, later)
    ]
    assert "could be Immediate" in words[0]
    assert "Missed a check" in words[1]
    assert "could be" not in words[1]
    assert "copy" not in words[1]
    assert "Chase the request (23-Nov-2026)" in words[2]
    assert "Chase the request" not in words[3]
    assert all("2 waiting for the patient, 1 with a request to chase, closed cases too." in said for said in words)


def test_reception_gets_it_without_the_reasons(house, mark, browser):
    house.sign_in(browser, Role.RECEPTION)
    text = text_of(browser.get("/morning-sheet.pdf").content)
    assert "Anna Nowak" in text
    assert "Why" not in text
    assert not [word for word in ("Weak", "Tasks", "forearm", "Muscle", "smaller") if word in text]


def test_each_one_is_on_record_and_strangers_get_none(house, mark, browser):
    assert browser.get("/morning-sheet.pdf").status_code == 303
    house.sign_in(browser, Role.CLINICIAN)
    browser.get("/morning-sheet.pdf")
    newest = house.store.audit.recent(1)[0]
    assert (newest.who, newest.what) == ("Clinician Person", "took out the morning sheet")


def test_where_nobody_waits_it_says_so(house, browser):
    house.sign_in(browser, Role.CLINICIAN)
    assert "No one is waiting." in text_of(browser.get("/morning-sheet.pdf").content)


@pytest.mark.parametrize("page", ["today", "queue_page"])
def test_today_and_the_queue_lead_to_it(house, mark, page):
    assert 'href="/morning-sheet.pdf"' in said(house.screen(page, Role.CLINICIAN))
