"""A signed request until its report is back: which step follows which, when it is chased, what is open. Pure.

A request that nobody booked is the harm that clinics fear most. So a request is *open* until its report is back or
somebody withdraws it with a reason, and while it is open it has a day on which it is chased. Closing its case
changes nothing about that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from intake.clocks import TOO_FAR, is_out_of_reach, local, working_day_on_or_before, working_days_after
from intake.people import Clinic
from intake.referral import FOR_THE_PATIENT, Missing, NoteKind, Referral, ReferralState
from intake.urgency import Urgency, rank_of

USUAL_DAYS = 14
"""After this many days a request is chased where the clinic's settings name no other."""
REPORT, REPORT_DAYS = "report", 7
"""The setting, and its usual value: how many days after the test a report that has not come is chased."""
AGAIN_DAYS = 7
"""Once chased, it is chased again after this many days at the latest."""


class FollowStep(StrEnum):
    """What somebody records about a signed request. *Chased* leaves it where it stands and sets the next date."""

    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    BOOKED = "booked"
    REPORTED = "reported"
    BOUNCED = "bounced"
    CHASED = "chased"
    WITHDRAWN = "withdrawn"


class ResultFlag(StrEnum):
    """How a line of a report came out, as the clinician reads it."""

    NORMAL = "normal"
    ABNORMAL = "abnormal"
    URGENT = "urgent"


@dataclass(frozen=True)
class Line:
    """One line of a report that is being recorded."""

    text: str
    flag: ResultFlag


@dataclass(frozen=True)
class Result:
    """One line of a report as it was recorded; never changed afterwards."""

    text: str
    flag: ResultFlag
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class Followed:
    """One step as it was recorded; `booked_for` and `chase_on` where the step has them."""

    step: FollowStep
    why: str
    by: str
    at: datetime
    booked_for: datetime | None = None
    chase_on: date | None = None


