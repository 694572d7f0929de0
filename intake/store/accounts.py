"""Accounts: added, signed in, confirmed for a signature. Who may do what is changed in `colleagues.py`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, and_, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from intake import accounts as rules
from intake.accounts import Refusal, Try, UsernameTaken
from intake.people import Account, Role
from intake.plain_text import tidy, tidy_or_none
from intake.store.database import Database
from intake.store.errors import Refused
from intake.store.sessions import end_sessions
from intake.store.tables import accounts, known_addresses, second_factors, sign_in_failures
from intake.store.tokens import new_id
from intake.store.work import Work


class Accounts:
    """Everybody who signs in."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(
        self,
        username: str,
        name: str,
        role: Role,
        job_title: str,
        registration: str | None,
        password: str,
        actor_name: str,
        now: datetime,
        *,
        is_clinician: bool = True,
    ) -> Account:
        """Add somebody. Raises WeakPassword or UsernameTaken, each a sentence for the form."""
        account = new_account(username, name, Role(role), job_title, registration, is_clinician=is_clinician)
        rules.check_password(password, account.username)
        secret = rules.hashed(password)
        try:
            with self._db.write() as work:
                insert_account(work, account, secret, now)
                work.record(actor_name, f"added {account.name} as {account.role}", now, account=account.id)
        except IntegrityError:
            raise UsernameTaken(account.username) from None
        return account

    def read(self, account_id: str) -> Account | None:
        """One account."""
        with self._db.read() as connection:
            row = connection.execute(PEOPLE.where(accounts.c.id == account_id)).mappings().first()
        return account_of(row) if row else None

    def all(self) -> list[Account]:
        """Everybody, by name."""
        with self._db.read() as connection:
            return [account_of(row) for row in connection.execute(PEOPLE.order_by(accounts.c.name)).mappings()]

    def confirm(self, account_id: str, password: str) -> bool:
        """Whether it is this person's password: asked again before a signature."""
        with self._db.read() as connection:
            kept = connection.scalar(
                select(accounts.c.password_hash).where(accounts.c.id == account_id, ~accounts.c.disabled)
            )
        return rules.matches(password, kept)

    def confirm_slowly(self, account: Account, password: str, address: str, now: datetime) -> Refusal | None:
        """As `confirm`, for pages that change the account: guesses are counted and slowed as at sign-in."""
        name, here = _key(account.username), address_key(address)
        wait = self._reserve(name, here, now)
        if wait:
            return rules.too_early(wait)
        if not self.confirm(account.id, password):
            return rules.WRONG_PASSWORD
        with self._db.write() as work:
            work.execute(delete(sign_in_failures).where(_both(name, here)))
        return None

    def change_password(self, account_id: str, password: str, actor_name: str, now: datetime) -> None:
        """A new password; every session of that account ends."""
        found = self.read(account_id)
        if found is None:
            raise Refused("There is no such account. Look at the list of people.")
        rules.check_password(password, found.username)
        secret = rules.hashed(password)
        with self._db.write() as work:
            work.execute(update(accounts).where(accounts.c.id == account_id).values(password_hash=secret))
            end_sessions(work, account_id, now)
            work.record(actor_name, f"changed the password of {found.name}", now, account=account_id)

    def sign_in(self, username: str, password: str, address: str, now: datetime) -> Account | HalfIn | Refusal:
        """The account, HalfIn where a code is still to come, or a refusal that tells not which of the two is wrong."""
        name, here = rules.normal_username(tidy(username, 120)), address_key(address)
        wait = self._reserve(_key(name), here, now)
        if wait:
            return rules.too_early(wait)
        with self._db.read() as connection:
            row = connection.execute(PEOPLE.where(accounts.c.username == name)).mappings().first()
        kept = row["password_hash"] if row and not row["disabled"] else None
        if rules.matches(password, kept) and row:
            return self._let_in(account_of(row), here, now)
        if row:
            with self._db.write() as work:
                work.record(row["name"], "was refused at sign-in", now, account=row["id"])
        return rules.WRONG

    def came_in(self, account: Account, address: str, now: datetime) -> None:
        """Somebody is here without having typed a password at sign-in: who set up, who joined by a link."""
        with self._db.write() as work:
            welcome(work, account, address_key(address), now)

    def _let_in(self, account: Account, here: str, now: datetime) -> Account | HalfIn:
        with self._db.write() as work:
            if account.has_second_factor:
                work.record(account.name, "gave the right password", now, account=account.id)
                return HalfIn(account)
            welcome(work, account, here, now)
        return account

    def _reserve(self, name: str, here: str, now: datetime) -> int:
        """Count this try as failed until it succeeds; seconds to wait (and nothing counted) if it is too early."""
        with self._db.write() as work:
            work.take_turn("sign-in " + name)
            wait = rules.wait_seconds(_tries(work, name, here), now, known=_known(work, name, here))
            if not wait:
                work.execute(delete(sign_in_failures).where(sign_in_failures.c.at < now - timedelta(days=1)))
                work.execute(insert(sign_in_failures).values(username_key=name, address_key=here, at=now))
            return wait


