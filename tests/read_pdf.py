"""Reads finished PDFs the way a receiving system does: text, structure, marks, fonts. Only for tests."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.generic import ContentStream, DictionaryObject


def opened(data: bytes) -> pypdf.PdfReader:
    """The file, refused if it is not quite right."""
    return pypdf.PdfReader(io.BytesIO(data), strict=True)


def text_of(data: bytes) -> str:
    """All text in the order of the page streams, runs of space as one."""
    return flat("\n".join(page.extract_text() for page in opened(data).pages))


def flat(text: str) -> str:
    """Runs of space and line ends as one space."""
    return re.sub(r"\s+", " ", text)


def elements(data: bytes) -> Iterator[DictionaryObject]:
    """Every structure element, in the order in which it is read aloud."""
    yield from _below(opened(data).trailer["/Root"]["/StructTreeRoot"])


def _below(element: Any) -> Iterator[DictionaryObject]:
    for kid in _kids(element):
        if isinstance(kid, DictionaryObject) and "/S" in kid:
            yield kid
            yield from _below(kid)


def has_content(element: DictionaryObject) -> bool:
    """It or something below it holds a mark of a page."""
    return any(isinstance(kid, int) or "/MCID" in kid or has_content(kid) for kid in _kids(element))


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return [kid.get_object() for kid in (kids if isinstance(kids, list) else [kids])]


PAINTING = {b"Tj", b"TJ", b"'", b'"', b"f", b"f*", b"F", b"B", b"B*", b"b", b"b*", b"S", b"s", b"Do", b"sh"}


def unmarked(data: bytes) -> list[tuple[int, bytes]]:
    """Page and operator of everything that is painted outside a mark."""
    reader = opened(data)
    found = []
    for number, page in enumerate(reader.pages, 1):
        depth = 0
        for _, operator in ContentStream(page.get_contents(), reader).operations:
            depth += {b"BMC": 1, b"BDC": 1, b"EMC": -1}.get(operator, 0)
            if operator in PAINTING and depth == 0:
                found.append((number, operator))
        assert depth == 0, f"page {number} leaves a mark open"
    return found


def fonts(data: bytes) -> list[DictionaryObject]:
    """Every font of every page, each once."""
    seen = {}
    for page in opened(data).pages:
        for name, font in page["/Resources"]["/Font"].items():
            seen[name] = font.get_object()
    return list(seen.values())
