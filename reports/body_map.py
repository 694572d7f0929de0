"""Where twitches are marked, over many people: the body picture, each place as dark as it is often marked."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from xml.sax.saxutils import escape

from reports.body import SIDED, SIZE, outlines, silhouette, svg_path
from reports.palette import LIGHT, Theme

FAINTEST, DARKEST = 0.15, 0.9


def address(counts: Mapping[str, int | None], words: str, theme: Theme = LIGHT) -> str:
    """The picture as the address of an image, for pages that take no drawing of their own."""
    drawn = svg(counts, words, theme)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}"


def svg(counts: Mapping[str, int | None], words: str, theme: Theme = LIGHT) -> str:
    """One SVG element. `counts` by place and side (`right-forearm`, `back`); a hidden count is drawn as nothing.

    `words` is the text alternative: what the picture says.
    """
    most = max((count for count in counts.values() if count), default=0)
    plain = "".join(
        f'<path d="{svg_path(stroke.start, stroke.curves)}" fill="{theme.surface}" stroke="{theme.line}" '
        'stroke-width="0.7"/>'
        for stroke in silhouette()
    )
    marks = []
    for (region, side, _), path in outlines().items():
        count = counts.get(f"{side}-{region}" if region in SIDED else region)
        if count and most:
            strength = FAINTEST + (DARKEST - FAINTEST) * count / most
            marks.append(f'<path d="{svg_path(*path)}" fill="{theme.accent}" fill-opacity="{strength:.2f}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE[0]:g} {SIZE[1]:g}" role="img">'
        f"<title>{escape(words)}</title>{plain}{''.join(marks)}</svg>"
    )
