"""What people read, by key and language, kept apart from the code that decides.

One TOML file a part of the way and language (`patient.en.toml`, `aftercare.en.toml`). A key is `page.line`;
`{clinic}` and its kind are filled in by whoever says it. Escaping is the page's business: these are plain sentences.
The questions themselves are in `questionnaire.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOR_PATIENTS = ("patient", "aftercare")
FOLDER = Path(__file__).resolve().parent


class UnknownWording(KeyError):  # noqa: N818 - named as one says it
    """No sentence stands under this key; `intake/wording/` is where it belongs."""


@dataclass(frozen=True)
class Wording:
    """Every sentence of one language, by `page.line`."""

    language: str
    sentences: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """The sentence under `key` with its blanks filled in. Raises `UnknownWording`."""
        if key not in self.sentences:
            raise UnknownWording(f"No sentence {key!r} in the {self.language} files of intake/wording/.")
        return self.sentences[key].format_map(values)


def _flat(table: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    """Nested tables as `page.line`."""
    for key, value in table.items():
        if isinstance(value, str):
            yield f"{above}{key}", value
        elif isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")


@lru_cache(maxsize=8)
def wording(language: str = "en") -> Wording:
    """The patient's sentences in that language; read once."""
    sentences: dict[str, str] = {}
    for part in FOR_PATIENTS:
        table = tomllib.loads((FOLDER / f"{part}.{language}.toml").read_text(encoding="utf-8"))
        sentences |= dict(_flat(table))
    return Wording(language, sentences)
