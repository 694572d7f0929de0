"""The four weeks after sending: the journal, what a patient asks for, and what was typed but not yet taken in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, delete, select

from intake import access
from intake.journal import JournalEntry
from intake.notices import NoticeKind
from intake.people import Account
from intake.plain_text import tidy
from intake.store.case_following import open_again
from intake.store.case_room import hold
from intake.store.database import Database
from intake.store.notices import end_notice, is_open, raise_notice, waits
from intake.store.tables import journal_entries, unfinished

KEPT_FOR = timedelta(hours=12)
"""How long what was typed on a plain page waits to be finished."""
PATIENT = "Patient"
_ASKED = {
    NoticeKind.CORRECTION: "corrected an answer",
    NoticeKind.COPY: "asked for a copy",
    NoticeKind.DELETION: "asked for deletion",
    NoticeKind.PROBLEM: "reported a problem",
}

Fields = Mapping[str, tuple[str, ...]]


class Aftercare:
    """What a patient adds to a case after it was sent."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def write(self, reference: str, entry: JournalEntry, now: datetime) -> bool:
        """Keep the journal's entry of that day. False, and nothing kept, where the day has one already."""
        with self._db.write() as work:
            hold(work, reference, closed_too=True)
            this_day = select(journal_entries.c.id).where(
                journal_entries.c.reference == reference, journal_entries.c.day == entry.day
            )
            if work.execute(this_day).first():
                return False
            values = {name: value for name, value in vars(entry).items() if name != "written_at"}
            work.keep(journal_entries, reference=reference, at=now, **values)
            work.record(PATIENT, "wrote in the journal", now, reference)
        return True

    def has_written(self, reference: str, day: Any) -> bool:
        """Whether the journal has an entry of that day."""
        this_day = select(journal_entries.c.id).where(
            journal_entries.c.reference == reference, journal_entries.c.day == day
        )
        with self._db.read() as connection:
            return connection.execute(this_day).first() is not None

    def ask(self, reference: str, kind: NoticeKind, text: str, about: str, now: datetime, by: str = "") -> None:
        """Lay what a patient asks for before staff. Nothing that was written is changed or removed by it.

        A closed case opens again: in the queue it is seen, elsewhere nobody would look. What waits there already is
        not asked twice. `by` names who typed, where it was not the patient.
        """
        words = tidy(text)
        with self._db.write() as work:
            case = hold(work, reference, closed_too=True)
            if waits(work, reference, kind, words, about):
                return
            raise_notice(work, reference, kind, by or PATIENT, now, words, about)
            if case["closed_at"]:
                open_again(work, reference, "", None, now, changed_by=PATIENT)
            work.record(PATIENT, _ASKED[kind], now, reference)

    def end(self, reference: str, notice_id: str, outcome: str, actor: Account, now: datetime) -> None:
        """Say that a notice was seen to. One that has ended already stays as it is."""
        access.check_comment(actor)
        with self._db.write() as work:
            hold(work, reference, closed_too=True)
            number = int(notice_id)
            if not is_open(work, reference, number):
                return
            end_notice(work, reference, number, actor.id, actor.name, now, tidy(outcome))
            work.record(actor.name, "saw to a notice", now, reference, account=actor.id)

    def keep_typed(self, invitation_id: str, page: str, fields: Fields, now: datetime) -> None:
        """Keep what was typed on a plain page, to show it again beside what is wrong."""
        with self._db.write() as work:
            work.execute(delete(unfinished).where(unfinished.c.at < now - KEPT_FOR))
            key = {"invitation_id": invitation_id, "page": page}
            work.upsert(unfinished, key, {"fields": dict(fields), "at": now})

    def typed(self, invitation_id: str, page: str, now: datetime) -> Fields:
        """What was typed there within the last hours; empty for nothing."""
        mine = select(unfinished).where(
            unfinished.c.invitation_id == invitation_id, unfinished.c.page == page, unfinished.c.at >= now - KEPT_FOR
        )
        with self._db.read() as connection:
            row = connection.execute(mine).mappings().first()
        return {name: tuple(values) for name, values in row["fields"].items()} if row else {}

    def drop_typed(self, invitation_id: str, *pages: str) -> None:
        """The pages are done: what was typed there goes."""
        with self._db.write() as work:
            work.execute(
                delete(unfinished).where(unfinished.c.invitation_id == invitation_id, unfinished.c.page.in_(pages))
            )


def entry_of(row: RowMapping | Mapping[str, Any]) -> JournalEntry:
    """A journal entry as a value."""
    names = ("day", "twitches", "places", "lasted", "times", "triggers", "note")
    return JournalEntry(**{name: row[name] for name in names}, written_at=row["at"])
