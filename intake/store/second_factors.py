"""The second step: set up, asked for at sign-in, used once, taken away. The rules are in `intake/second_factor.py`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from intake import access, accounts
from intake import second_factor as rules
from intake.accounts import Refusal
from intake.people import Account
from intake.second_factor import SecondFactor
from intake.store.accounts import PEOPLE, account_of, address_key, welcome
from intake.store.database import Database
from intake.store.errors import NoSuchColleague
from intake.store.sessions import end_sessions
from intake.store.tables import accounts as people
from intake.store.tables import recovery_codes, second_factors, sign_in_failures
from intake.store.tokens import kept, new_recovery_code, new_secret
from intake.store.work import Work


class SecondFactors:
    """Everybody's second step. Secrets are kept as they are, as checking needs them; recovery codes are digests."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def read(self, account_id: str) -> SecondFactor:
        """Where it stands."""
        unused = select(func.count()).where(
            recovery_codes.c.account_id == account_id, recovery_codes.c.used_at.is_(None)
        )
        with self._db.read() as connection:
            since = connection.scalar(
                select(second_factors.c.confirmed_at).where(second_factors.c.account_id == account_id)
            )
            return SecondFactor(since, connection.scalar(unused) or 0)

    def begin(self, account: Account, now: datetime) -> str:
        """A new secret to scan. Nothing counts before a first code of it was typed; one that counts stays."""
        secret = new_secret()
        with self._db.write() as work:
            work.take_turn(_key(account.id))
            if not _confirmed(work, account.id):
                values = {"secret": secret, "made_at": now, "confirmed_at": None, "last_step": 0}
                work.upsert(second_factors, {"account_id": account.id}, values)
        return secret

    def pending(self, account_id: str) -> str | None:
        """The secret that was shown and not confirmed yet."""
        mine = (second_factors.c.account_id == account_id, second_factors.c.confirmed_at.is_(None))
        with self._db.read() as connection:
            found: str | None = connection.scalar(select(second_factors.c.secret).where(*mine))
        return found

    def confirm(self, account: Account, code: str, now: datetime) -> tuple[str, ...] | Refusal:
        """From now on a code is asked of this person; their recovery codes, to be shown once."""
        wait = self._reserve(account.id, now)
        if wait:
            return accounts.too_early(wait)
        secret = self.pending(account.id)
        step = rules.step_of(code, secret, now, 0) if secret else None
        if step is None:
            return rules.WRONG
        with self._db.write() as work:
            mine = (second_factors.c.account_id == account.id, second_factors.c.confirmed_at.is_(None))
            done = update(second_factors).where(*mine).values(confirmed_at=now, last_step=step)
            if not work.execute(done).rowcount:
                return rules.WRONG
            _forget_tries(work, account.id)
            codes = _new_codes(work, account.id)
            work.record(account.name, "set up a second step", now, account=account.id)
        return codes

    def new_codes(self, account: Account, now: datetime) -> tuple[str, ...]:
        """Other recovery codes in place of all that there were. Of two who ask together, one set counts."""
        with self._db.write() as work:
            work.take_turn(_key(account.id))
            codes = _new_codes(work, account.id)
            work.record(account.name, "made new recovery codes", now, account=account.id)
        return codes

    def check(self, account_id: str, code: str, now: datetime) -> Refusal | None:
        """Whether it is a code of theirs, used up from now on; None where it is, else what to say."""
        wait = self._reserve(account_id, now)
        if wait:
            return accounts.too_early(wait)
        with self._db.write() as work:
            how = _used_up(work, account_id, code, now)
            who = _name(work, account_id)
            if how:
                _forget_tries(work, account_id)
            work.record(who, how or "gave a wrong code", now, account=account_id)
        return None if how else rules.WRONG

    def sign_in(self, account_id: str, code: str, address: str, now: datetime) -> Account | Refusal:
        """The second step of signing in, from this address. Whoever was switched off meanwhile is refused."""
        refusal = self.check(account_id, code, now)
        if refusal:
            return refusal
        with self._db.write() as work:
            row = work.execute(PEOPLE.where(people.c.id == account_id, ~people.c.disabled)).mappings().first()
            if row is None:
                return accounts.WRONG
            welcome(work, account_of(row), address_key(address), now)
        return account_of(row)

    def turn_off(self, account: Account, now: datetime) -> None:
        """Their own second step goes. The page has asked for password and code."""
        with self._db.write() as work:
            remove_second_factor(work, account.id)
            work.record(account.name, "gave up the second step", now, account=account.id)

    def reset(self, account_id: str, actor: Account, now: datetime) -> None:
        """An administrator takes it away from somebody whose telephone is gone; their sessions end."""
        access.check_change_people(actor)
        with self._db.write() as work:
            name = _name(work, account_id)
            remove_second_factor(work, account_id)
            end_sessions(work, account_id, now)
            work.record(actor.name, f"reset the second step of {name}", now, account=account_id)

    def _reserve(self, account_id: str, now: datetime) -> int:
        """Count this code as wrong until it is right; seconds to wait (and nothing counted) if it is too early."""
        key = _key(account_id)
        with self._db.write() as work:
            work.take_turn(key)
            tries = work.execute(select(sign_in_failures.c.at).where(sign_in_failures.c.username_key == key))
            wait = rules.wait(tries.scalars(), now)
            if not wait:
                work.execute(insert(sign_in_failures).values(username_key=key, address_key="", at=now))
            return wait


