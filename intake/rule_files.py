"""Reads `rules/*.toml`. What contradicts itself is refused: file, row, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from intake.assessment import BloodTest, RedFlag
from intake.conditions import BadDeclaration, nearest, read_condition
from intake.declaration import read_toml, refuse_twice, require_keys
from intake.orders import Catalogue, Cause, ClinicalQuestion
from intake.urgency import Urgency

VERSION = "2026.1"
FILES = ("emergency.toml", "article.toml", "guideline.toml", "closed-holes.toml")

Row = Mapping[str, Any]
NEEDED = {"id", "symptom", "cause", "advice", "source", "when", "reading", "urgency", "strength"}
ALLOWED = NEEDED | {"number", "caution", "orders", "emg", "neurology", "tests"}


@dataclass(frozen=True)
class Level:
    """One row that a policy grades otherwise, with its source and why."""

    row: str
    urgency: Urgency
    source: str
    why: str


@dataclass(frozen=True)
class Declared:
    """All tables of one policy as they are written, checked against each other but not yet against a form."""

    policy: str
    title: str
    version: str
    rows: tuple[RedFlag, ...]
    checklist: tuple[RedFlag, ...]
    levels: tuple[Level, ...]
    catalogue: Catalogue

    @property
    def parts(self) -> tuple[object, ...]:
        """Everything that decides, in order: for the fingerprint."""
        c = self.catalogue
        return (*self.rows, *self.checklist, *self.levels, *c.questions, *c.tests, c.labels, c.panels)


def read_rules(folder: Path, policy: str) -> Declared:
    """The tables in a folder under one policy. Raises BadDeclaration."""
    path = folder / f"policy-{policy}.toml"
    if not path.exists():
        names = [p.stem.removeprefix("policy-") for p in folder.glob("policy-*.toml")]
        raise BadDeclaration(f"no policy {policy!r}{nearest(policy, names)} Known are: {', '.join(sorted(names))}")
    catalogue = _catalogue(folder / "orders.toml")
    tables = [_table(folder / name, catalogue) for name in FILES]
    raw = read_toml(path)
    rows = [row for table, _ in tables for row in table]
    rows += [_row(r, "guideline", path.name, catalogue) for r in raw.get("red_flag", [])]
    checklist = [item for _, items in tables for item in items]
    refuse_twice((row.id for row in [*rows, *checklist]), "the rule tables: row")
    levels = tuple(_level(r, path.name, rows) for r in raw.get("level", []))
    graded = tuple(_graded(row, levels) for row in rows)
    return Declared(raw["policy"], raw["title"], VERSION, graded, tuple(checklist), levels, catalogue)


def _graded(row: RedFlag, levels: Iterable[Level]) -> RedFlag:
    """The row as the policy grades it; on its face stands what the tables say."""
    level = next((level for level in levels if level.row == row.id), None)
    if level is None:
        return row
    here, there = level.urgency.step.word.lower(), row.urgency.step.word.lower()
    caution = f"{level.source}: {here}. The article: {there}. {level.why}"
    return replace(row, urgency=level.urgency, caution=caution)


# --- Rows ---------------------------------------------------------------------------------------------


def _table(path: Path, catalogue: Catalogue) -> tuple[list[RedFlag], list[RedFlag]]:
    raw = read_toml(path)
    rows = [_row(row, raw["table"], path.name, catalogue) for row in raw.get("red_flag", [])]
    items = [_item(row, path.name) for row in raw.get("checklist", [])]
    if "quoted" in raw:
        quoted = (path.parent / raw["quoted"]).read_text(encoding="utf-8")
        for row in (*rows, *items):
            _refuse_wrong_quotation(row, quoted, path.name)
    return rows, items


def _row(raw: Row, table: str, file: str, catalogue: Catalogue) -> RedFlag:
    row = read_plain_row(raw, table, file)
    _refuse_unknown_orders(row, catalogue, f"{file}, row {row.id!r}")
    return row


def read_plain_row(raw: Row, table: str, file: str) -> RedFlag:
    """One row, its orders not yet looked up. Raises BadDeclaration with file, row and remedy."""
    where = f"{file}, row {raw.get('id')!r}"
    require_keys(raw, NEEDED, ALLOWED, where)
    row = RedFlag(**{**raw, **_lists(raw), "table": table, "urgency": _urgency(raw["urgency"], where)})
    row = replace(row, when=read_condition(raw["when"], where))
    if not isinstance(row.strength, int) or not 1 <= row.strength <= 5:
        raise BadDeclaration(f"{where}: strength is {row.strength!r}; write a whole number from 1 to 5")
    for key in ("symptom", "source", "reading"):
        if not raw[key].strip():
            raise BadDeclaration(f"{where}: {key} is empty; say it in a sentence")
    if not row.orders and not row.advice:
        raise BadDeclaration(f"{where}: it leads to nothing; write orders or advice")
    return row


def _lists(raw: Row) -> dict[str, tuple[str, ...]]:
    return {key: tuple(raw.get(key, ())) for key in ("orders", "emg", "neurology", "tests")}


def _item(raw: Row, file: str) -> RedFlag:
    """One item of the checklist: it only counts, so it has no level of its own."""
    where = f"{file}, checklist {raw.get('id')!r}"
    require_keys(raw, {"id", "number", "symptom", "when"}, {"id", "number", "symptom", "when"}, where)
    return RedFlag(
        id=raw["id"],
        table="checklist",
        symptom=raw["symptom"],
        cause="",
        advice="",
        source=f"article: checklist, item {raw['number']}",
        reading="Counts towards two or more; what it comes to alone is said by a row.",
        urgency=Urgency.SELF_CARE,
        strength=1,
        number=raw["number"],
        when=read_condition(raw["when"], where),
    )


def _urgency(raw: str, where: str) -> Urgency:
    try:
        return Urgency(raw)
    except ValueError:
        levels = ", ".join(Urgency)
        raise BadDeclaration(f"{where}: no urgency {raw!r}{nearest(raw, Urgency)} Known are: {levels}") from None


def _level(raw: Row, file: str, rows: Iterable[RedFlag]) -> Level:
    where = f"{file}, level of {raw.get('row')!r}"
    require_keys(raw, {"row", "urgency", "source", "why"}, {"row", "urgency", "source", "why"}, where)
    ids = [row.id for row in rows]
    if raw["row"] not in ids:
        raise BadDeclaration(f"{where}: there is no such row{nearest(raw['row'], ids)}")
    return Level(raw["row"], _urgency(raw["urgency"], where), raw["source"], raw["why"])


def _refuse_wrong_quotation(row: RedFlag, quoted: str, file: str) -> None:
    wrong = _misquoted(row, quoted.splitlines(), quoted)
    if wrong:
        raise BadDeclaration(f"{file}, row {row.id!r}: the article does not say {wrong!r}; quote it word for word")


def _misquoted(row: RedFlag, lines: list[str], quoted: str) -> str:
    """What the article does not say; empty when it says all. Numbered rows are whole lines of it."""
    if row.number is None:
        return next((cell for cell in (row.symptom, row.cause, row.advice) if cell not in quoted), "")
    is_item = row.table == "checklist"
    line = f"- ✅ {row.symptom}" if is_item else f"| {row.symptom} | {row.cause} | {row.advice} |"
    numbered = [one for one in lines if one.startswith("- " if is_item else "| ")]
    return "" if numbered[row.number - 1 : row.number] == [line] else line


# --- What may be asked for ---------------------------------------------------------------------------------


def _catalogue(path: Path) -> Catalogue:
    raw, file = read_toml(path), path.name
    tests = tuple(BloodTest(**test) for test in raw["test"])
    questions = tuple(ClinicalQuestion(**question) for question in raw["question"])
    refuse_twice((test.code for test in tests), f"{file}, test")
    refuse_twice((question.id for question in questions), f"{file}, question")
    panels = {name: tuple(codes) for name, codes in raw["panels"].items()}
    causes = tuple(Cause(c["name"], tuple(c.get("tests", ())), c.get("no_test", "")) for c in raw["cause"])
    codes = [test.code for test in tests]
    for where, named in [*panels.items(), *((cause.name, cause.tests) for cause in causes)]:
        _refuse_unknown(named, codes, f"{file}, {where}: no test")
    for cause in causes:
        if bool(cause.tests) == bool(cause.no_test):
            raise BadDeclaration(f"{file}, cause {cause.name!r}: name its tests, or say in no_test why there is none")
    labels = {order["kind"]: order["label"] for order in raw["order"]}
    return Catalogue(labels, questions, tests, panels, causes)


def _refuse_unknown_orders(row: RedFlag, catalogue: Catalogue, where: str) -> None:
    known = {order: [q.id for q in catalogue.questions if q.order == order] for order in ("emg", "neurology")}
    _refuse_unknown(row.orders, catalogue.labels, f"{where}: no order")
    _refuse_unknown(row.emg, known["emg"], f"{where}: no question for EMG")
    _refuse_unknown(row.neurology, known["neurology"], f"{where}: no question for neurology")
    tests = [*catalogue.panels, *(test.code for test in catalogue.tests)]
    _refuse_unknown(row.tests, tests, f"{where}: no test or panel")
    if ("bloods" in row.orders) != bool(row.tests):
        raise BadDeclaration(f"{where}: blood tests are ordered and named together; write both or neither")


def _refuse_unknown(names: Iterable[str], known: Iterable[str], what: str) -> None:
    every = list(known)
    for name in names:
        if name not in every:
            raise BadDeclaration(f"{what} {name!r}{nearest(name, every)}")
