"""ToUnicode maps: what the codes of an embedded font read as (ISO 32000-1, 9.10.3)."""

from __future__ import annotations


def character_map(name: str, pairs: list[str], codes: str) -> str:
    """A ToUnicode CMap: code to UTF-16, at most 100 a block; `codes` is the range of the codes."""
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        codes,
        "endcodespacerange",
        *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
        "endcmap",
        "CMapName currentdict /CMap defineresource pop",
        "end",
        "end",
    ]
    return "\n".join(lines)
