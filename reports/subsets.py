"""A shaped face on the pages of one document: its glyphs as operators, and in the end as an embedded subset.

A composite font with codes of two bytes. Where the outlines are TrueType, a code is a glyph with what it stands for,
so that the same shape may read as different letters and copying and searching find what was written. Where they are
CFF, codes are the font's own; what they cannot say, and glyphs beyond the letters of their cluster, are said by
`/ActualText` around them. Codes are given in the order of use: same document, same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString

from reports.cmap import character_map
from reports.shaping import Face, Glyph, shaped

NEEDED = frozenset(("glyf", "loca", "head", "hhea", "hmtx", "maxp", "CFF "))
SAYS_NOTHING = "\u200b"
GAP = 100  # a mark set further than this from its letter leaves a gap that readers take for a space
FLAGS = 4  # symbolic: the letters are outside Latin (ISO 32000-1, table 123)


class Subset:
    """What one document uses of one face. `name` is the font's name on its pages."""

    def __init__(self, face: Face, name: str) -> None:
        self.face, self.name = face, name
        self.codes: dict[tuple[int, str], int] = {}
        self.meant: dict[int, tuple[int, str]] = {}  # by code: the glyph, and what it stands for

    def _code(self, glyph: Glyph) -> int:
        key = (glyph.number, glyph.text)
        if key not in self.codes:
            code = glyph.number if self.face.is_east_asian else len(self.codes) + 1
            self.codes[key] = code
            self.meant.setdefault(code, (glyph.number, glyph.text or SAYS_NOTHING))
        return self.codes[key]

    def show(self, text: str, size: float) -> Iterator[str]:
        """The operators that set a run; the font is chosen already, and the pen stands where it begins."""
        pen = _Pen(size)
        for said, glyphs in self._spans(shaped(self.face.name, text)):
            if said:
                yield f"/Span <</ActualText <FEFF{_utf16(said)}>>> BDC"
            for glyph in glyphs:
                yield from pen.set(glyph, self._code(glyph), round(self.face.width(glyph.number)))
            yield from pen.lift()
            if said:
                yield "EMC"
        yield from pen.rest()

    def _spans(self, glyphs: tuple[Glyph, ...]) -> Iterator[tuple[str, list[Glyph]]]:
        """Glyphs whose codes say what they stand for (under no words), and those around which it must be said."""
        if any(abs(glyph.right) > GAP for glyph in glyphs):
            yield "".join(glyph.text for glyph in glyphs), list(glyphs)
            return
        plain: list[Glyph] = []
        for at, glyph in enumerate(glyphs):
            more = _without_text(glyphs, at)
            if not glyph.text:
                continue
            if not more and self.meant.get(self._code(glyph), (0, glyph.text))[1] == glyph.text:
                plain.append(glyph)
                continue
            yield "", plain
            yield glyph.text, [glyph, *more]
            plain = []
        yield "", plain

    def embedded(self, doc: Any) -> Any:
        """The font's objects in the document; a reference to it."""
        data, places = self._cut()
        name = f"{_tag(self.codes)}+{self.face.name}"
        base = PDFDictionary({"Type": PDFName("Font"), "Subtype": PDFName("Type0"), "BaseFont": PDFName(name)})
        base["Encoding"] = PDFName("Identity-H")
        base["DescendantFonts"] = PDFArray([doc.Reference(self._descendant(doc, name, data, places))])
        base["ToUnicode"] = doc.Reference(_stream({}, self._to_unicode(name).encode()))
        return doc.Reference(base)

    def _cut(self) -> tuple[bytes, dict[int, int]]:
        """The font program with the used glyphs alone, and where each went."""
        import uharfbuzz

        wanted = uharfbuzz.SubsetInput()
        wanted.glyph_set.update(glyph for glyph, _ in self.meant.values())
        wanted.drop_table_tag_set.update(
            int.from_bytes(tag.encode(), "big") for tag in self.face.font.face.table_tags if tag not in NEEDED
        )
        flags = uharfbuzz.SubsetFlags
        wanted.flags = flags.NO_HINTING | flags.NO_LAYOUT_CLOSURE | flags.NOTDEF_OUTLINE | flags.DESUBROUTINIZE
        plan = uharfbuzz.SubsetPlan(self.face.font.face, wanted)
        cut = plan.execute()
        program = cut.reference_table("CFF ") if self.face.is_east_asian else cut.blob
        return bytes(program.data), dict(plan.old_to_new_glyph_mapping)

    def _descendant(self, doc: Any, name: str, data: bytes, places: dict[int, int]) -> PDFDictionary:
        is_cff = self.face.is_east_asian
        system = {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
        font = PDFDictionary({"Type": PDFName("Font"), "Subtype": PDFName(f"CIDFontType{0 if is_cff else 2}")})
        font["BaseFont"] = PDFName(name)
        font["CIDSystemInfo"] = PDFDictionary(system)
        font["FontDescriptor"] = doc.Reference(self._descriptor(doc, name, data))
        widths = {code: round(self.face.width(glyph)) for code, (glyph, _) in sorted(self.meant.items())}
        font["W"] = PDFArray([part for code, width in widths.items() for part in (code, PDFArray([width]))])
        if not is_cff:
            by_code = b"".join(places[self.meant[code][0]].to_bytes(2, "big") for code in sorted(self.meant))
            font["CIDToGIDMap"] = doc.Reference(_stream({}, b"\0\0" + by_code))
        return font

    def _descriptor(self, doc: Any, name: str, data: bytes) -> PDFDictionary:
        scale = 1000 / self.face.font.face.upem
        extents = self.face.font.get_font_extents("ltr")
        up, down = round(extents.ascender * scale), round(extents.descender * scale)
        descriptor = PDFDictionary({"Type": PDFName("FontDescriptor"), "FontName": PDFName(name), "Flags": FLAGS})
        descriptor["FontBBox"] = PDFArray([-1000, down, 3000, up])
        descriptor["ItalicAngle"], descriptor["StemV"] = 0, 80
        descriptor["Ascent"], descriptor["Descent"], descriptor["CapHeight"] = up, down, round(up * 0.7)
        if self.face.is_east_asian:
            descriptor["FontFile3"] = doc.Reference(_stream({"Subtype": PDFName("CIDFontType0C")}, data))
        else:
            descriptor["FontFile2"] = doc.Reference(_stream({"Length1": len(data)}, data))
        return descriptor

    def _to_unicode(self, name: str) -> str:
        pairs = [f"<{code:04X}> <{_utf16(said)}>" for code, (_, said) in sorted(self.meant.items())]
        return character_map(name, pairs, "<0000> <FFFF>")


class _Pen:
    """Where the pen stands in a run, in thousandths of the size, and what is yet to be written."""

    def __init__(self, size: float) -> None:
        self.size, self.asked, self.stands, self.rise = size, 0.0, 0, 0.0
        self.parts: list[str] = []

    def set(self, glyph: Glyph, code: int, width: int) -> Iterator[str]:
        """Move to where the glyph goes, set it, and remember where the next one is expected."""
        if abs(glyph.up - self.rise) > 0.5:
            yield from self.lift()
            self.rise = glyph.up
            yield f"{self.rise * self.size / 1000:.2f} Ts"
        back = self.stands - round(self.asked + glyph.right)
        if back:
            self.parts.append(str(back))
        self.parts.append(f"<{code:04X}>")
        self.stands += width - back
        self.asked += glyph.advance

    def lift(self) -> Iterator[str]:
        """What was set so far."""
        if self.parts:
            yield f"[{' '.join(self.parts)}] TJ"
        self.parts = []

    def rest(self) -> Iterator[str]:
        """To the end of the run, on the line again."""
        back = self.stands - round(self.asked)
        if back:
            yield f"[{back}] TJ"
        if self.rise:
            yield "0 Ts"


def _without_text(glyphs: tuple[Glyph, ...], at: int) -> list[Glyph]:
    """The glyphs after this one that stand for nothing of their own."""
    more = []
    for glyph in glyphs[at + 1 :]:
        if glyph.text:
            break
        more.append(glyph)
    return more


def _stream(entries: dict[str, Any], data: bytes) -> PDFStream:
    return PDFStream(PDFDictionary(entries), data, filters=[pdfdoc.PDFZCompress])


def _utf16(text: str) -> str:
    return text.encode("utf-16-be", "surrogatepass").hex().upper()


def _tag(used: dict[tuple[int, str], int]) -> str:
    """Six capitals that stand for the glyphs used, as ISO 32000-1, 9.6.4 asks of a subset's name."""
    number = sum((glyph + 1) * 31 ** (place % 7) for place, (glyph, _) in enumerate(used))
    return "".join(chr(65 + number // 26**place % 26) for place in range(6))
