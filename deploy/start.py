"""Start Twitchboard, say the one address at which it is, and stop quietly on Ctrl-C.

    .venv/bin/python deploy/start.py [--port 8501]

The plain command behind it is `streamlit run app.py`; this adds a sentence where that has a traceback.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = "127.0.0.1"
PATIENCE = 60.0


def main() -> int:
    """Serve until told to stop; the exit status is 0 when somebody stopped it, else the server's own."""
    arguments = argparse.ArgumentParser(description="Start Twitchboard on this machine.")
    arguments.add_argument("--port", default="8501")
    port = usable_port(arguments.parse_args().port)
    take_the_keyboard()
    server = serve(port)
    stopped = False

    def stop(*_: object) -> None:
        nonlocal stopped
        if not stopped:
            server.terminate()
        stopped = True

    for signal_name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, signal_name):
            signal.signal(getattr(signal, signal_name), stop)
    if answers(port, server):
        print(f"Twitchboard: http://{HERE}:{port}   (Ctrl-C stops it)", flush=True)
    elif not stopped and server.poll() is None:
        print(f"Twitchboard has not answered for {PATIENCE:.0f} s; the lines above may say why.", file=sys.stderr)
    status = server.wait()
    return 0 if stopped else status or 1


def usable_port(said: str) -> int:
    """Return the port as a number that nobody else is listening on, or leave with a sentence."""
    if not said.isdecimal() or not 1024 <= int(said) <= 65535:
        sys.exit(f"PORT={said} is not a port: use a whole number from 1024 to 65535, such as PORT=8502.")
    port = int(said)
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HERE, port))
        except OSError:
            sys.exit(
                f"Port {port} is taken by another program, perhaps by a Twitchboard that is running already. "
                f"Stop that one, or choose another port: make run PORT={port + 1}"
            )
    return port


def take_the_keyboard() -> None:
    """Step out of make's process group, so that Ctrl-C reaches this program alone: make would call it an error.

    Ctrl-Z is ignored from then on, because the shell no longer sees who was asked to pause.
    """
    if os.name == "nt" or not sys.stdin.isatty() or os.getpgrp() == os.getpid():
        return  # Windows, no keyboard, or started by a shell and not by make
    if os.tcgetpgrp(sys.stdin.fileno()) != os.getpgrp():
        return  # in the background: the keyboard is somebody else's
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    os.setpgid(0, 0)
    os.tcsetpgrp(sys.stdin.fileno(), os.getpgrp())


def serve(port: int) -> subprocess.Popen[bytes]:
    """Start the server in a session of its own: it stops when this program says so, and not before."""
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    there = {**os.environ, "TWITCHBOARD_PORT": str(port)}
    return subprocess.Popen(command, cwd=ROOT, env=there, stdout=subprocess.DEVNULL, start_new_session=True)


def answers(port: int, server: subprocess.Popen[bytes]) -> bool:
    """Wait until `/healthz` answers that all is well; False when the server ended or took too long."""
    give_up = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < give_up:
        if is_well(port):
            return True
        time.sleep(0.1)
    return False


def is_well(port: int) -> bool:
    """Whether the server on this port says so."""
    connection = HTTPConnection(HERE, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
