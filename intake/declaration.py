"""Reads `questionnaire.toml`: every refusal names the file, the paragraph and what to write instead."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from intake.conditions import BadDeclaration, nearest, read_condition
from intake.form import Choice, EmergencyLine, Page, Predicate, Question

TYPES = ("yes-no", "choice", "choices", "text", "long-text", "number", "date")
YES_NO = (Choice("yes", "Yes"), Choice("no", "No"), Choice("not-sure", "Not sure"))
SIDES = {"left": "Left {}", "right": "Right {}", "both": "{} (both sides)"}
KEYS = frozenset(
    [
        "link_id",
        "type",
        "label",
        "text",
        "help",
        "choices",
        "ask_when",
        "required",
        "source",
        "unit",
        "max_length",
        "maximum",
        "format",
        "sensitive",
        "by_staff",
    ]
)

Declared = tuple[str, tuple[Page, ...], dict[str, Predicate], tuple[EmergencyLine, ...]]
Row = Mapping[str, Any]


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file. Raises BadDeclaration where it is missing or is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadDeclaration(f"{path.name} cannot be read ({error.strerror}); put it back") from None
    except tomllib.TOMLDecodeError as error:
        raise BadDeclaration(f"{path.name} is not TOML: {error}") from None


def read_declaration(path: Path) -> Declared:
    """Version, pages, predicates and the emergency page's lines. Raises BadDeclaration."""
    raw, file = read_toml(path), path.name
    shared = {name: _choices(rows, f"{file}, choices {name!r}") for name, rows in raw.get("choices", {}).items()}
    pages = tuple(_page(row, shared, file) for row in raw.get("page", []))
    questions = [question for page in pages for question in page.questions]
    refuse_twice((page.id for page in pages), f"{file}, page")
    refuse_twice((question.link_id for question in questions), f"{file}, question")
    predicates = _predicates(raw.get("predicate", []), file, {question.link_id for question in questions})
    lines = tuple(EmergencyLine(row["text"], tuple(row["codes"])) for row in raw.get("emergency_line", []))
    _refuse_ungrouped_signs(lines, questions, file)
    return str(raw["version"]), pages, predicates, lines


def _page(row: Row, shared: Mapping[str, tuple[Choice, ...]], file: str) -> Page:
    where = f"{file}, page {row.get('id')!r}"
    questions = tuple(_question(q, row["id"], shared, file) for q in row.get("question", []))
    if sum(q.required and q.ask_when is None for q in questions) > 4:
        raise BadDeclaration(f"{where}: more than four questions must be answered here; split the page")
    return Page(row["id"], row["section"], row["heading"], questions)


def _question(row: Row, page: str, shared: Mapping[str, tuple[Choice, ...]], file: str) -> Question:
    where = f"{file}, question {row.get('link_id')!r}"
    require_keys(row, {"link_id", "type", "label", "text"}, KEYS, where)
    if row["type"] not in TYPES:
        raise BadDeclaration(f"{where}: type {row['type']!r} is unknown{nearest(row['type'], TYPES)}")
    given = dict(row)
    if "ask_when" in row:
        given["ask_when"] = read_condition(row["ask_when"], where)
    given["choices"] = YES_NO if row["type"] == "yes-no" else _question_choices(row, shared, where)
    return Question(page=page, **given)


def _question_choices(row: Row, shared: Mapping[str, tuple[Choice, ...]], where: str) -> tuple[Choice, ...]:
    choices = row.get("choices", [])
    if isinstance(choices, str):
        if choices not in shared:
            raise BadDeclaration(f"{where}: no shared choices {choices!r}{nearest(choices, shared)}")
        return shared[choices]
    if bool(choices) != (row["type"] in ("choice", "choices")):
        raise BadDeclaration(f"{where}: a choice lists its choices, and nothing else does")
    return _choices(choices, where)


def _choices(rows: Iterable[Row], where: str) -> tuple[Choice, ...]:
    choices = tuple(choice for row in rows for choice in _with_sides(row))
    refuse_twice((choice.code for choice in choices), f"{where}, code")
    return choices


def _with_sides(row: Row) -> list[Choice]:
    """The choice itself, and for a part that comes in pairs its left, right and both."""
    code, text = row["code"], row["text"]
    plain = Choice(code, text, row.get("help", ""), code, bool(row.get("alone")))
    if not row.get("sides"):
        return [plain]
    return [plain] + [Choice(f"{side}-{code}", _sided(shape, text), "", code) for side, shape in SIDES.items()]


def _sided(shape: str, text: str) -> str:
    return shape.format(text.lower() if shape[0] != "{" else text)


def _predicates(rows: Iterable[Row], file: str, link_ids: set[str]) -> dict[str, Predicate]:
    """Derived facts in order. One may use those above it, so that a circle cannot be written."""
    known: dict[str, Predicate] = {}
    every = [str(row.get("id")) for row in rows]
    for row in rows:
        where = f"{file}, predicate {row.get('id')!r}"
        require_keys(row, {"id", "label", "when"}, {"id", "label", "when"}, where)
        if row["id"] in known or row["id"] in link_ids:
            raise BadDeclaration(f"{where}: the name is taken; choose another")
        when = read_condition(row["when"], where)
        later = [name for name in when.names() if name in every and name not in known]
        if later:
            raise BadDeclaration(
                f"{where}: it rests on {later[0]!r}, which is not declared above it; move that up, or break the circle"
            )
        known[row["id"]] = Predicate(row["id"], row["label"], when)
    return known


def require_keys(row: Row, needed: set[str], allowed: Iterable[str], where: str) -> None:
    """Refuse a paragraph that lacks a key or has one that nobody knows."""
    for key in sorted(needed - set(row)):
        raise BadDeclaration(f"{where}: {key} is missing; write {key} = …")
    for key in row:
        if key not in allowed:
            raise BadDeclaration(f"{where}: nobody knows {key!r}{nearest(key, allowed)}")


def refuse_twice(ids: Iterable[str], where: str) -> None:
    """Refuse a name that stands twice."""
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise BadDeclaration(f"{where} {name!r} stands twice; give each its own")
        seen.add(name)


def _refuse_ungrouped_signs(lines: tuple[EmergencyLine, ...], questions: Iterable[Question], file: str) -> None:
    """Every emergency sign is on exactly one line of the page, and every line says only known signs."""
    signs = next((q for q in questions if q.link_id == "emergency-signs"), None)
    if signs is None:
        return
    grouped = [code for line in lines for code in line.codes]
    refuse_twice(grouped, f"{file}, emergency_line, code")
    wanted = {code for code in signs.by_code if code not in ("one-or-more", "not-sure", "none-of-these")}
    for code in sorted(wanted.symmetric_difference(grouped)):
        raise BadDeclaration(
            f"{file}, emergency_line: {code!r} must stand on exactly one line and be a code of emergency-signs"
        )
    if len(lines) > 8:
        raise BadDeclaration(
            f"{file}, emergency_line: {len(lines)} lines are too many for a frightened reader; group them into eight"
        )
