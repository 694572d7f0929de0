"""The form: what is asked when, how answers are read, and what a bad declaration is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from intake.conditions import BadDeclaration
from intake.form import UnknownAnswer
from intake.questionnaire import DEFAULT, load, questionnaire

FORM = questionnaire()
PLAIN = FORM.read(
    {
        "emergency-signs": ["none-of-these"],
        "tasks": ["none-of-these"],
        "weakness": "no",
        "twitching": "yes",
        "numbness": "no",
        "tingling": "no",
        "coordination": "no",
    }
)
SPOKEN_BY_STORED_CASES = """
emergency-signs twitching regions spread one-sided twitch-duration relief getting-worse tasks weakness
weakness-worse weakness-pace weakness-sides muscle-smaller muscle-stiffness numbness tingling sensory-pace coordination
coordination-pace speech swallowing breathing double-vision heart-kidney weight-loss family-history known-neuro cramps
medicine-change neck-surgery-or-low-salts tick-exposure
"""
RULE_BEARING = re.findall(r"\S+", SPOKEN_BY_STORED_CASES)


def damaged(tmp_path: Path, old: str, new: str) -> Path:
    text = DEFAULT.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "questionnaire.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize("link_id", RULE_BEARING)
def test_every_question_on_which_a_rule_may_hang_is_asked_and_must_be_answered(link_id: str) -> None:
    assert FORM.questions[link_id].required


def test_every_rule_bearing_question_takes_not_sure() -> None:
    assert [link for link in RULE_BEARING if not FORM.questions[link].not_sure] == []


def test_every_yes_no_question_takes_yes_no_and_not_sure() -> None:
    for question in FORM.questions.values():
        if question.type == "yes-no":
            assert [choice.code for choice in question.choices] == ["yes", "no", "not-sure"]


def test_a_part_that_comes_in_pairs_takes_a_side_both_or_none() -> None:
    codes = set(FORM.questions["regions"].by_code)
    assert {"thigh", "left-thigh", "right-thigh", "both-thigh"} <= codes
    assert "left-back" not in codes


def test_the_emergency_page_groups_every_sign_into_at_most_eight_lines() -> None:
    grouped = [code for line in FORM.emergency_lines for code in line.codes]
    signs = set(FORM.questions["emergency-signs"].by_code) - {"one-or-more", "not-sure", "none-of-these"}
    assert len(FORM.emergency_lines) <= 8
    assert sorted(grouped) == sorted(signs)


def test_no_page_asks_for_more_than_four_answers_before_follow_ups() -> None:
    for page in FORM.pages:
        assert sum(question.required and not question.ask_when for question in page.questions) <= 4


def test_a_plain_story_takes_twelve_pages_after_the_emergency_page() -> None:
    assert len(FORM.asked_pages(PLAIN)) == 1 + 12


def test_a_follow_up_is_not_asked_before_its_parent_is_answered() -> None:
    assert "weakness-pace" not in {question.link_id for question in FORM.asked({})}


@pytest.mark.parametrize("given", ["yes", "not-sure"])
def test_a_follow_up_is_asked_when_its_parent_is_yes_or_not_sure(given: str) -> None:
    asked = {question.link_id for question in FORM.asked({**PLAIN, "weakness": given})}
    assert {"weakness-worse", "weakness-pace", "weakness-sides"} <= asked


def test_one_lost_task_asks_how_fast_the_weakness_came() -> None:
    asked = {question.link_id for question in FORM.asked({**PLAIN, "tasks": ("stairs",)})}
    assert "weakness-pace" in asked


def test_a_question_rightly_not_asked_is_settled_as_no() -> None:
    assert FORM.is_settled_no("weakness-pace", PLAIN)


def test_a_question_whose_parent_was_not_answered_is_not_settled() -> None:
    assert not FORM.is_settled_no("weakness-pace", {})


def test_an_unanswered_question_that_is_always_asked_is_not_settled() -> None:
    assert not FORM.is_settled_no("speech", PLAIN)


def test_settling_drops_an_answer_that_its_parent_contradicts() -> None:
    settled = FORM.settle({**PLAIN, "weakness-pace": "suddenly", "twitching": "no", "spread": "yes"})
    assert not {"weakness-pace", "spread"} & set(settled)


def test_settling_drops_the_follow_up_of_a_dropped_question() -> None:
    regions = ("left-thigh", "left-hand")
    settled = FORM.settle({**PLAIN, "twitching": "no", "regions": regions, "twitch-first-site": "thigh"})
    assert "twitch-first-site" not in settled


def test_settling_keeps_an_answer_whose_parent_is_missing() -> None:
    assert FORM.settle({"weakness-pace": "suddenly"}) == {"weakness-pace": "suddenly"}


def test_going_on_without_an_answer_is_told_what_to_choose() -> None:
    problems = {problem.link_id: problem.message for problem in FORM.check("breathing", {"speech": "no"})}
    assert set(problems) == {"breathing", "swallowing"}
    assert problems["swallowing"].startswith("Choose Yes, No or Not sure")


def test_none_of_these_beside_a_task_is_asked_about() -> None:
    problems = FORM.check("tasks", {"tasks": ("lifting", "none-of-these"), "weakness": "no"})
    assert [problem.link_id for problem in problems] == ["tasks"]


@pytest.mark.parametrize("text", ["3", "2,5", "2.5", "about 3 cups", "2-3", "2 – 3 cups", "zero, well, 0"])
def test_numbers_are_read_as_people_write_them(text: str) -> None:
    assert FORM.check("daily-life", {"caffeine": text}) == ()


@pytest.mark.parametrize("text", ["lots", "٣٠٠٠", "900", "-3", "− 3 cups"])
def test_a_number_that_cannot_be_meant_is_asked_again(text: str) -> None:
    assert len(FORM.check("daily-life", {"caffeine": text})) == 1


def test_a_text_that_is_too_long_says_by_how_much() -> None:
    (problem,) = FORM.check("own-words", {"own-words": "x" * 10_001})
    assert "10,000 characters or fewer" in problem.message
    assert "10,001" in problem.message


def test_every_script_and_emoji_survive_reading() -> None:
    said = "ارتعاش 😬 Ząb\nтремор"
    assert FORM.read({"own-words": said}) == {"own-words": said}


def test_control_characters_do_not_survive_reading() -> None:
    assert FORM.read({"own-words": "a\x00b\x1bc\ud800"}) == {"own-words": "abc"}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"speach": "yes"}, 'no question "speach"; did you mean "speech"?'),
        ({"speech": "yess"}, '"speech" has no answer \'yess\'; did you mean "yes"?'),
        ({"tasks": ["lifing"]}, '"tasks" has no answer \'lifing\'; did you mean "lifting"?'),
        ({"tasks": 3}, '"tasks" takes a list of codes, for example ["buttons-keys"]'),
        ({"own-words": ["a"]}, "\"own-words\" takes text, not ['a']"),
        (["speech"], 'one case is a JSON object of answers, for example {"speech": "yes"}'),
    ],
)
def test_an_unknown_answer_names_the_nearest_known_one(raw: object, said: str) -> None:
    with pytest.raises(UnknownAnswer) as refused:
        FORM.read(raw)
    assert str(refused.value) == said


def test_what_is_null_or_empty_is_not_provided() -> None:
    assert FORM.read({"speech": None, "tasks": [], "own-words": " "}) == {}


def test_answers_read_as_people_say_them() -> None:
    assert FORM.words("regions", ("right-forearm", "both-thigh")) == "Right forearm, thigh (both sides)"
    assert FORM.words("speech", "not-sure") == "Not sure"
    assert FORM.words("caffeine", "3") == "3 cups a day"
    assert FORM.words("speech", None) == "Not provided"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('of = ["weak"]', 'of = ["waek"]', 'did you mean "weak"?'),
        ('of = ["weak"]', 'of = ["weakness-pace=suddenly"]', "which is not asked before it"),
        ('at_least = 2, of = ["weakness-pace', 'at_least = 3, of = ["weakness-pace', "write 1 to 2"),
        ('link_id = "swallowing"', 'link_id = "speech"', "stands twice"),
        ('link_id = "swallowing"\ntype = "yes-no"', 'link_id = "swallowing"\ntype = "yesno"', 'did you mean "yes-no"?'),
        ('label = "Trouble swallowing"', 'lable = "Trouble swallowing"', "label is missing"),
        ('choices = "pace"', 'choices = "pase"', 'did you mean "pace"?'),
        ('codes = ["self-harm"]', 'codes = ["self-harm", "choking"]', "stands twice"),
        ('codes = ["self-harm"]', "codes = []", "'self-harm' must stand on exactly one line"),
        ('["weakness", "lost-a-task"]', '["weakness", "weak"]', "'weak', which is not declared above it"),
        ('version = "2026.1"', "version = ", "is not TOML"),
    ],
)
def test_a_bad_declaration_is_refused_with_the_remedy(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(BadDeclaration, match=r"questionnaire\.toml") as refused:
        load(damaged(tmp_path, old, new))
    assert said in str(refused.value)


def test_patients_are_not_told_names_of_diseases_outside_the_family_question() -> None:
    names = re.compile(r"\b(als|motor neurone|sclerosis|neuropathy|dystrophy|lyme|dementia|stroke|cancer)\b", re.I)
    for question in FORM.questions.values():
        read = " ".join([question.text, question.help, *(choice.text for choice in question.choices)])
        assert question.link_id == "family-history" or not names.search(read), question.link_id
