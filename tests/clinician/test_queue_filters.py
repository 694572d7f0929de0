"""Filters, search, deeds in the rows and how a clinician likes them, through the router over the golden day."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from intake.preferences import Preferences
from intake.store import StoreUnavailable
from intake.store.tables import cases, moves, patients
from intake.today import Filter, Show
from pages import _clock
from tests.clinician.conftest import Said, Screen
from tests.clinician.test_queue_page import names_on_screen
from tests.golden.reading import day, golden_now, golden_person

LATE = [golden_person(slug).name for slug in day()["expected_queue"]["late_people"]]


def search(tab: AppTest, typed: str) -> AppTest:
    return tab.text_input(key="queue-search").set_value(typed).run()


def maja(screen: Screen):
    return next(account for account in screen.store.accounts.all() if account.username == "m.lindqvist")


def test_an_address_with_a_filter_shows_those_alone_and_says_who_is_hidden(screen: Screen, said: Said):
    tab = screen.open("queue_page", show="late")
    shown = said(tab)
    assert sorted(names_on_screen(shown.replace("&#x27;", "'"))) == sorted(LATE)
    assert "3 of 24 shown." in shown
    assert "urgent or above hidden by this filter" in shown
    assert "24 waiting" in shown


def test_a_count_chosen_above_the_rows_goes_into_the_address_and_everybody_comes_back(screen: Screen, said: Said):
    tab = screen.open("queue_page")
    tab.button_group(key="bar-show").set_value(Show.BOOKED_TOO_LATE).run()
    assert tab.query_params["show"] == "booked"
    assert len(names_on_screen(said(tab))) == 2
    tab.button(key="show-all").click().run()
    assert "show" not in tab.query_params
    assert len(names_on_screen(said(tab))) == 24


def test_a_search_finds_without_accents_or_case_and_stays_out_of_the_address(screen: Screen, said: Said):
    tab = search(screen.open("queue_page"), "wisniew")
    assert names_on_screen(said(tab)) == ["Grażyna Wiśniewska-Łoś"]
    assert not tab.query_params
    assert names_on_screen(said(search(tab, "09/03/1984"))) == ["Mark Ellison"]
    assert names_on_screen(said(search(tab, "9 Mar 1984"))) == ["Mark Ellison"]
    assert names_on_screen(said(search(tab, screen.reference("Ruth")))) == ["Ruth Abelman"]


def test_a_date_that_cannot_be_read_is_answered_with_how_to_write_it(screen: Screen, said: Said):
    assert "Write the year with four digits, like 9/3/1984." in said(search(screen.open("queue_page"), "9/3/84"))


def test_a_search_that_finds_nobody_says_so(screen: Screen, said: Said):
    assert "Nobody here. Everybody who waits is shown without the filter." in said(
        search(screen.open("queue_page"), "nobodyofthisname")
    )


def test_a_case_is_taken_and_released_in_its_row(screen: Screen, said: Said):
    reference = screen.reference("Patricia")
    tab = screen.open("queue_page")
    tab.button(key=f"take-{reference}").click().run()
    assert screen.case("Patricia").claimed_by.name == "Dr Amara Osei"
    assert "you <span" in said(tab)
    tab.button(key=f"release-{reference}").click().run()
    assert screen.case("Patricia").claimed_by is None


def test_the_second_who_takes_a_case_is_told_who_was_first_and_when(screen: Screen, said: Said):
    reference = screen.reference("Patricia")
    tab = screen.open("queue_page")
    screen.store.cases.claim(reference, maja(screen), golden_now())
    tab.button(key=f"take-{reference}").click().run()
    assert "Patricia Hale: Dr Maja Lindqvist took this case at 15:00." in said(tab)
    assert screen.case("Patricia").claimed_by.name == "Dr Maja Lindqvist"


def test_as_a_list_everybody_is_one_button_that_says_the_whole_row(screen: Screen):
    screen.store.preferences.save(Preferences(as_list=True), screen.account, golden_now())
    tab = screen.open("queue_page")
    buttons = [button for button in tab.button if (button.key or "").startswith("open-")]
    assert len(buttons) == 24
    mark = next(button for button in buttons if "Mark" in button.label)
    assert "booked too late" in mark.label


def test_a_filter_is_kept_under_a_name_for_this_clinician_alone(screen: Screen, said: Said):
    tab = screen.open("queue_page", show="late")
    tab.text_input(key="save-name").set_value("Mornings").run()
    tab.button(key="save-filter").click().run()
    (kept,) = screen.store.preferences.read(screen.account.id).filters
    assert (kept.name, kept.filter) == ("Mornings", Filter(Show.LATE))
    assert screen.store.preferences.read(maja(screen).id) == Preferences()
    again = screen.open("queue_page")
    again.button(key="saved-0").click().run()
    assert again.query_params["show"] == "late"


def test_single_keys_are_off_until_they_are_wanted(screen: Screen, said: Said):
    tab = screen.open("queue_page")
    assert 'data-on="0"' in said(tab)
    tab.toggle(key="view-keys").set_value(True).run()
    assert 'data-on="1"' in said(tab)


def test_whoever_closes_while_somebody_reads_leaves_the_rows_and_is_counted(screen: Screen, said: Said):
    tab = screen.open("queue_page")
    reference = screen.reference("Hannah")
    with screen.store.cases._db.write() as work:
        work.keep(moves, reference=reference, move="closed", text="", by_name="Test", at=golden_now())
        work.execute(update(cases).where(cases.c.reference == reference).values(closed_at=golden_now()))
        work.record("Test", "closed the case", golden_now(), reference)
    after = said(tab.run())
    assert "1 no longer waiting" in after
    assert "Hannah Moss" not in names_on_screen(after)


def test_a_database_that_takes_no_writes_is_said_above_the_queue(
    screen: Screen, said: Said, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patch:
        patch.setattr(type(screen.store), "why_no_writes", lambda _: "The database file is read-only.")
        assert "read-only" in said(screen.open("queue_page"))
        assert "read-only" in said(screen.open("today"))


def test_each_page_says_once_when_the_server_was_last_here(screen: Screen, said: Said):
    """Twice would be a mark that never moves, and a page that calls itself stale while it is not."""
    for name in ("queue_page", "today"):
        assert said(screen.open(name)).count('class="tb-heard"') == 1


def test_today_says_each_count_and_links_it_to_the_queue(screen: Screen, said: Said):
    tab = screen.open("today")
    expected = day()["expected_queue"]
    links = {link.proto.label: link.proto.query_string for link in tab.get("page_link")}
    assert links[f"**{expected['late']}** Late"] == "show=late"
    assert links[f"**{expected['booked_too_late']}** Booked too late"] == "show=booked"
    assert links[f"**{expected['due_today_not_late']}** Due today"] == "show=today"
    assert links[f"**{expected['to_chase']}** Requests to chase"] == "show=chase"
    assert links["**1** Stopped at the emergency page"] == "show=stopped"
    assert expected["sentence"] in said(tab)
    assert "Last received" in said(tab)


def test_today_counts_mine_alone_when_asked(screen: Screen, said: Said):
    screen.store.cases.claim(screen.reference("Mark"), screen.account, golden_now())
    tab = screen.open("today")
    tab.button_group(key="today-whose").set_value("Me").run()
    assert "Yours: 1 waiting, 1 booked too late" in said(tab)
    links = {link.proto.label: link.proto.query_string for link in tab.get("page_link")}
    assert links["**1** Booked too late"] == "show=booked&who=me"


def close_all(screen: Screen) -> None:
    with screen.store.cases._db.write() as work:
        work.execute(update(cases).values(closed_at=golden_now(), missed_at=None))


def links(tab: AppTest) -> list[str]:
    return [link.proto.label for link in tab.get("page_link")]


def test_where_nobody_waits_whoever_is_closed_is_still_found(screen: Screen, said: Said):
    close_all(screen)
    tab = screen.open("queue_page")
    assert "No one is waiting." in said(tab)
    assert "Nobody found." not in said(tab)
    (found,) = [label for label in links(search(tab, "wisniew")) if "closed" in label]
    assert found.startswith("Grażyna Wiśniewska")
    assert "Nobody found." in said(search(tab, "nobody of that name"))
    assert "Write the year with four digits" in said(search(tab, "9/3/84"))


def test_a_search_that_finds_more_of_the_closed_than_it_shows_says_so(screen: Screen, said: Said):
    close_all(screen)
    with screen.store.cases._db.write() as work:
        work.execute(update(patients).values(date_of_birth=date(1984, 3, 9)))
    tab = search(screen.open("queue_page"), "9/3/1984")
    assert len([label for label in links(tab) if "closed" in label]) == 5
    assert "More closed cases are found. Write more of the name, or the date of birth." in said(tab)


def test_today_with_nobody_says_since_when(screen: Screen, said: Said):
    close_all(screen)
    assert "No one is waiting. Last received 11:20." in said(screen.open("today"))


def test_every_count_has_its_words_and_its_place_on_today():
    from pages._queue_view import WORDS
    from pages._today_view import GROUPS

    assert set(WORDS) == set(Show)
    assert sorted(show for group in GROUPS for show in group.shows) == sorted(Show)


def test_what_cannot_be_read_any_more_is_said_and_what_was_there_stays(
    screen: Screen, said: Said, monkeypatch: pytest.MonkeyPatch
):
    tab = screen.open("today")

    def unreachable(*_args: object, **_named: object) -> None:
        raise StoreUnavailable("The database server cannot be reached.")

    with monkeypatch.context() as patch:
        patch.setattr(type(screen.store.cases), "counts", unreachable)
        after = said(tab.run())
    assert "cannot be reached. What stands below is as it was before." in after
    assert "24 waiting" in after


def test_a_page_more_is_shown_below_in_the_order_that_is_read(screen: Screen, said: Said, monkeypatch):
    from pages import _queue_order

    monkeypatch.setattr(_queue_order, "PAGE", 10)
    tab = screen.open("queue_page")
    first = names_on_screen(said(tab))
    assert len(first) == 10
    tab.button(key="more").click().run()
    shown = names_on_screen(said(tab))
    assert shown[:10] == first
    assert len(shown) == 20


def test_the_times_in_the_rows_move_on_while_the_order_stays(screen: Screen, said: Said, monkeypatch):
    def since() -> str:
        found = re.search(r'Beatriz Salgado Pinto.*?title="Received [^"]*">([^<]*)<', said(tab.run()))
        assert found
        return found[1]

    tab = screen.open("queue_page")
    assert since() == "3 h"
    monkeypatch.setattr(_clock, "_SHIFT", _clock._SHIFT + timedelta(minutes=25))
    assert since() == "4 h"