@dataclass(frozen=True)
class HalfIn:
    """The password was right; the second step is still to come."""

    account: Account


def welcome(work: Work, account: Account, here: str, now: datetime) -> None:
    """Signed in from `here` (a digest): failed tries from there are forgotten, and it is known from now on."""
    work.execute(delete(sign_in_failures).where(_both(_key(account.username), here)))
    work.execute(
        update(accounts)
        .where(accounts.c.id == account.id)
        .values(signed_in_before_at=accounts.c.last_signed_in_at, last_signed_in_at=now)
    )
    mine = and_(known_addresses.c.account_id == account.id, known_addresses.c.address_key == here)
    if not work.execute(update(known_addresses).where(mine).values(last_at=now)).rowcount:
        work.upsert(known_addresses, {"account_id": account.id, "address_key": here}, {"last_at": now})
    work.record(account.name, "signed in", now, account=account.id)


def address_key(address: str) -> str:
    """Digest of what counts as one address."""
    return _key(rules.network(address))


def _key(value: str) -> str:
    """Digest under which a try is counted: what strangers type is not kept, it may be somebody's password."""
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()


def _both(name: str, here: str) -> ColumnElement[bool]:
    return and_(sign_in_failures.c.username_key == name, sign_in_failures.c.address_key == here)


def _tries(work: Work, name: str, here: str) -> list[Try]:
    failed = sign_in_failures.c
    recent = select(failed.username_key, failed.address_key, failed.at).where(
        or_(failed.username_key == name, failed.address_key == here)
    )
    return [Try(row.username_key == name, row.address_key == here, row.at) for row in work.execute(recent)]


def _known(work: Work, name: str, here: str) -> bool:
    """Whether an account of that name has signed in from there. Names are kept as digests, so compare those."""
    rows = work.execute(
        select(accounts.c.username)
        .join(known_addresses, known_addresses.c.account_id == accounts.c.id)
        .where(known_addresses.c.address_key == here)
    )
    return any(_key(row.username) == name for row in rows)


def new_account(
    username: str, name: str, role: Role, job_title: str, registration: str | None, *, is_clinician: bool
) -> Account:
    """Somebody new, with what was typed made tidy."""
    return Account(
        new_id(),
        rules.normal_username(tidy(username, 120)),
        tidy(name, 200),
        role,
        tidy(job_title, 200),
        tidy_or_none(registration, 100),
        is_clinician=is_clinician,
    )


def insert_account(work: Work, account: Account, password_hash: str, now: datetime) -> None:
    """Write somebody new."""
    given = {name: getattr(account, name) for name in _GIVEN}
    work.execute(insert(accounts).values(**given, password_hash=password_hash, created_at=now))


_GIVEN = ("id", "username", "name", "role", "job_title", "registration", "disabled", "is_clinician")
_READ = (*_GIVEN, "last_signed_in_at", "signed_in_before_at", "has_second_factor")

PEOPLE = select(accounts, second_factors.c.confirmed_at.is_not(None).label("has_second_factor")).outerjoin(
    second_factors, second_factors.c.account_id == accounts.c.id
)
"""Accounts with all that an `Account` holds."""


def account_of(row: RowMapping) -> Account:
    """The account of a row of `PEOPLE`."""
    return Account(**{name: row[name] for name in _READ} | {"role": Role(row["role"])})
