"""One message's row: put into the outbox, as part of whatever else is being written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from intake.invitations import Invitation
from intake.messages import Channel, MessageKind, MessageState
from intake.store.tables import messages
from intake.store.tokens import new_id
from intake.store.work import Work


def queue_invitation(work: Work, invitation: Invitation, by: str, now: datetime) -> bool:
    """Let the invitation wait to be sent; False where the patient has no e-mail address."""
    to = invitation.patient.email
    if not to:
        return False
    mine = (messages.c.invitation_id == invitation.id, messages.c.kind == MessageKind.INVITATION)
    number = (work.connection.scalar(select(func.max(messages.c.number)).where(*mine)) or 0) + 1
    work.execute(insert(messages).values(**row(invitation.id, MessageKind.INVITATION, number, to, by, now)))
    return True


def row(invitation_id: str, kind: MessageKind, number: int, to: str, by: str, now: datetime) -> dict[str, Any]:
    """A message that waits."""
    return {
        "id": new_id(),
        "invitation_id": invitation_id,
        "kind": kind,
        "number": number,
        "channel": Channel.EMAIL,
        "to_address": to,
        "state": MessageState.WAITING,
        "created_at": now,
        "created_by": by,
        "tries": 0,
        "next_try_at": now,
        "said": "",
    }
