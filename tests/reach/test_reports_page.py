"""The Reports page and its files: sentences, tables, hidden numbers, the period, the trail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake import reception, rules
from intake.cases import IntakeKind
from intake.invitations import NewPatient
from intake.people import Role
from intake.reporting import period_of
from pages import _figures
from reports import charts_figures
from reports.figures import figures
from tests.reach.conftest import ANNA, CLINIC, said
from tests.store.conftest import CALM, MARKS_ANSWERS, NOW

TITLES = ("Arrivals", "How soon", "Late", "What the tables raise", "What nice-ng127 would have done", "Not sure",
          "Left half-way", "Requests", "Where")  # fmt: skip


@pytest.fixture
def busy(house):
    """Seven like Mark, three calm, all of yesterday."""
    _figures._kept.clear()
    for number, answers in enumerate([MARKS_ANSWERS] * 7 + [CALM] * 3):
        who = NewPatient(f"{ANNA.family_name}{number}", "X", ANNA.date_of_birth)
        at = NOW - timedelta(days=1, minutes=number)
        made = house.store.invitations.invite(who, None, house.people[Role.ADMIN], at)
        reception.receive(house.store, made.invitation, answers, IntakeKind.SENT, at)
    return house


def made(house):
    period = period_of(30, NOW, CLINIC)
    told = house.store.reporting.read(period, CLINIC)
    tables = rules.load("article"), rules.load("nice-ng127")
    return {one.id: one for one in figures(told, period, CLINIC, NOW, tables)}


def test_every_figure_has_a_sentence_and_a_table_or_says_why_it_is_empty(busy):
    found = made(busy)
    assert tuple(one.title for one in found.values()) == TITLES
    for one in found.values():
        assert one.empty or (one.says.endswith(".") and one.rows), one.id
        assert all(len(row) == len(one.head) for row in one.rows), one.id


def test_no_number_from_one_to_four_stands_in_any_table_or_chart(busy):
    for one in made(busy).values():
        counts = [cell for row in one.rows for name, cell in zip(one.head, row, strict=True) if "%" not in name
                  and name not in ("to",)]  # fmt: skip
        drawn = [line.get("people") for line in one.drawn]
        assert not [cell for cell in [*counts, *drawn] if isinstance(cell, int) and 0 < cell < 5], one.id


def test_seven_who_are_unsure_are_said_and_three_are_not(busy):
    found = made(busy)["not-sure"]
    line = next(row for row in found.rows if "smaller" in str(row[0]))
    assert line[1:3] == (10, None), "seven unsure leave three who are not"


@pytest.mark.parametrize("dark", [False, True])
def test_each_chart_is_made_of_the_same_cells_and_of_the_house_theme(busy, dark):
    for one in made(busy).values():
        if one.drawn:
            spec = charts_figures.chart(one, dark=dark)
            assert spec["config"]["background"] == "transparent"
            assert "data" not in spec
            assert len(charts_figures.frame(one)) == len(one.drawn)


def test_the_page_shows_them_with_tables_and_files(busy):
    tab = busy.screen("reports_page", Role.SENIOR)
    shown = said(tab)
    for title in TITLES:
        assert f"<h2>{title}</h2>" in shown
    assert "10 came" in shown
    assert 'href="/reports/arrivals.csv?days=30"' in shown
    assert not [name for name in ("Nowak", "TW-") if name in shown]
    assert tab.get("vega_lite_chart")


def test_another_period_is_chosen(busy):
    tab = busy.screen("reports_page", Role.SENIOR)
    tab.selectbox(key="span").set_value(7).run()
    assert "Tue 17 Nov to Mon 23 Nov" in said(tab)
    assert 'href="/reports/arrivals.csv?days=7"' in said(tab)


def test_an_empty_clinic_says_so_figure_by_figure(house):
    _figures._kept.clear()
    shown = said(house.screen("reports_page", Role.SENIOR))
    for words in ("Nobody has sent anything in this period", "No row is raised", "No request was signed"):
        assert words in shown


def test_nothing_is_counted_twice_while_nothing_happens(busy, monkeypatch):
    counted = []
    read = type(busy.store.reporting).read
    monkeypatch.setattr(type(busy.store.reporting), "read", lambda *given: (counted.append(1), read(*given))[1])
    period = period_of(30, NOW, CLINIC)
    for _ in range(3):
        _figures.figures_of(busy.store, period, CLINIC, NOW)
    assert len(counted) == 1
    busy.store.audit.note("Test", "something happened", None, NOW)
    _figures.figures_of(busy.store, period, CLINIC, NOW)
    assert len(counted) == 2


def test_a_table_leaves_as_a_file_with_its_hidden_cells_hidden_and_on_record(busy, browser):
    busy.sign_in(browser, Role.SENIOR)
    answer = browser.get("/reports/arrivals.csv?days=30")
    text = answer.content.decode("utf-8-sig")
    assert answer.headers["cache-control"] == "no-store"
    assert text.splitlines()[0] == "Arrivals,Sun 25 Oct to Mon 23 Nov"
    assert "hidden" in text
    assert "Nowak" not in text
    newest = busy.store.audit.recent(1)[0]
    assert (newest.who, newest.what) == ("Senior Person", "took out the table arrivals, 2026-10-25 to 2026-11-23")


@pytest.mark.parametrize("address", ["/reports/nothing.csv", "/reports/..csv", "/reports/arrivals.csv.csv"])
def test_a_table_that_is_not_there_is_said_plainly(busy, browser, address):
    busy.sign_in(browser, Role.SENIOR)
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize("days", ["", "-1", "1e9", "99999999", "x", "٣", "7; drop table cases"])
def test_whatever_period_is_asked_for_the_answer_is_a_table(busy, browser, days):
    busy.sign_in(browser, Role.SENIOR)
    assert browser.get("/reports/arrivals.csv").status_code == 200
    assert browser.ask("GET", "/reports/arrivals.csv", params={"days": days}).status_code == 200


@pytest.mark.parametrize("role", [Role.RECEPTION])
def test_reception_has_neither_page_nor_file(busy, browser, role):
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        busy.screen("reports_page", role)
    busy.sign_in(browser, role)
    assert browser.get("/reports/arrivals.csv").status_code == 403
