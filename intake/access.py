"""Who may do what: one table, and for each deed a question (`can_…`) and a refusal (`check_…`).

Reception sees that somebody waits, since when and until when, and what became of appointments and requests; never
an answer, a reason or a document. An administrator runs the place; whether they also see patients is said of each
(`Account.is_clinician`): somebody who runs the machine needs no patient's answers for it.
"""

from __future__ import annotations

from collections.abc import Callable

from intake.people import Account, Role


class NotAllowed(Exception):  # noqa: N818  # a refusal, named as it is said
    """Somebody's role does not reach that far; the message says whose does."""


Can = Callable[[Account], bool]
Check = Callable[[Account], None]

EVERYBODY = frozenset(Role)
CLINICAL = frozenset({Role.CLINICIAN, Role.SENIOR})
LEADING = frozenset({Role.SENIOR, Role.ADMIN})
RUNNING = frozenset({Role.ADMIN})
COUNTING = CLINICAL | RUNNING

_WHO = {
    CLINICAL: "a clinician",
    LEADING: "a senior clinician or an administrator",
    RUNNING: "an administrator",
    COUNTING: "a clinician or an administrator",
}

DEEDS: dict[str, frozenset[Role]] = {}
"""The table: each deed in words, and the roles that may do it."""


def roles_of(account: Account) -> frozenset[Role]:
    """What somebody is here: an administrator who also sees patients is a clinician too."""
    also = {Role.CLINICIAN} if account.role is Role.ADMIN and account.is_clinician else set()
    return frozenset({account.role, *also})


def _pair(deed: str, roles: frozenset[Role]) -> tuple[Can, Check]:
    """The question and the refusal of one deed."""
    DEEDS[deed] = roles

    def can(account: Account) -> bool:
        return not account.disabled and bool(roles_of(account) & roles)

    def check(account: Account) -> None:
        if account.disabled:
            raise NotAllowed("This account is switched off. Ask an administrator.")
        if not roles_of(account) & roles:
            raise NotAllowed(f"To {deed}, ask {_WHO.get(roles, 'a colleague')}.")

    return can, check


can_see_queue, check_see_queue = _pair("see who is waiting", EVERYBODY)
can_invite, check_invite = _pair("invite a patient", EVERYBODY)
can_follow, check_follow = _pair("follow a request", EVERYBODY)
can_read_rules, check_read_rules = _pair("read the rules", EVERYBODY)
can_read_answers, check_read_answers = _pair("read what a patient answered", CLINICAL)
can_claim, check_claim = _pair("take a case", CLINICAL)
can_comment, check_comment = _pair("write on a case", CLINICAL)
can_clarify, check_clarify = _pair("record a patient's answer", CLINICAL)
can_book, check_book = _pair("book an appointment", EVERYBODY)
can_ask_forward, check_ask_forward = _pair("ask for a sooner appointment", CLINICAL)
can_override, check_override = _pair("set another urgency", CLINICAL)
can_examine, check_examine = _pair("record an examination", CLINICAL)
can_sign, check_sign = _pair("sign a request", CLINICAL)
can_record_results, check_record_results = _pair("record a result or withdraw a request", CLINICAL)
can_close, check_close = _pair("close a case", CLINICAL)
can_see_reports, check_see_reports = _pair("see the reports", COUNTING)
can_release_others, check_release_others = _pair("release a colleague's case", LEADING)
can_publish_rules, check_publish_rules = _pair("publish rules", LEADING)
can_confirm_tables, check_confirm_tables = _pair("confirm which tables grade", LEADING)
can_open_settings, check_open_settings = _pair("open the settings", LEADING)
can_search_audit, check_search_audit = _pair("search the audit trail", LEADING)
can_change_people, check_change_people = _pair("add or change people", RUNNING)
can_change_settings, check_change_settings = _pair("change the clinic's settings", RUNNING)
