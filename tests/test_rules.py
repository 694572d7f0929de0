"""The tables as data: quoted word for word, complete on their face, refused when they contradict themselves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from intake.conditions import BadDeclaration
from intake.questionnaire import DEFAULT, questionnaire
from intake.questionnaire import load as read_form
from intake.rule_files import read_rules
from intake.rules import FOLDER, POLICIES, Tables, differs, load, make_tables
from intake.urgency import Urgency

ARTICLE = Path(__file__).with_name("published").joinpath("article-lines.txt").read_text(encoding="utf-8")
TABLES = load()


def damaged(tmp_path: Path, file: str, old: str, new: str) -> Tables:
    """The shipped tables with one damage, loaded."""
    folder = tmp_path / "rules"
    shutil.copytree(FOLDER, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return make_tables(read_rules(folder, "article"), questionnaire())


def test_the_five_rows_of_the_article_are_quoted_word_for_word() -> None:
    table = [line for line in ARTICLE.splitlines() if line.startswith("| ")]
    ours = {row.number: f"| {row.symptom} | {row.cause} | {row.advice} |" for row in TABLES.rows if row.number}
    assert [ours[number] for number in range(1, 6)] == table


def test_the_six_items_of_the_checklist_are_quoted_word_for_word() -> None:
    items = [line.removeprefix("- ✅ ") for line in ARTICLE.splitlines() if line.startswith("- ")]
    assert [item.symptom for item in TABLES.checklist] == items


def test_every_cell_of_the_article_table_is_in_the_article() -> None:
    for row in TABLES.rows:
        if row.table == "article":
            assert [cell for cell in (row.symptom, row.cause, row.advice) if cell not in ARTICLE] == [], row.id


def test_what_the_tables_compare_with_is_the_article() -> None:
    for line in (FOLDER / "quoted.txt").read_text(encoding="utf-8").splitlines():
        assert line in ARTICLE


@pytest.mark.parametrize("policy", POLICIES)
def test_every_row_has_a_source_a_reading_and_something_to_do(policy: str) -> None:
    for row in load(policy).rows:
        assert all((row.source, row.reading, row.orders or row.advice)), row.id


@pytest.mark.parametrize(
    "row_id", ["spread", "lasting", "sensory", "coordination", "two-of-checklist", "eyelid-two-weeks"]
)
def test_a_level_that_the_guideline_would_not_support_says_so_on_its_face(row_id: str) -> None:
    assert "NICE NG127 would usually not" in TABLES.row(row_id).caution


def test_a_row_that_another_policy_grades_otherwise_says_both_levels() -> None:
    assert "routine. The article: urgent." in load("nice-ng127").row("sensory").caution


def test_both_policies_have_every_row_of_the_tables() -> None:
    ids = [{row.id for row in load(policy).rows} for policy in POLICIES]
    assert ids[0] <= ids[1]


def test_policies_never_differ_on_an_emergency() -> None:
    emergencies = [{r.id for r in load(p).rows if r.urgency is Urgency.EMERGENCY} for p in POLICIES]
    assert emergencies[0] == emergencies[1]


def test_tingling_alone_is_urgent_by_the_article_and_routine_by_the_guideline() -> None:
    difference = differs({"tingling": "yes"})
    assert difference is not None
    assert (difference.policy, difference.urgency) == ("nice-ng127", Urgency.ROUTINE)
    assert [row.id for row in difference.rows] == ["sensory"]


def test_policies_that_agree_show_no_difference() -> None:
    assert differs({"speech": "yes"}) is None


def test_the_fingerprint_is_the_same_for_the_same_tables() -> None:
    fresh = make_tables(read_rules(FOLDER, "article"), questionnaire())
    assert fresh.version == TABLES.version


def test_the_fingerprint_changes_with_one_level(tmp_path: Path) -> None:
    changed = damaged(tmp_path, "closed-holes.toml", 'urgency = "routine"', 'urgency = "soon"')
    assert changed.version.sha256 != TABLES.version.sha256


def test_the_wording_of_the_form_does_not_change_the_fingerprint(tmp_path: Path) -> None:
    page = tmp_path / "questionnaire.toml"
    page.write_text(DEFAULT.read_text(encoding="utf-8").replace("Is it hard to swallow", "Do you struggle to swallow"))
    assert make_tables(read_rules(FOLDER, "article"), read_form(page)).version == TABLES.version


def test_the_fingerprint_changes_when_the_form_asks_otherwise(tmp_path: Path) -> None:
    page = tmp_path / "questionnaire.toml"
    page.write_text(DEFAULT.read_text(encoding="utf-8").replace('of = ["twitching"]', 'of = ["twitching", "weak"]', 1))
    assert make_tables(read_rules(FOLDER, "article"), read_form(page)).version != TABLES.version


def test_the_two_policies_have_different_fingerprints() -> None:
    assert len({load(policy).version.sha256 for policy in POLICIES}) == len(POLICIES)


def test_every_trigger_and_disorder_of_the_article_has_a_test_or_a_reason_why_not() -> None:
    named = {cause.name for cause in TABLES.catalogue.causes}
    triggers = {
        "Stress and anxiety",
        "Fatigue",
        "Caffeine and stimulants",
        "Dehydration",
        "Intense exercise",
        "Poor sleep",
    }
    disorders = {
        "Peripheral neuropathy",
        "Multifocal motor neuropathy",
        "Lyme disease",
        "Thyroid dysfunction",
        "Vitamin B12 deficiency",
        "Multiple sclerosis",
        "Amyotrophic lateral sclerosis (ALS)",
    }
    assert named == triggers | disorders


def test_every_blood_test_is_asked_for_by_some_row() -> None:
    asked = {code for row in TABLES.rows for code in TABLES.catalogue.codes(row)}
    assert {test.code for test in TABLES.catalogue.tests} == asked


def test_every_drafted_question_is_asked_by_some_row() -> None:
    asked = {name for row in TABLES.rows for name in (*row.emg, *row.neurology)}
    emg_of_sensory_rows = {q.id for q in TABLES.catalogue.questions}
    assert emg_of_sensory_rows == asked


REFUSED = [
    ("closed-holes.toml", 'of = ["speech"]', 'of = ["speach"]', '"speach"; did you mean "speech"?'),
    ("closed-holes.toml", 'of = ["speech"]', 'of = ["tasks=liftin"]', 'did you mean "tasks=lifting"?'),
    ("closed-holes.toml", 'of = ["speech"]', 'of = ["speech=no"]', '"speech=no" can never hold'),
    ("closed-holes.toml", 'id = "swallowing"', 'id = "speech"', "'speech' stands twice"),
    ("closed-holes.toml", 'at_least = 1, of = ["speech"]', 'at_least = 2, of = ["speech"]', "write 1 to 1"),
    ("closed-holes.toml", 'at_least = 1, of = ["speech"]', 'at_least = 0, of = ["speech"]', "write 1 to 1"),
    ("closed-holes.toml", 'at_least = 1, of = ["speech"]', 'at_least = 1, of = ["speech", "speech"]', "write it once"),
    ("closed-holes.toml", 'at_least = 1, of = ["speech"]', 'of = ["speech"]', "exactly at_least and of"),
    ("closed-holes.toml", 'urgency = "urgent"', 'urgency = "urgant"', 'did you mean "urgent"?'),
    ("closed-holes.toml", "strength = 5", "strength = 7", "write a whole number from 1 to 5"),
    ("closed-holes.toml", 'orders = ["neurology", "emg"', 'orders = ["neurologie", "emg"', 'did you mean "neurology"?'),
    ("closed-holes.toml", 'tests = ["weakness-panel"', 'tests = ["weaknes-panel"', 'did you mean "weakness-panel"?'),
    ("closed-holes.toml", 'reading = "One such', 'reeding = "One such', "reading is missing"),
    ("closed-holes.toml", 'reading = "One such answer is enough."', 'reading = ""', "reading is empty"),
    ("article.toml", "Seek immediate evaluation", "Seek prompt evaluation", "quote it word for word"),
    ("article.toml", "beyond two weeks", "beyond four weeks", "quote it word for word"),
    ("article.toml", "You notice actual loss", "You notice loss", "quote it word for word"),
    ("article.toml", "number = 2", "number = 3", "quote it word for word"),
    ("policy-article.toml", 'policy = "article"', "policy = ", "is not TOML"),
    ("orders.toml", 'code = "tsh"', 'code = "ck"', "'ck' stands twice"),
    ("orders.toml", 'tests = ["lyme"]', 'tests = ["lymes"]', 'did you mean "lyme"?'),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), REFUSED)
def test_a_broken_table_is_refused_with_the_row_and_what_to_write(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    with pytest.raises(BadDeclaration) as refused:
        damaged(tmp_path, file, old, new)
    assert said in str(refused.value)
    assert ".toml" in str(refused.value) or "table" in str(refused.value)


def test_an_unknown_policy_names_the_known_ones() -> None:
    with pytest.raises(BadDeclaration, match="article, nice-ng127"):
        load("nice")
