"""Reading a page as a person does: wait until it stands still, see its words, judge whether everybody can use it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, Locator, Page

STANDS_STILL = 0.2
PATIENCE = 30.0
WORDS_A_MINUTE = 200
SECONDS_A_SCREEN = 3
OF_COLOURS = ["color-contrast", "link-in-text-block"]

STATE = """() => {
  if (document.readyState !== "complete") return "loading";
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app) return document.getElementById("root") ? "starting" : "plain";
  if (app.dataset.testConnectionState !== "CONNECTED") return "connecting";
  if (document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')) return "drawing";
  return app.dataset.testScriptState === "notRunning" ? "idle" : "running";
}"""


SETTLED = f"""([still, patience]) => new Promise((done) => {{
  const state = {STATE};
  const begun = performance.now();
  let since = null;
  const look = () => {{
    const [now, is] = [performance.now(), state()];
    since = is === "idle" ? (since ?? now) : null;
    if (is === "plain" || (since !== null && now - since >= still) || now - begun >= patience) done(is);
    else setTimeout(look, 20);
  }};
  look();
}})"""
"""The page watches itself: to be asked every few milliseconds from outside costs a tenth of what it costs to draw."""


def settled(page: Page) -> Page:
    """Wait until nothing moves: a plain page is loaded, a Streamlit page is connected, has run and is drawn."""
    give_up = time.monotonic() + PATIENCE
    state = ""
    while (left := give_up - time.monotonic()) > 0:
        state = _stands(page, left)
        if state in ("plain", "idle"):
            return page
    raise AssertionError(f"The page at {page.url} was still {state} after {PATIENCE:.0f} s.")


def _stands(page: Page, patience: float) -> str:
    """How it stands once it is still, or when patience (s) ends; "leaving" when it was left meanwhile."""
    try:
        return str(page.evaluate(SETTLED, [1000 * STANDS_STILL, 1000 * patience]))
    except Error as error:
        if not _left(error):
            raise
        page.wait_for_timeout(20)
        return "leaving"


def _left(error: Error) -> bool:
    """Whether the page went elsewhere while it was asked."""
    return "navigation" in str(error) or "destroyed" in str(error)


def words(page: Page) -> str:
    """What a person can read on the page now, without the toolbar and the ribbon of Streamlit."""
    main = page.locator("main, [data-testid=stMain]").first
    return (main if main.count() else page.locator("body")).inner_text()


@dataclass
class Tally:
    """Counts what a journey costs a person: screens seen, taps made, words read.

    What stood on an earlier screen (the clinic's telephone, "Not sure", a question on the check page) is not read
    again, whether it was a line of its own or part of one.
    """

    screens: int = 0
    taps: int = 0
    words: int = 0
    read: str = ""

    def screen(self, page: Page) -> None:
        """Read a new screen from top to bottom."""
        self.screens += 1
        for line in words(settled(page)).splitlines():
            if line.strip() and line.strip() not in self.read:
                self.words += len(line.split())
                self.read += f"\n{line}"

    def tap(self, target: Locator) -> None:
        """One tap, or one click where there is no touch."""
        self.taps += 1
        touch = target.page.evaluate("navigator.maxTouchPoints > 0")
        (target.tap if touch else target.click)()

    @property
    def minutes(self) -> float:
        """Reading at 200 words a minute, and 3 s a screen to answer."""
        return self.words / WORDS_A_MINUTE + self.screens * SECONDS_A_SCREEN / 60

    def __str__(self) -> str:
        return f"{self.screens} screens, {self.taps} taps, {self.words} words, {self.minutes:.1f} minutes"


STILL = """() => Promise.race([
  Promise.allSettled(document.getAnimations().map((one) => one.finished)),
  new Promise((enough) => setTimeout(enough, 2000))]).then(() => null)"""
"""Colours still on their way from one theme to the other are nobody's; what moves for ever is not waited for."""


def axe(page: Page, *, colours_alone: bool = False) -> None:
    """Fail if axe-core finds anything: which rule, where, and what to do about it."""
    found = violations(page, colours_alone=colours_alone)
    assert not found, f"axe-core found {len(found)} on {page.url} ({page.title()}):\n" + "\n".join(map(explain, found))


def violations(page: Page, *, colours_alone: bool = False) -> list[dict[str, Any]]:
    """axe-core's violations on the page as it stands, best practices included.

    `colours_alone` is for a page that was judged whole a moment ago and has only changed its theme since.
    """
    for _ in range(3):
        settled(page)
        try:
            return _judged(page, colours_alone=colours_alone)
        except Error as error:  # a page that follows the theme loads itself anew in the middle of it
            if not _left(error):
                raise
    raise AssertionError(f"The page at {page.url} did not stay long enough to be judged.")


def _judged(page: Page, *, colours_alone: bool) -> list[dict[str, Any]]:
    page.evaluate(STILL)
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    rules = {"runOnly": {"type": "rule", "values": OF_COLOURS}} if colours_alone else {}
    result = page.evaluate("(how) => axe.run(document, how)", {"resultTypes": ["violations"], **rules})
    return list(result["violations"])


def explain(violation: dict[str, Any]) -> str:
    """One violation in lines that a person can act on."""
    lines = [f"- {violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"][:5]:
        lines.append(f"    at {' '.join(map(str, node['target']))}   {node['html'][:120]}")
        lines += [f"       {line}" for line in node["failureSummary"].splitlines()]
    if len(violation["nodes"]) > 5:
        lines.append(f"    and at {len(violation['nodes']) - 5} more places")
    return "\n".join(lines)
