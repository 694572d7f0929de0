"""Where databases live: in a data folder outside the code, unless an address says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""This machine, as it is called on itself."""


def data_folder(environ: Mapping[str, str]) -> Path:
    """`TWITCHBOARD_DATA`, or `data` beside the launcher."""
    return Path(environ.get("TWITCHBOARD_DATA") or ROOT / "data")


def clinic_url(environ: Mapping[str, str]) -> str:
    """The practice's database: `TWITCHBOARD_DATABASE_URL`, or one SQLite file in the data folder."""
    return environ.get("TWITCHBOARD_DATABASE_URL") or f"sqlite:///{data_folder(environ) / 'clinic.db'}"


def sample_path(environ: Mapping[str, str]) -> Path:
    """The sample clinic's own file, so that samples and people can never mix."""
    return data_folder(environ) / "sample.db"
