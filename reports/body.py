"""The body picture: one drawing of front and back, marked by region, for screens (SVG) and paper (canvas).

The geometry is declared once, as outline points of the patient's right half in a figure 100 units
wide and 208 high (y runs down); the left half is its mirror. In the front view the patient's right
is on the reader's left, in the back view on the reader's right, as in every clinical drawing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from reports.palette import LIGHT, Theme

Point = tuple[float, float]
Curve = tuple[Point, Point, Point]

FIGURE = (100.0, 208.0)
BACK_AT = 112.0
SIZE = (212.0, 222.0)
LABEL = 10.0  # points that a line of text below the figure takes on paper

SIDED = (
    "eyelid",
    "face",
    "shoulder",
    "upper-arm",
    "forearm",
    "hand",
    "hip-buttock",
    "thigh",
    "calf-shin",
    "foot",
)
REGIONS = {
    "eyelid": "eyelid",
    "face": "face",
    "jaw-tongue": "jaw or tongue",
    "neck": "neck",
    "shoulder": "shoulder",
    "upper-arm": "upper arm",
    "forearm": "forearm",
    "hand": "hand",
    "chest-abdomen": "chest or abdomen",
    "back": "back",
    "hip-buttock": "hip or buttock",
    "thigh": "thigh",
    "calf-shin": "calf or shin",
    "foot": "foot",
}
PICTURED = {
    "regions": "Twitches",
    "weakness-where": "Weaker",
    "muscle-smaller-places": "Smaller",
    "numbness-where": "Numb or tingling",
}
"""The questions that are answered with places, each a picture of its own, and its caption."""

_HEAD = ((50, 4), (57, 6), (60.3, 13), (59.6, 21), (56, 28.5), (50, 31.5), (44, 28.5), (40.4, 21), (39.7, 13), (43, 6))
_HALF_FACE = ((50, 7), (45, 8.5), (42.4, 14), (42.9, 20.5), (45.6, 26.2), (50, 28.6))
_EYELID = ((44.2, 15.4), (46.2, 13.9), (48.3, 15.4), (46.2, 16.9))
_JAW = ((45.6, 24.2), (50, 23.4), (54.4, 24.2), (53, 28.4), (50, 29.8), (47, 28.4))
_NECK = ((45.4, 30.6), (54.6, 30.6), (55.2, 35.4), (57, 39), (43, 39), (44.8, 35.4))
_TORSO = (
    (50, 40.4),
    (57.5, 40.4),
    (62.2, 46),
    (64.4, 56),
    (63.2, 69),
    (61, 81),
    (61.4, 90),
    (62.6, 97.4),
    (50, 99.4),
    (37.4, 97.4),
    (38.6, 90),
    (39, 81),
    (36.8, 69),
    (35.6, 56),
    (37.8, 46),
    (42.5, 40.4),
)
_SHOULDER = ((41.2, 40.2), (34.6, 41.6), (28.6, 46), (26.6, 53.4), (29.2, 56.6), (33.8, 55.6), (35.4, 48.4))
_UPPER_ARM = ((26.2, 56.2), (30, 58.6), (33.6, 57.6), (33.2, 68), (30.8, 79.4), (27.4, 80.2), (24.4, 78.6), (24.2, 67))
_FOREARM = ((24, 81), (27.4, 82.4), (30.6, 81.6), (30.2, 91), (26.4, 105.2), (23.4, 105.6), (20.8, 104.4), (21, 91.4))
_HAND = ((20.4, 106.4), (23.2, 107.8), (26, 107.2), (27.6, 113.4), (25, 122), (21.6, 124.4), (18.6, 122), (17.4, 113.6))
_HIP = ((37, 99.6), (43, 101.4), (49.2, 101.6), (49.3, 109), (47.4, 112.6), (41, 112.8), (35.6, 110.6), (35.4, 104.6))
_THIGH = ((35.4, 113), (41, 115.2), (49, 114.4), (49, 128), (46.6, 146), (42.8, 147.2), (38.8, 146.4), (36.2, 131))
_CALF = ((38.8, 149.4), (42.6, 150.4), (46.4, 149.2), (47.4, 164), (45, 186), (42.6, 187), (40.4, 186), (37.8, 166))
_FOOT = ((40.2, 189.2), (42.6, 190), (45.2, 189.2), (46.4, 198), (45.4, 203.8), (41, 205), (36.6, 203.6), (38.2, 197))


@dataclass(frozen=True)
class _Part:
    """One region's outline and the views it is seen in; the face's parts lie on the head's silhouette."""

    region: str
    outline: tuple[Point, ...]
    views: str = "front back"
    is_silhouette: bool = True


