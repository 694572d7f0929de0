"""`/import`: invite everybody on a list of coming appointments, all of them or nobody. Plain pages, for staff.

The file is looked at, shown, and then invited from; between the steps the page itself carries it, so that no list
of patients and no link is kept here. Links are made once, and are in the answer that made them and nowhere else.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from intake import access
from intake.appointment_list import MOST_BYTES, MOST_ROWS, AppointmentList, UnreadableList, read_list
from intake.country import pack_of
from intake.invitations import Invitation, InvitationState, Invited
from intake.people import Account, Clinic
from intake.store import Refused, Store
from pages import _import_view as view
from pages import _invite_view, _made_link, _outbox
from pages._clock import now
from pages._gate import STAFF, current
from pages._moments import WallClock
from pages._plain import render
from reports import link_sheet

CODES_ON_PAGE = 60
"""More people than this, and the codes are on the sheet only: a page of a thousand would be slow to load."""
TOO_LARGE = "The file is larger than 4 MB. Export the appointments alone, without other columns."
CHOOSE = "Choose the file first."
MEND = "Nobody is invited until every line can be read. Mend these in the spreadsheet, then bring the file again."
GONE = "These links are not in force any more. Make new ones from the list of invitations."


@dataclass(frozen=True)
class Desk:
    """One request by somebody who may invite."""

    store: Store
    clinic: Clinic
    account: Account
    page_url: str

    @property
    def clock(self) -> WallClock:
        """The clinic's wall clock at this moment."""
        return WallClock(self.clinic, now())


View = Callable[[Desk, FormData], Response]


def _staff(view: View) -> Callable[[Request], Awaitable[Response]]:
    """Let those through who may invite; everybody else is sent to sign in, or told whom to ask."""

    async def answer(request: Request) -> Response:
        desk = await run_in_threadpool(_desk, request)
        if desk is None:
            return RedirectResponse("/sign-in", 303)
        if not access.can_invite(desk.account):
            return PlainTextResponse("To invite a patient, ask a colleague.", 403)
        if int(request.headers.get("content-length") or 0) > 2 * MOST_BYTES:
            return _bring(desk, TOO_LARGE)
        try:
            most = {"max_files": 1, "max_fields": 2 * MOST_ROWS, "max_part_size": 2 * MOST_BYTES}
            form = await request.form(**most) if request.method == "POST" else FormData()
        except MultiPartException:
            return _bring(desk, CHOOSE)
        given = [(key, await _bytes(value)) for key, value in form.multi_items()]
        return await run_in_threadpool(view, desk, FormData(given))  # type: ignore[arg-type]

    return answer


async def _bytes(value: str | UploadFile) -> str | bytes:
    return value if isinstance(value, str) else await value.read(MOST_BYTES + 1)


def _desk(request: Request) -> Desk | None:
    here = current(request, STAFF)
    account = here.store.accounts.read(here.session.subject_id) if here else None
    clinic = here.store.settings.clinic() if here else None
    if here is None or account is None or account.disabled or clinic is None:
        return None
    here.store.sessions.touch(here.session.id, now())
    return Desk(here.store, clinic, account, str(request.url))


def _bring(desk: Desk, problem: str = "") -> Response:
    """The first step: what is needed, and the file."""
    values: dict[str, Any] = {"problem": problem, "dates": view.dates_are_read_as(desk.clinic), "most": MOST_ROWS}
    return render("staff/import.html", 422 if problem else 200, clinic=desk.clinic, **values)


def bring(desk: Desk, form: FormData) -> Response:
    """`/import`: GET asks for the file; POST shows what is in it and saves nothing."""
    if "file" not in form:
        return _bring(desk)
    raw: Any = form["file"]
    if not isinstance(raw, bytes) or not raw:
        return _bring(desk, CHOOSE)
    return _looked_at(desk, raw)


def _looked_at(desk: Desk, raw: bytes, problem: str = "") -> Response:
    try:
        found = read_list(raw, desk.clinic, now())
    except UnreadableList as unreadable:
        return _bring(desk, str(unreadable))
    known = desk.store.invitations.already_invited([(line.patient, line.booked_for) for line in found.lines])
    new = [line for line in found.lines if line.key not in known]
    by_mail = sum(bool(line.patient.email) for line in new) if _outbox.post_now(desk.store) else 0
    problem = problem or (MEND if found.troubles else "")
    values: dict[str, Any] = {
        "sentence": view.sentence(found, known),
        "rows": [view.row(line, desk.clock, is_known=line.key in known) for line in found.lines],
        "troubles": [(one.number, view.column(one.column), one.said) for one in _by_line(found)],
        "remarks": [said for said in (view.twice(found), view.not_read(found)) if said],
        "people": view.count(len(new), "person", "people") if new and not found.troubles else "",
        "by_mail": view.count(by_mail, "person who has", "people who have") if by_mail else "",
        "list": view.packed(raw),
        "problem": problem,
    }
    return render("staff/import-look.html", 422 if problem else 200, clinic=desk.clinic, **values)


