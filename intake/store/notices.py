"""Notices on a case: raised by a patient or by the calendar, ended by somebody, and never changed in between."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import RowMapping, select, update

from intake.notices import Notice, NoticeKind
from intake.store.tables import cases, notice_ends, notices
from intake.store.work import Work


def raise_notice(
    work: Work, reference: str, kind: NoticeKind, by: str, now: datetime, text: str = "", about: str = ""
) -> None:
    """Add a notice to the case's records and to what the queue shows."""
    work.keep(notices, reference=reference, kind=kind, text=text, about=about, by_name=by, at=now)
    show_open(work, reference)


def end_notices(
    work: Work, reference: str, kind: NoticeKind, by: str, now: datetime, outcome: str, *, about: str | None = None
) -> None:
    """End every open notice of that kind; with `about`, of that subject alone."""
    for row in _open(work, reference):
        if row["kind"] == kind and about in (None, row["about"]):
            end_notice(work, reference, row["id"], None, by, now, outcome)


def end_notice(
    work: Work, reference: str, number: int, by_id: str | None, by: str, now: datetime, outcome: str
) -> None:
    """End one notice, with who did it and what came of it."""
    work.keep(notice_ends, id=number, reference=reference, outcome=outcome, by_id=by_id, by_name=by, at=now)
    show_open(work, reference)


def is_open(work: Work, reference: str, number: int) -> bool:
    """Whether this notice of this case still stands."""
    return any(row["id"] == number for row in _open(work, reference))


def has_open(work: Work, reference: str, kind: NoticeKind) -> bool:
    """Whether a notice of that kind still stands."""
    return any(row["kind"] == kind for row in _open(work, reference))


def waits(work: Work, reference: str, kind: NoticeKind, text: str, about: str) -> bool:
    """Whether the very same notice still stands."""
    return any((row["kind"], row["text"], row["about"]) == (kind, text, about) for row in _open(work, reference))


def show_open(work: Work, reference: str) -> None:
    """Put the kinds that still stand into the case's row, where the queue reads them. Nobody's work gets stale."""
    kinds = tuple(dict.fromkeys(row["kind"] for row in _open(work, reference)))
    work.execute(update(cases).where(cases.c.reference == reference).values(notices=kinds))


def _open(work: Work, reference: str) -> list[RowMapping]:
    standing = (
        select(notices)
        .outerjoin(notice_ends, notice_ends.c.id == notices.c.id)
        .where(notices.c.reference == reference, notice_ends.c.id.is_(None))
        .order_by(notices.c.id)
    )
    return list(work.execute(standing).mappings().all())


def notices_of(rows: Iterable[RowMapping], ends: Iterable[RowMapping]) -> tuple[Notice, ...]:
    """Notices as values, each with how it ended, if it has."""
    ended = {row["id"]: row for row in ends}
    return tuple(_notice(row, ended.get(row["id"])) for row in rows)


def _notice(row: RowMapping, end: RowMapping | None) -> Notice:
    raised = Notice(str(row["id"]), NoticeKind(row["kind"]), row["text"], row["about"], row["by_name"], row["at"])
    if end is None:
        return raised
    return Notice(**{**vars(raised), "ended_by": end["by_name"], "ended_at": end["at"], "outcome": end["outcome"]})
