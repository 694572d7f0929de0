"""The tables as people read them: a condition in words, a row as a paragraph, all of it as one page.

The page is `docs/red-flags.md`; `python -m intake rules` prints it, and a test keeps it current.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from intake.assessment import RedFlag
from intake.conditions import Condition
from intake.questionnaire import Questionnaire
from intake.rules import POLICIES, Tables, load

HEADINGS = {
    "emergency": "Emergency",
    "article": "The article's red-flag table",
    "guideline": "Guidelines",
    "closed-hole": "Holes in the article, closed",
}


def condition_words(condition: Condition, form: Questionnaire) -> str:
    """`any of: Trouble swallowing; Weaker than before`, or `2 or more of: …`."""
    if condition.at_least == 1:
        items = list(_gathered(condition.names(), form))
    else:
        items = [" or ".join(_gathered(names, form)) for names in condition.of]
    if len(items) == 1:
        return items[0]
    one_question = list(_gathered(condition.names(), form))
    if len(one_question) == 1:
        return f"{condition.at_least} or more of {one_question[0]}"
    count = {1: "any of", len(items): "all of"}.get(condition.at_least, f"{condition.at_least} or more of")
    return f"{count}: {'; '.join(items)}"


def _gathered(names: Iterable[str], form: Questionnaire) -> Iterator[str]:
    """Names in words, the codes of one question side by side behind its label."""
    for link_id, same in groupby(names, key=lambda name: name.partition("=")[0]):
        codes = [name.partition("=")[2] for name in same]
        if link_id in form.predicates:
            yield form.predicates[link_id].label
            continue
        question = form.questions[link_id]
        texts = " / ".join(question.by_code[code].text for code in codes if code)
        yield f"{question.label} ({texts})" if texts else question.label


def page() -> str:
    """Every table of the default policy, and what the other one grades otherwise."""
    return "\n".join(_page(load())) + "\n"


def _page(tables: Tables) -> Iterator[str]:
    form = tables.questionnaire
    yield "# Red flags"
    yield ""
    yield "Made from the tables by `python -m intake rules`; do not edit."
    yield "**No clinician has signed these tables off yet.**"
    yield ""
    yield f"Tables {tables.version.version}, policy `{tables.version.policy}`, sha256 `{tables.version.sha256}`."
    yield ""
    yield "A row is *raised* when its condition holds, *open* when it would if what is unsure were yes, else ruled out."
    yield "The urgency is the highest raised row, the ceiling the highest raised or open. Nothing counts against."
    yield "Ambiguities are those of [decisions/ambiguities.md](decisions/ambiguities.md)."
    for table, heading in HEADINGS.items():
        yield from ("", f"## {heading}")
        for row in tables.rows:
            if row.table == table:
                yield from _row(row, form)
    yield from _checklist(tables)
    yield from _predicates(form)
    yield from _policies(tables)
    yield from _blood_tests(tables)


def _row(row: RedFlag, form: Questionnaire) -> Iterator[str]:
    number = f"Row {row.number}: " if row.number else ""
    yield from ("", f"### {number}{row.symptom} (`{row.id}`)", "")
    yield f"**{row.urgency.step.word}**, strength {row.strength}"
    yield ""
    if row.cause:
        yield f"- Cause: {row.cause}"
    if row.advice:
        yield f"- {'Article' if row.table == 'article' else 'Action'}: {row.advice}"
    if row.when:
        yield f"- Raised by {condition_words(row.when, form)}"
    yield f"- Our reading: {row.reading}"
    yield f"- Source: {row.source}"
    if row.caution:
        yield f"- Caution: {row.caution}"
    if row.orders:
        yield f"- Suggests: {', '.join(row.orders)}"


def _checklist(tables: Tables) -> Iterator[str]:
    yield from (
        "",
        "## The article's checklist",
        "",
        "Each item only counts; two or more raise a row of their own.",
        "",
    )
    for item in tables.checklist:
        words = condition_words(item.when, tables.questionnaire) if item.when else ""
        yield f"{item.number}. {item.symptom} — *{words}*"


def _predicates(form: Questionnaire) -> Iterator[str]:
    yield from ("", "## What is derived, never asked", "")
    for predicate in form.predicates.values():
        yield f"- **{predicate.label}** (`{predicate.id}`): {condition_words(predicate.when, form)}"


def _policies(tables: Tables) -> Iterator[str]:
    yield from ("", "## Where the policies differ", "", "| Row | article | nice-ng127 | Why |", "|---|---|---|---|")
    other = load(next(policy for policy in POLICIES if policy != tables.version.policy))
    known = {row.id for row in tables.rows}
    for level in other.levels:
        yield f"| `{level.row}` | {tables.row(level.row).urgency} | {level.urgency} | {level.why} ({level.source}) |"
    for row in other.rows:
        if row.id not in known:
            yield f"| `{row.id}` | – | {row.urgency} | {row.reading} ({row.source}) |"


def _blood_tests(tables: Tables) -> Iterator[str]:
    catalogue = tables.catalogue
    yield from ("", "## Blood tests", "", "| Test | Looks for | Asked by | Note |", "|---|---|---|---|")
    for test in catalogue.tests:
        rows = ", ".join(f"`{row.id}`" for row in tables.rows if test.code in catalogue.codes(row))
        name = f"{test.name} (specialist)" if test.specialist else test.name
        yield f"| {name} | {test.looks_for} | {rows} | {test.note} |"
    yield from ("", "What the article names, and which test looks for it:", "")
    names = {test.code: test.name for test in catalogue.tests}
    for cause in catalogue.causes:
        yield f"- {cause.name}: {', '.join(names[code] for code in cause.tests) or cause.no_test}"
