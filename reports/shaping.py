"""Scripts whose letters must be shaped, and the faces for them: the optional extra `scripts`.

Devanagari, Bengali, Tamil, Thai and monochrome emoji are set with faces in `reports/fonts`; Chinese, Japanese and
Korean with the one that `noto-cjk-sans-otc` brings. HarfBuzz says which glyph stands where. Without the extra there
is no such face, and the characters are counted and said like any that cannot be printed. Nothing is loaded before a
character asks for it. Lengths are in thousandths of the type size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "fonts"
EAST_ASIAN = "noto_cjk_sans_otc"
JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")
"""Characters without a shape of their own that decide how their neighbours look."""
LONGEST_REMEMBERED = 64
LANGUAGES = (("ja", re.compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f]")), ("ko", re.compile("[\uac00-\ud7a3]")))
OTHERWISE = "zh-Hans"


class Glyph(NamedTuple):
    """A glyph of a run, in the order of the pen: where it goes, how far the pen moves on, what it stands for.

    `text` is empty where the glyphs before it have said everything.
    """

    number: int
    advance: float
    right: float
    up: float
    text: str


@dataclass(frozen=True)
class Face:
    """A face of the extra: its name on the page, its file, which of several in that file, and what it is for."""

    name: str
    file: Path
    blocks: tuple[tuple[int, int], ...]
    index: int = 0
    is_east_asian: bool = False

    @property
    def font(self) -> Any:
        """The HarfBuzz font."""
        return _font(self.file, self.index)

    def has(self, char: str) -> bool:
        """Whether it draws that character."""
        code = ord(char)
        return any(low <= code <= high for low, high in self.blocks) and bool(self.font.get_nominal_glyph(code))

    def width(self, number: int) -> float:
        """How wide a glyph is by the font's own table."""
        return float(self.font.get_glyph_h_advance(number) * 1000 / self.font.face.upem)


def _east_asian_file() -> Path:
    """Where the package has put its face; a path that is not there without the extra."""
    found = find_spec(EAST_ASIAN)
    folder = found.submodule_search_locations[0] if found and found.submodule_search_locations else "."
    return Path(folder) / "NotoSansCJK-Regular.ttc"


def _kept() -> Iterator[Face]:
    everything = ((0x80, 0x1FFFF),)
    for name, *blocks in (
        ("NotoSansDevanagari", (0x0900, 0x097F), (0x1CD0, 0x1CFF), (0xA830, 0xA839), (0xA8E0, 0xA8FF)),
        ("NotoSansBengali", (0x0980, 0x09FF)),
        ("NotoSansTamil", (0x0B80, 0x0BFF)),
        ("NotoSansThai", (0x0E00, 0x0E7F)),
    ):
        yield Face(name, FOLDER / f"{name}.ttf", tuple(blocks))
    yield Face("NotoEmoji", FOLDER / "NotoEmoji.ttf", everything)
    yield Face("NotoSansCJK", _east_asian_file(), ((0x80, 0x3FFFF),), index=2, is_east_asian=True)


@lru_cache(maxsize=1)
def faces() -> dict[str, Face]:
    """The faces that are here, by name, in the order in which they are asked; none without HarfBuzz."""
    if find_spec("uharfbuzz") is None:
        return {}
    return {face.name: face for face in _kept() if face.file.is_file()}


@lru_cache(maxsize=4096)
def face_of(char: str) -> str:
    """The name of the first face that draws the character; empty where none does."""
    return next((face.name for face in faces().values() if face.has(char)), "")


@lru_cache(maxsize=8)
def _font(file: Path, index: int) -> Any:
    import uharfbuzz

    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file)), index))


def shaped(name: str, text: str) -> tuple[Glyph, ...]:
    """The glyphs of a run that is set in one face, from left to right."""
    return (_shaped_often if len(text) <= LONGEST_REMEMBERED else _shaped)(name, text)


def _shaped(name: str, text: str) -> tuple[Glyph, ...]:
    import uharfbuzz

    face = faces()[name]
    run = uharfbuzz.Buffer()
    run.add_str(text)
    run.guess_segment_properties()
    run.direction = "ltr"
    if face.is_east_asian:
        run.language = next((tag for tag, letters in LANGUAGES if letters.search(text)), OTHERWISE)
    run.flags |= uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    uharfbuzz.shape(face.font, run)
    scale = 1000 / face.font.face.upem
    told = _told(text, [glyph.cluster for glyph in run.glyph_infos])
    return tuple(
        Glyph(glyph.codepoint, at.x_advance * scale, at.x_offset * scale, at.y_offset * scale, said)
        for glyph, at, said in zip(run.glyph_infos, run.glyph_positions, told, strict=True)
    )


_shaped_often = lru_cache(maxsize=4096)(_shaped)


def _told(text: str, starts: list[int]) -> Iterator[str]:
    """What each glyph stands for: the letters of its cluster in order; the first glyph takes what is over."""
    edges = sorted({*starts, len(text)})
    after = dict(pairwise(edges))
    for start, glyphs in groupby(starts):
        letters, count = text[start : after[start]], len(list(glyphs))
        first = max(len(letters) - count + 1, 1)
        yield letters[:first]
        yield from (letters[at : at + 1] for at in range(first, first + count - 1))


def width(name: str, text: str) -> float:
    """How far the pen moves over a run."""
    return sum(glyph.advance for glyph in shaped(name, text))