_PARTS = (
    _Part("face", _HALF_FACE, "front", is_silhouette=False),
    _Part("jaw-tongue", _JAW, "front", is_silhouette=False),
    _Part("eyelid", _EYELID, "front", is_silhouette=False),
    _Part("neck", _NECK),
    _Part("chest-abdomen", _TORSO, "front"),
    _Part("back", _TORSO, "back"),
    _Part("shoulder", _SHOULDER),
    _Part("upper-arm", _UPPER_ARM),
    _Part("forearm", _FOREARM),
    _Part("hand", _HAND),
    _Part("hip-buttock", _HIP),
    _Part("thigh", _THIGH),
    _Part("calf-shin", _CALF),
    _Part("foot", _FOOT),
)


@dataclass(frozen=True)
class Place:
    """A region as answered: its name, and which sides of it are meant. No side: it was not said."""

    region: str
    sides: tuple[str, ...]
    side_said: bool = True

    @property
    def words(self) -> str:
        """`right forearm`, `both eyelids`, `calf or shin (side not said)`."""
        name = REGIONS[self.region]
        if self.region not in SIDED:
            return name
        if not self.side_said:
            return f"{name} (side not said)"
        return f"{self.sides[0]} {name}" if len(self.sides) == 1 else f"{name}, both sides"


def places(regions: Iterable[str]) -> tuple[Place, ...]:
    """The places named by answer codes; codes that name none (`none-now`, `not-sure`) give none."""
    return tuple(place for code in regions if (place := _place(code)))


def _place(code: str) -> Place | None:
    side, _, rest = code.partition("-")
    if side in ("left", "right") and rest in SIDED:
        return Place(rest, (side,))
    if side == "both" and rest in SIDED:
        return Place(rest, ("right", "left"))
    if code in SIDED:
        return Place(code, ("right", "left"), side_said=False)
    return Place(code, ("",)) if code in REGIONS else None


def in_words(regions: Iterable[str], first: str | None = None) -> str:
    """The picture as a sentence, for whoever cannot see it."""
    marked = [f"{p.words} (first)" if _place(first or "") == p else p.words for p in places(regions)]
    if not marked:
        return "Body seen from the front and from the back; no place is marked."
    return f"Body seen from the front and from the back. Marked: {'; '.join(marked)}."


@dataclass(frozen=True)
class _Stroke:
    """A closed outline of Bézier curves, and how it is drawn: `plain`, `marked` or `side-not-said`."""

    start: Point
    curves: tuple[Curve, ...]
    look: str


@dataclass(frozen=True)
class _Label:
    """A word at a point; `anchor` is start, middle or end. `leader` is the point that a line runs to."""

    at: Point
    words: str
    anchor: str = "middle"
    leader: Point | None = None


def _smooth(outline: Sequence[Point]) -> tuple[Point, tuple[Curve, ...]]:
    """A closed Catmull-Rom curve through the points, as cubic Béziers (tension 1/6)."""
    count = len(outline)
    curves = []
    for i, (x1, y1) in enumerate(outline):
        (x0, y0), (x2, y2), (x3, y3) = outline[i - 1], outline[(i + 1) % count], outline[(i + 2) % count]
        ahead = (x1 + (x2 - x0) / 6, y1 + (y2 - y0) / 6)
        behind = (x2 - (x3 - x1) / 6, y2 - (y3 - y1) / 6)
        curves.append((ahead, behind, (x2, y2)))
    return outline[0], tuple(curves)


def _flipped(outline: Sequence[Point], is_left: bool, is_back: bool) -> tuple[Point, ...]:
    """The outline on that side of that view: mirrored for the patient's left, and again from behind."""
    offset = BACK_AT if is_back else 0.0
    return tuple((offset + (FIGURE[0] - x if is_left != is_back else x), y) for x, y in outline)


def _sides(part: _Part) -> tuple[str, ...]:
    return ("right", "left") if part.region in SIDED else ("",)


@lru_cache(maxsize=1)
def outlines() -> dict[tuple[str, str, str], tuple[Point, tuple[Curve, ...]]]:
    """Every outline by (region, side, view), smoothed once."""
    return {
        (part.region, side, view): _smooth(_flipped(part.outline, side == "left", view == "back"))
        for part in _PARTS
        for view in part.views.split()
        for side in _sides(part)
    }


