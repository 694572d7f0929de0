"""A clinic's logo: what comes in is looked at by its content, drawn again small, and nothing of the file is kept.

PNG and JPEG are read. SVG is refused, as it can carry scripts and fetch things; so is everything else. Drawing it
again drops what hides in files (places, names, a second file behind the picture) and keeps every PDF small.
"""

from __future__ import annotations

import base64
import io
import zlib
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, UnidentifiedImageError
from reportlab.lib.utils import ImageReader

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 24_000_000
BOX = (360, 90)
"""Pixels within which it is drawn again: four times what paper shows."""

MOST_ON_PAPER = 9_000
"""Bytes that it may add to a PDF."""

HEIGHT, WIDEST = 17.0, 68.0
"""Points on paper."""


class UnusableLogo(ValueError):  # noqa: N818  # a refusal, named as it is said
    """The file cannot be a logo; the message says what to bring instead."""


def made(raw: bytes) -> str:
    """The logo as it is kept: a small PNG in base64. Raises UnusableLogo."""
    if len(raw) > MOST_BYTES:
        raise UnusableLogo("The file is larger than 2 MB. Bring a smaller picture.")
    picture = _opened(raw)
    for colours in (128, 32, 8):
        small = _small(picture, colours)
        if len(zlib.compress(small.convert("RGB").tobytes())) <= MOST_ON_PAPER:
            out = io.BytesIO()
            small.save(out, "PNG", optimize=True)
            return base64.b64encode(out.getvalue()).decode()
    raise UnusableLogo("This picture has too much detail for a logo. Bring one of a few plain colours.")


def _opened(raw: bytes) -> Image.Image:
    """The picture on white. Pillow is told which formats it may try, and the size is asked before it is unpacked."""
    try:
        picture = Image.open(io.BytesIO(raw), formats=("PNG", "JPEG"))
        if picture.width * picture.height > MOST_PIXELS:
            raise UnusableLogo("The picture has more than 24 million dots. Bring a smaller one.")
        shown = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        if isinstance(problem, UnusableLogo):
            raise
        raise UnusableLogo("This is not a PNG or JPEG picture. Save the logo as PNG, then bring it again.") from None
    white = Image.new("RGBA", shown.size, "#FFFFFF")
    return Image.alpha_composite(white, shown).convert("RGB")


def _small(picture: Image.Image, colours: int) -> Image.Image:
    fitted = picture.copy()
    fitted.thumbnail(BOX, Image.Resampling.LANCZOS)
    return fitted.quantize(colours, dither=Image.Dither.NONE)


@dataclass(frozen=True)
class Logo:
    """A logo ready to be drawn: its picture, and its size on paper in points."""

    reader: ImageReader
    width: float
    height: float


@lru_cache(maxsize=4)
def on_paper(kept: str) -> Logo | None:
    """The logo of a clinic (`Clinic.logo`) for the head of a page; None where there is none."""
    if not kept:
        return None
    reader = ImageReader(io.BytesIO(base64.b64decode(kept)))
    wide, high = reader.getSize()
    scale = min(HEIGHT / high, WIDEST / wide)
    return Logo(reader, wide * scale, high * scale)
