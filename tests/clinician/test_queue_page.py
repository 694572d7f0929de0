"""The queue as a clinician sees it, through the router, over the golden day in a real database."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape

import pytest

from intake import reception
from intake.cases import IntakeKind
from intake.invitations import NewPatient
from pages import _gate
from tests.clinician.conftest import Said, Screen
from tests.golden.reading import day, golden_now, golden_person


def names_on_screen(html: str) -> list[str]:
    return re.findall(r'class="tb-name"><bdi>([^<]*)</bdi>', html)


def test_the_sentence_on_top_is_the_one_worked_out_by_hand(screen: Screen, said: Said):
    assert day()["expected_queue"]["sentence"] in said(screen.open("queue_page"))


def test_the_golden_day_stands_in_the_order_worked_out_by_hand(screen: Screen, said: Said):
    shown = names_on_screen(said(screen.open("queue_page")).replace("&#x27;", "'"))
    assert shown == [golden_person(slug).name for slug in day()["expected_queue"]["order"]]


def test_every_row_opens_its_case_by_a_link(screen: Screen):
    links = [element.proto for element in screen.open("queue_page").get("page_link")]
    opened = {link.query_string for link in links if link.query_string}
    assert opened == {f"ref={row.reference}" for row in screen.store.cases.queue(golden_now())}


def test_both_charts_are_drawn_and_each_says_what_it_shows(screen: Screen, said: Said):
    tab = screen.open("queue_page")
    assert len(tab.get("vega_lite_chart")) == 2
    assert "2 of 17 booked after the day due, furthest Desmond Carter by 21 days" in said(tab)


def test_somebody_new_is_announced_and_the_order_stays(screen: Screen, said: Said):
    tab = screen.open("queue_page")
    before = names_on_screen(said(tab))
    _arrive(screen, speech="yes")
    after = said(tab.run())
    assert "1 new: Urgent" in after
    assert names_on_screen(after) == before


def test_the_order_is_taken_anew_when_it_is_asked_for(screen: Screen, said: Said):
    tab = screen.open("queue_page")
    _arrive(screen, speech="yes")
    after = said(tab.run().button(key="sort-again").click().run())
    assert "new:" not in after
    assert "Newly Arrived" in names_on_screen(after)


def test_reception_sees_who_waits_and_by_when_and_not_what_they_answered(
    screen: Screen, said: Said, monkeypatch: pytest.MonkeyPatch
):
    tom = next(account for account in screen.store.accounts.all() if account.username == "t.ellery")
    token = screen.store.sessions.open(_gate.STAFF, tom.id, golden_now())
    monkeypatch.setattr(_gate, "cookies", lambda: {_gate.cookie_name(_gate.STAFF, secure=False): token})
    shown = said(screen.open("queue_page"))
    assert len(names_on_screen(shown)) == 24
    answered = [row for row in screen.store.cases.queue(golden_now()) if row.kind is IntakeKind.SENT]
    assert answered
    for row in answered:
        assert "No red flag" in row.reason or escape(row.reason) not in shown
    assert "Article rows raised" not in shown


def test_slurred_speech_stands_above_mark(screen: Screen, said: Said):
    _arrive(screen, speech="yes")
    shown = names_on_screen(said(screen.open("queue_page")))
    assert shown.index("Newly Arrived") < shown.index("Mark Ellison")


def test_rows_follow_the_clinics_clock_within_the_minute(screen: Screen, said: Said):
    tab = screen.open("queue_page")
    here = rows_on_screen(said(tab))
    clinic = screen.store.settings.the_clinic()
    screen.store.settings.save_clinic(replace(clinic, time_zone="Asia/Tokyo"), "Test", golden_now())
    there = rows_on_screen(said(tab.run()))
    assert len(there) == len(here) > 20
    assert not set(there) & set(here)


def test_a_row_that_changes_is_written_anew_and_the_others_stay(screen: Screen, said: Said):
    tab = screen.open("queue_page")
    before = rows_on_screen(said(tab))
    free = next(row for row in screen.store.cases.queue(golden_now()) if row.claimed_by_id is None)
    screen.store.cases.claim(free.reference, screen.account, golden_now())
    after = rows_on_screen(said(tab.run()))
    changed = [row for row in after if row not in before]
    assert len(changed) == 1
    assert free.reference in changed[0]


def test_nobody_signed_in_sees_nothing(screen: Screen, said: Said):
    tab = screen.open("queue_page")
    for session in [screen.store.sessions]:
        session.end_all(screen.account.id, golden_now())
    after = tab.run()
    assert "Ellison" not in said(after)
    assert after.error


def _arrive(screen: Screen, **answers: str) -> None:
    """Somebody new sends their answers."""
    patient = NewPatient("Arrived", "Newly", golden_now().date().replace(year=1970))
    invited = screen.store.invitations.invite(patient, None, screen.account, golden_now())
    plain = {"emergency-signs": ("none-of-these",), **answers}
    reception.receive(screen.store, invited.invitation, plain, IntakeKind.SENT, golden_now())


def rows_on_screen(shown: str) -> list[str]:
    """The rows, as they stand on the page."""
    return [line for line in shown.split("\n") if line.startswith('<div class="tb-row tb-edge-')]
