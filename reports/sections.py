"""The sections that several notes share: who, how urgent and why, what was found, what was said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from intake.cases import OVERRIDE_REASONS, CaseFile
from intake.chosen import NOTHING, Chosen
from intake.examination import (
    ITEMS,
    POWER_GROUPS,
    POWER_SIDES,
    SEEN_OR_NOT,
    UNSIDED_GROUPS,
    Examination,
    ExamItem,
    ExamState,
)
from intake.reasons import UNDER_16
from intake.referral import Missing
from intake.triage import Finding, FindingState
from intake.urgency import Urgency
from reports import country
from reports.note import (
    APART,
    Banner,
    Beside,
    Block,
    Check,
    Checks,
    Choice,
    ExamTable,
    Fact,
    Facts,
    Flag,
    FlagTable,
    Heading,
    Notice,
    Question,
    Quote,
    Signature,
    SignOff,
)
from reports.pictures import in_a_row, pictures
from reports.said import NOT_ASKED, NOT_DONE, NOT_PROVIDED, Said

ROW_QUESTIONS = {
    1: ("spread", "regions"),
    2: ("muscle-smaller",),
    3: ("weakness", "tasks", "weakness-worse"),
    4: ("twitch-duration",),
    5: ("numbness", "tingling", "coordination"),
}
ITEM_QUESTIONS = {
    1: ("twitch-duration",),
    2: ("muscle-smaller",),
    3: ("weakness", "tasks"),
    4: ("spread",),
    5: ("speech", "swallowing", "coordination"),
    6: ("family-history",),
}
STATES = {FindingState.RAISED: "☑", FindingState.OPEN: "?", FindingState.RULED_OUT: "☐"}
SHORT_LABELS = {"speech": "Speech", "swallowing": "Swallowing", "coordination": "Coordination"}
LEGEND = "☑ raised   ? open: not answered or not sure   ☐ not raised"
EXAM_WORDS = {ExamState.NORMAL: "Normal", ExamState.ABNORMAL: "Abnormal", ExamState.NOT_DONE: NOT_DONE}
SEEN_WORDS = {ExamState.NORMAL: "No", ExamState.ABNORMAL: "Yes", ExamState.NOT_DONE: NOT_DONE}
NOT_SET = "Not yet set"
DRAFT_WORDS = (
    "Draft prepared from the patient's answers. It is not a request until a clinician has examined and signed."
)


@dataclass(frozen=True)
class Occasion:
    """What a note is made of: the case, the clinician's question, the moment, and the signature if there is one."""

    case: CaseFile
    question: str
    generated_at: datetime
    signature: Signature | None
    missing: tuple[Missing, ...]
    chosen: Chosen = NOTHING

    @property
    def said(self) -> Said:
        """The patient's answers, ready to print."""
        return Said(self.case)


def header(occasion: Occasion) -> str:
    """Name, birth and number: on every page, so that a loose sheet still belongs to somebody."""
    patient = occasion.case.patient
    born = f"Born {country.day(patient.date_of_birth)} ({patient.age(occasion.generated_at.date())}y)"
    return APART.join((patient.printed_name, born, patient_number(occasion)))


def patient_number(occasion: Occasion) -> str:
    """The patient's number as read there, from staff or from the patient, after what it is called there.

    One that cannot be a number of that country is not called so: it may be a hospital's, or mistyped.
    """
    case = occasion.case
    given = str(case.patient.number or case.answers.get("patient-number") or "")
    if not country.may_be_its_number(given, case.clinic):
        return f"Patient number {given} (not checked)"
    return f"{country.number_label(case.clinic)} {country.number(given, case.clinic) if given else NOT_PROVIDED}"


def footer(occasion: Occasion) -> tuple[str, ...]:
    """What proves where the sheet came from; the page number is added by whoever sets it."""
    case, tables = occasion.case, occasion.case.assessment.tables
    parts = (case.clinic.name, case.reference, f"rules {tables.policy} {tables.version} {tables.sha256[:8]}")
    if occasion.signature is None:
        return (*parts, country.moment(occasion.generated_at, case.clinic))
    return (*parts, f"v{occasion.signature.version}", f"trail {occasion.signature.trail_head[:12]}")


