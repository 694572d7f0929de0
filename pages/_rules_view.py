"""The decision tables as people read them: quoted cells, our reading, level and source, row by row."""

from __future__ import annotations

from dataclasses import dataclass

from intake import certificate
from intake.rules import Tables, graded_otherwise
from intake.triage import RedFlag
from pages._badges import urgency
from pages._look import escape


@dataclass(frozen=True)
class Group:
    """Rows that are shown together: which, under what heading, and what they are."""

    table: str
    is_numbered: bool
    title: str
    says: str

    def rows(self, tables: Tables) -> list[RedFlag]:
        """The rows of this group, in table order."""
        return [row for row in tables.rows if row.table == self.table and bool(row.number) == self.is_numbered]


GROUPS = (
    Group("article", True, "The article's table", "Its five rows, word for word, then how we read each."),
    Group("article", False, "The article, outside its table", "Sentences of the article that grade as well."),
    Group("emergency", False, "Emergency list", "Asked first, of everybody. The article has no such row."),
    Group("guideline", False, "Guidelines", "Signs that guidelines name and the article does not."),
    Group("closed-hole", False, "Holes closed", "What the article's table and checklist would let fall through."),
)


def head(tables: Tables) -> str:
    """Which tables grade here, and by which digest they are known."""
    version = tables.version
    return (
        f"<h1>The rules</h1><p>{escape(tables.title)}. Policy <b>{escape(version.policy)}</b>, "
        f"version <b>{escape(version.version)}</b> "
        f'<span class="tb-quiet tb-num">sha256 {escape(version.sha256[:16])}…</span></p>'
        '<p class="tb-quiet">A person stands at the highest level that any row raises. Nothing counts against, '
        "and an answer that is missing or not sure leaves its rows open: it is never a no.</p>"
    )


def proof(tables: Tables) -> str:
    """The certificate of exactly these tables, promise by promise; or that there is none."""
    found = certificate.kept(tables.version)
    if found is None or not found["holds"]:
        said = "These tables are not proved. Run python -m intake prove --keep before anybody is graded by them."
        return f'<p class="tb-late" role="alert">{said}</p>'
    lines = "".join(f"<li>{escape(p['text'])} ({p['checked']:,} cases)</li>" for p in found["promises"])
    leading, power = f"{int(found['ways']):.1e}".split("e+")
    ways = f"{leading} × 10<sup>{power}</sup>"
    return (
        f'<p class="tb-num">Proved over all {ways} ways through the form: {len(found["promises"])} promises hold.</p>'
        f'<details class="tb-more"><summary>The certificate</summary><ul>{lines}</ul></details>'
    )


def differences(tables: Tables) -> str:
    """Rows that the other shipped policy would put on another level, side by side."""
    rows = "".join(
        f"<tr><td>{escape(here.symptom)}</td><td>{urgency(here.urgency)}</td>"
        f"<td>{urgency(there.urgency)}</td><td>{escape(there.reading or there.caution)}</td></tr>"
        for here, there, _ in graded_otherwise(tables)
    )
    other = next((policy for _, _, policy in graded_otherwise(tables)), "")
    head = f"<tr><th>Row</th><th>Here</th><th>{escape(other)}</th><th>Why there</th></tr>"
    says = f"The same rows under the policy {escape(other)}. Each case says where it would stand there."
    return (
        f'<section class="tb-rules"><h2>Where policies differ</h2><p class="tb-quiet">{says}</p>'
        f'<div class="tb-table" tabindex="0" role="region" aria-label="Where policies differ">'
        f'<div class="tb-scroll-x"><table><thead>{head}</thead><tbody>{rows}</tbody></table></div></div></section>'
    )


def sections(tables: Tables) -> list[str]:
    """Every group, and the checklist after the article's table."""
    first, *others = [_group(group, tables) for group in GROUPS]
    return [first, _checklist(tables), *others, differences(tables)]


def _group(group: Group, tables: Tables) -> str:
    lines = "".join(_row(row) for row in group.rows(tables))
    return f'<section class="tb-rules"><h2>{group.title}</h2><p class="tb-quiet">{group.says}</p>{lines}</section>'


def _checklist(tables: Tables) -> str:
    items = "".join(f'<li value="{item.number}">{escape(item.symptom)}</li>' for item in tables.checklist)
    says = "Two or more raise to soon; each grades by itself in the tables too."
    head = f'<h2>The article\'s checklist</h2><p class="tb-quiet">{says}</p>'
    return f'<section class="tb-rules">{head}<ol>{items}</ol></section>'


def _row(row: RedFlag) -> str:
    """A line of three cells: what is quoted, our reading of it, and what it gives."""
    number = str(row.number) if row.number else "!" if row.table == "emergency" else "+"
    quoted = " → ".join(part for part in (row.cause, row.advice) if part)
    cells = (
        (f"<b>{escape(row.symptom)}</b>", escape(quoted), _quiet(row.source)),
        (f"{_quiet('Our reading')}", escape(row.reading), _quiet(row.caution)),
        (urgency(row.urgency), _quiet(f"strength {row.strength} of 5"), _quiet(_asks(row))),
    )
    inner = "".join(
        f'<div class="tb-quoted">{"".join(f"<span>{line}</span>" for line in cell)}</div>' for cell in cells
    )
    no = f'<span class="tb-no" aria-hidden="true">{number}</span>'
    return f'<div class="tb-rule" id="row-{escape(row.id)}">{no}{inner}</div>'


def _quiet(text: str) -> str:
    return f'<span class="tb-quiet">{escape(text)}</span>' if text else ""


def _asks(row: RedFlag) -> str:
    return f"asks for {', '.join(row.orders)}" if row.orders else ""
