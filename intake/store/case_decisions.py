"""What a clinician decides: another urgency, and what was found on examination. New records, each time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import RowMapping, select

from intake import access
from intake.cases import EXAMINED, OVERRIDE_REASONS, UNDO_WITHIN, CaseFile
from intake.examination import Examination
from intake.notices import NoticeKind
from intake.people import Account
from intake.plain_text import tidy
from intake.store.case_files import read_case
from intake.store.case_room import CaseRoom, change, hold, standing
from intake.store.desk import EXAMINATION, drop_draft
from intake.store.errors import ExaminationChanged, ReasonNeeded, TooLateToUndo
from intake.store.notices import end_notices
from intake.store.settings import the_clinic
from intake.store.tables import examinations, override_undos, overrides
from intake.store.work import Work
from intake.urgency import Urgency


class Decisions(CaseRoom):
    """Overrides and examinations."""

    def override(
        self,
        reference: str,
        level: Urgency,
        reason: str,
        comment: str,
        actor: Account,
        now: datetime,
        version: int,
    ) -> CaseFile:
        """Set another urgency, with a coded reason; the rules' own result stays beside it for ever.

        Raises ReasonNeeded where it must be said in words too: clinical judgement, or findings that stand nowhere yet.
        """
        access.check_override(actor)
        said = tidy(comment)
        _check_reason(reason, said)
        with self._db.write() as work:
            hold(work, reference, version=version)
            _check_examined(work, reference, reason, said)
            work.keep(
                overrides,
                reference=reference,
                urgency=Urgency(level),
                reason=reason,
                comment=said,
                by_id=actor.id,
                by_name=actor.name,
                at=now,
            )
            end_notices(work, reference, NoticeKind.LOOK_AGAIN, actor.name, now, "The urgency was set again.")
            change(work, reference, actor.name, now, **standing(work, reference, the_clinic(work.connection)))
            work.record(actor.name, "set another urgency", now, reference, account=actor.id)
            return read_case(work.connection, reference)

    def undo_override(self, reference: str, actor: Account, now: datetime, version: int) -> CaseFile:
        """Take back the urgency one has just set, within ten minutes; both events stay on record."""
        access.check_override(actor)
        with self._db.write() as work:
            hold(work, reference, version=version)
            undone = select(override_undos.c.id)
            newest = select(overrides).where(overrides.c.reference == reference, overrides.c.id.not_in(undone))
            row = work.execute(newest.order_by(overrides.c.id.desc()).limit(1)).mappings().first()
            if row is None or row["by_id"] != actor.id or now - row["at"] > UNDO_WITHIN:
                raise TooLateToUndo
            work.keep(override_undos, id=row["id"], reference=reference, by_id=actor.id, by_name=actor.name, at=now)
            end_notices(work, reference, NoticeKind.LOOK_AGAIN, actor.name, now, "The urgency was taken back.")
            change(work, reference, actor.name, now, **standing(work, reference, the_clinic(work.connection)))
            work.record(actor.name, "took back the urgency", now, reference, account=actor.id)
            return read_case(work.connection, reference)

    def examine(
        self,
        reference: str,
        examination: Examination,
        actor: Account,
        now: datetime,
        version: int | None = None,
        *,
        after: int | None = None,
    ) -> CaseFile:
        """Record what was found, as the next version; who and when are the actor and now.

        `after` is the version of the examination that the writer has seen (0 for none): another one signed meanwhile
        is not passed over (ExaminationChanged), anything else that happened on the case is no hindrance. Amending
        what was found needs its reason.
        """
        access.check_examine(actor)
        with self._db.write() as work:
            hold(work, reference, version=version)
            last = _newest(work, reference)
            if after is not None and (last["version"] if last else 0) != after:
                raise ExaminationChanged(last["by_name"] if last else "Nobody", last["at"] if last else now)
            if last and not last["content"]["not_done_reason"] and not tidy(examination.amend_reason):
                raise ReasonNeeded("Write why the examination is amended. The earlier version stays.")
            work.keep(
                examinations,
                reference=reference,
                version=(last["version"] if last else 0) + 1,
                content=_content(examination),
                by_id=actor.id,
                by_name=actor.name,
                at=now,
            )
            drop_draft(work, reference, EXAMINATION, actor)
            change(work, reference, actor.name, now)
            work.record(actor.name, "recorded an examination", now, reference, account=actor.id)
            return read_case(work.connection, reference)


def _newest(work: Work, reference: str) -> RowMapping | None:
    mine = select(examinations).where(examinations.c.reference == reference)
    return work.execute(mine.order_by(examinations.c.version.desc()).limit(1)).mappings().first()


def _check_reason(reason: str, comment: str) -> None:
    if reason not in OVERRIDE_REASONS:
        raise ReasonNeeded("Choose the reason for another urgency from the list.")
    if reason == "clinical-judgement" and not comment:
        raise ReasonNeeded("Say in a few words why you set another urgency.")


def _check_examined(work: Work, reference: str, reason: str, comment: str) -> None:
    """Findings are what lowers or raises: where none is recorded, the words must say what was found."""
    last = _newest(work, reference)
    if reason == EXAMINED and not comment and (last is None or last["content"]["not_done_reason"]):
        raise ReasonNeeded(
            "No examination is recorded on this case. Write in the comment what you found, or record the examination "
            "first."
        )


def _content(examination: Examination) -> dict[str, object]:
    return {
        "items": {
            name: {"state": str(item.state), "comment": tidy(item.comment)} for name, item in examination.items.items()
        },
        "power": dict(examination.power),
        "summary": tidy(examination.summary),
        "not_done_reason": tidy(examination.not_done_reason),
        "amend_reason": tidy(examination.amend_reason),
    }
