"""A person's name as it is looked for: without accents, case or punctuation, word by word."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 80
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_WORD = re.compile(r"\w+")


def folded(text: str) -> str:
    """The text in small letters without accents: `Núñez` and `NUNEZ` are one, `Strauß` and `Strauss` too."""
    taken_apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in taken_apart if not unicodedata.combining(sign)).translate(_PLAIN)


def words_of(*names: str) -> frozenset[str]:
    """The words by which somebody is found: `O'Brien-Null` by obriennull, o, brien and null."""
    found: set[str] = set()
    for written in " ".join(names).split():
        parts = _WORD.findall(folded(written))
        found.update(parts, ["".join(parts)] if parts else [])
    return frozenset(word[:LONGEST] for word in found)


def wanted(typed: str) -> tuple[str, ...]:
    """What somebody typed as beginnings of words; every one of them must be found."""
    joined = ("".join(_WORD.findall(folded(written))) for written in typed.split())
    return tuple(dict.fromkeys(word[:LONGEST] for word in joined if word))


_TITLES = frozenset(["dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "sister", "nurse"])


def is_name_of(name: str, typed: str) -> bool:
    """Whether somebody typed this whole name: in any case, without its accents or full stops, with its title or not."""
    if typed.strip().casefold() == name.casefold():
        return True
    return bool(wanted(typed)) and wanted(typed) in (wanted(name), _untitled(wanted(name)))


def _untitled(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words after those that are a title, where any are left."""
    titled = next((n for n, word in enumerate(words) if word not in _TITLES), len(words))
    return words[titled:] or words
