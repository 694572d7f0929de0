"""A note as plain text, for pasting into a record system: the same words in the same order, no layout to lose."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from typing import Any

from reports import note
from reports.note import Note
from reports.scripts import clean

WIDTH = 96


def as_text(said: Note) -> str:
    """The whole note. Lines are at most `WIDTH` characters unless a single word is longer."""
    marks = [word for word, is_so in (("DRAFT", said.is_draft), ("SAMPLE", said.is_sample)) if is_so]
    lines = [said.header, *marks, "", *_title(said)]
    for block in said.blocks:
        lines += _lines(block)
    lines += ["", " · ".join(said.footer)]
    return clean("\n".join(lines)).strip() + "\n"


def _title(said: Note) -> list[str]:
    return [said.title, f"To: {said.to}"] if said.to else [said.title]


def _heading(part: note.Heading) -> list[str]:
    return ["", f"{part.text.upper()} ({part.aside})" if part.aside else part.text.upper()]


def _lines(block: Any) -> list[str]:
    make: Callable[[Any], list[str]] = _MAKERS[type(block)]
    return make(block)


def _wrapped(text: str, indent: str = "") -> list[str]:
    """The text in lines; line ends that are in it stay."""
    return [
        line
        for part in text.split("\n")
        for line in textwrap.wrap(
            part, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )
        or [indent.rstrip()]
    ]


def _facts(facts: Iterable[note.Fact]) -> list[str]:
    return [line for fact in facts for line in _wrapped(f"{fact.label}: {fact.value}")]


def _choice(part: note.Choice) -> list[str]:
    return [*_wrapped(f"Rules suggest {part.rules}"), *_wrapped(f"Clinician sets {part.clinician}")]


def _question(part: note.Question) -> list[str]:
    if part.clinician:
        return _wrapped(part.clinician)
    rules = f" Rules suggest: {part.rules}" if part.rules else ""
    return _wrapped(f"Not yet written by the clinician.{rules}")


def _flags(part: note.FlagTable) -> list[str]:
    lines = [f"Article's red flags: {part.count}"]
    for flag in part.flags:
        lines += _wrapped(f"{flag.state} {flag.number} | {flag.symptom} | {flag.says} | {flag.advice}")
    return lines


def _checks(part: note.Checks) -> list[str]:
    lines = [f"Article's checklist: {part.count}"]
    for check in part.checks:
        lines += _wrapped(f"{check.state} {check.number} | {check.text} | {check.says}")
    return lines


def _exam(part: note.ExamTable) -> list[str]:
    return [*_facts(part.findings), *(_wrapped(part.summary) if part.summary else [])]


def _table(part: note.Table) -> list[str]:
    return [line for row in (part.head, *part.rows) for line in _wrapped(" | ".join(row))]


def _sign_off(part: note.SignOff) -> list[str]:
    signed = part.signature
    if signed is None:
        return ["", *_wrapped(part.draft_words)]
    lines = ["", "SIGNATURE", f"{signed.name}, {signed.role}, {signed.registration}", signed.contact, part.when]
    if signed.reissue_reason:
        lines += _wrapped(f"Version {signed.version}, issued again because: {signed.reissue_reason}")
    return lines


_MAKERS: dict[type[Any], Callable[[Any], list[str]]] = {
    note.Heading: _heading,
    note.Passage: lambda part: _wrapped(part.text),
    note.Banner: lambda part: ["", *_wrapped(part.title), *_wrapped(part.detail)],
    note.Notice: lambda part: _wrapped(part.text),
    note.Choice: _choice,
    note.Question: _question,
    note.Facts: lambda part: _facts(part.facts),
    note.Quote: lambda part: _wrapped(f"“{part.text}”", "  "),
    note.FlagTable: _flags,
    note.Checks: _checks,
    note.Table: _table,
    note.ExamTable: _exam,
    note.Figure: lambda part: _wrapped(part.words),
    note.Listed: lambda part: [line for item in part.items for line in _wrapped(f"- {item}")],
    note.Alarm: lambda part: ["", part.title.upper(), *(line for i in part.items for line in _wrapped(f"- {i}"))],
    note.Steps: lambda part: [
        line for number, step in enumerate(part.steps, 1) for line in _wrapped(f"{number}. {step.label} {step.value}")
    ],
    note.TimeLine: lambda part: _wrapped(part.words),
    note.Blank: lambda part: _wrapped(f"{part.label}: ______"),
    note.Beside: lambda part: [line for block in (*part.left, *part.right) for line in _lines(block)],
    note.SignOff: _sign_off,
}
