"""What a patient puts right opens and raises, and never lowers: whatever was answered, whatever is said."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake import rules
from intake.correction import THEIRS, Correction, adds, opened
from intake.questionnaire import Question, questionnaire
from intake.since import joined
from intake.triage import assess
from intake.urgency import Urgency
from tests.store.conftest import CALM, SETTLED

FORM = questionnaire()
TABLES = rules.load("article")
CHOSEN = [q for q in FORM.questions.values() if q.choices and not q.by_staff and q.link_id not in THEIRS]


def _answer(question: Question) -> st.SearchStrategy[str | tuple[str, ...]]:
    codes = st.sampled_from([choice.code for choice in question.choices])
    if question.type == "choices":
        return st.lists(codes, min_size=1, max_size=3, unique=True).map(tuple)
    return codes


ANSWERED = st.fixed_dictionaries({}, optional={q.link_id: _answer(q) for q in CHOSEN})
PUT_RIGHT = st.sampled_from(CHOSEN).flatmap(
    lambda q: st.builds(Correction, st.just(q.link_id), st.none() | _answer(q), st.sampled_from(("", "only at night")))
)


@settings(max_examples=150, deadline=None)
@given(ANSWERED, PUT_RIGHT)
def test_no_correction_lowers_the_urgency(before: dict[str, str | tuple[str, ...]], said: Correction) -> None:
    settled = FORM.settle(before)
    was, now = (
        assess(answers, TABLES).urgency.rank for answers in (settled, joined(settled, adds(settled, said, FORM)))
    )
    assert now >= was, said


def test_words_about_a_no_make_it_not_sure_and_open_what_hangs_on_it() -> None:
    before = assess(CALM, TABLES)
    after = joined(CALM, adds(CALM, Correction("speech", None, "Slurred since June"), FORM))
    assert after["speech"] == "not-sure"
    assert assess(after, TABLES).urgency is before.urgency
    assert assess(after, TABLES).ceiling.rank > before.ceiling.rank


def test_no_ticked_again_with_words_beside_it_is_not_sure_either() -> None:
    assert adds(CALM, Correction("speech", "no", "Only when I am tired"), FORM) == {"speech": "not-sure"}


def test_a_yes_counts_as_yes_and_no_word_takes_it_back() -> None:
    assert adds(CALM, Correction("speech", "yes", "since June"), FORM) == {"speech": "yes"}
    sure = CALM | {"speech": "yes"}
    for taken_back in (
        Correction("speech", "no"),
        Correction("speech", "not-sure"),
        Correction("speech", None, "Gone"),
    ):
        assert joined(sure, adds(sure, taken_back, FORM))["speech"] == "yes"


def test_a_follow_up_that_was_not_asked_opens_what_it_hangs_on() -> None:
    brought = adds(CALM, Correction("weakness-pace", "hours-to-days"), FORM)
    assert brought["weakness"] == "not-sure"
    assert assess(joined(CALM, brought), TABLES).ceiling.step.word == "Emergency"


def test_what_a_yes_brings_up_is_to_be_asked() -> None:
    after = joined(CALM, adds(CALM, Correction("weakness", "yes"), FORM))
    assert opened(CALM, after, FORM) == ("weakness-worse", "weakness-pace", "weakness-sides", "weakness-where")
    assert opened(SETTLED, SETTLED, FORM) == ()


def test_how_to_reach_somebody_is_theirs_to_change() -> None:
    answered = CALM | {"contact-telephone": "0113 496 0000", "contact-message-ok": "yes"}
    assert adds(answered, Correction("contact-message-ok", "no"), FORM) == {"contact-message-ok": "no"}
    assert adds(answered, Correction("contact-telephone", None, "07700 900123"), FORM) == {
        "contact-telephone": "07700 900123"
    }


LATELY_WEAK = {**SETTLED, "weakness": "yes", "weakness-pace": "days-to-4-weeks", "weakness-sides": "one-side"}
"""Where the sides of a weakness decide between an emergency and none."""
GRADED = {link for predicate in FORM.predicates.values() for link in FORM.links_of(predicate.when.names())}
ONE_OF = [q for q in FORM.questions.values() if q.choices and q.type != "choices" and q.link_id in GRADED]


@pytest.mark.parametrize("question", ONE_OF, ids=lambda question: question.link_id)
def test_what_is_said_later_is_graded_no_lower_than_if_it_had_been_said_first(question: Question) -> None:
    """A graver answer that `joined` does not know to be graver would be lost."""
    for first, later in product((choice.code for choice in question.choices), repeat=2):
        before = {**LATELY_WEAK, question.link_id: first}
        together, alone = joined(before, {question.link_id: later}), {**before, question.link_id: later}
        assert assess(together, TABLES).urgency.rank >= assess(alone, TABLES).urgency.rank, (first, later)


@pytest.mark.parametrize("question", ONE_OF, ids=lambda question: question.link_id)
def test_not_sure_said_later_opens_what_it_would_open_alone_and_what_was_said_holds_the_floor(
    question: Question,
) -> None:
    for first in (choice.code for choice in question.choices):
        before = {**LATELY_WEAK, question.link_id: first}
        was, alone = assess(before, TABLES), assess({**before, question.link_id: "not-sure"}, TABLES)
        now = assess(joined(before, {question.link_id: "not-sure"}), TABLES)
        assert {row.row.id for row in now.raised} >= {row.row.id for row in was.raised}, first
        if question.type == "choice":
            opened_alone = {row.row.id for row in (*alone.open, *alone.raised)}
            assert {row.row.id for row in (*now.open, *now.raised)} >= opened_alone, first


def test_a_pace_that_is_not_sure_any_more_could_be_the_emergency_that_the_earlier_one_ruled_out() -> None:
    was = assess(LATELY_WEAK, TABLES)
    after = joined(LATELY_WEAK, {"weakness-pace": "not-sure"})
    now = assess(after, TABLES)
    assert after["weakness-pace"] == ("days-to-4-weeks", "not-sure")
    assert now.urgency is was.urgency
    assert was.ceiling is not Urgency.EMERGENCY
    assert now.ceiling is Urgency.EMERGENCY


def test_what_is_sure_afterwards_raises_and_leaves_the_doubt_to_the_telephone() -> None:
    doubt = {"weakness-pace": ("weeks-to-months", "not-sure")}
    assert joined(doubt, {"weakness-pace": "over-months-or-years"}) == doubt
    assert joined(doubt, {"weakness-pace": "hours-to-days"}) == {"weakness-pace": ("hours-to-days", "not-sure")}
