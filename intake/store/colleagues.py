"""Who works here: colleagues let in by a link, their roles, and their way out. Each by an administrator, on record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from intake import access
from intake import accounts as rules
from intake.accounts import UsernameTaken
from intake.colleagues import VALID, ColleagueLink, Joining
from intake.people import Account, Role
from intake.plain_text import tidy
from intake.store.accounts import PEOPLE, account_of, insert_account, new_account
from intake.store.case_claims import release_every
from intake.store.database import Database
from intake.store.errors import LastAdministrator, LinkGone, NoSuchColleague, ReasonNeeded
from intake.store.second_factors import remove_second_factor
from intake.store.sessions import end_sessions
from intake.store.tables import accounts, colleague_links
from intake.store.tokens import kept, new_id, new_token
from intake.store.work import Work

RUNS = "Whoever runs Twitchboard"


class Colleagues:
    """The people of the clinic, as its administrators change them."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def invite(
        self, name: str, role: Role, actor: Account, now: datetime, *, is_clinician: bool = True
    ) -> tuple[ColleagueLink, str]:
        """A link for somebody new, and its token, which is shown once and kept nowhere."""
        access.check_change_people(actor)
        said = tidy(name, 200)
        if not said:
            raise ReasonNeeded("Enter the colleague's name.")
        with self._db.write() as work:
            link, token = _make(work, said, Role(role), is_clinician=is_clinician, by=actor.name, now=now)
            work.record(actor.name, f"invited {said} as {link.role}", now, link=link.id)
        return link, token

    def new_password(self, account_id: str, actor: Account, now: datetime) -> tuple[ColleagueLink, str]:
        """A link with which somebody who is here chooses another password. Links made before end."""
        access.check_change_people(actor)
        with self._db.write() as work:
            who = _hold(work, account_id)
            _withdraw(work, colleague_links.c.account_id == account_id, now)
            link, token = _make(
                work, who.name, who.role, is_clinician=who.is_clinician, by=actor.name, now=now, account_id=account_id
            )
            work.record(actor.name, f"let {who.name} choose a new password", now, account=account_id, link=link.id)
        return link, token

    def let_in(self, username: str, now: datetime) -> tuple[ColleagueLink, str]:
        """As `new_password`, for whoever runs the machine, where no administrator is left to ask.

        A second step goes too: it was on a telephone that may be gone.
        """
        with self._db.write() as work:
            found = select(accounts.c.id).where(
                accounts.c.username == rules.normal_username(username), ~accounts.c.disabled
            )
            who = _hold(work, str(work.execute(found).scalar() or ""))
            remove_second_factor(work, who.id)
            _withdraw(work, colleague_links.c.account_id == who.id, now)
            link, token = _make(
                work, who.name, who.role, is_clinician=who.is_clinician, by=RUNS, now=now, account_id=who.id
            )
            work.record(RUNS, f"let {who.name} in again, without the second step", now, account=who.id, link=link.id)
        return link, token

    def by_token(self, token: str, now: datetime) -> ColleagueLink | None:
        """The link behind a token while it can be used; None where it never was, was used, has ended or was taken back.

        A link for a new password ends with its account.
        """
        with self._db.read() as connection:
            row = connection.execute(_USABLE.where(_is(token), _in_force(now))).mappings().first()
        return _link(row) if row else None

    def outstanding(self, now: datetime) -> list[ColleagueLink]:
        """Links that can still be used, newest first."""
        with self._db.read() as connection:
            rows = connection.execute(_USABLE.where(_in_force(now)).order_by(colleague_links.c.made_at.desc()))
            return [_link(row) for row in rows.mappings()]

    def withdraw(self, link_id: str, actor: Account, now: datetime) -> None:
        """Take a link back."""
        access.check_change_people(actor)
        with self._db.write() as work:
            if _withdraw(work, colleague_links.c.id == link_id, now):
                work.record(actor.name, "took back a colleague's link", now, link=link_id)

    def join(self, token: str, joining: Joining, now: datetime) -> Account:
        """Somebody new is here, with the link's role. Raises LinkGone, WeakPassword or UsernameTaken."""
        link = self.by_token(token, now)
        if link is None or link.account_id:
            raise LinkGone
        who = new_account(
            joining.username, joining.name, link.role, joining.job_title, joining.registration,
            is_clinician=link.is_clinician,
        )  # fmt: skip
        rules.check_password(joining.password, who.username)
        secret = rules.hashed(joining.password)
        try:
            with self._db.write() as work:
                _use(work, token, now)
                insert_account(work, who, secret, now)
                work.record(who.name, f"joined as {who.role}", now, account=who.id, link=link.id)
        except IntegrityError:
            raise UsernameTaken(who.username) from None
        return who

    def choose_password(self, token: str, password: str, now: datetime) -> Account:
        """Another password for whom the link is; their sessions end. Raises LinkGone or WeakPassword."""
        link = self.by_token(token, now)
        if link is None or link.account_id is None:
            raise LinkGone
        with self._db.read() as connection:
            who = account_of(connection.execute(PEOPLE.where(accounts.c.id == link.account_id)).mappings().one())
        rules.check_password(password, who.username)
        secret = rules.hashed(password)
        with self._db.write() as work:
            _use(work, token, now)
            work.execute(update(accounts).where(accounts.c.id == who.id).values(password_hash=secret))
            end_sessions(work, who.id, now)
            work.record(who.name, "chose a new password by a link", now, account=who.id, link=link.id)
        return who

    def change_role(
        self, account_id: str, role: Role, actor: Account, now: datetime, *, is_clinician: bool = True
    ) -> None:
        """Another role: their sessions end, and cases that they may no longer hold are released.

        Whoever may let people in no more leaves no link behind that still does.
        """
        access.check_change_people(actor)
        with self._db.write() as work:
            who = _hold(work, account_id)
            work.execute(
                update(accounts).where(accounts.c.id == account_id).values(role=Role(role), is_clinician=is_clinician)
            )
            _keep_an_administrator(work)
            end_sessions(work, account_id, now)
            work.record(actor.name, f"changed {who.name} from {who.role} to {Role(role)}", now, account=account_id)
            if not access.can_change_people(_read(work, account_id)):
                _withdraw(work, colleague_links.c.made_by == who.name, now)
            if not access.can_claim(_read(work, account_id)):
                release_every(work, account_id, actor, now)

    def switch_off(self, account_id: str, actor: Account, now: datetime) -> None:
        """Let somebody sign in no more. Sessions end, and links for them and by them; cases are released.

        What they signed stays theirs.
        """
        access.check_change_people(actor)
        with self._db.write() as work:
            who = _hold(work, account_id)
            work.execute(update(accounts).where(accounts.c.id == account_id).values(disabled=True))
            _keep_an_administrator(work)
            end_sessions(work, account_id, now)
            theirs = (colleague_links.c.account_id == account_id) | (colleague_links.c.made_by == who.name)
            _withdraw(work, theirs, now)
            work.record(actor.name, f"switched off {who.name}", now, account=account_id)
            release_every(work, account_id, actor, now)

    def switch_on(self, account_id: str, actor: Account, now: datetime) -> None:
        """Let somebody sign in again, with the password and second step that they had."""
        access.check_change_people(actor)
        with self._db.write() as work:
            who = _hold(work, account_id)
            work.execute(update(accounts).where(accounts.c.id == account_id).values(disabled=False))
            work.record(actor.name, f"switched {who.name} on again", now, account=account_id)


