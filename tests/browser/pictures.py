"""The README's two pictures: the queue, and Mark's signed EMG request.

    python -m tests.browser.pictures

writes `docs/images/queue.png` and `docs/images/emg-request.png`, from the sample clinic as it stands.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.chromium import REMEDY, arguments, find
from tests.browser.five_minutes import Clinician
from tests.browser.server import ROOT, Server
from tests.browser.windows import open_window

FOLDER = ROOT / "docs" / "images"
WIDE = {"viewport": {"width": 1280, "height": 900}}


def main() -> None:
    """Walk to the signed request and take both pictures."""
    chosen = find()
    if chosen is None:
        sys.exit(REMEDY)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder)).start()
        browser = playwright.chromium.launch(executable_path=chosen.path, args=arguments())
        try:
            clinician = Clinician(open_window(browser, server.url, WIDE).page)
            clinician.look_round()
            keep(clinician.page.screenshot(animations="disabled"), "queue.png")
            clinician.mark_to_signed()
            page = pypdfium2.PdfDocument(clinician.pdf())[0]
            drawn = io.BytesIO()
            page.render(scale=1.6).to_pil().save(drawn, "PNG")
            keep(drawn.getvalue(), "emg-request.png")
        finally:
            browser.close()
            server.stop()


def keep(picture: bytes, name: str) -> None:
    """Write a picture with as few colours as it needs: a README is loaded often."""
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(128).save(FOLDER / name, optimize=True)
    print(f"{FOLDER / name}: {(FOLDER / name).stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
