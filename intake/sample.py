"""The sample clinic: the people of the golden day, taken in through the real desk at times moved to now.

It has a database of its own, so that samples and people can never mix, and is gone in one go.
"""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from intake import access, reception, weekly
from intake.cases import CaseFile, IntakeKind
from intake.clocks import local, read_by, working_day_on_or_before, working_days_after
from intake.examination import ITEMS, POWER_GROUPS, POWER_SIDES, UNSIDED_GROUPS, Examination, ExamItem, ExamState
from intake.invitations import Invitation, NewPatient
from intake.journal import JournalEntry
from intake.people import Account, Clinic, OpeningHours, Role
from intake.referral import NoteKind
from intake.signing import ReferralDraft, SigningPlace
from intake.store import Store

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden"
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PASSWORD = "three sample words"  # noqa: S105  # of accounts that exist on this machine alone, in a database of samples
INVITED_BEFORE = timedelta(days=2)
TOOK = timedelta(minutes=5)
LOOKED_AT = timedelta(minutes=50)

Typeset = Callable[[CaseFile, NoteKind, str, Account, datetime, SigningPlace], tuple[Mapping[str, object], bytes]]
"""Makes a signed note: its content as plain data, and its PDF. Handed in: paper is another room."""

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class _Step:
    """Something that happened on the golden day, at its moved time."""

    at: datetime
    do: Callable[[], object]


def seed(store: Store, now: datetime, typeset: Typeset | None = None) -> Account:
    """Lay the sample clinic out as it would stand now, unless it is there already; its first clinician.

    Requests that somebody had signed are signed where `typeset` is given, and left unsigned otherwise.
    """
    with _one_at_a_time:
        if store.settings.clinic() is None:
            _Seeding(store, now, typeset).run()
    first = _day()["account"][0]["username"]
    return next(account for account in store.accounts.all() if account.username == first)


def remove(path: Path) -> None:
    """Remove the sample clinic's file and what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _day() -> dict[str, Any]:
    return tomllib.loads((GOLDEN / "day.toml").read_text(encoding="utf-8"))


def _people() -> Iterator[dict[str, Any]]:
    for path in sorted((GOLDEN / "people").glob("*.toml")):
        yield tomllib.loads(path.read_text(encoding="utf-8"))


class _Seeding:
    """One laying out: who works there, who came, and what had been done by now."""

    def __init__(self, store: Store, now: datetime, typeset: Typeset | None) -> None:
        self.store, self.now, self.typeset = store, now, typeset
        day = _day()
        self.shift = now - day["now"].astimezone(UTC)
        self.clinic = _clinic(day["clinic"])
        self.staff = day["account"]
        self.accounts: dict[str, Account] = {}

    def run(self) -> None:
        """Everything in the order in which it happened, so that the audit trail reads like a day's work."""
        opened = self.now - timedelta(days=60)
        self.store.settings.save_clinic(self.clinic, "Sample", opened)
        for person in self.staff:
            self.accounts[person["username"]] = self._hire(person, opened)
        steps = [step for told in _people() for step in self._visit(told)]
        for step in sorted(steps, key=lambda step: step.at):
            step.do()
        reception.sweep(self.store, self.now)

    def _hire(self, told: Mapping[str, Any], at: datetime) -> Account:
        return self.store.accounts.add(
            told["username"],
            told["name"],
            Role(told["role"]),
            told["job_title"],
            told.get("registration"),
            PASSWORD,
            "Sample",
            at,
            is_clinician=told.get("is_clinician", True),
        )

    def _moved(self, moment: datetime) -> datetime:
        """That moment of the golden day, moved to now."""
        moved: datetime = moment.astimezone(UTC) + self.shift
        return moved

    def booking(self, moment: datetime) -> datetime:
        """That appointment, as many days ahead and at the same time of day: on a day on which the clinic opens.

        The day before where it is shut, so that nobody is booked too late by it; the day after where that has gone by.
        What was past stays past.
        """
        there, today = local(moment, self.clinic), local(self.now, self.clinic).date()
        day = there.date() + (today - local(self.now - self.shift, self.clinic).date())
        open_on = working_day_on_or_before(day, self.clinic)
        if open_on <= today < day:
            open_on = working_days_after(day, 1, self.clinic)
        return datetime.combine(open_on, there.time(), there.tzinfo).astimezone(UTC)

    def _visit(self, told: dict[str, Any]) -> Iterator[_Step]:
        """One person's way: invited, answered or stopped, and what staff did."""
        visit = _Visit(self, told)
        came = self._moved(told["intake"]["received_at"])
        yield _Step(came - INVITED_BEFORE, visit.invite)
        yield _Step(came - TOOK, visit.begin)
        yield _Step(came, visit.send)
        if read_by(came, self.clinic) < self.now and visit.kind is not IntakeKind.ABANDONED:
            yield _Step(came + LOOKED_AT, visit.look)
        stage = told.get("stage", {})
        if "claimed_by" in stage:
            yield _Step(self._moved(stage["claimed_at"]), visit.claim)
        if "examination" in stage:
            yield _Step(self._moved(stage["examination"]["examined_at"]), visit.examine)
        for told_day in told.get("journal", ()):
            yield _Step(came + timedelta(days=told_day["day"], hours=1), lambda day=told_day: visit.write(day))  # type: ignore[misc]
        for told_check in told.get("check", ()):
            yield _Step(came + timedelta(days=told_check["day"], hours=2), lambda said=told_check: visit.check(said))  # type: ignore[misc]
        if self.typeset:
            for request in stage.get("referral", ()):
                yield _Step(self._moved(request["signed_at"]), lambda request=request: visit.sign(request))  # type: ignore[misc]


