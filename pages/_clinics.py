"""Which database a visit belongs to: the practice's own, or the sample clinic's.

The two never mix: a token that begins with `s.` can only be found in the sample database, any other
only in the practice's. Both stores are opened once per process.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

from intake import places
from intake.store import Store, open_store

SAMPLE_PREFIX = "s."
_opening = threading.RLock()
_open: dict[str, Store] = {}


def data_folder() -> Path:
    """Where databases live; made if it is not there, and closed to everybody else on the machine."""
    folder = places.data_folder(os.environ)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def live_url() -> str:
    """The practice's database."""
    data_folder()
    return places.clinic_url(os.environ)


def sample_path() -> Path:
    """The sample clinic's own file."""
    data_folder()
    return places.sample_path(os.environ)


def live_store() -> Store:
    """The practice's store, opened (and brought up to date when it is a file of our own) once."""
    return _store("live", live_url(), migrate="TWITCHBOARD_DATABASE_URL" not in os.environ)


def sample_store() -> Store | None:
    """The sample clinic's store, or None when nobody has started one."""
    with _opening:
        if not sample_path().exists():
            _open.pop("sample", None)
            return None
        return _store("sample", f"sqlite:///{sample_path()}", migrate=True)


def start_sample() -> Store:
    """The sample clinic's store, its file made if need be."""
    return _store("sample", f"sqlite:///{sample_path()}", migrate=True)


def forget_sample() -> None:
    """Close the sample store, so that its file can go."""
    with _opening:
        if store := _open.pop("sample", None):
            store.close()


def store_of(token: str | None) -> Store | None:
    """The store in which this session or invitation token can be found, if any."""
    if not token:
        return None
    return sample_store() if token.startswith(SAMPLE_PREFIX) else live_store()


def _store(name: str, url: str, *, migrate: bool) -> Store:
    with _opening:
        if name not in _open:
            _open[name] = open_store(url, migrate=migrate)
        return _open[name]
