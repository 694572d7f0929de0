"""The end of a case, and opening it again. Both stay on record; an open request outlives both."""

from __future__ import annotations

from datetime import datetime

from intake import access, closing
from intake.cases import CaseState
from intake.clocks import local
from intake.closing import Closing, RequestsWill
from intake.following import FollowStep
from intake.people import Account
from intake.plain_text import tidy
from intake.store.case_following import open_again, open_in, show_chase
from intake.store.case_room import CaseRoom, change, hold
from intake.store.errors import ReasonNeeded, RequestsOpen
from intake.store.settings import the_clinic
from intake.store.tables import closings, referral_dates, referral_events
from intake.store.work import Work
from intake.urgency import Urgency

_LEVELS = tuple(Urgency)


class Endings(CaseRoom):
    """Closing and opening again."""

    def close(self, reference: str, ending: Closing, actor: Account, now: datetime, version: int) -> None:
        """Close the case. Raises ReasonNeeded, or RequestsOpen until it is said what becomes of open requests."""
        access.check_close(actor)
        said = _tidied(ending)
        with self._db.write() as work:
            case = hold(work, reference, version=version)
            today = local(now, the_clinic(work.connection)).date()
            level, nobody = _LEVELS[case["urgency_rank"]], bool(case["not_assessed"])
            if refused := closing.refusal(said, level, today, not_assessed=nobody):
                raise ReasonNeeded(refused)
            _settle_requests(work, reference, said, actor, now)
            _keep(work, reference, said, actor, now)
            ended = {"state": CaseState.CLOSED, "closed_at": now, "recall_on": said.recall_on}
            change(work, reference, actor.name, now, outcome=closing.in_words(said), **ended)
            work.record(actor.name, "closed the case", now, reference, account=actor.id)

    def reopen(self, reference: str, why: str, actor: Account, now: datetime) -> None:
        """Put a closed case back into the queue as it stood, with the reason."""
        access.check_close(actor)
        said = tidy(why)
        if not said:
            raise ReasonNeeded("Write why the case is opened again.")
        with self._db.write() as work:
            case = hold(work, reference, closed_too=True)
            if case["closed_at"] is None:
                return
            open_again(work, reference, said, actor, now)
            work.record(actor.name, "opened the case again", now, reference, account=actor.id)


def _tidied(ending: Closing) -> Closing:
    words, why = tidy(ending.words), tidy(ending.why_withdrawn)
    level = Urgency(ending.would_have) if ending.would_have else None
    return Closing(ending.outcome, words, level, ending.recall_on, ending.requests, why)


def _settle_requests(work: Work, reference: str, said: Closing, actor: Account, now: datetime) -> None:
    """Nothing where nothing is open; else what the closing says of it, which must be said."""
    waiting = open_in(work, reference)
    if waiting and said.requests is None:
        raise RequestsOpen(tuple(request.kind for request in waiting))
    if said.requests is not RequestsWill.BE_WITHDRAWN:
        return
    for request in waiting:
        event = work.keep(
            referral_events,
            referral_id=int(request.id),
            reference=reference,
            state=FollowStep.WITHDRAWN,
            why=said.why_withdrawn,
            by_id=actor.id,
            by_name=actor.name,
            at=now,
        )
        work.keep(referral_dates, id=event, reference=reference)
    show_chase(work, reference)


def _keep(work: Work, reference: str, said: Closing, actor: Account, now: datetime) -> None:
    who = {"by_id": actor.id, "by_name": actor.name, "at": now}
    work.keep(closings, reference=reference, **vars(said), **who)
