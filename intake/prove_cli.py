"""`python -m intake prove`: go through every way through the form, and print the certificate."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from intake.certificate import KEPT
from intake.conditions import BadDeclaration
from intake.proof import certificate
from intake.rules import POLICIES


def add_parser(subparsers: Any) -> None:
    """Add `prove` to the command line."""
    parser = subparsers.add_parser("prove", help="prove the tables over every way through the form")
    parser.add_argument("--policy", action="append", choices=POLICIES, help="prove these policies only (default: all)")
    parser.add_argument("--json", action="store_true", help="print one JSON object a policy")
    parser.add_argument("--keep", action="store_true", help="keep them beside the tables, for the rules page")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Print a certificate for each policy; 1 if a promise is broken, 2 if a table contradicts itself."""
    try:
        found = [certificate(policy) for policy in chosen.policy or POLICIES]
    except BadDeclaration as error:
        sys.stderr.write(f"cannot prove: {error}\n")
        return 2
    if chosen.keep:
        KEPT.write_text(json.dumps([one.as_json() for one in found], indent=1) + "\n", encoding="utf-8")
    for one in found:
        text = json.dumps(one.as_json()) if chosen.json else "\n".join(one.lines()) + f"\n{_verdict(one.holds)}\n"
        sys.stdout.write(text + "\n")
    return int(not all(one.holds for one in found))


def _verdict(holds: bool) -> str:
    return "Every promise holds." if holds else "These tables may not be published."
