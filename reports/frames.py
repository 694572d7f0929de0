"""The two tables behind the charts of the queue, from what the store has counted.

Every frame has all its columns even when it has no rows, so that a chart of nobody is an empty chart.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from intake.urgency import LADDER, Urgency

AGE_BANDS = ("under 20", "20–29", "30–39", "40–49", "50–59", "60–69", "70–79", "80 +")
ALL_AGES = "all"
_LEVELS = tuple(reversed(Urgency))
_CELLS = (*AGE_BANDS, ALL_AGES)


def urgency_label(urgency: Urgency) -> str:
    """`▲ Immediate`: shape and word, as axes and tables print it."""
    step = LADDER[urgency]
    return f"{step.shape} {step.word}"


LABELS = tuple(urgency_label(level) for level in _LEVELS)


def age_by_urgency(ages: Mapping[tuple[Urgency, int], int]) -> pd.DataFrame:
    """People by urgency and age band, every combination, most urgent first; `ages` by urgency and number of the band.

    Columns: urgency, band (ten-year bands, then `all`), people (a count), share (0–1 of the fullest
    cell; 0 in the `all` column, which is a total and not a cell).
    """
    fullest = max(ages.values(), default=1)
    lines = []
    for level in _LEVELS:
        people = [ages.get((level, number), 0) for number in range(len(AGE_BANDS))]
        lines += [(urgency_label(level), band, n, n / fullest) for band, n in zip(AGE_BANDS, people, strict=True)]
        lines.append((urgency_label(level), ALL_AGES, sum(people), 0.0))
    return pd.DataFrame(lines, columns=["urgency", "band", "people", "share"])


def due_against_booked(booked: Mapping[tuple[Urgency, int], int]) -> pd.DataFrame:
    """Everybody who has both a due day and a booking, counted by urgency and days, furthest past the due day first.

    Columns: urgency, over_days (whole days booked after the due day, negative when there is time to spare),
    people, label (`+11`, of the worst of each urgency that is past the day).
    """
    worst = {level: max(days for other, days in booked if other is level) for level, _ in booked}
    lines = [
        (urgency_label(level), days, people, f"{days:+d}" if days > 0 and days == worst[level] else "")
        for (level, days), people in sorted(booked.items(), key=lambda one: (-one[0][1], -one[0][0].rank))
    ]
    return pd.DataFrame(lines, columns=["urgency", "over_days", "people", "label"])
