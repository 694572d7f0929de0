"""Putting an answer right on the plain pages: it is asked again, counts at once, and a sign comes before all else."""

from __future__ import annotations

import re

import pytest

from intake.cases import IntakeKind
from intake.correction import MOST_A_DAY
from intake.notices import NoticeKind
from intake.store import StoreUnavailable
from intake.store.case_arrivals import Arrivals
from intake.urgency import Urgency
from pages import _clock
from tests.patient.conftest import Desk
from tests.patient.test_aftercare import Later, Sent, sent  # noqa: F401
from tests.patient.test_plain_pages import location, words
from tests.read_pdf import text_of


def put_right(anna: Later, which: str, **said: str) -> str:
    """Choose the question, answer it again; where that leads."""
    assert location(anna.browser.post("/correct", which=which)) == "/correct/answer"
    return location(anna.browser.post("/correct/answer", about=which, **said))


def test_the_question_is_asked_again_with_nothing_chosen_and_no_earlier_answer_shown(sent: Sent) -> None:  # noqa: F811
    anna = sent(speech="yes")
    anna.browser.post("/correct", which="speech")
    page = anna.browser.get("/correct/answer")
    assert 'name="given" value="yes"' in page.text
    assert " checked" not in page.text
    assert "speech" not in str(page.url)


def test_words_about_a_no_open_the_case_and_stand_beside_the_answer(sent: Sent, desk: Desk) -> None:  # noqa: F811
    anna = sent()
    assert put_right(anna, "speech", text="Slurred since June") == "/correct?done=1"
    (row,) = desk.store.cases.queue(_clock.now())
    assert (row.one_call, row.notices) == (True, (NoticeKind.CORRECTION,))
    assert row.ceiling.rank > row.urgency.rank
    assert anna.case.intakes[0].answers["speech"] == "no"
    copy = " ".join(text_of(anna.browser.get("/my-answers.pdf").content).split())
    assert re.search(r"Not sure\. No \(patient, [^)]*\); “Slurred since June” \(changed by the patient, ", copy)


def test_a_yes_raises_at_once(sent: Sent) -> None:  # noqa: F811
    anna = sent()
    before = anna.case.urgency
    put_right(anna, "swallowing", given="yes")
    assert anna.case.urgency.rank > before.rank
    assert "Thank you" in anna.said("/correct?done=1")


def test_what_a_yes_brings_up_is_asked_at_once_and_an_emergency_comes_before_the_rest(sent: Sent) -> None:  # noqa: F811
    anna = sent(weakness="no", tasks=("none-of-these",))
    assert put_right(anna, "weakness", given="yes") == "/correct/answer"
    assert "one more thing" in anna.said("/correct/answer")
    assert anna.case.urgency is Urgency.URGENT
    assert location(anna.browser.post("/correct/answer", about="weakness-worse", given="no")) == "/correct/answer"
    assert location(anna.browser.post("/correct/answer", about="weakness-pace", given="hours-to-days")) == "/call-now"
    assert anna.case.urgency is Urgency.EMERGENCY


@pytest.mark.parametrize("said", [{"fits": "one-or-more"}, {"fits": "not-sure"}, {"sign": "choking"}])
def test_an_emergency_sign_put_right_leads_to_the_page_that_says_to_call(sent: Sent, said: dict[str, str]) -> None:  # noqa: F811
    anna = sent()
    assert put_right(anna, "emergency-signs", **said) == "/call-now"
    assert (anna.case.urgency, anna.case.intake.kind) == (Urgency.EMERGENCY, IntakeKind.EMERGENCY)


