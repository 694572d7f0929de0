"""Which set of tables grades new answers is changed by two people, over a proof that fits. Values and rules only.

One administrator asks; another person who leads confirms. One of the two sees patients: a change of who is seen
when is not made by people who see nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake import access, certificate, rules
from intake.assessment import TablesVersion
from intake.people import Account


@dataclass(frozen=True)
class TablesChange:
    """A change that was asked for and waits for a second person."""

    id: str
    policy: str
    tables_version: str
    tables_sha256: str
    by_id: str
    by_name: str
    at: datetime


def tables_of(policy: str) -> TablesVersion:
    """The tables of a set, as they are shipped here now."""
    return rules.load(policy).version


def why_not_proved(tables: TablesVersion) -> str:
    """What is missing before these tables may grade anybody; empty where their proof is here and holds."""
    kept = certificate.kept(tables)
    if kept is None:
        return "These tables are not proved. Whoever runs Twitchboard proves them: `python -m intake prove --keep`."
    if not kept["holds"]:
        return "The proof of these tables fails, so they cannot grade anybody. See Rules for where it fails."
    return ""


def why_not_by(change: TablesChange, first: Account | None, second: Account) -> str:
    """Why this person cannot confirm the change; empty where they can."""
    if second.id == change.by_id:
        return "Somebody else has to confirm this: a senior clinician or another administrator."
    if not (access.can_read_answers(second) or (first and access.can_read_answers(first))):
        return "One of the two has to be a clinician. Ask a senior clinician to confirm this."
    if tables_of(change.policy).sha256 != change.tables_sha256:
        return "The tables are no longer those that were asked for. Take the change back and ask again."
    return why_not_proved(tables_of(change.policy))
