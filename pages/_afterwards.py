"""What is open to somebody whose answers were sent: the plan, the journal, the weekly check, their own answers.

For four weeks the link leads back here. What was answered is not shown again on a page: it can be fetched as a PDF.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request

from intake import weekly
from intake.clocks import local
from intake.invitations import Invitation
from intake.people import Clinic
from intake.self_care import is_emergency
from intake.store import Store
from pages._plain import day

MOST_FIELDS = 90
LONGEST_FIELD = 4_000
Typed = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Afterwards:
    """Where somebody stands on a day after sending. `until` is the day of the last check, in words."""

    day_number: int
    is_emergency: bool
    until: str

    @property
    def journal_is_open(self) -> bool:
        """Whether today's entry may be written."""
        return not self.is_emergency and weekly.journal_is_open(self.day_number)

    @property
    def check_is_open(self) -> bool:
        """Whether a weekly check may be sent; the plan is shown as long."""
        return not self.is_emergency and weekly.check_is_open(self.day_number)

    @property
    def is_within_reach(self) -> bool:
        """Whether the four weeks are not over: until then the answers can be fetched and put right."""
        return weekly.check_is_open(self.day_number)


def afterwards(store: Store, clinic: Clinic, invitation: Invitation, now: datetime) -> Afterwards | None:
    """Where this patient stands; None while nothing has been sent."""
    if invitation.sent_at is None or invitation.reference is None:
        return None
    number = weekly.day_number(invitation.sent_at, now, clinic)
    until = day(invitation.sent_at + timedelta(days=weekly.JOURNAL_DAYS), clinic)
    return Afterwards(number, is_emergency(store.cases.read(invitation.reference)), until)


def today(now: datetime, clinic: Clinic) -> str:
    """Today's date on the clinic's wall, as codes and occasions name it."""
    return local(now, clinic).date().isoformat()


async def typed_fields(request: Request) -> Typed:
    """The posted text fields; a text that is far too long is cut where it can still be seen to be too long."""
    if request.method != "POST":
        return {}
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    return {key: tuple(v[:LONGEST_FIELD] for v in form.getlist(key) if isinstance(v, str)) for key in form}


def only(typed: Typed, name: str, known: tuple[str, ...] | frozenset[str]) -> tuple[str, ...]:
    """The codes of a field that the page offered, each once."""
    return tuple(dict.fromkeys(code for code in typed.get(name, ()) if code in known))


def first(typed: Typed, name: str) -> str:
    """A field that takes one value; empty for none."""
    return (typed.get(name) or ("",))[0]
