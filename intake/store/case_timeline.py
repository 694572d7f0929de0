"""A case's history in sentences for staff, from its records, oldest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import RowMapping

from intake import closing
from intake.appointments import BookingStep, WishEnd
from intake.cases import AFTER_SENDING, OVERRIDE_REASONS, SIGNS, IntakeKind, TimelineEntry, nobody_assessed
from intake.clocks import local
from intake.closing import Closing, RequestsWill
from intake.notices import WORDS, NoticeKind
from intake.people import Clinic
from intake.questionnaire import questionnaire
from intake.referral import FOR_THE_PATIENT
from intake.store.drafts import answers_of
from intake.store.typists import typist_of
from intake.typists import Hand
from intake.urgency import Urgency

PATIENT = "Patient"
ASSESSMENTS = "assessments"
_RECEIVED = {
    "sent": "Sent the answers.",
    "emergency": "Stopped at the emergency page and was told to call now.",
    "under-16": "Is under 16: children's pathway. Was told to ring the clinic.",
    "abandoned": "Stopped part-way; what had been answered was kept.",
    "check": "Sent the weekly check.",
}
_MOVES = {"claimed": "Took the case.", "released": "Released the case.", "reopened": "The case was opened again."}
_SAID_ELSEWHERE = {"intakes": (IntakeKind.CORRECTION,), "notices": (NoticeKind.BOUNCED, NoticeKind.RESULT)}
"""What has another line of its own: a correction as its notice; what came back, by the step or result that says so."""
_FOLLOWED_WORDS = {"bounced": "came back"}
_NOTES = {
    "emg": "EMG request",
    "bloods": "blood-test request",
    "neurology": "letter to neurology",
    "mri": "MRI request",
    "self-care": "self-care sheet",
}


def entries(records: Mapping[str, Iterable[RowMapping]], clinic: Clinic) -> tuple[TimelineEntry, ...]:
    """One line a record, by time; times in words are those of the clinic's wall.

    Of one moment, what came in stands before what the rules made of it, and that before what was done.
    """
    lines = (entry for name in _LINES for entry in _lines(name, records))
    more = (*_followed(records, clinic), *_bookings(records, clinic))
    return tuple(sorted([*lines, *more], key=lambda entry: entry.at))


def _lines(name: str, records: Mapping[str, Iterable[RowMapping]]) -> Iterator[TimelineEntry]:
    if name == ASSESSMENTS:
        return _assessments(records)
    said_elsewhere = _SAID_ELSEWHERE.get(name, ())
    return (_LINES[name](row) for row in records[name] if row.get("kind", "") not in said_elsewhere)


def comments(moves: Iterable[RowMapping]) -> Iterator[TimelineEntry]:
    """What colleagues wrote on the case, in their words."""
    return (TimelineEntry(row["at"], row["by_name"], row["text"]) for row in moves if row["move"] == "commented")


def note_name(kind: str) -> str:
    """A document's name in the middle of a sentence."""
    return _NOTES.get(kind, f"{kind} request")


def _intake(row: RowMapping) -> TimelineEntry:
    said = _RECEIVED.get(row["kind"], "Sent answers.")
    if row["kind"] == IntakeKind.EMERGENCY and SIGNS not in row["answers"]:
        said = "Gave a number to be rung on, on the page that says to call now."
    return TimelineEntry(row["received_at"], PATIENT, said)


def _filled_in(row: RowMapping) -> TimelineEntry:
    typist = typist_of(row)
    by_staff = typist.hand is Hand.TELEPHONE
    return TimelineEntry(row["at"], typist.name if by_staff else PATIENT, f"{typist.words}.")


def _clarification(row: RowMapping) -> TimelineEntry:
    form, link_id = questionnaire(), row["link_id"]
    answer = form.words(link_id, answers_of({link_id: row["answer"]})[link_id])
    return TimelineEntry(row["at"], row["by_name"], f"By telephone – {form.questions[link_id].label}: {answer}.")


