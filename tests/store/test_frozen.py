"""What was said, decided and signed is never changed: the database itself refuses."""

from __future__ import annotations

import sqlite3
from datetime import date

import psycopg
import pytest

from intake import reception
from intake.cases import OVERRIDE_REASONS, IntakeKind
from intake.closing import Closing
from intake.examination import Examination, ExamItem, ExamState
from intake.following import FollowStep, Line, ResultFlag
from intake.invitations import NewPatient
from intake.journal import JournalEntry
from intake.notices import NoticeKind
from intake.store.tables import FROZEN
from intake.typists import by_telephone
from intake.urgency import Urgency
from tests.store.conftest import CALM, NOW, run_sql
from tests.store.signing import sign_emg

TABLES = [table.name for table in FROZEN]
REFUSED = (sqlite3.IntegrityError, psycopg.errors.RestrictViolation)


@pytest.fixture
def full(store, amara, received, ready_url, invite):
    """A case with at least one record of every kind."""
    cases, invitation = store.cases, invite(NewPatient("Moss", "Hannah", date(1991, 5, 2)))
    store.typists.declare(invitation.id, "a session", by_telephone("Tom Ellery", "tom"), NOW)
    store.drafts.save(invitation.id, CALM, "check", NOW, "a session")
    reception.receive(store, invitation, CALM, IntakeKind.SENT, NOW)
    cases.claim(received, amara, NOW)
    case = cases.override(received, Urgency.SOON, next(iter(OVERRIDE_REASONS)), "seen", amara, NOW, 1)
    case = cases.undo_override(received, amara, NOW, case.version)
    case = reception.clarify(store, received, "cramps", "yes", amara, NOW, case.version)
    case = reception.take_back(store, received, case.clarifications[0].id, "A slip", amara, NOW, case.version)
    store.problems.report(invitation.id, "page", NOW)
    store.problems.end(store.problems.waiting()[0].id, "Rang her.", amara, NOW)
    exam = Examination(0, {"tone": ExamItem(ExamState.NORMAL)})
    cases.examine(received, exam, amara, NOW, case.version)
    referral = sign_emg(store, received, amara)
    cases.follow(received, referral.id, FollowStep.BOOKED, "", amara, NOW, booked_for=NOW)
    line = Line("Denervation in two regions", ResultFlag.URGENT)
    cases.follow(received, referral.id, FollowStep.REPORTED, "", amara, NOW, lines=[line])
    cases.ask_forward(received, NOW.date(), "", amara, NOW)
    cases.book(received, NOW, amara, NOW)
    photo = store.pictures.add(received, "photo", "image/jpeg", b"jpeg", "", amara, NOW)
    store.pictures.remove(received, photo, "somebody else", amara, NOW)
    cases.close(received, Closing("seen-here"), amara, NOW, cases.read(received).version)
    store.aftercare.write(received, JournalEntry(NOW.date(), twitches=True, places=("neck",)), NOW)
    store.aftercare.ask(received, NoticeKind.DELETION, "please", "", NOW)
    store.aftercare.end(received, store.cases.read(received).notices[0].id, "Written to.", amara, NOW)
    return ready_url


def test_a_row_that_was_written_for_good_can_be_neither_changed_nor_removed(full, store):
    for table in TABLES:
        key = "position" if table == "audit_events" else "id"
        for statement in (f"UPDATE {table} SET {key} = {key}", f"DELETE FROM {table}"):
            with pytest.raises(REFUSED, match="is kept as it was written: add a new record instead"):
                run_sql(full, statement)
    assert store.audit.verify().ok


def test_a_row_cannot_be_replaced_by_the_back_door(full, kind):
    statement = {
        "sqlite": "INSERT OR REPLACE INTO audit_events SELECT * FROM audit_events WHERE position = 1",
        "postgresql": "TRUNCATE audit_events",
    }[kind]
    if kind == "sqlite":
        statement = "PRAGMA recursive_triggers = ON; " + statement
        with sqlite3.connect(full.removeprefix("sqlite:///")) as connection, pytest.raises(REFUSED):
            connection.executescript(statement)
        return
    with pytest.raises(REFUSED):
        run_sql(full, statement)