def test_whoever_adds_up_to_an_emergency_is_told_to_call_though_nothing_can_be_kept(
    sent: Sent,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    anna = sent(weakness="yes", **{"weakness-pace": "weeks-to-months"})

    def full(*_: object) -> None:
        raise StoreUnavailable("The disk is full.")

    anna.browser.post("/correct", which="weakness-pace")
    monkeypatch.setattr(Arrivals, "receive", full)
    sudden = anna.browser.post("/correct/answer", about="weakness-pace", given="suddenly")
    assert location(sudden) == "/call-now?again=untold"
    slow = anna.browser.post("/correct/answer", about="weakness-pace", given="not-sure")
    assert (slow.status_code, "Ring" in words(slow) or "ring" in words(slow)) == (503, True)


def test_two_tabs_never_mix_up_two_questions(sent: Sent) -> None:  # noqa: F811
    anna = sent()
    anna.browser.post("/correct", which="speech")
    anna.browser.post("/correct", which="cramps")
    anna.browser.post("/correct/answer", about="speech", given="yes")
    assert anna.case.answers["speech"] == "yes"


@pytest.mark.parametrize(
    ("which", "typed", "said"),
    [
        ("speech", {}, "Choose an answer, or write"),
        ("medicines", {}, "Write what it should say"),
        ("tasks", {"given": ["stairs", "none-of-these"]}, "Choose one answer"),
        ("other", {"text": "x" * 2001}, "2,000 characters"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    sent: Sent,  # noqa: F811
    which: str,
    typed: dict[str, str],
    said: str,
) -> None:
    anna = sent()
    anna.browser.post("/correct", which=which)
    page = anna.browser.shown(anna.browser.post("/correct/answer", about=which, **typed))
    assert "<title>Error:" in page.text
    assert said in words(page)
    assert page.text.count(" checked") == len(typed.get("given", ()))
    assert anna.case.notices == ()


@pytest.mark.parametrize("which", ["", "nonsense", "weight"])
def test_nothing_can_be_put_right_that_patients_are_not_asked(sent: Sent, which: str) -> None:  # noqa: F811
    anna = sent()
    assert location(anna.browser.post("/correct", which=which)) == "/correct?again=empty"
    assert location(anna.browser.post("/correct/answer", about=which, text="x")) == "/correct"


def test_who_typed_a_correction_or_a_check_for_the_patient_is_said_in_the_case(sent: Sent) -> None:  # noqa: F811
    anna = sent().after(7)
    who = {"name": "Jan Nowak", "relation": "son", "why": "screen", "agreement": "agreed"}
    assert location(anna.browser.post("/for-somebody", **who)) == "/sent"
    assert "filling this in for somebody else" in anna.said("/check")
    put_right(anna, "speech", given="yes")
    assert anna.case.corrections["speech"][0].raised_by == "by Jan Nowak (son)"
    anna.check(swallowing="yes")
    assert anna.case.typed_by["swallowing"].typist.name == "Jan Nowak"


def full_day(anna: Later) -> None:
    """As many corrections as one day takes."""
    for number in range(MOST_A_DAY):
        said = f"Number {number}"
        anna.desk.store.aftercare.ask(anna.case.reference, NoticeKind.CORRECTION, said, "", _clock.now(), "")
    assert len(anna.case.notices) == MOST_A_DAY


def test_one_day_takes_so_many_corrections_and_then_says_whom_to_ring_and_keeps_what_was_typed(
    sent: Sent,  # noqa: F811
) -> None:
    anna = sent()
    full_day(anna)
    assert put_right(anna, "medicines", text="Apixaban since May") == "/correct/answer?again=full"
    page = anna.browser.get("/correct/answer?again=full")
    assert "Please ring Riverside &amp; &lt;b&gt;Sons&lt;/b&gt; on 0113 496 0000" in page.text
    assert "<title>Error:" in page.text
    assert "Apixaban since May</textarea>" in page.text
    assert len(anna.case.notices) == MOST_A_DAY
    assert put_right(anna.after(1), "medicines", text="Apixaban since May") == "/correct?done=1"


def test_what_raises_the_urgency_is_taken_in_on_any_day_with_what_it_brings_up(sent: Sent) -> None:  # noqa: F811
    anna = sent(weakness="no", tasks=("none-of-these",))
    full_day(anna)
    assert put_right(anna, "weakness", given="yes") == "/correct/answer"
    assert anna.case.urgency is Urgency.URGENT
    assert location(anna.browser.post("/correct/answer", about="weakness-worse", given="no")) == "/correct/answer"
    assert location(anna.browser.post("/correct/answer", about="weakness-pace", given="suddenly")) == "/call-now"


@pytest.mark.parametrize("said", [{"fits": "not-sure"}, {"sign": "choking"}])
def test_an_emergency_sign_is_taken_in_on_any_day(sent: Sent, said: dict[str, str]) -> None:  # noqa: F811
    anna = sent()
    full_day(anna)
    assert put_right(anna, "emergency-signs", **said) == "/call-now"
    assert anna.case.urgency is Urgency.EMERGENCY


@pytest.mark.parametrize("order", [("swallowing", "double-vision"), ("double-vision", "swallowing")])
def test_two_answers_that_are_an_emergency_only_together_lead_to_the_page_that_says_to_call_on_any_day(
    sent: Sent,  # noqa: F811
    order: tuple[str, str],
) -> None:
    anna = sent(**{"muscle-smaller": "yes"})
    full_day(anna)
    assert put_right(anna, order[0], given="yes") != "/correct/answer?again=full"
    assert anna.case.urgency is Urgency.IMMEDIATE
    assert put_right(anna, order[1], given="yes") == "/call-now"
    assert anna.case.urgency is Urgency.EMERGENCY


@pytest.mark.parametrize("said", [{"given": "yes"}, {"given": "not-sure"}, {"text": "Slurred since June"}])
def test_a_further_red_flag_of_the_same_level_is_taken_in_on_any_day(sent: Sent, said: dict[str, str]) -> None:  # noqa: F811
    anna = sent(swallowing="yes")
    full_day(anna)
    assert put_right(anna, "speech", **said) == "/correct?done=1"
    assert anna.case.answers["speech"] == said.get("given", "not-sure")


def test_a_red_flag_above_the_urgency_that_a_clinician_lowered_is_taken_in_on_any_day(sent: Sent) -> None:  # noqa: F811
    anna = sent(**{"muscle-smaller": "yes"})
    case, who = anna.case, anna.desk.account
    anna.desk.store.cases.override(
        case.reference, Urgency.ROUTINE, "examined", "Power 5/5", who, _clock.now(), case.version
    )
    full_day(anna)
    assert put_right(anna, "swallowing", given="yes") == "/correct?done=1"
    assert anna.case.urgency is Urgency.IMMEDIATE


@pytest.mark.parametrize(
    ("which", "said"),
    [("other", {"text": "One thing more"}), ("speech", {"given": "no"}), ("swallowing", {"given": "yes"})],
)
def test_a_full_day_holds_back_what_changes_no_answer(sent: Sent, which: str, said: dict[str, str]) -> None:  # noqa: F811
    anna = sent(swallowing="yes")
    full_day(anna)
    assert put_right(anna, which, **said) == "/correct/answer?again=full"
    assert (len(anna.case.notices), len(anna.case.intakes)) == (MOST_A_DAY, 1)
