"""Many intakes at once come out as each by itself."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.bulk import encode_for, grade, raised
from intake.form import Answer
from intake.rules import POLICIES, load
from intake.triage import assess
from tests.test_triage import VIGNETTES, _answers


@settings(max_examples=60, deadline=None)
@given(cases=st.lists(_answers(), max_size=20), policy=st.sampled_from(POLICIES))
def test_graded_together_or_one_by_one_is_the_same(cases: list[dict[str, Answer]], policy: str) -> None:
    tables = load(policy)
    together = grade(encode_for(cases, tables), tables)
    alone = [assess(case, tables) for case in cases]
    assert together.urgency.tolist() == [one.urgency.rank for one in alone]
    assert together.ceiling.tolist() == [one.ceiling.rank for one in alone]


def test_the_rows_raised_are_the_same_too() -> None:
    tables = load()
    cases = [tables.questionnaire.read(case["answers"]) for case in VIGNETTES]
    for row_id, where in raised(encode_for(cases, tables), tables):
        alone = [row_id in {finding.row.id for finding in assess(case, tables).raised} for case in cases]
        assert where.tolist() == alone
