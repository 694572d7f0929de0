"""What is sent to patients: an invitation, two reminders, one for each weekly check. Values, when, and the words.

A message may be read by whoever holds the telephone, so it says nothing about anybody's health, nor
who the patient is; `health_words` is the list that keeps it so.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from intake.clocks import local
from intake.invitations import Invitation
from intake.people import Clinic

TOLD_TO_CALL = ("emergency", "under-16")
"""Kinds of intake. Whoever stopped there was told to ring: a message that asks for answers would say the opposite."""
WORDS = Path(__file__).with_name("wording") / "messages.en.toml"
REMIND_AFTER = (3, 6)
"""Days after the link was made on which whoever has not sent is reminded, at most once each."""

TRY_AGAIN = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
"""How long a message waits after each failed try; after the last it is given up and staff are told."""

UNCLEAR_AFTER = timedelta(minutes=10)
"""A message that was taken to be sent and not reported back by then: nobody knows whether it went."""


class MessageKind(StrEnum):
    """What a message is for. A reminder carries its day, the reminder of a weekly check its week."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    CHECK = "check"


class Channel(StrEnum):
    """How it goes out: by the clinic's mail server, or copied by staff into a message of their own."""

    EMAIL = "e-mail"
    BY_HAND = "by hand"


class MessageState(StrEnum):
    """Where a message stands.

    *Unclear* is never tried again by itself: it might arrive twice. *Dropped* was not needed any more.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCLEAR = "unclear"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Message:
    """One message and what became of it. `number` is the day of a reminder, a running number of an invitation."""

    id: str
    invitation_id: str
    kind: MessageKind
    number: int
    channel: Channel
    to_address: str
    state: MessageState
    created_at: datetime
    tries: int
    next_try_at: datetime
    sent_at: datetime | None
    said: str


@dataclass(frozen=True)
class Outgoing:
    """A message that this caller, and nobody else, is to send now; its link was made for it and is kept nowhere."""

    message: Message
    invitation: Invitation
    token: str


@dataclass(frozen=True)
class ReminderDue:
    """Somebody who has not sent: which day's reminder it is."""

    invitation: Invitation
    day: int


@dataclass(frozen=True)
class Letter:
    """Subject and text of a message, ready to be sent or pasted."""

    subject: str
    text: str


def due_day(since: datetime, now: datetime, reminded: frozenset[int]) -> int | None:
    """Which day's reminder is due for a link made at `since`; None when none is.

    One reminder at a time: if both days have passed unnoticed, only the later one is sent.
    """
    passed = [day for day in REMIND_AFTER if now - since >= timedelta(days=day)]
    return passed[-1] if passed and passed[-1] not in reminded else None


def letter(kind: MessageKind, invitation: Invitation, address: str, clinic: Clinic) -> Letter:
    """The message in words: what is asked, the link, until when, and the telephone instead."""
    words, booked = _words(), invitation.appointment
    lines = words[kind.value]
    blanks = {
        "visit": words["all"]["visit"].format(day=said_day(booked.booked_for, clinic)) if booked else "",
        "sender": words["all"]["sender"].format(name=clinic.sender_name) if clinic.sender_name else "",
        "link": address,
        "until": said_day(invitation.expires_at, clinic),
        "telephone": clinic.telephone,
    }
    return Letter(lines["subject"].format(**blanks), lines["text"].format(**blanks).strip())


def said_day(moment: datetime, clinic: Clinic) -> str:
    """`Monday 14 December` on the clinic's wall."""
    day: date = local(moment, clinic).date()
    return f"{day:%A} {day.day} {day:%B}"


@cache
def _words() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return table


_HEALTH = re.compile(
    r"\b\w*(twitch|muscle|musc|neuro|nerve|nervous|emg|weak|symptom|disease|illness|\bill\b|health|medic|clinic|hospital"
    r"|surgery|doctor|\bdr\b|nurse|patient|treat|diagnos|test|blood|scan|mri|referr|ward|care\b|therap|consult|\bnhs\b"
    r"|\bals\b|\bmnd\b|condition|disorder|urgent|emergenc|brain|spin|practice|physio|department)\w*",
    re.IGNORECASE,
)


def health_words(text: str) -> tuple[str, ...]:
    """Words that would tell whoever reads over a shoulder that this is about somebody's health."""
    bare = re.sub(r"https?://\S+", " ", text)
    return tuple(found.group(0) for found in _HEALTH.finditer(bare))
