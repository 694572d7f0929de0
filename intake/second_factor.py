"""A second step at sign-in: six figures from a telephone (RFC 6238), or a recovery code from paper.

A code counts once: whoever looks over a shoulder cannot use what they saw. Only somebody who has given the right
password comes this far, so guessing is braked for the whole account; it locks nobody out for longer than a
quarter of an hour, and the recovery codes are braked with it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import pyotp

from intake.accounts import Brake, Refusal, seconds_to_wait

STEP = 30
"""Seconds for which one code stands."""

DRIFT = 1
"""Steps by which a telephone's clock may differ from ours."""

FIGURES = 6
RECOVERY_CODES = 10
BRAKE, REMEMBERED = Brake(5, 900), timedelta(hours=24)
HALFWAY = timedelta(minutes=10)
"""How long somebody has, after the password, to type the code."""

WRONG = Refusal("This code is not right. Take the one that your telephone shows now; each works once.")


class Wanted(StrEnum):
    """Whether the clinic wants a second step: the values of its setting."""

    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


WANTED_WORDS = {
    Wanted.OFF: "Password only",
    Wanted.OPTIONAL: "Whoever wants it adds a code from a telephone",
    Wanted.REQUIRED: "Everybody adds a code from a telephone",
}


@dataclass(frozen=True)
class SecondFactor:
    """Where somebody's second step stands; `since` is None until a first code has been typed."""

    since: datetime | None
    codes_left: int


def address(secret: str, username: str, clinic: str) -> str:
    """What the picture to scan says: an `otpauth` address, as authenticator apps read it."""
    return pyotp.TOTP(secret, digits=FIGURES, interval=STEP).provisioning_uri(name=username, issuer_name=clinic[:60])


def step_at(moment: datetime) -> int:
    """The number of the step that a moment lies in."""
    return int(moment.timestamp()) // STEP


def step_of(code: str, secret: str, now: datetime, after: int) -> int | None:
    """The step whose code this is, later than `after` (the one used last); None where it is no code of now."""
    digits = re.sub(r"\s", "", code)
    if not (digits.isascii() and digits.isdigit() and len(digits) == FIGURES):
        return None
    totp, here = pyotp.TOTP(secret, digits=FIGURES, interval=STEP), step_at(now)
    steps = (step for step in range(here - DRIFT, here + DRIFT + 1) if step > after)
    return next((step for step in steps if hmac.compare_digest(totp.generate_otp(step), digits)), None)


def recovery_hash(account_id: str, code: str) -> str:
    """What is kept of a recovery code: 80 bits of chance need no slow hash. Capitals and dashes do not matter."""
    plain = re.sub(r"[^A-Z2-7]", "", code.upper())
    return hashlib.sha256(f"{account_id}:{plain}".encode()).hexdigest()


def grouped(code: str) -> str:
    """A recovery code as it is printed: four signs, a dash."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def wait(tries: Iterable[datetime], now: datetime) -> int:
    """Seconds until another code may be tried."""
    return seconds_to_wait(BRAKE, (at for at in tries if now - at < REMEMBERED), now)
