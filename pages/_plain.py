"""The plain pages: server-rendered, autoescaped, script-free. One environment, one way to answer with a page."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse

from intake.clocks import local
from intake.people import Clinic
from pages._shell import asset_address

UNREACHABLE = (
    "The clinic's records cannot be reached at the moment. What you had saved is kept. Try again in a minute. "
    "In an emergency, call your emergency number now."
)
"""What everybody is told while the store does not answer. Why it does not is for whoever runs it, in the log."""

FIELD_LIMIT = 1024


@cache
def _environment() -> Environment:
    """Autoescape always on, a name that nobody gave is an error, blank lines trimmed."""
    found = Environment(
        loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals["asset"] = asset_address
    return found


def posted(form: FormData) -> dict[str, str]:
    """The text fields of a posted form, each cut at a kilobyte."""
    return {key: value[:FIELD_LIMIT] for key, value in form.items() if isinstance(value, str)}


def day(moment: datetime, clinic: Clinic) -> str:
    """A day as one says it in the clinic's time zone: `Thursday 3 December`."""
    there = local(moment, clinic)
    return f"{there:%A} {there.day} {there:%B}"


def render(template: str, status: int = 200, *, clinic: Clinic | None = None, **values: Any) -> HTMLResponse:
    """A plain page. `clinic` puts its name, telephone and SAMPLE ribbon on it."""
    page = _environment().get_template(template).render(clinic=clinic, **values)
    return HTMLResponse(page, status)
