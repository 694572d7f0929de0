"""`/reports/{figure}.csv`: a figure's table as a file. For whoever may see it; each one goes on the audit trail."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from intake import access
from intake.reporting import period_of
from pages._clock import now
from pages._figures import figures_of
from pages._gate import STAFF, current
from pages._moments import WallClock
from pages._reports_view import QUARTER, period_words
from reports.figure_table import as_csv


async def figure_file(request: Request) -> Response:
    """The table of one figure, hidden cells hidden, for the period that the page showed."""
    return await run_in_threadpool(_figure_file, request)


def _figure_file(request: Request) -> Response:
    here = current(request, STAFF)
    account = here.store.accounts.read(here.session.subject_id) if here else None
    clinic = here.store.settings.clinic() if here else None
    if here is None or account is None or clinic is None:
        return RedirectResponse("/sign-in", 303)
    if not access.can_see_reports(account):
        return PlainTextResponse("To see the reports, ask a clinician or an administrator.", 403)
    moment = now()
    period = period_of(request.query_params.get(QUARTER, ""), moment, clinic)
    name = request.path_params["figure"]
    found = next((one for one in figures_of(here.store, period, clinic, moment) if one.id == name), None)
    if found is None:
        return PlainTextResponse("There is no such table. Open it from Reports.", 404)
    made = as_csv(found, period_words(period, WallClock(clinic, moment)))
    here.store.audit.note(account.name, f"took out the table {name}, {period.first} to {period.last}", None, moment)
    headers = {"content-disposition": f'attachment; filename="{name}-{period.first}-{period.last}.csv"'}
    return Response(made, media_type="text/csv; charset=utf-8", headers=headers)


REPORT_ROUTES = [Route("/reports/{figure}.csv", figure_file)]
