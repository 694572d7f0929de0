"""Browser windows as people have them: a phone and a desk, light and dark, cut off from everything outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
OUTSIDE_SCHEMES = ("http", "https", "ws", "wss")


@dataclass
class Outside:
    """What a window asked of the world outside (it got nothing), and what its console complained of."""

    home: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def note(self, address: str) -> None:
        """Write down an address that is not our own server's."""
        parts = urlsplit(address)
        if parts.scheme in OUTSIDE_SCHEMES and parts.netloc != self.home:
            self.requests.append(address)

    def assert_nothing(self) -> None:
        """Fail with the list of what was asked for outside, or refused by the content security policy."""
        assert not self.requests, "Asked for outside this machine:\n  " + "\n  ".join(self.requests)
        refused = [said for said in self.complaints if "Content Security Policy" in said]
        assert not refused, "Refused by our own content security policy:\n  " + "\n  ".join(refused)


def cut_off(context: BrowserContext, home: str) -> Outside:
    """Write down everything that a window asks of the outside; Chromium itself is started unable to reach it."""
    seen = Outside(urlsplit(home).netloc)

    def heed(said: ConsoleMessage) -> None:
        if said.type == "error":
            seen.complaints.append(said.text)

    def watch(page: Page) -> None:
        page.on("websocket", lambda socket: seen.note(socket.url))
        page.on("console", heed)
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))

    context.on("request", lambda request: seen.note(request.url))
    context.on("page", watch)
    return seen


@dataclass
class Window:
    """One browser window of its own: no cookie is shared with any other. `page` is its first tab."""

    context: BrowserContext
    outside: Outside
    page: Page

    def tab(self) -> Page:
        """Another tab of the same window, with the same cookies."""
        return self.context.new_page()

    def close(self) -> None:
        """Close it and all its tabs."""
        self.context.close()


def open_window(browser: Browser, home: str, shape: dict[str, Any] = DESK, *, dark: bool = False) -> Window:
    """Open a window at nothing yet; addresses are relative to `home`: `window.page.goto("/queue")`."""
    context = browser.new_context(
        **shape,
        base_url=home,
        color_scheme="dark" if dark else "light",
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    seen = cut_off(context, home)
    return Window(context, seen, context.new_page())
