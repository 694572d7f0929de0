"""Who of the staff may open which address: one table, read by the guard before anything else and by the router.

An address that is not in here is either for everybody (signing in, files, health), or a patient's, or it refuses by
itself; a test goes through all of them with each role.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from intake import access
from intake.access import Check, NotAllowed
from intake.people import Account


class StaffPage(NamedTuple):
    """A Streamlit page: its address, file and title, whom it refuses, and whether the navigation names it."""

    address: str
    file: str
    title: str
    check: Check
    is_listed: bool = True


STAFF_PAGES = (
    StaffPage("/today", "clinician/today.py", "Today", access.check_see_queue),
    StaffPage("/queue", "clinician/queue_page.py", "Queue", access.check_see_queue),
    StaffPage("/case", "clinician/case.py", "Case", access.check_see_queue, is_listed=False),
    StaffPage("/appointments", "clinician/appointments_page.py", "Appointments", access.check_book),
    StaffPage("/requests", "clinician/requests_page.py", "Requests", access.check_follow),
    StaffPage("/invite", "clinician/invite.py", "Invite", access.check_invite),
    StaffPage("/rules", "clinician/rules.py", "Rules", access.check_read_rules),
    StaffPage("/reports", "clinician/reports_page.py", "Reports", access.check_see_reports),
    StaffPage("/people", "clinician/people.py", "People", access.check_change_people),
    StaffPage("/settings", "clinician/settings.py", "Settings", access.check_open_settings),
)

STAFF_ROUTES: tuple[tuple[str, Check], ...] = (
    ("/notes/", access.check_read_answers),
    ("/pictures/", access.check_read_answers),
    ("/import", access.check_invite),
    ("/telephone", access.check_invite),
    ("/settings/", access.check_change_settings),
    ("/reports/", access.check_see_reports),
    ("/morning-sheet.pdf", access.check_see_queue),
)
"""Where plain addresses of staff begin, and whom each refuses."""


def check_of(path: str) -> Check | None:
    """What refuses at that address; None where it is not one of staff's."""
    page = next((page for page in STAFF_PAGES if page.address == path), None)
    if page:
        return page.check
    return next((check for start, check in STAFF_ROUTES if path.startswith(start)), None)


def may_open(account: Account, check: Check) -> bool:
    """The refusal as a question."""
    try:
        check(account)
    except NotAllowed:
        return False
    return True


def is_page(path: str) -> bool:
    """Whether it is a page that somebody can come back to after signing in."""
    return any(page.address == path for page in STAFF_PAGES)


def way_back(asked: str) -> str:
    """Where to go after signing in: the page that was asked for if it is one of ours, else Today."""
    parts = urlsplit(asked[:200])
    ours = not parts.scheme and not parts.netloc and is_page(parts.path)
    return f"{parts.path}?{parts.query}" if ours and parts.query else parts.path if ours else "/today"
