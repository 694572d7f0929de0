"""Plain text made safe to set, and right-to-left lines in the order in which a pen meets them.

A PDF's glyphs are laid from left to right. Arabic letters are joined with `arabic-reshaper`, lines
are ordered with `python-bidi` (Unicode standard annex 9); why these and not a shaper:
docs/decisions/pdf-text.md.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arabic_reshaper import ArabicReshaper

LONGEST = 60_000
MARKS_PER_BASE = 3

_PLAIN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038e-\u03a1\u03a3-\u0482"
    "\u048a-\u052f\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u23ff\u25a0-\u27bf]*"
)  # letters and signs of which none is a mark, a control or unassigned: most of what is ever written
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_ARABIC = re.compile("[\u0600-\u08ff]")
_GEORGIAN_CAPITALS: dict[int, int | str | None] = {
    0x1C90 + n: 0x10D0 + n for n in range(48)
}  # few faces have them, and no name is written in them
_SPACES: dict[int, int | str | None] = (
    {ord(c): " " for c in "\t\xa0\u2007\u202f"} | {ord(c): "\n" for c in "\r\v\f\x85\u2028\u2029"} | {0xAD: None}
)
_UNWANTED = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_JOINERS = "\u200c\u200d"
_MIRRORED = re.compile("[()<>\\[\\]{}«»‹›≤≥]")
_MIRROR = dict(zip("()<>[]{}«»‹›≤≥", ")(><][}{»«›‹≥≤", strict=True))
_SENTINEL = "\ufe00"  # a variation selector: invisible, takes the direction of what stands before it


def clean(text: str) -> str:
    """Composed text without controls, bidirectional overrides, surrogates or private characters.

    Kept: line ends, the joiners that Persian and Indic words need (beside a letter only), and at most
    three marks on a base. At most `LONGEST` characters; what is longer is refused before it comes here.
    """
    if _PLAIN.fullmatch(text) and unicodedata.is_normalized("NFC", text):
        return text[:LONGEST]
    text = unicodedata.normalize("NFC", text[:LONGEST].replace("\r\n", "\n").translate(_SPACES | _GEORGIAN_CAPITALS))
    out: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= MARKS_PER_BASE and (char == "\n" or _is_wanted(char, out)):
            out.append(char)
    return "".join(out)


def _is_wanted(char: str, before: list[str]) -> bool:
    if char in _JOINERS:
        return bool(before) and ord(before[-1]) > 0x5FF and (before[-1].isalpha() or _may_be_joined(before[-1]))
    return unicodedata.category(char) not in _UNWANTED


def _may_be_joined(char: str) -> bool:
    """A picture, its colour or its variant; a sign that takes the vowel away between two Indic letters."""
    return unicodedata.category(char) in ("So", "Sk") or char == "\ufe0f" or unicodedata.combining(char) == VIRAMA


VIRAMA = 9  # the combining class of the signs that bind two Indic letters


def may_part(before: str, after: str) -> bool:
    """Whether a line may end between two letters of one word: not before a mark, not inside what is bound."""
    if before in _JOINERS or after in _JOINERS or unicodedata.category(after).startswith("M"):
        return False
    return not (unicodedata.combining(before) == VIRAMA and after.isalpha()) and not 0x1F3FB <= ord(after) <= 0x1F3FF


@lru_cache(maxsize=1)
def _reshaper() -> ArabicReshaper:
    from arabic_reshaper import ArabicReshaper  # here, because it takes as long to load as a letter to set

    return ArabicReshaper(configuration={"delete_harakat": False, "support_zwj": True, "ARABIC LIGATURE ALLAH": False})


def joined(word: str) -> str:
    """The word with its Arabic letters in their joined forms; joiners have done their work and go."""
    if _ARABIC.search(word):
        word = _reshaper().reshape(word)
    return word.translate({0x200B: None, 0x200C: None, 0x200D: None})


def reads_from_right(text: str) -> bool:
    """Its first strong character is right-to-left (annex 9, rules P2 and P3)."""
    if not RIGHT_TO_LEFT.search(text):
        return False
    from bidi import get_base_level

    return bool(get_base_level(text) == 1)


def visual(line: str, from_right: bool) -> str:
    """The line as a pen going from left to right meets it, brackets mirrored where they must be.

    The library reorders but does not mirror. A sentinel after each bracket shows how it came out:
    behind its bracket it was laid left to right, before it right to left. Hebrew points and Arabic
    vowel signs come out before their letter, which is where the face expects them.
    """
    from bidi import get_display

    marked = _MIRRORED.sub(lambda m: m[0] + _SENTINEL, line)
    shown = get_display(marked, base_dir="R" if from_right else "L")
    return re.sub(f"{_SENTINEL}({_MIRRORED.pattern})", lambda m: _MIRROR[m[1]], shown).replace(_SENTINEL, "")
