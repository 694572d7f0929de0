"""The table of floors: what each answer alone must come to at least, and when a follow-up must be asked.

Written apart from the rules, so that a mistake in a rule is caught by something that does not share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intake.conditions import BadDeclaration
from intake.declaration import read_toml
from intake.form import NEVER, NOT_SURE
from intake.questionnaire import Questionnaire
from intake.urgency import Urgency

DEFAULT = Path(__file__).with_name("rules") / "floors.toml"

Named = tuple[str, str]  # link_id and code


@dataclass(frozen=True)
class Floors:
    """`least` maps (link_id, code) to the level below which it may not come; `context` holds those without one.

    `asked` maps a follow-up to the answers of which any, yes or not sure, must lead to it.
    """

    least: dict[Named, Urgency]
    context: frozenset[Named]
    asked: dict[str, tuple[Named, ...]]


def read_floors(form: Questionnaire, policy: str, path: Path = DEFAULT) -> Floors:
    """The floors of one policy over a form. Raises BadDeclaration for a name that the form does not know."""
    raw = read_toml(path)
    least = {
        named: Urgency(row.get(policy, row["urgency"]))
        for row in raw["floor"]
        for named in _spelled_out(row["names"], form, path)
    }
    context = frozenset(named for row in raw["context"] for named in _spelled_out(row["names"], form, path))
    return Floors(least, context, _asked(raw["asked"], form, path))


def _asked(rows: Iterable[dict[str, Any]], form: Questionnaire, path: Path) -> dict[str, tuple[Named, ...]]:
    return {link: tuple(_spelled_out(row["whenever"], form, path)) for row in rows for link in row["questions"]}


def _spelled_out(names: Iterable[str], form: Questionnaire, path: Path) -> Iterator[Named]:
    """Every (link_id, code) that these names mean; `*` is every code that says that something is there."""
    for name in names:
        link_id, _, wanted = name.partition("=")
        found = [(link_id, code) for code in codes_of(form, link_id) if _means(form, link_id, code, wanted or "yes")]
        if not found:
            raise BadDeclaration(
                f"{path.name}: {name!r} is no answer of the form; write link_id, link_id=code or link_id=*"
            )
        yield from found


def _means(form: Questionnaire, link_id: str, code: str, wanted: str) -> bool:
    return wanted == "*" or wanted in (code, form.questions[link_id].by_code[code].group)


def codes_of(form: Questionnaire, link_id: str) -> tuple[str, ...]:
    """The codes that say that something is there; *not sure* only where it is a sign of its own."""
    question = form.questions.get(link_id)
    if question is None:
        return ()
    silent = NEVER if link_id == "emergency-signs" else NEVER | {NOT_SURE}
    return tuple(choice.code for choice in question.choices if choice.code not in silent)
