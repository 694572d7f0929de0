"""The tables as people read them, and the page in the documents that is made of them."""

from __future__ import annotations

import re
from pathlib import Path

from intake.conditions import Condition
from intake.questionnaire import questionnaire
from intake.rule_words import condition_words, page
from intake.rules import POLICIES, load

DOCS = Path(__file__).resolve().parents[1] / "docs"
FORM = questionnaire()


def test_the_page_of_red_flags_is_what_the_tables_say() -> None:
    written = (DOCS / "red-flags.md").read_text(encoding="utf-8")
    assert written == page(), "docs/red-flags.md is stale: run `python -m intake rules > docs/red-flags.md`"


def test_a_condition_reads_as_a_sentence() -> None:
    assert condition_words(Condition(1, (("speech",),)), FORM) == "Slurred or changed speech"
    assert condition_words(Condition(2, (("speech",), ("swallowing",))), FORM) == (
        "all of: Slurred or changed speech; Trouble swallowing"
    )
    assert condition_words(Condition(1, (("tasks=lifting",), ("tasks=stairs",))), FORM) == (
        "Tasks lost or harder (Lifting things / Climbing stairs)"
    )


def test_all_twenty_three_ambiguities_are_decided() -> None:
    text = (DOCS / "decisions" / "ambiguities.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d+) \|", text, re.M) == [str(number) for number in range(1, 24)]


def test_the_rows_that_the_decisions_name_exist() -> None:
    text = (DOCS / "decisions" / "ambiguities.md").read_text(encoding="utf-8")
    table = "\n".join(line for line in text.splitlines() if re.match(r"\| \d", line))
    named = set(re.findall(r"`([a-z0-9-]+)`", table)) - set(FORM.questions)
    rows = {row.id for policy in POLICIES for row in load(policy).rows}
    assert named - rows == set()
