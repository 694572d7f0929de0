"""The top of a case, what was found, and its history: who, how urgent, by when, and what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from intake.cases import OVERRIDE_REASONS, CaseFile, CaseState, IntakeKind
from intake.clocks import local
from intake.closing import in_words
from intake.examination import ITEMS, POWER_GROUPS, SEEN_OR_NOT, UNSIDED_GROUPS, Examination, ExamState
from intake.reasons import bulbar_below
from intake.referral import FOR_THE_PATIENT
from intake.triage import Assessment, Finding
from intake.urgency import LADDER, Urgency
from pages._badges import NOT_ASSESSED, flag, interval, urgency
from pages._follow_view import on_case
from pages._look import DOT, escape
from pages._moments import WallClock, days
from pages._queue_rows import NO_NUMBER

MOST_REASONS = 2
_EXAM_WORDS = {ExamState.NORMAL: "normal", ExamState.ABNORMAL: "abnormal", ExamState.NOT_DONE: "not done"}


def birth(day: date) -> str:
    """`9 Mar 1984`."""
    return f"{day.day} {day:%b %Y}"


def head(case: CaseFile, clock: WallClock) -> str:
    """Urgency, person, clocks; and who filled in, where it was not the patient."""
    return (
        f'<div class="tb-casehead tb-edge-{"open" if case.not_assessed else case.urgency.value}" '
        f'data-case="{escape(case.reference)}">'
        f'<p class="tb-standing">{_standing(case)}</p>'
        f"<h1><bdi>{escape(case.patient.printed_name)}</bdi></h1>"
        f'<p class="tb-identity">{_identity(case, clock)}</p>'
        f'<p class="tb-clocks">{_clocks(case, clock)}</p>{_because(case)}{_typists(case)}</div>'
    )


def _because(case: CaseFile) -> str:
    """Whose decision stands and why; then the rows that are raised, in their own words, before anything else."""
    rows = _raised_rows(case.assessment)
    if not case.override:
        return f'<p class="tb-because"><b>Because:</b> {rows}</p>' if rows else ""
    override = case.override
    reason = escape(OVERRIDE_REASONS.get(override.reason, override.reason))
    words = f' – <q dir="auto">{escape(override.comment)}</q>' if override.comment else ""
    rules = f'<p class="tb-because tb-quiet">Rules: {rows}</p>' if rows else ""
    return f'<p class="tb-because"><b>Because:</b> {escape(override.set_by)}: {reason}{words}</p>{rules}'


def _raised_rows(found: Assessment) -> str:
    """The rows that hold the urgency; those of speech, swallowing, breathing below it; how many more are raised."""
    holding = _symptoms(found.standing)[:MOST_REASONS]
    below = [symptom for symptom in _symptoms(bulbar_below(found)) if symptom not in holding][:MOST_REASONS]
    more = len(_symptoms(found.raised)) - len(holding) - len(below)
    also = f". Raised too: {escape('; '.join(below))}" if below else ""
    return f"{escape('; '.join(holding))}{also}{f'; and {more} more' if more else ''}"


def _symptoms(findings: Sequence[Finding]) -> list[str]:
    """What the rows are called, each once."""
    return list(dict.fromkeys(finding.row.symptom for finding in findings))


def _typists(case: CaseFile) -> str:
    """Who filled in, where it was not the patient."""
    return "".join(f'<p class="tb-typed" dir="auto">{escape(line)}</p>' for line in case.filled_in_by)


def _standing(case: CaseFile) -> str:
    """The interval of the rules, or the clinician's urgency with the rules' result beside it."""
    rules = case.assessment
    if case.not_assessed:
        return f'<span class="tb-interval">{NOT_ASSESSED}</span>'
    if not case.override:
        return interval(rules.urgency, rules.ceiling)
    return (
        f'{urgency(case.urgency)} <span class="tb-quiet">set by {escape(case.override.set_by)} · '
        f"rules: {interval(rules.urgency, rules.ceiling)}</span>"
    )


def _identity(case: CaseFile, clock: WallClock) -> str:
    person = case.patient
    age = person.age(local(clock.now, clock.clinic).date())
    parts = [f"Born {birth(person.date_of_birth)} ({age})", person.sex, person.number, person.telephone]
    whole = [f'<span class="tb-num tb-whole">{escape(part)}</span>' for part in parts if part]
    needs = [escape(f"needs: {person.needs}")] if person.needs else []
    reference = f'<span class="tb-num tb-whole">{escape(case.reference)}</span>'
    return DOT.join([*whole, *needs, reference])


def _clocks(case: CaseFile, clock: WallClock) -> str:
    """`Seen by Thu 3 Dec 18:00, in 10 days · booked Mon 14 Dec 10:20, 11 days too late · received …`."""
    parts = [_kind(case), _due(case, clock), _booked(case, clock), f"received {clock.exactly(case.received_at)}"]
    return DOT.join(part for part in parts if part)


def _kind(case: CaseFile) -> str:
    words = {
        IntakeKind.EMERGENCY: "stopped at the emergency page and told to call",
        IntakeKind.UNDER_16: "under 16: children's pathway",
        IntakeKind.ABANDONED: "not finished",
    }
    return flag(words[case.filled_in.kind]) if case.filled_in.kind in words else ""


def _due(case: CaseFile, clock: WallClock) -> str:
    if case.urgency is Urgency.EMERGENCY:
        return f"<b>ring now: {_number(case.patient.telephone)}</b>"
    if case.due_at is None:
        return "no clock"
    verb = "Speak to by" if case.urgency is Urgency.IMMEDIATE else "See by"
    late = ' class="tb-late"' if case.due_at < clock.now else ""
    return f"{verb} <b{late}>{clock.exactly(case.due_at)}, {clock.left(case.due_at)}</b>"


def _number(telephone: str | None) -> str:
    """The number as a link that rings it; in words where there is none."""
    if not telephone:
        return NO_NUMBER
    return f'<a class="tb-num tb-whole" href="tel:{escape(telephone.replace(" ", ""))}">{escape(telephone)}</a>'


def _booked(case: CaseFile, clock: WallClock) -> str:
    if case.appointment is None:
        return "not booked"
    booked = case.appointment.booked_for
    said = f"booked {clock.exactly(booked)}"
    if case.due_at is None or booked <= case.due_at:
        return said
    over = clock.days_between(case.due_at, booked)
    return f"{said} {flag(f'{days(over)} too late' if over else 'too late')}"


def requests(case: CaseFile, clock: WallClock) -> str:
    """What was signed and is being waited for: `EMG requested, chase Mon 7 Dec`."""
    standing = {referral.kind: referral for referral in case.referrals if referral.kind not in FOR_THE_PATIENT}
    lines = "".join(f"<p>{on_case(referral, clock)}</p>" for referral in standing.values())
    return f'<div class="tb-requests" role="status">{lines}</div>' if lines else ""


def ended(case: CaseFile, clock: WallClock) -> str:
    """How a closed case was closed; empty while it is open."""
    if case.state is not CaseState.CLOSED or not case.closings:
        return ""
    last = case.closings[-1]
    recall = f" Recall {clock.plain_day(last.closing.recall_on)}." if last.closing.recall_on else ""
    said = f'<b>Closed.</b> <span dir="auto">{escape(in_words(last.closing))}</span>{recall}'
    by = f'<span class="tb-quiet">{escape(last.by)}, {clock.exactly(last.at)}</span>'
    return f'<div class="tb-requests" role="status"><p>{said} {by}</p></div>'


def found(examination: Examination | None, clock: WallClock) -> str:
    """What the clinician found, as saved: abnormal first, then what was not done, then what was normal."""
    if examination is None:
        return '<p class="tb-quiet">Not examined yet.</p>'
    by = f"Version {examination.version}, {escape(examination.examined_by)}"
    when = f", {clock.exactly(examination.examined_at)}" if examination.examined_at else ""
    if examination.amend_reason:
        when += f' · Amended: <span dir="auto">{escape(examination.amend_reason)}</span>'
    if examination.not_done_reason:
        return f'<p>Not examined: {escape(examination.not_done_reason)}</p><p class="tb-quiet">{by}{when}</p>'
    weak, full = _power(examination)
    lines = [
        f"<p><b>{escape(examination.summary)}</b></p>" if examination.summary else "",
        *(f'<p class="tb-abnormal">{line}</p>' for line in (*weak, *_items(examination, ExamState.ABNORMAL))),
        _joined("Not done", _items(examination, ExamState.NOT_DONE)),
        _joined("Normal", [*full, *_items(examination, ExamState.NORMAL)]),
    ]
    return f'{"".join(lines)}<p class="tb-quiet">{by}{when}</p>'


def _joined(label: str, words: list[str]) -> str:
    return f"<p>{label}: {'; '.join(words)}.</p>" if words else ""


def _items(examination: Examination, state: ExamState) -> list[str]:
    lines = []
    for key, name in ITEMS.items():
        item = examination.items.get(key)
        if item and item.state is state:
            comment = f": {escape(item.comment)}" if item.comment else ""
            lines.append(f"{_named(key, name, state)}{comment}")
    return lines


def _named(key: str, name: str, state: ExamState) -> str:
    """An item with its outcome, where the heading before it does not say it: wasting is seen or it is not."""
    if key in SEEN_OR_NOT and state is not ExamState.NOT_DONE:
        return name if state is ExamState.ABNORMAL else f"No {name[:1].lower()}{name[1:]}"
    return f"{name} {_EXAM_WORDS[state]}" if state is ExamState.ABNORMAL else name


FOUND = {"wasting": Urgency.IMMEDIATE, "tongue": Urgency.URGENT, "speech-swallow": Urgency.URGENT}
"""What the tables would say of a patient who reported what the clinician has found."""


def _found_words(key: str) -> str:
    name = ITEMS[key].lower()
    return name.removesuffix(" seen") if key in SEEN_OR_NOT else f"{name} abnormal"


def found_above(case: CaseFile) -> str:
    """That a finding stands above the urgency, for the clinician to decide; empty where none does."""
    if case.examination is None:
        return ""
    abnormal = [key for key, item in case.examination.items.items() if item.state is ExamState.ABNORMAL]
    above = [key for key in abnormal if key in FOUND and FOUND[key].rank > case.urgency.rank]
    return "".join(
        f'<p class="tb-abnormal" role="status">You found {escape(_found_words(key))}. From a patient the '
        f"tables would take that as {urgency(FOUND[key])}. Change the urgency if you agree.</p>"
        for key in above
    )


def _power(examination: Examination) -> tuple[list[str], list[str]]:
    """Weak groups one by one (`Grip …: right 4/5, left 5/5`), and one phrase for all that are full."""
    weak: list[str] = []
    tested = full = 0
    for group, name in POWER_GROUPS.items():
        sides = {"": group} if group in UNSIDED_GROUPS else {"right ": f"right-{group}", "left ": f"left-{group}"}
        grades = {side: examination.power[key] for side, key in sides.items() if key in examination.power}
        tested += bool(grades)
        if grades and all(grade == "5" for grade in grades.values()):
            full += 1
        elif grades:
            weak.append(f"{name}: {', '.join(f'{side}{escape(grade)}/5' for side, grade in grades.items())}")
    everywhere = "power 5/5 in every group" if full == len(POWER_GROUPS) else f"power 5/5 in {full} other groups"
    return weak, [everywhere] if full else []


def timeline(case: CaseFile, clock: WallClock) -> str:
    """Everything that happened, newest first."""
    items = "".join(
        f'<li><span class="tb-num">{clock.exactly(entry.at)}</span> <b>{escape(entry.who)}</b> '
        f'<span dir="auto">{escape(entry.what)}</span></li>'
        for entry in reversed(case.timeline)
    )
    return f'<ol class="tb-timeline">{items}</ol>'


def state_words(case: CaseFile) -> str:
    """`Waiting`, `Requested` or `Closed`, for the right-hand column's head."""
    return {CaseState.WAITING: "Waiting", CaseState.REQUESTED: "Requested", CaseState.CLOSED: "Closed"}[case.state]


def ladder_words(level: Urgency) -> str:
    """`◆ Urgent: seen within 14 days`, for choosing a level."""
    step = LADDER[level]
    return f"{step.shape} {step.word}: {step.promise}"
