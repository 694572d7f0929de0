"""What a person types: the start, its one address, its quiet end; and the lock from which everything is installed."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from tests.browser.server import ROOT, free_port

LOCKS = ("requirements.txt", "requirements-dev.txt")
START = [sys.executable, "deploy/start.py", "--port"]


def start(port: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*START, str(port)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("port", ["abc", "80", "99999", "-1", ""])
def test_a_port_that_is_none_is_said_in_a_sentence(port: str) -> None:
    done = start(port)
    assert done.returncode != 0
    assert done.stderr.startswith(f"PORT={port} is not a port: ") or "usage:" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_said_in_a_sentence_that_names_another() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = start(port)
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.startswith(f"Port {port} is taken ")
    assert f"PORT={port + 1}" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal as Unix has them")
def test_it_prints_one_address_and_ctrl_c_ends_it_with_status_0_and_no_traceback(tmp_path: Path) -> None:
    import pty

    port = free_port()
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.environ["TWITCHBOARD_DATA"] = str(tmp_path)
        os.execv(sys.executable, [*START, str(port)])
    shown = read_until(terminal, b"Ctrl-C")
    os.write(terminal, b"\x03")
    shown += read_until(terminal, b"never comes")
    _, status = os.waitpid(child, 0)
    text = shown.decode()
    assert os.waitstatus_to_exitcode(status) == 0, text
    assert re.findall(r"http://\S+", text) == [f"http://127.0.0.1:{port}"], text
    assert "Traceback" not in text


def read_until(terminal: int, mark: bytes, patience: float = 60) -> bytes:
    """What the terminal shows up to a mark, or until it is closed."""
    shown, give_up = b"", time.monotonic() + patience
    while mark not in shown and time.monotonic() < give_up:
        try:
            read = os.read(terminal, 4096)
        except OSError:  # closed from the other side
            break
        if not read:
            break
        shown += read
    return shown


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_names_versions_and_hashes_and_no_place_to_fetch_them_from(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert not [e.splitlines()[0] for e in entries if "==" not in e.splitlines()[0] or "--hash=sha256:" not in e]
    assert not re.search(r"://|--index|--find-links|(^|\s)/[a-z]| @ ", text)


def test_the_lock_has_everything_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-dev.txt": project["dependency-groups"]["dev"],
    }
    for lock, names in wanted.items():
        locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / lock).read_text(encoding="utf-8"), re.M))
        bare = {re.sub(r"[._-]+", "-", re.split(r"[\[<>=]", name)[0]).lower() for name in names}
        assert bare <= locked, f"{lock} is older than pyproject.toml: run `make lock`"


def test_what_tests_is_what_runs() -> None:
    runs, tests = (set(re.findall(r"^\S+==\S+", (ROOT / lock).read_text(encoding="utf-8"), re.M)) for lock in LOCKS)
    assert runs <= tests
