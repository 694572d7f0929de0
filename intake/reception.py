"""The desk: answers come in, the rules are asked, and all of it is written in one transaction.

Nothing here knows a screen or a table. What a patient left half-way comes in too: nobody needs to
run a timer, it is found when somebody looks at the queue (`sweep`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from intake import reasons, rules, whatif
from intake.arrivals import Arrival, Judge
from intake.audit import canonical
from intake.cases import CaseFile, IntakeKind
from intake.clocks import local, read_by
from intake.correction import MOST_A_DAY, Correction, adds, changes
from intake.difference import Steps, with_differences
from intake.invitations import Invitation
from intake.notices import NoticeKind
from intake.people import Account, Clinic
from intake.plain_text import tidy_answers
from intake.questionnaire import Answers, questionnaire
from intake.since import joined
from intake.standing import Judgement
from intake.triage import assess
from intake.urgency import Urgency

if TYPE_CHECKING:
    from intake.store import Store


@dataclass(frozen=True)
class Receipt:
    """What a patient is told: the reference, and by when a clinician will have read the answers.

    No reference: nothing was taken in, because the draft was saved again after it was read; it is still there.
    """

    reference: str
    read_by: datetime
    is_new: bool


def receive(
    store: Store,
    invitation: Invitation,
    answers: Answers,
    kind: IntakeKind,
    now: datetime,
    page_id: str | None = None,
    *,
    occasion: str = "",
    session_id: str | None = None,
    draft_saved_at: datetime | None = None,
) -> Receipt:
    """Take in a patient's answers. The same ones twice are one intake; a later intake joins the same case.

    Raises NoClinic before the clinic is set up. `page_id` says where an emergency or abandoned intake stopped;
    `occasion` tells the same answers of another day apart, `session_id` who typed what no draft holds,
    `draft_saved_at` names the draft that was read: one that was saved since is not sent and not dropped.
    """
    form = questionnaire()
    settled = form.settle(tidy_answers(answers))
    clinic = store.settings.the_clinic()
    arrival = Arrival(kind, settled, now, form.version, page_id, draft_saved_at, occasion, session_id)
    judge = _judge(_policy(store, clinic, invitation.reference), kind)
    reference, is_new = store.cases.receive(invitation.id, arrival, judge, now)
    return Receipt(reference, read_by(now, clinic), is_new)


def receipt(store: Store, invitation: Invitation) -> Receipt | None:
    """The receipt of what this invitation sent, to be shown again; None when nothing was."""
    if invitation.reference is None or invitation.sent_at is None:
        return None
    return Receipt(invitation.reference, read_by(invitation.sent_at, store.settings.the_clinic()), False)


def correct(
    store: Store, invitation: Invitation, said: Correction, now: datetime, session_id: str | None = None
) -> CaseFile:
    """Take in what a patient puts right: laid beside the answers, and the rules are asked again with what it adds.

    It can open and raise, never lower. The same words about the same answer on one day are one correction.
    Raises NoSuchCase for somebody who has sent nothing.
    """
    reference, clinic, form = str(invitation.reference), store.settings.the_clinic(), questionnaire()
    brought = tidy_answers(adds(store.cases.read(reference).answers, said, form))
    if not brought:
        store.aftercare.ask(reference, NoticeKind.CORRECTION, said.text(form), said.about, now, said.by)
        return store.cases.read(reference)
    occasion = canonical([local(now, clinic).date(), said.about, said.given, said.words])
    arrival = Arrival(
        IntakeKind.CORRECTION, brought, now, form.version, occasion=occasion, session_id=session_id, correction=said
    )
    judge = _judge(_policy(store, clinic, reference), IntakeKind.CORRECTION)
    store.cases.receive(invitation.id, arrival, judge, now)
    return store.cases.read(reference)


def would_be_emergency(case: CaseFile, said: Correction) -> bool:
    """Whether this correction adds up to an emergency: known before it is written, should writing fail."""
    tables = rules.load(rules.known(case.assessment.tables.policy, case.clinic.policy))
    brought = adds(case.answers, said, questionnaire())
    return assess(joined(case.answers, brought), tables).urgency is Urgency.EMERGENCY


def is_taken_today(case: CaseFile, said: Correction, now: datetime) -> bool:
    """Whether a correction is still taken in on this day: always one that changes an answer, of others so many.

    What it raises by itself is not asked: two that raise nothing alone may be an emergency together.
    """
    on = local(now, case.clinic).date()
    before = [notice for notice in case.notices if notice.kind is NoticeKind.CORRECTION]
    if sum(local(notice.raised_at, case.clinic).date() == on for notice in before) < MOST_A_DAY:
        return True
    return changes(case.answers, said, questionnaire()) or would_be_emergency(case, said)


def clarify(
    store: Store,
    reference: str,
    link_id: str,
    answer: str | tuple[str, ...],
    actor: Account,
    now: datetime,
    version: int,
) -> CaseFile:
    """Record an answer given on the telephone; the rules are asked again with it.

    Raises UnknownAnswer for a question or code that the form does not have, CaseChanged when stale.
    """
    said = questionnaire().read({link_id: answer})
    judge = _judge(_policy(store, store.settings.the_clinic(), reference), IntakeKind.SENT)
    return store.cases.clarify(reference, link_id, said[link_id], judge, actor, now, version)


def take_back(
    store: Store, reference: str, number: str, reason: str, actor: Account, now: datetime, version: int
) -> CaseFile:
    """Take back a telephone answer one has just recorded; the rules are asked again without it.

    Raises TooLateToTakeBack for another's or after ten minutes, ReasonNeeded, CaseChanged when stale.
    """
    judge = _judge(_policy(store, store.settings.the_clinic(), reference), IntakeKind.SENT)
    return store.cases.take_back(reference, number, reason, judge, actor, now, version)


def sweep(store: Store, now: datetime) -> int:
    """Make a case of every draft that has been left for the clinic's `abandoned_after_hours`; how many there were.

    An abandoned intake counts from when it was last saved. Whoever was not heard of at their weekly check after a
    red flag is put back into the queue too. Two indexed queries when nothing is due.
    """
    clinic = store.settings.clinic()
    if clinic is None:
        return 0
    store.cases.note_missed(now)
    form = questionnaire()
    left = store.drafts.overdue(now - timedelta(hours=clinic.abandoned_after_hours))
    for invitation_id, draft in left:
        settled, left_by = form.settle(draft.answers), store.invitations.read(invitation_id, now)
        judge = _judge(_policy(store, clinic, left_by.reference if left_by else None), IntakeKind.ABANDONED)
        arrival = Arrival(IntakeKind.ABANDONED, settled, draft.saved_at, form.version, draft.page_id, draft.saved_at)
        store.cases.receive(invitation_id, arrival, judge, now)
    return len(left)


def _policy(store: Store, clinic: Clinic, reference: str | None) -> str:
    """By which tables a case is graded: those by which it was graded first, whatever the clinic has chosen since.

    A clinic that changes its tables changes them for whoever comes next. Somebody who waits would otherwise be
    lowered by the next answer, whatever it is about, and nobody would have decided it.
    """
    return rules.known(store.cases.policy_of(reference) if reference else None, clinic.policy)


def _judge(policy: str, kind: IntakeKind) -> Judge:
    """The rules of this policy, to be asked about one set of answers."""
    tables, form = rules.load(policy), questionnaire()
    is_child = kind is IntakeKind.UNDER_16

    def judge(answers: Answers, steps: Steps) -> Judgement:
        found = with_differences(assess(answers, tables), steps, tables)
        return Judgement(
            assessment=found,
            reason=reasons.UNDER_16 if is_child else reasons.why(found, form),
            open_reason="" if is_child else reasons.why_open(found, answers, form),
            regions=tuple(answers.get("regions", ())),
            article_rows=reasons.article_rows(found),
            one_call=not is_child and whatif.one_call_settles(answers, tables, form),
        )

    return judge
