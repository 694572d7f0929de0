"""What a later answer must not undo: an emergency that was recorded, and a sign that no clinician has seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import RowMapping, select

from intake.cases import Clarification, Intake, answers_in_force
from intake.form import Answer
from intake.questionnaire import questionnaire
from intake.since import joined
from intake.standing import Judgement
from intake.store.tables import assessments, override_undos, overrides
from intake.store.work import Work
from intake.triage import Assessment
from intake.urgency import Urgency

HOUSE = "Twitchboard"


def with_emergency(
    work: Work, reference: str, intakes: Sequence[Intake], said: Sequence[Clarification]
) -> dict[str, Answer]:
    """The answers in force, with those that once made an emergency as they were then.

    Whoever was told to call may change an answer afterwards; that is shown, and it lowers nothing. Only staff do:
    by another urgency, or by asking that question again.
    """
    answers = answers_in_force(intakes, said)
    asked_again = {spoken.link_id for spoken in said}
    held = [made for made in _emergencies(_assessments(work, reference)) if made[0] not in asked_again]
    for link_id, codes in held:
        several = questionnaire().questions[link_id].type == "choices"
        answers[link_id] = joined(answers, {link_id: codes})[link_id] if several else codes[0]
    return answers


def _emergencies(found: Iterable[Assessment]) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Question and codes of every answer that raised a row of the emergency level."""
    for assessment in found:
        for finding in assessment.raised:
            if finding.row.urgency is Urgency.EMERGENCY:
                yield from finding.because.items()


def take_back_what_did_not_know(work: Work, reference: str, judgement: Judgement, at: datetime) -> None:
    """Let the rules stand again where the patient says what raises a row above the urgency that a clinician set.

    The clinician judged what was known then. Nobody is looking when a patient's answers come in, so they must not
    wait behind that judgement; every step stays on record. What staff record themselves, they judge themselves.
    """
    standing = _standing(work, reference)
    if not standing:
        return
    *_, last = _assessments(work, reference)
    known = {finding.row.id for finding in last.raised}
    news = [f.row.urgency.rank for f in judgement.assessment.raised if f.row.id not in known]
    if max(news, default=-1) <= Urgency(standing[-1]["urgency"]).rank:
        return
    for row in standing:
        work.keep(override_undos, id=row["id"], reference=reference, by_name=HOUSE, at=at)


def _standing(work: Work, reference: str) -> Sequence[RowMapping]:
    """What clinicians have set and nobody has taken back, oldest first."""
    undone = select(override_undos.c.id).where(override_undos.c.reference == reference)
    mine = select(overrides).where(overrides.c.reference == reference, overrides.c.id.not_in(undone))
    return work.execute(mine.order_by(overrides.c.id)).mappings().all()


def _assessments(work: Work, reference: str) -> list[Assessment]:
    mine = select(assessments.c.content).where(assessments.c.reference == reference).order_by(assessments.c.id)
    return [Assessment.from_json(content) for content in work.execute(mine).scalars()]
