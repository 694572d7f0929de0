"""`python -m intake assess`, run as whoever runs it does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.test_triage import MARK

ROOT = Path(__file__).resolve().parents[1]


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "intake", "assess", *arguments]
    return subprocess.run(command, input=given, capture_output=True, cwd=ROOT, timeout=60, check=False)


def lines(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_one_case_on_standard_input_is_assessed() -> None:
    done = run("-", given=json.dumps(MARK).encode())
    (result,) = lines(done)
    assert done.returncode == 0
    assert (result["urgency"], result["ceiling"], result["strength"], result["seen_within_days"]) == (
        "urgent",
        "immediate",
        4,
        14,
    )
    assert {"findings", "orders", "tables"} <= set(result)


def test_a_case_over_several_lines_is_one_case() -> None:
    assert len(lines(run("-", given=json.dumps(MARK, indent=2).encode()))) == 1


def test_a_file_is_answered_line_for_line_and_bad_lines_in_their_place(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(b'{"speech": "yes"}\n{"speach": "yes"}\nnot json\n{"own-words": "\xff"}\n{"speech": "no"}\n')
    done = run(str(file))
    results = lines(done)
    assert done.returncode == 1
    assert ["error" in result for result in results] == [False, True, True, True, False]
    assert results[1]["error"] == 'no question "speach"; did you mean "speech"?'


def test_a_question_answered_twice_is_an_error() -> None:
    (result,) = lines(run("-", given=b'{"speech": "no", "speech": "yes"}'))
    assert result["error"] == '"speech" is answered twice; write it once'


def test_not_sure_beside_a_pace_that_was_said_is_read_as_a_case_holds_it() -> None:
    pace = b'{"weakness": "yes", "weakness-pace": ["not-sure", "weeks-to-months"]}'
    (sure,) = lines(run("-", given=pace.replace(b'["not-sure", "weeks-to-months"]', b'"weeks-to-months"')))
    (both,) = lines(run("-", given=pace))
    assert (both["urgency"], both["ceiling"]) == (sure["urgency"], "emergency")


def test_a_single_choice_takes_no_other_two_answers() -> None:
    two = [
        b'{"weakness-pace": ["suddenly", "weeks-to-months"]}',
        b'{"weakness-pace": ["suddenly"]}',
        b'{"weakness-pace": [["suddenly"], "not-sure"]}',
        b'{"stress": ["high", "not-sure"]}',
        b'{"speech": ["yes", "not-sure"]}',
    ]
    done = run("-", given=b"\n".join(two))
    assert ["error" in result for result in lines(done)] == [True] * len(two)
    assert 'takes one code, or one with "not-sure" beside it' in lines(done)[0]["error"]


def test_the_other_policy_can_be_asked_for() -> None:
    (result,) = lines(run("-", "--policy", "nice-ng127", given=b'{"tingling": "yes"}'))
    assert (result["urgency"], result["tables"]["policy"]) == ("routine", "nice-ng127")


def test_a_missing_file_is_a_sentence_and_not_a_traceback() -> None:
    done = run("there-is-no-such-file.jsonl")
    assert done.returncode == 2
    assert b"cannot be read" in done.stderr
    assert b"Traceback" not in done.stderr


def test_the_same_case_gives_the_same_bytes() -> None:
    given = json.dumps(MARK).encode()
    assert run("-", given=given).stdout == run("-", given=given).stdout
