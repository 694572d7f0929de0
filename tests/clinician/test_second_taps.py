"""Two deeds before the page was drawn again: a double tap is one deed, two different ones are never one."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from pages._deeds import TOO_QUICK
from tests.clinician.conftest import PATIENCE, Said, Screen

MARK = "Mark Ellison"


def two_deeds(reference: str, version: int, reasons: tuple[str, str], taps: tuple[str, str]) -> None:
    """A page whose every run sets the urgency twice, both times with the version that was read before."""
    from pages._deeds import attempt, say
    from pages._gate import Visit

    for reason, tap in zip(reasons, taps, strict=True):

        def deed(me: Visit, reason: str = reason) -> str:
            me.store.cases.override(reference, "urgent", reason, "", me.account, me.now, version)
            return f"Set for {reason}."

        attempt("urgency", deed, tap=tap)
    say("urgency")


def tapped(screen: Screen, *taps: str, reasons: tuple[str, str] = ("examined", "examined")) -> AppTest:
    case = screen.case(MARK)
    given = {"reference": case.reference, "version": case.version, "reasons": reasons, "taps": taps}
    return AppTest.from_function(two_deeds, default_timeout=PATIENCE, kwargs=given).run()


def test_the_second_tap_of_a_double_one_changes_nothing_and_shows_no_conflict(screen: Screen):
    tab = tapped(screen, "set", "set")
    assert ([each.value for each in tab.success], len(tab.error)) == (["Set for examined."], 0)
    assert len(screen.case(MARK).overrides) == 1


def test_another_deed_that_came_too_quickly_is_refused_in_words_and_never_dropped(screen: Screen):
    tab = tapped(screen, "set it", "set it otherwise")
    assert [each.value for each in tab.error] == [TOO_QUICK]


def test_two_answers_on_the_telephone_before_the_page_is_drawn_are_recorded_or_asked_for_again(
    screen: Screen, said: Said
):
    tab = screen.open_case(MARK)
    asked = [each for each in tab.button_group if "answer-" in str(each.key)][:2]
    for pills in asked:
        pills.set_value("no")
    tab.run()
    recorded = {each.link_id for each in screen.case(MARK).clarifications}
    assert (len(recorded), TOO_QUICK in said(tab)) in ((1, True), (2, False))
