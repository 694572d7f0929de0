"""`python -m reports.check`: whether paper can be made here. Prints what is wrong, each line with its remedy."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from reports import typefaces

FONTS = Path(typefaces.__file__).parent / "fonts"
TRIED = "Łukasiewicz, Ελένη, Жанна, ليلى, דנה, Thị Hồng ☑ ☐ → ≥"


def problems() -> Iterator[str]:
    """Fonts that are missing or do not hold what notes print."""
    if not list(FONTS.glob("*.ttf")):
        yield f"The fonts in {FONTS.name}/ are missing. Fetch the program's folder again: notes cannot be set."
        return
    if lost := typefaces.unprintable(TRIED):
        yield f"The fonts do not hold {' '.join(lost)}. Fetch the program's folder again: names would be cut."


def main() -> int:
    """Print the problems; 1 when there is one."""
    found = list(problems())
    for problem in found:
        sys.stderr.write(problem + "\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
