"""An invitation in words: the code to scan, what became of it, and the message that did not arrive."""

from __future__ import annotations

from urllib.parse import urlsplit

import segno

from intake.cases import IntakeKind
from intake.invitations import Invitation, InvitationState
from intake.messages import Channel, Message, MessageKind, MessageState, ReminderDue
from intake.places import LOOPBACK
from pages._case_head import birth
from pages._look import DOT, escape
from pages._moments import WallClock

STATE_WORDS = {
    InvitationState.OPEN: "not sent yet",
    InvitationState.SENT: "sent",
    InvitationState.LOCKED: "locked: five wrong dates of birth",
    InvitationState.EXPIRED: "expired",
    InvitationState.WITHDRAWN: "withdrawn",
}


def link(page_url: str, token: str) -> str:
    """The address that the patient opens, on the host that this page was opened on."""
    here = urlsplit(page_url)
    return f"{here.scheme}://{here.netloc}/i/{token}"


def is_this_machine_only(page_url: str) -> bool:
    """Whether a telephone could not reach that address."""
    return urlsplit(page_url).hostname in LOOPBACK


def code(address: str) -> str:
    """The link as a QR code: dark on light in either theme, because scanners want it so."""
    return f'<img class="tb-qr" alt="QR code of the link" src="{escape(code_image(address))}">'


def code_image(address: str) -> str:
    """The drawing of such a code, as the address of an image."""
    drawn = segno.make(address, error="m", micro=False)
    return str(drawn.svg_data_uri(scale=4, border=4, dark="#14202B", light="#FFFFFF"))


def row(invitation: Invitation, clock: WallClock, sent: Message | None = None) -> str:
    """One invitation: for whom, for when, and what became of it and of its newest message."""
    person, booked = invitation.patient, invitation.appointment
    visit = f"booked {clock.exactly(booked.booked_for)}" if booked else "no appointment"
    state = _became(invitation, clock)
    case = ""
    if invitation.reference:
        address = f"/case?ref={escape(invitation.reference)}"
        case = f'{DOT}<a href="{address}">{escape(invitation.reference)}</a>'
    posted = f"{DOT}{by_mail(sent, clock)}" if sent else ""
    return (
        f'<div class="tb-invited"><b><bdi>{escape(person.name)}</bdi></b> '
        f'<span class="tb-quiet">born {birth(person.date_of_birth)}{DOT}{visit}{DOT}'
        f"invited {clock.since(invitation.created_at)}{_ago(clock, invitation)}</span><br>"
        f"{escape(state + posted)}{case}</div>"
    )


def _became(invitation: Invitation, clock: WallClock) -> str:
    """What became of it, in words: whoever was stopped on the way sent nothing."""
    if invitation.kind is IntakeKind.UNDER_16:
        return _and_locked("stopped: under 16, told to ring", invitation)
    if invitation.state is InvitationState.SENT and invitation.sent_at:
        return _and_locked(f"sent {clock.exactly(invitation.sent_at)}", invitation)
    if invitation.state is not InvitationState.OPEN:
        return STATE_WORDS[invitation.state]
    opened = "opened, " if invitation.born_confirmed_at else ""
    if invitation.kind is IntakeKind.EMERGENCY:
        opened = "stopped at the emergency page, "
    return f"{opened}not sent yet, works until {clock.day(invitation.expires_at)}"


def _and_locked(state: str, invitation: Invitation) -> str:
    is_locked = invitation.locked_at and invitation.state is InvitationState.SENT
    return f"{state}; {STATE_WORDS[InvitationState.LOCKED]}" if is_locked else state


def by_mail(message: Message, clock: WallClock) -> str:
    """`reminder e-mailed Thu 3 Dec 09:00`: what became of a message."""
    name = MAIL_NAMES[message.kind]
    if message.state is MessageState.SENT and message.sent_at:
        how = "e-mailed" if message.channel is Channel.EMAIL else "given by hand"
        return f"{name} {how} {clock.exactly(message.sent_at)}"
    return f"{name}: {MAIL_WORDS[message.state]}"


MAIL_NAMES = {
    MessageKind.INVITATION: "invitation",
    MessageKind.REMINDER: "reminder",
    MessageKind.CHECK: "reminder of a check",
}
MAIL_WORDS = {
    MessageState.WAITING: "waits to be e-mailed",
    MessageState.SENDING: "is being e-mailed",
    MessageState.SENT: "e-mailed",
    MessageState.FAILED: "could not be e-mailed",
    MessageState.UNCLEAR: "e-mail may not have arrived",
    MessageState.DROPPED: "e-mail not needed any more",
}


def due(reminder: ReminderDue, clock: WallClock) -> str:
    """Somebody to remind by hand: who, how they can be reached, since when."""
    person = reminder.invitation.patient
    reach = person.telephone or "no telephone known"
    return (
        f'<div class="tb-invited"><b><bdi>{escape(person.name)}</bdi></b> <span class="tb-quiet">{escape(reach)} · '
        f"invited {clock.day(reminder.invitation.created_at)}</span></div>"
    )


def trouble(message: Message, invitation: Invitation, clock: WallClock) -> str:
    """A message that did not arrive, or may not have, and what the mail server said."""
    return (
        f'<div class="tb-invited"><b><bdi>{escape(invitation.patient.name)}</bdi></b> '
        f'<span class="tb-quiet">{escape(message.to_address)} · {by_mail(message, clock)}</span><br>'
        f"{escape(message.said)}</div>"
    )


def telephone(invitation: Invitation) -> str:
    """The way to fill in with the patient on the telephone: a form of its own, because it opens a session."""
    name = escape(invitation.patient.name)
    return (
        f'<form class="tb-phone" method="post" action="/telephone"><input type="hidden" name="invitation" '
        f'value="{escape(invitation.id)}"><button type="submit" aria-label="Fill in by telephone with {name}">'
        "By telephone</button></form>"
    )


def tablet(invitation: Invitation) -> str:
    """The way to hand this browser to the patient: it signs staff out, because the patient holds it then."""
    name = escape(invitation.patient.name)
    return (
        f'<form class="tb-phone" method="post" action="/tablet"><input type="hidden" name="invitation" '
        f'value="{escape(invitation.id)}"><button type="submit" title="Signs you out here" '
        f'aria-label="On this tablet: lend it to {name}; signs you out here">On this tablet</button></form>'
    )


def _ago(clock: WallClock, invitation: Invitation) -> str:
    return "" if clock.since(invitation.created_at) == "just now" else " ago"
