"""What the form needs from Streamlit, for the plain pages to fetch while they are read.

Streamlit's own page names the files that it starts with; each kind of widget comes in a file of its own, which
imports others. All names carry a digest and change with each Streamlit, so they are read from its folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pages._shell import STREAMLIT, asset_address, form_files

WIDGETS = ("Html", "Radio", "Checkbox", "TextInput", "TextArea", "Button", "StreamlitMarkdown")
_IMPORTED = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
_FOLDER = STREAMLIT / "static" / "js"


def _widget_files() -> list[str]:
    """Names of the files of the widgets that the form is made of."""
    return [file.name for widget in WIDGETS for file in sorted(_FOLDER.glob(f"{widget}.*.js"))]


def _with_imports(names: list[str]) -> Iterator[str]:
    """These files and all that they import, each once."""
    done: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in done:
            done.add(name)
            yield name
            waiting += _IMPORTED.findall((_FOLDER / name).read_text(encoding="utf-8"))


@cache
def files_ahead() -> tuple[str, ...]:
    """Addresses of scripts and style sheets, those that the page starts with first; read once.

    The icons come last: the form shows hardly one, but Streamlit fetches them all the same, at the worst moment.
    """
    first = [address for address in form_files() if not address.endswith(".woff2")]
    widgets = (f"/static/js/{name}" for name in _with_imports(_widget_files()))
    icons = (f"/static/media/{file.name}" for file in (STREAMLIT / "static" / "media").glob("MaterialSymbols*.woff2"))
    return tuple(dict.fromkeys((*first, *widgets, asset_address("body.svg"), *icons)))


@cache
def text_font() -> str:
    """Address of the font that Streamlit sets text in."""
    return next(address for address in form_files() if address.endswith(".woff2"))