@dataclass(frozen=True)
class Stands:
    """Where a request stands: since when, booked for when, to be chased on which day, and what was said last."""

    state: ReferralState
    since: datetime
    chase_on: date | None
    booked_for: datetime | None = None
    why: str = ""
    by: str = ""
    steps: int = 0
    """How many steps were recorded: a request that is chased again may stand as it stood, with the same day."""

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for it: no report, not withdrawn."""
        return self.state not in SETTLED


SETTLED = frozenset({ReferralState.REPORTED, ReferralState.WITHDRAWN})

_S, _F = ReferralState, FollowStep
MAY_FOLLOW: dict[ReferralState, tuple[FollowStep, ...]] = {
    _S.SIGNED: (_F.SENT, _F.ACKNOWLEDGED, _F.BOOKED, _F.REPORTED, _F.BOUNCED, _F.CHASED, _F.WITHDRAWN),
    _S.SENT: (_F.ACKNOWLEDGED, _F.BOOKED, _F.REPORTED, _F.BOUNCED, _F.CHASED, _F.WITHDRAWN),
    _S.ACKNOWLEDGED: (_F.BOOKED, _F.REPORTED, _F.BOUNCED, _F.CHASED, _F.WITHDRAWN),
    _S.BOOKED: (_F.REPORTED, _F.BOOKED, _F.BOUNCED, _F.CHASED, _F.WITHDRAWN),
    _S.BOUNCED: (_F.ACKNOWLEDGED, _F.BOOKED, _F.REPORTED, _F.CHASED, _F.WITHDRAWN),
    _S.REPORTED: (_F.REPORTED,),
    _S.WITHDRAWN: (_F.BOOKED, _F.REPORTED),
}
"""What may be recorded next, the likeliest first. What was withdrawn may have been booked all the same."""


def where_it_stands(signed_at: datetime, chase_on: date, steps: Iterable[Followed]) -> Stands:
    """Where a request stands after these steps, oldest first."""
    stands = Stands(ReferralState.SIGNED, signed_at, chase_on)
    for step in steps:
        stands = _after(stands, step)
    return stands


def stands_of(referral: Referral) -> Stands:
    """Where a signed request stands now, since when, and when it is chased."""
    return where_it_stands(referral.signed_at, referral.chase_on, referral.steps)


def _after(stands: Stands, step: Followed) -> Stands:
    if step.step is FollowStep.CHASED:
        return replace(stands, chase_on=step.chase_on, steps=stands.steps + 1)
    state = ReferralState(step.step)
    settled = state in SETTLED
    chase_on = None if settled else step.chase_on or stands.chase_on or step.at.date()
    return Stands(state, step.at, chase_on, step.booked_for, step.why, step.by, stands.steps + 1)


def chase_on(
    step: FollowStep,
    kind: NoteKind,
    clinic: Clinic,
    now: datetime,
    booked_for: datetime | None,
    due_at: datetime | None = None,
    until_now: date | None = None,
) -> date | None:
    """The day on which a request is chased after this step; None where nobody waits any more.

    Sent: on the day on which it was to be chased anyhow (`until_now`) while that lies ahead, as if signed today after
    it: sending makes nobody wait longer.

    Booked: as many days after the test as the clinic allows for a report. Come back: at once, it is our turn. Before
    it is booked, no later than the day by which the person must be seen (`due_at`), while that lies ahead.
    """
    today, days = local(now, clinic).date(), clinic.chase_days.get(kind, USUAL_DAYS)
    match step:
        case FollowStep.REPORTED | FollowStep.WITHDRAWN:
            return None
        case FollowStep.BOUNCED:
            return today
        case FollowStep.SENT:
            ahead = first_chase_on(kind, clinic, now, due_at)
            return min(until_now, ahead) if until_now and until_now > today else ahead
        case FollowStep.BOOKED:
            test = max(local(booked_for, clinic).date(), today) if booked_for else today
            ahead = test + timedelta(clinic.chase_days.get(REPORT, REPORT_DAYS))
        case FollowStep.CHASED:
            ahead = min(today + timedelta(min(days, AGAIN_DAYS)), _due_day(due_at, today, clinic))
        case _:
            ahead = min(today + timedelta(days), _due_day(due_at, today, clinic))
    return working_day_on_or_before(ahead, clinic)


def _due_day(due_at: datetime | None, today: date, clinic: Clinic) -> date:
    """The day due, where it lies ahead; otherwise no day at all comes before another for its sake."""
    day = working_day_on_or_before(local(due_at, clinic).date(), clinic) if due_at else date.max
    return day if day > today else date.max


def first_chase_on(kind: NoteKind, clinic: Clinic, now: datetime, due_at: datetime | None) -> date:
    """The day on which a request that is signed now is chased first.

    After the clinic's days for that kind, but no later than the day by which the person must be seen: a request that
    nobody has booked by then has failed. Where that day is today or gone, on the next working day: never in the past.
    """
    today = local(now, clinic).date()
    ahead = today + timedelta(clinic.chase_days.get(kind, USUAL_DAYS))
    if due_at is not None:
        ahead = min(ahead, max(local(due_at, clinic).date(), working_days_after(today, 1, clinic)))
    return working_day_on_or_before(ahead, clinic)


def refusal(stands: Stands, step: FollowStep, signed_at: datetime, booked_for: datetime | None, why: str) -> str:
    """Why this step cannot be recorded here, with the remedy; empty where it can."""
    if step not in MAY_FOLLOW[stands.state]:
        return f"This request is {stands.state} already. Load the page again to see who recorded it."
    if step is FollowStep.BOOKED and booked_for is None:
        return "Enter the day and the time for which it is booked."
    if booked_for is not None and booked_for < signed_at:
        return "That is before the request was signed. Enter the day for which it is booked."
    if booked_for is not None and is_out_of_reach(booked_for.date(), signed_at.date()):
        return TOO_FAR
    if step in NEEDS_WHY and not why:
        return NEEDS_WHY[step]
    return ""


NEEDS_WHY = {
    FollowStep.BOUNCED: "Write why the request came back.",
    FollowStep.WITHDRAWN: "Write why the request is withdrawn.",
}


def open_requests(referrals: Sequence[Referral]) -> list[Referral]:
    """Of a case's signed documents, oldest first, the requests that somebody still waits for.

    A newer version stands in place of the older ones; what patients take home is waited for by nobody.
    """
    newest = {referral.kind: referral for referral in referrals}
    return [each for kind, each in newest.items() if kind not in FOR_THE_PATIENT and stands_of(each).is_open]


def sent_back(kind: NoteKind, referrals: Sequence[Referral]) -> tuple[Missing, ...]:
    """Why the newest version of this document came back, as an item of its gate; none once it is signed again.

    It keeps nobody from signing: the new version, with its reason, is the answer.
    """
    newest = next((each for each in reversed(referrals) if each.kind is kind), None)
    if newest is None or newest.state is not ReferralState.BOUNCED:
        return ()
    return (Missing(f"what it came back for: {stands_of(newest).why}", f"request-{kind}"),)


@dataclass(frozen=True)
class OpenRequest:
    """One open request of the clinic, as the list of requests shows it; nothing that a patient answered.

    `urgency` is None where nobody has assessed the person (under 16): between *immediate* and *urgent* in the list.
    """

    id: str
    reference: str
    patient_name: str
    telephone: str | None
    urgency: Urgency | None
    case_is_closed: bool
    kind: NoteKind
    version: int
    signed_by: str
    signed_at: datetime
    stands: Stands

    def is_to_chase(self, today: date) -> bool:
        """Whether its day has come, on the clinic's wall."""
        return self.stands.chase_on is None or self.stands.chase_on <= today


def most_overdue_first(request: OpenRequest) -> tuple[date, float, datetime, str]:
    """The order of the list: longest overdue, then most urgent, then longest waiting."""
    return (request.stands.chase_on or date.min, -rank_of(request.urgency), request.signed_at, request.id)
