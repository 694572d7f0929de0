"""Following a signed request until its report is back, and the list of all that are open, whatever their case is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from intake import access, following
from intake.clocks import local
from intake.following import Followed, FollowStep, Line, OpenRequest, ResultFlag, Stands
from intake.notices import NoticeKind
from intake.people import Account
from intake.plain_text import tidy
from intake.referral import FOR_THE_PATIENT, NoteKind, Referral
from intake.store.case_following import open_again, referrals_in, show_chase, steps_of
from intake.store.case_numbers import numbers_to_ring
from intake.store.case_room import CaseRoom, hold
from intake.store.case_timeline import note_name
from intake.store.errors import ReasonNeeded, Refused, RequestMoved
from intake.store.notices import end_notices, raise_notice
from intake.store.settings import the_clinic
from intake.store.tables import cases, patients, referral_dates, referral_events, referrals, results
from intake.store.work import Work
from intake.urgency import Urgency

_LEVELS = tuple(Urgency)
NEEDS_LINES = "Write what the report says, a line for each result."
LOUD = (ResultFlag.ABNORMAL, ResultFlag.URGENT)
"""A result like this stands on the case until a clinician says what was done about it; a closed case opens again."""

WITH_AN_OPEN_ONE = select(cases.c.reference).where(cases.c.chase_on.is_not(None))
"""Cases with an open request, open or closed: `ix_cases_chase_on` holds no other."""

SIGNED: Select[Any] = (
    select(
        referrals.c.id,
        referrals.c.reference,
        referrals.c.kind,
        referrals.c.version,
        referrals.c.by_name,
        referrals.c.at,
        referrals.c.chase_on,
        cases.c.urgency_rank,
        cases.c.not_assessed,
        cases.c.closed_at,
        patients.c.given_name,
        patients.c.family_name,
        patients.c.telephone,
    )
    .join(cases, cases.c.reference == referrals.c.reference)
    .join(patients, patients.c.id == cases.c.patient_id)
    .where(cases.c.chase_on.is_not(None))
)


class Following(CaseRoom):
    """What became of what was signed."""

    def follow(
        self,
        reference: str,
        referral_id: str,
        step: FollowStep,
        why: str,
        actor: Account,
        now: datetime,
        *,
        booked_for: datetime | None = None,
        lines: Sequence[Line] = (),
        seen: Stands | None = None,
    ) -> None:
        """Record the next step of a request: sent, acknowledged, booked for when, chased, bounced why, reported how.

        `seen` is where it stood when it was read. Raises RequestMoved where it stands elsewhere now, ReasonNeeded or
        Refused with the remedy. A request of a closed case is followed like any other.
        """
        step, said = FollowStep(step), tidy(why)
        _check_may(step, actor)
        with self._db.write() as work:
            case = hold(work, reference, closed_too=True)
            request = _newest(work, reference, referral_id)
            _check_seen(request, seen)
            _check(request, step, booked_for, said, _written(lines))
            followed = Followed(step, said, actor.name, now, booked_for)
            event = _keep(work, reference, request, followed, actor, case["due_at"])
            _keep_lines(work, reference, request, _written(lines), actor, now)
            show_chase(work, reference)
            _tell(work, reference, request, step, said, _written(lines), actor, now)
            if case["closed_at"] and _is_news(step, lines):
                open_again(work, reference, f"{_name(request.kind)}: {step}.", actor, now)
            work.record(actor.name, f"request {step}", now, reference, account=actor.id, request=event)

    def open_requests(self) -> list[OpenRequest]:
        """Every open request of the clinic, of closed cases too, longest overdue first. Six queries, all by index."""
        with self._db.read() as connection:
            return sorted(_open(connection), key=following.most_overdue_first)

    def requests_to_chase(self, now: datetime) -> list[OpenRequest]:
        """Those of them whose chase date is today or past."""
        with self._db.read() as connection:
            today = local(now, the_clinic(connection)).date()
            due = [request for request in _open(connection) if request.is_to_chase(today)]
        return sorted(due, key=following.most_overdue_first)


def _check_may(step: FollowStep, actor: Account) -> None:
    """Reception sends, acknowledges, books, chases; what a report says, and that nobody waits any more, is clinical."""
    if step in (FollowStep.REPORTED, FollowStep.WITHDRAWN):
        access.check_record_results(actor)
    else:
        access.check_follow(actor)


def _newest(work: Work, reference: str, referral_id: str) -> Referral:
    """The request, if it is the version that stands. Raises Refused."""
    signed = referrals_in(work, reference)
    request = next((each for each in signed if each.id == referral_id), None)
    if request is None or request.kind in FOR_THE_PATIENT:
        raise Refused("This case has no such request. Open it from the queue again.")
    if any(each.kind is request.kind and each.version > request.version for each in signed):
        raise Refused("A newer version of this request was signed. Record it there.")
    return request


def _check_seen(request: Referral, seen: Stands | None) -> None:
    """That nobody recorded a step meanwhile: what came back is not acknowledged over the head of whoever wrote why."""
    stands = following.stands_of(request)
    if seen is None or stands.steps == seen.steps:
        return
    last = request.steps[-1] if request.steps else None
    if last is None:
        raise RequestMoved(request.signed_by, request.signed_at, "signed")
    words = "came back" if last.step is FollowStep.BOUNCED else str(last.step)
    raise RequestMoved(last.by, last.at, f"{words}, {last.why}" if last.why else words)


def _written(lines: Iterable[Line]) -> list[Line]:
    return [Line(tidy(line.text), ResultFlag(line.flag)) for line in lines if tidy(line.text)]


def _check(request: Referral, step: FollowStep, booked_for: datetime | None, why: str, lines: list[Line]) -> None:
    stands = following.stands_of(request)
    if refused := following.refusal(stands, step, request.signed_at, booked_for, why):
        raise ReasonNeeded(refused)
    if step is FollowStep.REPORTED and not lines:
        raise ReasonNeeded(NEEDS_LINES)


def _keep(
    work: Work, reference: str, request: Referral, step: Followed, actor: Account, due_at: datetime | None
) -> int:
    event = work.keep(
        referral_events,
        referral_id=int(request.id),
        reference=reference,
        state=step.step,
        why=step.why,
        by_id=actor.id,
        by_name=step.by,
        at=step.at,
    )
    clinic = the_clinic(work.connection)
    until_now = following.stands_of(request).chase_on
    chased = following.chase_on(step.step, request.kind, clinic, step.at, step.booked_for, due_at, until_now)
    work.keep(referral_dates, id=event, reference=reference, booked_for=step.booked_for, chase_on=chased)
    return event


def _keep_lines(
    work: Work, reference: str, request: Referral, lines: list[Line], actor: Account, now: datetime
) -> None:
    for line in lines:
        work.keep(
            results,
            referral_id=int(request.id),
            reference=reference,
            text=line.text,
            flag=line.flag,
            by_id=actor.id,
            by_name=actor.name,
            at=now,
        )


def _tell(
    work: Work, reference: str, request: Referral, step: FollowStep, why: str, lines: list[Line],
    actor: Account, now: datetime,
) -> None:  # fmt: skip
    """What came back stands on the case until somebody sees to it; ringing about it again is not seeing to it."""
    if step is FollowStep.BOUNCED:
        raise_notice(work, reference, NoticeKind.BOUNCED, actor.name, now, why, request.kind)
    elif step is not FollowStep.CHASED:
        end_notices(work, reference, NoticeKind.BOUNCED, actor.name, now, f"{_name(request.kind)}: {step}.",
                    about=request.kind)  # fmt: skip
    for line in lines:
        if line.flag in LOUD:
            said = f"{_name(request.kind)}, {line.flag}: {line.text}"
            raise_notice(work, reference, NoticeKind.RESULT, actor.name, now, said, request.kind)


def _is_news(step: FollowStep, lines: Iterable[Line]) -> bool:
    """Whether a closed case must be looked at again: it came back, or a result is not normal."""
    return step is FollowStep.BOUNCED or any(line.flag in LOUD for line in lines)


def _name(kind: NoteKind) -> str:
    name = note_name(kind)
    return f"{name[0].upper()}{name[1:]}"


def _open(connection: Connection) -> Iterable[OpenRequest]:
    """Of every case that has one: the newest version of each kind, where it is open."""
    events, dates = (
        connection.execute(
            select(table).where(table.c.reference.in_(WITH_AN_OPEN_ONE)).order_by(table.c.id)
        ).mappings().all()
        for table in (referral_events, referral_dates)
    )  # fmt: skip
    steps = steps_of(events, dates)
    rows = sorted(connection.execute(SIGNED).mappings(), key=lambda row: row["id"])
    newest = {(row["reference"], row["kind"]): row for row in rows}
    numbers = numbers_to_ring(connection, rows)
    found = (_open_request(row, numbers, steps.get(row["id"], ())) for row in newest.values())
    return [request for request in found if request.stands.is_open and request.kind not in FOR_THE_PATIENT]


def _open_request(row: RowMapping, numbers: Mapping[str, str], steps: tuple[Followed, ...]) -> OpenRequest:
    return OpenRequest(
        id=str(row["id"]),
        reference=row["reference"],
        patient_name=f"{row['given_name']} {row['family_name']}",
        telephone=numbers.get(row["reference"]),
        urgency=None if row["not_assessed"] else _LEVELS[row["urgency_rank"]],
        case_is_closed=row["closed_at"] is not None,
        kind=NoteKind(row["kind"]),
        version=row["version"],
        signed_by=row["by_name"],
        signed_at=row["at"],
        stands=following.where_it_stands(row["at"], row["chase_on"], steps),
    )
