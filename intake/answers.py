"""One answer at a time: read it from outside, say what is wrong with it, put it into words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from intake.conditions import nearest
from intake.form import NOT_SURE, Answer, Question, UnknownAnswer
from intake.since import UNSURE_BESIDE

NOT_PROVIDED = "Not provided"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_BELOW_ZERO = re.compile(r"(?<!\d)(?<!\d\s)[-−–]\s?\d")  # "-3", but not the range "2-3" or "2 - 3"


# --- From outside ----------------------------------------------------------------------------------


def read_answers(questions: Mapping[str, Question], raw: object) -> dict[str, Answer]:
    """Answers as JSON gives them; null and empty ones are left out. Raises UnknownAnswer."""
    if not isinstance(raw, Mapping):
        raise UnknownAnswer('one case is a JSON object of answers, for example {"speech": "yes"}')
    answers: dict[str, Answer] = {}
    for link_id, given in raw.items():
        if link_id not in questions:
            raise UnknownAnswer(f'no question "{link_id}"{nearest(str(link_id), questions)}')
        read = _read_one(questions[link_id], given)
        if read:
            answers[link_id] = read
    return answers


def _read_one(question: Question, given: object) -> Answer | None:
    if given is None:
        return None
    if question.type == "choices":
        return _read_codes(question, given)
    if question.link_id in UNSURE_BESIDE and isinstance(given, list | tuple):
        return _read_with_unsure(question, given)
    if question.choices:
        return _code(question, given)
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise UnknownAnswer(f'"{question.link_id}" takes text, not {given!r}')
    return cleaned(str(given))


def _read_codes(question: Question, given: object) -> tuple[str, ...]:
    codes = [given] if isinstance(given, str) else given
    if not isinstance(codes, list | tuple):
        raise UnknownAnswer(f'"{question.link_id}" takes a list of codes, for example {_example(question)}')
    return tuple(dict.fromkeys(_code(question, code) for code in codes))


def _read_with_unsure(question: Question, given: list[object] | tuple[object, ...]) -> tuple[str, ...]:
    """What was chosen and the *not sure* beside it, as `intake/since.py` joins them."""
    chosen = [code for code in given if code != NOT_SURE]
    if len(given) != 2 or len(chosen) != 1:
        raise UnknownAnswer(
            f'"{question.link_id}" takes one code, or one with "{NOT_SURE}" beside it, for example '
            f'["{question.choices[0].code}", "{NOT_SURE}"]'
        )
    return _code(question, chosen[0]), NOT_SURE


def _code(question: Question, given: object) -> str:
    if isinstance(given, str) and given in question.by_code:
        return given
    hint = nearest(str(given), question.by_code) or f"; write for example {_example(question)}"
    raise UnknownAnswer(f'"{question.link_id}" has no answer {given!r}{hint}')


def _example(question: Question) -> str:
    first = question.choices[0].code
    return f'["{first}"]' if question.type == "choices" else f'"{first}"'


def cleaned(text: str) -> str:
    """Text without control characters (line breaks and tabs stay), normalised, trimmed."""
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", kept).strip()


def read_number(text: str) -> float | None:
    """The number somebody means: `3`, `2,5`, `about 3 cups`. None where there is no number."""
    found = _NUMBER.search(text)
    return float(found[0].replace(",", ".")) if found else None


# --- What is wrong -----------------------------------------------------------------------------------


def problem_of(question: Question, given: Answer | None) -> str:
    """What keeps the patient from going on, in their words; empty when nothing does."""
    if not given:
        return _missing(question) if question.required else ""
    if question.choices:
        return _wrong_choice(question, given)
    return _wrong_text(question, given if isinstance(given, str) else " ".join(given))


def _missing(question: Question) -> str:
    if question.type == "yes-no":
        return f"Choose Yes, No or Not sure: {question.text}"
    return f"{'Choose an answer' if question.choices else 'Answer this'}: {question.text}"


def _wrong_choice(question: Question, given: Answer) -> str:
    codes = (given,) if isinstance(given, str) else given
    if any(code not in question.by_code for code in codes):
        return f"Choose one of the answers: {question.text}"
    alone = next((question.by_code[code].text for code in codes if question.by_code[code].alone), "")
    if alone and len(codes) > 1:
        return f"You chose “{alone}” and something else. Take one of them away: {question.text}"
    return ""


def _wrong_text(question: Question, text: str) -> str:
    if len(text) > question.max_length:
        return f"Write {question.max_length:,} characters or fewer. You have {len(text):,}: {question.text}"
    wrong = {"number": _wrong_number, "date": _wrong_date}.get(question.type, _wrong_format)
    return wrong(question, text)


def _wrong_number(question: Question, text: str) -> str:
    number = read_number(text)
    if number is None:
        return f"Write a number, for example 2 or 2.5: {question.text}"
    if _BELOW_ZERO.search(text):
        return f"Write 0 or a number above 0: {question.text}"
    if question.maximum is not None and number > question.maximum:
        return f"Write a number up to {question.maximum:g}: {question.text}"
    return ""


def _wrong_date(question: Question, text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        return f"Write a day that exists: {question.text}"
    return ""


def _wrong_format(question: Question, text: str) -> str:
    if question.format == "telephone" and not 5 <= sum(c.isdigit() for c in text) <= 20:
        return f"Write a telephone number that we can ring: {question.text}"
    return ""


# --- In words ------------------------------------------------------------------------------------------


def words_of(question: Question, given: Answer | None) -> str:
    """An answer as people read it: `Yes`, `Right forearm, right thigh`, `3 cups a day`."""
    if not given:
        return NOT_PROVIDED
    if not question.choices:
        text = given if isinstance(given, str) else ", ".join(given)
        return f"{text} {question.unit}" if question.unit and text[-1].isdigit() else text
    codes = (given,) if isinstance(given, str) else given
    texts = [question.by_code[code].text if code in question.by_code else code for code in codes]
    return ", ".join(texts[:1] + [text[:1].lower() + text[1:] for text in texts[1:]])
