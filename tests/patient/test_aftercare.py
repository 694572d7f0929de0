"""What the four weeks after sending promise, asked of the whole application."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from intake import reception
from intake.cases import CaseFile, IntakeKind
from intake.closing import Closing
from intake.invitations import Invitation
from intake.notices import NoticeKind
from intake.questionnaire import questionnaire
from intake.urgency import Urgency
from pages import _clock
from pages._case_said import all_answers
from pages._look import escape
from pages._moments import WallClock
from pages._shell import ASSETS
from tests.patient.conftest import ANNA, Browser, Desk, at
from tests.patient.test_form import NONE, PLAIN
from tests.patient.test_plain_pages import NEVER_SAID, location, words
from tests.read_pdf import text_of

SENT_AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
SAFE = {"heart-kidney": "no", "pregnancy": "no", "medicines": "none"}
SAME = {
    "tasks": "none-of-these", "twitching": "yes", "spread": "no", "getting-worse": "no", "breathing": "no",
    "speech": "no", "swallowing": "no", "muscle-smaller": "no", "numbness": "no",
}  # fmt: skip
PAGES = ("/sent", "/plan", "/journal", "/check", "/correct", "/ask", "/report")

Sent = Callable[..., "Later"]


class Later:
    """Anna after sending: her browser, and the clinic's side of her case."""

    def __init__(self, desk: Desk, browser: Browser, made: tuple[Invitation, str], patch: pytest.MonkeyPatch) -> None:
        self.desk, self.browser, self.invitation, self.token, self.patch = desk, browser, *made, patch

    def after(self, days: int) -> Later:
        """So many days later, with the link opened anew."""
        at(self.patch, SENT_AT + timedelta(days=days))
        self.browser.let_in(self.token)
        return self

    @property
    def case(self) -> CaseFile:
        return self.desk.store.cases.read(str(self.desk.read(self.invitation).reference))

    def check(self, **changes: Any) -> httpx.Response:
        """A whole weekly check without an emergency sign; the answer to its last page."""
        assert location(self.browser.post("/check", fits="none-of-these")) == "/check/changes"
        return self.browser.post("/check/changes", **(SAME | changes))

    def said(self, path: str) -> str:
        return words(self.browser.get(path))


