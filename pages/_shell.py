"""What Streamlit's own page and files look like when they leave here: one shell, one policy, compressed once.

The shell is Streamlit's `index.html` with our title, icon and style sheets in it and the pointer to the agent
API out of it. It depends on that file's text: `tests/test_shell.py` fails when a new Streamlit changes it.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from functools import cache
from pathlib import Path

import streamlit as st

ASSETS = Path(__file__).resolve().parent / "assets"
STREAMLIT = Path(st.__file__).resolve().parent / "static"
INDEX = (STREAMLIT / "index.html").read_text()

SHELL_EDITS = (
    ("<title>Streamlit</title>", "<title>Twitchboard</title>"),
    ('<link rel="service-desc" href="./_stcore/agent/openapi.json" />', ""),
    ('<link rel="shortcut icon" href="./favicon.png" />', '<link rel="icon" type="image/svg+xml" href="{icon}" />'),
)
WITHOUT_SCRIPT = (
    "<noscript><p>This page needs JavaScript. Switch it on, or ring the clinic: "
    "the number is on the page before this one.</p></noscript>"
)
"""In place of Streamlit's own, which speaks to programs."""


@cache
def asset_address(name: str) -> str:
    """The address of a file of ours, with its digest in it, so that a browser may keep it for ever."""
    digest = hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:12]
    return f"/assets/{name}?v={digest}"


@cache
def shell(*files: str) -> bytes:
    """The page that carries a Streamlit page, with these style sheets and scripts of ours and the session script."""
    page = re.sub(r"<!--.*?-->", "", INDEX, flags=re.DOTALL)
    page = re.sub(r"<noscript>.*?</noscript>", WITHOUT_SCRIPT, page, flags=re.DOTALL)
    for theirs, ours in SHELL_EDITS:
        page = page.replace(theirs, ours.replace("{icon}", asset_address("icon.svg")))
    page = page.replace("<head>", f'<head><script src="{asset_address("base.js")}"></script>', 1)
    return page.replace("</head>", f"{''.join(map(_tag, (*files, 'session.js')))}</head>").encode()


def _tag(name: str) -> str:
    """The element that loads a file of ours."""
    address = asset_address(name)
    script = f'<script src="{address}" defer></script>'
    return script if name.endswith(".js") else f'<link rel="stylesheet" href="{address}" />'


def _inline_scripts() -> str:
    """The hashes of Streamlit's own inline scripts, as a content security policy writes them."""
    scripts = re.findall(r"<script>(.*?)</script>", INDEX, re.DOTALL)
    digests = (base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        f"script-src 'self' {_inline_scripts()} 'wasm-unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "object-src 'none'",
    )
)

HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
}


@cache
def compressed(path: str) -> bytes | None:
    """A script or style sheet, Streamlit's or ours, gzipped; None when there is no such file."""
    return gzip.compress(_file(path).read_bytes(), 6) if is_static(path) else None


def is_static(path: str) -> bool:
    """Whether there is a file of Streamlit's or of ours."""
    file = _file(path)
    return (file.is_relative_to(STREAMLIT) or file.is_relative_to(ASSETS)) and file.is_file()


def _file(path: str) -> Path:
    """Where the file behind an address would be; ours are below `/assets/`."""
    return ((ASSETS.parent if path.startswith("/assets/") else STREAMLIT) / path.lstrip("/")).resolve()


@cache
def form_files() -> tuple[str, ...]:
    """Addresses of the files that a Streamlit page loads first, for a plain page to fetch ahead."""
    found = re.findall(r'(?:src|href)="\./(static/[^"]+\.(?:js|css|woff2))"', INDEX)
    return tuple(f"/{name}" for name in dict.fromkeys(found))
