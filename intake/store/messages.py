"""The outbox: messages that wait, one taker at a time, and what became of each.

A message is taken before it is sent and reported afterwards. Whoever stops in between leaves it
*unclear*: it is not lost, and it is not sent again unless staff say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, insert, or_, select, update

from intake import access
from intake.invitations import Invitation, InvitationState, Invited
from intake.messages import (
    REMIND_AFTER,
    TOLD_TO_CALL,
    TRY_AGAIN,
    UNCLEAR_AFTER,
    Channel,
    Message,
    MessageKind,
    MessageState,
    Outgoing,
    ReminderDue,
    due_day,
)
from intake.people import Account
from intake.plain_text import tidy
from intake.store.check_reminders import checks_to_remind
from intake.store.database import Database
from intake.store.errors import NoSuchInvitation, Refused
from intake.store.invitations import everything, invitation_of
from intake.store.outbox import queue_invitation, row
from intake.store.settings import read_clinic
from intake.store.tables import appointments, cases, invitations, links, messages, patients
from intake.store.tokens import kept, new_token
from intake.store.work import Work

AT_A_LOOK = 500


class Messages:
    """What is to be sent, and what was."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def queue_invitation(self, invitation_id: str, actor: Account, now: datetime) -> None:
        """Send this invitation by e-mail. Raises Refused where the patient has no address."""
        access.check_invite(actor)
        with self._db.write() as work:
            if not queue_invitation(work, _invitation(work.connection, invitation_id, now), actor.name, now):
                raise Refused("No e-mail address is known. Copy the message instead, or invite again with one.")

    def reminders_due(self, now: datetime) -> list[ReminderDue]:
        """Who has not sent and is to be reminded now, oldest link first; once for each day of `REMIND_AFTER`."""
        with self._db.read() as connection:
            return list(_due(connection, now))

    def queue_reminders(self, now: datetime) -> int:
        """Put every reminder that is due, and can go by e-mail, into the outbox; how many."""
        with self._db.read() as connection:
            if not _by_mail(connection, now):
                return 0
        with self._db.write() as work:
            work.take_turn("reminders")
            rows = _by_mail(work.connection, now)
            for each in rows:
                work.execute(insert(messages).values(**each))
        return len(rows)

    def remind_by_hand(self, invitation_id: str, actor: Account, now: datetime) -> Invited:
        """Staff send this reminder themselves: a further link for it, and nobody reminds of that day again."""
        access.check_invite(actor)
        with self._db.write() as work:
            work.take_turn("reminders")
            due = next((due for due in _due(work.connection, now) if due.invitation.id == invitation_id), None)
            if due is None:
                raise Refused("This reminder is not due any more: it was sent, or the answers are here.")
            done = {"channel": Channel.BY_HAND, "state": MessageState.SENT, "sent_at": now, "to_address": ""}
            work.execute(insert(messages).values(**_reminder(due, now) | done | {"created_by": actor.name}))
            token = _further_link(work, invitation_id, now)
            work.record(actor.name, "reminded a patient", now, invitation=invitation_id, day=due.day)
        return Invited(due.invitation, token)

    def take(self, now: datetime) -> Outgoing | None:
        """The message to be sent next, for this caller alone; None when nothing waits."""
        with self._db.write() as work:
            work.execute(_stale(now).values(state=MessageState.UNCLEAR, said="Twitchboard stopped while it was sent."))
            while found := work.execute(_next(now)).mappings().first():
                invitation = _invitation(work.connection, found["invitation_id"], now)
                if invitation.state is _NEEDED_WHILE.get(found["kind"], InvitationState.OPEN):
                    _update(work, found["id"], state=MessageState.SENDING, taken_at=now, tries=found["tries"] + 1)
                    taken = {**found, "state": MessageState.SENDING, "tries": found["tries"] + 1}
                    return Outgoing(_message(taken), invitation, _further_link(work, invitation.id, now))
                _update(work, found["id"], state=MessageState.DROPPED, said="Not needed any more.")
        return None

    def report(self, message_id: str, state: MessageState, said: str, now: datetime) -> None:
        """What came of a message that was taken. One that waits again waits longer each time."""
        with self._db.write() as work:
            found = work.execute(select(messages).where(messages.c.id == message_id)).mappings().one()
            later = now + TRY_AGAIN[min(found["tries"], len(TRY_AGAIN)) - 1]
            sent_at = now if state is MessageState.SENT else None
            _update(work, message_id, state=state, said=tidy(said, 500), next_try_at=later, sent_at=sent_at)
            if state is not MessageState.WAITING:
                details = {"invitation": found["invitation_id"], "kind": found["kind"], "number": found["number"]}
                work.record("Twitchboard", f"e-mail {state}", now, **details)

    def again(self, message_id: str, actor: Account, now: datetime, to_address: str = "") -> None:
        """Send a message that failed, or of which nobody knows whether it went, once more; perhaps elsewhere."""
        access.check_invite(actor)
        with self._db.write() as work:
            found = _troubled_row(work, message_id, now)
            to = tidy(to_address, 200) or found["to_address"]
            _update(work, message_id, state=MessageState.WAITING, said="", tries=0, next_try_at=now, to_address=to)
            of_patient = select(invitations.c.patient_id).where(invitations.c.id == found["invitation_id"])
            work.execute(update(patients).where(patients.c.id == of_patient.scalar_subquery()).values(email=to))
            work.record(actor.name, "sent a message again", now, invitation=found["invitation_id"])

    def settle(self, message_id: str, actor: Account, now: datetime) -> None:
        """Leave a troubled message be: it arrived, or the patient was reached in another way."""
        access.check_invite(actor)
        with self._db.write() as work:
            found = _troubled_row(work, message_id, now)
            _update(work, message_id, state=MessageState.DROPPED)
            work.record(actor.name, "left a message unsent", now, invitation=found["invitation_id"])

    def troubled(self, now: datetime) -> list[tuple[Message, Invitation]]:
        """Messages that staff should look at, newest first: given up, or unclear whether they went."""
        newest = select(messages).where(_is_troubled(now)).order_by(messages.c.created_at.desc()).limit(AT_A_LOOK)
        with self._db.read() as connection:
            rows = connection.execute(newest).mappings().all()
            return [(_message(each), _invitation(connection, each["invitation_id"], now)) for each in rows]

    def waiting(self) -> int:
        """How many messages wait to be sent."""
        with self._db.read() as connection:
            count = select(func.count()).where(messages.c.sent_at.is_(None), messages.c.state == MessageState.WAITING)
            return connection.scalar(count) or 0

    def of(self, invitation_ids: Iterable[str]) -> dict[str, Message]:
        """The newest message of each of these invitations."""
        mine = (
            select(messages).where(messages.c.invitation_id.in_(list(invitation_ids))).order_by(messages.c.created_at)
        )
        with self._db.read() as connection:
            return {each["invitation_id"]: _message(each) for each in connection.execute(mine).mappings()}


