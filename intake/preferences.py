"""How one clinician likes the queue: values. What is not said is the plain way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from intake.plain_text import tidy
from intake.today import Filter, from_query

MOST_FILTERS = 12
LONGEST_NAME = 40


@dataclass(frozen=True)
class SavedFilter:
    """A filter under a name of one's own. A search is never kept: it names somebody."""

    name: str
    filter: Filter


@dataclass(frozen=True)
class Preferences:
    """`as_list`: one button after another in place of the rows; `shortcuts`: single keys move and open."""

    as_list: bool = False
    shortcuts: bool = False
    filters: tuple[SavedFilter, ...] = ()

    def with_filter(self, name: str, wanted: Filter) -> Preferences:
        """One filter more, or another under the same name."""
        kept = tuple(saved for saved in self.filters if saved.name != name)
        fresh = SavedFilter(tidy(name, LONGEST_NAME), wanted.without_search())
        return replace(self, filters=(*kept, fresh)[-MOST_FILTERS:])

    def without_filter(self, name: str) -> Preferences:
        """One filter less."""
        return replace(self, filters=tuple(saved for saved in self.filters if saved.name != name))

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        filters = [{"name": saved.name, "query": saved.filter.as_query()} for saved in self.filters]
        return {"as_list": self.as_list, "shortcuts": self.shortcuts, "filters": filters}


def from_json(chosen: Mapping[str, Any]) -> Preferences:
    """The preferences of such plain values."""
    filters = (SavedFilter(saved["name"], from_query(saved["query"])) for saved in chosen.get("filters", ()))
    return Preferences(bool(chosen.get("as_list")), bool(chosen.get("shortcuts")), tuple(filters))
