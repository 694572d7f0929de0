"""A date of birth in three boxes, in the order that people of the clinic's country write it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import quote, unquote

from intake import country
from intake.list_values import MONTHS
from intake.people import Clinic

_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
PARTS = ("day", "month", "year")
_EXAMPLE = {"day": "27", "month": "3", "year": "1984"}


def order_of_boxes(clinic: Clinic) -> tuple[str, ...]:
    """Day, month and year as that country writes dates."""
    pack = country.pack_of(clinic.country)
    letters = {"d": "day", "m": "month", "y": "year"}
    return tuple(letters[letter] for letter in pack.date_order)


def typed_example(parts: tuple[str, ...]) -> str:
    """A date as it would be typed into the boxes: `27 3 1984`."""
    return " ".join(_EXAMPLE[part] for part in parts)


def read_date(typed: Mapping[str, str]) -> date | None:
    """The date that was typed; None where there is no such day, or the year is not written in full."""
    try:
        day, year = int(typed.get("day", "")), int(typed.get("year", ""))
        return date(year, _month(typed.get("month", "")), day) if year >= 1000 else None
    except ValueError:
        return None


def _month(said: str) -> int:
    """`3`, `Mar`, `march`, `Mar.`; raises ValueError where it is none of the twelve."""
    name = said.strip().rstrip(".").casefold()
    short = name[:3]
    if short in MONTHS and _NAMES[MONTHS.index(short)].startswith(name):
        return MONTHS.index(short) + 1
    return int(said)


def why_no_day(typed: Mapping[str, str]) -> str:
    """Why what was typed is no day, for staff; empty where it is one, or where a part of it is missing."""
    day, said, year = (typed.get(part, "").strip() for part in PARTS)
    if read_date(typed) or not (day.isdecimal() and said and year.isdecimal()):
        return ""
    if len(year) < 4:
        return f"Write the year with four digits, not {year}."
    try:
        number = _month(said)
    except ValueError:
        number = 0
    if not 1 <= number <= len(_NAMES):
        return f"There is no month “{said}”."
    return f"There is no {int(day)} {_NAMES[number - 1].title()} {year}."


def what_is_wrong(typed: Mapping[str, str]) -> str:
    """Why no date can be made of it: `short_year` or `no_day`; empty where one can. It says nothing of whose it is."""
    if read_date(typed):
        return ""
    year = typed.get("year", "")
    return "short_year" if year.isdecimal() and len(year) < 4 else "no_day"


def packed(typed: Mapping[str, str]) -> str:
    """What stood in the boxes, as a cookie can hold it until the page is shown again."""
    return ":".join(quote(typed.get(part, "")[:12], safe="") for part in PARTS)


def unpacked(kept: str) -> dict[str, str]:
    """What stood in the boxes."""
    return dict(zip(PARTS, (unquote(part) for part in kept.split(":")), strict=False))
