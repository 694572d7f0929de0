"""What the patient said: each answer with the question as it was asked, when, and through whom.

Answers stay apart from what a clinician found: nothing here is a finding.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from intake.cases import CaseFile
from intake.questionnaire import Answer, Questionnaire
from intake.told import Told, Way, told
from pages._look import escape
from pages._moments import WallClock
from reports import body
from reports.palette import DARK, LIGHT, Theme
from reports.said import Said as Spoken

OWN_WORDS = ("own-words", "worry", "hope")
_WAYS = {
    Way.FORM: "on the form",
    Way.CHECK: "in a weekly check",
    Way.PUT_RIGHT: "changed by the patient",
    Way.TELEPHONE: "by telephone",
}


@dataclass(frozen=True)
class Said:
    """One answer in force: what was asked, what was answered, and how it reached us."""

    link_id: str
    label: str
    question: str
    words: str
    how: str
    is_given: bool
    earlier: tuple[str, ...] = ()


def said(case: CaseFile, link_id: str, form: Questionnaire, clock: WallClock) -> Said:
    """The answer in force to one question; *Not provided* where there is none."""
    question = form.questions[link_id]
    given = case.answers.get(link_id)
    known = told(case, link_id, form)
    how = _way(known[-1], clock) if given and known else ""
    earlier = tuple(f"“{one.words}” {_way(one, clock)}" for one in known) if len(known) > 1 else ()
    return Said(link_id, question.label, question.text, form.words(link_id, given), how, bool(given), earlier)


def _way(one: Told, clock: WallClock) -> str:
    """`on the form, Thu 19 Nov 19:42`, `by telephone, Dr Osei, 15:04` or `changed by the patient, 14 Nov 09:10`."""
    who = one.who if one.way is Way.FORM and one.who else ", ".join(filter(None, (_WAYS[one.way], one.who)))
    when = clock.briefly(one.at) if one.way is Way.TELEPHONE else clock.exactly(one.at)
    return f"{who}, {when}"


def in_codes(form: Questionnaire, link_id: str, codes: tuple[str, ...]) -> Answer:
    """Codes as the kind of answer that this question takes."""
    return codes if form.questions[link_id].type == "choices" else codes[0]


def own_words(case: CaseFile, form: Questionnaire) -> str:
    """The patient's own words, whole and as they stand, as quotations."""
    quotes = [
        f'<figure class="tb-quote"><figcaption>{escape(form.questions[link_id].label)}</figcaption>'
        f'<blockquote dir="auto">{escape(_text(case.answers[link_id]))}</blockquote></figure>'
        for link_id in OWN_WORDS
        if case.answers.get(link_id)
    ]
    return "".join(quotes) or '<p class="tb-quiet">Nothing in their own words.</p>'


def _text(answer: Answer) -> str:
    return answer if isinstance(answer, str) else ", ".join(answer)


def body_picture(case: CaseFile, form: Questionnaire) -> str:
    """Front and back with the places marked, and the places in words: twitches first, then what else was marked."""
    marked = [link for link in body.PICTURED if link == "regions" or case.answers.get(link)]
    return "".join(_marked(case, link, form) for link in marked)


def _marked(case: CaseFile, link_id: str, form: Questionnaire) -> str:
    """One picture, for the light and for the dark: the browser shows which it is, so that dusk needs no new page.

    The drawing is an image of its own: the page takes no SVG among its text.
    """
    codes = case.answers.get(link_id, ())
    codes = (codes,) if isinstance(codes, str) else codes
    first = case.answers.get("twitch-first-site") if link_id == "regions" else None
    began = f" Began: {escape(_text(first))}." if first else ""
    name = "" if link_id == "regions" else f"<strong>{escape(body.PICTURED[link_id])}:</strong> "
    picture = "".join(_drawn(codes, when, theme) for when, theme in (("day", LIGHT), ("night", DARK)))
    words = escape(form.words(link_id, codes or None))
    return f'<div class="tb-body"><span>{picture}</span><p dir="auto">{name}{words}.{began}</p></div>'


def _drawn(codes: Sequence[str], when: str, theme: Theme) -> str:
    drawn = b64encode(body.svg(codes, theme).encode()).decode()
    return f'<img class="tb-by-{when}" src="data:image/svg+xml;base64,{drawn}" alt="{escape(body.in_words(codes))}">'


def all_answers(case: CaseFile, form: Questionnaire, clock: WallClock) -> str:
    """Every question that was to be asked, by section, with its answer; each can be landed on by its `link_id`."""
    sections: dict[str, list[str]] = {}
    shown = Spoken(case).asked - {*OWN_WORDS}  # none of a form that stopped before it began
    for page in form.asked_pages(case.answers):
        lines = sections.setdefault(page.section, [])
        lines += [_line(said(case, q.link_id, form, clock)) for q in page.questions if q.link_id in shown]
    return "".join(
        f'<section class="tb-section"><h3>{escape(name)}</h3><dl>{"".join(lines)}</dl></section>'
        for name, lines in sections.items()
        if lines
    )


def _line(answer: Said) -> str:
    by_phone = f' <span class="tb-quiet">({escape(answer.how)})</span>' if answer.how.startswith("by") else ""
    if answer.earlier:
        lines = "".join(f"<li>{escape(line)}</li>" for line in answer.earlier)
        by_phone = f'<ul class="tb-earlier tb-quiet">{lines}</ul>'
    quiet = "" if answer.is_given else ' class="tb-quiet"'
    title = escape(answer.question)
    return (
        f'<div id="said-{answer.link_id}"><dt title="{title}">{escape(answer.label)}</dt>'
        f'<dd{quiet} dir="auto">{escape(answer.words)}{by_phone}</dd></div>'
    )
