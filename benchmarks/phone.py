"""A slow phone: real Chromium with a bad connection and a slow processor, and what it had to fetch."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

LATENCY_MS, DOWN, UP, SLOWER = 150, 1_600_000 / 8, 750_000 / 8, 4
"""A slow 4G line as Lighthouse has it, and a processor at a quarter of this machine's speed."""
PATIENCE = 180_000
PAINTED = (
    "() => performance.getEntriesByType('paint').find(p => p.name === 'first-contentful-paint')?.startTime ?? null"
)


@dataclass
class Phone:
    """One page on it. `fetched` counts the bytes that came over the line since it was last set to 0."""

    page: Page
    fetched: float = 0
    _line: CDPSession = field(init=False)
    _had: set[str] = field(default_factory=set)
    """Requests that the browser answered itself."""

    def __post_init__(self) -> None:
        self._line = self.page.context.new_cdp_session(self.page)
        self._line.send("Network.enable")
        self._line.on("Network.requestServedFromCache", lambda said: self._had.add(said["requestId"]))
        self._line.on("Network.dataReceived", self._count)
        self._line.on("Network.responseReceived", self._count_head)
        line = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": DOWN, "uploadThroughput": UP}
        self._line.send("Network.emulateNetworkConditions", line)
        self._line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

    def _count(self, said: dict[str, Any]) -> None:
        self.fetched += 0 if said["requestId"] in self._had else said["encodedDataLength"]

    def _count_head(self, said: dict[str, Any]) -> None:
        answer = said["response"]
        if answer.get("fromDiskCache") or answer.get("fromPrefetchCache"):
            self._had.add(said["requestId"])
        else:
            self.fetched += answer["encodedDataLength"]

    def open(self, address: str, readable: str) -> float:
        """Seconds from asking for the address until `readable` stands there and the browser has painted."""
        self.fetched = 0
        began = time.perf_counter()
        self.page.goto(address, wait_until="commit", timeout=PATIENCE)
        self.page.locator(readable).first.wait_for(timeout=PATIENCE)
        self.page.wait_for_function(PAINTED, timeout=PATIENCE)
        return time.perf_counter() - began

    def readable(self) -> float:
        """Seconds until a page without scripts was whole and painted, as the browser says itself."""
        whole = self.page.evaluate("() => performance.getEntriesByType('navigation')[0].domInteractive")
        return max(float(self.page.evaluate(PAINTED)), float(whole)) / 1000

    def tap(self, button: str, answerable: str) -> float:
        """Seconds from a tap until `answerable` can be answered."""
        self.fetched = 0
        began = time.perf_counter()
        self.page.get_by_role("button", name=button).click(no_wait_after=True)
        self.page.wait_for_function(ANSWERABLE, arg=answerable, timeout=PATIENCE)
        return time.perf_counter() - began

    def read(self) -> None:
        """Read the page for as long as it fetches ahead."""
        self.page.wait_for_load_state("networkidle", timeout=PATIENCE)


ANSWERABLE = """(wanted) => {
  const one = document.querySelector(wanted);
  const ready = document.getElementById("root")
    ? document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning'
    : document.readyState !== "loading" && performance.getEntriesByType("paint").length;
  return one && !one.disabled && one.getBoundingClientRect().height > 0 && ready;
}"""
"""A page of Streamlit's has run; a plain one is whole and painted."""


@contextmanager
def phone(browser: Browser, address: str, cookies: dict[str, str] | None = None) -> Iterator[Phone]:
    """A phone that has never been here before."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    context.add_cookies([{"name": n, "value": v, "url": address} for n, v in (cookies or {}).items()])
    yield Phone(context.new_page())
    context.close()
