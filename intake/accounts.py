"""People who sign in: what a password must be, how it is kept, and how a guesser is slowed.

A stranger must never be able to lock a clinician out. So tries are slowed and never barred; what
slows everybody (an account under attack, a busy address) does not apply where that account has
signed in before; and a try that is refused for being too early is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200
"""Characters of a password. Length is what helps; no rule asks for a digit or a sign (NIST SP 800-63B)."""

TRIES_REMEMBERED = timedelta(minutes=15)
"""A failed try stops counting after this."""

_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
"""argon2id as the OWASP password storage cheat sheet asks: 19 MiB, two passes, one lane."""

_FAMILIAR = ("password", "passwort", "12345678", "qwerty", "letmein", "welcome", "twitchboard", "iloveyou", "abcdefgh")


class WeakPassword(ValueError):  # noqa: N818  # a refusal, named as it is said
    """The password would not keep anybody out; the message says what to choose instead."""


class UsernameTaken(ValueError):  # noqa: N818  # a refusal, named as it is said
    """Somebody has that user name already."""

    def __init__(self, username: str) -> None:
        super().__init__(f"Somebody has the user name {username} already. Choose another.")


@dataclass(frozen=True)
class Refusal:
    """A sign-in that was refused: what to say, and how many seconds to wait (0: try again at once)."""

    message: str
    retry_after: int = 0


WRONG = Refusal("The user name or the password is not right.")
WRONG_PASSWORD = Refusal("That is not your password. Nothing was changed.")


def too_early(seconds: int) -> Refusal:
    """Too many tries for now."""
    unit = "second" if seconds == 1 else "seconds"
    return Refusal(f"Too many tries. Wait {seconds} {unit}, then try again.", seconds)


def normal_username(username: str) -> str:
    """User names do not tell capitals apart, nor spaces around them."""
    return username.strip().casefold()


def check_password(password: str, username: str) -> None:
    """Raise WeakPassword unless the password is long and not easily guessed."""
    if len(password) < SHORTEST:
        raise WeakPassword(f"Choose a password of at least {SHORTEST} characters. Three words together do well.")
    if len(password) > LONGEST:
        raise WeakPassword(f"Choose a password of at most {LONGEST} characters.")
    plain = password.casefold()
    if len(set(plain)) < 5 or plain.startswith(_FAMILIAR):
        raise WeakPassword("This password is among the first that anybody would try. Choose three words together.")
    if len(normal_username(username)) > 3 and normal_username(username) in plain:
        raise WeakPassword("Choose a password that does not contain the user name.")


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password. Takes as long where there is no such account (`kept` is None)."""
    try:
        return _HASHER.verify(kept or _nobodys(), password[:LONGEST]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _HASHER.hash("nobody signs in with this")


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one IPv6 subscriber has."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and not found.ipv4_mapped:
        return str(ip_network((found, 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)


@dataclass(frozen=True)
class Try:
    """A failed try: whether it was for this account, whether it came from this address, and when."""

    same_account: bool
    same_address: bool
    at: datetime


@dataclass(frozen=True)
class Brake:
    """So many tries are free; after that each costs twice the seconds of the last, up to the longest."""

    free: int
    longest: int


HERE, ADDRESS, ACCOUNT = Brake(5, 120), Brake(30, 30), Brake(20, 10)
"""This account from this address; any account from this address; this account from anywhere."""


def wait_seconds(tries: Iterable[Try], now: datetime, *, known: bool) -> int:
    """Seconds until another try is allowed; `known`: this account has signed in from this address before."""
    recent = [t for t in tries if now - t.at < TRIES_REMEMBERED]
    waits = [seconds_to_wait(HERE, (t.at for t in recent if t.same_account and t.same_address), now)]
    if not known:
        waits.append(seconds_to_wait(ADDRESS, (t.at for t in recent if t.same_address), now))
        waits.append(seconds_to_wait(ACCOUNT, (t.at for t in recent if t.same_account), now))
    return max(waits)


def seconds_to_wait(brake: Brake, times: Iterable[datetime], now: datetime) -> int:
    """Seconds until the next try under this brake, by the times of those that failed."""
    failed = sorted(times)
    over = len(failed) - brake.free
    if over < 0:
        return 0
    until = failed[-1] + timedelta(seconds=min(2 ** min(over, 20), brake.longest))
    return max(0, ceil((until - now).total_seconds()))
