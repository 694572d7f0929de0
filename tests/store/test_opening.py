"""Opening a database: what it needs, and what is said when it cannot be used."""

from __future__ import annotations

import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, select

from intake.store import Database, StoreUnavailable, open_store
from intake.store import database as databases
from intake.store import migrate as migrations
from intake.store.tables import FROZEN, metadata
from tests.store.conftest import CLINIC, NOW, run_sql

FULL = 2
"""SQLite's number for waiting until the disk has it."""


def test_the_migrations_make_exactly_the_tables_that_the_program_knows(url):
    open_store(url, migrate=True).close()
    database = Database(url)
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()


def test_what_is_saved_in_a_file_is_on_the_disk_before_anybody_is_told(written_as_in_production, tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'clinic.db'}")
    with database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == FULL
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    database.close()


def test_migrating_twice_changes_nothing(url):
    open_store(url, migrate=True).close()
    store = open_store(url, migrate=True)
    assert store.check() == []
    store.close()


def test_several_copies_that_start_together_migrate_in_turn(url):
    problems: list[BaseException] = []

    def start() -> None:
        try:
            open_store(url, migrate=True).close()
        except BaseException as problem:  # whatever it is, it is the finding
            problems.append(problem)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def test_a_copy_that_starts_waits_for_a_slow_migration_longer_than_for_a_saving(url, monkeypatch):
    monkeypatch.setattr(databases, "BUSY_SECONDS", 0.1)
    slow, begun, done, said = Database(url), threading.Event(), threading.Event(), []

    def migrate_slowly() -> None:
        with slow.write_in_turn() as work:
            if not slow.is_sqlite:
                work.execute(select(func.pg_advisory_xact_lock(migrations.MIGRATION_LOCK)))
            begun.set()
            done.wait(20)

    first = threading.Thread(target=migrate_slowly)
    second = threading.Thread(target=lambda: said.append(open_store(url, migrate=True).check()))
    first.start()
    assert begun.wait(20)
    second.start()
    second.join(1)  # five and more times what a saving waits
    assert second.is_alive(), "it waits"
    done.set()
    first.join()
    second.join()
    slow.close()
    assert said == [[]]


def test_a_saving_waits_no_longer_than_before_once_a_copy_has_migrated(url, monkeypatch):
    monkeypatch.setattr(databases, "BUSY_SECONDS", 0.1)
    database = Database(url)
    migrations.upgrade(database)
    with database.read() as connection:
        asked = "PRAGMA busy_timeout" if database.is_sqlite else "SHOW lock_timeout"
        assert str(connection.exec_driver_sql(asked).scalar()) == ("100" if database.is_sqlite else "200ms")
    database.close()


def test_a_new_file_that_several_open_at_the_same_moment_is_opened_by_all(tmp_path):
    problems: list[BaseException] = []

    def start(file: Path, together: threading.Barrier) -> None:
        try:
            database = Database(f"sqlite:///{file}")
            together.wait()
            with database.read() as connection:
                connection.exec_driver_sql("SELECT 1")
            database.close()
        except BaseException as problem:  # whatever it is, it is the finding
            problems.append(problem)

    for number in range(20):
        file, together = tmp_path / f"{number}.db", threading.Barrier(8)
        threads = [threading.Thread(target=start, args=(file, together)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert problems == []


def test_a_database_without_tables_is_refused_with_the_command_that_makes_them(url):
    Database(url).close()
    with pytest.raises(StoreUnavailable, match="python -m intake migrate"):
        open_store(url)


def test_a_database_of_a_newer_program_is_refused_and_not_touched(url):
    open_store(url, migrate=True).close()
    run_sql(url, "UPDATE alembic_version SET version_num = '9999'")
    for migrate in (False, True):
        with pytest.raises(StoreUnavailable, match="written by a newer Twitchboard"):
            open_store(url, migrate=migrate)


def test_a_table_that_goes_missing_while_running_is_a_sentence_not_a_traceback(store, ready_url):
    cascade = "" if ready_url.startswith("sqlite") else " CASCADE"
    run_sql(ready_url, f"DROP TABLE drafts{cascade}")
    with pytest.raises(StoreUnavailable, match=r"is not up to date.*python -m intake migrate"):
        store.drafts.read("anybody")


GUARDS = {
    "sqlite": ("intakes_refuses_update", "intakes_refuses_delete"),
    "postgresql": ("intakes_frozen", "intakes_kept"),
}


@pytest.mark.parametrize("place", [0, 1])
def test_check_names_tables_that_are_guarded_no_more_or_only_by_half(store, ready_url, kind, place):
    run_sql(ready_url, f"DROP TRIGGER {GUARDS[kind][place]}{'' if kind == 'sqlite' else ' ON intakes'}")
    assert ["intakes" in problem for problem in store.check()] == [True]


def test_every_frozen_table_is_guarded_from_the_first_migration_on(store, ready_url):
    database = Database(ready_url)
    with database.read() as connection:
        assert migrations.guarded_tables(connection) == {table.name for table in FROZEN}
    database.close()


def test_an_address_that_is_none_is_answered_with_one_that_would_do():
    with pytest.raises(StoreUnavailable, match=r"postgresql://user:password@host/name"):
        open_store("not an address")


def test_another_kind_of_database_is_refused_by_name():
    with pytest.raises(StoreUnavailable, match="SQLite or PostgreSQL, not in mysql"):
        open_store("mysql://root@localhost/clinic")


def test_a_server_that_does_not_answer_is_said_without_its_password():
    with pytest.raises(StoreUnavailable) as refused:
        open_store("postgresql://clinic:open-sesame@127.0.0.1:1/clinic")
    assert "cannot be reached" in str(refused.value)
    assert "clinic on 127.0.0.1" in str(refused.value)
    assert "open-sesame" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_no_file_is_made_by_looking(tmp_path):
    path = tmp_path / "nowhere" / "clinic.db"
    with pytest.raises(StoreUnavailable, match="There is no database at"):
        open_store(f"sqlite:///{path}")
    assert not path.parent.exists()


def test_the_file_is_for_its_owner_alone_and_keeps_a_write_ahead_log(tmp_path):
    path = tmp_path / "clinic.db"
    store = open_store(f"sqlite:///{path}", migrate=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.with_name("clinic.db-wal").exists()
    store.close()


def test_a_file_that_is_no_database_is_said(tmp_path):
    path = tmp_path / "clinic.db"
    path.write_text("these are not the tables you are looking for" * 100)
    with pytest.raises(StoreUnavailable, match=r"is not a database, or it is damaged. Restore it"):
        open_store(f"sqlite:///{path}", migrate=True)


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(StoreUnavailable, match=r"cannot be written. Check that its folder exists"):
        open_store(f"sqlite:///{tmp_path / 'data' / 'clinic.db'}", migrate=True)


def test_a_file_that_another_program_has_locked_is_said_and_nothing_is_lost(tmp_path):
    path = tmp_path / "clinic.db"
    store = open_store(f"sqlite:///{path}", migrate=True)
    store.settings.save_clinic(CLINIC, "Test", NOW)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match=r"is locked by another program. Nothing was saved."):
        store.audit.note("Test", "tried", None, NOW)
    assert store.settings.clinic() == CLINIC
    other.execute("ROLLBACK")
    other.close()
    store.audit.note("Test", "tried again", None, NOW)
    assert store.check() == []
    store.close()
