"""The tables of photos and videos: what was added, by whom; the file itself; and what was taken away again."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table, Text

from intake.store.table_shapes import by_whom, metadata, moment_of, of_case, row_number

pictures = Table(
    "pictures",
    metadata,
    row_number(),
    of_case(),
    Column("kind", String(16), nullable=False),
    Column("media_type", String(32), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("remark", Text, nullable=False),
    *by_whom(),
    moment_of(),
)

picture_files = Table(
    "picture_files",
    metadata,
    Column("id", Integer, ForeignKey("pictures.id"), primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)
"""The bytes. They go when the picture is removed; that there was one stays."""

picture_removals = Table(
    "picture_removals",
    metadata,
    Column("id", Integer, ForeignKey("pictures.id"), primary_key=True, autoincrement=False),
    of_case(),
    Column("why", Text, nullable=False),
    *by_whom(),
    moment_of(),
)
