"""Which Chromium the browser tests drive: the one found, else Playwright's own, else (Debian, root) the distribution's.

    python -m tests.browser.chromium

finds it, or fetches it, and says which. The tests themselves only find: they never install.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
REMEDY = (
    "No Chromium was found. Any of these gives one: `make test`, which fetches it; "
    "`.venv/bin/python -m playwright install chromium`; your system's package; or CHROMIUM=/path/to/one."
)
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DRIVER_NEEDS = "libatomic1"
"""What Playwright's driver links to and a bare Debian lacks."""
CUT_OFF = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@dataclass(frozen=True)
class Chromium:
    """A browser that can be started, and where it came from in words."""

    path: str
    origin: str

    def version(self) -> str:
        """What it says of itself; "" when it cannot even say that."""
        if sys.platform == "win32":  # there it opens a window instead
            return "a version it does not tell"
        said = subprocess.run([self.path, "--version"], capture_output=True, text=True, timeout=60, check=False)
        return said.stdout.strip() if said.returncode == 0 else ""


def arguments() -> list[str]:
    """How it is started: quiet, and able to reach nothing but this machine."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*QUIET, CUT_OFF, *(["--no-sandbox"] if as_root else [])]


def find() -> Chromium | None:
    """Return the Chromium of this machine, the one named by `CHROMIUM` first."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Chromium(named, "named by CHROMIUM")
    installed = [*filter(None, map(shutil.which, NAMES)), *filter(os.path.exists, ELSEWHERE)]
    for path in installed:
        if (found := Chromium(path, "found on this machine")).version():
            return found
    return playwrights_own()


def playwrights_own() -> Chromium | None:
    """Return the one that Playwright has downloaded before, if it is there and starts."""
    path = own_path()
    own = Chromium(path, "Playwright's own download")
    return own if path and Path(path).exists() and own.version() else None


def own_path() -> str:
    """Where Playwright keeps its own; "" where its driver does not start, for want of a library of the system's."""
    try:
        with sync_playwright() as playwright:
            return playwright.chromium.executable_path
    except Exception as problem:  # it dies of whatever is missing, before it can say so in an error of its own
        print(f"Playwright's driver does not start: {problem}", file=sys.stderr)
        return ""


def download() -> Chromium | None:
    """Let Playwright download its own."""
    print("No Chromium on this machine: asking Playwright for its own download ...", flush=True)
    fetched = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return playwrights_own() if fetched.returncode == 0 else None


def from_debian() -> Chromium | None:
    """Install the distribution's package, where that is Debian's or Ubuntu's and we are root."""
    print("That did not work: installing the distribution's package `chromium` ...", flush=True)
    path = shutil.which("chromium") if add_packages("chromium", DRIVER_NEEDS) else None
    return Chromium(path, "the distribution's package, installed just now") if path else None


def add_packages(*names: str) -> bool:
    """Install packages of Debian's or Ubuntu's; False where that cannot be done, or nobody may."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *names]):
        if subprocess.run(["apt-get", *step], env=quiet, stdout=subprocess.DEVNULL, check=False).returncode:
            return False
    return True


if __name__ == "__main__":
    chosen = find() or download() or from_debian()
    if chosen is None:
        sys.exit(REMEDY)
    if not own_path() and not (add_packages(DRIVER_NEEDS) and own_path()):
        sys.exit("Playwright's driver does not start; the line above says why. On Debian: apt-get install libatomic1")
    print(f"Browser tests use {chosen.path} ({chosen.origin}): {chosen.version()}")
