"""What to ask on the telephone, and which single answer holds the level."""

from __future__ import annotations

from intake.rules import load
from intake.triage import assess
from intake.urgency import Urgency
from intake.whatif import one_call_settles, props, telephone_script
from tests.test_triage import MARK, NOTHING

TABLES = load()
FORM = TABLES.questionnaire
MARK_SAID = FORM.read(MARK)
UNSURE = {
    link: ("not-sure",) if question.type == "choices" else "not-sure"
    for link, question in FORM.questions.items()
    if question.not_sure and link != "emergency-signs"
} | {"emergency-signs": ("none-of-these",)}


def test_mark_is_asked_one_question() -> None:
    (ask,) = telephone_script(MARK_SAID, TABLES, FORM)
    assert ask.link_ids == ("muscle-smaller",)
    assert ask.question_texts == ("Is any muscle getting smaller or thinner?",)
    assert (ask.if_yes, ask.if_no) == (Urgency.IMMEDIATE, Urgency.URGENT)


def test_one_call_would_settle_mark() -> None:
    assert one_call_settles(MARK_SAID, TABLES, FORM)


def test_answering_the_script_with_no_closes_the_interval() -> None:
    closed = assess({**MARK_SAID, "muscle-smaller": "no"}, TABLES)
    assert closed.urgency is closed.ceiling is Urgency.URGENT


def test_a_settled_case_has_nothing_to_ask() -> None:
    assert telephone_script(NOTHING, TABLES, FORM) == ()
    assert not one_call_settles(NOTHING, TABLES, FORM)


def test_one_call_would_not_settle_somebody_unsure_throughout() -> None:
    assert not one_call_settles(UNSURE, TABLES, FORM)


def test_the_script_asks_for_the_highest_level_first() -> None:
    ranks = [ask.if_yes.rank for ask in telephone_script(UNSURE, TABLES, FORM)]
    assert ranks == sorted(ranks, reverse=True)


def test_every_ask_leads_where_it_says_and_no_part_of_it_does() -> None:
    for answers in ({}, UNSURE, MARK_SAID):
        script = telephone_script(answers, TABLES, FORM)
        for ask in script:
            smaller = [other for other in script if set(other.link_ids) < set(ask.link_ids)]
            assert all(other.if_yes.rank < ask.if_yes.rank for other in smaller)


def test_a_script_reaches_the_ceiling() -> None:
    for answers in ({}, UNSURE, MARK_SAID):
        best = max(telephone_script(answers, TABLES, FORM), key=lambda ask: ask.if_yes.rank)
        assert best.if_yes is assess(answers, TABLES).ceiling


def test_a_follow_up_is_asked_together_with_what_makes_it_one() -> None:
    with_pace = [ask.link_ids for ask in telephone_script({}, TABLES, FORM) if "weakness-pace" in ask.link_ids]
    assert with_pace == [("tasks", "weakness-pace")]


def test_the_answer_that_holds_a_level_by_itself_is_named() -> None:
    (prop,) = props({**NOTHING, "speech": "yes", "family-history": "yes"}, TABLES)
    assert (prop.link_id, prop.falls_to) == ("speech", Urgency.ROUTINE)


def test_two_reasons_for_a_level_leave_no_single_answer_that_holds_it() -> None:
    assert props({**NOTHING, "speech": "yes", "swallowing": "yes"}, TABLES) == ()
