"""Reads answers into bits: what is sure, and what is sure or may still be so.

An answer that is there speaks for itself, whatever its parent says. One that is missing may be
anything, unless the question was rightly not asked because the question it hangs on was answered no.

Both halves travel as one integer: what is possible stands above what is sure, `width` bits higher.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from intake.conditions import Compiled, Known
from intake.form import NOT_SURE, Answer, Answers
from intake.remember import Remembered

UNSAID = frozenset({NOT_SURE, "one-or-more"})  # codes that leave every other code of the question possible


class QuestionReader:
    """One question's codes as bits. `every` are the bits that being unsure leaves possible."""

    __slots__ = ("ask_when", "bits_of", "every", "link_id")

    def __init__(self, link_id: str, codes: Mapping[str, int], ask_when: Compiled | None) -> None:
        self.link_id, self.ask_when = link_id, ask_when
        self.every = every = sum(bit for code, bit in codes.items() if code != NOT_SURE)

        def bits_of(given: Answer) -> tuple[int, int]:
            chosen = (given,) if isinstance(given, str) else given
            sure = 0
            for code in chosen:
                sure |= codes.get(code, 0)
            unsure = not chosen or not UNSAID.isdisjoint(chosen)
            return sure, sure | every if unsure else sure

        self.bits_of = bits_of

    def bits_at(self, width: int) -> Remembered[Answer, int]:
        """Both halves of an answer in one integer, remembered."""
        return Remembered(lambda given: joined(*self.bits_of(given), width))


class Reader:
    """Reads the answers to these questions, parents before the questions that hang on them."""

    __slots__ = ("_questions", "width")

    def __init__(self, questions: Iterable[QuestionReader], width: int) -> None:
        self.width = width
        self._questions = tuple(
            (
                q.link_id,
                q.bits_at(width),
                q.every << width,
                q.ask_when.moved(width) if q.ask_when else None,
            )
            for q in questions
        )

    def bits(self, answers: Answers) -> int:
        """What the answers say, both halves in one integer."""
        bits = 0
        get = answers.get
        for link_id, bits_of, every, ask_when in self._questions:
            given = get(link_id)
            if given is not None:
                bits |= bits_of[given]
            elif ask_when is None or ask_when.holds(bits):
                bits |= every
        return bits

    def __call__(self, answers: Answers) -> Known:
        """What the answers say."""
        return parted(self.bits(answers), self.width)


def joined(sure: int, possible: int, width: int) -> int:
    """Both halves in one integer."""
    return sure | possible << width


def parted(bits: int, width: int) -> Known:
    """The halves of one integer."""
    return Known(bits & ((1 << width) - 1), bits >> width)