def _key(account_id: str) -> str:
    """Under which wrong codes are counted: beside wrong passwords, and apart from them."""
    return kept(f"second step of {account_id}")


def _confirmed(work: Work, account_id: str) -> bool:
    mine = (second_factors.c.account_id == account_id, second_factors.c.confirmed_at.is_not(None))
    return bool(work.execute(select(func.count()).where(*mine)).scalar())


def _used_up(work: Work, account_id: str, code: str, now: datetime) -> str:
    """What was used, in words for the trail; empty where it is no code of theirs. Two who try together: one is in."""
    row = work.execute(
        select(second_factors.c.secret, second_factors.c.last_step).where(
            second_factors.c.account_id == account_id, second_factors.c.confirmed_at.is_not(None)
        )
    ).first()
    if row is None:
        return ""
    step = rules.step_of(code, row.secret, now, row.last_step)
    if step is not None:
        mine = (second_factors.c.account_id == account_id, second_factors.c.last_step < step)
        used = work.execute(update(second_factors).where(*mine).values(last_step=step)).rowcount
        return "gave a right code" if used else ""
    one = (
        recovery_codes.c.account_id == account_id,
        recovery_codes.c.code_hash == rules.recovery_hash(account_id, code),
        recovery_codes.c.used_at.is_(None),
    )
    return (
        "used a recovery code" if work.execute(update(recovery_codes).where(*one).values(used_at=now)).rowcount else ""
    )


def _new_codes(work: Work, account_id: str) -> tuple[str, ...]:
    codes = tuple(new_recovery_code() for _ in range(rules.RECOVERY_CODES))
    work.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))
    rows = [{"account_id": account_id, "code_hash": rules.recovery_hash(account_id, code)} for code in codes]
    work.execute(insert(recovery_codes).values(rows))
    return tuple(rules.grouped(code) for code in codes)


def remove_second_factor(work: Work, account_id: str) -> None:
    """Take it away, in a transaction that is already open."""
    for table in (recovery_codes, second_factors):
        work.execute(delete(table).where(table.c.account_id == account_id))
    _forget_tries(work, account_id)


def _forget_tries(work: Work, account_id: str) -> None:
    work.execute(delete(sign_in_failures).where(sign_in_failures.c.username_key == _key(account_id)))


def _name(work: Work, account_id: str) -> str:
    found = work.execute(select(people.c.name).where(people.c.id == account_id)).scalar()
    if found is None:
        raise NoSuchColleague
    return str(found)
