"""Cut the vendored fonts out of their releases: `python reports/fonts/make.py FOLDER-WITH-THE-FONTS`.

DejaVu 2.37: every character of the Basic Multilingual Plane and the monochrome faces that it draws, with their
outlines and widths. Dropped: hinting (print and high-resolution screens do not use it), OpenType layout (Arabic is
joined by presentation forms, see docs/decisions/pdf-text.md), kerning, private-use characters, box drawing, Braille.

Noto (Debian's fonts-noto-core 20201225; Noto Emoji 3.006, npm @expo-google-fonts/noto-emoji 0.4.7): everything but
hinting, for HarfBuzz needs the layout tables. Same input, same bytes. Needs fonttools.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

HERE = Path(__file__).parent
NAMES = ("DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf")
SHAPED = {
    "NotoSansDevanagari-Regular.ttf": "NotoSansDevanagari.ttf",
    "NotoSansBengali-Regular.ttf": "NotoSansBengali.ttf",
    "NotoSansTamil-Regular.ttf": "NotoSansTamil.ttf",
    "NotoSansThai-Regular.ttf": "NotoSansThai.ttf",
    "NotoEmoji_400Regular.ttf": "NotoEmoji.ttf",
}
UNWANTED = (range(0x2500, 0x25A0), range(0x2800, 0x2900), range(0x4DC0, 0x4E00), range(0xE000, 0xF900))


def wanted(codes: set[int]) -> set[int]:
    """The code points that stay: the BMP and the smileys, without what no letter needs."""
    return {
        code
        for code in codes
        if (code < 0x10000 or 0x1F600 <= code < 0x1F650) and not any(code in block for block in UNWANTED)
    }


def cut(source: Path, target: Path) -> None:
    """Write the cut font of one file."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options(hinting=False, layout_features=[], notdef_outline=True, recalc_timestamp=False, glyph_names=False)
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "kern", "FFTM", "gasp", "MATH"]
    options.name_IDs = [0, 1, 2, 4, 6]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted(set(font.getBestCmap())))
    subsetter.subset(font)
    for record in font["name"].names:  # a name of its own: ReportLab takes two faces of one name for the same
        if record.nameID in (1, 4, 6):
            record.string = str(record).replace("Condensed", "CondensedCut")
    font.save(target, reorderTables=False)


def without_hints(source: Path, target: Path) -> None:
    """Write a font whose layout tables are needed."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options(hinting=False, layout_features=["*"], notdef_outline=True, recalc_timestamp=False)
    options.glyph_names = False
    options.drop_tables += ["FFTM", "gasp", "STAT"]
    options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=set(font.getBestCmap()))
    subsetter.subset(font)
    font.save(target, reorderTables=False)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name in NAMES:
        cut(folder / name, HERE / name)
    for name, kept in SHAPED.items():
        without_hints(folder / name, HERE / kept)
