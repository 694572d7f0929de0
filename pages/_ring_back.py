"""The number to ring somebody on who is told to call for help: asked where the clinic has none, and kept at once.

The list of signs comes before the page that asks how to reach somebody, and with the invitation a number is optional.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from intake import reception
from intake.answers import cleaned, problem_of
from intake.cases import IntakeKind
from intake.questionnaire import Answers, questionnaire
from pages._clock import now
from pages._guest import Fields, Guest
from pages._steps import CALL_NOW

RING = "contact-telephone"
TYPED = "twitchboard-number"
ASKED = "number"
"""What came of the number that was typed stands in the address: `kept` or `wrong`."""


def number_in(answers: Answers) -> Answers:
    """The number that is in these answers already, to be told with a sign; nothing where there is none."""
    return {RING: answers[RING]} if answers.get(RING) else {}


def asked_of(guest: Guest, request: Request) -> dict[str, Any]:
    """What the page shows of it: whether a number is `wanted`, has just been `kept`, and what was `typed` wrongly."""
    here, wanted = request.query_params.get(ASKED, ""), _is_wanted(guest)
    is_wrong = wanted and here == "wrong"
    typed = unquote(request.cookies.get(TYPED, "")) if is_wrong else ""
    return {"wanted": wanted, "is_kept": not wanted and here == "kept", "is_wrong": is_wrong, "typed": typed}


def _is_wanted(guest: Guest) -> bool:
    """Whether the clinic has been told of a sign and has no number to ring."""
    if not guest.invitation.reference:
        return False
    case = guest.store.cases.read(guest.invitation.reference)
    return not case.patient.telephone and any(one.kind is IntakeKind.EMERGENCY for one in case.intakes)


def take(guest: Guest, fields: Fields) -> Response:
    """Lay the number beside what was told; one that nobody can ring is shown again, with what is wrong."""
    given = cleaned((fields.get("telephone") or [""])[0])
    if not _is_wanted(guest):
        return RedirectResponse(CALL_NOW, 303)
    if problem_of(questionnaire().questions[RING], given):
        again = RedirectResponse(f"{CALL_NOW}?{ASKED}=wrong#ring-back", 303)
        typed = quote(given[:60], safe="")
        again.set_cookie(TYPED, typed, max_age=60, path=CALL_NOW, httponly=True, samesite="strict")
        return again
    _keep(guest, given)
    kept = RedirectResponse(f"{CALL_NOW}?{ASKED}=kept#ring-back", 303)
    kept.delete_cookie(TYPED, path=CALL_NOW)
    return kept


def _keep(guest: Guest, number: str) -> None:
    """On the case, as one more thing that was told there; and in the draft, so that the form need not ask again."""
    sitting = guest.here.session.id
    draft = guest.store.drafts.read(guest.invitation.id)
    told = {RING: number}
    reception.receive(guest.store, guest.invitation, told, IntakeKind.EMERGENCY, now(), session_id=sitting)
    if draft:
        guest.store.drafts.save(guest.invitation.id, {**draft.answers, **told}, draft.page_id, now(), sitting)
