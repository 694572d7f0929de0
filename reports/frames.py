"""The queue as pandas frames: one row a case, and the two tables behind the charts of the queue.

Every frame has all its columns even when it has no rows, so that a chart of nobody is an empty chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pandas as pd

from intake.cases import QueueRow
from intake.clocks import local
from intake.people import Clinic
from intake.urgency import LADDER, Urgency

AGE_BANDS = ("under 20", "20–29", "30–39", "40–49", "50–59", "60–69", "70–79", "80 +")
ALL_AGES = "all"
_LEVELS = tuple(reversed(Urgency))
_COLUMNS = ("reference", "name", "age", "band", "urgency", "due", "booked", "too_late")


def urgency_label(urgency: Urgency) -> str:
    """`▲ Immediate`: shape and word, as axes and tables print it."""
    step = LADDER[urgency]
    return f"{step.shape} {step.word}"


LABELS = tuple(urgency_label(level) for level in _LEVELS)
_CELLS = pd.MultiIndex.from_product([LABELS, AGE_BANDS], names=["urgency", "band"])
_EVERY_CELL = pd.MultiIndex.from_product([LABELS, [*AGE_BANDS, ALL_AGES]], names=["urgency", "band"]).to_frame(
    index=False
)


def age_band(age: int) -> str:
    """The band of ten years that an age in whole years falls into."""
    return AGE_BANDS[min(max(age // 10 - 1, 0), len(AGE_BANDS) - 1)]


def _wall_clock(moment: datetime | None, clinic: Clinic) -> datetime | None:
    """The clinic's wall clock without a zone, as charts draw it."""
    return local(moment, clinic).replace(tzinfo=None) if moment else None


def queue_frame(rows: Sequence[QueueRow], clinic: Clinic) -> pd.DataFrame:
    """One row a case, in the order given.

    Columns: reference, name, age (years), band, urgency (`▲ Immediate`), due and booked (the clinic's
    wall clock, NaT where there is none), too_late.
    """
    frame = pd.DataFrame(
        [
            (
                row.reference,
                row.patient_name,
                row.age,
                age_band(row.age),
                urgency_label(row.urgency),
                _wall_clock(row.due_at, clinic),
                _wall_clock(row.booked_for, clinic),
                row.booked_too_late,
            )
            for row in rows
        ],
        columns=list(_COLUMNS),
    )
    return frame.astype({"due": "datetime64[s]", "booked": "datetime64[s]", "too_late": bool})


def age_by_urgency(frame: pd.DataFrame) -> pd.DataFrame:
    """People by urgency and age band, every combination, most urgent first.

    Columns: urgency, band (ten-year bands, then `all`), people (a count), share (0–1 of the fullest
    cell; 0 in the `all` column, which is a total and not a cell).
    """
    counts = frame.groupby(["urgency", "band"], sort=False).size().reindex(_CELLS, fill_value=0).to_numpy()
    grid = counts.reshape(len(LABELS), len(AGE_BANDS))
    people = np.column_stack([grid, grid.sum(axis=1)])
    shares = np.column_stack([grid / max(grid.max(), 1), np.zeros(len(LABELS))])
    return _EVERY_CELL.assign(people=people.ravel(), share=shares.ravel())


def due_against_booked(frame: pd.DataFrame) -> pd.DataFrame:
    """Everybody who has both a due day and a booking, furthest past the due day first.

    Columns: reference, name, urgency, due, booked, over_days (whole days booked after the due day,
    negative when there is time to spare), too_late, label (`+11`, of the worst of each urgency).
    """
    both = frame.loc[frame["due"].notna() & frame["booked"].notna()]
    both = both[["reference", "name", "urgency", "due", "booked", "too_late"]].copy()
    both["over_days"] = (both["booked"].dt.normalize() - both["due"].dt.normalize()).dt.days
    both = both.sort_values(["too_late", "over_days"], ascending=False, kind="stable", ignore_index=True)
    said = both["too_late"] & ~both["urgency"].duplicated()
    both["label"] = both["over_days"].map("{:+d}".format).where(said, "")
    return both
