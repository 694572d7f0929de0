"""The figures of a period, worked out once and kept until the records move: what the page shows and a file holds.

Kept are sentences and safe counts, never anybody's answers or name; and for the store they were counted in alone.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime
from typing import NamedTuple

from intake import rules
from intake.people import Clinic
from intake.reporting import Period
from intake.store import Store
from reports.figure import Figure
from reports.figures import figures

KEPT = 16
OTHERS = "nice-ng127"


class _Key(NamedTuple):
    store: str
    period: Period
    newest_event: int
    hour: datetime


_lock = threading.Lock()
_kept: OrderedDict[_Key, list[Figure]] = OrderedDict()


def figures_of(store: Store, period: Period, clinic: Clinic, now: datetime) -> list[Figure]:
    """The figures as they stand; from the shelf while nothing has happened, at most an hour."""
    key = _Key(store.where, period, store.cases.version(), now.replace(minute=0, second=0, microsecond=0))
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    tables = rules.load(clinic.policy), rules.load(OTHERS if clinic.policy != OTHERS else "article")
    made = figures(store.reporting.read(period, clinic), period, clinic, now, tables)
    with _lock:
        _kept[key] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made
