"""Who is reminded of a weekly check: sent within four weeks, still waited for, and a week since the last word.

Only by e-mail, and only where the case is open or its check is watched for: nobody is served by reminders about a
thing that is over. Whoever was told to call gets none, for the one thing to do is to call.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, or_, select

from intake import weekly
from intake.messages import TOLD_TO_CALL, MessageKind
from intake.people import Clinic
from intake.store.invitations import everything
from intake.store.outbox import row
from intake.store.tables import cases, intakes, invitations, messages, patients
from intake.urgency import Urgency

HOUSE = "Twitchboard"


def checks_to_remind(connection: Connection, clinic: Clinic, now: datetime) -> Iterator[dict[str, Any]]:
    """The messages that are due, as rows of the outbox: one for each week at most."""
    reminded = select(messages.c.invitation_id, messages.c.number).where(messages.c.kind == MessageKind.CHECK)
    known = {(found.invitation_id, found.number) for found in connection.execute(reminded)}
    for found in connection.execute(_waited_for(now)).mappings():
        day = weekly.day_number(found["sent_at"], now, clinic)
        number = weekly.week_of_check(day)
        if number and (found["id"], number) not in known:
            yield row(found["id"], MessageKind.CHECK, number, found["of_email"], HOUSE, now)


def _waited_for(now: datetime) -> Any:
    heard = select(func.max(intakes.c.received_at)).where(intakes.c.reference == cases.c.reference)
    return everything().where(
        invitations.c.sent_at.is_not(None),
        invitations.c.sent_at > now - timedelta(days=weekly.CHECK_DAYS + 1),
        invitations.c.withdrawn_at.is_(None),
        patients.c.email.is_not(None),
        or_(cases.c.closed_at.is_(None), cases.c.missed_at.is_not(None)),
        cases.c.kind.not_in(TOLD_TO_CALL),
        cases.c.urgency_rank < Urgency.EMERGENCY.rank,
        heard.scalar_subquery() <= now - weekly.WEEK,
    )
