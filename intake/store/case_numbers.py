"""The numbers to ring: as the patient gave them, else as staff entered them; in every list as on the case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, select

from intake.cases import answers_in_force
from intake.store.case_files import clarifications_of, intakes_of
from intake.store.tables import clarification_undos, clarifications, intakes

RING = "contact-telephone"


def numbers_of(connection: Connection, references: Sequence[str]) -> dict[str, str]:
    """By reference the number that the patient gave to be rung on, as the case shows it; by the index of references.

    Whoever gave none is left out.
    """
    if not references:
        return {}
    received, said, undone = (_by_case(connection, table, references) for table in _TABLES)
    found: dict[str, str] = {}
    for reference, rows in received.items():
        answers = answers_in_force(intakes_of(rows), clarifications_of(said[reference], undone[reference]))
        if isinstance(number := answers.get(RING), str) and number:
            found[reference] = number
    return found


def numbers_to_ring(connection: Connection, rows: Sequence[RowMapping]) -> dict[str, str]:
    """By reference the number that the case shows; a row has a `reference` and the `telephone` that staff entered."""
    on_record = {row["reference"]: row["telephone"] for row in rows if row["telephone"]}
    return on_record | numbers_of(connection, tuple({row["reference"] for row in rows}))


_TABLES = (intakes, clarifications, clarification_undos)


def _by_case(connection: Connection, table: Table, references: Sequence[str]) -> defaultdict[str, list[RowMapping]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(
        select(table).where(table.c.reference.in_(references)).order_by(table.c.id)
    ).mappings():
        found[row["reference"]].append(row)
    return found
