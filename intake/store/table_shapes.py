"""What many tables share: how constraints are named, keys, who did it and when."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Text

from intake.store.columns import Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def row_id() -> Column[str]:
    """A key made elsewhere and handed in."""
    return Column("id", String(32), primary_key=True)


def row_number() -> Column[int]:
    """A key that the database counts up."""
    return Column("id", Integer, primary_key=True, autoincrement=True)


def of_case() -> Column[str]:
    """The case that a record belongs to."""
    return Column("reference", String(16), ForeignKey("cases.reference"), nullable=False, index=True)


def by_whom() -> tuple[Column[str], Column[str]]:
    """Who did it: the account (None for the patient or the system), and the name as it was then."""
    return Column("by_id", String(32)), Column("by_name", Text, nullable=False)


def who_typed() -> tuple[Column[str], ...]:
    """Who typed for the patient: how, by what name, as their what, why, and with whose agreement."""
    return (
        Column("how", String(16), nullable=False),
        Column("name", Text, nullable=False),
        Column("relation", Text, nullable=False),
        Column("why", Text, nullable=False),
        Column("agreement", String(16), nullable=False),
        Column("account_id", String(32)),
    )


def moment_of() -> Column[object]:
    """When it was."""
    return Column("at", Moment, nullable=False)
