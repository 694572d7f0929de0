"""Colour only repeats what a word and a shape say, and can be read by everybody."""

import re
from pathlib import Path

import pytest

from intake.urgency import Urgency
from reports.palette import DARK, LIGHT, Theme

ASSETS = Path(__file__).resolve().parents[1] / "pages" / "assets"


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("level", Urgency)
def test_every_urgency_can_be_read_on_paper_and_on_raised_surfaces(theme: Theme, level: Urgency):
    assert contrast(theme.urgency[level], theme.paper) >= 4.5
    assert contrast(theme.urgency[level], theme.surface) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_ink_muted_text_links_and_buttons_can_be_read(theme: Theme):
    for ink in (theme.ink, theme.muted, theme.accent):
        assert contrast(ink, theme.paper) >= 4.5
        assert contrast(ink, theme.surface) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.5


def test_every_urgency_has_a_word_and_a_shape_of_its_own():
    steps = [level.step for level in Urgency]
    assert len({step.word for step in steps}) == len({step.shape for step in steps}) == len(Urgency)


@pytest.mark.parametrize("sheet", ["plain.css", "look.css"])
@pytest.mark.parametrize(("theme", "part"), [(LIGHT, 0), (DARK, 1)], ids=["light", "dark"])
def test_the_style_sheets_use_the_palette_and_no_other(sheet: str, theme: Theme, part: int):
    css = (ASSETS / sheet).read_text()
    block = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[part]
    said = dict(re.findall(r"--([a-z-]+): (#[0-9A-Fa-f]{6})", block))
    wanted = {name: getattr(theme, name) for name in ("paper", "surface", "ink", "muted", "line", "accent")}
    wanted |= {level.value: colour for level, colour in theme.urgency.items() if level.value in said}
    assert {name: said[name] for name in wanted} == wanted
