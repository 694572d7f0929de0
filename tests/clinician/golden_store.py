"""The golden day in a real store: every person received through the desk, at the moment they sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from intake import reception
from intake.invitations import NewPatient
from intake.people import Account, Role
from intake.store import Store
from tests.golden.reading import day, golden_clinic, golden_now, golden_people

PASSWORD = "river stone lantern"
_ASKED_OF_STAFF = tuple(NewPatient.__dataclass_fields__)


@dataclass(frozen=True)
class GoldenStore:
    """A store that holds the day, its accounts by user name, and each person's reference by slug."""

    store: Store
    accounts: dict[str, Account]
    references: dict[str, str]


def fill(store: Store) -> GoldenStore:
    """Put the clinic, its people and its patients into an empty store."""
    store.settings.save_clinic(golden_clinic(), "Test", golden_now())
    accounts = {told["username"]: _account(store, told) for told in day()["account"]}
    actor = next(iter(accounts.values()))
    references = {}
    for person in golden_people():
        known = {name: person.person.get(name) for name in _ASKED_OF_STAFF}
        invited = store.invitations.invite(NewPatient(**known), person.booked_for, actor, person.received_at)  # type: ignore[arg-type]
        receipt = reception.receive(
            store, invited.invitation, person.answers, person.kind, person.received_at, person.page
        )
        references[person.slug] = receipt.reference
    return GoldenStore(store, accounts, references)


def _account(store: Store, told: dict[str, Any]) -> Account:
    return store.accounts.add(
        told["username"], told["name"], Role(told["role"]), told["job_title"], told.get("registration"), PASSWORD,
        "Test", golden_now(), is_clinician=bool(told.get("is_clinician", True)),
    )  # fmt: skip
