"""The Reports page and its files: sentences, tables, hidden numbers, the period, the trail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake import reception, rules
from intake.cases import IntakeKind
from intake.invitations import NewPatient
from intake.people import Role
from intake.reporting import Followed, Line, RowCount, Told, period_of
from pages import _figures
from reports import charts_figures, figures_form
from reports.figures import figures
from tests.reach.conftest import ANNA, CLINIC, said
from tests.store.conftest import CALM, MARKS_ANSWERS, NOW

TITLES = ("Arrivals", "How soon", "Late", "What the tables raise", "What nice-ng127 would have done", "Not sure",
          "Left half-way", "Requests", "Where")  # fmt: skip


@pytest.fixture
def busy(house):
    """Seven like Mark, three calm, all of yesterday."""
    come(house, [MARKS_ANSWERS] * 7 + [CALM] * 3)
    return house


def come(house, said, first: int = 0) -> None:
    """As many people as there are answers, a minute apart, yesterday."""
    _figures._kept.clear()
    for number, answers in enumerate(said, first):
        who = NewPatient(f"{ANNA.family_name}{number}", "X", ANNA.date_of_birth)
        at = NOW - timedelta(days=1, minutes=number)
        made = house.store.invitations.invite(who, None, house.people[Role.ADMIN], at)
        reception.receive(house.store, made.invitation, answers, IntakeKind.SENT, at)


def made(house):
    period = period_of("2026-q4", NOW, CLINIC)
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


def test_a_picture_with_nothing_to_show_is_not_drawn_and_its_table_stays():
    few = Followed("emg", "sent", int(NOW.timestamp()), None)
    asked = figures_form.requests(Told((), (), (), 8, {}, (few,), {}, ()), NOW)
    where = figures_form.regions(Told((), (), (), 8, {}, (), {("left-thigh",): 2}, ()))
    assert [(bool(one.drawn), bool(one.map), bool(one.rows)) for one in (asked, where)] == [(False, False, True)] * 2
    many = figures_form.requests(Told((), (), (), 8, {}, (few,) * 9, {}, ()), NOW)
    assert many.drawn
    assert figures_form.regions(Told((), (), (), 20, {}, (), {("left-thigh",): 9, ("back",): 9}, ())).map


def test_what_all_but_one_have_is_not_said_since_it_points_at_the_one():
    places = {("left-thigh",): 7, ("right-calf",): 1}
    found = figures_form.regions(Told((), (), (), 8, {}, (), places, ()))
    assert "7" not in found.says
    assert {row[1] for row in found.rows} == {None}
    period = period_of("2026-q4", NOW, CLINIC)
    line = Line(2, int(NOW.timestamp()), None, None, None, None)
    told = Told((line,) * 8, (RowCount("lasting", 7, 0, 0, 0),), (), 8, {}, (), {}, ())
    raised = figures(told, period, CLINIC, NOW, (rules.load("article"), rules.load("nice-ng127")))[3]
    assert raised.rows[0][1] is None
    assert "7" not in raised.says


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
    come(busy, [CALM] * 5, first=10)
    tab = busy.screen("reports_page", Role.SENIOR)
    shown = said(tab)
    for title in TITLES:
        assert f"<h2>{title}</h2>" in shown
    assert "15 came" in shown
    assert 'href="/reports/arrivals.csv?quarter=2026-q4"' in shown
    assert not [name for name in ("Nowak", "TW-") if name in shown]
    assert tab.get("vega_lite_chart")


def test_another_period_is_chosen(busy):
    tab = busy.screen("reports_page", Role.SENIOR)
    assert "Thu 1 Oct to Mon 23 Nov" in said(tab)
    tab.selectbox(key="quarter-chosen").set_value("2026-q3").run()
    assert "Wed 1 Jul to Wed 30 Sep" in said(tab)
    assert "Nobody has sent anything in this period" in said(tab)


def test_a_page_that_is_loaded_again_shows_the_period_that_was_chosen(busy):
    tab = busy.screen("reports_page", Role.SENIOR)
    tab.selectbox(key="quarter-chosen").set_value("2026-q2").run()
    chosen = tab.query_params["quarter"]
    again = busy.screen("reports_page", Role.SENIOR, quarter=chosen[0] if isinstance(chosen, list) else chosen)
    assert again.selectbox(key="quarter-chosen").value == "2026-q2"


def test_an_empty_clinic_says_so_figure_by_figure(house):
    _figures._kept.clear()
    shown = said(house.screen("reports_page", Role.SENIOR))
    for words in ("Nobody has sent anything in this period", "No row is raised", "No request was signed"):
        assert words in shown


def test_nothing_is_counted_twice_while_nothing_happens(busy, monkeypatch):
    counted = []
    read = type(busy.store.reporting).read
    monkeypatch.setattr(type(busy.store.reporting), "read", lambda *given: (counted.append(1), read(*given))[1])
    period = period_of("2026-q4", NOW, CLINIC)
    for _ in range(3):
        _figures.figures_of(busy.store, period, CLINIC, NOW)
    assert len(counted) == 1
    busy.store.audit.note("Test", "something happened", None, NOW)
    _figures.figures_of(busy.store, period, CLINIC, NOW)
    assert len(counted) == 2


def test_a_table_leaves_as_a_file_with_its_hidden_cells_hidden_and_on_record(busy, browser):
    busy.sign_in(browser, Role.SENIOR)
    answer = browser.get("/reports/arrivals.csv?quarter=2026-q4")
    text = answer.content.decode("utf-8-sig")
    assert answer.headers["cache-control"] == "no-store"
    assert text.splitlines()[0] == "Arrivals,Thu 1 Oct to Mon 23 Nov"
    assert "hidden" in text
    assert "Nowak" not in text
    newest = busy.store.audit.recent(1)[0]
    assert (newest.who, newest.what) == ("Senior Person", "took out the table arrivals, 2026-10-01 to 2026-11-23")


@pytest.mark.parametrize("address", ["/reports/nothing.csv", "/reports/..csv", "/reports/arrivals.csv.csv"])
def test_a_table_that_is_not_there_is_said_plainly(busy, browser, address):
    busy.sign_in(browser, Role.SENIOR)
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize("quarter", ["", "-1", "2026-q9", "1999-q1", "x", "٣", "2026-q4; drop table cases"])
def test_whatever_period_is_asked_for_the_answer_is_a_table(busy, browser, quarter):
    busy.sign_in(browser, Role.SENIOR)
    assert browser.get("/reports/arrivals.csv").status_code == 200
    assert browser.ask("GET", "/reports/arrivals.csv", params={"quarter": quarter}).status_code == 200


@pytest.mark.parametrize("role", [Role.RECEPTION])
def test_reception_has_neither_page_nor_file(busy, browser, role):
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        busy.screen("reports_page", role)
    busy.sign_in(browser, role)
    assert browser.get("/reports/arrivals.csv").status_code == 403
