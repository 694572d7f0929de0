"""A photo or a short video of the twitch: what is taken, how large, and what is taken out of it before it is kept.

What a file is, its first bytes say, never its name. A photo is drawn anew, so that nothing but the picture is left:
no place, no camera, no second picture inside. A video is kept as it is, with the places where cameras write blanked.
Nothing is ever analysed.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from intake.pictures import PictureKind

MB = 1024 * 1024
MOST_PHOTO, MOST_VIDEO = 12 * MB, 25 * MB
MOST_PIXELS = 60_000_000
LONGEST_EDGE, QUALITY = 2560, 88
MOST_SECONDS = 15.0
"""Ten seconds are asked for; a thumb is not that quick."""


class Unusable(ValueError):  # noqa: N818  # a refusal, named as it is said
    """The file cannot be taken; the message says why and what to do."""


@dataclass(frozen=True)
class Picture:
    """A file as it is kept."""

    kind: PictureKind
    media_type: str
    content: bytes


TAKEN = "a photo (JPEG, PNG or WebP) or a video (MP4, MOV or WebM)"
NOT_TAKEN = f"This file is none that can be kept. Choose {TAKEN}."
HEIC = "This photo is in Apple's own format, which few browsers show. Send it as “Most Compatible” (JPEG) instead."
TOO_LARGE = "This file is too large: photos up to 12 MB, videos up to 25 MB. Film about ten seconds."
DAMAGED = "This photo cannot be read. Take it again, or choose another file."
TOO_LONG = "This video is longer than fifteen seconds. Cut it to about ten, then choose it again."


def taken_in(raw: bytes) -> Picture:
    """The file as it is kept. Raises Unusable with the sentence for whoever chose it."""
    kind, media_type = _type_of(raw)
    if len(raw) > (MOST_PHOTO if kind is PictureKind.PHOTO else MOST_VIDEO):
        raise Unusable(TOO_LARGE)
    if kind is PictureKind.PHOTO:
        return Picture(kind, "image/jpeg", _drawn_anew(raw))
    return Picture(kind, media_type, raw if media_type == "video/webm" else _without_places(raw))


def _type_of(raw: bytes) -> tuple[PictureKind, str]:
    """What the first bytes say."""
    if raw.startswith(b"\xff\xd8\xff"):
        return PictureKind.PHOTO, "image/jpeg"
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return PictureKind.PHOTO, "image/png"
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return PictureKind.PHOTO, "image/webp"
    if raw.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in raw[:64]:
        return PictureKind.VIDEO, "video/webm"
    if raw[4:8] == b"ftyp":
        return _brand(raw[8:12])
    raise Unusable(NOT_TAKEN)


def _brand(brand: bytes) -> tuple[PictureKind, str]:
    if brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"):
        raise Unusable(HEIC)
    return PictureKind.VIDEO, "video/quicktime" if brand == b"qt  " else "video/mp4"


def _drawn_anew(raw: bytes) -> bytes:
    """The picture alone, upright, at most 2560 pixels along its longer edge."""
    try:
        with Image.open(io.BytesIO(raw), formats=("JPEG", "PNG", "WEBP")) as found:
            if found.width * found.height > MOST_PIXELS:
                raise Unusable(TOO_LARGE)
            upright = ImageOps.exif_transpose(found).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, struct.error) as problem:
        raise Unusable(DAMAGED) from problem
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    drawn = Image.new("RGB", upright.size, "white")
    drawn.paste(upright, mask=upright.getchannel("A"))
    kept = io.BytesIO()
    drawn.save(kept, "JPEG", quality=QUALITY)
    return kept.getvalue()


PLACES = (b"udta", b"meta", b"uuid")
"""Boxes of an MP4 or MOV in which cameras write where and with what it was filmed."""


def _without_places(raw: bytes) -> bytes:
    """The video with those boxes blanked, byte for byte as long as before. Raises Unusable where it is too long."""
    kept = bytearray(raw)
    for kind, start, end in _boxes(raw, 0, len(raw)):
        if kind == b"moov":
            _check_length(raw, start, end)
            _blank_within(kept, raw, start, end)
        elif kind in PLACES:
            _blank(kept, start, end)
    return bytes(kept)


def _blank_within(kept: bytearray, raw: bytes, start: int, end: int) -> None:
    for kind, first, last in _boxes(raw, start, end):
        if kind == b"trak":
            _blank_within(kept, raw, first, last)
        elif kind in PLACES:
            _blank(kept, first, last)


def _blank(kept: bytearray, start: int, end: int) -> None:
    """Turn a box into free space: players pass over it, and no position in the file moves."""
    kept[start - 4 : start] = b"free"
    kept[start:end] = bytes(end - start)


def _boxes(raw: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Type, and where the content begins and ends, of each box between two positions."""
    while start + 8 <= end:
        size, kind = struct.unpack(">I4s", raw[start : start + 8])
        if size == 1:
            # The box is so large that its size stands behind its type; a place where cameras write never is.
            (size,) = struct.unpack(">Q", raw[start + 8 : start + 16])
            yield kind, start + 16, min(start + size, end)
        else:
            size = size or end - start
            yield kind, start + 8, min(start + size, end)
        if size < 8:
            return
        start += size


def _check_length(raw: bytes, start: int, end: int) -> None:
    """Refuse what says of itself that it is longer than fifteen seconds."""
    for kind, first, _ in _boxes(raw, start, end):
        if kind == b"mvhd":
            long = raw[first] == 1
            where, shape = (20, ">IQ") if long else (12, ">II")
            scale, length = struct.unpack(shape, raw[first + where : first + where + struct.calcsize(shape)])
            if scale and length / scale > MOST_SECONDS:
                raise Unusable(TOO_LONG)
