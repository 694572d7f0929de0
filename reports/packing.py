"""A finished PDF made smaller without a loss: its small objects packed and compressed together.

ReportLab writes every object in clear text with an entry of its own in a table; a tagged note has hundreds. ISO
32000-1, 7.5.7 and 7.5.8 (object streams and cross-reference streams, allowed by PDF/A-2 and PDF/UA-1) keep the same
objects under the same numbers in a third of the space. Streams stay as they are. Same input, same bytes.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

TOGETHER = 150  # objects in a stream: few enough that a reader need not unpack all to find one

_ENTRY = re.compile(rb"(\d{10}) \d{5} n")
_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref", re.DOTALL)


def packed(data: bytes) -> bytes:
    """The same document. Raises ValueError where it is not as ReportLab writes one."""
    trailer = _trailer(data)
    start = data.rindex(b"xref\n", 0, data.rindex(b"startxref"))
    offsets = [int(found[1]) for found in _ENTRY.finditer(data, start)]
    bodies = dict(_bodies(data, [*offsets, start]))
    streams = {number: body for number, body in bodies.items() if body.endswith(b"endstream")}
    small = [(number, body) for number, body in bodies.items() if number not in streams]
    return _written(data[: min(offsets)], streams, small, trailer)


def _bodies(data: bytes, ends: list[int]) -> Iterator[tuple[int, bytes]]:
    """Each object's number, and what stands between `obj` and `endobj`; objects are numbered as they stand."""
    order = sorted(range(len(ends) - 1), key=lambda place: ends[place])
    for place, after in zip(order, [*(ends[p] for p in order[1:]), ends[-1]], strict=True):
        head, _, rest = data[ends[place] : after].partition(b" obj")
        yield int(head.split()[-2]), rest[: rest.rindex(b"endobj")].strip()


def _trailer(data: bytes) -> bytes:
    """The entries of the trailer but for the size, which changes."""
    found = _TRAILER.search(data)
    if found is None:
        raise ValueError("no trailer: this is not a file that ReportLab wrote")
    return re.sub(rb"/Size \d+", b"", re.sub(rb"%[^\n]*\n", b"", found[1])).strip()


def _written(head: bytes, streams: dict[int, bytes], small: list[tuple[int, bytes]], trailer: bytes) -> bytes:
    out, first = bytearray(head), max([*streams, *(number for number, _ in small)]) + 1
    entries: dict[int, tuple[int, int, int]] = {0: (0, 0, 0xFFFF)}
    groups = [small[at : at + TOGETHER] for at in range(0, len(small), TOGETHER)]
    for number, group in enumerate(groups, first):
        streams[number] = _object_stream(group)
        entries |= {kept: (2, number, place) for place, (kept, _) in enumerate(group)}
    for number, body in sorted(streams.items()):
        entries[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = max(entries) + 1
    entries[table] = (1, len(out), 0)
    out += b"%d 0 obj\n%s\nendobj\n" % (table, _cross_reference(entries, trailer))
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % entries[table][1])


def _object_stream(group: list[tuple[int, bytes]]) -> bytes:
    places, at = [], 0
    for number, body in group:
        places.append(b"%d %d" % (number, at))
        at += len(body) + 1
    index = b" ".join(places) + b"\n"
    return _stream(b"/Type /ObjStm /N %d /First %d" % (len(group), len(index)), index + b"\n".join(b for _, b in group))


def _cross_reference(entries: dict[int, tuple[int, int, int]], trailer: bytes) -> bytes:
    rows = b"".join(struct.pack(">BIH", *entries.get(number, (0, 0, 0))) for number in range(max(entries) + 1))
    return _stream(b"/Type /XRef /Size %d /W [1 4 2] %s" % (max(entries) + 1, trailer), rows)


def _stream(entries: bytes, content: bytes) -> bytes:
    data = zlib.compress(content, 9)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)
