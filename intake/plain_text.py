"""Text from outside, fit to be kept by every database and printed on every page: nothing else is changed."""

from __future__ import annotations

from collections.abc import Mapping

from intake.answers import cleaned

LONGEST = 20_000
"""Characters kept of one text: about ten pages of a patient's own words."""


def tidy(text: str, longest: int = LONGEST) -> str:
    """The text in Unicode's composed form, without control characters or half characters.

    Every script, emoji and their joiners stay; so do line breaks and tabs.
    """
    return cleaned(text.replace("\r\n", "\n").replace("\r", "\n"))[:longest].strip()


def tidy_or_none(text: str | None, longest: int = 500) -> str | None:
    """As `tidy`; None where nothing is left."""
    return tidy(text, longest) or None if text else None


def tidy_answers(answers: Mapping[str, str | tuple[str, ...]]) -> dict[str, str | tuple[str, ...]]:
    """Answers with every text tidied and empty ones left out."""
    tidied = {
        link_id: tidy(answer) if isinstance(answer, str) else tuple(tidy(code) for code in answer)
        for link_id, answer in answers.items()
    }
    return {link_id: answer for link_id, answer in tidied.items() if answer}
