"""What arrives: an intake becomes a case, a second one joins it, a telephone answer adds to it.

The rules' result is worked out inside the transaction, from every answer that is in force then, so
that two arrivals at once cannot lose each other.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import RowMapping, insert, select, update

from intake import access
from intake.arrivals import ONCE, Arrival, Judge
from intake.cases import (
    AFTER_SENDING,
    UNDO_WITHIN,
    CaseFile,
    CaseState,
    Clarification,
    Intake,
    IntakeKind,
    answers_in_force,
    no_table_holds,
    nobody_assessed,
    steps_of,
)
from intake.people import Account
from intake.plain_text import tidy
from intake.standing import anything_open, stand
from intake.store.case_checks import follow_up, news_of, opens_again
from intake.store.case_files import clarifications_of, intakes_of, read_case
from intake.store.case_following import open_again
from intake.store.case_room import CaseRoom, change, hold, in_order, judged, keep_assessment, standing
from intake.store.case_standing import point_out, take_back_what_did_not_know, with_emergency
from intake.store.drafts import answers_of, drop_draft, is_unchanged, settle_draft
from intake.store.errors import NoSuchInvitation, ReasonNeeded, TooLateToTakeBack
from intake.store.settings import the_clinic
from intake.store.tables import cases, clarification_undos, clarifications, intakes, invitations
from intake.store.tokens import new_reference
from intake.store.typists import keep_filled_in
from intake.store.work import Work


class Arrivals(CaseRoom):
    """Receiving."""

    def receive(self, invitation_id: str, arrival: Arrival, judge: Judge, now: datetime) -> tuple[str, bool]:
        """The case's reference, and whether this arrival was new. The same arrival twice is one intake.

        For a draft that the patient has changed meanwhile: no reference, nothing is done, and the draft stays.
        """
        with self._db.write() as work:
            invitation = _invitation(work, invitation_id)
            earlier = _already(work, invitation_id, arrival)
            if not (earlier and arrival.kind in ONCE) and not _is_as_read(work, invitation_id, arrival, now):
                return "", False
            if earlier:
                return earlier, False
            reference = _take_in(work, invitation, arrival, judge)
            if arrival.kind in ONCE:
                drop_draft(work, invitation_id)
                sent = update(invitations).where(invitations.c.id == invitation_id)
                work.execute(sent.values(sent_at=arrival.received_at))
            work.record(
                "Twitchboard" if arrival.kind is IntakeKind.ABANDONED else "Patient",
                f"intake received ({arrival.kind})",
                now,
                reference,
                invitation=invitation_id,
            )
        return reference, True

    def clarify(
        self,
        reference: str,
        link_id: str,
        answer: str | tuple[str, ...],
        judge: Judge,
        actor: Account,
        now: datetime,
        version: int,
    ) -> CaseFile:
        """Record an answer given on the telephone, and the rules' new result with it."""
        access.check_clarify(actor)
        with self._db.write() as work:
            hold(work, reference, version=version)
            work.keep(
                clarifications,
                reference=reference,
                link_id=link_id,
                answer=answer,
                by_id=actor.id,
                by_name=actor.name,
                at=now,
            )
            _assess_again(work, reference, judge, actor, now)
            work.record(actor.name, "recorded a telephone answer", now, reference, account=actor.id)
            return read_case(work.connection, reference)

    def take_back(
        self, reference: str, number: str, reason: str, judge: Judge, actor: Account, now: datetime, version: int
    ) -> CaseFile:
        """Take back a telephone answer one has just recorded, with the reason; both stay on record.

        What others have said since, and what the patient said, counts as ever. Raises TooLateToTakeBack.
        """
        access.check_clarify(actor)
        why = tidy(reason, 500)
        if not why:
            raise ReasonNeeded("Say in a few words why you take the answer back.")
        with self._db.write() as work:
            hold(work, reference, version=version)
            _refuse_to_take_back(work, reference, number, actor, now)
            who = {"by_id": actor.id, "by_name": actor.name, "at": now}
            work.keep(clarification_undos, id=int(number), reference=reference, reason=why, **who)
            _assess_again(work, reference, judge, actor, now)
            work.record(actor.name, "took back a telephone answer", now, reference, account=actor.id)
            return read_case(work.connection, reference)


def _refuse_to_take_back(work: Work, reference: str, number: str, actor: Account, now: datetime) -> None:
    """Only its author may, within ten minutes, and once."""
    mine = (
        select(clarifications.c.at)
        .outerjoin(clarification_undos, clarification_undos.c.id == clarifications.c.id)
        .where(clarifications.c.id == int(number), clarifications.c.reference == reference)
        .where(clarifications.c.by_id == actor.id, clarification_undos.c.id.is_(None))
    )
    recorded_at = work.execute(mine).scalar()
    if recorded_at is None or now - recorded_at > UNDO_WITHIN:
        raise TooLateToTakeBack


def _assess_again(work: Work, reference: str, judge: Judge, actor: Account, now: datetime) -> None:
    """Ask the rules about everything that counts now, and keep what they say."""
    received, said = _of(work, reference)
    judgement = judge(with_emergency(work, reference, received, said), steps_of(received, said))
    point_out(work, reference, judgement, actor.name, now)
    keep_assessment(work, reference, judgement, now)
    values = judged(judgement) | standing(work, reference, the_clinic(work.connection))
    change(work, reference, actor.name, now, **values)


def _invitation(work: Work, invitation_id: str) -> RowMapping:
    query = select(invitations).where(invitations.c.id == invitation_id).with_for_update()
    row = work.execute(query).mappings().first()
    if row is None:
        raise NoSuchInvitation
    return row