@lru_cache(maxsize=1)
def silhouette() -> tuple[_Stroke, ...]:
    """The unmarked body, front and back."""
    heads = tuple(_Stroke(*_smooth(_flipped(_HEAD, False, back)), "plain") for back in (False, True))
    seen = {part.region for part in _PARTS if part.is_silhouette}
    return heads + tuple(_Stroke(*path, "plain") for (region, _, _), path in outlines().items() if region in seen)


def _marked(regions: Iterable[str]) -> Iterator[_Stroke]:
    """The outlines of the places named, in drawing order."""
    by_region: dict[str, list[Place]] = {}
    for place in places(regions):
        by_region.setdefault(place.region, []).append(place)
    for (region, side, _), path in outlines().items():
        said = [p.side_said for p in by_region.get(region, ()) if side in p.sides]
        if said:
            yield _Stroke(*path, "marked" if any(said) else "side-not-said")


@lru_cache(maxsize=1)
def _middles() -> dict[tuple[str, str, str], Point]:
    """The middle of every outline, as parts of the picture's width and of the figure's height."""
    found = {}
    for key, (start, curves) in outlines().items():
        xs, ys = zip(start, *(curve[2] for curve in curves), strict=True)
        found[key] = (sum(xs) / len(xs) / SIZE[0], sum(ys) / len(ys) / FIGURE[1])
    return found


def dots(regions: Iterable[str]) -> tuple[Point, ...]:
    """Where the places named lie in the thumbnail: parts of its width and height, front and back."""
    sides = {(place.region, side) for place in places(regions) for side in place.sides}
    return tuple(at for (region, side, _), at in _middles().items() if (region, side) in sides)


def thumbnail() -> str:
    """The unmarked body as a small SVG of solid shapes, for a mask: `pages/assets/figure.svg`."""
    solid = _Colours(fill={"plain": "#000"}, line={"plain": "none"})
    strokes = "".join(_svg_stroke(stroke, solid) for stroke in silhouette())
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE[0]:g} {FIGURE[1]:g}">{strokes}</svg>\n'


def _labels(first: str | None, regions: Iterable[str]) -> Iterator[_Label]:
    yield _Label((6, 7), "R")
    yield _Label((94, 7), "L")
    yield _Label((BACK_AT + 6, 7), "L")
    yield _Label((BACK_AT + 94, 7), "R")
    yield _Label((50, 219), "Front")
    yield _Label((BACK_AT + 50, 219), "Back")
    place = _place(first or "")
    if place and place in places(regions):
        yield _first_label(place)


def _first_label(place: Place) -> _Label:
    """“First”, outside the body on the side of the place, with a line to it."""
    view = "back" if place.region == "back" else "front"
    start, curves = outlines()[(place.region, place.sides[0], view)]
    xs, ys = zip(start, *(curve[2] for curve in curves), strict=True)
    middle = (sum(xs) / len(xs), sum(ys) / len(ys))
    offset = BACK_AT if view == "back" else 0.0
    at_left = middle[0] - offset <= FIGURE[0] / 2
    return _Label((offset + (1 if at_left else 99), middle[1]), "First", "start" if at_left else "end", middle)


@dataclass(frozen=True)
class _Colours:
    """Fill and line of each look."""

    fill: dict[str, str]
    line: dict[str, str]


def _colours(theme: Theme) -> _Colours:
    return _Colours(
        fill={"plain": theme.surface, "marked": theme.accent, "side-not-said": theme.line},
        line={"plain": theme.muted, "marked": theme.ink, "side-not-said": theme.ink},
    )


def svg(regions: Iterable[str], theme: Theme = LIGHT, *, first: str | None = None, title: str | None = None) -> str:
    """The picture as one SVG element, for pages.

    `regions` are answer codes of the question `regions` (`right-forearm`, `both-eyelid`, `back`);
    unknown ones are left out. `first` is the code of the place where it began. `title` is the text
    alternative; by default the picture in words. It scales to the width it is given.
    """
    regions = tuple(regions)
    colours = _colours(theme)
    strokes = "".join(_svg_stroke(stroke, colours) for stroke in (*silhouette(), *_marked(regions)))
    labels = "".join(_svg_label(label, theme) for label in _labels(first, regions))
    words = escape(title or in_words(regions, first))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE[0]:g} {SIZE[1]:g}" role="img" '
        f'style="width:100%;height:auto;display:block"><title>{words}</title>{strokes}{labels}</svg>'
    )


