"""What a note says, as plain values: no fonts, no positions, no operators.

A note is built once (`reports.notes`), kept as JSON where it was signed, and read by two
interpreters: `reports.pdf` sets it, `reports.plain` writes it for pasting into a record. Nobody may
put markup into these texts; both interpreters take them as they are.
"""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Union

APART = "   "
"""What stands between name, birth and number in the header of every page."""


@dataclass(frozen=True)
class Signature:
    """Who signed, as printed. `trail_head` is the head of the audit trail at that moment."""

    name: str
    role: str
    registration: str
    contact: str
    signed_at: datetime
    trail_head: str
    version: int = 1
    reissue_reason: str = ""


@dataclass(frozen=True)
class Title:
    """The note's title, and where it goes."""

    text: str
    to: str = ""


@dataclass(frozen=True)
class Heading:
    """A section's heading; `aside` says whose words follow and when they were said."""

    text: str
    aside: str = ""


@dataclass(frozen=True)
class Passage:
    """A passage of plain words. `is_small` for what only explains."""

    text: str
    is_small: bool = False
    is_strong: bool = False


@dataclass(frozen=True)
class Fact:
    """A label and its value. `is_strong` makes it stand out: an answer that is not *No*."""

    label: str
    value: str
    is_strong: bool = False


@dataclass(frozen=True)
class Facts:
    """Facts read row by row, packed on a grid of `units`; a long one takes several units, 1 unit is a line each."""

    facts: tuple[Fact, ...]
    units: int = 36


@dataclass(frozen=True)
class Banner:
    """The urgency that stands, in words first: shape and word, by when, and why."""

    urgency: str
    title: str
    detail: str


@dataclass(frozen=True)
class Notice:
    """A line that must not be overlooked."""

    text: str


@dataclass(frozen=True)
class Choice:
    """What the rules suggest, and what the clinician sets: two different things, never one."""

    rules: str
    clinician: str


@dataclass(frozen=True)
class Question:
    """The clinical question: the clinician's own, or, until there is one, what the rules suggest."""

    clinician: str
    rules: str


@dataclass(frozen=True)
class Quote:
    """Somebody's own words, in full; the heading above says whose."""

    text: str


@dataclass(frozen=True)
class Flag:
    """A row of the article's table: its words, the patient's, and how it came out."""

    number: int
    symptom: str
    says: str
    state: str
    advice: str


@dataclass(frozen=True)
class FlagTable:
    """The article's five-row table, and how many of its rows are raised."""

    flags: tuple[Flag, ...]
    count: str


@dataclass(frozen=True)
class Check:
    """An item of the article's checklist."""

    number: int
    text: str
    says: str
    state: str


@dataclass(frozen=True)
class Checks:
    """The article's six-item checklist, and how many of its items are raised."""

    checks: tuple[Check, ...]
    count: str


@dataclass(frozen=True)
class Figure:
    """The body picture: answer codes of the regions, the code of the first, and the same in words."""

    regions: tuple[str, ...]
    first: str | None
    words: str
    caption: str


@dataclass(frozen=True)
class ExamTable:
    """What the clinician found: power (what differs, then the rest together), then item by item."""

    findings: tuple[Fact, ...]
    summary: str


@dataclass(frozen=True)
class Table:
    """A table with a head. `shares` are the relative widths of its columns; `strong` the rows that stand out."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]
    strong: tuple[int, ...] = ()


@dataclass(frozen=True)
class Listed:
    """A list, one thing a line."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Alarm:
    """What a patient must never miss: when to call for help at once."""

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Steps:
    """Numbered things to do: what, and how."""

    steps: tuple[Fact, ...]


@dataclass(frozen=True)
class Happened:
    """Something on a day or in a window of days, for the time line."""

    when: str
    words: str
    is_window: bool = False


@dataclass(frozen=True)
class TimeLine:
    """What happened when, in order, and the same in one sentence."""

    events: tuple[Happened, ...]
    words: str


