"""Everything that was said about one question, oldest first: on the form, in a weekly check, put right, by telephone.

Nothing that was said later takes the place of what was said before: a screen and a paper show them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intake.cases import AFTER_SENDING, SIGNS, CaseFile, Intake, IntakeKind
from intake.form import Answer
from intake.questionnaire import Questionnaire


class Way(StrEnum):
    """How it reached us."""

    FORM = "form"
    CHECK = "check"
    PUT_RIGHT = "put-right"
    TELEPHONE = "telephone"


@dataclass(frozen=True)
class Told:
    """One thing that was said: its words, how, through whom where it was not the patient's own hand, and when."""

    words: str
    way: Way
    who: str
    at: datetime


def told(case: CaseFile, link_id: str, form: Questionnaire) -> tuple[Told, ...]:
    """What was said about this question. A form that was sent twice counts as it came last.

    Of the emergency list everything counts: a sign stands though it was taken back, so both are shown.
    """
    forms = [i for i in case.intakes if i.kind not in AFTER_SENDING and i.answers.get(link_id)]
    typed = [_typed(i, link_id, Way.FORM, form) for i in forms]
    found = _each_once(typed) if link_id == SIGNS else typed[-1:]
    found += _checks(case, link_id, forms[-1].answers[link_id] if forms else None, form)
    found += [Told(n.text, Way.PUT_RIGHT, _hand(n.raised_by), n.raised_at) for n in case.corrections.get(link_id, ())]
    found += [
        Told(form.words(link_id, said.answer), Way.TELEPHONE, said.recorded_by, said.recorded_at)
        for said in case.clarifications
        if said.link_id == link_id
    ]
    return tuple(sorted(found, key=lambda one: one.at))


def _each_once(said: list[Told]) -> list[Told]:
    """Without what only says again what was said just before."""
    return [one for place, one in enumerate(said) if not place or one.words != said[place - 1].words]


def _checks(case: CaseFile, link_id: str, before: Answer | None, form: Questionnaire) -> list[Told]:
    """The weekly checks that say something else than the time before."""
    found: list[Told] = []
    for intake in case.intakes:
        given = intake.answers.get(link_id)
        if intake.kind is IntakeKind.CHECK and given and given != before:
            found.append(_typed(intake, link_id, Way.CHECK, form))
            before = given
    return found


def _typed(intake: Intake, link_id: str, way: Way, form: Questionnaire) -> Told:
    hand = next((f.typist.hand_words for f in intake.filled_in_by if link_id in f.link_ids), "")
    return Told(form.words(link_id, intake.answers[link_id]), way, hand, intake.received_at)


def _hand(raised_by: str) -> str:
    return "" if raised_by == "Patient" else raised_by
