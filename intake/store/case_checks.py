"""What a weekly check does to its case, and what becomes of one that did not come.

A check that brings news is shown as *changed since* and opens a closed case again. Who has a red flag from *soon* up
and is not heard of in time becomes a case again; nobody runs a timer for that, it is found when somebody looks.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, Select, select, update

from intake import since, weekly
from intake.arrivals import Arrival
from intake.cases import AFTER_SENDING, IntakeKind
from intake.clocks import local
from intake.correction import Correction
from intake.form import Answers
from intake.notices import NoticeKind
from intake.people import Clinic
from intake.questionnaire import questionnaire
from intake.standing import Judgement
from intake.store.case_following import open_again
from intake.store.case_room import CaseRoom, change
from intake.store.notices import end_notices, has_open, raise_notice
from intake.store.settings import read_clinic, the_clinic
from intake.store.tables import cases, invitations
from intake.store.work import Work
from intake.urgency import Urgency

HOUSE = "Twitchboard"
WATCHED = (Urgency.SOON, Urgency.URGENT, Urgency.IMMEDIATE)
"""Whose missed check is a case again. An emergency is told to call and stands on top of the queue anyway."""


def news_of(before: Answers, arrival: Arrival) -> str:
    """What a check or a correction adds to what was known, in a line; empty for a form, or where nothing is new."""
    if arrival.kind not in AFTER_SENDING:
        return ""
    return "; ".join(since.news(before, arrival.answers, questionnaire()))


def opens_again(arrival: Arrival, news: str, clinic: Clinic, sent_at: datetime | None) -> bool:
    """Whether this arrival opens a closed case again: a check only where it brings news, or is the last."""
    return arrival.kind is not IntakeKind.CHECK or bool(news) or _is_review(arrival, news, clinic, sent_at)


def _is_review(arrival: Arrival, news: str, clinic: Clinic, sent_at: datetime | None) -> bool:
    """Four weeks on, still twitching, and nothing new: that is looked at once more, in routine's time."""
    if arrival.kind is not IntakeKind.CHECK or news or sent_at is None or arrival.answers.get("twitching") == "no":
        return False
    return weekly.is_last_check(weekly.day_number(sent_at, arrival.received_at, clinic))


def follow_up(work: Work, reference: str, arrival: Arrival, judgement: Judgement, news: str) -> None:
    """What follows an arrival on its case: the notice of a review, the end of a missed check, the next one's day."""
    clinic, sent_at = the_clinic(work.connection), _sent_at(work, reference, arrival)
    at = arrival.received_at
    if _is_review(arrival, news, clinic, sent_at) and not has_open(work, reference, NoticeKind.REVIEW):
        raise_notice(work, reference, NoticeKind.REVIEW, HOUSE, at)
    if arrival.kind is IntakeKind.CHECK:
        end_notices(work, reference, NoticeKind.MISSED_CHECK, "Patient", at, "The next check came.")
    if arrival.correction:
        put_right(work, reference, arrival.correction, at)
    watched = judgement.assessment.urgency in WATCHED
    missed_at = _missed_at(work, reference, arrival, sent_at) if watched and sent_at else None
    shown: dict[str, Any] = {"missed_at": missed_at} | ({"changed": news} if news else {})
    work.execute(update(cases).where(cases.c.reference == reference).values(**shown))


def put_right(work: Work, reference: str, said: Correction, at: datetime) -> None:
    """Lay a correction before staff, in the patient's words."""
    text = said.text(questionnaire())
    raise_notice(work, reference, NoticeKind.CORRECTION, said.by or "Patient", at, text, said.about)


def _missed_at(work: Work, reference: str, arrival: Arrival, sent_at: datetime) -> datetime | None:
    """When the next check counts as missed. A correction is no check: it puts off none that is waited for."""
    mine = select(cases.c.missed_at).where(cases.c.reference == reference)
    waited_for: datetime | None = work.execute(mine).scalar()
    if arrival.kind is IntakeKind.CORRECTION and waited_for:
        return waited_for
    return weekly.missed_at(arrival.received_at, sent_at)


def _sent_at(work: Work, reference: str, arrival: Arrival) -> datetime | None:
    """When the answers were sent; at this moment, where they are arriving just now."""
    if arrival.kind is IntakeKind.SENT:
        return arrival.received_at
    of_case = select(invitations.c.sent_at).join(cases, cases.c.invitation_id == invitations.c.id)
    found: datetime | None = work.execute(of_case.where(cases.c.reference == reference)).scalar()
    return found


class Checks(CaseRoom):
    """Watching for the checks that do not come."""

    def note_missed(self, now: datetime) -> int:
        """Put back into the queue everybody whose check is overdue, or whose recall date has come; how many.

        Two queries when nobody is.
        """
        with self._db.read() as connection:
            clinic = read_clinic(connection)
            today = local(now, clinic).date() if clinic else now.date()
            found = connection.execute(select(cases.c.reference).where(cases.c.missed_at <= now)).scalars().all()
            recalled = connection.execute(_recalled(today)).scalars().all()
        missed = sum(self._note_missed(reference, now) for reference in found)
        return missed + sum(self._recall(reference, now, today) for reference in recalled)

    def _recall(self, reference: str, now: datetime, today: date) -> bool:
        with self._db.write() as work:
            still = _recalled(today).where(cases.c.reference == reference)
            if work.execute(still.with_for_update()).first() is None:
                return False  # somebody was quicker
            raise_notice(work, reference, NoticeKind.RECALL, HOUSE, now)
            open_again(work, reference, "The recall date has come.", None, now)
            work.record(HOUSE, "the recall date came", now, reference)
        return True

    def _note_missed(self, reference: str, now: datetime) -> bool:
        with self._db.write() as work:
            overdue = select(cases, invitations.c.sent_at).join(
                invitations, invitations.c.id == cases.c.invitation_id
            ).where(cases.c.reference == reference, cases.c.missed_at <= now)  # fmt: skip
            case = work.execute(overdue.with_for_update(of=cases)).mappings().first()
            if case is None:
                return False  # somebody was quicker, or the check has come
            _missed(work, case)
            work.record(HOUSE, "a weekly check did not come", now, reference)
        return True


def _recalled(today: date) -> Select[Any]:
    """Closed cases whose recall date is today or past; `ix_cases_recall_on` holds no case without one."""
    return select(cases.c.reference).where(cases.c.recall_on <= today, cases.c.closed_at.is_not(None))


def _missed(work: Work, case: RowMapping) -> None:
    reference, missed_at = case["reference"], case["missed_at"]
    if not has_open(work, reference, NoticeKind.MISSED_CHECK):
        raise_notice(work, reference, NoticeKind.MISSED_CHECK, HOUSE, missed_at)
    values: dict[str, Any] = {"missed_at": weekly.next_missed_at(missed_at, case["sent_at"])}
    if case["closed_at"]:
        open_again(work, reference, "", None, missed_at)
    change(work, reference, HOUSE, missed_at, **values)
