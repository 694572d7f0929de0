"""The room of cases, of its parts: queue, reading, arrivals, checks, claims, decisions, requests, endings, bookings."""

from __future__ import annotations

from intake.store.case_arrivals import Arrivals
from intake.store.case_bookings import Bookings
from intake.store.case_checks import Checks
from intake.store.case_claims import Claims
from intake.store.case_closing import Endings
from intake.store.case_decisions import Decisions
from intake.store.case_follow import Following
from intake.store.case_queue import Queue
from intake.store.case_reading import Reading
from intake.store.case_requests import Requests


class Cases(Queue, Reading, Arrivals, Checks, Claims, Decisions, Requests, Following, Endings, Bookings):
    """Everything that is done with a case."""
