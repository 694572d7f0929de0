"""What a form is made of: questions, choices, pages. Values only; `questionnaire.py` gives them life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from intake.conditions import Condition

Answer = str | tuple[str, ...]
Answers = Mapping[str, "str | tuple[str, ...]"]

NOT_SURE = "not-sure"
NEVER = frozenset({"no", "none-of-these", "none-now"})  # codes that say that nothing is there


@dataclass(frozen=True)
class Choice:
    """One answer that may be chosen. `group` is the code without its side; `alone` excludes the others."""

    code: str
    text: str
    help: str = ""
    group: str = ""
    alone: bool = False


@dataclass(frozen=True)
class Question:
    """One question. `type` is yes-no, choice, choices, text, long-text, number or date.

    `label` is what clinicians read, `text` and `help` what patients read. `required` questions need
    an answer to go on. `by_staff` questions are never put to patients: staff ask them for a document
    that wants to know, and only then. `unit` belongs to numbers; `max_length` counts characters, `maximum`
    bounds numbers.
    """

    link_id: str
    page: str
    type: str
    label: str
    text: str
    help: str = ""
    choices: tuple[Choice, ...] = ()
    ask_when: Condition | None = None
    required: bool = False
    source: str = ""
    unit: str = ""
    max_length: int = 500
    maximum: float | None = None
    format: str = ""
    sensitive: bool = False
    by_staff: bool = False

    @property
    def not_sure(self) -> bool:
        """Whether *not sure* is an answer."""
        return any(choice.code == NOT_SURE for choice in self.choices)

    @cached_property
    def by_code(self) -> dict[str, Choice]:
        """The choices by their codes."""
        return {choice.code: choice for choice in self.choices}


@dataclass(frozen=True)
class Page:
    """One topic: at most four questions that must be answered, and what follows from them."""

    id: str
    section: str
    heading: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Problem:
    """What is wrong with one answer, in words for the patient."""

    link_id: str
    message: str


@dataclass(frozen=True)
class EmergencyLine:
    """One plain line of the emergency page, and the signs that it groups."""

    text: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Predicate:
    """A derived fact: named, worded for clinicians, never asked."""

    id: str
    label: str
    when: Condition


class UnknownAnswer(ValueError):  # noqa: N818 - named as one says it
    """A link_id, code or kind of answer that the questionnaire does not know; names the nearest."""
