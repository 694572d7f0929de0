"""`python -m intake assess`: one case on standard input, or a file with a case a line.

A line that cannot be read is answered with `{"error": …}` in its place, and the exit status is then 1.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from intake.conditions import BadDeclaration
from intake.form import UnknownAnswer
from intake.rules import POLICIES, Tables, load
from intake.triage import assess


def add_parser(subparsers: Any) -> None:
    """Add `assess` to the command line."""
    parser = subparsers.add_parser("assess", help="grade answers given as JSON, and say why")
    parser.add_argument("file", help="a file with one case (a JSON object) a line, or - for standard input")
    parser.add_argument("--policy", default="article", choices=POLICIES, help="which tables grade (default: article)")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Print one assessment for each case, in order; 1 if any case could not be read."""
    try:
        tables = load(chosen.policy)
        raw = sys.stdin.buffer.read() if chosen.file == "-" else Path(chosen.file).read_bytes()
    except OSError as error:
        return _refuse(f"{chosen.file} cannot be read ({error.strerror}); name a file that is there, or - ")
    except BadDeclaration as error:
        return _refuse(str(error))
    failed = False
    for case in cases(raw):
        result = answer_case(case, tables)
        failed |= "error" in result
        sys.stdout.write(json.dumps(result) + "\n")
    return int(failed)


def _refuse(why: str) -> int:
    sys.stderr.write(f"cannot assess: {why.strip()}\n")
    return 2


def cases(raw: bytes) -> list[bytes]:
    """One case a line, empty lines left out; a text that is one object over several lines is one case."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        if isinstance(json.loads(raw), dict):
            return [raw]
    except (ValueError, RecursionError):
        pass
    return [line for line in raw.split(b"\n") if line.strip()] or [b""]


def answer_case(case: bytes, tables: Tables) -> dict[str, Any]:
    """The assessment of one case, or `{"error": …}` in a sentence."""
    try:
        answers = tables.questionnaire.read(json.loads(case.decode("utf-8"), object_pairs_hook=_once))
    except UnknownAnswer as error:
        return {"error": str(error)}
    except UnicodeDecodeError:
        return {"error": "this line is not UTF-8 text; save it as UTF-8"}
    except (ValueError, RecursionError) as error:
        return {"error": f"this line is not JSON ({error}); write one case as one JSON object a line"}
    return assess(answers, tables).as_json()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand once each: two answers to one question are not one."""
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for key, _ in pairs if [k for k, _ in pairs].count(key) > 1)
        raise UnknownAnswer(f'"{twice}" is answered twice; write it once')
    return found
