"""The body pictures of a note: where the twitches are, and what else the patient marked."""

from __future__ import annotations

from collections.abc import Sequence

from intake.cases import CaseFile
from reports import body
from reports.note import Beside, Block, Figure


def pictures(case: CaseFile) -> tuple[Figure, ...]:
    """Where the twitches are; then, each in a picture of its own, what else was marked. Captions where several."""
    marked = [link for link in body.PICTURED if link == "regions" or case.answers.get(link)]
    return tuple(_picture(case, link, with_caption=len(marked) > 1) for link in marked)


def _picture(case: CaseFile, link_id: str, *, with_caption: bool) -> Figure:
    codes = case.answers.get(link_id, ())
    codes = (codes,) if isinstance(codes, str) else tuple(codes)
    began = str(case.answers.get("twitch-first-site", "")) if link_id == "regions" else ""
    first = _region_code(began, codes)
    captions = (body.PICTURED[link_id] if with_caption else "", "○ began" if with_caption else "○ where they began")
    name = f"{body.PICTURED[link_id]}. " if with_caption else ""
    return Figure(
        codes,
        first,
        f"{name}{body.in_words(codes, first)}",
        ", ".join(filter(None, captions if first else captions[:1])),
    )


def _region_code(words: str, regions: tuple[str, ...]) -> str | None:
    """The region that free words name, where they name one that was also ticked."""
    code = "-".join(words.lower().split())
    return next((region for region in regions if region == code), None)


def in_a_row(figures: Sequence[Figure]) -> tuple[Block, ...]:
    """Up to four pictures beside each other, each a quarter of the page wide."""
    if not figures:
        return ()
    places = [figures[at : at + 1] for at in range(4)]
    halves = (Beside(tuple(left), tuple(right), 50) for left, right in (places[:2], places[2:]))
    return (Beside((next(halves),), (next(halves),), 50),)
