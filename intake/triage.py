"""Answers and tables in, an explained urgency out. Pure: no clock, no chance, no input or output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

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
    guideline would not support the level.
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


@dataclass(frozen=True)
class Finding:
    """A row's outcome: the answers that raised it or keep it open, by `link_id`.

    `because` maps link_id to the codes that raised it; `open_on` names the questions that would
    have to be answered to settle it.
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
    """

    urgency: Urgency
    ceiling: Urgency
    strength: int
    seen_within_days: int | None
    findings: tuple[Finding, ...]
    checklist: tuple[Finding, ...]
    orders: tuple[Order, ...]
    tables: TablesVersion
