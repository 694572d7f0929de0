"""What the form promises, run as Streamlit runs it: through the router and the gate, without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from intake import reception
from intake.cases import IntakeKind
from intake.invitations import Invitation
from intake.questionnaire import questionnaire
from intake.store import StoreUnavailable
from pages import _clock, _gate
from pages._leaving import Held
from pages._steps import form_pages
from tests.patient.conftest import ANNA, Desk

ROOT = Path(__file__).resolve().parents[2]
NONE = {"emergency-signs": ("none-of-these",)}
PLAIN: dict[str, Any] = {
    "contact-telephone": "0113 496 0123",
    "breathing": "no",
    "speech": "no",
    "swallowing": "no",
    "tasks": ("none-of-these",),
    "weakness": "no",
    "muscle-smaller": "no",
    "muscle-stiffness": "no",
    "cramps": "no",
    "weight-loss": "no",
    "twitching": "yes",
    "regions": ("both-calf-shin",),
    "spread": "no",
    "one-sided": "no",
    "twitch-duration": "over-1-year",
    "relief": "not-tried",
    "getting-worse": "no",
    "numbness": "no",
    "tingling": "no",
    "coordination": "no",
    "double-vision": "no",
    "family-history": "no",
    "known-neuro": "no",
    "heart-kidney": "no",
    "neck-surgery-or-low-salts": "no",
    "medicine-change": "no",
    "tick-exposure": "no",
}
Open = Callable[..., "Tab"]


class Tab:
    """One tab of a browser at the form. `go(step)` is the address; widgets are named by their questions."""

    def __init__(self) -> None:
        self.at = AppTest.from_file(ROOT / "pages" / "_router.py", default_timeout=20)
        self.at.switch_page(str(ROOT / "pages" / "patient" / "form.py"))

    def go(self, step: int | str | None = None, **more: str) -> Tab:
        """Open the form, at a step if one is given."""
        if step is not None:
            self.at.query_params["step"] = str(step)
        for name, value in more.items():
            self.at.query_params[name] = value
        self.at.run()
        assert not self.at.exception, self.at.exception
        return self

    def put(self, **answers: Any) -> Tab:
        """Choose, tick or type; underscores stand for hyphens."""
        for name, answer in answers.items():
            question = questionnaire().questions[name.replace("_", "-")]
            key = self._key(question.link_id)
            if question.type == "choices":
                for code in answer:
                    self.at.checkbox(key=f"{key}-{code}").check()
            elif question.choices:
                self.at.radio(key=key).set_value(answer)
            elif question.type == "long-text":
                self.at.text_area(key=key).set_value(answer)
            else:
                self.at.text_input(key=key).set_value(answer)
        return self

    def _key(self, link_id: str) -> str:
        kept = self.at.session_state["generation"] if "generation" in self.at.session_state else 0  # noqa: SIM401 - it has no get
        return f"a{kept}-{link_id}"

    def press(self, what: str = "continue") -> Tab:
        """Tap Continue or Back."""
        next(b for b in self.at.button if (b.key or "").startswith(what)).click().run()
        assert not self.at.exception, self.at.exception
        return self

    @property
    def said(self) -> str:
        """All HTML of ours on the page."""
        return "\n".join(element.proto.body for element in self.at.get("html"))

    @property
    def heading(self) -> str:
        """The page's one heading."""
        return self.said.split("<h1")[1].split(">")[1].split("</h1")[0]

    @property
    def step(self) -> str:
        """What the address says."""
        return str(self.at.query_params["step"])


