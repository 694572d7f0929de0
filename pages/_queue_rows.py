"""A row of the queue: one person in two lines or a little more, and the same in one sentence for a button.

Values in, escaped HTML or plain words out; nothing that a patient typed is ever a format.
"""

from __future__ import annotations

from collections.abc import Sequence

from intake.cases import Identity, IntakeKind, QueueRow
from intake.notices import FLAGS, FROM_PATIENT, NoticeKind
from intake.urgency import LADDER, Urgency
from pages._badges import ARTICLE_ROWS, NOT_ASSESSED, could_be, five_rows, flag, urgency
from pages._look import escape
from pages._moments import WallClock, days
from reports.body import dots, in_words, places

_KINDS = {
    IntakeKind.EMERGENCY: "stopped at the emergency page",
    IntakeKind.UNDER_16: "under 16, children's pathway",
    IntakeKind.ABANDONED: "not finished",
}
NO_NUMBER = "no number known"
_IDENTITY = {
    Identity.NOT_CONFIRMED: "date of birth not confirmed",
    Identity.LOCKED: "locked: five wrong dates of birth",
}
_COLUMNS = (
    ("urgency", "Urgency"), ("who", "Person"), ("why", "Why"), ("where", "Where, article's rows"), ("due", "Seen by"),
    ("booked", "Booked"), ("claim", "With"),
)  # fmt: skip


def regions(codes: Sequence[str]) -> str:
    """`Forearm R · shoulder R · eyelids`: places in the order answered, sides as letters."""
    words = [_place(place.words) for place in places(codes)]
    joined = " · ".join(words)
    return joined[:1].upper() + joined[1:]


def _place(words: str) -> str:
    for side in ("right", "left"):
        if words.startswith(f"{side} "):
            return f"{words.removeprefix(f'{side} ')} {side[0].upper()}"
    return words.replace(", both sides", " R+L").replace(" (side not said)", "")


def link_label(row: QueueRow) -> str:
    """What the row's link is called: the person, so that a list of links can be read aloud."""
    return f"{row.patient_name}, {level_word(row)}"


def level_word(row: QueueRow) -> str:
    """The word of the urgency that stands; *Not assessed* where no table holds and nobody has said."""
    return row.step.word


def markdown_plain(text: str) -> str:
    """Text that Streamlit's Markdown leaves as it is: a name is never a format, a link or an emoji."""
    joiner = "\u2060"  # parts `:name:` into something that is no shortcode, without a visible sign
    return "".join(f"\\{sign}{joiner}" if sign == ":" else f"\\{sign}" if sign in _MARKDOWN else sign for sign in text)


_MARKDOWN = frozenset("\\`*_{}[]()<>#+-.!|~$&:\"'/=@^%,;?")


def row(case: QueueRow, clock: WallClock, me: str = "", *, reads: bool = True) -> str:
    """One person, in the columns of the queue; `me` is the account that looks, `reads` whether it may read answers."""
    cells = (
        _urgency(case),
        _person(case, clock),
        _why(case, clock),
        _where(case) if reads else "",
        _due(case, clock),
        _booked(case, clock),
        _claim(case, clock, me),
    )
    keyed = zip((key for key, _ in _COLUMNS), cells, strict=True)
    inner = "".join(f'<div class="tb-c tb-c-{key}">{html}</div>' for key, html in keyed)
    edge = "open" if case.not_assessed else case.urgency.value
    return f'<div class="tb-row tb-edge-{edge}">{inner}</div>'


def head() -> str:
    """The names of the columns, once."""
    cells = "".join(f'<div class="tb-c tb-c-{key}">{name}</div>' for key, name in _COLUMNS)
    return f'<div class="tb-row tb-head" aria-hidden="true">{cells}</div>'


def legend() -> str:
    """What the boxes 1 to 5 of every row mean."""
    words = ", ".join(f"<b>{number}</b> {escape(word)}" for number, word in ARTICLE_ROWS.items())
    return f'<p class="tb-legend">Boxes: the rows of the article\'s table, filled where raised. {words}.</p>'


def _two_lines(first: str, second: str) -> str:
    return f'<div class="tb-l1">{first}</div><div class="tb-l2">{second}</div>'


def _urgency(case: QueueRow) -> str:
    if case.not_assessed:
        return _two_lines(NOT_ASSESSED, '<span class="tb-could">no answers yet</span>')
    changed = ""
    if case.rule_urgency is not case.urgency:
        changed = f'<span class="tb-could">rules: {escape(LADDER[case.rule_urgency].word)}</span>'
    return _two_lines(urgency(case.urgency), changed or could_be(case.urgency, case.ceiling))


def _person(case: QueueRow, clock: WallClock) -> str:
    name = f'<strong class="tb-name"><bdi>{escape(case.patient_name)}</bdi></strong> <span>{case.age}</span>'
    arrived = f'<span title="Received {escape(clock.exactly(case.received_at))}">{clock.since(case.received_at)}</span>'
    new = " · <b>new</b>" if case.looked_at is None else ""
    identity = f" {flag(_IDENTITY[case.identity])}" if case.identity in _IDENTITY else ""
    return _two_lines(name, f"{escape(case.reference)} · {arrived}{new}{identity}")


