"""Getting messages out: what waits is sent once each, and what is due is reminded of.

There is no scheduler: it happens when staff open the page of invitations, and when whoever runs
Twitchboard runs `python -m intake remind`, for instance every hour.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from intake.mail import MailNotSet, MailServer, NotSent, mail_server
from intake.messages import TRY_AGAIN, MessageState, Outgoing, letter
from intake.people import Clinic

if TYPE_CHECKING:
    from intake.store import Store

AT_ONCE = 500
"""Messages sent in one go; the rest goes with the next."""


@dataclass(frozen=True)
class Post:
    """What sending needs: the mail server, and the address at which patients reach this clinic."""

    server: MailServer
    address: str

    def link(self, token: str) -> str:
        """The patient's link."""
        return f"{self.address}/i/{token}"


def public_address(clinic: Clinic, environ: Mapping[str, str]) -> str:
    """Where patients reach this clinic, without a slash at the end; empty where nobody has said."""
    return (clinic.public_address or environ.get("TWITCHBOARD_ADDRESS", "")).strip().rstrip("/")


def post_of(clinic: Clinic | None, environ: Mapping[str, str]) -> Post | None:
    """How this clinic sends e-mail; None where it does not. The sample clinic never does. Raises MailNotSet."""
    if clinic is None or clinic.is_sample:
        return None
    server, address = mail_server(environ), public_address(clinic, environ)
    return Post(server, address) if server and address else None


def why_no_post(clinic: Clinic, environ: Mapping[str, str]) -> str:
    """Why no e-mail is sent, as a sentence with the remedy; empty where it is."""
    if clinic.is_sample:
        return "The sample clinic sends no e-mail."
    try:
        server = mail_server(environ)
    except MailNotSet as problem:
        return str(problem)
    if server is None:
        return "No mail server is set. Copy each message, or set TWITCHBOARD_SMTP where Twitchboard is started."
    if not public_address(clinic, environ):
        return "Nobody has said at which address patients reach this clinic. An administrator sets it in Settings."
    return ""


def remind(store: Store, post: Post | None, now: Callable[[], datetime]) -> tuple[int, int]:
    """Queue the reminders that are due and send what waits; how many were sent, and how many are left to staff."""
    if post is None:
        return 0, len(store.messages.reminders_due(now()))
    store.messages.queue_reminders(now())
    sent = deliver(store, post, now)
    return sent, len(store.messages.reminders_due(now()))


def deliver(store: Store, post: Post, now: Callable[[], datetime]) -> int:
    """Send what waits, oldest first; how many went. Several callers at once never send the same one."""
    clinic, sent = store.settings.the_clinic(), 0
    for _ in range(AT_ONCE):
        outgoing = store.messages.take(now())
        if outgoing is None:
            break
        sent += _send(store, post, clinic, outgoing, now)
    return sent


def _send(store: Store, post: Post, clinic: Clinic, outgoing: Outgoing, now: Callable[[], datetime]) -> bool:
    message = outgoing.message
    written = letter(message.kind, outgoing.invitation, post.link(outgoing.token), clinic)
    try:
        post.server.send(message.to_address, written, message.id, now())
    except NotSent as refused:
        state = MessageState.UNCLEAR if refused.unclear else MessageState.WAITING
        given_up = refused.for_good or message.tries > len(TRY_AGAIN)
        store.messages.report(message.id, MessageState.FAILED if given_up else state, str(refused), now())
        return False
    store.messages.report(message.id, MessageState.SENT, "", now())
    return True
