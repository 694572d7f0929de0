"""What triage says, as values: rows, findings, orders, and the assessment that holds them.

An assessment explains itself for ever: as JSON it carries the rows by which it was graded, so that it
can be read when its tables are long gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from intake.conditions import Condition
from intake.urgency import Urgency


class FindingState(StrEnum):
    """A row's outcome here. *Open*: not enough yeses, but enough if what is unsure were yes."""

    RAISED = "raised"
    OPEN = "open"
    RULED_OUT = "ruled-out"


@dataclass(frozen=True)
class RedFlag:
    """One row of a decision table: quoted columns, then our reading of them.

    `table` is emergency, article, checklist, guideline or closed-hole; `number` is the row's number in the
    article's own table or checklist (None elsewhere). `caution` says on the row's face where a
    guideline would not support the level. `emg`, `neurology` and `tests` name what `orders.toml` declares.
    """

    id: str
    table: str
    symptom: str
    cause: str
    advice: str
    source: str
    reading: str
    urgency: Urgency
    strength: int
    orders: tuple[str, ...] = ()
    number: int | None = None
    caution: str = ""
    when: Condition | None = None
    emg: tuple[str, ...] = ()
    neurology: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """A row's outcome: the answers that raised it or keep it open, by `link_id`.

    `because` maps link_id to the codes that raised it (for an open row: that speak for it so far);
    `open_on` names the questions that would have to be answered to settle an open row.
    """

    row: RedFlag
    state: FindingState
    because: Mapping[str, tuple[str, ...]]
    open_on: tuple[str, ...]


@dataclass(frozen=True)
class BloodTest:
    """One test and the cause or disorder that it looks for here. `specialist`: the neurologist orders it."""

    code: str
    name: str
    looks_for: str
    specialist: bool = False
    asked_by: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Order:
    """What a raised row asks for; `kind` is neurology, emg, bloods, mri or eye-clinic.

    `question` is the drafted clinical question (EMG and neurology), `tests` the blood tests.
    """

    kind: str
    label: str
    asked_by: tuple[str, ...]
    question: str = ""
    tests: tuple[BloodTest, ...] = ()


@dataclass(frozen=True)
class TablesVersion:
    """Which tables graded: policy, version (YYYY.N), and sha256 of their normalised content."""

    policy: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Assessment:
    """The result: an interval of urgency, and every row with the answers that settled it.

    `findings` holds every row of every table in table order; `checklist` holds the article's six
    items in order. `strength` is the highest among the raised rows of `urgency` (0 when none).
    `seen_within_days` is in calendar days (for *immediate*: working days); None means no clock.
    """

    urgency: Urgency
    ceiling: Urgency
    strength: int
    seen_within_days: int | None
    findings: tuple[Finding, ...]
    checklist: tuple[Finding, ...]
    orders: tuple[Order, ...]
    tables: TablesVersion

    @property
    def raised(self) -> tuple[Finding, ...]:
        """The rows that are raised, in table order."""
        return tuple(finding for finding in self.findings if finding.state is FindingState.RAISED)

    @property
    def open(self) -> tuple[Finding, ...]:
        """The rows that unsure answers keep open, in table order."""
        return tuple(finding for finding in self.findings if finding.state is FindingState.OPEN)

    @property
    def standing(self) -> tuple[Finding, ...]:
        """The raised rows that hold the urgency, strongest first, then in table order."""
        rows = [finding for finding in self.raised if finding.row.urgency is self.urgency]
        return tuple(sorted(rows, key=lambda finding: -finding.row.strength))

    def as_json(self) -> dict[str, Any]:
        """Everything as plain JSON values; `from_json` reads it back without the tables."""
        return _json_of(self)

    @staticmethod
    def from_json(raw: Mapping[str, Any]) -> Assessment:
        """The assessment that `as_json` wrote, with its rows as they were then."""
        return _assessment_of(raw)


# --- As JSON and back --------------------------------------------------------------------------------


def _json_of(assessment: Assessment) -> dict[str, Any]:
    return {
        "urgency": assessment.urgency.value,
        "ceiling": assessment.ceiling.value,
        "strength": assessment.strength,
        "seen_within_days": assessment.seen_within_days,
        "findings": [_finding(finding) for finding in assessment.findings],
        "checklist": [_finding(finding) for finding in assessment.checklist],
        "orders": [_order(order) for order in assessment.orders],
        "tables": asdict(assessment.tables),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.row.id,
        "state": finding.state.value,
        "because": {link_id: list(codes) for link_id, codes in finding.because.items()},
        "open_on": list(finding.open_on),
        "row": _row(finding.row),
    }


def _row(row: RedFlag) -> dict[str, Any]:
    plain = {f.name: getattr(row, f.name) for f in fields(row) if getattr(row, f.name) not in ((), "", None)}
    plain["urgency"] = row.urgency.value
    if row.when:
        plain["when"] = {"at_least": row.when.at_least, "of": [list(names) for names in row.when.of]}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()}


def _order(order: Order) -> dict[str, Any]:
    plain = {"kind": order.kind, "label": order.label, "asked_by": list(order.asked_by), "question": order.question}
    return {**plain, "tests": [{**asdict(test), "asked_by": list(test.asked_by)} for test in order.tests]}


def _assessment_of(raw: Mapping[str, Any]) -> Assessment:
    return Assessment(
        urgency=Urgency(raw["urgency"]),
        ceiling=Urgency(raw["ceiling"]),
        strength=raw["strength"],
        seen_within_days=raw["seen_within_days"],
        findings=tuple(_finding_of(one) for one in raw["findings"]),
        checklist=tuple(_finding_of(one) for one in raw["checklist"]),
        orders=tuple(_order_of(one) for one in raw["orders"]),
        tables=TablesVersion(**raw["tables"]),
    )


def _finding_of(raw: Mapping[str, Any]) -> Finding:
    because = {link_id: tuple(codes) for link_id, codes in raw["because"].items()}
    return Finding(_row_of(raw["row"]), FindingState(raw["state"]), because, tuple(raw["open_on"]))


def _row_of(raw: Mapping[str, Any]) -> RedFlag:
    plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
    plain["urgency"] = Urgency(raw["urgency"])
    if "when" in raw:
        when = raw["when"]
        plain["when"] = Condition(when["at_least"], tuple(tuple(names) for names in when["of"]))
    return RedFlag(**{"cause": "", "advice": "", "source": "", "reading": "", **plain})


def _order_of(raw: Mapping[str, Any]) -> Order:
    tests = tuple(BloodTest(**{**test, "asked_by": tuple(test["asked_by"])}) for test in raw["tests"])
    return Order(raw["kind"], raw["label"], tuple(raw["asked_by"]), raw["question"], tests)