# --- How urgent, and who says so --------------------------------------------------------------------


def banner(occasion: Occasion) -> Banner:
    """The urgency that stands, by when, and the rows that raised it."""
    case = occasion.case
    step = case.step
    return Banner(case.urgency.value, f"{step.shape} {step.word.upper()}: {_by_when(case)}", _why(case))


def _by_when(case: CaseFile) -> str:
    if case.urgency is Urgency.EMERGENCY:
        return "now; the patient was told to call for help"
    if case.due_at is None:
        return case.step.promise
    verb = "speak to the patient by" if case.urgency is Urgency.IMMEDIATE else "see by"
    return f"{verb} {country.day(country.local_day(case.due_at, case.clinic))}"


def _why(case: CaseFile) -> str:
    """The rows that raised the rules' level, in the tables' own words; a child was not graded by them."""
    if case.not_assessed:
        return f"{UNDER_16}. Not assessed: the tables are for adults"
    raised = [finding for finding in case.assessment.findings if finding.state is FindingState.RAISED]
    top = sorted(raised, key=lambda finding: (-finding.row.urgency.rank, finding.row.number is None))
    first = [finding.row.symptom for finding in top if finding.row.urgency is top[0].row.urgency][:2]
    return "; ".join(dict.fromkeys(first)) or "No row is raised"


def urgency_choice(occasion: Occasion) -> Choice:
    """The rules' interval beside the clinician's level."""
    return Choice(_interval(occasion.case), _set_level(occasion))


def _interval(case: CaseFile) -> str:
    found = case.assessment
    level = found.urgency.step.word
    if found.ceiling.rank <= found.urgency.rank:
        return f"{level}; nothing open above it"
    return f"{level}; could be {found.ceiling.step.word} (open: {_open_questions(case, found.ceiling)})"


def _open_questions(case: CaseFile, level: Urgency) -> str:
    said = Said(case)
    links = [
        link
        for finding in case.assessment.findings
        if finding.state is FindingState.OPEN and finding.row.urgency is level
        for link in finding.open_on
    ]
    labels = list(dict.fromkeys(said.label(link) for link in links))
    shown = ", ".join(label[:1].lower() + label[1:] for label in labels[:3])
    return f"{shown} and {len(labels) - 3} more" if len(labels) > 3 else shown


def _set_level(occasion: Occasion) -> str:
    override = occasion.case.override
    if override:
        why = OVERRIDE_REASONS.get(override.reason, override.reason)
        comment = f" ({override.comment})" if override.comment else ""
        when = country.moment(override.set_at, occasion.case.clinic)
        return f"{override.urgency.step.word}, {override.set_by}, {when}: {why}{comment}"
    return f"{occasion.case.urgency.step.word}, as the rules suggest" if occasion.signature else NOT_SET


def question(occasion: Occasion, kind: str) -> Question:
    """The clinician's question; until there is one, what the rules draft."""
    drafted = next((order.question for order in occasion.case.assessment.orders if order.kind == kind), "")
    return Question(occasion.question.strip(), drafted)


def gate_notice(occasion: Occasion) -> tuple[Block, ...]:
    """What the destination will still ask for."""
    if occasion.signature is not None or not occasion.missing:
        return ()
    return (Notice(f"Incomplete: {'; '.join(item.what for item in occasion.missing)}."),)


# --- Who ----------------------------------------------------------------------------------------------


def identity(occasion: Occasion) -> Facts:
    """How to reach the patient, and what to know before they come; name and birth stand in the header."""
    said, patient = occasion.said, occasion.case.patient
    given = {
        "Address": patient.address or said("address"),
        "Telephone": patient.telephone or said("contact-telephone"),
        "Sex": (patient.sex or said("sex")).capitalize(),
        "Usual doctor": patient.usual_doctor or said("usual-doctor"),
        said.label("hand-used"): said("hand-used"),
        "Interpreter": said.interpreter,
        "Needs": said.needs,
        said.label("consent-share"): said("consent-share"),
    }
    return Facts(tuple(Fact(label, ", ".join(value.split("\n"))) for label, value in given.items()))