_NEEDED_WHILE = {MessageKind.CHECK: InvitationState.SENT}
"""A reminder of a weekly check goes to whoever has sent; everything else to whoever has not."""


def _invitation(connection: Connection, invitation_id: str, now: datetime) -> Invitation:
    found = connection.execute(everything().where(invitations.c.id == invitation_id)).mappings().first()
    if found is None:
        raise NoSuchInvitation
    return invitation_of(found, now)


def _due(connection: Connection, now: datetime) -> Iterator[ReminderDue]:
    """Whoever has a link that works and has not sent, long enough after it was made."""
    since = func.coalesce(invitations.c.reissued_at, invitations.c.created_at)
    waiting = everything().where(
        invitations.c.sent_at.is_(None),
        invitations.c.withdrawn_at.is_(None),
        invitations.c.locked_at.is_(None),
        invitations.c.expires_at > now,
        invitations.c.created_at <= now - timedelta(days=REMIND_AFTER[0]),
        or_(appointments.c.booked_for.is_(None), appointments.c.booked_for > now),
        or_(cases.c.kind.is_(None), cases.c.kind.not_in(TOLD_TO_CALL)),
    )
    rows = connection.execute(waiting.order_by(since, invitations.c.id)).mappings().all()
    reminded = _reminded(connection, [each["id"] for each in rows])
    for each in rows:
        day = due_day(each["reissued_at"] or each["created_at"], now, reminded.get(each["id"], frozenset()))
        if day is not None:
            yield ReminderDue(invitation_of(each, now), day)


def _by_mail(connection: Connection, now: datetime) -> list[dict[str, Any]]:
    """Every reminder that is due and can go by e-mail, of a form that was not sent and of a weekly check."""
    forms = [_reminder(due, now) for due in _due(connection, now) if due.invitation.patient.email]
    clinic = read_clinic(connection)
    return [*forms, *(checks_to_remind(connection, clinic, now) if clinic else ())]


def _reminded(connection: Connection, invitation_ids: list[str]) -> dict[str, frozenset[int]]:
    mine = select(messages.c.invitation_id, messages.c.number).where(
        messages.c.kind == MessageKind.REMINDER, messages.c.invitation_id.in_(invitation_ids)
    )
    found: dict[str, frozenset[int]] = {}
    for invitation_id, day in connection.execute(mine):
        found[invitation_id] = found.get(invitation_id, frozenset()) | {day}
    return found


def _reminder(due: ReminderDue, now: datetime) -> dict[str, Any]:
    return row(due.invitation.id, MessageKind.REMINDER, due.day, due.invitation.patient.email or "", "Twitchboard", now)


def _further_link(work: Work, invitation_id: str, now: datetime) -> str:
    token = new_token(work.connection)
    work.execute(insert(links).values(token_hash=kept(token), invitation_id=invitation_id, made_at=now))
    return token


def _next(now: datetime) -> Select[Any]:
    waiting = select(messages).where(
        messages.c.sent_at.is_(None), messages.c.state == MessageState.WAITING, messages.c.next_try_at <= now
    )
    return waiting.order_by(messages.c.next_try_at, messages.c.id).limit(1).with_for_update(skip_locked=True)


def _is_stale(now: datetime) -> Any:
    return (messages.c.state == MessageState.SENDING) & (messages.c.taken_at < now - UNCLEAR_AFTER)


def _stale(now: datetime) -> Any:
    return update(messages).where(_is_stale(now))


def _is_troubled(now: datetime) -> Any:
    return or_(messages.c.state.in_((MessageState.FAILED, MessageState.UNCLEAR)), _is_stale(now))


def _update(work: Work, message_id: str, **values: Any) -> None:
    work.execute(update(messages).where(messages.c.id == message_id).values(**values))


def _troubled_row(work: Work, message_id: str, now: datetime) -> RowMapping:
    mine = select(messages).where(messages.c.id == message_id, _is_troubled(now))
    found = work.execute(mine.with_for_update()).mappings().first()
    if found is None:
        raise Refused("This message needs nothing any more. Load the page again.")
    return found


def _message(found: Any) -> Message:
    return Message(
        id=found["id"],
        invitation_id=found["invitation_id"],
        kind=MessageKind(found["kind"]),
        number=found["number"],
        channel=Channel(found["channel"]),
        to_address=found["to_address"],
        state=MessageState(found["state"]),
        created_at=found["created_at"],
        tries=found["tries"],
        next_try_at=found["next_try_at"],
        sent_at=found["sent_at"],
        said=found["said"],
    )
