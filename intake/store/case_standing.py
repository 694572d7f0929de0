"""What a later answer must not undo: an emergency that was recorded, and a sign that no clinician has seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, select

from intake.cases import Clarification, Intake, answers_in_force
from intake.clocks import local
from intake.form import Answer
from intake.notices import NoticeKind
from intake.people import Clinic
from intake.questionnaire import questionnaire
from intake.since import joined
from intake.standing import Judgement
from intake.store.notices import end_notices, raise_notice
from intake.store.settings import the_clinic
from intake.store.tables import assessments, clarification_undos, clarifications, override_undos, overrides
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
    held = [made for made in _emergencies(work, reference) if made[0] not in asked_again]
    for link_id, codes in held:
        several = questionnaire().questions[link_id].type == "choices"
        answers[link_id] = joined(answers, {link_id: codes})[link_id] if several else codes[0]
    return answers


def _emergencies(work: Work, reference: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Question and codes of every answer that raised a row of the emergency level, and was not taken back since."""
    mine = select(assessments.c.content, assessments.c.at).where(assessments.c.reference == reference)
    slips = _taken_back(work, reference)
    for row in work.execute(mine.order_by(assessments.c.id)).mappings().all():
        for finding in Assessment.from_json(row["content"]).raised:
            if finding.row.urgency is Urgency.EMERGENCY:
                for link_id, codes in finding.because.items():
                    if not any(slip.made(link_id, codes, row["at"]) for slip in slips):
                        yield link_id, codes


@dataclass(frozen=True)
class _Slip:
    """A telephone answer that its author took back, and for how long it counted."""

    link_id: str
    codes: frozenset[str]
    recorded_at: datetime
    undone_at: datetime

    def made(self, link_id: str, codes: tuple[str, ...], at: datetime) -> bool:
        """Whether what an assessment of that moment rests on is this slip, and nothing more."""
        return link_id == self.link_id and set(codes) <= self.codes and self.recorded_at <= at < self.undone_at


def _taken_back(work: Work, reference: str) -> list[_Slip]:
    both = (
        select(clarifications, clarification_undos.c.at.label("undone_at"))
        .join(clarification_undos, clarification_undos.c.id == clarifications.c.id)
        .where(clarifications.c.reference == reference)
    )
    return [
        _Slip(row["link_id"], _codes(row["answer"]), row["at"], row["undone_at"])
        for row in work.execute(both).mappings()
    ]


def _codes(answer: str | list[str]) -> frozenset[str]:
    return frozenset((answer,) if isinstance(answer, str) else answer)


def take_back_what_did_not_know(work: Work, reference: str, judgement: Judgement, at: datetime) -> None:
    """Let the rules stand again where the patient says what raises a row above the urgency that a clinician set.

    The clinician judged what was known then. Nobody is looking when a patient's answers come in, so they must not
    wait behind that judgement; every step stays on record. What staff record themselves, they judge themselves.
    """
    standing = _standing(work, reference)
    if not standing or not _is_news_above(work, reference, judgement, standing[-1]):
        return
    for row in standing:
        work.keep(override_undos, id=row["id"], reference=reference, by_name=HOUSE, at=at)
    end_notices(work, reference, NoticeKind.LOOK_AGAIN, HOUSE, at, "The rules stand again.")


def point_out(work: Work, reference: str, judgement: Judgement, by: str, at: datetime) -> None:
    """Where a telephone answer raises the rules above the urgency that a clinician set: it waits to be looked at.

    Whoever records it judges it; but a number in a corner is not enough, so the case and the queue say so until the
    urgency is set again or somebody has seen to it.
    """
    standing = _standing(work, reference)
    if not standing or not _is_news_above(work, reference, judgement, standing[-1], since=standing[-1]["at"]):
        end_notices(work, reference, NoticeKind.LOOK_AGAIN, by, at, "Nothing new is above the urgency any more.")
    elif _is_news_above(work, reference, judgement, standing[-1]):
        end_notices(work, reference, NoticeKind.LOOK_AGAIN, by, at, "Something else has come up.")
        text = _above(judgement, standing[-1], the_clinic(work.connection))
        raise_notice(work, reference, NoticeKind.LOOK_AGAIN, HOUSE, at, text)


def _above(judgement: Judgement, override: RowMapping, clinic: Clinic) -> str:
    rules, set_to = judgement.assessment.urgency.step.word, Urgency(override["urgency"]).step.word
    when = local(override["at"], clinic)
    return f"Rules now: {rules}, above the {set_to} that {override['by_name']} set on {when:%d %b} at {when:%H:%M}."


def _is_news_above(
    work: Work, reference: str, judgement: Judgement, override: RowMapping, since: datetime | None = None
) -> bool:
    """Whether a row is raised now that was not before, or at that moment, above the urgency that a clinician set."""
    *_, last = _assessments(work, reference, since)
    known = {finding.row.id for finding in last.raised}
    news = [f.row.urgency.rank for f in judgement.assessment.raised if f.row.id not in known]
    return max(news, default=-1) > Urgency(override["urgency"]).rank


def _standing(work: Work, reference: str) -> Sequence[RowMapping]:
    """What clinicians have set and nobody has taken back, oldest first."""
    undone = select(override_undos.c.id).where(override_undos.c.reference == reference)
    mine = select(overrides).where(overrides.c.reference == reference, overrides.c.id.not_in(undone))
    return work.execute(mine.order_by(overrides.c.id)).mappings().all()


def _assessments(work: Work, reference: str, until: datetime | None = None) -> list[Assessment]:
    mine = select(assessments.c.content).where(assessments.c.reference == reference).order_by(assessments.c.id)
    mine = mine.where(assessments.c.at <= until) if until else mine
    return [Assessment.from_json(content) for content in work.execute(mine).scalars()]