# --- What was found, what was said --------------------------------------------------------------------


def found(occasion: Occasion) -> tuple[Block, ...]:
    """The clinician's findings, which stand above what the patient says."""
    return Heading("Clinician found", _examiner(occasion.case)), _exam(occasion.case)


def _exam(case: CaseFile) -> ExamTable:
    exam = case.examination
    if exam is None or not exam.is_done:
        why = f": {exam.not_done_reason}" if exam and exam.not_done_reason else ""
        return ExamTable((Fact("Examination", f"{NOT_DONE}{why}", True),), "")
    return ExamTable((*_power(exam), *_items(exam)), exam.summary)


def _examiner(case: CaseFile) -> str:
    exam = case.examination
    if exam is None or exam.examined_at is None:
        return ""
    return f"{exam.examined_by}, {country.moment(exam.examined_at, case.clinic)}"


def _power(exam: Examination) -> tuple[Fact, ...]:
    """What is weaker, group by group; then the others together; then what was not tested."""
    graded = {label: exam.power[key] for key, label in _power_labels().items() if key in exam.power}
    weak = tuple(Fact(label, f"{grade}/5", True) for label, grade in graded.items() if grade != "5")
    full = [label for label, grade in graded.items() if grade == "5"]
    not_done = [label for key, label in _power_labels().items() if key not in exam.power]
    facts = list(weak)
    if full:
        facts.append(
            Fact("All other power groups" if weak and not not_done else "Power", _listed_power(full, not_done))
        )
    if not_done:
        facts.append(Fact("Power", f"{NOT_DONE}: {', '.join(not_done)}" if full or weak else NOT_DONE))
    return tuple(facts)


def _listed_power(full: list[str], not_done: list[str]) -> str:
    return f"5/5: {', '.join(full)}" if not_done else "5/5"


def _power_labels() -> dict[str, str]:
    """`right-grip` → `Right grip and small hand muscles`."""
    return {
        **{group: label for group, label in POWER_GROUPS.items() if group in UNSIDED_GROUPS},
        **{
            f"{side}-{group}": f"{side.capitalize()} {label[:1].lower()}{label[1:]}"
            for group, label in POWER_GROUPS.items()
            if group not in UNSIDED_GROUPS
            for side in POWER_SIDES
        },
    }


def _items(exam: Examination) -> tuple[Fact, ...]:
    """Every item, so that nothing is left to be guessed."""
    return tuple(_item(key, label, exam.items.get(key)) for key, label in ITEMS.items())


def _item(key: str, label: str, item: ExamItem | None) -> Fact:
    words = SEEN_WORDS if key in SEEN_OR_NOT else EXAM_WORDS
    state = item.state if item else ExamState.NOT_DONE
    comment = item.comment if item else ""
    return Fact(label, f"{words[state]}: {comment}" if comment else words[state], state is ExamState.ABNORMAL)


COURSE = (
    *("regions", "twitch-first-site", "spread", "one-sided", "twitch-duration", "relief", "getting-worse"),
    *("tasks", "weakness", "weakness-worse", "weakness-pace", "weakness-sides", "weakness-where", "tasks-since"),
    *("muscle-smaller", "muscle-smaller-places", "muscle-smaller-where", "muscle-stiffness", "cramps", "weight-loss"),
    *("numbness", "tingling", "numbness-where", "sensory-pace", "coordination", "coordination-pace"),
    *("speech", "swallowing", "breathing", "double-vision", "family-history", "known-neuro", "known-neuro-which"),
)
FOLLOW_UPS = frozenset(
    (
        *("twitch-first-site", "weakness-worse", "weakness-pace", "weakness-sides", "tasks-since"),
        *("muscle-smaller-where", "sensory-pace", "coordination-pace", "known-neuro-which"),
    )
)
PLACES = ("weakness-where", "muscle-smaller-places", "numbness-where")
"""Places that a patient may mark and need not: said where they were."""


