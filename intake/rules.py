"""The decision tables as data: emergency, the article's, guidelines', closed holes; two policies.

`load(policy)` reads `rules/*.toml` once, refuses what contradicts itself, and compiles every row. The
same rows serve every policy; a policy says which of them it grades otherwise, and why.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from math import prod
from pathlib import Path

from intake.assessment import Finding, RedFlag, TablesVersion
from intake.conditions import BadDeclaration, Compiled, Known, Truth, compile_condition, either
from intake.form import Answers
from intake.orders import Catalogue, OrderBook
from intake.questionnaire import Questionnaire, questionnaire
from intake.reading import Reader, joined
from intake.remember import Remembered
from intake.rule_files import Declared, Level, read_rules
from intake.triage import Block, assess
from intake.urgency import Urgency

FOLDER = Path(__file__).with_name("rules")
POLICIES = ("article", "nice-ng127")
FEW_WAYS = 2048

Summary = tuple[Urgency, Urgency, int, int | None]


@dataclass(frozen=True, eq=False)
class Tables:
    """Rows of one policy in table order, compiled over one questionnaire.

    `levels` says which rows this policy grades otherwise than the tables do.
    """

    version: TablesVersion
    title: str
    rows: tuple[RedFlag, ...]
    checklist: tuple[RedFlag, ...]
    levels: tuple[Level, ...]
    catalogue: Catalogue
    questionnaire: Questionnaire

    def row(self, row_id: str) -> RedFlag:
        """The row with this id; KeyError if there is none."""
        return self._by_id[row_id]

    @cached_property
    def _by_id(self) -> dict[str, RedFlag]:
        return {row.id: row for row in (*self.rows, *self.checklist)}

    def predicate(self, name: str, answers: Answers) -> Truth:
        """Whether a name of the grammar holds for these answers: yes, no or unsure."""
        return self.questionnaire.meaning(name).truth(self.questionnaire.known(answers))

    def links(self, row: RedFlag) -> tuple[str, ...]:
        """The questions on which a row hangs, in the order in which they are asked."""
        return self.questionnaire.links_of(row.when.names()) if row.when else ()

    @cached_property
    def rule_bearing(self) -> tuple[str, ...]:
        """Every question on which a row or an item hangs, in the order in which they are asked."""
        found = {link for row in (*self.rows, *self.checklist) for link in self.links(row)}
        return tuple(link for link in self.questionnaire.questions if link in found)

    # --- Compiled -----------------------------------------------------------------------------------

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All rows in table order, those together that hang on few answers together."""
        return self._blocks(self.rows)

    @cached_property
    def checklist_blocks(self) -> tuple[Block, ...]:
        """The items of the article's checklist, likewise."""
        return self._blocks(self.checklist)

    def _blocks(self, rows: tuple[RedFlag, ...]) -> tuple[Block, ...]:
        runs: list[list[RedFlag]] = []
        for row in rows:
            if runs and self._belongs(row, runs[-1]):
                runs[-1].append(row)
            else:
                runs.append([row])
        places = accumulate(map(len, runs), initial=0)
        form = self.questionnaire
        return tuple(
            Block(run, [self.condition(row) for row in run], form, place)
            for run, place in zip(runs, places, strict=False)
        )

    def _belongs(self, row: RedFlag, run: list[RedFlag]) -> bool:
        """Together they can be answered in few ways, or in no more than the run before."""
        before, own = {link for other in run for link in self.links(other)}, set(self.links(row))
        return self._ways(before | own) <= max(FEW_WAYS, self._ways(before))

    def _ways(self, links: Iterable[str]) -> int:
        """In how many ways these questions can be answered, roughly."""
        questions = (self.questionnaire.questions[link] for link in links)
        return prod(2 ** len(q.choices) if q.type == "choices" else len(q.choices) for q in questions)

    def finding(self, row: RedFlag, known: Known) -> Finding:
        """The finding of one row, as `assess` would give it."""
        block = next(block for block in (*self.blocks, *self.checklist_blocks) if row in block.rows)
        bits = joined(known.sure, known.possible, self.questionnaire.width) & block.mask
        return block.graded[bits][0][block.rows.index(row)]

    def condition(self, row: RedFlag) -> Compiled:
        """The row's compiled condition."""
        if row.when is None:
            raise BadDeclaration(f"row {row.id!r} has no condition; write when = {{ at_least = 1, of = […] }}")
        return compile_condition(row.when, self.questionnaire.meaning)

    def urgency(self, known: Known) -> Urgency:
        """The urgency alone: the highest row that is raised."""
        sure = known.sure
        return next((level for level, condition in self.by_level if condition.holds(sure)), Urgency.SELF_CARE)

    @cached_property
    def by_level(self) -> tuple[tuple[Urgency, Compiled], ...]:
        """Levels from the top, each with the condition that any of its rows holds."""
        levels = sorted({row.urgency for row in self.rows}, key=lambda level: -level.rank)
        return tuple((level, either(self.condition(r) for r in self.rows if r.urgency is level)) for level in levels)

    @cached_property
    def known(self) -> Reader:
        """Reads what answers say, of those questions only on which a row hangs."""
        return self.questionnaire.reader(self.rule_bearing)

    # --- What the states of all rows come to ---------------------------------------------------------

    @cached_property
    def summary(self) -> Remembered[tuple[int, int], Summary]:
        """Urgency, ceiling, strength and days for the rows raised and the rows open (a bit each)."""
        return Remembered(lambda rows: self._summary(*rows))

    @cached_property
    def orders(self) -> OrderBook:
        """What the raised rows (a bit each) ask for."""
        return OrderBook(self.rows, self.catalogue)

    def _summary(self, raised: int, opened: int) -> Summary:
        urgency, strength = self._highest(raised)
        ceiling, _ = self._highest(raised | opened)
        clock = Urgency.ROUTINE if urgency is Urgency.SELF_CARE and opened else urgency
        return urgency, ceiling, strength, clock.step.seen_within_days

    def _highest(self, rows: int) -> tuple[Urgency, int]:
        """The highest urgency among these rows, and the highest strength within it; 0 where there are none."""
        return next(((level, strength) for level, strength, mask in self._rungs if rows & mask), (Urgency.SELF_CARE, 0))

    @cached_property
    def _rungs(self) -> tuple[tuple[Urgency, int, int], ...]:
        """Every urgency and strength from the top, each with its rows as bits."""
        masks: dict[tuple[Urgency, int], int] = {}
        for place, row in enumerate(self.rows):
            masks[row.urgency, row.strength] = masks.get((row.urgency, row.strength), 0) | 1 << place
        rungs = sorted(masks, key=lambda rung: (rung[0].rank, rung[1]), reverse=True)
        return tuple((level, strength, masks[level, strength]) for level, strength in rungs)


