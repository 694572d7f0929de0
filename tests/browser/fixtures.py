"""Fixtures for every test that wants the real server or a real browser.

`server` is one server for the session: for tests that only look, or that bring their own patient. `clinic` is the
same one with the sample clinic open.
`fresh_server` is a server of the test's own: for tests that sign, close, restart, or count what is there.
`windows(server, PHONE, dark=True)` opens a window; `phone` and `desk` are one each on `server`. When a test ends,
every window must have asked for nothing outside this machine. A failing test leaves its windows as pictures in
`build/failures/`. What asks for a browser is marked `browser` by that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from tests.browser.chromium import REMEDY, arguments, find
from tests.browser.server import ROOT, Server
from tests.browser.visitors import staff
from tests.browser.windows import DESK, PHONE, Window, open_window

ROOMS = ("tests/browser/", "tests/patient/", "tests/reach/")
"""Where `make test` looks for tests that drive a browser: to import all the others takes each worker seconds."""
FAILURES = ROOT / "build" / "failures"
Windows = Callable[..., Window]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, before anybody chooses by mark, and put it last.

    Playwright keeps an event loop running from the first browser on: whoever wants one of their own comes before.
    """
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
            if not item.nodeid.startswith(ROOMS):
                raise pytest.UsageError(f"{item.nodeid} drives a browser; such tests are looked for in {ROOMS} alone.")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember on the test whether it failed, for the pictures."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what journeys counted: tests say it with `record_property("counted", …)`, in whichever worker they run."""
    passed = terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", [])
    counted = [said for report in passed for name, said in report.user_properties if name == "counted"]
    if counted:
        terminalreporter.section("counted on the way")
        for said in counted:
            terminalreporter.write_line(said)


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("server")).start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def clinic(server: Server) -> Server:
    staff(server).close()
    return server


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "server").start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    chosen = find()
    if chosen is None:
        pytest.fail(REMEDY)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chosen.path, args=arguments())
        yield browser
        browser.close()


@pytest.fixture
def windows(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Windows]:
    opened: list[Window] = []
    servers: set[Path] = set()

    def window(server: Server, shape: dict[str, Any] = DESK, *, dark: bool = False) -> Window:
        servers.add(server.folder / "server.log")
        opened.append(open_window(chromium, server.url, shape, dark=dark))
        return opened[-1]

    yield window
    failed = request.node.stash.get(FAILED, False)
    if failed:
        picture(opened, request.node.name)
        for log in servers:
            print(f"--- {log} ends:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}")
    for one in opened:
        one.close()
    if not failed:
        for one in opened:
            one.outside.assert_nothing()


@pytest.fixture
def phone(windows: Windows, server: Server) -> Window:
    return windows(server, PHONE)


@pytest.fixture
def desk(windows: Windows, server: Server) -> Window:
    return windows(server, DESK)


def picture(opened: list[Window], test: str) -> None:
    """Keep what the windows of a failed test showed."""
    FAILURES.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"\W+", "-", test)[:100]
    for number, page in enumerate(page for window in opened for page in window.context.pages):
        try:
            page.screenshot(path=FAILURES / f"{name}-{number}.png", full_page=True)
        except Error as error:
            print(f"No picture of {page.url}: {error.message}")
