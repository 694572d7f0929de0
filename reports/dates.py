"""A day on paper."""

from __future__ import annotations

from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date) -> str:
    """`09-Mar-1984`: on paper a date reads the same everywhere."""
    return f"{value.day:02d}-{MONTHS[value.month - 1]}-{value.year}"