def known(policy: str | None, otherwise: str) -> str:
    """That policy where this program has its tables, else the other one."""
    return policy if policy in POLICIES else otherwise


@cache
def load(policy: str = "article", folder: Path = FOLDER) -> Tables:
    """The tables of one policy. Raises BadDeclaration with file, row and what to write instead."""
    return make_tables(read_rules(folder, policy), questionnaire())


def make_tables(declared: Declared, form: Questionnaire) -> Tables:
    """Tables over a form. Raises BadDeclaration for a name that the form does not declare."""
    for row in (*declared.rows, *declared.checklist):
        _refuse_unknown_names(row, form)
    version = TablesVersion(declared.policy, declared.version, fingerprint(declared, form))
    return Tables(version, declared.title, declared.rows, declared.checklist, declared.levels, declared.catalogue, form)


def _refuse_unknown_names(row: RedFlag, form: Questionnaire) -> None:
    for name in row.when.names() if row.when else ():
        try:
            form.meaning(name)
        except BadDeclaration as error:
            raise BadDeclaration(f"the {row.table} table, row {row.id!r}: {error}") from None


def fingerprint(declared: Declared, form: Questionnaire) -> str:
    """Sha256 of everything that decides: rows, levels, orders, and what the form asks when."""
    asked = {
        link_id: [[choice.code for choice in question.choices], repr(question.ask_when)]
        for link_id, question in form.questions.items()
    }
    derived = {name: repr(predicate.when) for name, predicate in form.predicates.items()}
    content = [declared.version, [repr(part) for part in declared.parts], asked, derived]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """What another policy would have said of the same answers, and the rows that make the difference."""

    policy: str
    urgency: Urgency
    rows: tuple[RedFlag, ...]


def graded_otherwise(tables: Tables) -> tuple[tuple[RedFlag, RedFlag, str], ...]:
    """Rows that another shipped policy puts on another level: our row, the row there, and that policy's name."""
    others = [load(name) for name in POLICIES if name != tables.version.policy]
    here = {row.id: row for row in tables.rows}
    return tuple(
        (here[row.id], row, other.version.policy)
        for other in others
        for row in other.rows
        if row.id in here and row.urgency is not here[row.id].urgency
    )


def differs(answers: Answers, policy: str = "article") -> Difference | None:
    """How the other shipped policy would grade these answers; None where the urgency is the same."""
    other = next(name for name in POLICIES if name != policy)
    here, there = assess(answers, load(policy)), assess(answers, load(other))
    if here.urgency is there.urgency:
        return None
    levels = {finding.row.id: finding.row.urgency for finding in here.raised}
    rows = (f.row for f in there.raised if levels.get(f.row.id) is not f.row.urgency)
    return Difference(other, there.urgency, tuple(rows))
