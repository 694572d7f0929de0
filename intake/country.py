"""What differs from country to country: numbers to ring, the patient's number, paper, dates, coding."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

PACKS = Path(__file__).with_name("country_packs.toml")


@dataclass(frozen=True)
class Pack:
    """One country. `crisis_line` is empty where none answers the whole country; `date_order` is `dmy`, `mdy` or `ymd`.

    `number_digits` is 0 where the patient's number has no fixed length; `number_check` is
    `modulus-11`, `luhn` or `none`. `first_day_of_week`: Monday is 0.
    """

    name: str
    time_zone: str
    emergency_number: str
    number_name: str
    number_check: str
    paper: str
    coding: str
    date_order: str
    first_day_of_week: int
    languages: tuple[str, ...]
    number_digits: int = 0
    crisis_line: str = ""
    crisis_telephone: str = ""


@cache
def packs() -> MappingProxyType[str, Pack]:
    """Every pack by its key, in the order in which they are offered."""
    raw = tomllib.loads(PACKS.read_text(encoding="utf-8"))
    return MappingProxyType(
        {key: Pack(**{**values, "languages": tuple(values["languages"])}) for key, values in raw.items()}
    )


def pack_of(country: str) -> Pack:
    """The pack of a clinic's country; *other* where there is none."""
    return packs().get(country) or packs()["other"]


def number_problem(pack: Pack, number: str) -> str | None:
    """What is wrong with a patient's number, as a sentence; None when nothing is, or nothing can be checked."""
    if pack.number_check == "none" or not number.strip():
        return None
    digits = _digits(number)
    if digits is None or len(digits) != pack.number_digits:
        return f"The {pack.number_name} has {pack.number_digits} digits. Check it against a letter."
    if not CHECKS[pack.number_check](digits):
        return f"This {pack.number_name} has a digit that does not fit. Check it against a letter."
    return None


def _digits(number: str) -> list[int] | None:
    """The digits, without spaces and hyphens; None where anything else is among them."""
    bare = "".join(number.split()).replace("-", "").replace("–", "")
    return [int(digit) for digit in bare] if bare.isascii() and bare.isdigit() else None


def modulus_11(digits: list[int]) -> bool:
    """NHS Data Dictionary: the first nine times 10 … 2, and the tenth is 11 less the remainder (11 reads 0)."""
    *counted, check = digits
    wanted = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), counted, strict=True)) % 11
    return check == (0 if wanted == 11 else wanted)


def luhn(digits: list[int]) -> bool:
    """ISO/IEC 7812-1: from the right, every second digit doubled and its digits added; the sum ends in 0."""
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


CHECKS = {"modulus-11": modulus_11, "luhn": luhn}
