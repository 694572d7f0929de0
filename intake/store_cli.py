"""`python -m intake queue | invite | remind | let-in | demo | migrate | check`: what whoever runs it does.

Only the words are here; the deeds are `store_commands.py`'s, which is loaded when one is asked for, so
that `python -m intake assess` need not wait for a database it does not use.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Add the store's commands to the command line."""
    _command(subparsers, "queue", "print who is waiting, in the order of the queue", _queue_options)
    _command(subparsers, "invite", "invite a patient and print the link", _invite_options)
    _command(subparsers, "remind", "send the messages that wait and the reminders that are due", _sample_option)
    _command(subparsers, "let-in", "print a link for a new password, and take the second step away", _let_in_options)
    _command(subparsers, "demo", "lay the sample clinic out fresh", lambda _: None)
    _command(subparsers, "migrate", "bring the database up to date", _sample_option)
    _command(subparsers, "check", "check the database, the audit trail and the other rooms", _sample_option)


def _command(subparsers: Any, name: str, said: str, options: Callable[[argparse.ArgumentParser], None]) -> None:
    parser = subparsers.add_parser(name, help=said, description=said.capitalize() + ".")
    options(parser)
    parser.set_defaults(run=lambda chosen: import_module("intake.store_commands").run(name, chosen, _now()))


def _sample_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sample", action="store_true", help="the sample clinic's database, not the practice's")


def _queue_options(parser: argparse.ArgumentParser) -> None:
    _sample_option(parser)
    parser.add_argument("--json", action="store_true", help="for other programs: one JSON list, times in UTC")


def _invite_options(parser: argparse.ArgumentParser) -> None:
    _sample_option(parser)
    parser.add_argument("--as", dest="username", required=True, help="user name of whoever invites")
    parser.add_argument("--family-name", required=True)
    parser.add_argument("--given-name", required=True)
    parser.add_argument("--born", required=True, type=_day, metavar="YYYY-MM-DD")
    parser.add_argument("--booked", type=_moment, metavar="YYYY-MM-DDTHH:MM", help="on the clinic's clock")
    parser.add_argument("--number", help="the patient's number")
    parser.add_argument(
        "--address", help="where patients reach Twitchboard, else as Settings or TWITCHBOARD_ADDRESS say"
    )


def _let_in_options(parser: argparse.ArgumentParser) -> None:
    _sample_option(parser)
    parser.add_argument("username", help="who cannot sign in any more")
    parser.add_argument("--address", help="where staff reach Twitchboard, else as Settings or TWITCHBOARD_ADDRESS say")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it like 1984-03-09") from None


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time; write it like 2026-12-14T10:20") from None


def _now() -> datetime:
    """The present moment in UTC; `TWITCHBOARD_NOW` (ISO 8601, aware) names another for a rehearsal."""
    wanted = os.environ.get("TWITCHBOARD_NOW")
    return datetime.fromisoformat(wanted).astimezone(UTC) if wanted else datetime.now(UTC)