@pytest.fixture
def sent(desk: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Anna has sent these answers, and opens her link again on the same day."""

    def send(**changes: Any) -> Later:
        at(monkeypatch, SENT_AT)
        made = desk.invite()
        reception.receive(desk.store, made[0], {**NONE, **PLAIN, **SAFE, **changes}, IntakeKind.SENT, _clock.now())
        return Later(desk, browser, made, monkeypatch).after(0)

    return send


# --- Getting there -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/journal", "/check", "/check/changes", "/correct", "/correct/answer", "/ask", "/report"]
)
def test_a_page_after_sending_left_open_by_one_person_says_nothing_about_the_next(
    desk: Desk, sent: Sent, path: str
) -> None:
    anna = sent()
    anna.browser.post("/check", fits="none-of-these")
    anna.browser.post("/correct", which="speech")
    stale = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', anna.browser.get(path).text))
    ewa, token = desk.invite(replace(ANNA, given_name="Ewa"))
    reception.receive(desk.store, ewa, {**NONE, **PLAIN, **SAFE}, IntakeKind.SENT, _clock.now())
    anna.browser.let_in(token)
    anna.browser.post("/check", fits="none-of-these")
    before = desk.store.cases.read(str(desk.read(ewa).reference))
    typed = {"twitches": "no", "which": "page", "what": "deletion", "given": "yes", "fits": "none-of-these", **SAME}
    assert anna.browser.post(path, **(stale | typed)).status_code == 404
    assert location(anna.browser.post(path, **stale, sign="choking")) == "/call-now?again=untold"
    assert desk.store.cases.read(before.reference) == before


def test_the_link_leads_to_everything_for_four_weeks_and_then_says_that_it_is_over(sent: Sent) -> None:
    anna = sent().after(28)
    for path in ("/plan", "/check", "/correct", "/ask", "/my-answers.pdf"):
        assert f'href="{path}"' in anna.browser.get("/sent").text, path
    anna.after(32)
    assert "The 4 weeks are over" in anna.said("/sent")
    assert 'href="/plan"' not in anna.browser.get("/sent").text
    assert "have ended" in anna.said("/check")
    assert location(anna.browser.get("/my-answers.pdf")) == "/sent"


def test_nobody_gets_there_without_the_date_of_birth_or_before_sending(
    desk: Desk, anna: tuple[Invitation, str], browser: Browser
) -> None:
    paths = ("/plan", "/journal", "/check", "/check/changes", "/check/sent", "/correct", "/ask", "/my-answers.pdf")
    for path in (*paths, "/report"):
        assert browser.get(path).status_code == 404, path
    browser.post(f"/i/{anna[1]}")
    for path in (*paths, "/report"):
        assert location(browser.get(path)) == "/birth", path
    browser.born(9, 3, 1979)
    for path in paths:
        assert location(browser.get(path)) == "/emergency", path
    assert browser.get("/report").status_code == 200


def test_whoever_was_told_to_call_is_sent_to_that_page_and_to_no_plan(sent: Sent) -> None:
    anna = sent(**{"weakness": "yes", "weakness-pace": "suddenly"})
    assert anna.case.urgency is Urgency.EMERGENCY
    for path in ("/plan", "/journal", "/check"):
        assert location(anna.browser.get(path)) == "/call-now?again=earlier", path
        assert f'href="{path}"' not in anna.browser.get("/sent").text
    assert 'href="/sent"' in anna.browser.get("/call-now").text


def test_whoever_was_asked_to_call_still_reads_it_where_the_link_leads_until_a_clinician_has_settled_it(
    sent: Sent,
) -> None:
    asked = "We asked you to call 999. If you have not, call now: Call 999"
    anna = sent(**{"weakness": "yes", "weakness-pace": "suddenly"})
    said = anna.said("/sent")
    assert said.index(asked) < said.index("What happens next")
    assert not [word for word in NEVER_SAID if word in said.lower()]
    store, case = anna.desk.store, anna.case
    store.cases.close(case.reference, Closing("seen-here"), anna.desk.account, _clock.now(), case.version)
    assert asked not in anna.said("/sent")
    assert asked not in sent().said("/sent")


def test_no_check_is_offered_where_there_is_none_and_its_address_does_not_say_that_something_new_was_told(
    sent: Sent,
) -> None:
    anna = sent(**{"weakness": "yes", "weakness-pace": "suddenly"})
    assert 'href="/check"' not in anna.browser.get("/correct").text
    assert "Did something change" not in anna.said("/correct")
    said = words(anna.browser.shown(anna.browser.get("/check")))
    assert "We asked you to call 999." in said
    assert "There is no weekly check for you now." in said
    assert "What you told us needs" not in said
    assert "came to this page" not in said
    assert 'href="/check"' in sent().browser.get("/correct").text


def test_whoever_was_not_sure_reads_that_and_is_not_told_what_they_told_us(sent: Sent) -> None:
    anna = sent()
    anna.browser.post("/check", fits="not-sure")
    assert "You were not sure about these signs." in anna.said("/call-now")


def test_every_page_is_small_needs_no_script_and_is_not_kept(sent: Sent) -> None:
    anna = sent()
    styles = sum((ASSETS / name).stat().st_size for name in ("plain.css", "patient.css", "aftercare.css"))
    anna.browser.post("/check", fits="none-of-these")
    anna.browser.post("/correct", which="weakness")
    for path in (*PAGES, "/check/changes", "/correct/answer"):
        answer = anna.browser.get(path)
        assert answer.status_code == 200, path
        assert "<script" not in answer.text, path
        assert len(answer.content) + styles < 20_000, (path, len(answer.content), styles)
        assert answer.headers["cache-control"] == "no-store", path
        assert 'href="tel:999"' in answer.text, path
        assert "&lt;b&gt;Sons" in answer.text, path


# --- The plan ------------------------------------------------------------------------------------------------


def test_the_plan_has_the_articles_five_steps(sent: Sent) -> None:
    page = sent().said("/plan")
    for words_of_step in ("over 7 to 10 days", "2 litres", "7 to 9 hours", "10 minutes a day", "Write down where"):
        assert words_of_step in page
    assert "Do not stop or change a medicine" in page


@pytest.mark.parametrize(
    ("answers", "left_out", "kept"),
    [
        ({"heart-kidney": "yes"}, ("2 litres", "bananas"), "7 to 9 hours"),
        ({"heart-kidney": "not-sure"}, ("2 litres", "bananas"), "7 to 9 hours"),
        ({"pregnancy": "yes"}, ("2 litres", "bananas"), "over 7 to 10 days"),
        ({"pregnancy": ""}, ("2 litres", "bananas"), "over 7 to 10 days"),
        ({"medicines": ""}, ("2 litres", "bananas", "training powders"), "over 7 to 10 days"),
        ({"medicines": "Ramipril 5 mg"}, ("bananas",), "2 litres"),
        ({"medicines": "a water tablet"}, ("bananas",), "2 litres"),
        ({"medicines": "furosemide"}, ("2 litres", "bananas"), "7 to 9 hours"),
        ({"medicines": "Lisdexamfetamine 30 mg"}, ("training powders",), "over 7 to 10 days"),
        ({"stimulants": "my ADHD tablets"}, ("training powders",), "over 7 to 10 days"),
        ({"breathing": "yes"}, ("breathe slowly",), "sit in peace"),
    ],
)
def test_what_could_harm_this_person_is_left_out_with_whom_to_ask(
    sent: Sent, answers: dict[str, str], left_out: tuple[str, ...], kept: str
) -> None:
    page = sent(**answers).said("/plan")
    assert not [word for word in left_out if word in page]
    assert kept in page
    assert re.search(r"Ask your pharmacist or doctor|without asking us", page)


def test_no_supplement_is_ever_advised(sent: Sent) -> None:
    page = sent().said("/plan").lower()
    assert not [word for word in ("melatonin", "supplement", "magnesium", "vitamin", "tablet") if word in page]


# --- The journal -----------------------------------------------------------------------------------------------


def test_a_day_is_written_once_and_nothing_of_it_is_shown_again(sent: Sent) -> None:
    anna = sent()
    day: dict[str, Any] = {
        "twitches": "yes", "places": ["left-hand", "neck"], "lasted": "minutes", "times": ["evening", "night"],
        "triggers": ["caffeine"], "note": "After <b>work</b>",
    }  # fmt: skip
    assert location(anna.browser.post("/journal", **day)) == "/journal"
    anna.browser.post("/journal", twitches="no")
    (entry,) = anna.case.journal
    assert (entry.places, entry.lasted, entry.times) == (("left-hand", "neck"), "minutes", ("evening", "night"))
    assert "Today is saved" in anna.said("/journal")
    assert "work" not in anna.said("/journal")


def test_a_day_without_twitches_is_an_entry_too(sent: Sent) -> None:
    anna = sent()
    anna.browser.post("/journal", twitches="no", places="neck")
    assert [(entry.twitches, entry.places) for entry in anna.case.journal] == [(False, ())]


def test_the_journal_ends_after_28_days(sent: Sent) -> None:
    anna = sent().after(27)
    anna.browser.post("/journal", twitches="no")
    anna.after(28)
    assert "has ended" in anna.said("/journal")
    anna.browser.post("/journal", twitches="no")
    assert len(anna.case.journal) == 1
    assert 'href="/journal"' not in anna.browser.get("/sent").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose Yes or No"),
        ({"twitches": "yes", "note": "at my desk"}, "Choose where the twitches were"),
        ({"twitches": "yes", "places": "moon"}, "Choose where the twitches were"),
        ({"twitches": "no", "note": "x" * 301}, "300 characters"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(sent: Sent, typed: dict[str, str], said: str) -> None:
    anna = sent()
    answer = anna.browser.post("/journal", **typed)
    page = anna.browser.shown(answer)
    assert "<title>Error:" in page.text
    assert said in words(page)
    assert typed.get("note", "") in page.text
    assert "desk" not in answer.headers["location"]
    assert anna.case.journal == ()


def test_nothing_is_counted_in_a_row(sent: Sent) -> None:
    anna = sent()
    for day in range(4):
        anna.after(day).browser.post("/journal", twitches="no")
    said = anna.said("/journal").lower()
    assert not re.search(r"streak|in a row|score|\b4 days\b|\bpoints?\b", said)


# --- The weekly check -----------------------------------------------------------------------------------------


def test_a_check_without_news_thanks_and_changes_nothing_for_the_worse(sent: Sent) -> None:
    anna = sent().after(7)
    before = anna.case.urgency
    assert location(anna.check()) == "/check/sent"
    assert "Send the next one in a week" in anna.said("/check/sent")
    assert anna.case.urgency is before
    assert anna.case.changed == ""


def test_news_are_triaged_at_once_and_the_patient_learns_only_when_they_are_read(sent: Sent) -> None:
    anna = sent().after(7)
    before = anna.case.urgency
    anna.check(tasks="gripping", pace="weeks-to-months", swallowing="yes")
    assert anna.case.urgency.rank > before.rank
    (row,) = anna.desk.store.cases.queue(_clock.now())
    assert row.changed == (
        "Trouble swallowing: yes (was no); Tasks lost or harder: gripping or opening jars (new); "
        "How fast the weakness came: over 4 weeks, up to 6 months"
    )
    assert "will read it by Wednesday 2 December" in anna.said("/check/sent")


def test_new_places_are_spread(sent: Sent) -> None:
    anna = sent().after(7)
    anna.check(spread="yes", regions=["left-hand"])
    assert anna.case.answers["regions"] == ("both-calf-shin", "left-hand")
    assert anna.case.answers["spread"] == "yes"


@pytest.mark.parametrize("typed", [{"fits": "one-or-more"}, {"fits": "not-sure"}, {"sign": "choking"}])
def test_an_emergency_sign_in_the_check_leads_to_the_emergency_page_and_is_a_case_at_once(
    sent: Sent, typed: dict[str, str]
) -> None:
    anna = sent().after(7)
    anna.desk.store.cases.close(
        anna.case.reference, Closing("seen-here"), anna.desk.account, _clock.now(), anna.case.version
    )
    assert location(anna.browser.post("/check", **typed)) == "/call-now"
    (row,) = anna.desk.store.cases.queue(_clock.now())
    assert (row.kind, row.urgency) == (IntakeKind.EMERGENCY, Urgency.EMERGENCY)
    assert "Call 999 now" in anna.said("/call-now")


def test_a_sign_that_was_named_before_is_told_to_the_clinic_again(sent: Sent) -> None:
    anna = sent()
    for day in (7, 14):
        anna.after(day)
        reception.receive(
            anna.desk.store, anna.invitation, {"emergency-signs": ("choking",)}, IntakeKind.EMERGENCY, _clock.now(),
            occasion=str(day),
        )  # fmt: skip
    assert [intake.kind for intake in anna.case.intakes] == [IntakeKind.SENT, *[IntakeKind.EMERGENCY] * 2]


def test_answers_that_add_up_to_an_emergency_lead_to_its_page(sent: Sent) -> None:
    anna = sent().after(7)
    assert location(anna.check(tasks="stairs", pace="hours-to-days")) == "/call-now"


def test_an_unfinished_check_says_what_is_missing_and_keeps_the_rest(sent: Sent) -> None:
    anna = sent().after(7)
    anna.browser.post("/check", fits="none-of-these")
    rest = {name: code for name, code in SAME.items() if name not in ("speech", "tasks")}
    page = anna.browser.shown(anna.browser.post("/check/changes", tasks=["none-of-these", "stairs"], **rest))
    assert "<title>Error:" in page.text
    assert 'href="#speech-yes"' in page.text
    assert "Take one of them away" in words(page)
    assert re.search(r'name="swallowing" value="no" checked', page.text)
    assert len(anna.case.intakes) == 1


def test_twitches_that_have_gone_need_no_answer_about_their_places(sent: Sent) -> None:
    anna = sent().after(7)
    fields = {name: code for name, code in SAME.items() if name not in ("spread", "getting-worse")}
    anna.browser.post("/check", fits="none-of-these")
    assert location(anna.browser.post("/check/changes", **(fields | {"twitching": "no"}))) == "/check/sent"
    assert "If the twitches come back" in anna.said("/check/sent")


def test_nothing_is_chosen_before_anybody_chose_it(sent: Sent) -> None:
    anna = sent()
    anna.browser.post("/check", fits="none-of-these")
    for path in ("/journal", "/check", "/check/changes", "/ask", "/report"):
        assert " checked" not in anna.browser.get(path).text, path


def test_tapped_twice_is_one_check(sent: Sent) -> None:
    anna = sent().after(7)
    anna.check()
    anna.browser.post("/check/changes", **SAME)
    assert len(anna.case.intakes) == 2


def test_the_changes_are_asked_only_after_the_emergency_list(sent: Sent) -> None:
    anna = sent().after(7)
    assert location(anna.browser.get("/check/changes")) == "/check"
    assert location(anna.browser.post("/check/changes", **SAME)) == "/check"
    assert location(anna.browser.get("/check/sent")) == "/check"


def test_no_change_at_four_weeks_says_truly_that_this_is_common(sent: Sent) -> None:
    anna = sent().after(28)
    anna.check()
    said = anna.said("/check/sent")
    assert "Many people still have twitches after 4 weeks, so this is common" in said
    assert "look at your answers once more" in said
    assert [notice.kind for notice in anna.case.notices] == [NoticeKind.REVIEW]


# --- One's own answers --------------------------------------------------------------------------------------------


def test_the_copy_holds_the_answers_and_is_on_the_audit_trail(sent: Sent) -> None:
    anna = sent(**{"own-words": "It began at the piano"})
    answer = anna.browser.get("/my-answers.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert "Nowak" not in answer.headers["content-disposition"]
    assert "It began at the piano" in text_of(answer.content)
    assert any(e.what == "took a copy of the answers" for e in anna.desk.store.audit.events(anna.case.reference))


def test_a_sign_that_was_taken_back_stands_and_both_are_shown_with_their_times(sent: Sent, desk: Desk) -> None:
    anna = sent()
    made = desk.invite()
    said = ({"emergency-signs": ("choking",)}, {**NONE, **PLAIN})
    for minutes, kind, answers in zip((5, 13), (IntakeKind.EMERGENCY, IntakeKind.SENT), said, strict=True):
        reception.receive(desk.store, made[0], answers, kind, SENT_AT + timedelta(minutes=minutes))
    bella = Later(desk, anna.browser, made, anna.patch).after(0)
    words = questionnaire().words
    choking, none = (words("emergency-signs", (code,)) for code in ("choking", "none-of-these"))
    copy = " ".join(text_of(bella.browser.get("/my-answers.pdf").content).split())
    assert f"{choking} (patient, 23-Nov-2026 15:05); {none} (patient, 23-Nov-2026 15:13)" in copy
    shown = all_answers(bella.case, questionnaire(), WallClock(bella.case.clinic, SENT_AT + timedelta(days=1)))
    for one, when in ((choking, "15:05"), (none, "15:13")):
        assert re.search(f"“{re.escape(escape(one))}” on the form, [^<]*{when}", shown)
    assert bella.case.answers["emergency-signs"] == ("choking",)
    assert bella.case.urgency is Urgency.EMERGENCY


def test_a_browser_that_was_left_open_gives_the_answers_to_nobody(sent: Sent) -> None:
    anna = sent(**{"own-words": "It began at the piano"})
    at(anna.patch, SENT_AT + timedelta(minutes=50))
    anna.browser.get("/sent")
    at(anna.patch, SENT_AT + timedelta(minutes=100))
    answer = anna.browser.get("/my-answers.pdf")
    assert answer.headers["content-type"].startswith("text/html")
    assert "Open your link again first" in words(answer)
    at(anna.patch, SENT_AT + timedelta(minutes=200))
    assert location(anna.browser.get("/my-answers.pdf")) == "/birth"
    anna.browser.let_in(anna.token)
    assert anna.browser.get("/my-answers.pdf").headers["content-type"] == "application/pdf"


@pytest.mark.parametrize("what", ["copy", "deletion"])
def test_asking_goes_to_staff_and_deletes_nothing(sent: Sent, what: str) -> None:
    anna = sent()
    before = anna.case
    assert location(anna.browser.post("/ask", what=what, text="Thank you")) == "/ask?done=1"
    (row,) = anna.desk.store.cases.queue(_clock.now())
    assert row.notices == (what,)
    assert anna.case.answers == before.answers


def test_nobody_can_raise_another_notice_by_asking(sent: Sent) -> None:
    anna = sent()
    assert location(anna.browser.post("/ask", what="review")) == "/ask?again=empty"
    assert anna.case.notices == ()


def test_a_problem_with_the_pages_goes_to_staff_and_asks_for_no_health_details(sent: Sent) -> None:
    anna = sent()
    assert "<textarea" not in anna.browser.get("/report").text
    anna.browser.post("/report", which="somebody-else")
    (notice,) = anna.case.notices
    assert (notice.kind, notice.text) == (NoticeKind.PROBLEM, "I saw something about somebody else")


def test_a_problem_before_sending_waits_for_staff_until_they_have_seen_to_it(
    desk: Desk, anna: tuple[Invitation, str], browser: Browser
) -> None:
    browser.let_in(anna[1])
    for _ in range(2):
        browser.post("/report", which="page")
    (problem,) = desk.store.problems.waiting()
    assert (problem.about, problem.patient_name) == ("page", "Anna Nowak")
    assert desk.store.problems.how_many() == 1
    desk.store.problems.end(problem.id, "Rang her.", desk.account, _clock.now())
    assert (desk.store.problems.waiting(), desk.store.problems.how_many()) == ([], 0)
    assert desk.store.audit.verify().ok


def test_a_question_is_not_said_again_beside_itself(sent: Sent) -> None:
    anna = sent()
    anna.browser.post("/check", fits="none-of-these")
    page = anna.browser.shown(anna.browser.post("/check/changes")).text
    assert "Answer this: Is any part of your body numb?</a>" in page
    assert 'id="numbness-said">Answer this</p>' in page
