"""A list of coming appointments, as reception exports it: a CSV file becomes rows to invite, or lines to mend.

Headings, delimiter, encoding and the order of a date are read as they come. What cannot be read for
certain is not guessed: it is said by line, with the remedy, and then nobody on the list is invited.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import datetime

from intake.invitations import PersonKey
from intake.list_columns import COLUMNS, NAME, REQUIRED, column_of
from intake.list_lines import Line, Trouble, read_line
from intake.people import Clinic
from intake.plain_text import tidy

MOST_ROWS = 1000
MOST_BYTES = 4_000_000
HEADING_WITHIN = 10
"""Lines within which the headings are looked for: exports begin with a title or two."""


class UnreadableList(ValueError):  # noqa: N818  # a refusal, named as it is said
    """The file as a whole cannot be read; the message says what to do."""


@dataclass(frozen=True)
class AppointmentList:
    """A list as it was read. `twice` pairs a line with the earlier one that says the same."""

    lines: tuple[Line, ...]
    troubles: tuple[Trouble, ...]
    twice: tuple[tuple[int, int], ...]
    ignored: tuple[str, ...]


def read_list(raw: bytes, clinic: Clinic, now: datetime) -> AppointmentList:
    """The lines of a file. Raises UnreadableList where it is no list of appointments at all."""
    rows = _rows(decoded(raw))
    at = _heading_row(rows)
    columns = _columns(rows[at])
    read = [read_line(number, _cells(row, columns), clinic, now) for number, row in _body(rows, at)]
    lines = [line for line in read if isinstance(line, Line)]
    troubles = tuple(trouble for found in read if not isinstance(found, Line) for trouble in found)
    first: dict[PersonKey, Line] = {}
    for line in lines:
        first.setdefault(line.key, line)
    twice = tuple((line.number, first[line.key].number) for line in lines if first[line.key] is not line)
    used = set(columns.values())
    ignored = tuple(tidy(head, 60) for place, head in enumerate(rows[at]) if place not in used and head.strip())
    return AppointmentList(tuple(first.values()), troubles, twice, ignored)


def _heading_row(rows: list[list[str]]) -> int:
    if not any(cell.strip() for row in rows for cell in row):
        raise UnreadableList("The file is empty. Export the list again, with its headings.")
    known = (at for at, row in enumerate(rows[:HEADING_WITHIN]) if "date_of_birth" in map(column_of, row))
    return next(known, next(at for at, row in enumerate(rows) if any(cell.strip() for cell in row)))


def _body(rows: list[list[str]], heading: int) -> list[tuple[int, list[str]]]:
    """The lines below the headings that hold anything, numbered as the spreadsheet does."""
    body = [(n, row) for n, row in enumerate(rows[heading + 1 :], heading + 2) if any(cell.strip() for cell in row)]
    if not body:
        raise UnreadableList("The file has headings and nothing below them.")
    if len(body) > MOST_ROWS:
        raise UnreadableList(f"The file has {len(body)} lines. Split it: at most {MOST_ROWS} at a time.")
    return body


def _cells(row: list[str], columns: dict[str, int]) -> dict[str, str]:
    return {name: tidy(row[at], 500) for name, at in columns.items() if at < len(row)}


def decoded(raw: bytes) -> str:
    """The text of a file as spreadsheets save it: UTF-8 with or without a mark, UTF-16, or Windows-1252."""
    if len(raw) > MOST_BYTES:
        raise UnreadableList("The file is larger than 4 MB. Export the appointments alone, without other columns.")
    if raw[:4] == b"PK\x03\x04" or raw[:4] == b"\xd0\xcf\x11\xe0":
        raise UnreadableList("This is a workbook. In the spreadsheet choose Save as, CSV, and bring that file.")
    try:
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return raw.decode("utf-16")
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableList("The file is in a code that cannot be read. Save it as CSV UTF-8.") from None


def _rows(text: str) -> list[list[str]]:
    if "\x00" in text:
        raise UnreadableList("This is not a text file. In the spreadsheet choose Save as, CSV, and bring that file.")
    text = text.lstrip("\ufeff")
    told = re.match(r"sep=(.)\r?\n", text)
    delimiter = told.group(1) if told else _delimiter(text)
    reader = csv.reader(io.StringIO(text[told.end() :] if told else text, newline=""), delimiter=delimiter)
    try:
        return list(reader)
    except csv.Error:
        raise UnreadableList("The file cannot be read as CSV. Save it again from the spreadsheet.") from None


def _delimiter(text: str) -> str:
    """What stands most often between the headings, outside quotation marks."""
    head = re.sub(r'"[^"]*"', "", next(iter(text.strip().splitlines()), ""))
    return max((";", "\t", ",", "|"), key=head.count) if any(c in head for c in ";\t,|") else ","


def _columns(headings: list[str]) -> dict[str, int]:
    """Our columns and where they stand. Raises UnreadableList naming what is missing and what is there."""
    columns: dict[str, int] = {}
    for at, heading in enumerate(headings):
        name = column_of(heading)
        if name and name in columns:
            raise UnreadableList(
                f"Two headings mean {COLUMNS[name].said}: “{headings[columns[name]]}” and “{heading}”."
            )
        if name:
            columns[name] = at
    names = REQUIRED - {"given_name", "family_name"} if NAME in columns else REQUIRED
    missing = [COLUMNS[name].said for name in COLUMNS if name in names - set(columns)]
    if missing:
        there = ", ".join(tidy(h, 30) for h in headings if h.strip())[:200] or "none"
        raise UnreadableList(f"There is no column for {' or '.join(missing)}. Headings in the first line: {there}.")
    return columns