def _is_as_read(work: Work, invitation_id: str, arrival: Arrival, now: datetime) -> bool:
    """Whether the draft that it is made of, if any, is still the one that was read. One left half-way is marked."""
    saved_at = arrival.draft_saved_at
    if saved_at is None:
        return True
    if arrival.kind is IntakeKind.ABANDONED:
        return settle_draft(work, invitation_id, saved_at, now)
    return is_unchanged(work, invitation_id, saved_at)


def _already(work: Work, invitation_id: str, arrival: Arrival) -> str | None:
    """The case of an arrival that is there already.

    A draft that was left adds nothing after everything was sent, nor where it says only what an
    earlier intake has said.
    """
    mine = work.execute(select(intakes).where(intakes.c.invitation_id == invitation_id)).mappings().all()
    same = [row for row in mine if (row["kind"], row["key"]) == (arrival.kind, arrival.key)]
    if arrival.kind is IntakeKind.ABANDONED:
        new = arrival.answers.items()
        same += [row for row in mine if row["kind"] in ONCE or new <= answers_of(row["answers"]).items()]
    return same[0]["reference"] if same else None


def _take_in(work: Work, invitation: RowMapping, arrival: Arrival, judge: Judge) -> str:
    case = work.execute(select(cases).where(cases.c.invitation_id == invitation["id"]).with_for_update())
    found = case.mappings().first()
    if found is None:
        return _new_case(work, invitation, arrival, judge)
    return _join(work, found, arrival, judge)


def _new_case(work: Work, invitation: RowMapping, arrival: Arrival, judge: Judge) -> str:
    judgement = judge(answers_in_force([_intake(arrival)], []), ())
    at, clinic = arrival.received_at, the_clinic(work.connection)
    found = judgement.assessment
    promised = no_table_holds(arrival.kind, graded=False)
    stands = stand([(at, found.urgency)], None, clinic, still_open=anything_open(found), first_look_promised=promised)
    nobody = nobody_assessed(arrival.kind, found.urgency, graded=False)
    reference = _unused_reference(work)
    work.execute(
        insert(cases).values(
            reference=reference,
            invitation_id=invitation["id"],
            patient_id=invitation["patient_id"],
            appointment_id=invitation["appointment_id"],
            state=CaseState.WAITING,
            kind=arrival.kind,
            received_at=at,
            version=1,
            changed_by="Patient",
            changed_at=at,
            **judged(judgement),
            **in_order(stands, found.strength, not_assessed=nobody),
        )
    )
    _keep_intake(work, reference, invitation["id"], arrival)
    keep_assessment(work, reference, judgement, at)
    follow_up(work, reference, arrival, judgement, "")
    return reference


def _join(work: Work, case: RowMapping, arrival: Arrival, judge: Judge) -> str:
    """A further intake of a case: everything said before still counts, and a closed case opens again for news."""
    reference, at = case["reference"], arrival.received_at
    before, said = _of(work, reference)
    news = news_of(answers_in_force(before, said), arrival)
    received = [*before, _intake(arrival)]
    judgement = judge(with_emergency(work, reference, received, said), steps_of(received, said))
    take_back_what_did_not_know(work, reference, judgement, at)
    _keep_intake(work, reference, case["invitation_id"], arrival)
    keep_assessment(work, reference, judgement, at)
    stays = arrival.kind in AFTER_SENDING or (
        arrival.kind is IntakeKind.ABANDONED and case["kind"] == IntakeKind.EMERGENCY
    )
    kind = case["kind"] if stays else arrival.kind
    values = judged(judgement) | standing(work, reference, the_clinic(work.connection), kind)
    if arrival.kind is not IntakeKind.CHECK or news:
        values["looked_at"] = None
    if case["closed_at"] and opens_again(arrival, news, the_clinic(work.connection), _sent_at(work, case)):
        open_again(work, reference, "", None, at, changed_by="Patient")
    change(work, reference, "Patient", at, kind=kind, **values)
    follow_up(work, reference, arrival, judgement, news)
    return str(reference)


def _sent_at(work: Work, case: RowMapping) -> datetime | None:
    mine = select(invitations.c.sent_at).where(invitations.c.id == case["invitation_id"])
    found: datetime | None = work.execute(mine).scalar()
    return found


def _of(work: Work, reference: str) -> tuple[tuple[Intake, ...], tuple[Clarification, ...]]:
    received = work.execute(select(intakes).where(intakes.c.reference == reference).order_by(intakes.c.id))
    said = work.execute(
        select(clarifications).where(clarifications.c.reference == reference).order_by(clarifications.c.id)
    )
    undone = work.execute(select(clarification_undos).where(clarification_undos.c.reference == reference))
    return intakes_of(received.mappings()), clarifications_of(said.mappings(), undone.mappings())


def _keep_intake(work: Work, reference: str, invitation_id: str, arrival: Arrival) -> None:
    intake_id = work.keep(
        intakes,
        reference=reference,
        invitation_id=invitation_id,
        kind=arrival.kind,
        key=arrival.key,
        answers=dict(arrival.answers),
        page_id=arrival.page_id,
        received_at=arrival.received_at,
        questionnaire_version=arrival.questionnaire_version,
    )
    keep_filled_in(work, (reference, invitation_id, intake_id), arrival)


def _intake(arrival: Arrival) -> Intake:
    return Intake("", arrival.kind, arrival.answers, arrival.received_at, arrival.questionnaire_version)


def _unused_reference(work: Work) -> str:
    while True:
        reference = new_reference()
        if not work.execute(select(cases.c.reference).where(cases.c.reference == reference)).first():
            return reference
