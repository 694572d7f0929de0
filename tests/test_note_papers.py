"""The documents of three reference cases as they were read and kept: whoever changes a word sees which."""

from __future__ import annotations

import pytest

from tests import note_pictures


@pytest.mark.parametrize("slug", note_pictures.CASES)
def test_every_document_of_a_reference_case_says_what_was_read_and_kept(slug: str) -> None:
    changed = note_pictures.difference(slug)
    assert not changed, f"{slug} changed; if it is meant: python -m tests.note_pictures --texts\n{changed}"
