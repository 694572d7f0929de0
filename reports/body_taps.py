"""The body picture to be tapped: the drawing of `body.py` in three views, each region with its code.

    python -m reports.body_taps > pages/assets/body.svg

The form's script shows the views beside the list of places, whose boxes are the real control: a tap on the
picture ticks a box, and a ticked box marks the picture. A region smaller than a thumb gets a clear rectangle
over it; smaller ones lie on top.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.body import BACK_AT, FIGURE, SIDED, Curve, Point, outlines, silhouette, svg_path

SHOWN_WIDTH = 200.0
"""CSS pixels of each view's width on the page (`form.css`)."""
THUMB = 45.0
"""CSS pixels that a target measures at least, either way."""
ON_THE_FACE = ("face", "jaw-tongue", "eyelid")
"""Too small on the body: they have a view of their own."""

Outline = tuple[Point, tuple[Curve, ...]]


@dataclass(frozen=True)
class View:
    """One view: left, top, width and height of what is shown, in the units of the drawing; whose regions."""

    name: str
    box: tuple[float, float, float, float]
    is_face: bool = False

    @property
    def side_of_body(self) -> str:
        """Front or back: the face is seen from the front."""
        return "back" if self.name == "back" else "front"

    @property
    def thumb(self) -> float:
        """How large a target must be, in the units of the drawing."""
        return THUMB * self.box[2] / SHOWN_WIDTH


VIEWS = (
    View("front", (9, 1, 82, 207)),
    View("back", (9 + BACK_AT, 1, 82, 207)),
    View("face", (36, 2, 28, 30), is_face=True),
)


@dataclass(frozen=True)
class _Target:
    """A region in a view, and the rectangle that answers to a thumb."""

    code: str
    outline: Outline
    left: float
    top: float
    width: float
    height: float


def drawing() -> str:
    """The three views as one SVG file, each a group with the box it is seen in."""
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(map(_view, VIEWS))}</svg>'


def _view(view: View) -> str:
    targets = sorted(_targets(view), key=lambda target: -target.width * target.height)
    seen = "".join(f'<path data-code="{t.code}" d="{svg_path(*t.outline, digits=1)}"/>' for t in targets)
    reach = "".join(_reach(target) for target in targets)
    box = " ".join(f"{number:g}" for number in view.box)
    return f'<g data-view="{view.name}" data-box="{box}">{_head(view)}{seen}{reach}</g>'


def _head(view: View) -> str:
    """The head's silhouette; on the body it leads to the view of the face."""
    strokes = silhouette()
    head = strokes[1 if view.name == "back" else 0]
    leads = "" if view.is_face else ' data-turn="face"'
    return f'<path class="bare"{leads} d="{svg_path(head.start, head.curves, digits=1)}"/>'


def _reach(target: _Target) -> str:
    return (
        f'<rect data-code="{target.code}" x="{target.left:.1f}" y="{target.top:.1f}" '
        f'width="{target.width:.1f}" height="{target.height:.1f}"/>'
    )


def _targets(view: View) -> Iterator[_Target]:
    for (region, side, seen_from), outline in outlines().items():
        if seen_from == view.side_of_body and (region in ON_THE_FACE) == view.is_face:
            code = f"{side}-{region}" if region in SIDED else region
            yield _target(code, region, outline, view)


def _target(code: str, region: str, outline: Outline, view: View) -> _Target:
    """The region's own rectangle, made as large as a thumb: limbs outwards, away from the other side's."""
    left, top, right, bottom = _bounds(outline)
    short, low = (max(0.0, view.thumb - size) for size in (right - left, bottom - top))
    middle = FIGURE[0] / 2 + (BACK_AT if view.name == "back" else 0)
    outwards = region in SIDED and not view.is_face
    before = short / 2 if not outwards else short if left < middle else 0.0
    return _Target(code, outline, left - before, top - low / 2, right - left + short, bottom - top + low)


def _bounds(outline: Outline) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the points that an outline runs through."""
    points = tuple(_points(outline))
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _points(outline: Outline) -> Iterable[Point]:
    start, curves = outline
    return (start, *(end for _, _, end in curves))


if __name__ == "__main__":
    sys.stdout.write(drawing())
