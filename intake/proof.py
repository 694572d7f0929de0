"""Proves the tables over every way through the form, exactly, by going through what can be told apart.

The ways through the form are too many to walk (about 10^42). But an urgency is the highest of its rows,
and a row can tell few answers apart: each row is graded by the engine itself on every combination that
it can distinguish, and its promises are read off that table. What levels come to is gone through over
every set of levels, and the form over every combination of parents. Nothing is sampled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from intake import proof_form, proof_levels, proof_rows
from intake.certificate import Certificate, Ledger
from intake.floors import Floors, read_floors
from intake.proof_ground import Ground
from intake.rules import Tables, load

CHECKS: dict[str, Callable[[Ground, Ledger], None]] = {
    "asked": proof_form.asked,
    "settled": proof_form.settled,
    "left-out": proof_form.left_out,
    "graded": proof_rows.graded,
    "further-yes": proof_rows.further_yes,
    "unsaid": proof_rows.unsaid,
    "interval": proof_rows.interval,
    "one-urgency": proof_levels.one_urgency,
    "clock": proof_levels.clock,
    "floor": proof_levels.floor,
    "raisable": proof_rows.raisable,
    "not-hidden": proof_rows.not_hidden,
    "said": proof_levels.said,
}


def prove(tables: Tables, floors: Floors, promises: Iterable[str] = tuple(CHECKS)) -> Certificate:
    """Go through everything; the certificate holds the smallest case for each promise that is broken."""
    ground = Ground(tables, floors)
    ledgers = [Ledger(promise) for promise in promises]
    for ledger in ledgers:
        CHECKS[ledger.promise](ground, ledger)
    failures = tuple(ledger.smallest for ledger in ledgers if ledger.smallest)
    return Certificate(tables.version, ground.ways.count(), tuple(ledger.result for ledger in ledgers), failures)


def certificate(policy: str = "article") -> Certificate:
    """The proof of the shipped tables under one policy, made once."""
    return _certificate(policy)


@cache
def _certificate(policy: str) -> Certificate:
    tables = load(policy)
    return prove(tables, read_floors(tables.questionnaire, policy))