def _taken_back(row: RowMapping) -> TimelineEntry:
    return TimelineEntry(row["at"], row["by_name"], f"Took back a telephone answer: {row['reason']}")


def _assessments(records: Mapping[str, Iterable[RowMapping]]) -> Iterator[TimelineEntry]:
    """What the rules said, where it is not what they said before.

    Of a child they say nothing: they were asked of no answers, by adults' tables.
    """
    came = [(row["received_at"], IntakeKind(row["kind"])) for row in records["intakes"]]
    forms = [(at, kind) for at, kind in came if kind not in AFTER_SENDING]
    before = None
    for row in records[ASSESSMENTS]:
        kind = next((kind for at, kind in reversed(forms) if at <= row["at"]), IntakeKind.SENT)
        entry = _assessment(row)
        if nobody_assessed(kind, Urgency(row["urgency"]), graded=False):
            entry = TimelineEntry(row["at"], "Rules", "Not assessed: the tables are for adults.")
        if entry.what != before:
            yield entry
        before = entry.what


def _assessment(row: RowMapping) -> TimelineEntry:
    words = Urgency(row["urgency"]).step.word, Urgency(row["ceiling"]).step.word
    span = words[0] if words[0] == words[1] else f"at least {words[0].lower()}, could be {words[1].lower()}"
    return TimelineEntry(row["at"], "Rules", f"{span[0].upper()}{span[1:]} (tables {row['tables_version']}).")


def _override(row: RowMapping) -> TimelineEntry:
    reason = OVERRIDE_REASONS.get(row["reason"], row["reason"])
    said = f"Set the urgency to {Urgency(row['urgency']).step.word.lower()}: {reason}."
    return TimelineEntry(row["at"], row["by_name"], f"{said} {row['comment']}".strip())


def _undo(row: RowMapping) -> TimelineEntry:
    why = "" if row["by_id"] else " The patient has said something graver since."
    return TimelineEntry(row["at"], row["by_name"], f"Took that urgency back.{why}")


def _examination(row: RowMapping) -> TimelineEntry:
    said = "Recorded that no examination was made" if row["content"]["not_done_reason"] else "Recorded the examination"
    return TimelineEntry(row["at"], row["by_name"], f"{said} (version {row['version']}).")


def _referral(row: RowMapping) -> TimelineEntry:
    chase = "" if row["kind"] in FOR_THE_PATIENT else f"; chase on {row['chase_on']:%d-%b-%Y}"
    return TimelineEntry(
        row["at"], row["by_name"], f"Signed the {note_name(row['kind'])}, version {row['version']}{chase}."
    )


def _move(row: RowMapping) -> TimelineEntry:
    said = {"commented": row["text"], "closed": f"Closed the case: {row['text']}"}.get(row["move"])
    if row["move"] == "reopened" and row["text"]:
        said = f"Opened the case again: {row['text']}"
    if row["move"] == "assigned":
        said = f"Gave the case to {row['text']}."
    return TimelineEntry(row["at"], row["by_name"], said or _MOVES[row["move"]])


def _closing(row: RowMapping) -> TimelineEntry:
    ending = Closing(row["outcome"], row["words"])
    parts = [f"Closed the case. {closing.in_words(ending)}"]
    if row["would_have"]:
        parts.append(f"Would have graded it {Urgency(row['would_have']).step.word.lower()}.")
    if row["recall_on"]:
        parts.append(f"Recall on {row['recall_on']:%d-%b-%Y}.")
    if row["requests"] == RequestsWill.BE_CHASED:
        parts.append("Open requests keep being chased.")
    return TimelineEntry(row["at"], row["by_name"], " ".join(parts))


def _result(row: RowMapping) -> TimelineEntry:
    return TimelineEntry(row["at"], row["by_name"], f"Result, {row['flag']}: {row['text']}")


