"""A ReportLab canvas that writes tagged, archivable PDF: PDF/UA-1 and PDF/A-2b (3b with a file inside), deterministic.

ReportLab leaves hooks for this but does not do it: marks in the page streams, the structure tree
with its parent tree, XMP metadata that agrees with Info, an output intent, bookmarks. The order in
which elements are made, not the order in which they are drawn, is the order in which they are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from io import BytesIO
from typing import Any

from PIL import ImageCms
from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObjectReference, PDFStream, PDFString
from reportlab.pdfgen.canvas import Canvas

from reports import shaping, typefaces
from reports.attachment import Attachment, attach
from reports.subsets import Subset

_as_reportlab_formats = PDFStream.format


def _with_line_end(self: PDFStream, document: Any) -> bytes:
    """A stream with a line end before `endstream`, as ISO 19005-2, 6.1.7.1 asks and ReportLab omits."""
    whole: bytes = _as_reportlab_formats(self, document)
    return whole.removesuffix(b"endstream\n") + b"\nendstream\n"


PDFStream.format = _with_line_end

_ATTRIBUTES = {"alt": "Alt", "actual": "ActualText", "title": "T", "language": "Lang"}


class Element:
    """A structure element: its role, attributes, and kids in reading order (elements and marks).

    Attributes: `alt`, `actual` (text in the order of reading), `title`, `language`, `scope` (of a table
    header), `span` (columns of a cell), `box` (of a figure, in points).
    """

    __slots__ = ("attributes", "kids", "role")

    def __init__(self, role: str, **attributes: Any) -> None:
        self.role, self.attributes = role, attributes
        self.kids: list[Element | tuple[int, int]] = []

    def add(self, role: str, **attributes: Any) -> Element:
        """A new element, read after the ones that are there."""
        kid = Element(role, **attributes)
        self.kids.append(kid)
        return kid


@dataclass(frozen=True)
class About:
    """What the file says of itself. No name and no health detail: titles reach search indexes."""

    title: str
    author: str
    subject: str
    keywords: str
    language: str
    when: datetime
    inside: Attachment | None = None


class TaggedCanvas(Canvas):  # type: ignore[misc]  # ReportLab has no types
    """A canvas on which everything drawn is the content of an element or an artifact."""

    _text_colour: str
    _text_font: tuple[str, float]

    def __init__(self, target: BytesIO, about: About, page_size: tuple[float, float]) -> None:
        super().__init__(
            target,
            pagesize=page_size,
            invariant=1,
            lang=about.language,
            pageCompression=1,
            pdfVersion=(1, 7),
            initialFontName=typefaces.REGULAR,  # else every page names Helvetica, which is not embedded
            initialFontSize=9,
        )
        self.root = Element("Document")
        self._about = about
        self._marks: list[Element] = []
        self._marks_by_page: list[list[Element]] = []
        self._is_inside = False
        self._bookmarks = 0
        self._subsets: dict[str, Subset] = {}
        self._stamp(about.when)

    def _stamp(self, when: datetime) -> None:
        """Dates of the file are the note's, never the clock's."""
        utc = when.astimezone(UTC)
        stamp = TimeStamp(1)
        stamp.t, stamp.lt, stamp.YMDhms = utc.timestamp(), utc.timetuple(), tuple(utc.timetuple())[:6]
        stamp.dhh = stamp.dmm = 0
        self._doc._timeStamp = stamp
        self._doc.signature.update(repr(stamp.t).encode())

    @contextmanager
    def marked(self, element: Element | None) -> Iterator[None]:
        """Everything drawn inside belongs to `element`; None makes it an artifact. Marks do not nest."""
        if self._is_inside:
            yield
            return
        self._is_inside = True
        if element is None:
            self._code.append("/Artifact BMC")
        else:
            self._code.append(f"/{element.role} <</MCID {len(self._marks)}>> BDC")
            element.kids.append((self._pageNumber - 1, len(self._marks)))
            self._marks.append(element)
        yield
        self._code.append("EMC")
        self._is_inside = False

    def show(self, x: float, y: float, runs: Iterable[tuple[str, str]], size: float, colour: str) -> None:
        """Set runs of (face, text) from (x, y) on, one after the other; only what differs from before is written.

        ReportLab's text objects say font, leading and colour again for every line; a note has hundreds.
        """
        code = self._code
        if colour != self._text_colour:
            code.append(_fill(colour))
            self._text_colour = colour
        code.append(f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm")
        for face, text in runs:
            if face in shaping.faces():
                self._show_shaped(face, text, size)
                continue
            font = pdfmetrics.getFont(face)
            for subset, codes in font.splitString(text, self._doc):
                name = font.getSubsetInternalName(subset, self._doc)
                if (name, size) != self._text_font:
                    code.append(f"{name} {size:g} Tf")
                    self._text_font = (name, size)
                code.append(f"({self._escape(codes)}) Tj")
        code.append("ET")

    def _show_shaped(self, face: str, text: str, size: float) -> None:
        subset = self._subsets.get(face)
        if subset is None:
            subset = self._subsets[face] = Subset(shaping.faces()[face], f"/S{len(self._subsets) + 1}")
        if (subset.name, size) != self._text_font:
            self._code.append(f"{subset.name} {size:g} Tf")
            self._text_font = (subset.name, size)
        self._code += subset.show(text, size)

    def _forget(self) -> None:
        """Something else may have changed font or colour."""
        self._text_colour, self._text_font = "", ("", 0.0)

    def setFillColor(self, *colour: Any, **options: Any) -> None:  # noqa: N802  # ReportLab's name
        """As ReportLab does."""
        self._text_colour = ""
        super().setFillColor(*colour, **options)

    def restoreState(self) -> None:  # noqa: N802  # ReportLab's name
        """As ReportLab does."""
        self._forget()
        super().restoreState()

    def init_graphics_state(self) -> None:
        """As ReportLab does, at the start of every page."""
        self._forget()
        super().init_graphics_state()

    def bookmark(self, words: str, level: int, top: float) -> None:
        """An entry of the outline that leads to this place of the page."""
        self._bookmarks += 1
        key = f"b{self._bookmarks}"
        self.bookmarkHorizontalAbsolute(key, round(top, 2))
        self.addOutlineEntry(words, key, level)

    def _setAnnotations(self, page: Any) -> None:  # noqa: N802  # the hook that showPage calls
        super()._setAnnotations(page)
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = len(self._marks_by_page), PDFName("S")
        self._marks_by_page.append(self._marks)
        self._marks = []

    def save(self) -> None:
        """Close the last page, write metadata and structure, and then the file."""
        if self._code:
            self.showPage()
        info = self._doc.info
        info.title, info.author = self._about.title, self._about.author
        info.subject, info.keywords = self._about.subject, self._about.keywords
        info.creator, info.producer = CREATOR, PRODUCER
        _write_structure(self._doc, self.root, self._marks_by_page)
        _write_metadata(self._doc, self._about)
        if self._about.inside:
            attach(self._doc, self._about.inside, self._about.when)
        self.setViewerPreference("DisplayDocTitle", "true")
        for subset in self._subsets.values():
            self._doc.idToObject["BasicFonts"].dict[subset.name[1:]] = subset.embedded(self._doc)
        super().save()


CREATOR, PRODUCER = "Twitchboard", "ReportLab"


@lru_cache(maxsize=64)
def _fill(colour: str) -> str:
    red, green, blue = bytes.fromhex(colour[1:])
    return f"{red / 255:.4g} {green / 255:.4g} {blue / 255:.4g} rg"


class _Entry(pdfdoc.PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """A structure element as it is written: put together as text, because a note has hundreds."""

    __RefOnly__ = 1

    def __init__(self, element: Element, parent: PDFObjectReference, pages: list[PDFObjectReference]) -> None:
        self.element, self.parent, self.pages = element, parent, pages
        self.kids: list[PDFObjectReference | tuple[int, int]] = []

    def format(self, document: Any) -> bytes:
        """The dictionary's bytes."""
        marks = [kid[0] for kid in self.kids if isinstance(kid, tuple)]
        parts = [b"<< /S /", self.element.role.encode(), b" /P ", self.parent.format(document)]
        if marks:
            parts += [b" /Pg ", self.pages[marks[0]].format(document)]
        kids = [self._kid(kid, marks[0] if marks else -1, document) for kid in self.kids]
        if kids:
            parts += [b" /K ", kids[0]] if len(kids) == 1 else [b" /K [", b" ".join(kids), b"]"]
        for key, value in _attributes(self.element.attributes).items():
            parts += [b" /", key.encode(), b" ", pdfdoc.format(value, document)]
        whole: bytes = b"".join([*parts, b" >>"])
        return whole

    def _kid(self, kid: PDFObjectReference | tuple[int, int], page: int, document: Any) -> bytes:
        if not isinstance(kid, tuple):
            return bytes(kid.format(document))
        if kid[0] == page:
            return str(kid[1]).encode()
        where: bytes = self.pages[kid[0]].format(document)
        return b"<< /Type /MCR /Pg " + where + f" /MCID {kid[1]} >>".encode()


