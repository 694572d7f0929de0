"""Reads answers into bits: what is sure, and what is sure or may still be so.

An answer that is there speaks for itself, whatever its parent says. One that is missing may be
anything, unless the question was rightly not asked because the question it hangs on was answered no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from intake.conditions import Compiled, Known
from intake.form import NOT_SURE, Answer, Answers

UNSAID = frozenset({NOT_SURE, "one-or-more"})  # codes that leave every other code of the question possible


class QuestionReader:
    """One question's codes as bits. `every` are the bits that being unsure leaves possible."""

    __slots__ = ("ask_when", "bits_of", "every", "link_id")

    def __init__(self, link_id: str, codes: Mapping[str, int], ask_when: Compiled | None) -> None:
        self.link_id, self.ask_when = link_id, ask_when
        self.every = every = sum(bit for code, bit in codes.items() if code != NOT_SURE)

        @lru_cache(maxsize=4096)
        def bits_of(given: Answer) -> tuple[int, int]:
            chosen = (given,) if isinstance(given, str) else given
            sure = 0
            for code in chosen:
                sure |= codes.get(code, 0)
            unsure = not chosen or not UNSAID.isdisjoint(chosen)
            return sure, sure | every if unsure else sure

        self.bits_of = bits_of


class Reader:
    """Reads the answers to these questions, parents before the questions that hang on them."""

    __slots__ = ("_questions",)

    def __init__(self, questions: Iterable[QuestionReader]) -> None:
        self._questions = tuple((q.link_id, q.bits_of, q.every, q.ask_when) for q in questions)

    def __call__(self, answers: Answers) -> Known:
        """What the answers say."""
        sure = possible = 0
        get = answers.get
        for link_id, bits_of, every, ask_when in self._questions:
            given = get(link_id)
            if given is not None:
                own_sure, own_possible = bits_of(given)
                sure |= own_sure
                possible |= own_possible
            elif ask_when is None or ask_when.holds(possible):
                possible |= every
        return Known(sure, possible)
