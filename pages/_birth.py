"""A date of birth in three boxes, in the order that people of the clinic's country write it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from intake import country
from intake.people import Clinic

PARTS = ("day", "month", "year")
_EXAMPLE = {"day": "27", "month": "3", "year": "1984"}


def order_of_boxes(clinic: Clinic) -> tuple[str, ...]:
    """Day, month and year as that country's calendar pages have them; day first where the pack does not say."""
    pack = country.packs().get(clinic.country)
    letters = {"d": "day", "m": "month", "y": "year"}
    order = tuple(letters[letter] for letter in getattr(pack, "date_order", "") or "dmy")
    return order if sorted(order) == sorted(PARTS) else PARTS


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
