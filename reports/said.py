"""What a person said, as a note prints it.

Five things that look alike are printed as five different things: *No*, *Not sure*, *Not asked* (the
form had no reason to), *Not provided* (it asked, nothing came), *Not done* (the clinician did not
examine it). None of them is ever left blank. An answer that staff recorded on the telephone, or that
the patient put right, is printed after the first one, each with its date; neither replaces the other.
"""

from __future__ import annotations

from functools import cached_property

from intake.cases import SIGNS, CaseFile, IntakeKind
from intake.form import Answer
from intake.people import known_to_staff
from intake.questionnaire import Questionnaire, questionnaire
from intake.told import Told, Way, told
from reports.country import day, local_day, moment
from reports.note import Fact

YES = "Yes"
NO = "No"
NOT_SURE = "Not sure"
NOT_ASKED = "Not asked"
NOT_PROVIDED = "Not provided"
NOT_DONE = "Not done"

_BEFORE_THE_FORM = (IntakeKind.EMERGENCY, IntakeKind.UNDER_16)
_NOTHING = ("no", "none-of-these")
_WAYS = {
    Way.FORM: "patient",
    Way.CHECK: "patient, weekly check",
    Way.PUT_RIGHT: "changed by the patient",
    Way.TELEPHONE: "telephone",
}


def _plain(form: Questionnaire, link_id: str, one: Told) -> str:
    """The words; a *none* as *No*, a correction as the quotation that it is."""
    if one.way is Way.PUT_RIGHT:
        return f"“{one.words}”"
    nothing = {form.words(link_id, (code,)) for code in _NOTHING if code in form.questions[link_id].by_code}
    return NO if one.words in nothing else one.words


class Said:
    """The answers of one case, read question by question."""

    def __init__(self, case: CaseFile) -> None:
        self.case = case
        self.answers = case.answers
        self.form = questionnaire()

    @cached_property
    def asked(self) -> frozenset[str]:
        """The questions that the form had reason to ask; none where it stopped before it began.

        What staff entered with the invitation is not asked again.
        """
        if all(intake.kind in _BEFORE_THE_FORM for intake in self.case.intakes):
            return frozenset(self.answers)
        known = known_to_staff(self.case.patient) - self.answers.keys()
        return frozenset(question.link_id for question in self.form.asked(self.answers)) - known

    @cached_property
    def by_telephone(self) -> frozenset[str]:
        """The questions that staff asked on the telephone."""
        return frozenset(said.link_id for said in self.case.clarifications)

    def __call__(self, link_id: str) -> str:
        """One answer: its words, or which kind of nothing it is; with who and when where it was asked again."""
        if link_id not in self.by_telephone and link_id not in self.case.corrections and link_id != SIGNS:
            return self.stands(link_id)
        said = told(self.case, link_id, self.form)
        by_form = all(one.way is Way.FORM for one in said)
        if by_form and len(said) < 2:
            return self.stands(link_id)
        lines = "; ".join(self._line(link_id, one) for one in said)
        return lines if by_form or said[-1].way is Way.TELEPHONE else f"{self.stands(link_id)}. {lines}"

    def _line(self, link_id: str, one: Told) -> str:
        """One thing that was said, through whom and on which day; of an emergency sign at what time, in its words."""
        is_sign, clinic = link_id == SIGNS and one.way is not Way.PUT_RIGHT, self.case.clinic
        when = moment(one.at, clinic) if is_sign else day(local_day(one.at, clinic))
        who = ", ".join(filter(None, (_WAYS[one.way], one.who, when)))
        return f"{one.words} ({who})" if is_sign else f"{_plain(self.form, link_id, one)} ({who})"

    def worded(self, link_id: str, given: Answer | None) -> str:
        """The words of one answer, wherever it came from."""
        if not given:
            return NOT_PROVIDED if link_id in self.asked else NOT_ASKED
        codes = (given,) if isinstance(given, str) else given
        question = self.form.questions.get(link_id)
        if question is None:
            return ", ".join(codes)
        if question.choices and all(code in _NOTHING for code in codes):
            return NO
        return self.form.words(link_id, given)

    def stands(self, link_id: str) -> str:
        """The words of the answer in force alone, without who and when."""
        return self.worded(link_id, self.answers.get(link_id))

    @property
    def interpreter(self) -> str:
        """Which interpreter is needed; it is asked only where the clinic has not entered the patient's language."""
        language = self.case.patient.language
        if self.answers.get("interpreter") or "interpreter" in self.by_telephone or not language:
            return self("interpreter")
        return f"{NOT_ASKED} (language: {language})"

    @property
    def needs(self) -> str:
        """What help is needed: as the clinic entered it, else as the patient did."""
        return self.case.patient.needs or self("access-needs")

    def label(self, link_id: str) -> str:
        """What clinicians call the question."""
        question = self.form.questions.get(link_id)
        return question.label if question else link_id

    def fact(self, link_id: str, *details: str) -> Fact:
        """The question's label with its answer, and what was written beside it: `Yes: apixaban 5 mg`."""
        return Fact(self.label(link_id), self.with_detail(link_id, *details), self.stands(link_id) != NO)

    def with_detail(self, link_id: str, *details: str) -> str:
        """An answer with its follow-ups: after a yes those not provided are said, after anything else they are not."""
        answer, nothing = self(link_id), {NOT_ASKED} if self.stands(link_id) == YES else {NOT_ASKED, NOT_PROVIDED}
        if self.stands(link_id) == NO:
            return answer
        told = [self._detail(detail) for detail in details if self.stands(detail) not in nothing]
        return f"{answer}: {'; '.join(told)}" if told else answer

    def _detail(self, link_id: str) -> str:
        answer = self(link_id)
        return f"{self.label(link_id)}: {answer}" if answer in (NOT_PROVIDED, NOT_SURE) else answer

    def source(self) -> str:
        """Whose words, and when: the line below a quotation."""
        intake = self.case.filled_in
        how = {
            IntakeKind.SENT: "",
            IntakeKind.ABANDONED: ", on a form that was not sent",
            IntakeKind.EMERGENCY: ", at the emergency page",
            IntakeKind.UNDER_16: ", at the start of the form",
        }.get(intake.kind, "")
        typed = "".join(f". {line.removesuffix('.')}" for line in self.case.filled_in_by)
        return f"The patient, {day(local_day(intake.received_at, self.case.clinic))}{how}{typed}"

    def whose(self) -> str:
        """Whose answers stand below a heading, and whose hand typed them where it was not the patient's."""
        hands = dict.fromkeys(f.typist.hand_words for intake in self.case.intakes for f in intake.filled_in_by)
        return ", ".join(("Patient's answers", *filter(None, hands)))
