"""`/morning-sheet.pdf`: the queue as one page on paper. For signed-in staff, kept by no browser, each one on record."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from intake import access
from intake.store import Store
from intake.today import Filter, Show
from pages._clock import now
from pages._gate import STAFF, current
from reports.morning_sheet import MOST, Morning, Tally, sheet


async def morning_sheet(request: Request) -> Response:
    """The sheet as it stands at this moment."""
    return await run_in_threadpool(_morning_sheet, request)


def _morning_sheet(request: Request) -> Response:
    here = current(request, STAFF)
    account = here.store.accounts.read(here.session.subject_id) if here else None
    if here is None or account is None:
        return RedirectResponse("/sign-in", 303)
    if not access.can_see_queue(account):
        return PlainTextResponse("To see who is waiting, ask a colleague.", 403)
    made = sheet(_morning(here.store, reads=access.can_read_answers(account)))
    here.store.audit.note(account.name, "took out the morning sheet", None, now())
    name = f"morning-sheet-{now():%Y-%m-%d}.pdf"
    return Response(made, media_type="application/pdf", headers={"content-disposition": f'inline; filename="{name}"'})


def _morning(store: Store, *, reads: bool) -> Morning:
    """The most urgent rows, and the counts of everybody: however many wait, no more is read than fits."""
    moment = now()
    look = store.cases.look(Filter(), "", moment, MOST)
    counts = look.counts
    of = counts.of
    chased = of[Show.CHASE] + store.cases.closed_to_chase(moment)
    tally = Tally(
        counts.waiting, counts.emergencies, of[Show.LATE], of[Show.BOOKED_TOO_LATE], of[Show.PATIENT], chased
    )  # fmt: skip
    return Morning(store.settings.the_clinic(), look.rows, tally, moment, reads)


MORNING_ROUTES = [Route("/morning-sheet.pdf", morning_sheet)]
