"""What weekly checks brought, put into the rules' result: the answers are graded, and so is each difference.

A difference can only raise. It counts for as long as the answers that make it stand: a telephone answer that
corrects one takes its difference away, another telephone answer does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from intake.assessment import Assessment, Finding, FindingState, RedFlag
from intake.form import NOT_SURE, Answers
from intake.progression import NEW_WHEN, PACED, Change, Progress, progress
from intake.rules import Tables
from intake.since import codes
from intake.urgency import most_urgent

Steps = Sequence[tuple[Answers, Answers]]
"""What was known before and after each weekly check, oldest first."""
_GRAVER = {FindingState.OPEN: 1, FindingState.RAISED: 2}


def with_differences(found: Assessment, steps: Steps, tables: Tables) -> Assessment:
    """The result of the rules, raised by what each step brought."""
    rows: dict[str, Finding] = {}
    for before, after in steps:
        for finding in _findings(before, after, progress(before, after, tables)):
            rows[finding.row.id] = _graver(rows.get(finding.row.id), finding)
    return _raised(found, tuple(rows.values())) if rows else found


def _graver(known: Finding | None, now: Finding) -> Finding:
    return known if known and _GRAVER[known.state] >= _GRAVER[now.state] else now


def _raised(found: Assessment, differences: tuple[Finding, ...]) -> Assessment:
    findings = (*found.findings, *differences)
    raised = [f.row for f in differences if f.state is FindingState.RAISED]
    urgency = most_urgent(found.urgency, *(row.urgency for row in raised))
    standing = [f.row.strength for f in findings if f.state is FindingState.RAISED and f.row.urgency is urgency]
    return replace(
        found,
        urgency=urgency,
        ceiling=most_urgent(found.ceiling, *(f.row.urgency for f in differences)),
        strength=max(standing, default=found.strength),
        seen_within_days=urgency.step.seen_within_days,
        findings=findings,
    )


def _findings(before: Answers, after: Answers, graded: Progress) -> Iterable[Finding]:
    """The rows that this step raises, and those that an answer given in it leaves open."""
    for row, state in graded.rows:
        links = _links(row)
        answered = tuple(link for link in links if after.get(link) != before.get(link))
        if state is FindingState.RAISED:
            yield Finding(row, state, _because(answered, graded.changes, after), ())
        elif state is FindingState.OPEN and answered:
            yield Finding(row, state, {}, answered)


def _links(row: RedFlag) -> tuple[str, ...]:
    """The questions whose difference a row hangs on."""
    facts = tuple(row.when.names()) if row.when else ()
    return tuple(dict.fromkeys(link for fact in facts for link in NEW_WHEN.get(fact, PACED)))


def _because(links: Sequence[str], changes: Sequence[Change], after: Answers) -> dict[str, tuple[str, ...]]:
    """The codes that are new, by link_id; of a pace those that were said, without the *not sure* beside them."""
    because: dict[str, tuple[str, ...]] = {}
    for link in links:
        new = tuple(change.code for change in changes if change.link_id == link)
        given = codes(after.get(link)) if link in PACED else ()
        found = new or tuple(code for code in given if code != NOT_SURE)
        if found:
            because[link] = found
    return because
