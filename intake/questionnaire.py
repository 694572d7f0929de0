"""The form, declared once in `questionnaire.toml`: what is asked, when, and how an answer is read.

Answers are a mapping from `link_id` to a code (yes/no questions and single choices), a tuple of
codes (several choices), or a string (text, dates and numbers as the patient means them). A key
that is absent is *not provided*; a question that was rightly not asked has no key either, and
`Questionnaire.is_settled_no` tells the two apart.
"""

from __future__ import annotations

from collections.abc import Mapping

Answers = Mapping[str, "str | tuple[str, ...]"]
