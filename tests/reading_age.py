"""Measures how old one must be to read a text: US school grade by Flesch and Kincaid, and five years.

A text here is a sequence of sentences as they stand on a page. Fragments of fewer than four words (a label on a
button, a choice) are left out: they would make every page look easier than it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import readability

SHORTEST = 4
YEARS_BEFORE_SCHOOL = 5
_BLANK = re.compile(r"\{\w+\}")
_SENTENCES = re.compile(r"(?<=[.!?:;])\s+|\n|\s[–—]\s")
_WORDS = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")


def sentences(texts: Iterable[str]) -> Iterator[str]:
    """Each sentence as words with single spaces; a blank to be filled in counts as one easy word."""
    for text in texts:
        for sentence in _SENTENCES.split(_BLANK.sub(" Friday ", text)):
            words = _WORDS.findall(sentence)
            if len(words) >= SHORTEST:
                yield " ".join(words)


def reading_age(texts: Iterable[str]) -> float:
    """The age in years from which the texts can be read; 0 where there is no whole sentence."""
    lines = list(sentences(texts))
    if not lines:
        return 0
    grades = readability.getmeasures("\n".join(lines), lang="en")["readability grades"]
    return float(grades["Kincaid"]) + YEARS_BEFORE_SCHOOL
