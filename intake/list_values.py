"""Dates, times and numbers as spreadsheets write them. What could be read in two ways is refused with the remedy."""

from __future__ import annotations

import re
from datetime import date, time

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ORDER_WORDS = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}
EXAMPLES = {"dmy": "14/12/2026", "mdy": "12/14/2026", "ymd": "2026-12-14"}


class UnreadableValue(ValueError):  # noqa: N818  # a refusal, named as it is said
    """A cell cannot be read for certain; the message says what to write."""


def read_day(said: str, order: str) -> date:
    """A day in the country's order (`dmy`, `mdy`, `ymd`), in ISO's, or with the month's name."""
    text = re.sub(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+", "", said.strip().casefold())
    text = re.sub(r"[t\s]+00:00(?::00(?:\.0+)?)?$", "", text)
    if not text:
        raise UnreadableValue(f"The date is missing. Write it like {EXAMPLES[order]}.")
    parts = [part for part in re.split(r"[\s/.,-]+", text) if part]
    day, month, year = _in_order(parts, order, said)
    if len(year) != 4:
        raise UnreadableValue(f"Write the year of {said} with four digits, like {EXAMPLES[order]}.")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        expected = f"Dates here are read as {ORDER_WORDS[order]}, like {EXAMPLES[order]}."
        raise UnreadableValue(f"There is no day {said[:40]}. {expected}") from None


def _in_order(parts: list[str], order: str, said: str) -> tuple[str, str, str]:
    """Day, month and year as digits."""
    if len(parts) == 3:
        named = [at for at, part in enumerate(parts) if part[:3] in MONTHS and part.isalpha()]
        if named:
            return _with_name(parts, named[0])
        if all(part.isascii() and part.isdigit() for part in parts):
            order = "ymd" if len(parts[0]) == 4 else order
            found = dict(zip(order, parts, strict=True))
            return found["d"], found["m"], found["y"]
    if len(parts) == 1 and parts[0].isdigit() and len(parts[0]) in (4, 5):
        raise UnreadableValue(f"{said} is a spreadsheet's own number for a day. Format the column as a date.")
    raise UnreadableValue(f"{said[:40]} is not a date. Write it like {EXAMPLES[order]}.")


def _with_name(parts: list[str], at: int) -> tuple[str, str, str]:
    month = str(MONTHS.index(parts[at][:3]) + 1)
    others = [re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", part) for part in parts[:at] + parts[at + 1 :]]
    if not all(part.isascii() and part.isdigit() for part in others):
        return "", "", "0000"
    first, second = others
    return (second, month, first) if len(first) == 4 else (first, month, second)


def read_time(said: str) -> time:
    """`10:20`, `10.20`, `10h20`, `1020`, `10:20:00`, `2:05 pm`. Raises UnreadableValue."""
    text = said.strip().casefold().replace(" ", "").replace("a.m.", "am").replace("p.m.", "pm")
    found = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2}))?(?:[:.]\d{2})?(am|pm)?|(\d{2})(\d{2})", text)
    if not text or found is None or (found[1] and found[2] is None and not found[3]):
        missing = "The time is missing" if not text else f"{said[:40]} is not a time"
        raise UnreadableValue(f"{missing}. Write it like 10:20.")
    hour, minute = int(found[1] or found[4]), int(found[2] or found[5] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            raise UnreadableValue(f"{said[:40]} is not a time. Write it like 10:20.")
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise UnreadableValue(f"{said[:40]} is not a time. Write it like 10:20.") from None


def is_email(said: str) -> bool:
    """Whether it is one e-mail address."""
    return re.fullmatch(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s.,;<>\"]+", said) is not None


def read_number(said: str) -> str:
    """Digits as they were typed. Raises UnreadableValue for one that a spreadsheet has rounded."""
    text = said.strip().removeprefix("=").strip("\"'").strip()
    if re.fullmatch(r"\d+(?:[.,]\d+)?[eE]\+?\d+", text):
        raise UnreadableValue(f"{said[:40]} was rounded by the spreadsheet. Format the column as text, enter it again.")
    return text.removesuffix(".0") if text.removesuffix(".0").isdigit() else text
