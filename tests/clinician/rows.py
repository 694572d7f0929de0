"""Queue rows made by hand, as the store reads them back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from intake.cases import CaseState, IntakeKind, QueueRow
from intake.people import Clinic
from intake.today import Charted, Counts, Worst, counts_of, moments
from intake.urgency import Urgency

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
CLINIC = Clinic("Riverside", "0113 496 0000", "GB-ENG", "Europe/London", "999", is_sample=True)


def queue_row(reference: str = "TW-7K3M", **different: Any) -> QueueRow:
    """A plain waiting row; name what differs."""
    values: dict[str, Any] = {
        "reference": reference,
        "patient_name": "Mark Ellis",
        "date_of_birth": "1984-03-09",
        "age": 42,
        "urgency": Urgency.URGENT,
        "rule_urgency": Urgency.URGENT,
        "ceiling": Urgency.IMMEDIATE,
        "strength": 4,
        "kind": IntakeKind.SENT,
        "state": CaseState.WAITING,
        "received_at": NOW - timedelta(hours=4),
        "due_at": NOW + timedelta(days=10, hours=3),
        "booked_for": datetime(2026, 12, 14, 10, 20, tzinfo=UTC),
        "reason": "Lifting: a task lost → new weakness",
        "open_reason": "Muscle smaller: not sure",
        "regions": ("right-forearm", "right-shoulder", "right-thigh"),
        "article_rows": (1, 3, 4),
        "claimed_by": None,
        "claimed_by_id": None,
        "claimed_at": None,
    }
    return QueueRow(**{**values, **different})


def counted(*rows: QueueRow) -> Counts:
    """The counts of these rows at NOW."""
    return counts_of(rows, moments(NOW, CLINIC))


def charted(**different: Any) -> Charted:
    """What the charts of a queue of one are drawn from; name what differs."""
    values: dict[str, Any] = {
        "ages": {(Urgency.URGENT, 3): 1}, "span": (42, 42), "pressing": (), "booked": {(Urgency.URGENT, 11): 1},
        "worst": Worst("Mark Ellis", 11), "unbooked": 0,
    }  # fmt: skip
    return Charted(**{**values, **different})
