"""`python -m intake queue | invite | demo | migrate | check`: what whoever runs it does with the store."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from intake import places, queue_text
from intake.access import NotAllowed
from intake.invitations import NewPatient
from intake.people import Account, Clinic
from intake.store import NoClinic, Refused, Store, StoreUnavailable, open_store

Run = Callable[[argparse.Namespace], int]
OTHER_ROOMS = ("reports", "pages")


def add_parser(subparsers: Any) -> None:
    """Add the store's commands to the command line."""
    _command(subparsers, "queue", _queue, "print who is waiting, in the order of the queue", _queue_options)
    _command(subparsers, "invite", _invite, "invite a patient and print the link", _invite_options)
    _command(subparsers, "demo", _demo, "lay the sample clinic out fresh", lambda _: None)
    _command(subparsers, "migrate", _migrate, "bring the database up to date", _sample_option)
    _command(subparsers, "check", _check, "check the database, the audit trail and the other rooms", _sample_option)


def _command(subparsers: Any, name: str, run: Run, said: str, options: Callable[[Any], None]) -> None:
    parser = subparsers.add_parser(name, help=said, description=said.capitalize() + ".")
    options(parser)
    parser.set_defaults(run=lambda chosen: _in_words(run, chosen))


def _in_words(run: Run, chosen: argparse.Namespace) -> int:
    """Run a command; what is refused is one sentence on standard error, and status 1."""
    try:
        return run(chosen)
    except (Refused, StoreUnavailable, NotAllowed) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1


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
    parser.add_argument("--address", default="http://127.0.0.1:8501", help="where patients reach Twitchboard")


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


def _url(chosen: argparse.Namespace) -> str:
    if not chosen.sample:
        return places.clinic_url(os.environ)
    path = places.sample_path(os.environ)
    if not path.exists():
        raise StoreUnavailable("There is no sample clinic yet. Run `python -m intake demo` first.")
    return f"sqlite:///{path}"


@contextmanager
def _opened(chosen: argparse.Namespace) -> Iterator[Store]:
    store = open_store(_url(chosen))
    try:
        yield store
    finally:
        store.close()


def _the_clinic(store: Store) -> Clinic:
    clinic = store.settings.clinic()
    if clinic is None:
        raise NoClinic
    return clinic


def _queue(chosen: argparse.Namespace) -> int:
    now = _now()
    with _opened(chosen) as store:
        clinic, rows = _the_clinic(store), store.cases.queue(now)
    said = json.dumps(queue_text.as_json(rows, now), indent=1) if chosen.json else queue_text.as_text(rows, clinic, now)
    sys.stdout.write(said + "\n")
    return 0


def _invite(chosen: argparse.Namespace) -> int:
    with _opened(chosen) as store:
        clinic, actor = _the_clinic(store), _actor(store, chosen.username)
        booked = chosen.booked and _aware(chosen.booked, clinic)
        patient = NewPatient(chosen.family_name, chosen.given_name, chosen.born, number=chosen.number)
        invited = store.invitations.invite(patient, booked, actor, _now())
    expires = invited.invitation.expires_at.astimezone(ZoneInfo(clinic.time_zone))
    sys.stdout.write(f"{chosen.address.rstrip('/')}/i/{invited.token}\n")
    sys.stderr.write(f"For {invited.invitation.patient.name}, until {expires:%d %B %Y, %H:%M}. It is shown once.\n")
    return 0


def _actor(store: Store, username: str) -> Account:
    found = next((account for account in store.accounts.all() if account.username == username.casefold()), None)
    if found is None:
        raise Refused(f"Nobody here has the user name {username}. Give the one that you sign in with.")
    return found


def _aware(moment: datetime, clinic: Clinic) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(clinic.time_zone))).astimezone(UTC)


def _demo(chosen: argparse.Namespace) -> int:  # noqa: ARG001  # every command takes what was typed
    """The pages room lays it out: signed requests are set on paper, and this room knows no paper."""
    done = subprocess.run([sys.executable, "-m", "pages._sample"], cwd=places.ROOT, check=False)
    if done.returncode:
        sys.stderr.write("The sample clinic could not be laid out. If Twitchboard is running, stop it and try again.\n")
        return 1
    sys.stdout.write(
        f"The sample clinic is in {places.sample_path(os.environ)}.\n"
        "Start Twitchboard (`make run`), open its address, and choose “Look round a sample clinic”.\n"
    )
    return 0


def _migrate(chosen: argparse.Namespace) -> int:
    store = open_store(_url(chosen), migrate=True)
    sys.stdout.write(f"The database at {store.where} is up to date.\n")
    store.close()
    return 0


def _check(chosen: argparse.Namespace) -> int:
    """Every problem as a sentence, a line each; 0 when there is none."""
    problems = [*_store_problems(chosen), *_problems_elsewhere()]
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    if not problems:
        sys.stdout.write("All is well.\n")
    return 1 if problems else 0


def _store_problems(chosen: argparse.Namespace) -> list[str]:
    with _opened(chosen) as store:
        verified = store.audit.verify()
        sys.stdout.write(f"Database: {store.where}\n{verified}\n")
        return [*store.check(), *([] if verified.ok else [str(verified)])]


def _problems_elsewhere() -> Iterator[str]:
    """What the other rooms' own checks say; a room that has none is passed over."""
    for room in OTHER_ROOMS:
        if not (places.ROOT / room / "check.py").exists():
            continue
        asked = [sys.executable, "-m", f"{room}.check"]  # our own interpreter and our own module
        done = subprocess.run(asked, cwd=places.ROOT, capture_output=True, text=True, check=False)  # noqa: S603  # ^
        sys.stdout.write(done.stdout)
        if done.returncode:
            yield (
                done.stderr.strip() or f"The check of {room}/ failed without saying why. Run `python -m {room}.check`."
            )
