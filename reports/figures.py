"""The figures of the Reports page, in its order."""

from __future__ import annotations

from datetime import datetime

from intake.people import Clinic
from intake.reporting import Period, Told
from intake.rules import Tables
from reports.figure import Figure
from reports.figures_form import regions, requests, stopped, unsure
from reports.figures_rows import otherwise, rows
from reports.figures_time import arrivals, clocks, late


def figures(told: Told, period: Period, clinic: Clinic, now: datetime, tables: tuple[Tables, Tables]) -> list[Figure]:
    """All of them, in the order of the page. `tables` are those that grade here, and those to compare with."""
    return [
        arrivals(told, period, clinic),
        clocks(told, clinic, now),
        late(told, now),
        rows(told, tables[0]),
        otherwise(told, *tables),
        unsure(told),
        stopped(told),
        requests(told, now),
        regions(told),
    ]
