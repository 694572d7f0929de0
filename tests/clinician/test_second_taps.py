"""Two deeds before the page was drawn again: a double tap is one deed, two different ones are never one."""

from __future__ import annotations

from datetime import timedelta

from streamlit.testing.v1 import AppTest

from intake.store.desk import NOTE
from pages import _clock
from pages._deeds import TOO_QUICK
from tests.clinician.conftest import PATIENCE, Said, Screen

MARK = "Mark Ellison"


def two_deeds(reference: str, version: int, reasons: tuple[str, str], taps: tuple[str, str]) -> None:
    """A page whose every run sets the urgency twice, both times with the version that was read before."""
    from pages._deeds import attempt, say
    from pages._gate import Visit

    for reason, tap in zip(reasons, taps, strict=True):

        def deed(me: Visit, reason: str = reason) -> str:
            me.store.cases.override(reference, "urgent", reason, "Power 5/5", me.account, me.now, version)
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


def cut_short(reference: str, version: int) -> None:
    """A run that is cut short once it has saved, as a further tap cuts it short, and the run of that further tap."""
    import contextlib

    import streamlit as st

    from pages._deeds import attempt, say
    from pages._gate import Visit

    def deed(me: Visit) -> str:
        me.store.cases.override(reference, "urgent", "examined", "Power 5/5", me.account, me.now, version)
        if "cut" not in st.session_state:
            st.session_state["cut"] = True
            raise KeyboardInterrupt  # no Exception, like Streamlit's own
        return "Never said."

    with contextlib.suppress(KeyboardInterrupt):
        attempt("urgency", deed, tap=f"set {version}")
    attempt("urgency", deed, tap=f"set {version}")
    say("urgency")


def test_a_tap_that_was_saved_before_its_run_was_cut_short_is_said_to_be_saved(screen: Screen):
    case = screen.case(MARK)
    given = {"reference": case.reference, "version": case.version}
    tab = AppTest.from_function(cut_short, default_timeout=PATIENCE, kwargs=given).run()
    assert ([each.value for each in tab.success], len(tab.error)) == (["Saved."], 0)
    assert len(screen.case(MARK).overrides) == 1


def side_by_side(reference: str, version: int, taps: tuple[str, str]) -> None:
    """Two runs of one tab at once, each with its tap."""
    import threading

    from streamlit.runtime.scriptrunner import add_script_run_ctx

    from pages._deeds import attempt, say
    from pages._gate import Visit

    together = threading.Barrier(2)

    def deed(me: Visit) -> str:
        me.store.cases.override(reference, "urgent", "examined", "Power 5/5", me.account, me.now, version)
        return "Set."

    def run(tap: str) -> None:
        together.wait(20)
        attempt("urgency", deed, tap=tap)

    say("urgency")
    runs = [add_script_run_ctx(threading.Thread(target=run, args=(tap,))) for tap in taps]
    for each in runs:
        each.start()
    for each in runs:
        each.join()
    say("urgency")


def test_two_runs_side_by_side_of_one_tap_save_once_and_say_so(screen: Screen):
    case = screen.case(MARK)
    given = {"reference": case.reference, "version": case.version, "taps": ("set", "set")}
    tab = AppTest.from_function(side_by_side, default_timeout=PATIENCE, kwargs=given).run()
    assert ([each.value for each in tab.success], len(tab.error)) == (["Set."], 0)
    assert len(screen.case(MARK).overrides) == 1


def test_a_colleagues_change_is_never_taken_for_ones_own_second_tap(screen: Screen):
    case = screen.case(MARK)
    maja = next(one for one in screen.store.accounts.all() if one.username == "m.lindqvist")
    screen.store.cases.override(case.reference, "soon", "examined", "Power 5/5", maja, _clock.now(), case.version)
    given = {"reference": case.reference, "version": case.version, "reasons": ("examined",) * 2, "taps": ("set", "set")}
    tab = AppTest.from_function(two_deeds, default_timeout=PATIENCE, kwargs=given).run()
    assert (len(tab.success), tab.error[0].value.startswith(maja.name)) == (0, True)
    assert [override.set_by for override in screen.case(MARK).overrides] == [maja.name]


def test_a_comment_and_a_booking_tapped_twice_are_kept_once(screen: Screen):
    cases, reference, now = screen.store.cases, screen.reference(MARK), _clock.now()
    for _ in range(2):
        cases.comment(reference, "Rang: no answer.", screen.account, now)
        cases.book(reference, now + timedelta(days=3), screen.account, now)
    said = [entry.what for entry in screen.case(MARK).timeline]
    assert sum(words == "Rang: no answer." for words in said) == 1
    assert sum(words.startswith("Moved the appointment") for words in said) == 1
    screen.store.desk.keep(reference, NOTE, {"text": "Rang: no answer."}, 0, screen.account, now)
    cases.comment(reference, "Rang: no answer.", screen.account, now)
    assert not screen.store.desk.of_case(reference), "the page of a second tap leaves no draft of what was said"
    cases.comment(reference, "Rang: no answer.", screen.account, now + timedelta(hours=1))
    assert len(screen.case(MARK).comments) == 2


def mended_between(reference: str, words: tuple[str, str]) -> None:
    """A case is closed twice before the page is drawn again, with what stands in the field at either tap."""
    import streamlit as st

    from pages._case_end import PLACE, _close
    from pages._deeds import say
    from pages._gate import clinician

    case = clinician().store.cases.read(reference)
    for said in words:
        st.session_state["end-outcome"], st.session_state["end-words"] = "seen-here", said
        _close(case)
    say(PLACE)


def test_what_was_mended_between_two_taps_is_never_said_to_be_saved(screen: Screen):
    reference = screen.reference(MARK)
    given = {"reference": reference, "words": ("Benign.", "Benign. Recall in May.")}
    tab = AppTest.from_function(mended_between, default_timeout=PATIENCE, kwargs=given).run()
    assert ([each.value for each in tab.error], len(tab.success)) == ([TOO_QUICK], 0)
    (ended,) = screen.store.cases.read(reference).closings
    assert ended.closing.words == "Benign."
