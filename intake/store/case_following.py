"""What is open on a case, read from its records, and opening a closed one again: what several deeds share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import RowMapping, select, update

from intake.cases import CaseState
from intake.closing import Closed, Closing, RequestsWill
from intake.following import Followed, FollowStep, Result, ResultFlag, open_requests, stands_of
from intake.people import Account
from intake.referral import NoteKind, Referral, ReferralState
from intake.store.case_claims import release_where_nobody_sits
from intake.store.case_room import change
from intake.store.tables import cases, moves, referral_dates, referral_events, referrals, results
from intake.store.work import Work
from intake.urgency import Urgency

HOUSE = "Twitchboard"
Rows = Iterable[RowMapping]


def steps_of(events: Rows, dates: Rows) -> dict[int, tuple[Followed, ...]]:
    """The steps of each request, oldest first, by its id. Events written before dates were kept have none."""
    dated = {row["id"]: row for row in dates}
    steps: dict[int, list[Followed]] = defaultdict(list)
    for row in events:
        step, when = FollowStep(row["state"]), dated.get(row["id"])
        booked, chased = (when["booked_for"], when["chase_on"]) if when else (None, None)
        steps[row["referral_id"]].append(Followed(step, row["why"], row["by_name"], row["at"], booked, chased))
    return {number: tuple(found) for number, found in steps.items()}


def results_of(rows: Rows) -> dict[int, tuple[Result, ...]]:
    """The lines of each report, by its request's id."""
    found: dict[int, list[Result]] = defaultdict(list)
    for row in rows:
        found[row["referral_id"]].append(Result(row["text"], ResultFlag(row["flag"]), row["by_name"], row["at"]))
    return {number: tuple(lines) for number, lines in found.items()}


def referrals_of(rows: Rows, events: Rows, dates: Rows = (), lines: Rows = ()) -> tuple[Referral, ...]:
    """Signed requests, each with its steps, its results and where it stands now."""
    steps, found = steps_of(events, dates), results_of(lines)
    return tuple(_referral(row, steps.get(row["id"], ()), found.get(row["id"], ())) for row in rows)


def _referral(row: RowMapping, steps: tuple[Followed, ...], lines: tuple[Result, ...]) -> Referral:
    stood = [ReferralState(step.step) for step in steps if step.step is not FollowStep.CHASED]
    return Referral(
        id=str(row["id"]),
        kind=NoteKind(row["kind"]),
        version=row["version"],
        question=row["question"],
        content=row["content"],
        sha256=row["sha256"],
        trail_head=row["trail_head"],
        signed_by=row["by_name"],
        signed_role=row["by_role"],
        signed_registration=row["by_registration"],
        signed_at=row["at"],
        chase_on=row["chase_on"],
        state=stood[-1] if stood else ReferralState.SIGNED,
        reissue_reason=row["reissue_reason"],
        steps=steps,
        results=lines,
    )


def referrals_in(work: Work, reference: str) -> tuple[Referral, ...]:
    """The case's signed documents as they stand inside this transaction, oldest first."""
    found = [
        work.execute(select(table).where(table.c.reference == reference).order_by(table.c.id)).mappings().all()
        for table in (referrals, referral_events, referral_dates, results)
    ]
    return referrals_of(*found)


def open_in(work: Work, reference: str) -> list[Referral]:
    """The requests of the case that somebody still waits for."""
    return open_requests(referrals_in(work, reference))


def show_chase(work: Work, reference: str) -> None:
    """Keep the first day on which a request of the case is chased in its row: where one is open, there is a day."""
    chased = (stands_of(each).chase_on or each.chase_on for each in open_in(work, reference))
    first: date | None = min(chased, default=None)
    work.execute(update(cases).where(cases.c.reference == reference).values(chase_on=first))


def open_again(
    work: Work, reference: str, why: str, by: Account | None, now: datetime, *, changed_by: str = ""
) -> None:
    """Put a closed case back into the queue as it stood: by somebody, by the calendar, or by what a patient said.

    `changed_by` is named to whoever has the case on the screen, where it is not the one who opens it.
    """
    name = by.name if by else HOUSE
    work.keep(moves, reference=reference, move="reopened", text=why, by_id=by.id if by else None, by_name=name, at=now)
    state = CaseState.REQUESTED if open_in(work, reference) else CaseState.WAITING
    change(work, reference, changed_by or name, now, state=state, closed_at=None, recall_on=None)
    release_where_nobody_sits(work, reference, now)


def closings_of(rows: Rows) -> tuple[Closed, ...]:
    """How the case was closed, each time."""
    return tuple(
        Closed(
            Closing(
                row["outcome"],
                row["words"],
                Urgency(row["would_have"]) if row["would_have"] else None,
                row["recall_on"],
                RequestsWill(row["requests"]) if row["requests"] else None,
                row["why_withdrawn"],
            ),
            row["by_name"],
            row["at"],
        )
        for row in rows
    )