@pytest.fixture
def tab(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open a tab of the browser in which this patient's date of birth is confirmed."""
    tokens: dict[str, str] = {}

    def opened(invitation: Invitation) -> Tab:
        if invitation.id not in tokens:
            tokens[invitation.id] = desk.store.sessions.open(_gate.PATIENT, invitation.id, _clock.now())
        jar = {_gate.cookie_name(_gate.PATIENT, secure=False): tokens[invitation.id]}
        monkeypatch.setattr(_gate, "cookies", lambda: jar)
        return Tab()

    return opened


@pytest.fixture
def started(desk: Desk, anna: tuple[Invitation, str]) -> Invitation:
    desk.store.drafts.save(anna[0].id, NONE, "", _clock.now())
    return anna[0]


def fill(tab: Tab, answers: dict[str, Any]) -> list[str]:
    """Answer page after page until the check page; returns the headings on the way."""
    seen = []
    for _ in range(30):
        if tab.heading == "Check your answers":
            return seen
        seen.append(tab.heading)
        page = next(p for p in questionnaire().pages if p.heading == tab.heading)
        asked = {q.link_id.replace("-", "_"): answers[q.link_id] for q in page.questions if q.link_id in answers}
        for name, answer in list(asked.items()):
            if isinstance(answer, tuple):
                asked[name] = tuple(c for code in answer for c in _boxes(code))
        tab.put(**asked).press()
    raise AssertionError(f"The check page was not reached: {seen}")


def _boxes(code: str) -> tuple[str, ...]:
    return (f"left-{code[5:]}", f"right-{code[5:]}") if code.startswith("both-") else (code,)


def test_without_the_emergency_page_the_form_does_not_open(desk: Desk, anna: tuple[Invitation, str], tab: Open) -> None:
    here = tab(anna[0]).go()
    assert 'href="/emergency"' in here.said
    assert not here.at.button


def test_a_plain_story_comes_to_the_check_page_with_every_answer_kept(
    desk: Desk, started: Invitation, tab: Open
) -> None:
    seen = fill(tab(started).go(), PLAIN)
    assert desk.draft(started) == {**NONE, **PLAIN}
    assert seen == [page.heading for page in form_pages({**NONE, **PLAIN})]


def test_no_answer_is_chosen_before_somebody_chose_it(started: Invitation, tab: Open, desk: Desk) -> None:
    desk.store.drafts.save(started.id, {**NONE, **PLAIN}, "", _clock.now())
    for step in range(1, 13):
        desk.store.drafts.save(started.id, {**NONE, **PLAIN}, "", _clock.now())
        page = form_pages({**NONE, **PLAIN})[step - 1]
        rest = {k: v for k, v in {**NONE, **PLAIN}.items() if k not in {q.link_id for q in page.questions}}
        desk.store.drafts.save(started.id, rest, page.id, _clock.now())
        here = tab(started).go()
        assert [radio.value for radio in here.at.radio] == [None] * len(here.at.radio), page.id
        assert not any(box.value for box in here.at.checkbox), page.id
        assert not any(field.value for field in [*here.at.text_input, *here.at.text_area]), page.id


def test_what_is_missing_is_said_at_the_top_and_at_its_question(started: Invitation, tab: Open) -> None:
    here = tab(started).go().put(interpreter="Polish").press()
    assert 'id="tb-summary"' in here.said
    assert 'href="#q-contact-telephone"' in here.said
    assert 'id="q-contact-telephone-said"' in here.said
    assert here.step == "1"


def test_what_was_typed_beside_an_error_stays_and_is_saved(desk: Desk, started: Invitation, tab: Open) -> None:
    here = tab(started).go().put(interpreter="Polish").press()
    assert here.at.text_input(key="a0-interpreter").value == "Polish"
    assert desk.draft(started)["interpreter"] == "Polish"


def test_another_device_comes_back_to_the_same_page_with_everything_there(started: Invitation, tab: Open) -> None:
    tab(started).go().put(contact_telephone="0113 496 0123").press().put(breathing="not-sure").press()
    there = tab(started).go()
    assert there.heading == "Breathing, speaking and swallowing"
    assert there.at.radio(key="a0-breathing").value == "not-sure"


def test_back_keeps_what_is_on_the_page_and_asks_for_nothing(desk: Desk, started: Invitation, tab: Open) -> None:
    here = tab(started).go().put(contact_telephone="0113 496 0123").press().put(speech="yes").press("back")
    assert here.heading == "How can we reach you?"
    assert desk.draft(started)["speech"] == "yes"
    assert "tb-summary" not in here.said


def test_the_browsers_own_back_shows_the_page_before(started: Invitation, tab: Open) -> None:
    here = tab(started).go().put(contact_telephone="0113 496 0123").press()
    assert here.step == "2"
    assert here.go(1).heading == "How can we reach you?"
    assert here.at.text_input(key="a0-contact-telephone").value == "0113 496 0123"


@pytest.mark.parametrize("step", ["99", "-1", "0", "two", "1e9", "٣", "999999999999999999999", "check", "'; drop"])
def test_an_invented_step_leads_no_further_than_the_first_unfinished_page(
    started: Invitation, tab: Open, step: str
) -> None:
    assert tab(started).go(step).heading == "How can we reach you?"


def test_a_decimal_comma_is_understood_and_said_back(desk: Desk, started: Invitation, tab: Open) -> None:
    desk.store.drafts.save(started.id, {**NONE, **PLAIN}, "daily-life", _clock.now())
    here = tab(started).go().put(caffeine="2,5").press()
    assert "tb-summary" not in here.said
    said = here.go("check").said
    assert re.findall(r"Cups of coffee.*?</dt>\s*<dd[^>]*>(.*?)<", said) == ["2,5 cups a day"]


def test_a_number_that_is_none_is_asked_again_and_stays(started: Invitation, tab: Open, desk: Desk) -> None:
    desk.store.drafts.save(started.id, {**NONE, **PLAIN}, "daily-life", _clock.now())
    here = tab(started).go().put(caffeine="lots").press()
    assert 'href="#q-caffeine"' in here.said
    assert here.at.text_input(key="a0-caffeine").value == "lots"


def test_a_long_paste_in_every_script_is_kept_whole(desk: Desk, started: Invitation, tab: Open) -> None:
    story = "Zaczęło się w maju. بدأ في مايو. 五月开始。 🙂\n" * 200
    desk.store.drafts.save(started.id, {**NONE, **PLAIN}, "own-words", _clock.now())
    tab(started).go().put(own_words=story).press()
    assert desk.draft(started)["own-words"] == story.strip()


def test_a_paste_that_is_too_long_stays_and_says_by_how_much(desk: Desk, started: Invitation, tab: Open) -> None:
    desk.store.drafts.save(started.id, {**NONE, **PLAIN}, "own-words", _clock.now())
    here = tab(started).go().put(own_words="x" * 12_000).press()
    assert "12,000" in here.said
    assert len(here.at.text_area(key="a0-own-words").value or "") == 12_000
    assert len(desk.draft(started)["own-words"]) == 12_000


def test_control_characters_do_not_get_in(desk: Desk, started: Invitation, tab: Open) -> None:
    tab(started).go().put(contact_telephone="0113\x00 496\x1b 0123").press()
    assert desk.draft(started)["contact-telephone"] == "0113 496 0123"


def test_markup_in_an_answer_stays_text(started: Invitation, tab: Open, desk: Desk) -> None:
    words = {"own-words": "<img src=x onerror=alert(1)> **bold** $x$"}
    desk.store.drafts.save(started.id, {**NONE, **PLAIN, **words}, "check", _clock.now())
    said = tab(started).go().said
    assert "<img src=x" not in said
    assert "&lt;img src=x" in said


def test_an_older_tab_shows_newer_answers_instead_of_overwriting_them(
    desk: Desk, started: Invitation, tab: Open
) -> None:
    older = tab(started).go().put(contact_telephone="0113 496 0123").press()
    newer = tab(started).go(2).put(breathing="yes", speech="no", swallowing="no").press()
    assert newer.step == "3"
    older.put(breathing="no", speech="no", swallowing="no").press()
    assert desk.draft(started)["breathing"] == "yes"
    assert "You changed these answers somewhere else" in older.said
    assert older.at.radio(key="a1-breathing").value == "yes"
    older.put(breathing="no").press()
    assert desk.draft(started)["breathing"] == "no"


WEAKER = {"weakness-worse": "no", "weakness-pace": "over-months-or-years", "weakness-sides": "one-limb"}


@pytest.fixture
def at_weakness(desk: Desk, started: Invitation) -> Callable[..., None]:
    """Save an answered page about the weaker part in another tab; underscores stand for hyphens."""

    def elsewhere(**said: str | None) -> None:
        new = {name.replace("_", "-"): answer for name, answer in said.items()}
        answers = {**NONE, **PLAIN, "weakness": "yes", **WEAKER, **new}
        kept = {link_id: answer for link_id, answer in answers.items() if answer}
        desk.store.drafts.save(started.id, kept, "weakness", _clock.now())

    elsewhere()
    return elsewhere


def test_an_older_tab_never_puts_back_what_it_showed_and_nobody_changed_there(
    desk: Desk, started: Invitation, tab: Open, at_weakness: Callable[..., None]
) -> None:
    older = tab(started).go()
    at_weakness(weakness_pace="suddenly")
    older.put(weakness_worse="not-sure").press()
    assert desk.draft(started)["weakness-pace"] == "suddenly"
    assert desk.draft(started)["weakness-worse"] == "not-sure"


def test_an_older_tab_that_stays_shows_the_newest_and_never_puts_the_old_back_at_a_second_tap(
    desk: Desk, started: Invitation, tab: Open, at_weakness: Callable[..., None]
) -> None:
    at_weakness(weakness_sides=None)
    older = tab(started).go()
    at_weakness(weakness_pace="not-sure", weakness_sides=None)
    older.put(weakness_worse="not-sure").press()
    assert "tb-summary" in older.said
    assert older.at.radio(key="a1-weakness-pace").value == "not-sure"
    older.put(weakness_sides="one-limb").press()
    assert [desk.draft(started)[f"weakness-{which}"] for which in ("pace", "worse")] == ["not-sure", "not-sure"]


def test_an_older_tab_that_is_only_drawn_again_never_puts_the_old_back(
    desk: Desk, started: Invitation, tab: Open, at_weakness: Callable[..., None]
) -> None:
    older = tab(started).go()
    at_weakness(weakness_pace="suddenly")
    older.at.run()
    older.put(weakness_worse="not-sure").press()
    assert desk.draft(started)["weakness-pace"] == "suddenly"


def test_an_older_tab_that_could_not_save_keeps_what_is_typed_and_never_puts_the_old_back(
    desk: Desk, started: Invitation, tab: Open, at_weakness: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    older = tab(started).go()
    at_weakness(weakness_pace="not-sure")
    older.put(weakness_worse="not-sure", tasks_since="May")
    with monkeypatch.context() as patch:
        patch.setattr(type(desk.store.drafts), "save", _locked)
        older.press()
    assert older.at.text_input(key="a0-tasks-since").value == "May"
    older.press()
    kept = desk.draft(started)
    assert (kept["weakness-pace"], kept["weakness-worse"], kept["tasks-since"]) == ("not-sure", "not-sure", "May")


def test_only_what_a_page_itself_changed_emptied_or_opened_counts_as_changed_there() -> None:
    loaded = {"speech": "no", "tingling": "no", "cramps": "yes", "weakness-where": None, "tasks-since": None}
    given = {**loaded, "tingling": "yes", "cramps": None, "weakness-where": ("left-thigh",)}
    assert Held("any", loaded, given).changed == ("tingling", "cramps", "weakness-where")


def test_an_older_tab_at_another_page_takes_nothing_away(desk: Desk, started: Invitation, tab: Open) -> None:
    older = tab(started).go().put(contact_telephone="0113 496 0123").press()
    tab(started).go(1).put(interpreter="Polish").press()
    older.put(breathing="no", speech="no", swallowing="no").press()
    assert desk.draft(started)["interpreter"] == "Polish"


def test_a_change_comes_straight_back_to_the_check_page(desk: Desk, started: Invitation, tab: Open) -> None:
    desk.store.drafts.save(started.id, {**NONE, **PLAIN}, "check", _clock.now())
    here = tab(started).go()
    here.at.button(key="change-breathing").click().run()
    assert here.heading == "Breathing, speaking and swallowing"
    assert here.put(speech="not-sure").press().step == "check"
    assert desk.draft(started)["speech"] == "not-sure"


def test_a_change_that_opens_questions_asks_those_and_then_returns(desk: Desk, started: Invitation, tab: Open) -> None:
    desk.store.drafts.save(started.id, {**NONE, **PLAIN}, "check", _clock.now())
    here = tab(started).go()
    here.at.button(key="change-tasks").click().run()
    here.put(weakness="yes").press()
    assert here.heading == "About the weaker part, or the harder task"
    here.put(weakness_worse="no", weakness_pace="over-months-or-years", weakness_sides="one-limb").press()
    assert here.step == "check"


def test_the_check_page_shows_what_was_left_out_and_what_is_not_sure(
    started: Invitation, tab: Open, desk: Desk
) -> None:
    desk.store.drafts.save(started.id, {**NONE, **PLAIN, "speech": "not-sure"}, "check", _clock.now())
    said = tab(started).go().said
    assert "Not provided" in said
    assert "Not sure" in said
    assert "Calf or shin" in said


def test_what_staff_have_entered_is_not_asked_again(desk: Desk, tab: Open) -> None:
    known, _ = desk.invite(
        replace(ANNA, address="1 River Lane", sex="female", number="943 476 5919", usual_doctor="Dr Ash")
    )
    desk.store.drafts.save(known.id, NONE, "", _clock.now())
    said = tab(known).go().said
    for link_id in ("address", "sex", "patient-number", "usual-doctor"):
        assert f'id="q-{link_id}"' not in said
    assert 'id="q-contact-telephone"' in said


def test_answers_that_come_to_mean_an_emergency_are_a_case_before_the_next_question(
    desk: Desk, started: Invitation, tab: Open
) -> None:
    answers = {**NONE, **PLAIN, "weakness": "yes"}
    desk.store.drafts.save(started.id, answers, "weakness", _clock.now())
    here = tab(started).go()
    here.put(weakness_worse="yes", weakness_pace="suddenly", weakness_sides="one-side").press()
    assert 'href="/call-now"' in here.said
    (row,) = desk.store.cases.queue(_clock.now())
    assert row.kind is IntakeKind.EMERGENCY


def test_back_is_no_way_past_an_emergency_that_the_answers_come_to_mean(
    desk: Desk, started: Invitation, tab: Open
) -> None:
    desk.store.drafts.save(started.id, {**NONE, **PLAIN, "weakness": "yes"}, "weakness", _clock.now())
    here = tab(started).go().put(weakness_pace="suddenly").press("back")
    assert 'href="/call-now"' in here.said
    (row,) = desk.store.cases.queue(_clock.now())
    assert row.kind is IntakeKind.EMERGENCY


def test_what_cannot_be_saved_stays_on_the_page_and_is_saved_at_the_next_tap(
    desk: Desk, started: Invitation, tab: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tab(started).go().put(contact_telephone="0113 496 0123", interpreter="Polish")
    with monkeypatch.context() as patch:
        patch.setattr(type(desk.store.drafts), "save", _locked)
        here.press()
    assert "Something went wrong on our side" in here.said
    assert here.at.text_input(key="a0-interpreter").value == "Polish"
    assert here.press().step == "2"
    assert desk.draft(started)["interpreter"] == "Polish"


def test_an_emergency_that_could_not_be_saved_is_told_all_the_same(
    desk: Desk, started: Invitation, tab: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.store.drafts.save(started.id, {**NONE, **PLAIN, "weakness": "yes"}, "weakness", _clock.now())
    here = tab(started).go().put(weakness_worse="yes", weakness_pace="suddenly", weakness_sides="one-side")
    with monkeypatch.context() as patch:
        patch.setattr(type(desk.store.drafts), "save", _locked)
        here.press()
    assert 'href="/call-now"' in here.said
    assert [row.kind for row in desk.store.cases.queue(_clock.now())] == [IntakeKind.EMERGENCY]


def test_an_emergency_that_could_not_be_received_is_told_to_call_and_received_at_the_next_tap(
    desk: Desk, started: Invitation, tab: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.store.drafts.save(started.id, {**NONE, **PLAIN, "weakness": "yes"}, "weakness", _clock.now())
    here = tab(started).go().put(weakness_worse="yes", weakness_pace="suddenly", weakness_sides="one-side")
    with monkeypatch.context() as patch:
        patch.setattr(reception, "receive", _locked)
        here.press()
    assert 'href="/call-now?again=untold"' in here.said
    assert "weakness-pace" not in desk.draft(started)
    here.at.run()
    here.put(weakness_worse="yes", weakness_pace="suddenly", weakness_sides="one-side").press()
    assert [row.kind for row in desk.store.cases.queue(_clock.now())] == [IntakeKind.EMERGENCY]


def _locked(*_: object, **__: object) -> None:
    raise StoreUnavailable("The database is locked.")


def test_a_session_that_ended_shows_no_answer(desk: Desk, started: Invitation, tab: Open) -> None:
    here = tab(started).go().put(contact_telephone="0113 496 0123").press()
    desk.store.sessions.end_all(started.id, _clock.now())
    here.at.run()
    assert not here.at.radio
    assert here.at.error


def test_a_withdrawn_link_stops_the_form_at_the_next_tap(desk: Desk, started: Invitation, tab: Open) -> None:
    here = tab(started).go().put(contact_telephone="0113 496 0123")
    desk.store.invitations.withdraw(started.id, desk.account, _clock.now())
    here.press()
    assert "contact-telephone" not in desk.draft(started)


def test_an_expired_link_keeps_the_draft(desk: Desk, tab: Open) -> None:
    made = desk.store.invitations.invite(ANNA, None, desk.account, _clock.now() - timedelta(days=20))
    desk.store.drafts.save(made.invitation.id, {**NONE, "speech": "yes"}, "breathing", _clock.now())
    assert tab(made.invitation).go().at.error
    assert desk.draft(made.invitation)["speech"] == "yes"


def test_a_form_that_was_closed_elsewhere_says_so_with_the_clinics_number_and_asks_nobody_to_sign_in(
    desk: Desk, started: Invitation, tab: Open
) -> None:
    page = tab(started).go(2)
    desk.store.invitations.withdraw(started.id, desk.account, _clock.now())
    page.at.context = {"url": "http://127.0.0.1:8615/form?step=2"}
    page.at.run()
    assert page.heading == "This form was closed"
    assert "0113 496 0000" in page.said
    assert 'href="/birth"' in page.said
    assert "Sign in" not in page.said + " ".join(error.value for error in page.at.error)
