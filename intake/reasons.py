"""Why a case stands where it stands, in a line each: what was answered, and what is still unsure."""

from __future__ import annotations

from collections.abc import Iterable

from intake.form import NOT_SURE
from intake.questionnaire import Answers, Questionnaire
from intake.triage import Assessment, Finding

MOST = 3
"""Answers named in one line; the case shows them all."""

BULBAR = 5
"""The strength of the rows of speech, swallowing and breathing: nothing is stronger."""

NOTHING_RAISED = "No red flag raised"
UNDER_16 = "Under 16: children's pathway"


def why(assessment: Assessment, form: Questionnaire) -> str:
    """The answers that raised rows, in a line: `Muscle smaller: Yes; Trouble swallowing: Yes; 2 more`.

    First those that hold the standing urgency, strongest row first; then, though their rows stand lower, those about
    speech, swallowing and breathing; every other answer of a raised row is counted.
    """
    holding = _said(assessment.standing)
    below = [link_id for link_id in _said(bulbar_below(assessment)) if link_id not in holding][: MOST - 1]
    named = dict.fromkeys([*list(holding)[: MOST - len(below)], *below])
    said = {**_said(assessment.raised), **holding}
    parts = [f"{_label(link_id, form)}: {_codes(link_id, tuple(said[link_id]), form)}" for link_id in named]
    return _with_more(parts, len(said) - len(named)) or NOTHING_RAISED


def bulbar_below(assessment: Assessment) -> tuple[Finding, ...]:
    """Raised rows of speech, swallowing or breathing that stand lower than the urgency, in table order."""
    return tuple(
        finding
        for finding in assessment.raised
        if finding.row.strength == BULBAR and finding.row.urgency is not assessment.urgency
    )


def _said(findings: Iterable[Finding]) -> dict[str, dict[str, None]]:
    """The codes that raised these rows, by question, each once."""
    said: dict[str, dict[str, None]] = {}
    for finding in findings:
        for link_id, codes in finding.because.items():
            said.setdefault(link_id, {}).update(dict.fromkeys(codes))
    return said


def why_open(assessment: Assessment, answers: Answers, form: Questionnaire) -> str:
    """What could still raise it: `Could be immediate: Muscle smaller not sure`; empty when nothing could."""
    if assessment.ceiling.rank <= assessment.urgency.rank:
        return ""
    highest = [finding for finding in assessment.open if finding.row.urgency is assessment.ceiling]
    doubts = dict.fromkeys(link_id for finding in highest for link_id in finding.open_on)
    parts = [f"{_label(link_id, form)} {_doubt(link_id, answers)}" for link_id in doubts]
    return f"Could be {assessment.ceiling.step.word.lower()}: {_in_short(parts)}"


def article_rows(assessment: Assessment) -> tuple[int, ...]:
    """Numbers of the rows of the article's table that are raised."""
    return tuple(f.row.number for f in assessment.raised if f.row.table == "article" and f.row.number)


def _label(link_id: str, form: Questionnaire) -> str:
    question = form.questions.get(link_id)
    return (question.label or question.text) if question else link_id


def _codes(link_id: str, codes: tuple[str, ...], form: Questionnaire) -> str:
    question = form.questions.get(link_id)
    if question is None:
        return ", ".join(codes)
    return form.words(link_id, codes if question.type == "choices" else codes[0])


def _doubt(link_id: str, answers: Answers) -> str:
    given = answers.get(link_id)
    if given is None:
        return "not answered"
    return "not sure" if NOT_SURE in ((given,) if isinstance(given, str) else given) else "to be asked about"


def _in_short(parts: list[str]) -> str:
    return _with_more(parts[:MOST], len(parts) - MOST)


def _with_more(parts: list[str], more: int) -> str:
    return "; ".join(parts) + (f"; {more} more" if more > 0 else "")
