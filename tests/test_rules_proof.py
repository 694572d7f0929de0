"""The proof: it holds for the shipped tables, and every deliberate damage is caught by the promise it breaks."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from intake.__main__ import main
from intake.assessment import RedFlag
from intake.certificate import PROMISES, kept
from intake.conditions import BadDeclaration, Compiled
from intake.floors import read_floors
from intake.form import NOT_SURE, Answer, Answers
from intake.proof import CHECKS, certificate, prove
from intake.questionnaire import DEFAULT, Questionnaire, questionnaire
from intake.questionnaire import load as read_form
from intake.reading import QuestionReader
from intake.rule_files import read_rules
from intake.rules import FOLDER, POLICIES, Summary, Tables, load, make_tables
from intake.urgency import LADDER, Urgency

ROOT = Path(__file__).resolve().parents[1]
FORM = "questionnaire.toml"


# --- The shipped tables ---------------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
def test_every_promise_holds_for_the_shipped_tables_and_the_certificate_beside_them_is_theirs(
    policy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    proof = certificate(policy)
    assert proof.failures == ()
    assert {proved.promise for proved in proof.proved} == set(CHECKS) == set(PROMISES)
    assert of_shipped(policy) == proof.as_json()
    assert main(["prove", "--policy", policy]) == 0
    said = capsys.readouterr().out
    assert proof.tables.sha256 in said
    assert said.rstrip().endswith("Every promise holds.")


def of_shipped(policy: str) -> dict[str, Any]:
    """What is kept beside the tables of one policy; that it is true of them is tested above."""
    found = kept(load(policy).version)
    assert found is not None, "run python -m intake prove --keep"
    return found


def test_every_promise_was_checked_over_something() -> None:
    assert [proved["promise"] for proved in of_shipped("article")["promises"] if proved["checked"] < 10] == []


def test_the_number_of_ways_through_the_form_is_counted_exactly() -> None:
    """By hand: the answers to each question and one for left out, multiplied where they do not hang together."""
    yes_no, pace, sides, duration, relief = 4, 7, 6, 8, 5
    emergency, tasks, regions = 2**24, 2**10, 2**46
    no_weakness, no_task = 2, 2  # no, or left out: nothing more is asked
    weak = tasks * yes_no - no_weakness * no_task
    strength = weak * (yes_no * pace * sides) + no_weakness * no_task
    twitches = 2 * (regions * yes_no * yes_no * duration * relief * yes_no) + 2
    feeling = ((yes_no * yes_no - 4) * pace + 4) * (2 * pace + 2)
    alone = yes_no**14
    assert int(of_shipped("article")["ways"]) == emergency * strength * twitches * feeling * alone


# --- Damage to what is declared -----------------------------------------------------------------------


def swap(old: str, new: str) -> Callable[[str], str]:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return edit


def without_row(row_id: str) -> Callable[[str], str]:
    def edit(text: str) -> str:
        rows = text.split("[[red_flag]]\n")
        kept = [row for row in rows if not row.startswith(f'id = "{row_id}"')]
        assert len(kept) == len(rows) - 1
        return "[[red_flag]]\n".join(kept)

    return edit


def twin(row_id: str) -> Callable[[str], str]:
    def edit(text: str) -> str:
        (row,) = [row for row in text.split("[[red_flag]]\n") if row.startswith(f'id = "{row_id}"')]
        return text + "\n[[red_flag]]\n" + row.replace(row_id, "twin", 1)

    return edit


@dataclass(frozen=True)
class Damage:
    """One edit of one declared file, the promise that breaks, and what the counterexample says."""

    name: str
    file: str
    edit: Callable[[str], str]
    promise: str
    told: str
    policy: str = "article"


DECLARED = [
    Damage(
        "a hole: the family history alone leads nowhere",
        "closed-holes.toml",
        without_row("family-history"),
        "floor",
        "Family history: Yes, alone, is self-care; its floor is routine.",
    ),
    Damage(
        "a lowered level",
        "closed-holes.toml",
        swap('urgency = "urgent"', 'urgency = "soon"'),
        "floor",
        "Slurred or changed speech: Yes, alone, is soon; its floor is urgent.",
    ),
    Damage(
        "a level lowered in the other policy only",
        "policy-nice-ng127.toml",
        swap('row = "wasting"\nurgency = "urgent"', 'row = "wasting"\nurgency = "soon"'),
        "floor",
        "Muscle smaller: Yes, alone, is soon; its floor is urgent.",
        "nice-ng127",
    ),
    Damage(
        "two where one was enough",
        "guideline.toml",
        swap('at_least = 1, of = ["medicine-change"', 'at_least = 2, of = ["medicine-change"'),
        "floor",
        "is self-care; its floor is routine.",
    ),
    Damage(
        "a forgotten emergency sign",
        "emergency.toml",
        swap('"emergency-signs=choking", ', ""),
        "floor",
        "Emergency signs: Choking, alone, is self-care; its floor is emergency.",
    ),
    Damage(
        "a forgotten task", FORM, swap('"tasks=tripping", ', ""), "floor", "alone, is self-care; its floor is urgent."
    ),
    Damage(
        "a new answer that nobody thought through",
        FORM,
        swap(
            '{ code = "none-now", text = "None now", alone = true },',
            '{ code = "none-now", text = "None now", alone = true },\n  { code = "groin", text = "Groin" },',
        ),
        "floor",
        "Where the twitches are: Groin has no floor.",
    ),
    Damage(
        "a dead row: two answers to a question that takes one",
        "emergency.toml",
        swap(
            'at_least = 1, of = ["coordination-pace=suddenly"]',
            'at_least = 2, of = ["coordination-pace=suddenly", "coordination-pace=hours-to-days"]',
        ),
        "raisable",
        'Row "sudden-unsteadiness-emergency" can never be raised.',
    ),
    Damage("a hidden row", "guideline.toml", twin("tick-exposure"), "not-hidden", "adds nothing"),
    Damage(
        "a question that is never asked of the people it is for",
        FORM,
        swap(
            'ask_when = { at_least = 1, of = ["weak"] }\nchoices = "pace"',
            'ask_when = { at_least = 1, of = ["speech"] }\nchoices = "pace"',
        ),
        "asked",
        '"How fast the weakness came" is not asked, though it may matter here.',
    ),
    Damage(
        "a question that is asked of too few",
        FORM,
        swap(
            'ask_when = { at_least = 1, of = ["weak"] }',
            'ask_when = { at_least = 2, of = ["weakness", "lost-a-task"] }',
        ),
        "asked",
        '"Weakness getting worse" is not asked, though it may matter here.',
    ),
    Damage(
        "a question that may be skipped",
        FORM,
        swap('required = true\nsource = "article: checklist, item 5"', 'source = "article: checklist, item 5"'),
        "asked",
        '"Slurred or changed speech" may be left unanswered.',
    ),
]


def broken(damage: Damage, tmp_path: Path) -> Tables:
    """The shipped tables and form with one damage."""
    folder = tmp_path / "rules"
    shutil.copytree(FOLDER, folder)
    shutil.copy(DEFAULT, tmp_path / FORM)
    file = tmp_path / FORM if damage.file == FORM else folder / damage.file
    file.write_text(damage.edit(file.read_text(encoding="utf-8")), encoding="utf-8")
    return make_tables(read_rules(folder, damage.policy), read_form(tmp_path / FORM))


@pytest.mark.parametrize("damage", DECLARED, ids=[damage.name for damage in DECLARED])
def test_damage_to_a_table_or_the_form_is_caught(damage: Damage, tmp_path: Path) -> None:
    tables = broken(damage, tmp_path)
    proof = prove(tables, read_floors(tables.questionnaire, damage.policy), [damage.promise])
    assert [failure.promise for failure in proof.failures] == [damage.promise]
    assert damage.told in proof.failures[0].sentence


def test_a_wrong_quotation_is_refused_before_anything_is_proved(tmp_path: Path) -> None:
    edit = swap("Seek immediate evaluation", "Seek evaluation")
    with pytest.raises(BadDeclaration, match="quote it word for word"):
        broken(Damage("a wrong quotation", "article.toml", edit, "", ""), tmp_path)


def test_a_counterexample_says_no_more_than_it_needs(tmp_path: Path) -> None:
    tables = broken(DECLARED[1], tmp_path)
    (failure,) = prove(tables, read_floors(tables.questionnaire, "article"), ["floor"]).failures
    assert failure.answers == {"speech": "yes"}


# --- Damage to the engine ---------------------------------------------------------------------------------


class NotSureIsNo(Questionnaire):
    """A reader that takes *not sure* for *no*."""

    @cached_property
    def readers(self) -> dict[str, QuestionReader]:
        readers = super().readers
        for reader in readers.values():
            reader.bits_of = _sure_only(reader.bits_of)
        return readers


def _sure_only(bits_of: Callable[[Answer], tuple[int, int]]) -> Callable[[Answer], tuple[int, int]]:
    return lambda given: (bits_of(given)[0], bits_of(given)[0])


class MissingIsNo(Questionnaire):
    """A reader that takes an answer that is missing for *no*."""

    @cached_property
    def readers(self) -> dict[str, QuestionReader]:
        readers = super().readers
        for reader in readers.values():
            reader.every = 0
        return readers


class KeepsEverything(Questionnaire):
    """A form that never drops what its parent contradicts."""

    def settle(self, answers: Answers) -> dict[str, Answer]:
        return dict(answers)


class DropsTooMuch(Questionnaire):
    """A form that drops a follow-up whose parent is not sure."""

    def settle(self, answers: Answers) -> dict[str, Answer]:
        sure = {link: given for link, given in answers.items() if NOT_SURE not in (given, *given)}
        asked = {question.link_id for question in self.asked(sure)}
        return {link: given for link, given in answers.items() if link in asked}


class Exactly(Compiled):
    """*At least n* read as *exactly n*."""

    def holds(self, bits: int) -> bool:
        count = sum(bool(bits & mask or any(inner.holds(bits) for inner in nested)) for mask, nested in self.groups)
        return count == self.at_least


class ExactlyTables(Tables):
    """Tables whose counts are exact."""

    def condition(self, row: RedFlag) -> Compiled:
        plain = super().condition(row)
        return Exactly(plain.at_least, plain.groups)


class AnyStrength(Tables):
    """Tables whose strength is that of the weakest row that stands."""

    def _highest(self, rows: int) -> tuple[Urgency, int]:
        urgency, _ = super()._highest(rows)
        found = [row.strength for n, row in enumerate(self.rows) if rows >> n & 1 and row.urgency is urgency]
        return urgency, min(found, default=0)


class NoCeiling(Tables):
    """Tables whose ceiling forgets what is open."""

    def _summary(self, raised: int, opened: int) -> Summary:
        return super()._summary(raised, 0)


ENGINE = [
    (NotSureIsNo, Tables, "graded", "ruled out, and by its condition it is open."),
    (NotSureIsNo, Tables, "unsaid", "from raised to ruled out."),
    (MissingIsNo, Tables, "left-out", "left out, is read as a no."),
    (KeepsEverything, Tables, "settled", "is kept, though its parent says no."),
    (DropsTooMuch, Tables, "settled", "is dropped, though its parent does not say no."),
    (Questionnaire, ExactlyTables, "further-yes", "to ruled out."),
    (Questionnaire, ExactlyTables, "interval", "from"),
    (Questionnaire, AnyStrength, "one-urgency", "raised: emergency, strength"),
    (Questionnaire, NoCeiling, "one-urgency", "ceiling"),
]


@pytest.mark.parametrize(("form_class", "tables_class", "promise", "told"), ENGINE)
def test_damage_to_the_engine_is_caught(
    form_class: type[Questionnaire], tables_class: type[Tables], promise: str, told: str
) -> None:
    form, tables = questionnaire(), load()
    damaged_form = form_class(form.version, form.pages, form.predicates, form.emergency_lines)
    fields = {field.name: getattr(tables, field.name) for field in dataclasses.fields(Tables)}
    damaged = tables_class(**{**fields, "questionnaire": damaged_form})
    proof = prove(damaged, read_floors(damaged_form, "article"), [promise])
    assert [failure.promise for failure in proof.failures] == [promise]
    assert told in proof.failures[0].sentence


def test_a_higher_level_that_is_seen_later_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    later = dataclasses.replace(LADDER[Urgency.URGENT], seen_within_days=60)
    monkeypatch.setitem(LADDER, Urgency.URGENT, later)
    form, tables = questionnaire(), make_tables(read_rules(FOLDER, "article"), questionnaire())
    (failure,) = prove(tables, read_floors(form, "article"), ["clock"]).failures
    assert failure.sentence == "Urgent is seen within 60 days, later than the level below."