def _by_line(found: AppointmentList) -> list[Any]:
    return sorted(found.troubles, key=lambda one: one.number)


def invite(desk: Desk, form: FormData) -> Response:
    """`POST /import/invite`: a link for each, or for nobody; shown once."""
    raw = view.unpacked(str(form.get("list", "")))
    try:
        found = read_list(raw, desk.clinic, now())
    except UnreadableList as unreadable:
        return _bring(desk, str(unreadable))
    if found.troubles:
        return _looked_at(desk, raw)
    booked = [(line.patient, line.booked_for) for line in found.lines]
    known = desk.store.invitations.already_invited(booked)
    new = [one for one, line in zip(booked, found.lines, strict=True) if line.key not in known]
    by_email = "by-email" in form and _outbox.post_now(desk.store) is not None
    try:
        made = desk.store.invitations.invite_all(new, desk.account, now(), by_email=by_email)
    except Refused as refused:
        return _looked_at(desk, raw, str(refused))
    _outbox.send_waiting(desk.store)
    return _made(desk, made, by_email=by_email)


def _made(desk: Desk, made: list[Invited], *, by_email: bool) -> Response:
    clinic, clock = desk.clinic, desk.clock
    people = [
        {
            "name": one.invitation.patient.name,
            "booked": _booked(one.invitation, clock),
            "link": _made_link.address_of(one.token, clinic, desk.page_url),
            "message": _made_link.message_of(one, clinic, desk.page_url),
            "token": one.token,
        }
        for one in made
    ]
    codes = [_invite_view.code_image(str(one["link"])) for one in people] if len(people) <= CODES_ON_PAGE else []
    values: dict[str, Any] = {
        "sentence": f"{view.count(len(made), 'person is', 'people are')} invited",
        "people": people,
        "codes": codes,
        "mailed": sum(bool(one.invitation.patient.email) for one in made) if by_email else 0,
    }
    return render("staff/import-made.html", clinic=clinic, **values)


def _booked(invitation: Invitation, clock: WallClock) -> str:
    return clock.exactly(invitation.appointment.booked_for) if invitation.appointment else ""


def sheet(desk: Desk, form: FormData) -> Response:
    """`POST /import/links.pdf`: the slips to cut apart, made of the links that the page holds."""
    paper = pack_of(desk.clinic.country).paper
    return _handed_out(desk, form, lambda slips: link_sheet.sheet(slips, paper, now()), "application/pdf", "links.pdf")


def table(desk: Desk, form: FormData) -> Response:
    """`POST /import/links.csv`: the same for a messaging system."""
    return _handed_out(desk, form, link_sheet.table, "text/csv; charset=utf-8", "links.csv")


def _handed_out(
    desk: Desk, form: FormData, made: Callable[[list[link_sheet.Slip]], bytes], kind: str, name: str
) -> Response:
    """A file of links that still work; put on the audit trail, kept by no browser."""
    slips = [slip for token in form.getlist("token") if (slip := _slip(desk, str(token)))]
    if not slips:
        return _bring(desk, GONE)
    desk.store.audit.note(
        desk.account.name, f"took out {view.count(len(slips), 'link', 'links')} ({name})", None, now()
    )
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(made(slips), media_type=kind, headers=headers)


def _slip(desk: Desk, token: str) -> link_sheet.Slip | None:
    invitation = desk.store.invitations.by_token(token, now())
    if invitation is None or invitation.state is not InvitationState.OPEN:
        return None
    person, one = invitation.patient, Invited(invitation, token)
    return link_sheet.Slip(
        name=person.name,
        booked=_booked(invitation, desk.clock),
        link=_made_link.address_of(token, desk.clinic, desk.page_url),
        message=_made_link.message_of(one, desk.clinic, desk.page_url),
        telephone=person.telephone or "",
        email=person.email or "",
    )


def example(desk: Desk, _form: FormData) -> Response:
    """`/import/example.csv`: a file to begin with, in the country's own order of dates."""
    headers = {"content-disposition": 'attachment; filename="appointments.csv"'}
    return Response(view.example(desk.clinic, desk.clock), media_type="text/csv; charset=utf-8", headers=headers)


IMPORT_ROUTES = [
    Route("/import", _staff(bring), methods=["GET", "POST"]),
    Route("/import/invite", _staff(invite), methods=["POST"]),
    Route("/import/links.pdf", _staff(sheet), methods=["POST"]),
    Route("/import/links.csv", _staff(table), methods=["POST"]),
    Route("/import/example.csv", _staff(example)),
]
