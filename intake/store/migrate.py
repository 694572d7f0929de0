"""Bringing a database up to date, and saying when it is not."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from intake.store.database import BUSY_SECONDS, Database, lock_timeout
from intake.store.errors import StoreUnavailable

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
MIGRATION_LOCK = 0x7477_6D67  # "twmg": several copies that start together migrate in turn


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@cache
def newest() -> str:
    """The revision that this program expects; read from the migrations once."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(database: Database) -> str | None:
    """The revision that the database has; None when it is empty."""
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database) -> None:
    """Bring the database up to date, in one transaction; several at once take turns."""
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    with database.write_in_turn() as work:
        if not database.is_sqlite:
            work.execute(text("SELECT pg_advisory_xact_lock(:key)").bindparams(key=MIGRATION_LOCK))
            # the turn is waited for; a change to a table that others read is not, or they would all wait behind it
            work.execute(text(f"SET LOCAL lock_timeout = '{lock_timeout(BUSY_SECONDS)}'"))
        found = MigrationContext.configure(work.connection).get_current_revision()
        if found is not None and found not in known:
            raise StoreUnavailable(_newer(database))
        if found != newest():
            command.upgrade(_config(work.connection), "head")


def problem(database: Database) -> str | None:
    """Why the database does not fit this program, as a sentence with the remedy; None when it fits."""
    found = current(database)
    if found == newest():
        return None
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is not None and found not in known:
        return _newer(database)
    state = "has no tables yet" if found is None else "is not up to date"
    return (
        f"The database at {database.where} {state}. Stop Twitchboard, run `python -m intake migrate`, "
        "then start it again."
    )


def _newer(database: Database) -> str:
    return (
        f"The database at {database.where} was written by a newer Twitchboard. Install that version, or restore "
        "the backup from before the update."
    )


def guarded_tables(connection: Connection) -> set[str]:
    """Tables that our triggers guard against every change: half a guard is none."""
    if connection.dialect.name == "sqlite":
        found = text(
            "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' "
            "AND name IN (tbl_name || '_refuses_update', tbl_name || '_refuses_delete') "
            "GROUP BY tbl_name HAVING count(*) = 2"
        )
    else:
        found = text(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname IN (c.relname || '_frozen', c.relname || '_kept') AND t.tgenabled IN ('O', 'A') "
            "GROUP BY c.relname HAVING count(*) = 2"
        )
    return set(connection.execute(found).scalars())
