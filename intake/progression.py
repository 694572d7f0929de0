"""What changed between two intakes of one person: the difference is graded by itself.

Facts are differences (a region, a task, a flag that is there now and was not before), and rows hang on
facts as other rows hang on answers. A fact is unsure where the earlier or the later answer is: what was
not asked last time is not new, and not old either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from intake.assessment import FindingState, RedFlag
from intake.conditions import BadDeclaration, Compiled, Known, Truth, any_of, compile_condition, nearest
from intake.declaration import read_toml
from intake.floors import codes_of
from intake.form import NOT_SURE, Answers
from intake.questionnaire import Questionnaire
from intake.rule_files import read_plain_row
from intake.rules import FOLDER, Tables
from intake.since import codes
from intake.triage import assess
from intake.urgency import Urgency, most_urgent

PACES = ("over-months-or-years", "weeks-to-months", "days-to-4-weeks", "hours-to-days", "suddenly")
PACED = ("weakness-pace", "sensory-pace", "coordination-pace")
NEW_WHEN = {
    "new-emergency-sign": ("emergency-signs",),
    "new-wasting": ("muscle-smaller",),
    "new-bulbar": ("speech", "swallowing"),
    "new-breathlessness": ("breathing",),
    "new-weakness": ("weakness", "weakness-worse"),
    "new-lost-task": ("tasks",),
    "new-sensory": ("numbness", "tingling", "coordination", "double-vision"),
    "new-region": ("regions",),
    "twitching-worse": ("getting-worse", "spread"),
}
FACTS = (*NEW_WHEN, "faster-pace")
STATES = {Truth.YES: FindingState.RAISED, Truth.UNSURE: FindingState.OPEN, Truth.NO: FindingState.RULED_OUT}


@dataclass(frozen=True)
class Change:
    """One thing that is new: the question, and its code (for a region without the side)."""

    link_id: str
    code: str


@dataclass(frozen=True)
class Progress:
    """The difference, graded. `together` is the higher of its urgency and that of the newer intake."""

    urgency: Urgency
    ceiling: Urgency
    together: Urgency
    rows: tuple[tuple[RedFlag, FindingState], ...]
    changes: tuple[Change, ...]


def progress(before: Answers, after: Answers, tables: Tables) -> Progress:
    """Compare two intakes of one person, the earlier one first."""
    form = tables.questionnaire
    compared = {change: _newly(change, form.known(before), form.known(after), form) for change in _every(form)}
    facts = {fact: _either(compared[c] for c in compared if c.link_id in NEW_WHEN[fact]) for fact in NEW_WHEN}
    facts["faster-pace"] = _either(_faster(link, before, after, form) for link in PACED)
    known = Known(_bits(facts, Truth.YES), _bits(facts, Truth.YES, Truth.UNSURE))
    rows = tuple((row, STATES[condition.truth(known)]) for row, condition in progression_rows())
    urgency = most_urgent(*(row.urgency for row, state in rows if state is FindingState.RAISED))
    ceiling = most_urgent(*(row.urgency for row, state in rows if state is not FindingState.RULED_OUT))
    together = most_urgent(urgency, assess(after, tables).urgency)
    changes = tuple(change for change, truth in compared.items() if truth is Truth.YES)
    return Progress(urgency, ceiling, together, rows, changes)


def _every(form: Questionnaire) -> Iterator[Change]:
    """All that can be new, in the order of the form; a part of the body counts once, whatever its side."""
    for link_id in form.questions:
        if any(link_id in links for links in NEW_WHEN.values()):
            by_code = form.questions[link_id].by_code
            for code in dict.fromkeys(by_code[code].group or code for code in codes_of(form, link_id)):
                yield Change(link_id, code)


def _newly(change: Change, was: Known, now: Known, form: Questionnaire) -> Truth:
    """Whether it is so now and was not so before."""
    meaning = form.meaning(f"{change.link_id}={change.code}")
    before, after = meaning.truth(was), meaning.truth(now)
    if after is Truth.NO or before is Truth.YES:
        return Truth.NO
    return Truth.YES if after is Truth.YES and before is Truth.NO else Truth.UNSURE


def _faster(link_id: str, before: Answers, after: Answers, form: Questionnaire) -> Truth:
    """Whether a pace is faster than the one given before; one that was rightly not asked is no pace."""
    was, now = codes(before.get(link_id)), codes(after.get(link_id))
    if form.is_settled_no(link_id, before) or form.is_settled_no(link_id, after):
        return Truth.NO
    slow, fast = _gravest(was), _gravest(now)
    if 0 <= slow < fast:
        return Truth.YES
    return Truth.UNSURE if slow < 0 or fast < 0 or NOT_SURE in (*was, *now) else Truth.NO


def _gravest(given: tuple[str, ...]) -> int:
    """The place of the fastest pace that was said for sure; -1 where none was."""
    return max((PACES.index(code) for code in given if code in PACES), default=-1)


def _either(truths: Iterator[Truth]) -> Truth:
    found = set(truths)
    return next((truth for truth in (Truth.YES, Truth.UNSURE) if truth in found), Truth.NO)


def _bits(facts: dict[str, Truth], *wanted: Truth) -> int:
    return sum(1 << place for place, fact in enumerate(FACTS) if facts[fact] in wanted)


@cache
def progression_rows(path: Path = FOLDER / "progression.toml") -> tuple[tuple[RedFlag, Compiled], ...]:
    """The rows that hang on differences, compiled. Raises BadDeclaration."""
    raw = read_toml(path)
    rows = [read_plain_row(row, raw["table"], path.name) for row in raw["red_flag"]]
    return tuple((row, compile_condition(row.when, _meaning)) for row in rows if row.when)


def _meaning(fact: str) -> Compiled:
    if fact not in FACTS:
        raise BadDeclaration(f"progression.toml: no fact {fact!r}{nearest(fact, FACTS)}")
    return any_of(1 << FACTS.index(fact))
