"""The audit trail as a chain: each event carries the digest of the one before, so nothing changes quietly.

Values and arithmetic only; `store/trail.py` keeps the events. For investigation: no page derives
state from it. An event names no answer and no finding, only who did what to which case, and the
digests of the records that were written with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

NAMED = 20
"""How many cases that differ are named in a sentence; all of them stand in `differs`."""
BEGINNING = "0" * 64
"""What the first event has for a previous digest."""


@dataclass(frozen=True)
class AuditEvent:
    """One event. `position` counts from 1 without gaps; `at` is UTC, ISO 8601 with microseconds; `details` is JSON."""

    position: int
    at: str
    who: str
    what: str
    reference: str | None
    details: str
    previous: str
    hash: str = ""

    def digest(self) -> str:
        """sha256 over everything but the digest itself, as canonical JSON."""
        said = asdict(self)
        del said["hash"]
        return sha256(said)

    def sealed(self) -> AuditEvent:
        """The event with its digest."""
        return replace(self, hash=self.digest())


@dataclass(frozen=True)
class AuditCheck:
    """What a verification found: the first broken event's position (None when all hold), and why.

    `differs`: a sentence for each case whose row, or whose patient, is not what the trail and the records say.
    """

    ok: bool
    events: int
    first_broken: int | None = None
    why: str = ""
    differs: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.ok:
            return f"The audit trail holds: {self.events} events, each tied to the one before."
        if self.differs:
            more = f" And {len(self.differs) - NAMED} more." if len(self.differs) > NAMED else ""
            said = " ".join(self.differs[:NAMED])
            return f"The audit trail holds, but the database does not follow from it. {said}{more}"
        return f"The audit trail is broken at event {self.first_broken}: {self.why}"


def plain(value: Any) -> Any:
    """A value as JSON knows it: moments in UTC ISO 8601, tuples as lists, enums as their value."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def canonical(value: Any) -> str:
    """The one JSON text of a value: keys sorted, no spaces, ASCII."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def sha256(value: Any) -> str:
    """Digest of a value's canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode("ascii")).hexdigest()


def first_broken(events: Iterable[AuditEvent], previous: str = BEGINNING, position: int = 0) -> tuple[int, str] | None:
    """Position of the first event that does not hold, and why; None when the run of events holds."""
    for event in events:
        position += 1
        if event.position != position:
            return position, f"it is missing; the next one there is {event.position}."
        if event.previous != previous:
            return position, "it does not follow from the event before it."
        if event.hash != event.digest():
            return position, "what it says is not what was recorded."
        previous = event.hash
    return None
