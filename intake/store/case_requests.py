"""Requests: signed once, with the paper kept as it left. What becomes of them is in `case_follow.py`."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from intake import access, referral
from intake.cases import CaseState
from intake.following import first_chase_on
from intake.notices import NoticeKind
from intake.people import Account
from intake.plain_text import tidy
from intake.referral import FOR_THE_PATIENT, NoteKind, Referral
from intake.signing import ReferralDraft, SigningPlace
from intake.store import chain
from intake.store.case_files import read_case
from intake.store.case_following import show_chase
from intake.store.case_room import CaseRoom, change, hold
from intake.store.errors import CaseChanged, NotReady, Refused
from intake.store.notices import end_notices
from intake.store.settings import the_clinic
from intake.store.tables import audit_events, cases, referral_papers, referrals
from intake.store.work import Work


class Requests(CaseRoom):
    """Signing."""

    def signing_place(self, reference: str, kind: NoteKind, now: datetime) -> SigningPlace:
        """What the paper will carry of its own signing; hand it back in the draft that is signed."""
        with self._db.read() as connection:
            version = _newest_version(connection, reference, kind) + 1
            due_at = connection.scalar(select(cases.c.due_at).where(cases.c.reference == reference))
            chased = first_chase_on(kind, the_clinic(connection), now, due_at)
            return SigningPlace(version, chain.head(connection)[1], chased)

    def sign(
        self, reference: str, draft: ReferralDraft, pdf: bytes, actor: Account, now: datetime, version: int
    ) -> Referral:
        """Sign a request and keep its paper. Raises NotReady with what is still missing, CaseChanged when stale."""
        access.check_sign(actor)
        with self._db.write() as work:
            case = hold(work, reference, version=version)
            _check_ready(work, reference, draft)
            if draft.place.version != _newest_version(work.connection, reference, draft.kind) + 1:
                raise CaseChanged(case["changed_by"], case["changed_at"])
            _check_head(work, draft.place.trail_head)
            digest = hashlib.sha256(pdf).hexdigest()
            signed = _keep(work, reference, draft, digest, actor, now)
            work.execute(insert(referral_papers).values(id=signed, pdf=pdf))
            asked = {} if draft.kind in FOR_THE_PATIENT else {"state": CaseState.REQUESTED}
            change(work, reference, actor.name, now, **asked)
            show_chase(work, reference)
            again = f"Issued again, version {draft.place.version}."
            end_notices(work, reference, NoticeKind.BOUNCED, actor.name, now, again, about=draft.kind)
            work.record(
                actor.name, f"signed {draft.kind} version {draft.place.version}", now, reference,
                account=actor.id, pdf=digest,
            )  # fmt: skip
            return next(r for r in read_case(work.connection, reference).referrals if r.id == str(signed))


def _check_ready(work: Work, reference: str, draft: ReferralDraft) -> None:
    missing = referral.missing(draft.kind, read_case(work.connection, reference), draft.question, draft.chosen)
    if missing:
        raise NotReady(tuple(item.what for item in missing))


def _check_head(work: Work, head: str) -> None:
    """The head on the paper must be one that this trail had."""
    if work.head() == head:
        return
    if not work.execute(select(audit_events.c.position).where(audit_events.c.hash == head)).first():
        raise Refused("The document does not belong to this audit trail. Open the case again, then sign.")


def _keep(work: Work, reference: str, draft: ReferralDraft, pdf_sha256: str, actor: Account, now: datetime) -> int:
    return work.keep(
        referrals,
        reference=reference,
        kind=draft.kind,
        version=draft.place.version,
        question=tidy(draft.question),
        content=dict(draft.content),
        sha256=pdf_sha256,
        trail_head=draft.place.trail_head,
        by_id=actor.id,
        by_name=actor.name,
        by_role=actor.job_title,
        by_registration=actor.registration or "",
        at=now,
        chase_on=draft.place.chase_on,
        reissue_reason=tidy(draft.reissue_reason),
    )


def _newest_version(connection: Connection, reference: str, kind: NoteKind) -> int:
    of_kind = select(func.max(referrals.c.version)).where(
        referrals.c.reference == reference, referrals.c.kind == NoteKind(kind)
    )
    return connection.scalar(of_kind) or 0
