"""What a patient puts right after sending, and what it adds to the answers. It opens and raises; it never lowers.

Nobody is looking when a correction comes in, so it is taken as it would be on the telephone by somebody careful: a
yes counts at once; words about a *no* make it *not sure*, which leaves its rows open and has somebody ring; a *no*
about a *yes* is shown beside it and takes nothing back. Free words are never read by the rules. What was sent stays
as it was. Only how to reach the patient, and what they allow, is theirs to change: there the newest answer counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from intake.form import NEVER, NOT_SURE, Answer, Answers, Question
from intake.questionnaire import Questionnaire
from intake.since import joined

THEIRS = frozenset(
    {
        "contact-telephone",
        "contact-message-ok",
        "interpreter",
        "access-needs",
        "address",
        "usual-doctor",
        "consent-share",
    }
)
"""Answers on which no rule hangs and which the patient decides alone, by link_id."""

MOST_A_DAY = 20
"""So many corrections are taken in on one day of the clinic, besides those that change an answer: a case stays
readable. Whoever has more to say rings."""


@dataclass(frozen=True)
class Correction:
    """What was put right. `about` is a link_id, empty for something that no question asks; `by` who typed, if another.

    `given` is the question answered again (None where only words were written), `words` are the patient's own.
    """

    about: str
    given: Answer | None = None
    words: str = ""
    by: str = ""

    def text(self, form: Questionnaire) -> str:
        """What they said, as staff read it: `Yes. Slurred since June`."""
        again = form.words(self.about, self.given) if self.given and self.about in form.questions else ""
        return ". ".join(part for part in (again, self.words) if part)


def adds(before: Answers, said: Correction, form: Questionnaire) -> dict[str, Answer]:
    """The answers that a correction brings; empty for one that no question takes. They join those before."""
    question = form.questions.get(said.about)
    if question is None:
        return {}
    if said.about in THEIRS:
        return _theirs(question, said)
    found = _brought(question, said)
    return found | _parents(before, found, question, form)


def changes(before: Answers, said: Correction, form: Questionnaire) -> bool:
    """Whether the rules would be asked about other answers than before; free words and what is said again are none."""
    brought = {link: given for link, given in adds(before, said, form).items() if link not in THEIRS}
    after = joined(before, brought)
    return any(after[link] != before.get(link) for link in brought)


def _theirs(question: Question, said: Correction) -> dict[str, Answer]:
    newest = said.given if question.choices else said.words
    return {said.about: newest} if newest else {}


def _brought(question: Question, said: Correction) -> dict[str, Answer]:
    """The answer given again; *not sure* where the answer says nothing and words say that there is something."""
    if not question.choices:
        return {}
    again = (said.given,) if isinstance(said.given, str) else said.given or ()
    if said.words and question.not_sure and not set(again) - NEVER:
        return {question.link_id: (NOT_SURE,) if question.type == "choices" else NOT_SURE}
    return {question.link_id: said.given} if said.given else {}


def _parents(before: Answers, found: Answers, question: Question, form: Questionnaire) -> dict[str, Answer]:
    """Where a follow-up was rightly not asked, what it hangs on is *not sure* now: else its answer would not count."""
    asked = {one.link_id for one in form.asked(joined(before, found))}
    if not found or question.ask_when is None or question.link_id in asked:
        return {}
    parents = (form.questions[link] for link in form.links_of(question.ask_when.names()))
    return {parent.link_id: NOT_SURE for parent in parents if parent.type == "yes-no" and parent.not_sure}


def opened(before: Answers, after: Answers, form: Questionnaire) -> tuple[str, ...]:
    """The follow-ups that a correction brings up and that are not answered yet, by link_id in the form's order."""
    earlier = {question.link_id for question in form.asked(before)}
    return tuple(q.link_id for q in form.asked(after) if q.choices and q.link_id not in earlier | after.keys())