def says(occasion: Occasion, *, with_picture: bool = False) -> tuple[Block, ...]:
    """The patient's own words in full, then answer by answer; follow-ups where they were asked."""
    said = occasion.said
    words = said("own-words")
    quote = (Quote(words),) if words not in (NOT_ASKED, NOT_PROVIDED) else ()
    unsaid = {**dict.fromkeys(FOLLOW_UPS, (NOT_ASKED,)), **dict.fromkeys(PLACES, (NOT_ASKED, NOT_PROVIDED))}
    shown = (link for link in COURSE if said.stands(link) not in unsaid.get(link, ()))
    answers: Block = Facts(tuple(said.fact(link) for link in shown))
    if with_picture:
        twitches, *others = pictures(occasion.case)
        answers = Beside((answers,), (twitches,), 81)
        return (Heading("Patient says", said.source()), *quote, answers, *in_a_row(others))
    return (Heading("Patient says", said.source()), *quote, answers)


def flags(case: CaseFile) -> FlagTable:
    """The article's five rows, word for word, with the answers that settle each beside it."""
    said = Said(case)
    rows = _by_number(finding for finding in case.assessment.findings if finding.row.table == "article")
    return FlagTable(
        tuple(
            Flag(number, f.row.symptom, _answers(said, f, ROW_QUESTIONS[number]), STATES[f.state], f.row.advice)
            for number, f in rows.items()
            if number in ROW_QUESTIONS
        ),
        f"{_raised(rows.values())} of 5 rows",
    )


def checks(case: CaseFile) -> Checks:
    """The article's six items, word for word, with the answers that settle each."""
    said = Said(case)
    items = _by_number(case.assessment.checklist)
    return Checks(
        tuple(
            Check(number, f.row.symptom, _answers(said, f, ITEM_QUESTIONS[number]), STATES[f.state])
            for number, f in items.items()
            if number in ITEM_QUESTIONS
        ),
        f"{_raised(items.values())} of 6 on the checklist",
    )


def _by_number(findings: Iterable[Finding]) -> dict[int, Finding]:
    """The quoted rows by their number in the article; two of our rows can share one of its rows."""
    numbered: dict[int, Finding] = {}
    for finding in findings:
        if finding.row.number is not None:
            other = numbered.get(finding.row.number)
            numbered[finding.row.number] = _together(other, finding) if other else finding
    return dict(sorted(numbered.items()))


SETTLED = (FindingState.RULED_OUT, FindingState.OPEN, FindingState.RAISED)


def _together(one: Finding, other: Finding) -> Finding:
    """Two findings of one quoted row: raised if either is, else open if either is, with the answers of both."""
    state = max(one.state, other.state, key=SETTLED.index)
    open_on = tuple(dict.fromkeys((*one.open_on, *other.open_on)))
    because = {link: codes for part in (one, other) if part.state is state for link, codes in part.because.items()}
    return replace(one, state=state, because=because, open_on=open_on)


def _raised(findings: Iterable[Finding]) -> int:
    return sum(finding.state is FindingState.RAISED for finding in findings)


def _answers(said: Said, finding: Finding, links: tuple[str, ...]) -> str:
    """The answers that raised a row; where none did, all that it rests on, alike ones joined."""
    because = [link for link in links if link in finding.because]
    shown = because[:1] if finding.state is FindingState.RAISED and because else links
    alike: dict[str, list[str]] = {}
    for link in shown:
        label = SHORT_LABELS.get(link, said.label(link))
        alike.setdefault(said.stands(link), []).append(label[:1].lower() + label[1:])
    return "; ".join(f"{', '.join(labels).capitalize()}: {answer}" for answer, labels in alike.items())


def sign_off(occasion: Occasion) -> SignOff:
    """The signature, or the sentence that says there is none."""
    signed = occasion.signature
    when = f"Signed {country.moment(signed.signed_at, occasion.case.clinic)}" if signed else ""
    return SignOff(signed, when, DRAFT_WORDS)