def _write_structure(doc: Any, root: Element, marks_by_page: list[list[Element]]) -> None:
    """The tree, and for each page which element each of its marks belongs to."""
    pages = [doc.Reference(page) for page in doc.Pages.pages]
    top = PDFDictionary({"Type": PDFName("StructTreeRoot")})
    references: dict[Element, PDFObjectReference] = {}
    top["K"] = _built(doc, root, doc.Reference(top), pages, references)
    numbers: list[Any] = []
    for number, marks in enumerate(marks_by_page):
        numbers += [number, doc.Reference(PDFArray([references[element] for element in marks]))]
    top["ParentTree"] = PDFDictionary({"Nums": PDFArray(numbers)})
    top["ParentTreeNextKey"] = len(marks_by_page)
    doc.Catalog.StructTreeRoot = doc.Reference(top)
    doc.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})


def _built(
    doc: Any,
    element: Element,
    parent: PDFObjectReference,
    pages: list[PDFObjectReference],
    references: dict[Element, PDFObjectReference],
) -> PDFObjectReference:
    """The element and its kids as objects of the document; fills `references`."""
    entry = _Entry(element, parent, pages)
    me = references[element] = doc.Reference(entry)
    entry.kids = [_built(doc, kid, me, pages, references) if isinstance(kid, Element) else kid for kid in element.kids]
    return me


