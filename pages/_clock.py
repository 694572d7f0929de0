"""The only clock. `TWITCHBOARD_NOW` moves it, so that a test or a rehearsal lives on a day of its choosing."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta


def _shift() -> timedelta:
    """How far the clock is moved: nothing, unless `TWITCHBOARD_NOW` names a moment (ISO 8601, aware)."""
    wanted = os.environ.get("TWITCHBOARD_NOW")
    return datetime.fromisoformat(wanted) - datetime.now(UTC) if wanted else timedelta()


_SHIFT = _shift()


def is_moved() -> bool:
    """Whether the clock shows another moment than the real one, which a real clinic must be told."""
    return timedelta() != _SHIFT


def now() -> datetime:
    """The present moment, aware and in UTC."""
    return datetime.now(UTC) + _SHIFT
