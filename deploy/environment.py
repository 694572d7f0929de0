"""Make `.venv` and fill it from the locked, hash-checked requirements; again only when the lock changes.

    python3 deploy/environment.py runtime|dev

Written for whatever `python3` a machine has, also one too old for Twitchboard: that one hands over to a newer
one beside it, or says in a sentence what is missing. Hence no syntax newer than Python 3.6 in here.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
RECORD = VENV / "installed-locks"
OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11")
LOCKS = {"runtime": ["requirements.txt"], "dev": ["requirements.txt", "requirements-dev.txt"]}


def prepare(wanted: str) -> None:
    """Bring `.venv` up to date for `wanted`, or leave with the sentence that says what is missing."""
    if sys.version_info < OLDEST:
        hand_over(wanted)
    locks = [fingerprint(name) for name in LOCKS[wanted]]
    if not works():
        make_venv()
    elif RECORD.exists() and set(locks) <= set(RECORD.read_text().splitlines()):
        return
    install(LOCKS[wanted][-1])
    RECORD.write_text("\n".join(locks) + "\n")


def hand_over(wanted: str) -> None:
    """Leave it to the newest Python on the path that is new enough."""
    for newer in filter(None, map(shutil.which, NEWER)):
        if succeeds(newer, "-c", ""):
            sys.exit(subprocess.call([newer, __file__, wanted]))
    sys.exit(
        f"Twitchboard needs Python 3.11 or newer, and {sys.executable} is {sys.version.split()[0]}. "
        "Install a newer one, or name one that you have: make run PYTHON=/path/to/python3.12"
    )


def fingerprint(name: str) -> str:
    """`requirements.txt <sha-256 of it>`: the line by which a lock is known to be installed."""
    return f"{name} {hashlib.sha256((ROOT / name).read_bytes()).hexdigest()}"


def works() -> bool:
    """Whether `.venv` is there, new enough, and still has the Python it was made from."""
    return PYTHON.exists() and succeeds(str(PYTHON), "-c", f"import pip, sys; sys.exit(sys.version_info < {OLDEST!r})")


def succeeds(*command: str) -> bool:
    """Whether the command ends well; what it prints is not shown."""
    return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def make_venv() -> None:
    """Make an empty environment."""
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)], stdout=subprocess.DEVNULL):
        sys.exit(
            f"{sys.executable} cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv"
        )


def install(lock: str) -> None:
    """Install exactly what the lock names; a file with another hash is refused.

    Modules are compiled as they are first imported: most never are, and compiling all took half of the time.
    """
    print(f"Installing what {lock} names into .venv (only when it has changed) ...", flush=True)
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-compile"]
    if subprocess.call([*command, "--disable-pip-version-check", "--require-hashes", "-r", str(ROOT / lock)]):
        sys.exit(
            "The environment is not complete; the lines above say why. Nothing was started; it is safe to try again."
        )


if __name__ == "__main__":
    prepare(sys.argv[1])