class _Visit:
    """One person of the golden day, step by step."""

    def __init__(self, seeding: _Seeding, told: dict[str, Any]) -> None:
        self.seeding, self.told = seeding, told
        self.store = seeding.store
        self.kind = IntakeKind(told["intake"]["kind"])
        self.came = seeding._moved(told["intake"]["received_at"])
        self.answers = {
            link_id: tuple(answer) if isinstance(answer, list) else answer
            for link_id, answer in told.get("answers", {}).items()
        }
        self.invitation: Invitation
        self.reference = ""

    def invite(self) -> None:
        """Reception sends the link."""
        known = {field.name for field in fields(NewPatient)}
        patient = NewPatient(**{name: value for name, value in self.told["person"].items() if name in known})
        booked = self.told.get("appointment", {}).get("booked_for")
        reception_desk = next(a for a in self.seeding.accounts.values() if a.role is Role.RECEPTION)
        booked_for = self.seeding.booking(booked) if booked else None
        self.invitation = self.store.invitations.invite(
            patient, booked_for, reception_desk, self.came - INVITED_BEFORE
        ).invitation

    def begin(self) -> None:
        """The patient opens the link and says who they are."""
        born = self.told["person"]["date_of_birth"]
        self.store.invitations.check_birth(self.invitation.id, born, self.came - TOOK)

    def send(self) -> None:
        """The patient sends the answers, or stops."""
        if self.kind is IntakeKind.ABANDONED:
            self.store.drafts.save(self.invitation.id, self.answers, self.told["intake"]["page"], self.came)
            return
        receipt = reception.receive(self.store, self.invitation, self.answers, self.kind, self.came)
        self.reference = receipt.reference

    def write(self, told: Mapping[str, Any]) -> None:
        """The patient writes in the journal, so many days after sending."""
        at = self.came + timedelta(days=told["day"], hours=1)
        places, times, triggers = (tuple(told.get(name, ())) for name in ("places", "times", "triggers"))
        lasted, note = (str(told.get(name, "")) for name in ("lasted", "note"))
        on = local(at, self.seeding.clinic).date()
        entry = JournalEntry(on, bool(told["twitches"]), places, lasted, times, triggers, note)
        self.store.aftercare.write(self.reference, entry, at)

    def check(self, told: Mapping[str, Any]) -> None:
        """The patient sends a weekly check."""
        at = self.came + timedelta(days=told["day"], hours=2)
        answers = {name: (said,) if isinstance(said, str) else said for name, said in told.items() if name != "day"}
        fields = {name: tuple(said) for name, said in answers.items()}
        before = self.store.cases.read(self.reference).answers
        said = weekly.read_check(fields, before, told["day"])
        occasion = local(at, self.seeding.clinic).date().isoformat()
        reception.receive(self.store, self.invitation, said, IntakeKind.CHECK, at, occasion=occasion)

    def look(self) -> None:
        """A clinician reads the answers, as it was promised."""
        by = next(a for a in self.seeding.accounts.values() if access.can_read_answers(a))
        self.store.cases.view(self.reference, by, self.came + LOOKED_AT)

    def claim(self) -> None:
        """A clinician takes the case."""
        stage = self.told["stage"]
        at, by = self.seeding._moved(stage["claimed_at"]), self.seeding.accounts[stage["claimed_by"]]
        self.store.cases.view(self.reference, by, at)
        self.store.cases.claim(self.reference, by, at)

    def examine(self) -> None:
        """A clinician writes down what was found."""
        found = self.told["stage"]["examination"]
        by = self.seeding.accounts[found["examined_by"]]
        at = self.seeding._moved(found["examined_at"])
        case = self.store.cases.view(self.reference, by, at)
        self.store.cases.examine(self.reference, _examination(found), by, at, case.version)

    def sign(self, request: Mapping[str, Any]) -> None:
        """A clinician signs a request."""
        assert self.seeding.typeset  # noqa: S101  # or there would be no such step
        by = self.seeding.accounts[request["signed_by"]]
        at = self.seeding._moved(request["signed_at"])
        kind, question = NoteKind(request["kind"]), request["question"]
        self.store.documents.save_question(self.reference, kind, question, by, at)
        case = self.store.cases.read(self.reference)
        place = self.store.cases.signing_place(self.reference, kind, at)
        content, paper = self.seeding.typeset(case, kind, question, by, at, place)
        draft = ReferralDraft(kind, question, content, place)
        self.store.cases.sign(self.reference, draft, paper, by, at, case.version)


def _clinic(told: Mapping[str, Any]) -> Clinic:
    opening = {WEEK.index(day): OpeningHours(**hours) for day, hours in told["opening"].items()}
    return Clinic(**{**told, "opening": opening, "is_sample": True})


def _examination(told: Mapping[str, Any]) -> Examination:
    """All normal where it says so, then the exceptions."""
    normal = told.get("all_normal", False)
    items = {name: ExamItem(ExamState.NORMAL) for name in ITEMS} if normal else {}
    power = dict.fromkeys(_groups(), "5") if normal else {}
    exceptions = {
        name: ExamItem(ExamState(item["state"]), item.get("comment", ""))
        for name, item in told.get("items", {}).items()
    }
    return Examination(
        version=0,
        items=items | exceptions,
        power=power | dict(told.get("power", {})),
        summary=told.get("summary", ""),
        not_done_reason=told.get("not_done_reason", ""),
    )


def _groups() -> Iterator[str]:
    for group in POWER_GROUPS:
        yield from [group] if group in UNSIDED_GROUPS else [f"{side}-{group}" for side in POWER_SIDES]
