"""`python -m intake replay`: what other tables would do to a file of cases."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from intake.assess_cli import cases
from intake.conditions import BadDeclaration
from intake.form import UnknownAnswer
from intake.replay import Case, replay
from intake.rules import FOLDER, POLICIES, load


def add_parser(subparsers: Any) -> None:
    """Add `replay` to the command line."""
    parser = subparsers.add_parser("replay", help="say whom a change of the tables would move")
    parser.add_argument("file", type=Path, help="a file with one case (a JSON object of answers) a line")
    parser.add_argument("--rules", type=Path, default=FOLDER, help="a folder with the proposed tables")
    parser.add_argument("--policy", default="article", choices=POLICIES, help="the policy as it stands")
    parser.add_argument("--proposed-policy", choices=POLICIES, help="the proposed policy (default: the same)")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Print the sentence, and a line for each who would move; 2 if a file cannot be read."""
    try:
        now = load(chosen.policy)
        proposed = load(chosen.proposed_policy or chosen.policy, chosen.rules)
        lines = cases(chosen.file.read_bytes())
        stored = [Case(f"line {n}", now.questionnaire.read(json.loads(line))) for n, line in enumerate(lines, 1)]
    except (OSError, BadDeclaration, UnknownAnswer, ValueError) as error:
        sys.stderr.write(f"cannot replay: {error}\n")
        return 2
    result = replay(stored, now, proposed)
    sys.stdout.write(f"{result.sentence}\n")
    for move in result.moves:
        sys.stdout.write(f"{move.reference}: {move.before} → {move.after} ({', '.join(move.rows)})\n")
    return 0