_USABLE = select(colleague_links).outerjoin(accounts, accounts.c.id == colleague_links.c.account_id)


def _is(token: str) -> ColumnElement[bool]:
    return colleague_links.c.token_hash == kept(token)


def _in_force(now: datetime) -> ColumnElement[bool]:
    links = colleague_links.c
    return (
        links.used_at.is_(None)
        & links.withdrawn_at.is_(None)
        & (links.expires_at > now)
        & func.coalesce(~accounts.c.disabled, True)
    )


def _make(
    work: Work,
    name: str,
    role: Role,
    *,
    is_clinician: bool,
    by: str,
    now: datetime,
    account_id: str | None = None,
) -> tuple[ColleagueLink, str]:
    token = new_token(work.connection)
    link = ColleagueLink(new_id(), name, role, is_clinician, now, by, now + VALID, account_id)
    work.execute(insert(colleague_links).values(token_hash=kept(token), **vars(link)))
    return link, token


def _link(row: RowMapping) -> ColleagueLink:
    return ColleagueLink(
        row["id"], row["name"], Role(row["role"]), row["is_clinician"], row["made_at"], row["made_by"],
        row["expires_at"], row["account_id"],
    )  # fmt: skip


def _use(work: Work, token: str, now: datetime) -> None:
    """Used, by one of those who try at the same moment."""
    still = _is(token) & colleague_links.c.used_at.is_(None) & colleague_links.c.withdrawn_at.is_(None)
    if not work.execute(update(colleague_links).where(still).values(used_at=now)).rowcount:
        raise LinkGone


def _withdraw(work: Work, which: ColumnElement[bool], now: datetime) -> int:
    unused = which & colleague_links.c.used_at.is_(None) & colleague_links.c.withdrawn_at.is_(None)
    return work.execute(update(colleague_links).where(unused).values(withdrawn_at=now)).rowcount


def _read(work: Work, account_id: str) -> Account:
    row = work.execute(PEOPLE.where(accounts.c.id == account_id)).mappings().first()
    if row is None:
        raise NoSuchColleague
    return account_of(row)


def _hold(work: Work, account_id: str) -> Account:
    """Somebody, and one change of people at a time: two administrators cannot switch off each other."""
    work.take_turn("people")
    return _read(work, account_id)


def _keep_an_administrator(work: Work) -> None:
    left = select(func.count()).select_from(accounts).where(accounts.c.role == Role.ADMIN, ~accounts.c.disabled)
    if not work.execute(left).scalar():
        raise LastAdministrator
