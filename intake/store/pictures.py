"""Photos and videos of a case: kept in the database, so that one backup holds all; removed with a reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import RowMapping, delete, insert, select

from intake import access
from intake.people import Account
from intake.pictures import Kept, PictureKind
from intake.plain_text import tidy
from intake.store.case_room import hold
from intake.store.database import Database
from intake.store.errors import ReasonNeeded, Refused
from intake.store.tables import picture_files, picture_removals, pictures

MOST = 12
"""So many may lie on one case at a time."""


class Pictures:
    """Adding, handing out and removing."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(
        self, reference: str, kind: str, media_type: str, content: bytes, remark: str, actor: Account, now: datetime
    ) -> int:
        """Keep a file that `picture_files.py` has looked at. Refused where there are too many already."""
        access.check_comment(actor)
        with self._db.write() as work:
            hold(work, reference, closed_too=True)
            there = select(picture_files.c.id).join(pictures, pictures.c.id == picture_files.c.id)
            if len(work.execute(there.where(pictures.c.reference == reference)).all()) >= MOST:
                raise Refused(f"There are {MOST} pictures on this case. Remove one that is not needed first.")
            number = work.keep(
                pictures,
                reference=reference,
                kind=kind,
                media_type=media_type,
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                remark=tidy(remark, 200),
                by_id=actor.id,
                by_name=actor.name,
                at=now,
            )
            work.execute(insert(picture_files).values(id=number, content=content))
            work.record(actor.name, f"added a {kind}", now, reference, account=actor.id)
        return number

    def file(self, reference: str, number: int) -> tuple[str, bytes] | None:
        """Media type and bytes; None where there is none, or it was removed."""
        mine = (
            select(pictures.c.media_type, picture_files.c.content)
            .join(picture_files, picture_files.c.id == pictures.c.id)
            .where(pictures.c.reference == reference, pictures.c.id == number)
        )
        with self._db.read() as connection:
            row = connection.execute(mine).first()
        return (row.media_type, bytes(row.content)) if row else None

    def remove(self, reference: str, number: int, why: str, actor: Account, now: datetime) -> None:
        """Take the bytes away for good. That there was one, who added it, and why it went, stays."""
        access.check_comment(actor)
        said = tidy(why)
        if not said:
            raise ReasonNeeded("Write why it is removed. It cannot be brought back.")
        with self._db.write() as work:
            hold(work, reference, closed_too=True)
            mine = select(pictures.c.kind).join(picture_files, picture_files.c.id == pictures.c.id)
            kind = work.execute(mine.where(pictures.c.reference == reference, pictures.c.id == number)).scalar()
            if kind is None:
                return
            work.execute(delete(picture_files).where(picture_files.c.id == number))
            work.keep(
                picture_removals, id=number, reference=reference, why=said, by_id=actor.id, by_name=actor.name, at=now
            )  # fmt: skip
            work.record(actor.name, f"removed a {kind}", now, reference, account=actor.id)


def pictures_of(rows: Iterable[RowMapping], removals: Iterable[RowMapping]) -> tuple[Kept, ...]:
    """What was added to a case, oldest first, without the bytes."""
    gone = {row["id"]: row for row in removals}
    return tuple(_kept(row, gone.get(row["id"])) for row in rows)


def _kept(row: RowMapping, gone: RowMapping | None) -> Kept:
    removed = (gone["by_name"], gone["why"]) if gone else ("", "")
    return Kept(row["id"], PictureKind(row["kind"]), row["remark"], row["by_name"], row["at"], *removed)
