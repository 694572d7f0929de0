"""What the form needs from Streamlit, for the plain pages to fetch while they are read.

Streamlit's own page names the files that it starts with; each kind of widget comes in a file of its own, which
imports others. All names carry a digest and change with each Streamlit, so they are read from its folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pages._shell import STREAMLIT, asset_address, form_files, shell

FORM_FILES = ("look.css", "form.css", "idle.css", "form.js", "idle.js")
"""Our own files on the form's page."""
FIRST_PAGE = ("first.css", "idle.css", "first.js", "idle.js")
"""Our own files on the plain page before it, besides those of every plain page; what holds it up comes first."""
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
def form_page() -> bytes:
    """The page that carries the form. Its widgets' files are asked for at once, not one by one as each is met."""
    files = (f"/static/js/{name}" for name in _with_imports(_widget_files()))
    links = "".join(f'<link rel="modulepreload" href="{address}" />' for address in files)
    return shell(*FORM_FILES).replace(b"</head>", f"{links}</head>".encode(), 1)


@cache
def files_ahead() -> tuple[str, ...]:
    """Addresses of scripts and style sheets: those of the next plain page, then those that the form starts with.

    Ours come before the widgets': they are small and hold the page up. The icons come last: the form shows hardly
    one, but Streamlit fetches them all the same, at the worst moment.
    """
    first = [address for address in form_files() if not address.endswith(".woff2")]
    widgets = (f"/static/js/{name}" for name in _with_imports(_widget_files()))
    icons = (f"/static/media/{file.name}" for file in (STREAMLIT / "static" / "media").glob("MaterialSymbols*.woff2"))
    ours = (asset_address(name) for name in ("base.js", *FORM_FILES, "session.js", "wordmark.svg"))
    next_page = map(asset_address, FIRST_PAGE)
    return tuple(dict.fromkeys((*next_page, *first, *ours, *widgets, asset_address("body.svg"), *icons)))


@cache
def text_font() -> str:
    """Address of the font that Streamlit sets text in."""
    return next(address for address in form_files() if address.endswith(".woff2"))
