"""Why a person stands where they stand: each row of the tables, with the patient's words beside it.

The article's five rows and six items are quoted and always all shown; rows beyond the article are shown when
they are raised or open. A row opens to question, answer and source, and says what in it is our reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intake import rules, whatif
from intake.cases import CaseFile
from intake.questionnaire import Questionnaire
from intake.rules import Tables
from intake.triage import Finding, FindingState
from intake.urgency import Urgency, most_urgent
from pages._badges import urgency
from pages._case_said import in_codes, said
from pages._look import escape
from pages._moments import WallClock

MOST_WORDS = 3
MOST_NAMED = 5
_RANK = {FindingState.RULED_OUT: 0, FindingState.OPEN: 1, FindingState.RAISED: 2}
_WORDS = {FindingState.RAISED: "Raised", FindingState.OPEN: "Open", FindingState.RULED_OUT: "Ruled out"}
_ORIGIN = {
    "article": "The article, outside its table",
    "emergency": "Emergency list",
    "guideline": "Guideline",
    "closed-hole": "Closes a hole in the article",
    "clinic": "This clinic's own row",
    "progression": "What changed since the answers before",
}


@dataclass(frozen=True)
class Reader:
    """What every row is read with: the case, the form it was answered on, the tables of the clinic, the clock."""

    case: CaseFile
    form: Questionnaire
    tables: Tables
    clock: WallClock

    def links(self, finding: Finding) -> tuple[str, ...]:
        """The questions on which a row hangs, by the tables as they are now; what was noted where it left them."""
        try:
            return self.tables.links(self.tables.row(finding.row.id))
        except KeyError:
            return (*finding.because, *(link for link in finding.open_on if link not in finding.because))


def article_table(reader: Reader) -> str:
    """The article's five rows, word for word; a row that two of ours read is one row here."""
    article = [f for f in reader.case.assessment.findings if _is_numbered(f)]
    numbers = sorted({f.row.number for f in article if f.row.number})
    rows = (_row(reader, [f for f in article if f.row.number == number]) for number in numbers)
    return f'<div class="tb-table5">{"".join(rows)}</div>'


def checklist(reader: Reader) -> str:
    """The article's six items, and whether two or more apply."""
    items = reader.case.assessment.checklist
    count = sum(item.state is FindingState.RAISED for item in items)
    open_count = sum(item.state is FindingState.OPEN for item in items)
    more = f", {open_count} open" if open_count else ""
    verdict = "two or more apply: see a neurologist promptly" if count >= 2 else "fewer than two apply"
    head = f'<p class="tb-quiet">{count} of {len(items)} apply{more}; {verdict}.</p>'
    return head + f'<div class="tb-table5">{"".join(_row(reader, [item]) for item in items)}</div>'


def _is_numbered(finding: Finding) -> bool:
    """One of the five rows of the article's own table."""
    return finding.row.table == "article" and finding.row.number is not None


def beyond_the_article(reader: Reader) -> str:
    """Every other row that is raised or open, and how many more are ruled out."""
    others = [f for f in reader.case.assessment.findings if not _is_numbered(f)]
    shown = [f for f in others if f.state is not FindingState.RULED_OUT]
    shown.sort(key=lambda f: (-_RANK[f.state], -f.row.urgency.rank, -f.row.strength))
    quiet = _ruled_out(len(others) - len(shown), is_all=not shown)
    if not shown:
        return quiet
    return f'<div class="tb-table5">{"".join(_row(reader, [f]) for f in shown)}</div>{quiet}'


def _ruled_out(count: int, *, is_all: bool) -> str:
    """`12 more rows looked at and ruled out.`; nothing where none was."""
    if not count:
        return ""
    rows = "row" if count == 1 else "rows"
    return f'<p class="tb-quiet">{count} {"" if is_all else "more "}{rows} looked at and ruled out.</p>'


def because(reader: Reader) -> str:
    """The raising rows of the urgency that the rules gave, in one line: `Trouble swallowing: Yes; …`."""
    assessment = reader.case.assessment
    top = [f for f in assessment.findings if _raises(f) and f.row.urgency is assessment.urgency]
    top.sort(key=lambda f: -f.row.strength)
    lines = dict.fromkeys(line for finding in top for line in _words(reader, finding))
    return "; ".join(list(lines)[:4])


def _raises(finding: Finding) -> bool:
    return finding.state is FindingState.RAISED


def _row(reader: Reader, findings: Sequence[Finding]) -> str:
    """One row of a table: its mark, quoted cells, the patient's words; opened, each reading and its source."""
    row = findings[0].row
    state = max((f.state for f in findings), key=_RANK.__getitem__)
    words = list(dict.fromkeys(w for f in findings if f.state is state for w in _words(reader, f)))
    number = str(row.number) if row.number else {"emergency": "!"}.get(row.table, "+")
    cells = (
        f'<span class="tb-no" aria-hidden="true">{number}</span>',
        f'<span class="tb-quoted"><b>{escape(row.symptom)}</b>{_quoted(findings)}</span>',
        f'<span class="tb-words" dir="auto">{_state(state)}{_lines(words)}</span>',
    )
    inner = "".join(_reading(reader, f) for f in findings)
    return f'<details class="tb-flagrow tb-{state.value}"><summary>{"".join(cells)}</summary>{inner}</details>'


