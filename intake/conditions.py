"""The whole grammar of rules and of follow-up questions: *at least n of these hold*.

A name is a yes/no question answered yes (`speech`), a code of a choice (`tasks=lifting`), or a
declared predicate (`weak`). An inner list means *any of*. There is no negation, so one more yes can
only make more conditions hold. That is also why three values cost nothing: a condition is *yes* when
it holds on what is sure, *no* when it fails even if all that is unsure were yes, else *unsure*.

Answers become one integer with a bit for each (question, code); conditions are compiled to masks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from itertools import chain


class Truth(StrEnum):
    """What is known of a condition: one of three values."""

    NO = "no"
    UNSURE = "unsure"
    YES = "yes"


class BadDeclaration(ValueError):  # noqa: N818 - named as one says it
    """A table or the questionnaire contradicts itself; the message names file, row and remedy."""


@dataclass(frozen=True)
class Condition:
    """At least `at_least` of `of`; each item of `of` is a tuple of names of which any will do."""

    at_least: int
    of: tuple[tuple[str, ...], ...]

    def names(self) -> Iterator[str]:
        """Every name in the order of writing."""
        return chain.from_iterable(self.of)


@dataclass(frozen=True)
class Known:
    """What answers say: bits that are sure, and bits that are sure or may still be so."""

    sure: int
    possible: int


@dataclass(frozen=True)
class Compiled:
    """A condition over bits. Each group is a mask and nested conditions, of which any will do."""

    at_least: int
    groups: tuple[tuple[int, tuple[Compiled, ...]], ...]

    def holds(self, bits: int) -> bool:
        """Whether enough groups hold on these bits."""
        missing = self.at_least
        for mask, nested in self.groups:
            if bits & mask or (nested and any(inner.holds(bits) for inner in nested)):
                missing -= 1
                if not missing:
                    return True
        return False

    def moved(self, places: int) -> Compiled:
        """The same condition over bits that stand this many places higher."""
        return Compiled(
            self.at_least,
            tuple((mask << places, tuple(inner.moved(places) for inner in nested)) for mask, nested in self.groups),
        )

    def truth(self, known: Known) -> Truth:
        """Yes, no or unsure on what is known."""
        if self.holds(known.sure):
            return Truth.YES
        return Truth.UNSURE if self.holds(known.possible) else Truth.NO

    def evidence(self, bits: int) -> int:
        """Those of the bits that make this condition hold; none where it does not."""
        if not self.holds(bits):
            return 0
        found = 0
        for mask, nested in self.groups:
            found |= bits & mask
            for inner in nested:
                found |= inner.evidence(bits)
        return found

    @property
    def mask(self) -> int:
        """Every bit on which this condition depends."""
        every = 0
        for mask, nested in self.groups:
            every |= mask
            for inner in nested:
                every |= inner.mask
        return every


def any_of(mask: int) -> Compiled:
    """The condition that any bit of the mask is set."""
    return Compiled(1, ((mask, ()),))


def either(conditions: Iterable[Compiled]) -> Compiled:
    """The condition that any of these holds."""
    return Compiled(1, (_group(conditions),))


def compile_condition(condition: Condition, meaning: Callable[[str], Compiled]) -> Compiled:
    """Resolve every name; `meaning` raises BadDeclaration for a name that nobody declared."""
    if condition.at_least == 1:
        return either(map(meaning, condition.names()))
    return Compiled(condition.at_least, tuple(_group(map(meaning, names)) for names in condition.of))


def _group(meanings: Iterable[Compiled]) -> tuple[int, tuple[Compiled, ...]]:
    """Plain alternatives become one mask; what counts stays nested."""
    mask, nested = 0, []
    for meaning in meanings:
        if meaning.at_least == 1 and not any(inner for _, inner in meaning.groups):
            mask |= meaning.mask
        else:
            nested.append(meaning)
    return mask, tuple(nested)


def read_condition(raw: object, where: str) -> Condition:
    """A condition as TOML gives it. Raises BadDeclaration; `where` names file and row."""
    shape = 'write for example { at_least = 1, of = ["speech"] }'
    if not isinstance(raw, Mapping) or set(raw) != {"at_least", "of"}:
        raise BadDeclaration(f"{where}: a condition has exactly at_least and of; {shape}")
    at_least, items = raw["at_least"], raw["of"]
    if not isinstance(items, list) or not items:
        raise BadDeclaration(f"{where}: of must list at least one name; {shape}")
    of = tuple(_names(item, where) for item in items)
    if not isinstance(at_least, int) or isinstance(at_least, bool) or not 1 <= at_least <= len(of):
        raise BadDeclaration(
            f"{where}: at_least = {at_least!r} cannot be met by {len(of)} conditions; write 1 to {len(of)}"
        )
    if len(set(of)) != len(of):
        raise BadDeclaration(f"{where}: the same name stands twice in of, and would count twice; write it once")
    return Condition(at_least, of)


def _names(item: object, where: str) -> tuple[str, ...]:
    names = [item] if isinstance(item, str) else item
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise BadDeclaration(f"{where}: {item!r} is not a name; write a name, or a list of names of which any will do")
    return tuple(names)


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean "speech"?` where something is close, else nothing."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f'; did you mean "{close[0]}"?' if close else ""
