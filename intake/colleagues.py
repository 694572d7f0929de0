"""Letting a colleague in: a link for one person, used once, that ends by itself. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.people import Role

VALID = timedelta(hours=72)
"""How long a colleague's link works: over a weekend, not over a holiday."""


@dataclass(frozen=True)
class ColleagueLink:
    """One link. With an account it is for a new password of somebody who is here already."""

    id: str
    name: str
    role: Role
    is_clinician: bool
    made_at: datetime
    made_by: str
    expires_at: datetime
    account_id: str | None = None


@dataclass(frozen=True)
class Joining:
    """What a colleague says of themselves with the link in hand."""

    username: str
    name: str
    job_title: str
    registration: str
    password: str


@dataclass(frozen=True)
class Post:
    """What somebody is here, as it is offered: the role, and of an administrator whether they see patients."""

    words: str
    role: Role
    is_clinician: bool


POSTS = {
    "reception": Post("Reception", Role.RECEPTION, False),
    "clinician": Post("Clinician", Role.CLINICIAN, True),
    "senior": Post("Senior clinician", Role.SENIOR, True),
    "admin-clinician": Post("Administrator and clinician", Role.ADMIN, True),
    "admin": Post("Administrator, no patients", Role.ADMIN, False),
}


def post_key(role: Role, *, is_clinician: bool) -> str:
    """The post of somebody with that role."""
    return "admin-clinician" if role is Role.ADMIN and is_clinician else role.value