def _quoted(findings: Sequence[Finding]) -> str:
    """Cause and advice as the table prints them; an item of the checklist has neither."""
    row = findings[0].row
    said_so = " → ".join(part for part in (row.cause, row.advice) if part)
    return f'<span class="tb-quiet">{escape(said_so)}</span>' if said_so else ""


def _state(state: FindingState) -> str:
    return f'<span class="tb-state">{_WORDS[state]}</span>'


def _lines(words: Sequence[str]) -> str:
    """The first few; the row opened has them all."""
    more = [f"and {len(words) - MOST_WORDS} more"] if len(words) > MOST_WORDS else []
    return "".join(f"<span>{escape(line)}</span>" for line in [*words[:MOST_WORDS], *more])


def _words(reader: Reader, finding: Finding) -> list[str]:
    """What was said that raised the row or ruled it out, or what is unsure in it: `Spread to new places: Yes`."""
    form = reader.form
    if finding.state is FindingState.RAISED:
        return [
            f"{form.questions[link_id].label}: {form.words(link_id, in_codes(form, link_id, codes))}"
            for link_id, codes in finding.because.items()
        ]
    if finding.state is FindingState.OPEN:
        answers = (said(reader.case, link_id, form, reader.clock) for link_id in finding.open_on)
        return [f"{answer.label}: {answer.words}" for answer in answers]
    settled = (said(reader.case, link_id, form, reader.clock) for link_id in reader.links(finding))
    return [f"{answer.label}: {answer.words}" for answer in settled if answer.is_given]


def _reading(reader: Reader, finding: Finding) -> str:
    """A row opened: each question as asked with its answer, then source, our reading and what it gives."""
    row = finding.row
    asked = "".join(_asked(reader, link_id) for link_id in reader.links(finding))
    caution = f'<p class="tb-caution">{escape(row.caution)}</p>' if row.caution else ""
    gives = "" if row.urgency is Urgency.SELF_CARE else f" → {urgency(row.urgency)}"  # one that only counts gives none
    return (
        f'<div class="tb-reading"><dl>{asked}</dl>'
        f"<p><b>Our reading</b> {escape(row.reading)}{gives}</p>"
        f"<p><b>Source</b> {escape(row.source)}{_origin(finding)}</p>{caution}</div>"
    )


def _origin(finding: Finding) -> str:
    """Where a row that is not one of the five comes from."""
    words = "" if _is_numbered(finding) else _ORIGIN.get(finding.row.table, "")
    return f' <span class="tb-quiet">· {words}</span>' if words else ""


def _asked(reader: Reader, link_id: str) -> str:
    answer = said(reader.case, link_id, reader.form, reader.clock)
    how = f' <span class="tb-quiet">{escape(answer.how)}</span>' if answer.how else ""
    return (
        f"<dt>{escape(answer.question)}</dt>"
        f'<dd><a href="#said-{link_id}"><q dir="auto">{escape(answer.words)}</q></a>{how}</dd>'
    )


def holds_it(reader: Reader) -> str:
    """The single answers that hold the level: were one mistaken, where the person would stand."""
    props = whatif.props(reader.case.answers, reader.tables)
    if not props:
        return ""
    lines = (f"{escape(reader.form.questions[p.link_id].label)} (else {urgency(p.falls_to)})" for p in props)
    return f'<p class="tb-quiet">Held by one answer: {"; ".join(lines)}.</p>'


def other_policy(reader: Reader) -> str:
    """What the other shipped policy says of the same answers, and by which row; empty where it says the same."""
    policy = reader.case.assessment.tables.policy
    other = rules.differs(reader.case.answers, policy)
    if other is None:
        return ""
    there = {row.id: row for row in rules.load(other.policy).rows}
    moved = (f for f in reader.case.assessment.standing if f.row.id in there)
    lines = "; ".join(f"{escape(f.row.symptom)}: {urgency(there[f.row.id].urgency)}" for f in moved)
    return (
        f'<p class="tb-policy">Policies differ. <b>{escape(other.policy)}</b> would say {urgency(other.urgency)}'
        f"{f' ({lines})' if lines else ''}. Graded here by <b>{escape(policy)}</b>.</p>"
    )


def would_change_it(reader: Reader) -> str:
    """The rows that are open above the urgency of the rules, by what would raise them."""
    assessment = reader.case.assessment
    open_rows = [
        f for f in assessment.findings if f.state is FindingState.OPEN and f.row.urgency.rank > assessment.urgency.rank
    ]
    if not open_rows:
        return '<p class="tb-quiet">No open answer would raise it.</p>'
    top = most_urgent(*(f.row.urgency for f in open_rows))
    labels = dict.fromkeys(reader.form.questions[link].label for f in open_rows for link in f.open_on)
    count = "One open answer" if len(labels) == 1 else f"{len(labels)} open answers"
    which = f": {escape(', '.join(labels))}" if len(labels) <= MOST_NAMED else ""
    return f"<p>{count} could raise it, at most to {urgency(top)}{which}.</p>"