def svg_path(start: Point, curves: Iterable[Curve], digits: int = 2) -> str:
    """A closed outline as the `d` of an SVG path."""
    run = "".join("C" + " ".join(f"{x:.{digits}f} {y:.{digits}f}" for x, y in curve) for curve in curves)
    return f"M{start[0]:.{digits}f} {start[1]:.{digits}f}{run}Z"


def _svg_stroke(stroke: _Stroke, colours: _Colours) -> str:
    look = stroke.look
    dashes = ' stroke-dasharray="2 1.5"' if look == "side-not-said" else ""
    width = 0.7 if look == "plain" else 0.9
    return (
        f'<path d="{svg_path(stroke.start, stroke.curves)}" fill="{colours.fill[look]}" '
        f'stroke="{colours.line[look]}" stroke-width="{width}"{dashes}/>'
    )


def _svg_label(label: _Label, theme: Theme) -> str:
    x, y = label.at
    line = ""
    if label.leader:
        end = label.leader
        line = (
            f'<line x1="{x:g}" y1="{y + 1:g}" x2="{end[0]:.2f}" y2="{end[1]:.2f}" '
            f'stroke="{theme.ink}" stroke-width="0.8"/><circle cx="{end[0]:.2f}" cy="{end[1]:.2f}" r="1.7" '
            f'fill="{theme.paper}" stroke="{theme.ink}" stroke-width="0.8"/>'
        )
    return (
        f'{line}<text x="{x:g}" y="{y - (1 if label.leader else 0):g}" text-anchor="{label.anchor}" '
        f'font-size="9" fill="{theme.ink}">{escape(label.words)}</text>'
    )


WriteLabel = Callable[[float, float, str, str], None]


def paint(
    canvas: Any,  # a ReportLab canvas, which has no types
    regions: Iterable[str],
    box: tuple[float, float, float, float],
    write: WriteLabel,
    *,
    first: str | None = None,
    theme: Theme = LIGHT,
) -> None:
    """The same picture on paper, as large as fits into `box` (left, bottom, width, height, in points).

    `write(x, y, words, anchor)` sets a label with the note's own font at its own size.
    """
    regions = tuple(regions)
    left, bottom, width, height = box
    scale = min(width / SIZE[0], (height - LABEL) / FIGURE[1])
    left += (width - SIZE[0] * scale) / 2
    colours = _colours(theme)

    def at(point: Point) -> Point:
        return round(left + point[0] * scale, 2), round(bottom + height - point[1] * scale, 2)

    canvas.saveState()
    canvas.transform(scale, 0, 0, -scale, left, bottom + height)
    for stroke in (*silhouette(), *_marked(regions)):
        canvas._code.append(_operators(stroke, colours.fill[stroke.look], colours.line[stroke.look]))
    canvas.restoreState()
    for label in _labels(first, regions):
        x, y = at(label.at)
        if label.leader:
            _paint_ring(canvas, at(label.leader), theme)
        else:
            write(x, bottom if label.at[1] > FIGURE[1] else y, label.words, label.anchor)


@lru_cache(maxsize=64)
def _rgb(colour: str) -> tuple[float, float, float]:
    """`#rrggbb` as three numbers from 0 to 1."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red / 255, green / 255, blue / 255


@lru_cache(maxsize=512)
def _operators(stroke: _Stroke, fill: str, line: str) -> str:
    """A stroke as PDF operators in the figure's own units: the same in every note, so written once."""
    (x, y), look = stroke.start, stroke.look
    curves = " ".join(" ".join(f"{px:.2f} {py:.2f}" for px, py in curve) + " c" for curve in stroke.curves)
    colours = " ".join(f"{v:.4g}" for v in _rgb(fill)) + " rg " + " ".join(f"{v:.4g}" for v in _rgb(line)) + " RG"
    dash = "[2.8 2] 0 d" if look == "side-not-said" else "[] 0 d"
    return f"{colours} {0.9 if look == 'plain' else 1.4} w {dash} {x:.2f} {y:.2f} m {curves} b"


def _paint_ring(canvas: Any, middle: Point, theme: Theme) -> None:
    """A ring where it began: a word would not fit at this size, the caption says it."""
    canvas.setStrokeColorRGB(*_rgb(theme.ink))
    canvas.setFillColorRGB(*_rgb(theme.paper))
    canvas.setLineWidth(0.7)
    canvas.setDash()
    canvas.circle(*middle, 1.7, stroke=1, fill=1)
