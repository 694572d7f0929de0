"""Every address that is not for everybody, and the names that must not be read there."""

from __future__ import annotations

import tomllib

from tests.browser.server import ROOT

STAFF_ADDRESSES = ("/queue", "/case", "/case?ref=TW-1", "/rules", "/invite", "/requests", "/appointments")
OTHER_SPELLINGS = (
    "/queue/",
    "//queue",
    "/Queue",
    "/queue/queue",
    "/./queue",
    "/%71ueue",
    "/clinician/queue_page",
    "/queue_page",
    "/pages/clinician/queue_page.py",
)
PATIENT_ADDRESSES = ("/form", "/start", "/birth", "/emergency", "/call-now", "/under-16", "/sent")
SHUT = (
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/mcp",
    "/queue/_stcore/metrics",
    "/media/0123456789abcdef.pdf",
    "/notes/TW-1/emg/draft.pdf",
    "/notes/TW-1/emg/1.pdf",
    "/notes/TW-1/emg/1.record.pdf",
)


def golden_names() -> tuple[str, ...]:
    """Family and given names of everybody in the sample clinic: what must not be read by anybody else."""
    people = (
        tomllib.loads(p.read_text(encoding="utf-8"))["person"]
        for p in sorted((ROOT / "tests/golden/people").glob("*.toml"))
    )
    return tuple(
        name
        for person in people
        for name in (person["family_name"], f"{person['given_name']} {person['family_name']}")
        if len(name) > 4
    )


NAMES = golden_names()


def assert_names_nobody(text: str, where: str) -> None:
    """Fail with the names that were given away."""
    found = [name for name in NAMES if name in text]
    assert not found, f"{where} gives away {found}"
