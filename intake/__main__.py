"""The command line of whoever runs it: `python -m intake <command>`.

Each command lives in a module with `add_parser(subparsers)`, which sets `run` to a function that takes
the parsed arguments and returns the exit status. A module that adds several adds them all there.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

COMMANDS = ("intake.assess_cli", "intake.prove_cli", "intake.rules_cli", "intake.replay_cli", "intake.store_cli")


def parser() -> argparse.ArgumentParser:
    """All commands that this installation has."""
    top = argparse.ArgumentParser(prog="python -m intake", description="Twitchboard on the command line.")
    subparsers = top.add_subparsers(title="commands", metavar="command", required=True)
    for name in COMMANDS:
        if find_spec(name):
            import_module(name).add_parser(subparsers)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 when all went well."""
    chosen = parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except BrokenPipeError:  # the reader has seen enough, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