def _why(case: QueueRow, clock: WallClock) -> str:
    kind = _KINDS.get(case.kind)
    reason = "" if case.kind is IntakeKind.UNDER_16 else escape(case.reason)
    flags = " ".join((*([flag(kind)] if kind else []), *_since(case), *_chase(case, clock)))
    first = f"{flags} {reason}" if flags else reason
    if case.changed:
        return _two_lines(first, f"New: {escape(case.changed)}")
    if not case.open_reason:
        return _two_lines(first, "")
    call = flag("one call", kind="calm") if case.one_call else ""
    return _two_lines(first, f"{call} {escape(_open_answers(case.open_reason))}")


def _since(case: QueueRow) -> list[str]:
    """What came since the answers: news of a weekly check, and what waits to be seen to."""
    notices = [NoticeKind(kind) for kind in case.notices]
    asked = [FLAGS[kind] for kind in notices if kind in FROM_PATIENT]
    told = [flag(FLAGS[kind]) for kind in notices if kind not in FROM_PATIENT]
    if len(asked) > 1:
        asked = [f"{len(asked)} requests"]
    return [*([flag("changed since")] if case.changed else []), *told, *(flag(words, kind="calm") for words in asked)]


def _open_answers(open_reason: str) -> str:
    """The answers that are open; what they could raise it to stands in the urgency's own cell."""
    lead, colon, answers = open_reason.partition(": ")
    return answers if colon and lead.startswith("Could be") else open_reason


def _where(case: QueueRow) -> str:
    said = escape(regions(case.regions))
    return f"{_body(case)}<div>{_two_lines(five_rows(case.article_rows), said or 'no place marked')}</div>"


def _body(case: QueueRow) -> str:
    """The body from the front and from the back, thumbnail size, with a dot at each place."""
    marks = "".join(f'<i style="left:{x:.0%};top:{y:.0%}"></i>' for x, y in dots(case.regions))
    words = escape(in_words(case.regions))
    return f'<div class="tb-figure" role="img" aria-label="{words}">{marks}</div>'


def _due(case: QueueRow, clock: WallClock) -> str:
    if case.urgency is Urgency.EMERGENCY:
        verb = "told" if case.kind is IntakeKind.EMERGENCY else "received"
        number = escape(case.telephone or NO_NUMBER)
        told = f"{verb} {clock.briefly(case.received_at)}"
        return _two_lines("ring now", f'<b class="tb-num tb-whole">{number}</b> <span class="tb-whole">{told}</span>')
    if case.due_at is None:
        return _two_lines("no clock", "")
    late = " tb-late" if case.is_late(clock.now) else ""
    at = escape(clock.exactly(case.due_at))
    return _two_lines(f'<span class="tb-left{late}" title="{at}">{clock.left(case.due_at)}</span>', at)


def _booked(case: QueueRow, clock: WallClock) -> str:
    if case.booked_for is None:
        return _two_lines('<span class="tb-none">not booked</span>', "")
    at = escape(clock.exactly(case.booked_for))
    return _two_lines(f'<span title="{at}">{clock.day(case.booked_for)}</span>', _too_late(case, clock))


def _too_late(case: QueueRow, clock: WallClock) -> str:
    """`11 days too late`, by calendar days on the clinic's wall."""
    if not case.booked_too_late or case.booked_for is None or case.due_at is None:
        return ""
    over = clock.days_between(case.due_at, case.booked_for)
    return flag(f"{days(over)} too late" if over else "hours too late")


def _claim(case: QueueRow, clock: WallClock, me: str) -> str:
    """Who has it, and since when. The buttons of the row stand below."""
    if case.claimed_by is None:
        return '<div class="tb-l1"><span class="tb-none">nobody</span></div>'
    who = "you" if case.claimed_by_id == me else escape(case.claimed_by)
    since = f' <span class="tb-none">{clock.since(case.claimed_at)}</span>' if case.claimed_at else ""
    return f'<div class="tb-l1 tb-held">{who}{since}</div>'


def _chase(case: QueueRow, clock: WallClock) -> list[str]:
    """`chase Mon 7 Dec`, marked from that day on."""
    if case.chase_on is None:
        return []
    words = f"chase {clock.plain_day(case.chase_on)}"
    return [flag(words, kind="warn" if clock.is_reached(case.chase_on) else "calm")]


def spoken(case: QueueRow, clock: WallClock, me: str) -> str:
    """The same in one line of plain words, for a button that is read aloud."""
    booked = "not booked" if case.booked_for is None else f"booked {clock.day(case.booked_for)}"
    late = ", booked too late" if case.booked_too_late else ""
    holder = "nobody has it" if case.claimed_by is None else f"with {case.claimed_by}"
    who = "you have it" if case.claimed_by_id == me else holder
    due = f"ring now: {case.telephone or NO_NUMBER}" if case.urgency is Urgency.EMERGENCY else clock.left(case.due_at)
    kind = _KINDS.get(case.kind, "")
    reason = "" if case.kind is IntakeKind.UNDER_16 else case.reason
    said = (f"{case.patient_name}, {case.age}: {level_word(case)}", due, kind, reason, f"{booked}{late}", who)
    return ". ".join(f"{words[:1].upper()}{words[1:]}" for words in said if words)


def keys_mark(*, on: bool) -> str:
    """Tells `assets/queue.js` whether single keys are wanted here."""
    return f'<span class="tb-keys-mark" data-on="{int(on)}" aria-hidden="true"></span>'
