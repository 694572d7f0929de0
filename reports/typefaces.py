"""The embedded typefaces: which face has a character, and how wide it is.

DejaVu Sans Condensed, regular and bold, vendored in `reports/fonts` (see `make.py` there). Widths are
in thousandths of the type size. A character that the bold face lacks is set in the regular one; a
character that none has is set as `MISSING`, and `unprintable` names it so that it is never lost silently.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).parent / "fonts"
REGULAR, BOLD = "Sans", "Sans-Bold"
MISSING = "□"
LAYOUT_ONLY = frozenset("\n\u200b\u200c\u200d")

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
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
        *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
        "endcmap",
        "CMapName currentdict /CMap defineresource pop",
        "end",
        "end",
    ]
    return "\n".join(lines)


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
        face = pdfmetrics.getFont(self.face(char)).face
        width = 0.0 if char in LAYOUT_ONLY else float(face.charWidths.get(ord(char), face.charWidths[ord(MISSING)]))
        self[char] = width
        return width

    def face(self, char: str) -> str:
        """The first face that has the character; the first of all where none has."""
        for name in self.names:
            if ord(char) in pdfmetrics.getFont(name).face.charToGlyph:
                return name
        return self.names[0]


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
    """The characters that the main face of that weight has itself."""
    load()
    return frozenset(map(chr, pdfmetrics.getFont(BOLD if bold else REGULAR).face.charToGlyph))


def unprintable(text: str) -> tuple[str, ...]:
    """The characters of a text that no face has, each once, in order of appearance."""
    known = main_characters(False) | main_characters(True) | LAYOUT_ONLY
    return tuple(dict.fromkeys(char for char in text if char not in known))