@dataclass(frozen=True)
class Blank:
    """Room for handwriting, with its label."""

    label: str
    lines: int = 2


@dataclass(frozen=True)
class Beside:
    """Two groups of blocks side by side; read left group first. `share` is the left one's part of 100."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]
    share: int = 60


@dataclass(frozen=True)
class SignOff:
    """Where the note is signed: the signature, or what is written until there is one."""

    signature: Signature | None
    when: str
    draft_words: str


Block = Union[  # a name that refers to itself through Beside
    Title,
    Heading,
    Passage,
    Facts,
    Banner,
    Notice,
    Choice,
    Question,
    Quote,
    FlagTable,
    Checks,
    Figure,
    ExamTable,
    Table,
    Listed,
    Alarm,
    Steps,
    TimeLine,
    Blank,
    "Beside",
    SignOff,
]


@dataclass(frozen=True)
class Note:
    """A whole note. `header` stands on every page; `footer` too, before the page number.

    `is_draft` prints DRAFT across every page, `is_sample` marks every page as a sample. `paper` is A4
    or Letter, `audience` clinician or patient (whose text is larger).
    """

    kind: str
    title: str
    to: str
    reference: str
    clinic: str
    header: str
    footer: tuple[str, ...]
    generated_at: datetime
    is_draft: bool
    is_sample: bool
    blocks: tuple[Block, ...]
    paper: str = "A4"
    language: str = "en-GB"
    audience: str = "clinician"
    question: str = ""
    signature: Signature | None = None


class UnreadableNote(ValueError):  # noqa: N818  # named as one says it
    """Stored content that is not a note of this version of the program."""


_SAID = (
    Signature,
    Title,
    Heading,
    Passage,
    Fact,
    Facts,
    Banner,
    Notice,
    Choice,
    Question,
    Quote,
    Flag,
    FlagTable,
    Check,
    Checks,
    Figure,
    ExamTable,
    Table,
    Listed,
    Alarm,
    Steps,
    Happened,
    TimeLine,
    Blank,
    Beside,
    SignOff,
    Note,
)
_BY_NAME: dict[str, type[Any]] = {kind.__name__: kind for kind in _SAID}


def as_json(note: Note) -> dict[str, object]:
    """The note as values that JSON knows; `from_json` gives the same note back."""
    said = _plain(note)
    assert isinstance(said, dict)  # noqa: S101  # a note is always a dataclass
    return said


def _plain(value: Any) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        said = {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
        return {"is": type(value).__name__, **said}
    return value


def from_json(content: object) -> Note:
    """The note that `as_json` wrote. Raises UnreadableNote, naming what it does not know."""
    note = _read(content)
    if not isinstance(note, Note):
        raise UnreadableNote("this is not a stored note; open the PDF that was filed with the record instead")
    return note


def _read(value: object) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_read(item) for item in value)
    if not isinstance(value, dict):
        return value
    kind = _BY_NAME.get(str(value.get("is")))
    if kind is None:
        raise UnreadableNote(f"a stored note has a part {value.get('is')!r} that this version does not know; update it")
    given = {name: _read(item) for name, item in value.items() if name != "is"}
    unknown = given.keys() - {f.name for f in fields(kind)}
    if unknown:
        raise UnreadableNote(f"{kind.__name__} has no {sorted(unknown)[0]!r} in this version of the program; update it")
    for name in _moments(kind.__name__) & given.keys():
        given[name] = datetime.fromisoformat(given[name])
    return kind(**given)


@lru_cache(maxsize=64)
def _moments(name: str) -> frozenset[str]:
    """The fields of a part that hold a moment."""
    hints = typing.get_type_hints(_BY_NAME[name])
    return frozenset(name for name, hint in hints.items() if hint is datetime or _is_optional_moment(hint))


def _is_optional_moment(hint: object) -> bool:
    return isinstance(hint, types.UnionType) and datetime in hint.__args__
