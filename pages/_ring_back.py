"""The number to ring somebody on who is told to call for help: asked where the clinic has none, and kept at once.

The list of signs comes before the page that asks how to reach somebody, and with the invitation a number is optional.
The number that was given stands on the page, and another can take its place: a slip of the finger is seen.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from intake import reception
from intake.answers import cleaned, problem_of
from intake.cases import SIGNS, CaseFile, IntakeKind
from intake.questionnaire import Answers, questionnaire
from intake.store import StoreUnavailable
from pages._clock import now
from pages._guest import Fields, Guest, is_anothers, page_of
from pages._steps import CALL_NOW, UNTOLD

RING = "contact-telephone"
TYPED = "twitchboard-number"
ASKED = "number"
"""What came of the number that was typed stands in the address: `kept` or `wrong`."""


def number_in(answers: Answers) -> Answers:
    """The number that is in these answers already, to be told with a sign; nothing where there is none."""
    return {RING: answers[RING]} if answers.get(RING) else {}


def asked_of(guest: Guest, request: Request) -> dict[str, Any]:
    """What the page shows of it: whether a number is `wanted`, the one `given` here, and what was `typed` wrongly."""
    here, case = request.query_params.get(ASKED, ""), _told(guest)
    given = case.patient.telephone or "" if case and _may_be_given(case) else ""
    is_wrong = here == "wrong" and _may_be_given(case)
    wanted = case is not None and not case.patient.telephone
    typed = unquote(request.cookies.get(TYPED, "")) if is_wrong else ""
    return {
        "wanted": wanted, "given": given, "is_kept": here == "kept", "is_wrong": is_wrong, "typed": typed,
        "whose": page_of(guest),
    }  # fmt: skip


def _told(guest: Guest) -> CaseFile | None:
    """The case, where the clinic has been told of a sign."""
    case = guest.store.cases.read(guest.invitation.reference) if guest.invitation.reference else None
    return case if case and any(one.kind is IntakeKind.EMERGENCY for one in case.intakes) else None


def _may_be_given(case: CaseFile | None) -> bool:
    """Whether the clinic has no number, or the one that was given here: Back leads to the field again."""
    if case is None or not case.patient.telephone:
        return case is not None
    by_telephone = any(one.link_id == RING for one in case.clarifications)
    newest = next((one.answers for one in reversed(case.intakes) if RING in one.answers), {SIGNS: ()})
    return SIGNS not in newest and not by_telephone


def take(guest: Guest, fields: Fields) -> Response:
    """Lay the number beside what was told; one that nobody can ring is shown again, with what is wrong."""
    given = cleaned((fields.get("telephone") or [""])[0])
    if is_anothers(fields, guest):  # whoever sent it is to call all the same
        return RedirectResponse(UNTOLD, 303)
    case = _told(guest)
    if case is None or not _may_be_given(case):
        return RedirectResponse(CALL_NOW, 303)
    if problem_of(questionnaire().questions[RING], given):
        again = RedirectResponse(f"{CALL_NOW}?{ASKED}=wrong#ring-back", 303)
        typed = quote(given[:60], safe="")
        again.set_cookie(TYPED, typed, max_age=60, path=CALL_NOW, httponly=True, samesite="strict")
        return again
    try:
        _keep(guest, given, case)
    except StoreUnavailable:  # whoever has a sign is told to call, whatever else fails
        return RedirectResponse(UNTOLD, 303)
    kept = RedirectResponse(f"{CALL_NOW}?{ASKED}=kept#ring-back", 303)
    kept.delete_cookie(TYPED, path=CALL_NOW)
    return kept


def _keep(guest: Guest, number: str, before: CaseFile) -> None:
    """On the case, as one more thing that was told there; and in the draft, so that the form need not ask again.

    A second tap gives the number that stands, and is nothing new; one that stood earlier counts again.
    """
    if number == before.patient.telephone:
        return
    occasion = f"after {len(before.intakes)}"
    sitting = guest.here.session.id
    draft = guest.store.drafts.read(guest.invitation.id)
    told = {RING: number}
    reception.receive(
        guest.store, guest.invitation, told, IntakeKind.EMERGENCY, now(), occasion=occasion, session_id=sitting
    )
    if draft:
        guest.store.drafts.save(guest.invitation.id, {**draft.answers, **told}, draft.page_id, now(), sitting)
