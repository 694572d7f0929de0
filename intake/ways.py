"""Every way to answer a question, told apart only as far as the tables can tell them apart.

A question with 46 codes has 2^46 answers. Codes that no condition distinguishes are one class, so that
what remains can be gone through one by one, each way standing for a known number of answers. Meanings
are worked out here from the words of the form, not by the reader of the engine: where the two differ,
the proof shows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

import numpy as np
from numpy.typing import NDArray

from intake.conditions import Compiled
from intake.form import NEVER, NOT_SURE, Answer, Question
from intake.questionnaire import Questionnaire

Bits = NDArray[np.uint64]
Truths = NDArray[np.bool_]
UNSAID = frozenset({NOT_SURE, "one-or-more"})


@dataclass(frozen=True)
class Ways:
    """The ways to answer one question: an example of each, what it makes sure and possible, how many it is.

    `sure` and `possible` hold the question's own bits (`own`), moved down by `shift` to fit into 64.
    """

    link_id: str
    examples: tuple[Answer, ...]
    sure: Bits
    possible: Bits
    counts: tuple[int, ...]
    own: int
    shift: int

    def local(self, mask: int) -> np.uint64:
        """The part of a mask that is this question's, moved down."""
        return np.uint64((mask & self.own) >> self.shift)


@dataclass(frozen=True)
class Effects:
    """The ways of one question that differ in their effect on one condition.

    Rows of `sure` and `possible` are ways, columns the parts of the condition that hang on the question;
    `sure_bits` and `possible_bits` are the same ways as bits of the whole form.
    """

    link_id: str
    examples: tuple[Answer, ...]
    sure: Truths
    possible: Truths
    sure_bits: tuple[int, ...]
    possible_bits: tuple[int, ...]


class FormWays:
    """The ways through a form, as finely as these conditions look at it."""

    def __init__(self, form: Questionnaire, conditions: Iterable[Compiled]) -> None:
        self.form = form
        self._leaves = sorted({leaf for condition in conditions for leaf in leaves(condition)})
        self._ways: dict[str, Ways] = {}

    def of(self, link_id: str) -> Ways:
        """The ways to answer a question, left out not among them."""
        if link_id not in self._ways:
            self._ways[link_id] = self._find(self.form.questions[link_id])
        return self._ways[link_id]

    def _find(self, question: Question) -> Ways:
        codes = self.form.code_bits[question.link_id]
        shift = min(bit.bit_length() for bit in codes.values()) - 1
        every = sum(bit for code, bit in codes.items() if code != NOT_SURE)
        told = self._several(question) if question.type == "choices" else [((c.code,), 1) for c in question.choices]
        sure = [sum(codes.get(code, 0) for code in chosen) for chosen, _ in told]
        possible = [bits | (every if UNSAID & set(chosen) else 0) for bits, (chosen, _) in zip(sure, told, strict=True)]
        examples = tuple(chosen if question.type == "choices" else chosen[0] for chosen, _ in told)
        counts = tuple(count for _, count in told)
        own = sum(codes.values())
        return Ways(question.link_id, examples, _down(sure, shift), _down(possible, shift), counts, own, shift)

    def _several(self, question: Question) -> list[tuple[tuple[str, ...], int]]:
        """One example for each set of classes of codes, with the number of sets of codes that it stands for."""
        groups = self._classes(question)
        chosen = (some for size in range(1, len(groups) + 1) for some in combinations(groups, size))
        return [(tuple(group[0] for group in some), prod(2 ** len(group) - 1 for group in some)) for some in chosen]

    def _classes(self, question: Question) -> list[list[str]]:
        """The codes of a question, those together that nothing tells apart."""
        classes: dict[tuple[object, ...], list[str]] = {}
        for choice in question.choices:
            bit = self.form.code_bits[question.link_id].get(choice.code, 0)
            told = tuple(bool(bit & leaf) for leaf in self._leaves)
            classes.setdefault((choice.code in NEVER, choice.code in UNSAID, told), []).append(choice.code)
        return list(classes.values())

    def effects(self, link_id: str, condition: Compiled) -> Effects:
        """The ways of a question that a condition tells apart."""
        ways = self.of(link_id)
        sure, possible = _columns(condition, ways, ways.sure), _columns(condition, ways, ways.possible)
        both = np.concatenate([sure, possible], axis=1)
        keys = both @ (1 << np.arange(both.shape[1], dtype=np.int64))
        first = np.unique(keys, return_index=True)[1]
        return Effects(
            link_id,
            examples=tuple(ways.examples[place] for place in first),
            sure=sure[first],
            possible=possible[first],
            sure_bits=tuple(bits << ways.shift for bits in ways.sure[first].tolist()),
            possible_bits=tuple(bits << ways.shift for bits in ways.possible[first].tolist()),
        )

    def count(self) -> int:
        """How many ways there are through all questions that must be answered, each asked one perhaps left out."""
        states: Counter[int] = Counter({0: 1})
        required = [q for q in self.form.questions.values() if q.required and q.choices]
        for place, question in enumerate(required):
            relevant = _union(leaf for later in required[place + 1 :] for leaf in self._asking_leaves(later))
            states = self._answered(states, question, relevant)
        return states.total()

    def _asking_leaves(self, question: Question) -> Iterator[int]:
        if question.ask_when:
            yield from leaves(self.form.ask_when[question.link_id])

    def _answered(self, states: Counter[int], question: Question, relevant: int) -> Counter[int]:
        """The states after one more question; a state is what later questions can still see."""
        condition = self.form.ask_when.get(question.link_id)
        steps = self._steps(question.link_id, relevant)
        after: Counter[int] = Counter()
        for state, count in states.items():
            asked = condition is None or condition.holds(state)
            for bits, ways in steps.items() if asked else [(0, 1)]:
                after[(state | bits) & relevant] += count * ways
        return after

    def _steps(self, link_id: str, relevant: int) -> Counter[int]:
        ways = self.of(link_id)
        steps: Counter[int] = Counter({0: 1})  # left out
        for bits, count in zip(ways.possible.tolist(), ways.counts, strict=True):
            steps[(bits << ways.shift) & relevant] += count
        return steps


def _union(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _down(values: Sequence[int], shift: int) -> Bits:
    return np.array([value >> shift for value in values], dtype=np.uint64)


def leaves(condition: Compiled) -> Iterator[int]:
    """Every mask of a condition and of what is nested in it."""
    for mask, nested in condition.groups:
        if mask:
            yield mask
        for inner in nested:
            yield from leaves(inner)


def _columns(condition: Compiled, ways: Ways, bits: Bits) -> Truths:
    """What each way does to each part of a condition that hangs on this question."""
    columns = list(_parts(condition, ways, bits))
    return np.stack(columns, axis=1) if columns else np.zeros((len(bits), 0), dtype=bool)


def _parts(condition: Compiled, ways: Ways, bits: Bits) -> Iterator[Truths]:
    for mask, nested in condition.groups:
        if mask & ways.own:
            yield (bits & ways.local(mask)) != 0
        for inner in nested:
            if inner.mask & ~ways.own == 0:
                yield _holds(inner, ways, bits)
            elif inner.mask & ways.own:
                yield from _parts(inner, ways, bits)


def _holds(condition: Compiled, ways: Ways, bits: Bits) -> Truths:
    """Whether a condition that hangs on this question alone holds, way by way."""
    count = np.zeros(len(bits), dtype=np.int64)
    for mask, nested in condition.groups:
        held = (bits & ways.local(mask)) != 0
        for inner in nested:
            held |= _holds(inner, ways, bits)
        count += held
    return count >= condition.at_least
