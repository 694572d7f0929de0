"""What a clinician sees of the four weeks after sending, at the sample clinic's screens."""

from __future__ import annotations

from datetime import timedelta

from streamlit.testing.v1 import AppTest

from intake import reception
from intake.cases import IntakeKind
from intake.journal import JournalEntry
from intake.notices import NoticeKind
from intake.weekly import read_check
from tests.clinician.conftest import Screen
from tests.golden.reading import golden_now


def words(tab: AppTest) -> str:
    return " ".join(str(block.proto.body) for block in tab.get("html"))


def test_a_case_without_anything_since_says_nothing_of_it(screen: Screen) -> None:
    assert "Since then" not in words(screen.open_case("Hannah"))


def test_requests_are_shown_with_what_was_said_and_end_with_who_saw_to_them(screen: Screen) -> None:
    reference = screen.reference("Hannah")
    screen.store.aftercare.ask(reference, NoticeKind.CORRECTION, "It is <b>left</b>.", "regions", golden_now())
    tab = screen.open_case("Hannah")
    assert "It is &lt;b&gt;left&lt;/b&gt;." in words(tab)
    notice = screen.case("Hannah").notices[0]
    tab.text_input(key=f"notice-text-{notice.id}").set_value("Rang her.")
    next(button for button in tab.button if button.label == "Seen to").click()
    tab.run()
    ended = screen.case("Hannah").notices[0]
    assert (ended.ended_by, ended.outcome) == (screen.account.name, "Rang her.")
    assert "Seen to. Rang her." in [line.what for line in screen.case("Hannah").timeline]


def test_the_trend_has_a_sentence_two_charts_and_a_table(screen: Screen) -> None:
    reference, today = screen.reference("Hannah"), golden_now().date()
    screen.store.aftercare.write(reference, JournalEntry(today, twitches=True, places=("left-hand",)), golden_now())
    tab = screen.open_case("Hannah")
    assert "Twitches on 1 of 1 day written in week" in words(tab)
    assert len(tab.get("vega_lite_chart")) == 2
    assert "Days written" in words(tab)


def test_news_of_a_check_stand_in_the_queue_and_on_the_case(screen: Screen) -> None:
    case = screen.case("Hannah")
    invitation = next(i for i in screen.store.invitations.recent(golden_now()) if i.reference == case.reference)
    said = read_check({"swallowing": ("yes",)}, case.answers, 7)
    at = golden_now() + timedelta(minutes=1)
    reception.receive(screen.store, invitation, said, IntakeKind.CHECK, at, occasion="7")
    assert "New: Trouble swallowing: yes" in words(screen.open("queue_page"))
    on_case = words(screen.open_case("Hannah"))
    assert "changed since" in on_case
    assert "Speech, swallowing or breathing has changed since last time" in on_case
    assert "What changed since the answers before" in on_case
