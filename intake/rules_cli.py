"""`python -m intake rules`: the tables as people read them, as the page `docs/red-flags.md`."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from intake.rule_words import page


def add_parser(subparsers: Any) -> None:
    """Add `rules` to the command line."""
    parser = subparsers.add_parser("rules", help="print the tables as people read them (docs/red-flags.md)")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Print the page."""
    del chosen
    sys.stdout.write(page())
    return 0
