"""`python -m pages.check`: whether the screens can be served here. Prints what is wrong, each line with its remedy."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import streamlit as st

from pages._shell import INDEX, SHELL_EDITS

NEEDED = "1.67."


def problems() -> Iterator[str]:
    """A Streamlit that we have not been held against, or one whose page we no longer know how to change."""
    if not st.__version__.startswith(NEEDED):
        yield f"Streamlit {st.__version__} is installed and {NEEDED}x is needed. Install from requirements.txt."
    for theirs, _ours in SHELL_EDITS:
        if theirs not in INDEX:
            yield f"Streamlit's page no longer holds {theirs!r}. Install from requirements.txt."


def main() -> int:
    """Print the problems; 1 when there is one."""
    found = list(problems())
    for problem in found:
        sys.stderr.write(problem + "\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
