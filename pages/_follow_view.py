"""Signed requests in words: where each stands, since when, what comes next. Values in, escaped HTML out."""

from __future__ import annotations

from collections.abc import Sequence

from intake.following import FollowStep, OpenRequest, Result, ResultFlag, Stands, stands_of
from intake.referral import Referral, ReferralState
from pages._badges import NOT_ASSESSED, flag, urgency
from pages._look import escape
from pages._moments import WallClock

REQUEST_NAMES = {"emg": "EMG", "bloods": "Blood tests", "neurology": "Neurology", "mri": "MRI"}
STEP_WORDS = {
    FollowStep.SENT: "Sent",
    FollowStep.ACKNOWLEDGED: "Acknowledged",
    FollowStep.BOOKED: "Booked",
    FollowStep.REPORTED: "Report is back",
    FollowStep.BOUNCED: "Came back",
    FollowStep.CHASED: "Chased",
    FollowStep.WITHDRAWN: "Withdraw",
}
NEXT = {
    ReferralState.SIGNED: "send it",
    ReferralState.SENT: "hear that it arrived",
    ReferralState.ACKNOWLEDGED: "hear for when it is booked",
    ReferralState.BOOKED: "the report",
    ReferralState.BOUNCED: "mend what is missing and sign it again, from the case",
    ReferralState.REPORTED: "",
    ReferralState.WITHDRAWN: "",
}
FLAG_WORDS = {ResultFlag.NORMAL: "Normal", ResultFlag.ABNORMAL: "Abnormal", ResultFlag.URGENT: "Urgent"}


def state_words(stands: Stands, clock: WallClock) -> str:
    """`booked for Wed 9 Dec 10:30`, `came back: INR missing`."""
    match stands.state:
        case ReferralState.SIGNED:
            return "signed, not yet sent"
        case ReferralState.SENT:
            return "sent, not yet acknowledged"
        case ReferralState.ACKNOWLEDGED:
            return "acknowledged, not yet booked"
        case ReferralState.BOOKED:
            return f"booked for {clock.exactly(stands.booked_for)}" if stands.booked_for else "booked"
        case ReferralState.BOUNCED:
            return f"came back: {stands.why}"
        case ReferralState.WITHDRAWN:
            return f"withdrawn: {stands.why}"
    return "reported"


def where(stands: Stands, clock: WallClock) -> str:
    """The state with its clock: since when and by whom; when it is chased, and what we wait for."""
    said = f'<b dir="auto">{escape(_capital(state_words(stands, clock)))}</b>'
    by = f", {escape(stands.by)}" if stands.by else ""
    since = f'<span class="tb-quiet">since {clock.exactly(stands.since)} ({clock.since(stands.since)}){by}</span>'
    return f"<p>{said} {since}</p>{_wait(stands, clock)}"


def _wait(stands: Stands, clock: WallClock) -> str:
    if not stands.is_open:
        return ""
    return f"<p>{chase(stands, clock)} · next: {NEXT[stands.state]}</p>"


def chase(stands: Stands, clock: WallClock) -> str:
    """`chase Mon 7 Dec`, marked from that day on."""
    if stands.chase_on is None:
        return ""
    words = f"chase {clock.plain_day(stands.chase_on)}"
    return flag(words) if clock.is_reached(stands.chase_on) else words


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def result_lines(results: Sequence[Result], clock: WallClock) -> str:
    """What the report says, a line each with its flag: the gravest first."""
    if not results:
        return ""
    gravest_first = sorted(results, key=lambda result: -tuple(ResultFlag).index(result.flag))
    lines = "".join(
        f'<li>{_result_flag(result.flag)} <span dir="auto">{escape(result.text)}</span> '
        f'<span class="tb-quiet">{escape(result.recorded_by)}, {clock.exactly(result.recorded_at)}</span></li>'
        for result in gravest_first
    )
    return f'<ul class="tb-results">{lines}</ul>'


def _result_flag(found: ResultFlag) -> str:
    return flag(FLAG_WORDS[found], kind="calm" if found is ResultFlag.NORMAL else "warn")


def on_case(referral: Referral, clock: WallClock) -> str:
    """A request on its case: `EMG requested, chase Mon 7 Dec`, or what became of it."""
    stands, name = stands_of(referral), REQUEST_NAMES[referral.kind.value]
    signed = f"signed {clock.exactly(referral.signed_at)}, {escape(referral.signed_by)}"
    if not stands.is_open:
        said = escape(state_words(stands, clock))
        return f'<b dir="auto">{name} {said}</b> <span class="tb-quiet">{clock.exactly(stands.since)} · {signed}</span>'
    late = f" {flag('chase it now')}" if stands.chase_on and clock.is_reached(stands.chase_on) else ""
    day = clock.plain_day(stands.chase_on or referral.chase_on)
    so_far = f"{escape(state_words(stands, clock))} · {signed}"
    return f'<b>{name} requested, chase {day}</b>{late} <span class="tb-quiet" dir="auto">{so_far}</span>'


def row(request: OpenRequest, clock: WallClock) -> str:
    """One open request in the clinic's list; no answer of the patient's stands in it."""
    stands = request.stands
    closed = f" {flag('case closed', kind='calm')}" if request.case_is_closed else ""
    level = urgency(request.urgency) if request.urgency else NOT_ASSESSED
    who = f"{level} <b><bdi>{escape(request.patient_name)}</bdi></b>{closed}"
    ring = f" · {escape(request.telephone)}" if request.telephone else ""
    what = f"{REQUEST_NAMES[request.kind.value]}{f', version {request.version}' if request.version > 1 else ''}"
    return (
        f'<div class="tb-request"><div><p>{who}</p>'
        f'<p class="tb-quiet tb-num">{escape(request.reference)}{ring}</p></div>'
        f'<div><p><b>{what}</b></p><p class="tb-quiet">signed {clock.exactly(request.signed_at)}, '
        f"{escape(request.signed_by)}{_waiting(request, clock)}</p></div>"
        f"<div>{where(stands, clock)}</div></div>"
    )


def _waiting(request: OpenRequest, clock: WallClock) -> str:
    """How long somebody has waited, once it is a day or more."""
    return f"; waiting {clock.since(request.signed_at)}" if clock.days_between(request.signed_at, clock.now) else ""


def sentence(requests: Sequence[OpenRequest], to_chase: int) -> str:
    """`5 requests open, 2 to chase`; why the list is empty where it is."""
    if not requests:
        return "No request is open. A signed request stands here until its report is back."
    noun = "request" if len(requests) == 1 else "requests"
    chased = f", {to_chase} to chase" if to_chase else ", none to chase today"
    return f"{len(requests)} {noun} open{chased}"