def _attributes(attributes: dict[str, Any]) -> dict[str, Any]:
    """The attributes as entries of a structure element."""
    entry: dict[str, Any] = {key: PDFString(attributes[a]) for a, key in _ATTRIBUTES.items() if attributes.get(a)}
    if "scope" in attributes or "span" in attributes:
        table = {"O": PDFName("Table")}
        if "scope" in attributes:
            table["Scope"] = PDFName(attributes["scope"])
        if "span" in attributes:
            table["ColSpan"] = attributes["span"]
        entry["A"] = PDFDictionary(table)
    if "box" in attributes:
        layout = {"O": PDFName("Layout"), "Placement": PDFName("Block"), "BBox": PDFArray(attributes["box"])}
        entry["A"] = PDFDictionary(layout)
    return entry


def _write_metadata(doc: Any, about: About) -> None:
    """XMP that says what Info says, and the colour that sRGB numbers mean."""
    when = about.when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    words = {
        "title": about.title,
        "author": about.author,
        "subject": about.subject,
        "keywords": about.keywords,
        "language": about.language,
        "when": when,
        "creator": CREATOR,
        "producer": PRODUCER,
        "part": "3" if about.inside else "2",  # only PDF/A-3 lets a file of any kind be inside
    }
    xmp = _XMP.format(**{key: escape(text, quote=False) for key, text in words.items()})
    catalog = doc.Catalog
    kind = PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")})
    catalog.Metadata = PDFStream(kind, xmp.encode(), filters=[])
    profile = PDFStream(PDFDictionary({"N": 3}), _srgb(), filters=[pdfdoc.PDFZCompress])
    intent = {
        "Type": PDFName("OutputIntent"),
        "S": PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": PDFString("sRGB"),
        "Info": PDFString("sRGB IEC61966-2.1"),
        "DestOutputProfile": doc.Reference(profile),
    }
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]
    catalog.OutputIntents = PDFArray([PDFDictionary(intent)])


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    """An sRGB profile without its creation date and identifier, so that it is the same every time."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes((7, 208, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))
    profile[84:100] = bytes(16)
    return bytes(profile)


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format><dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<pdf:Keywords>{keywords}</pdf:Keywords><pdf:Producer>{producer}</pdf:Producer>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{when}</xmp:CreateDate><xmp:ModifyDate>{when}</xmp:ModifyDate>
<pdfaid:part>{part}</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA part</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
