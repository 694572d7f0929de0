"""What stands: the urgency a case has now, and since when each level has been known.

Pure. A level's clock starts when the answers (or the clinician) that brought it came in; a level
that was known earlier keeps its clock running. So raising never forgives what was already late,
and lowering counts from the day the answers came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from intake.clocks import due_at, read_by
from intake.people import Clinic
from intake.triage import Assessment, FindingState
from intake.urgency import Urgency


@dataclass(frozen=True)
class Standing:
    """The urgency that stands and the latest moment by which the person must be seen."""

    urgency: Urgency
    due_at: datetime | None


@dataclass(frozen=True)
class Judgement:
    """The rules' result for one set of answers, and what the queue shows of it.

    `reason` and `open_reason` are a line each; `regions` are codes; `article_rows` are the numbers
    of the article's rows that are raised; `one_call`: a telephone call could change the urgency.
    """

    assessment: Assessment
    reason: str = ""
    open_reason: str = ""
    regions: tuple[str, ...] = ()
    article_rows: tuple[int, ...] = ()
    one_call: bool = False


def anything_open(assessment: Assessment) -> bool:
    """Whether an unsure or missing answer could still raise a row."""
    return any(finding.state is FindingState.OPEN for finding in assessment.findings)


def stand(
    known: Sequence[tuple[datetime, Urgency]],
    override: tuple[datetime, Urgency] | None,
    clinic: Clinic,
    *,
    still_open: bool,
    first_look_promised: bool = False,
) -> Standing:
    """What stands after these results of the rules (oldest first) and the clinician's urgency, if there is one.

    Where no table holds (under 16, until a clinician sets an urgency) somebody is due when the first look is promised.
    """
    urgency = override[1] if override else known[-1][1]
    levels = [*known, override] if override else known
    dates = [due_at(_lower(level, urgency), at, clinic, anything_open=still_open) for at, level in levels]
    if first_look_promised:
        dates.append(read_by(known[0][0], clinic))
    return Standing(urgency, min((due for due in dates if due), default=None))


def _lower(one: Urgency, other: Urgency) -> Urgency:
    return min(one, other, key=lambda level: level.rank)
