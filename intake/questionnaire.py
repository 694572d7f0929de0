"""The form, declared once in `questionnaire.toml`: what is asked, when, and how an answer is read.

Answers are a mapping from `link_id` to a code (yes/no questions and single choices), a tuple of
codes (several choices), or a string (text, dates and numbers as the patient means them). A key
that is absent is *not provided*; a question that was rightly not asked has no key either, and
`Questionnaire.is_settled_no` tells the two apart.

`intake/declaration.py` reads the file; `intake/answers.py` checks and words single answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from intake.answers import problem_of, read_answers, words_of
from intake.conditions import BadDeclaration, Compiled, Known, any_of, compile_condition, nearest
from intake.declaration import read_declaration
from intake.form import (
    NEVER,
    Answer,
    Answers,
    Choice,
    EmergencyLine,
    Page,
    Predicate,
    Problem,
    Question,
    UnknownAnswer,
)
from intake.reading import QuestionReader, Reader

__all__ = [
    "Answer",
    "Answers",
    "Choice",
    "EmergencyLine",
    "Page",
    "Predicate",
    "Problem",
    "Question",
    "Questionnaire",
    "UnknownAnswer",
    "load",
    "questionnaire",
]

DEFAULT = Path(__file__).with_name("questionnaire.toml")


@dataclass(frozen=True, eq=False)
class Questionnaire:
    """The declared form. Questions run in the order in which they are asked, parents first."""

    version: str
    pages: tuple[Page, ...]
    predicates: dict[str, Predicate] = field(default_factory=dict)
    emergency_lines: tuple[EmergencyLine, ...] = ()

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question by its link_id."""
        return {question.link_id: question for page in self.pages for question in page.questions}

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections in order, each once."""
        return tuple(dict.fromkeys(page.section for page in self.pages))

    def page(self, page_id: str) -> Page:
        """The page with this id; KeyError if there is none."""
        return next((page for page in self.pages if page.id == page_id), None) or _no_page(page_id)

    # --- What is to be asked -----------------------------------------------------------------------

    def asked(self, answers: Answers) -> tuple[Question, ...]:
        """What is to be asked now: a follow-up once its parent is answered yes or not sure."""
        return tuple(self._walk(answers, absent_may_be_yes=False))

    def asked_pages(self, answers: Answers) -> tuple[Page, ...]:
        """The pages on which something is to be asked now, each with only those questions."""
        asked = {question.link_id for question in self.asked(answers)}
        trimmed = (
            Page(page.id, page.section, page.heading, tuple(q for q in page.questions if q.link_id in asked))
            for page in self.pages
        )
        return tuple(page for page in trimmed if page.questions)

    def settle(self, answers: Answers) -> dict[str, Answer]:
        """The answers without those to questions whose parent now rules them out."""
        kept = {question.link_id for question in self._walk(answers, absent_may_be_yes=True)}
        return {
            link_id: given for link_id, given in answers.items() if link_id in kept or link_id not in self.questions
        }

    def is_settled_no(self, link_id: str, answers: Answers) -> bool:
        """Rightly not asked, because the question it hangs on was answered no."""
        condition = self.ask_when.get(link_id)
        if condition is None or link_id in answers:
            return False
        return not condition.holds(self.known(answers).possible)

    def _walk(self, answers: Answers, *, absent_may_be_yes: bool) -> Iterator[Question]:
        """Questions in order, skipping those whose parents rule them out; their answers do not count."""
        possible = 0
        for question in self.questions.values():
            link_id = question.link_id
            condition, reader = self.ask_when.get(link_id), self.readers.get(link_id)
            if condition and not condition.holds(possible):
                continue
            given = answers.get(link_id)
            if question.by_staff and not given:
                continue
            if reader and given:
                possible |= reader.bits_of(given)[1]
            elif reader and absent_may_be_yes:
                possible |= reader.every
            yield question

    # --- What is known -----------------------------------------------------------------------------

    def known(self, answers: Answers) -> Known:
        """What the answers say, over every question that has choices."""
        return self._read(answers)

    def reader(self, link_ids: Iterable[str]) -> Reader:
        """Reads the answers to these questions only, and those on which their being asked hangs."""
        wanted = set(link_ids)
        for question in reversed(self.questions.values()):
            if question.link_id in wanted and question.ask_when:
                wanted.update(self.links_of(question.ask_when.names()))
        return Reader((reader for link_id, reader in self.readers.items() if link_id in wanted), self.width)

    @cached_property
    def width(self) -> int:
        """How many bits the answers of this form take."""
        return max(bit for codes in self.code_bits.values() for bit in codes.values()).bit_length()

    @cached_property
    def _read(self) -> Reader:
        return self.reader(self.readers)

    @cached_property
    def readers(self) -> dict[str, QuestionReader]:
        """One for each question that has choices, in the order in which they are asked."""
        conditions = self.ask_when
        return {link: QuestionReader(link, codes, conditions.get(link)) for link, codes in self.code_bits.items()}

    @cached_property
    def code_bits(self) -> dict[str, dict[str, int]]:
        """A bit for each code that says something is there, by link_id and code."""
        bits: dict[str, dict[str, int]] = {}
        place = 0
        for question in self.questions.values():
            for choice in question.choices:
                if choice.code not in NEVER:
                    bits.setdefault(question.link_id, {})[choice.code] = 1 << place
                    place += 1
        return bits

    def codes_in(self, bits: int) -> dict[str, tuple[str, ...]]:
        """The codes of these bits by link_id, in the order of the form."""
        found: dict[str, tuple[str, ...]] = {}
        while bits:
            lowest = bits & -bits
            link_id, code = self._of_bit[lowest]
            found[link_id] = (*found.get(link_id, ()), code)
            bits ^= lowest
        return found

    def links_in(self, bits: int) -> tuple[str, ...]:
        """The questions to which these bits belong, in the order of the form."""
        return tuple([link_id for link_id, every in self._own_bits if every & bits])

    @cached_property
    def _of_bit(self) -> dict[int, tuple[str, str]]:
        return {bit: (link_id, code) for link_id, codes in self.code_bits.items() for code, bit in codes.items()}

    @cached_property
    def _own_bits(self) -> tuple[tuple[str, int], ...]:
        return tuple((link_id, sum(codes.values())) for link_id, codes in self.code_bits.items())

    def meaning(self, name: str) -> Compiled:
        """What a name of the grammar means. Raises BadDeclaration for an unknown one."""
        if name not in self._meanings:
            self._meanings[name] = self._meaning(name)
        return self._meanings[name]

    @cached_property
    def _meanings(self) -> dict[str, Compiled]:
        return {}

    def _meaning(self, name: str) -> Compiled:
        if name in self.predicates:
            return compile_condition(self.predicates[name].when, self.meaning)
        link_id, _, code = name.partition("=")
        codes = self.code_bits.get(link_id)
        if codes is None:
            raise BadDeclaration(
                f'no question or predicate "{link_id}"{nearest(link_id, [*self.code_bits, *self.predicates])}'
            )
        wanted = code or "yes"
        choices = self.questions[link_id].choices
        mask = sum(codes.get(c.code, 0) for c in choices if wanted in (c.code, c.group))
        if not mask:
            raise BadDeclaration(f'"{name}" can never hold{nearest(name, (f"{link_id}={c}" for c in codes))}')
        return any_of(mask)

    @cached_property
    def ask_when(self) -> dict[str, Compiled]:
        """The compiled conditions of the follow-up questions, by link_id."""
        return {q.link_id: compile_condition(q.ask_when, self.meaning) for q in self.questions.values() if q.ask_when}

    def links_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """The questions behind these names, through predicates, in the order in which they are asked."""
        found: set[str] = set()
        for name in names:
            if name in self.predicates:
                found.update(self.links_of(self.predicates[name].when.names()))
            else:
                found.add(name.partition("=")[0])
        return tuple(link_id for link_id in self.questions if link_id in found)

    # --- Single answers ----------------------------------------------------------------------------

    def check(self, page_id: str, answers: Answers) -> tuple[Problem, ...]:
        """What keeps the patient from going on from this page, in their words."""
        asked = {question.link_id for question in self.asked(answers)}
        questions = (q for q in self.page(page_id).questions if q.link_id in asked)
        found = ((q.link_id, problem_of(q, answers.get(q.link_id))) for q in questions)
        return tuple(Problem(link_id, message) for link_id, message in found if message)

    def read(self, raw: object) -> dict[str, Answer]:
        """Answers from outside. Raises UnknownAnswer, naming the nearest known link_id or code."""
        return read_answers(self.questions, raw)

    def words(self, link_id: str, answer: Answer | None) -> str:
        """An answer as people read it; *Not provided* where there is none."""
        return words_of(self.questions[link_id], answer)


def _no_page(page_id: str) -> Page:
    raise KeyError(f"the questionnaire has no page {page_id!r}")


def load(path: Path = DEFAULT) -> Questionnaire:
    """Read a declared form. Raises BadDeclaration with file, paragraph and remedy."""
    form = Questionnaire(*read_declaration(path))
    _refuse_bad_conditions(form, path.name)
    return form


def _refuse_bad_conditions(form: Questionnaire, file: str) -> None:
    """Every name must be known, and a follow-up may only hang on questions that are asked before it."""
    for predicate in form.predicates.values():
        _refuse_unknown(form, predicate.when.names(), f"{file}, predicate {predicate.id!r}")
    order = {link_id: place for place, link_id in enumerate(form.questions)}
    for question in form.questions.values():
        where = f"{file}, question {question.link_id!r}"
        names = tuple(question.ask_when.names()) if question.ask_when else ()
        _refuse_unknown(form, names, where)
        late = [link for link in form.links_of(names) if order[link] >= order[question.link_id]]
        if late:
            raise BadDeclaration(
                f"{where}: it hangs on {late[0]!r}, which is not asked before it; move it below {late[0]!r}"
            )


def _refuse_unknown(form: Questionnaire, names: Iterable[str], where: str) -> None:
    for name in names:
        try:
            form.meaning(name)
        except BadDeclaration as error:
            raise BadDeclaration(f"{where}: {error}") from None


@cache
def questionnaire() -> Questionnaire:
    """The form that this program ships with."""
    return load()
