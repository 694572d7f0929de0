"""The embedded typefaces: which face has a character, and how wide it is.

DejaVu Sans Condensed, regular and bold, vendored in `reports/fonts` (see `make.py` there). Widths are
in thousandths of the type size. A character that the bold face lacks is set in the regular one; a
character that none has is set as `MISSING`, and `unprintable` names it so that it is never lost silently.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from reports import shaping
from reports.cmap import character_map

FOLDER = Path(__file__).parent / "fonts"
REGULAR, BOLD = "Sans", "Sans-Bold"
MISSING = "□"
LAYOUT_ONLY = frozenset("\n\u200b") | shaping.JOINERS
PICTURES = 0x1F000  # from here on signs are pictures, which the extra's face draws as a family

rl_config.useA85 = 0  # binary streams: a quarter smaller, and no Base-85 in Python


class EmbeddedFont(TTFont):  # type: ignore[misc]  # ReportLab has no types
    """A TrueType font whose ToUnicode map gives readers the letters that were meant.

    ReportLab writes presentation forms as themselves and characters beyond U+FFFF as five digits
    (ISO 32000-1, 9.10.3 asks for UTF-16); here an Arabic form reads as its letter.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802  # ReportLab's name
        """Embed the subsets as ReportLab does, then write their ToUnicode maps anew."""
        subsets = self.state[doc].subsets
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            font = doc.idToObject["BasicFonts"].dict[self._internal_name(doc, number)]
            doc.idToObject[font.ToUnicode.name].content = to_unicode(font.BaseFont, subset)

    def _internal_name(self, doc: Any, number: int) -> str:
        return f"{doc.fontMapping[self.fontName][1:]}+{number}"


def to_unicode(name: str, subset: Iterable[int]) -> str:
    """The ToUnicode CMap of one subset: code to UTF-16, at most 100 a block."""
    pairs = [f"<{code:02X}> <{_meant(char)}>" for code, char in enumerate(subset) if char]
    return character_map(name, pairs, "<00> <FF>")


def _meant(code: int) -> str:
    char = chr(code)
    if 0xFB1D <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFC:
        char = unicodedata.normalize("NFKC", char)
    return char.encode("utf-16-be", "surrogatepass").hex().upper()


class Widths(dict[str, float]):
    """Width by character, in thousandths of the size; characters of no face are as wide as `MISSING`."""

    def __init__(self, *names: str) -> None:
        self.names = names
        super().__init__()

    def __missing__(self, char: str) -> float:
        name = self.face(char)
        if char in LAYOUT_ONLY:
            width = 0.0
        elif name in shaping.faces():
            width = shaping.width(name, char)
        else:
            face = pdfmetrics.getFont(name).face
            width = float(face.charWidths.get(ord(char), face.charWidths[ord(MISSING)]))
        self[char] = width
        return width

    def face(self, char: str) -> str:
        """The first face that has the character; the first of all where none has."""
        if ord(char) >= PICTURES and shaping.face_of(char):
            return shaping.face_of(char)
        for name in self.names:
            if ord(char) in pdfmetrics.getFont(name).face.charToGlyph:
                return name
        return shaping.face_of(char) or self.names[0]

    def runs(self, text: str) -> Iterator[tuple[str, str]]:
        """The text in as few runs as there are changes of face; joiners belong to what stands before them."""
        name, start = "", 0
        for at, char in enumerate(text):
            new = name if name and char in shaping.JOINERS else self.face(char)
            if new != name and at:
                yield name, text[start:at]
                start = at
            name = new
        if text:
            yield name, text[start:]

    def over(self, text: str) -> float:
        """How wide a text is on one line, each run shaped as it will be drawn."""
        shaped = shaping.faces()
        return sum(
            shaping.width(name, run) if name in shaped else sum(map(self.__getitem__, run))
            for name, run in self.runs(text)
        )


@lru_cache(maxsize=1)
def load() -> dict[bool, Widths]:
    """Register the faces with ReportLab and return widths by boldness; done once a process."""
    for name, file in ((REGULAR, "DejaVuSansCondensed.ttf"), (BOLD, "DejaVuSansCondensed-Bold.ttf")):
        font = EmbeddedFont(name, str(FOLDER / file), asciiReadable=False, shapable=False)
        pdfmetrics.registerFont(font)
        if pdfmetrics.getFont(name) is not font:
            raise RuntimeError(
                f"{file} was registered with ReportLab by somebody else; call reports.typefaces.load first"
            )
    return {False: Widths(REGULAR), True: Widths(BOLD, REGULAR)}


@lru_cache(maxsize=2)
def main_characters(bold: bool) -> frozenset[str]:
    """The characters that the main face of that weight has itself, and that no face of the extra draws better."""
    load()
    codes = pdfmetrics.getFont(BOLD if bold else REGULAR).face.charToGlyph
    better = {code for code in codes if code >= PICTURES} if shaping.faces() else set()
    return frozenset(map(chr, codes.keys() - better)) - shaping.JOINERS


def is_shaped(char: str) -> bool:
    """Whether a face of the extra draws it."""
    return load()[False].face(char) in shaping.faces()


def unprintable(text: str) -> tuple[str, ...]:
    """The characters of a text that no face has, each once, in order of appearance."""
    known = _known()
    lost = (char for char in text if char not in known and not shaping.face_of(char))
    return tuple(dict.fromkeys(lost))


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """What needs no face of the extra."""
    return main_characters(False) | main_characters(True) | LAYOUT_ONLY
