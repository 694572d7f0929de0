"""Answers in, an explained urgency out: three values, each row, each published case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.assessment import Assessment, FindingState
from intake.form import Answer
from intake.rules import load
from intake.triage import assess
from intake.urgency import Urgency

TABLES = load()
FORM = TABLES.questionnaire
PUBLISHED = Path(__file__).with_name("published").joinpath("vignettes.jsonl").read_text(encoding="utf-8")
VIGNETTES = [json.loads(line) for line in PUBLISHED.splitlines()]
MARK = {
    "emergency-signs": ["none-of-these"],
    "twitching": "yes",
    "regions": ["right-forearm", "right-shoulder", "right-thigh"],
    "spread": "yes",
    "twitch-duration": "3-12-months",
    "weakness": "yes",
    "weakness-worse": "yes",
    "weakness-pace": "weeks-to-months",
    "weakness-sides": "one-side",
    "tasks": ["lifting"],
    "speech": "no",
    "swallowing": "no",
    "breathing": "no",
    "double-vision": "no",
    "numbness": "no",
    "tingling": "no",
    "coordination": "no",
    "muscle-smaller": "not-sure",
}
NOTHING = FORM.read(
    {
        link: ["none-of-these"] if question.type == "choices" else "no"
        for link, question in FORM.questions.items()
        if link in TABLES.rule_bearing and not question.ask_when
    }
    | {"twitching": "no"}
)


def graded(raw: dict[str, Any]) -> Assessment:
    return assess(FORM.read(raw), TABLES)


def states(assessment: Assessment) -> dict[str, FindingState]:
    return {finding.row.id: finding.state for finding in assessment.findings}


def raised(assessment: Assessment) -> set[str]:
    return {finding.row.id for finding in assessment.raised}


# --- Mark ------------------------------------------------------------------------------------------


def test_mark_is_urgent_and_could_be_immediate() -> None:
    mark = graded(MARK)
    assert (mark.urgency, mark.ceiling, mark.strength) == (Urgency.URGENT, Urgency.IMMEDIATE, 4)
    assert mark.seen_within_days == 14


def test_mark_raises_rows_one_three_and_four_of_the_article() -> None:
    numbers = {f.row.number for f in graded(MARK).raised if f.row.table == "article" and f.row.number}
    assert numbers == {1, 3, 4}


def test_mark_is_asked_for_neurology_emg_and_blood_tests() -> None:
    assert {"neurology", "emg", "bloods"} <= {order.kind for order in graded(MARK).orders}


def test_the_emg_question_for_mark_asks_for_conduction_block_first() -> None:
    (emg,) = [order for order in graded(MARK).orders if order.kind == "emg"]
    assert emg.question.startswith("Is there motor conduction block")
    assert "multifocal motor neuropathy" in emg.question


def test_anti_gm1_is_for_the_specialist_and_says_which_row_asks() -> None:
    (bloods,) = [order for order in graded(MARK).orders if order.kind == "bloods"]
    (gm1,) = [test for test in bloods.tests if test.code == "anti-gm1"]
    assert gm1.specialist
    assert gm1.asked_by == ("asymmetric-weak",)


def test_no_scan_is_suggested_for_weakness_without_numbness() -> None:
    assert "mri" not in {order.kind for order in graded(MARK).orders}


def test_a_smaller_muscle_is_the_one_open_row_above_mark() -> None:
    above = [f for f in graded(MARK).open if f.row.urgency.rank > Urgency.URGENT.rank]
    assert [(f.row.id, f.open_on) for f in above] == [("wasting", ("muscle-smaller",))]


# --- Published cases -------------------------------------------------------------------------------


@pytest.mark.parametrize("case", VIGNETTES, ids=[case["id"] for case in VIGNETTES])
def test_a_published_case_is_graded_as_an_expert_would_accept_or_one_level_above(case: dict[str, Any]) -> None:
    accepted = [Urgency(level).rank for level in case["urgency_acceptable"]]
    assert min(accepted) <= graded(case["answers"]).urgency.rank <= max(accepted) + 1


def test_the_tables_do_not_call_everybody_urgent() -> None:
    levels = [graded(case["answers"]).urgency.rank for case in VIGNETTES]
    assert sum(level <= Urgency.SOON.rank for level in levels) >= len(levels) / 4


# --- Each row alone --------------------------------------------------------------------------------

ALONE: dict[str, dict[str, Any]] = {
    "breathing-emergency": {"emergency-signs": ["breathless-lying-flat"]},
    "airway-emergency": {"emergency-signs": ["choking"]},
    "myasthenic-emergency": {"emergency-signs": ["droopy-lids-with-swallowing-or-breathing"]},
    "sudden-emergency": {"emergency-signs": ["sudden-vision"]},
    "rising-weakness-emergency": {"emergency-signs": ["weakness-rising-fast"]},
    "fast-weakness-emergency": {"weakness-pace": "hours-to-days"},
    "fast-sensory-weak-emergency": {"numbness": "yes", "sensory-pace": "hours-to-days", "weakness": "yes"},
    "sudden-numbness-emergency": {"sensory-pace": "suddenly"},
    "sudden-unsteadiness-emergency": {"coordination-pace": "suddenly"},
    "cauda-equina-emergency": {"emergency-signs": ["saddle-numbness"]},
    "palpitations-emergency": {"emergency-signs": ["palpitations-with-weakness"]},
    "dark-urine-emergency": {"emergency-signs": ["dark-urine"]},
    "tetany-emergency": {"emergency-signs": ["hand-foot-spasm"]},
    "poisoning-emergency": {"emergency-signs": ["poisoning"]},
    "fits-fever-emergency": {"emergency-signs": ["fever-and-agitation"]},
    "self-harm-emergency": {"emergency-signs": ["self-harm"]},
    "unsaid-emergency": {"emergency-signs": ["not-sure"]},
    "spread": {"spread": "yes"},
    "wasting": {"muscle-smaller": "yes"},
    "progressive-weakness": {"weakness-worse": "yes"},
    "lasting": {"twitch-duration": "2-4-weeks"},
    "sensory": {"tingling": "yes"},
    "coordination": {"coordination": "yes"},
    "two-of-checklist": {"family-history": "yes", "twitch-duration": "over-1-year"},
    "getting-worse": {"getting-worse": "yes"},
    "eyelid-two-weeks": {"regions": ["left-eyelid"], "twitch-duration": "2-4-weeks"},
    "breathless-with-weakness": {"breathing": "yes", "speech": "yes"},
    "tongue-or-head-drop": {"tasks": ["holding-head-up"]},
    "asymmetric-weak": {"weakness": "yes", "one-sided": "yes"},
    "double-vision": {"double-vision": "yes"},
    "known-disease": {"known-neuro": "yes"},
    "breathless-on-effort": {"breathing": "yes"},
    "face-beyond-eyelid": {"regions": ["right-face"]},
    "stiffness": {"muscle-stiffness": "yes"},
    "weight-loss": {"weight-loss": "yes"},
    "reversible-causes": {"medicine-change": "yes"},
    "tick-exposure": {"tick-exposure": "yes"},
    "speech": {"speech": "yes"},
    "swallowing": {"swallowing": "yes"},
    "lost-task": {"tasks": ["stairs"]},
    "new-weakness": {"weakness": "yes"},
    "family-history": {"family-history": "yes"},
}


@pytest.mark.parametrize("row_id", [row.id for row in TABLES.rows])
def test_each_row_rises_on_its_own_answers(row_id: str) -> None:
    assert row_id in raised(graded({**NOTHING, **ALONE[row_id]}))


@pytest.mark.parametrize("row_id", [row.id for row in TABLES.rows])
def test_a_raised_row_names_the_answers_that_raised_it(row_id: str) -> None:
    (finding,) = [f for f in graded({**NOTHING, **ALONE[row_id]}).raised if f.row.id == row_id]
    said = FORM.read(ALONE[row_id])
    assert set(finding.because) <= set(said)
    assert all(set(codes) <= {said[link], *said[link]} for link, codes in finding.because.items())


def test_answering_everything_with_no_rules_everything_out() -> None:
    nothing = assess(NOTHING, TABLES)
    assert set(states(nothing).values()) == {FindingState.RULED_OUT}
    assert (nothing.urgency, nothing.ceiling, nothing.seen_within_days) == (Urgency.SELF_CARE, Urgency.SELF_CARE, None)


def test_answering_nothing_leaves_every_row_open() -> None:
    silent = assess({}, TABLES)
    assert set(states(silent).values()) == {FindingState.OPEN}
    assert (silent.urgency, silent.ceiling, silent.strength) == (Urgency.SELF_CARE, Urgency.EMERGENCY, 0)


def test_self_care_with_anything_open_runs_on_the_clock_of_routine() -> None:
    assert assess({}, TABLES).seen_within_days == 42


# --- The holes that the article leaves -------------------------------------------------------------


@pytest.mark.parametrize(
    ("alone", "level"),
    [
        ({"speech": "yes"}, Urgency.URGENT),
        ({"swallowing": "yes"}, Urgency.URGENT),
        ({"weakness": "yes"}, Urgency.URGENT),
        ({"tasks": ["buttons-keys"]}, Urgency.URGENT),
        ({"family-history": "yes"}, Urgency.ROUTINE),
    ],
)
def test_one_item_of_the_checklist_alone_still_leads_somewhere(alone: dict[str, Any], level: Urgency) -> None:
    assert graded({**NOTHING, **alone}).urgency is level


# --- Yes, no, not sure, missing --------------------------------------------------------------------


@pytest.mark.parametrize("given", ["not-sure", None])
def test_not_sure_and_missing_leave_a_row_open(given: str | None) -> None:
    assert states(graded({**NOTHING, "speech": given}))["speech"] is FindingState.OPEN


def test_not_sure_on_the_emergency_page_stops_like_yes() -> None:
    assert graded({"emergency-signs": ["not-sure"]}).urgency is Urgency.EMERGENCY


def test_an_emergency_sign_wins_over_none_of_these() -> None:
    assert graded({"emergency-signs": ["none-of-these", "choking"]}).urgency is Urgency.EMERGENCY


def test_one_or_more_without_saying_which_keeps_every_sign_open() -> None:
    assert states(graded({"emergency-signs": ["one-or-more"]}))["self-harm-emergency"] is FindingState.OPEN


def test_a_question_rightly_not_asked_is_a_no() -> None:
    assert states(graded(NOTHING))["fast-weakness-emergency"] is FindingState.RULED_OUT


def test_a_question_not_asked_because_its_parent_is_missing_is_open() -> None:
    without = {link: given for link, given in NOTHING.items() if link != "weakness"}
    assert states(assess(without, TABLES))["fast-weakness-emergency"] is FindingState.OPEN


def test_a_yes_counts_even_where_its_parent_says_no() -> None:
    assert "spread" in raised(graded({**NOTHING, "spread": "yes"}))


def test_whatever_is_said_of_twitching_the_other_rows_count() -> None:
    assert graded({**NOTHING, "twitching": "no", "muscle-smaller": "yes"}).urgency is Urgency.IMMEDIATE


def test_both_calves_are_one_region() -> None:
    assert "spread" not in raised(
        graded({**NOTHING, "twitching": "yes", "regions": ["both-calf-shin"], "spread": "no"})
    )


def test_both_calves_count_as_spread_when_the_patient_says_so() -> None:
    assert "spread" in raised(graded({"regions": ["left-calf-shin", "right-calf-shin"], "spread": "yes"}))


def test_two_regions_are_spread_though_no_new_place_is_named() -> None:
    assert "spread" in raised(graded({"regions": ["left-calf-shin", "left-hand"], "spread": "no"}))


def test_relief_does_not_undo_two_weeks() -> None:
    assert "lasting" in raised(graded({"twitch-duration": "2-4-weeks", "relief": "settles"}))


def test_an_eyelid_of_two_weeks_chooses_the_eye_clinic_and_stays_routine() -> None:
    eyelid = graded({**NOTHING, "twitching": "yes", "regions": ["left-eyelid"], "twitch-duration": "2-4-weeks"})
    assert eyelid.urgency is Urgency.ROUTINE
    assert "eye-clinic" in {order.kind for order in eyelid.orders}


def test_weakness_of_both_sides_within_four_weeks_is_an_emergency() -> None:
    both = {"weakness": "yes", "weakness-pace": "days-to-4-weeks", "weakness-sides": "both-sides"}
    assert graded(both).urgency is Urgency.EMERGENCY


def test_weakness_within_four_weeks_could_be_an_emergency_until_the_side_is_known() -> None:
    pace = {**NOTHING, "weakness": "yes", "weakness-pace": "days-to-4-weeks", "weakness-sides": "not-sure"}
    assert graded(pace).ceiling is Urgency.EMERGENCY


def test_strength_puts_lost_function_above_sensation_within_an_urgency() -> None:
    order = [
        {"tingling": "yes"},
        {"weakness": "yes", "weakness-worse": "yes"},
        {"tasks": ["stairs"]},
        {"speech": "yes"},
    ]
    assert [graded({**NOTHING, **answers}).strength for answers in order] == [2, 3, 4, 5]


def test_the_checklist_shows_its_six_items_in_order() -> None:
    items = graded(MARK).checklist
    assert [item.state.value for item in items] == ["raised", "open", "raised", "raised", "ruled-out", "open"]


# --- Promises over many answers (proof.py goes through all of them) --------------------------------


def _answers() -> st.SearchStrategy[dict[str, Answer]]:
    """Answers to any questions on which a rule hangs, sensible together or not."""
    fields = {}
    for link in TABLES.rule_bearing:
        question = FORM.questions[link]
        codes = sorted(question.by_code)
        several = st.lists(st.sampled_from(codes), min_size=1, max_size=4, unique=True).map(tuple)
        fields[link] = several if question.type == "choices" else st.sampled_from(codes)
    return st.fixed_dictionaries({}, optional=fields)


def _yes(link: str) -> Answer:
    question = FORM.questions[link]
    code = next(iter(FORM.code_bits[link]))
    return (code,) if question.type == "choices" else code


@settings(max_examples=300, deadline=None)
@given(answers=_answers(), link=st.sampled_from([q for q in TABLES.rule_bearing if FORM.questions[q].type == "yes-no"]))
def test_a_further_yes_never_lowers_urgency_or_strength(answers: dict[str, Answer], link: str) -> None:
    before, after = assess(answers, TABLES), assess({**answers, link: "yes"}, TABLES)
    assert (after.urgency.rank, after.strength) >= (before.urgency.rank, before.strength)


@settings(max_examples=300, deadline=None)
@given(answers=_answers(), link=st.sampled_from([q for q in TABLES.rule_bearing if FORM.questions[q].type == "yes-no"]))
def test_unsaying_a_yes_never_lowers_the_ceiling(answers: dict[str, Answer], link: str) -> None:
    before, after = assess({**answers, link: "yes"}, TABLES), assess({**answers, link: "not-sure"}, TABLES)
    assert after.ceiling.rank >= before.ceiling.rank


@settings(max_examples=300, deadline=None)
@given(answers=_answers(), link=st.sampled_from([q for q in TABLES.rule_bearing if q != "emergency-signs"]))
def test_settling_what_was_not_sure_stays_within_the_interval(answers: dict[str, Answer], link: str) -> None:
    question = FORM.questions[link]
    unsure: Answer = ("not-sure",) if question.type == "choices" else "not-sure"
    before = assess({**answers, link: unsure}, TABLES)
    for code in question.by_code:
        given_now: Answer = (code,) if question.type == "choices" else code
        after = assess({**answers, link: given_now}, TABLES)
        assert before.urgency.rank <= after.urgency.rank <= after.ceiling.rank <= before.ceiling.rank


@settings(max_examples=200, deadline=None)
@given(answers=_answers())
def test_an_assessment_survives_being_written_down(answers: dict[str, Answer]) -> None:
    assessment = assess(answers, TABLES)
    assert Assessment.from_json(json.loads(json.dumps(assessment.as_json()))) == assessment


@settings(max_examples=200, deadline=None)
@given(answers=_answers())
def test_the_order_of_answers_does_not_matter(answers: dict[str, Answer]) -> None:
    backwards = dict(reversed(answers.items()))
    assert assess(backwards, TABLES) == assess(answers, TABLES)
