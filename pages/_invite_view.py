"""An invitation in words: the message to send, the code to scan, and what became of the recent ones."""

from __future__ import annotations

from urllib.parse import urlsplit

import segno

from intake.invitations import Invitation, InvitationState
from intake.people import Clinic
from pages._case_head import birth
from pages._look import escape
from pages._moments import WallClock

STATE_WORDS = {
    InvitationState.OPEN: "not sent yet",
    InvitationState.SENT: "sent",
    InvitationState.LOCKED: "locked: five wrong dates of birth",
    InvitationState.EXPIRED: "expired",
    InvitationState.WITHDRAWN: "withdrawn",
}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def link(page_url: str, token: str) -> str:
    """The address that the patient opens, on the host that this page was opened on."""
    here = urlsplit(page_url)
    return f"{here.scheme}://{here.netloc}/i/{token}"


def is_this_machine_only(page_url: str) -> bool:
    """Whether a telephone could not reach that address."""
    return urlsplit(page_url).hostname in _LOOPBACK


def code(address: str) -> str:
    """The link as a QR code: dark on light in either theme, because scanners want it so."""
    drawn = segno.make(address, error="m", micro=False)
    image = drawn.svg_data_uri(scale=4, border=4, dark="#14202B", light="#FFFFFF")
    return f'<img class="tb-qr" alt="QR code of the link" src="{escape(image)}">'


def message(invitation: Invitation, address: str, clinic: Clinic, clock: WallClock) -> str:
    """What to paste into a text message: it says nothing about anybody's health, nor which clinic asks."""
    booked = invitation.appointment
    visit = f" before your appointment on {clock.day(booked.booked_for)}" if booked else ""
    return (
        f"Please answer some questions{visit}. It takes about 6 minutes: {address} "
        f"The link is for you alone and works until {clock.day(invitation.expires_at)}. "
        f"Questions, or by telephone instead: {clinic.telephone}"
    )


def row(invitation: Invitation, clock: WallClock) -> str:
    """One invitation: for whom, for when, and what became of it."""
    person, booked = invitation.patient, invitation.appointment
    visit = f"booked {clock.exactly(booked.booked_for)}" if booked else "no appointment"
    state = STATE_WORDS[invitation.state]
    if invitation.state is InvitationState.SENT and invitation.sent_at:
        state = f"sent {clock.exactly(invitation.sent_at)}"
    elif invitation.state is InvitationState.OPEN:
        opened = "opened, " if invitation.born_confirmed_at else ""
        state = f"{opened}not sent yet, works until {clock.day(invitation.expires_at)}"
    case = ""
    if invitation.reference:
        address = f"/case?ref={escape(invitation.reference)}"
        case = f' · <a href="{address}">{escape(invitation.reference)}</a>'
    return (
        f'<div class="tb-invited"><b><bdi>{escape(person.name)}</bdi></b> '
        f'<span class="tb-quiet">born {birth(person.date_of_birth)} · {visit} · '
        f"invited {clock.since(invitation.created_at)}{_ago(clock, invitation)}</span><br>{escape(state)}{case}</div>"
    )


def _ago(clock: WallClock, invitation: Invitation) -> str:
    return "" if clock.since(invitation.created_at) == "just now" else " ago"
