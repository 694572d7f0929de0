"""A file inside a PDF, as PDF/A-3 allows it: the record that the page was made of, for a machine that can read it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString


@dataclass(frozen=True)
class Attachment:
    """What is put inside: its name, its media type, what it is in words, its bytes."""

    name: str
    media_type: str
    words: str
    data: bytes


def attach(doc: Any, inside: Attachment, when: datetime) -> None:
    """Put it into a document: named, associated with the whole as its source (ISO 19005-3, 6.8)."""
    moment = PDFString(when.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'"))
    check = PDFString(hashlib.md5(inside.data, usedforsecurity=False).digest())
    media_type = "/" + inside.media_type.replace("/", "#2F")  # ReportLab's names let a slash through
    kind = {"Type": PDFName("EmbeddedFile"), "Subtype": media_type}
    held = PDFStream(PDFDictionary(kind), inside.data, filters=[pdfdoc.PDFZCompress])
    held.dictionary["Params"] = PDFDictionary({"Size": len(inside.data), "ModDate": moment, "CheckSum": check})
    file = doc.Reference(held)
    named = PDFDictionary({"Type": PDFName("Filespec"), "F": PDFString(inside.name), "UF": PDFString(inside.name)})
    named["Desc"], named["AFRelationship"] = PDFString(inside.words), PDFName("Source")
    named["EF"] = PDFDictionary({"F": file, "UF": file})
    here = doc.Reference(named)
    catalog = doc.Catalog
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "AF"]
    catalog.AF = PDFArray([here])
    files = PDFDictionary({"Names": PDFArray([PDFString(inside.name), here])})
    catalog.Names = PDFDictionary({"EmbeddedFiles": files})