def _notice(row: RowMapping) -> TimelineEntry:
    words = WORDS[NoticeKind(row["kind"])]
    question = questionnaire().questions.get(row["about"])
    about = f" ({question.label})" if question else ""
    said = f": “{row['text']}”" if row["text"] else ""
    return TimelineEntry(row["at"], row["by_name"], f"{words}{about}{said}.")


def _notice_end(row: RowMapping) -> TimelineEntry:
    return TimelineEntry(row["at"], row["by_name"], f"Seen to. {row['outcome']}".strip())


def _picture(row: RowMapping) -> TimelineEntry:
    return TimelineEntry(row["at"], row["by_name"], f"Added a {row['kind']}. {row['remark']}".strip())


def _picture_removal(row: RowMapping) -> TimelineEntry:
    return TimelineEntry(row["at"], row["by_name"], f"Removed a picture: {row['why']}")


def _wish_end(row: RowMapping) -> TimelineEntry:
    said = {
        WishEnd.BOOKED: "Met: there is a sooner appointment.",
        WishEnd.NOT_POSSIBLE: f"Could not be brought forward: {row['why']}",
        WishEnd.TAKEN_BACK: f"Need not be brought forward any more: {row['why']}",
        WishEnd.ASKED_ANEW: "Asked anew.",
    }
    return TimelineEntry(row["at"], row["by_name"], said[WishEnd(row["outcome"])])


_LINES: dict[str, Callable[[RowMapping], TimelineEntry]] = {
    "intakes": _intake,
    "filled_in": _filled_in,
    "clarifications": _clarification,
    "clarification_undos": _taken_back,
    ASSESSMENTS: _assessment,
    "overrides": _override,
    "override_undos": _undo,
    "examinations": _examination,
    "referrals": _referral,
    "moves": _move,
    "closings": _closing,
    "results": _result,
    "wish_ends": _wish_end,
    "pictures": _picture,
    "picture_removals": _picture_removal,
    "notices": _notice,
    "notice_ends": _notice_end,
}


def _followed(records: Mapping[str, Iterable[RowMapping]], clinic: Clinic) -> Iterator[TimelineEntry]:
    kinds = {row["id"]: row["kind"] for row in records["referrals"]}
    booked = {row["id"]: row["booked_for"] for row in records["referral_dates"]}
    for row in records["referral_events"]:
        name, when = note_name(kinds[row["referral_id"]]), booked.get(row["id"])
        at = f" for {local(when, clinic):%d-%b-%Y %H:%M}" if when else ""
        said = (
            f"{name[0].upper()}{name[1:]}: {_FOLLOWED_WORDS.get(row['state'], row['state'])}{at}. {row['why']}".strip()
        )
        yield TimelineEntry(row["at"], row["by_name"], said)


def _bookings(records: Mapping[str, Iterable[RowMapping]], clinic: Clinic) -> Iterator[TimelineEntry]:
    """What became of the appointment, and the wishes to bring it forward."""

    def on(moment: datetime | None) -> str:
        return f"{local(moment, clinic):%d-%b-%Y %H:%M}" if moment else "no day"

    for row in records["booking_events"]:
        said = {
            BookingStep.BOOKED: f"Booked for {on(row['now_for'])}.",
            BookingStep.MOVED: f"Moved the appointment from {on(row['was_for'])} to {on(row['now_for'])}.",
            BookingStep.TOOK_PLACE: f"Seen on {on(row['now_for'])}.",
            BookingStep.MISSED: f"Did not come to the appointment of {on(row['was_for'])}. {row['why']}",
        }
        yield TimelineEntry(row["at"], row["by_name"], said[BookingStep(row["step"])].strip())
    for row in records["wishes"]:
        wanted = f"Asked to bring the appointment forward, to {row['wanted_by']:%d-%b-%Y} at the latest. {row['why']}"
        yield TimelineEntry(row["at"], row["by_name"], wanted.strip())
