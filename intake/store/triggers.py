"""The statements that make a database refuse to change or remove what was written for good."""

from __future__ import annotations

from collections.abc import Iterable

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is kept as it was written: add a new record instead', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$
"""


def refusing_change(dialect: str, tables: Iterable[str]) -> list[str]:
    """SQL that makes each table refuse UPDATE and DELETE (and TRUNCATE, where there is one)."""
    if dialect == "postgresql":
        return [_POSTGRESQL_FUNCTION, *(sql for table in tables for sql in _postgresql(table))]
    return [_sqlite(table, verb) for table in tables for verb in ("UPDATE", "DELETE")]


def _postgresql(table: str) -> tuple[str, str]:
    return (
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    )


def _sqlite(table: str, verb: str) -> str:
    return (
        f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} BEGIN "
        f"SELECT RAISE(ABORT, '{table} is kept as it was written: add a new record instead'); END"
    )
