"""A date of birth in three boxes, in the order that people of the clinic's country write it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import quote, unquote

from intake import country
from intake.people import Clinic

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
        day, month, year = (int(typed.get(part, "")) for part in PARTS)
        return date(year, month, day) if year >= 1000 else None
    except ValueError:
        return None


def packed(typed: Mapping[str, str]) -> str:
    """What stood in the boxes, as a cookie can hold it until the page is shown again."""
    return ":".join(quote(typed.get(part, "")[:8], safe="") for part in PARTS)


def unpacked(kept: str) -> dict[str, str]:
    """What stood in the boxes."""
    return dict(zip(PARTS, (unquote(part) for part in kept.split(":")), strict=False))
