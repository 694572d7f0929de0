"""What the store's commands do; each returns the exit status, and what is refused is one sentence."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from intake import delivery, places, queue_text, rules
from intake.access import NotAllowed
from intake.conditions import BadDeclaration
from intake.invitations import NewPatient
from intake.mail import MailNotSet
from intake.people import Account, Clinic
from intake.store import NoClinic, Refused, Store, StoreUnavailable, open_store

OTHER_ROOMS = ("reports", "pages")
THIS_MACHINE = "http://127.0.0.1:8501"
"""Where links lead while nobody has said where Twitchboard is reached."""


def run(name: str, chosen: argparse.Namespace, now: datetime) -> int:
    """Run a command; what is refused is one sentence on standard error, and status 1."""
    try:
        return COMMANDS[name](chosen, now)
    except (Refused, StoreUnavailable, NotAllowed) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1


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


def _queue(chosen: argparse.Namespace, now: datetime) -> int:
    with _opened(chosen) as store:
        clinic, rows = _the_clinic(store), store.cases.queue(now)
    said = json.dumps(queue_text.as_json(rows, now), indent=1) if chosen.json else queue_text.as_text(rows, clinic, now)
    sys.stdout.write(said + "\n")
    return 0


def _address(chosen: argparse.Namespace, clinic: Clinic | None) -> str:
    """Where links lead: as the command says, else as the clinic or the environment says, else this machine."""
    known = delivery.public_address(clinic, os.environ) if clinic else ""
    return (chosen.address or "").rstrip("/") or known or THIS_MACHINE


def _invite(chosen: argparse.Namespace, now: datetime) -> int:
    with _opened(chosen) as store:
        clinic, actor = _the_clinic(store), _actor(store, chosen.username)
        booked = chosen.booked and _aware(chosen.booked, clinic)
        patient = NewPatient(chosen.family_name, chosen.given_name, chosen.born, number=chosen.number)
        invited = store.invitations.invite(patient, booked, actor, now)
    expires = invited.invitation.expires_at.astimezone(ZoneInfo(clinic.time_zone))
    sys.stdout.write(f"{_address(chosen, clinic)}/i/{invited.token}\n")
    sys.stderr.write(f"For {invited.invitation.patient.name}, until {expires:%d %B %Y, %H:%M}. It is shown once.\n")
    return 0


def _let_in(chosen: argparse.Namespace, now: datetime) -> int:
    with _opened(chosen) as store:
        link, token = store.colleagues.let_in(chosen.username, now)
        clinic = store.settings.clinic()
    sys.stdout.write(f"{_address(chosen, clinic)}/join/{token}\n")
    sys.stderr.write(f"For {link.name}, once, until {link.expires_at:%d %B %Y, %H:%M} UTC. Their second step is off.\n")
    return 0


def _remind(chosen: argparse.Namespace, now: datetime) -> int:
    """Send what waits and what is due; whoever cannot be reached by e-mail is left to staff, and counted."""
    with _opened(chosen) as store:
        clinic = _the_clinic(store)
        try:
            post = delivery.post_of(clinic, os.environ)
        except MailNotSet as problem:
            raise Refused(str(problem)) from None
        sent, left = delivery.remind(store, post, lambda: now)
        troubled = len(store.messages.troubled(now))
    if post is None:
        sys.stderr.write(f"{delivery.why_no_post(clinic, os.environ)}\n")
    sys.stdout.write(f"{sent} sent, {left} to be reminded by hand, {troubled} that did not arrive.\n")
    return 0


def _actor(store: Store, username: str) -> Account:
    found = next((account for account in store.accounts.all() if account.username == username.casefold()), None)
    if found is None:
        raise Refused(f"Nobody here has the user name {username}. Give the one that you sign in with.")
    return found


def _aware(moment: datetime, clinic: Clinic) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(clinic.time_zone))).astimezone(UTC)


def _demo(chosen: argparse.Namespace, now: datetime) -> int:  # noqa: ARG001  # every command takes the same
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


def _migrate(chosen: argparse.Namespace, now: datetime) -> int:  # noqa: ARG001  # as above
    store = open_store(_url(chosen), migrate=True)
    sys.stdout.write(f"The database at {store.where} is up to date.\n")
    store.close()
    return 0


def _check(chosen: argparse.Namespace, now: datetime) -> int:  # noqa: ARG001  # as above
    """Every problem as a sentence, a line each; 0 when there is none."""
    problems = [*_store_problems(chosen), *_declaration_problems(), *_problems_elsewhere()]
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


def _declaration_problems() -> Iterator[str]:
    """What contradicts itself in the form or in the tables of any policy."""
    try:
        for policy in rules.POLICIES:
            tables = rules.load(policy).version
            sys.stdout.write(f"Tables: {policy} {tables.version}, {tables.sha256[:12]}\n")
    except BadDeclaration as problem:
        yield f"{problem}. Mend the file that is named, then run `python -m intake check` again."


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


COMMANDS: dict[str, Callable[[argparse.Namespace, datetime], int]] = {
    "queue": _queue,
    "invite": _invite,
    "remind": _remind,
    "let-in": _let_in,
    "demo": _demo,
    "migrate": _migrate,
    "check": _check,
}
