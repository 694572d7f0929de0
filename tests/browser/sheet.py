"""Every page on one sheet, light and dark, wide and narrow, to be looked at with the standing test.

    python -m tests.browser.sheet

starts a server of its own, walks through `STOPS`, keeps each picture in `build/sheet/`, and puts all of them
together as `build/sheet/sheet.png` and one sheet a group. A new page is one more line in `stops.py`.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.browser.chromium import REMEDY, arguments, find
from tests.browser.reading import settled
from tests.browser.server import ROOT, Server
from tests.browser.stops import STOPS, Stop
from tests.browser.windows import DESK, Window, open_window

FOLDER = ROOT / "build" / "sheet"
WIDTHS = (1280, 390)
TALLEST = 6000
COLUMNS = {(1280, "light"): 560, (1280, "dark"): 560, (390, "light"): 220, (390, "dark"): 220}
CUT = {1280: 1900, 390: 2400}
"""How much of a page's height is on the sheet, in CSS pixels; the picture of its own has all of it."""
GAP, CAPTION = 16, 28


class Camera:
    """Walks the stops and keeps their pictures. Each person has a window of their own."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.browser, self.server = browser, server
        self.windows: dict[str, Window] = {}

    def shoot(self, stop: Stop) -> dict[tuple[int, str], Path]:
        """Four pictures of one stop."""
        if stop.who not in self.windows:
            self.windows[stop.who] = open_window(self.browser, self.server.url, DESK)
        page = self.windows[stop.who].page
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": WIDTHS[0], "height": 800})
        page.wait_for_timeout(400)  # a page with charts draws itself anew in the light
        page.wait_for_load_state()
        stop.visit(page, self.server)
        return {
            (width, scheme): self._picture(page, stop, width, scheme)
            for width in WIDTHS
            for scheme in ("light", "dark")
        }

    def _picture(self, page: Page, stop: Stop, width: int, scheme: str) -> Path:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 800})
        settled(page)
        page.set_viewport_size({"width": width, "height": min(max(_height(page), 800), TALLEST)})
        page.wait_for_timeout(300)
        path = FOLDER / f"{_slug(stop.group)}-{_slug(stop.name)}-{width}-{scheme}.png"
        page.screenshot(path=path, full_page=True, animations="disabled")
        return path


def _height(page: Page) -> int:
    """How high the page is, also where Streamlit scrolls inside it."""
    return int(
        page.evaluate(
            "() => Math.max(document.documentElement.scrollHeight,"
            " document.querySelector('[data-testid=stMain]')?.scrollHeight ?? 0)"
        )
    )


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name.lower()).strip("-")


def strip(name: str, pictures: dict[tuple[int, str], Path]) -> Image.Image:
    """One stop as a strip: its name, then its pictures side by side."""
    shrunk = [_shrink(pictures[key], key[0], width) for key, width in COLUMNS.items() if key in pictures]
    width = sum(COLUMNS.values()) + GAP * (len(COLUMNS) + 1)
    image = Image.new("RGB", (width, CAPTION + max(i.height for i in shrunk) + GAP), "#8a9499")
    ImageDraw.Draw(image).text((GAP, 6), name, fill="#ffffff", font=ImageFont.load_default(16))
    left = GAP
    for picture, column in zip(shrunk, COLUMNS.values(), strict=False):
        image.paste(picture, (left, CAPTION))
        left += column + GAP
    return image


def _shrink(path: Path, page_width: int, width: int) -> Image.Image:
    with Image.open(path) as picture:
        shown = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, CUT[page_width])))
        return shown.resize((width, round(shown.height * width / shown.width)), Image.Resampling.LANCZOS)


def stack(strips: list[Image.Image], path: Path) -> None:
    """Put strips below each other."""
    sheet = Image.new("RGB", (strips[0].width, sum(s.height for s in strips)), "#8a9499")
    top = 0
    for one in strips:
        sheet.paste(one, (0, top))
        top += one.height
    sheet.save(path, optimize=True)


def walk(stops: tuple[Stop, ...]) -> Iterator[tuple[Stop, Image.Image]]:
    """Every stop with its strip. A stop that cannot be reached is said and left out."""
    chosen = find()
    if chosen is None:
        sys.exit(REMEDY)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder)).start()
        browser = playwright.chromium.launch(executable_path=chosen.path, args=arguments())
        camera = Camera(browser, server)
        try:
            for stop in stops:
                try:
                    yield stop, strip(f"{stop.group}: {stop.name}", camera.shoot(stop))
                except (Error, AssertionError, StopIteration) as problem:
                    print(f"NO PICTURE of {stop.group}: {stop.name}: {str(problem).splitlines()[0]}", file=sys.stderr)
        finally:
            browser.close()
            server.stop()


def main() -> int:
    """Make the sheets; 1 when a stop could not be reached."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    strips = list(walk(STOPS))
    for group, members in groupby(strips, key=lambda pair: pair[0].group):
        stack([image for _, image in members], FOLDER / f"{_slug(group)}.png")
    stack([image for _, image in strips], FOLDER / "sheet.png")
    print(f"{len(strips)} of {len(STOPS)} pages on {FOLDER / 'sheet.png'}")
    return 0 if len(strips) == len(STOPS) else 1


if __name__ == "__main__":
    sys.exit(main())
