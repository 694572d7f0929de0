"""What would change an urgency: what to ask on the telephone, and which answer holds the level.

Some rows rise on one more yes, some need two together. The smallest sets of unsure questions that
would move the urgency are the script; each says where its yes would lead. A follow-up is asked only
together with a question that makes it one, unless that was answered already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

from intake.assessment import Assessment, Finding
from intake.conditions import Known
from intake.form import NOT_SURE, Answers
from intake.questionnaire import Questionnaire
from intake.rules import Tables
from intake.triage import assess
from intake.urgency import Urgency

LONGEST_ASK = 3  # no row needs more yeses than this to rise from nothing
LONGEST_CALL = 4  # questions, as many as one page of the form asks


@dataclass(frozen=True)
class Ask:
    """Questions to ask together. Link_ids run in the order in which they are asked.

    `if_yes` is the highest urgency to which answers can lead; `if_no` is the urgency as it stands.
    """

    link_ids: tuple[str, ...]
    question_texts: tuple[str, ...]
    if_yes: Urgency
    if_no: Urgency


@dataclass(frozen=True)
class Prop:
    """One answer that holds the level by itself: were it mistaken, the urgency would fall."""

    link_id: str
    falls_to: Urgency


def telephone_script(answers: Answers, tables: Tables, questionnaire: Questionnaire) -> tuple[Ask, ...]:
    """The smallest sets of unsure questions that would move the urgency, highest level first.

    The urgency is that of one row, so it is enough to look at each open row by itself.
    """
    now = assess(answers, tables)
    trial = _Trial(answers, tables)
    found: dict[frozenset[str], Urgency] = {}
    for links in sorted({links for row in _above(now) for links in trial.sets(row.open_on)}, key=len):
        level = trial.highest(links)
        lower = [known.rank for some, known in found.items() if some < links]
        if level.rank > max(lower, default=now.urgency.rank):
            found[links] = level
    asks = [_ask(links, level, now.urgency, questionnaire) for links, level in _without_twins(found, questionnaire)]
    return tuple(sorted(asks, key=lambda ask: (-ask.if_yes.rank, len(ask.link_ids), _places(ask, questionnaire))))


def _above(now: Assessment) -> tuple[Finding, ...]:
    return tuple(finding for finding in now.open if finding.row.urgency.rank > now.urgency.rank)


def _places(ask: Ask, questionnaire: Questionnaire) -> list[int]:
    order = list(questionnaire.questions)
    return [order.index(link) for link in ask.link_ids]


def unsettled(now: Assessment, questionnaire: Questionnaire) -> tuple[str, ...]:
    """The unsure questions that keep a row above the standing urgency open, in asking order."""
    links = {link for finding in _above(now) for link in finding.open_on}
    return tuple(link for link in questionnaire.questions if link in links)


def one_call_settles(answers: Answers, tables: Tables, questionnaire: Questionnaire) -> bool:
    """Whether a few questions on the telephone would close the interval of urgency."""
    now = assess(answers, tables)
    return now.ceiling is not now.urgency and len(unsettled(now, questionnaire)) <= LONGEST_CALL


def props(answers: Answers, tables: Tables) -> tuple[Prop, ...]:
    """The single answers that hold the level, each with the urgency without it."""
    now = assess(answers, tables)
    links = dict.fromkeys(link for finding in now.standing for link in finding.because)
    without = {link: assess({k: v for k, v in answers.items() if k != link}, tables).urgency for link in links}
    return tuple(Prop(link, level) for link, level in without.items() if level is not now.urgency)


class _Trial:
    """Answers some unsure questions in every way that could matter, and says how high that leads."""

    def __init__(self, answers: Answers, tables: Tables) -> None:
        self._tables, self._form = tables, tables.questionnaire
        self._known = tables.known(answers)
        readers = self._form.readers
        self._shown = 0
        for link, given in answers.items():
            if link in readers and given:
                self._shown |= readers[link].bits_of(given)[1]

    def sets(self, links: tuple[str, ...]) -> Iterator[frozenset[str]]:
        """Sets of these questions and of those that they hang on, smallest first."""
        parents = {parent for link in links for parent in self._parents(link)}
        for size in range(1, LONGEST_ASK + 1):
            yield from map(frozenset, combinations(sorted({*links, *parents}), size))

    def _parents(self, link: str) -> tuple[str, ...]:
        """The questions of which one must first be answered yes; none where this one is asked already."""
        question, condition = self._form.questions[link], self._form.ask_when.get(link)
        if question.ask_when is None or condition is None or condition.holds(self._shown):
            return ()
        return self._form.links_of(question.ask_when.names())

    def highest(self, links: Iterable[str]) -> Urgency:
        """The highest urgency; self-care where one of the questions would not be asked."""
        links = tuple(links)
        levels = (
            self._urgency(sum(bits)) for bits in product(*map(self._ways, links)) if self._asked(links, sum(bits))
        )
        return max(levels, key=lambda level: level.rank, default=Urgency.SELF_CARE)

    def _ways(self, link: str) -> Iterator[int]:
        """The bits of each answer worth trying: one code of a choice, every code where several may be chosen."""
        codes = {code: bit for code, bit in self._form.code_bits[link].items() if code not in (NOT_SURE, "one-or-more")}
        if self._form.questions[link].type == "choices":
            yield sum(codes.values())
        else:
            yield from codes.values()

    def _asked(self, links: tuple[str, ...], bits: int) -> bool:
        conditions = (self._form.ask_when.get(link) for link in links)
        return all(condition is None or condition.holds(self._shown | bits) for condition in conditions)

    def _urgency(self, bits: int) -> Urgency:
        sure = self._known.sure | bits
        return self._tables.urgency(Known(sure, sure))


def _without_twins(
    found: dict[frozenset[str], Urgency], questionnaire: Questionnaire
) -> Iterator[tuple[frozenset[str], Urgency]]:
    """Of sets that ask the same follow-up and lead equally high, the first: one parent is enough."""
    seen: set[tuple[frozenset[str], Urgency]] = set()
    for links, level in sorted(found.items(), key=lambda item: (len(item[0]), sorted(item[0]))):
        follow_ups = frozenset(link for link in links if questionnaire.questions[link].ask_when)
        if follow_ups in (frozenset(), links) or (follow_ups, level) not in seen:
            seen.add((follow_ups, level))
            yield links, level


def _ask(links: frozenset[str], if_yes: Urgency, if_no: Urgency, questionnaire: Questionnaire) -> Ask:
    ordered = tuple(link for link in questionnaire.questions if link in links)
    texts = tuple(questionnaire.questions[link].text for link in ordered)
    return Ask(ordered, texts, if_yes, if_no)
