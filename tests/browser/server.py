"""The real server, on a port and in a data folder of its own, on the day the golden files live on."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GOLDEN_NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
PATIENCE = 60.0


def free_port() -> int:
    """A port of this machine that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """`streamlit run app.py` with its own folder. `stop()`, `start()` and `restart()` keep port, folder and day.

    Its clock begins at `begins` (aware) and goes on from there, through restarts too.
    """

    folder: Path
    begins: datetime = GOLDEN_NOW
    port: int = field(default_factory=free_port)
    _born: float = field(default_factory=time.monotonic)
    _running: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """`http://127.0.0.1:port`, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def process(self) -> int:
        """The id of the process that runs now; 0 where none does."""
        return self._running.pid if self._running else 0

    @property
    def data(self) -> Path:
        """Its `TWITCHBOARD_DATA`."""
        return self.folder / "data"

    @property
    def log(self) -> str:
        """Everything it has printed, all runs of it."""
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def start(self) -> Server:
        """Start it and wait until `/healthz` says that all is well."""
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.folder / "server.log").open("ab") as log:
            self._running = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={self.port}"],
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._wait()
        return self

    def environment(self) -> dict[str, str]:
        """What the server, or a command beside it, is told: nothing of the caller's own Twitchboard or Streamlit."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("TWITCHBOARD_", "STREAMLIT_"))}
        there = self.begins.timestamp() + time.monotonic() - self._born
        return {
            **kept,
            "TWITCHBOARD_DATA": str(self.data),
            "TWITCHBOARD_NOW": datetime.fromtimestamp(there, UTC).isoformat(),
            "TWITCHBOARD_PORT": str(self.port),
        }

    def command(self, *words: str) -> str:
        """Run `python -m intake …` beside it, in the same folder and on the same day; returns what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "intake", *words],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"python -m intake {' '.join(words)} ended with {done.returncode}:\n{done.stderr}"
        return done.stdout

    def stop(self) -> None:
        """Ask it to end, as Ctrl-C does, and wait until it has."""
        if self._running is None:
            return
        self._running.terminate()
        try:
            self._running.wait(15)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()
        self._running = None

    def restart(self) -> None:
        """End it and start it again, as after a power cut."""
        self.stop()
        self.start()

    def status(self, path: str) -> int:
        """The HTTP status that a stranger without a cookie gets at a path; 0 while nobody listens."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def _wait(self) -> None:
        give_up = time.monotonic() + PATIENCE
        while self._running and self._running.poll() is None and time.monotonic() < give_up:
            if self.status("/healthz") == 200:
                return
            time.sleep(0.1)
        said = self.log[-3000:]
        self.stop()
        raise AssertionError(f"The server did not come up on port {self.port}. It said:\n{said}")
