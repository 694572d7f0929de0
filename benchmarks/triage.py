"""How fast a case is graded and explained, beside a hand-written chain of ifs and plain numpy columns.

`python benchmarks/triage.py` prints one table. The chain and the columns say the urgency alone; the
engine says it with every row, the answers that raised it, what is open, and what is to be ordered.
All of them must agree on every case before anything is timed.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from intake.bulk import encode_for, grade
from intake.form import Answer, Answers
from intake.rules import Tables, load
from intake.triage import assess

STORED = 100_000
REGION_NAMES = (
    "eyelid face jaw-tongue neck shoulder upper-arm forearm hand chest-abdomen back hip-buttock thigh calf-shin foot"
)
LASTING = {"2-4-weeks", "1-3-months", "3-12-months", "over-1-year"}
LOST = {"buttons-keys", "gripping", "dropping-things", "lifting", "stairs", "rising-from-chair"}
LOST |= {"tripping", "holding-head-up"}
FAST = {"suddenly", "hours-to-days"}
SIDES = ("left-", "right-", "both-")


def region(code: str) -> str:
    """A region without its side."""
    return code.split("-", 1)[1] if code.startswith(SIDES) else code


def chain(a: Answers) -> int:  # noqa: C901 - a chain of ifs is what is measured
    """The article's policy as somebody would write it by hand: the rank of the urgency and nothing else."""
    get = a.get
    signs = get("emergency-signs", ())
    weak = get("weakness") == "yes" or not LOST.isdisjoint(get("tasks", ()))
    breathing, speech, swallowing = get("breathing") == "yes", get("speech") == "yes", get("swallowing") == "yes"
    coordination = get("coordination") == "yes"
    pace = get("weakness-pace")
    if signs and signs != ("none-of-these",):
        return 5
    if pace in FAST or (pace == "days-to-4-weeks" and get("weakness-sides") == "both-sides"):
        return 5
    if get("coordination-pace") == "suddenly" or (get("sensory-pace") in FAST and (weak or coordination)):
        return 5
    double = get("double-vision") == "yes"
    if double and (swallowing or breathing):
        return 5
    wasting = get("muscle-smaller") == "yes"
    if wasting or (breathing and (weak or speech or swallowing)):
        return 4
    regions = {region(code) for code in get("regions", ()) if code not in ("none-now", "not-sure")}
    if weak or speech or swallowing or coordination or double or get("weakness-worse") == "yes":
        return 3
    if get("numbness") == "yes" or get("tingling") == "yes" or get("known-neuro") == "yes" or "jaw-tongue" in regions:
        return 3
    spread = get("spread") == "yes" or len(regions) > 1
    lasting, family = get("twitch-duration") in LASTING, get("family-history") == "yes"
    if spread or breathing or get("getting-worse") == "yes" or "face" in regions or (lasting and family):
        return 2
    if lasting or family or get("muscle-stiffness") == "yes" or get("weight-loss") == "yes":
        return 1
    if get("medicine-change") == "yes" or get("neck-surgery-or-low-salts") == "yes" or get("tick-exposure") == "yes":
        return 1
    return 0


def columns_of(cases: Sequence[Answers]) -> dict[str, np.ndarray]:
    """The answers as plain numpy columns, a truth for each that the chain asks about."""
    names = """
        weakness breathing speech swallowing coordination double-vision muscle-smaller weakness-worse numbness tingling
        known-neuro spread family-history getting-worse muscle-stiffness weight-loss medicine-change
        neck-surgery-or-low-salts tick-exposure
    """
    found = {name: np.array([a.get(name) == "yes" for a in cases]) for name in names.split()}
    found["signs"] = np.array([a.get("emergency-signs", ()) not in ((), ("none-of-these",)) for a in cases])
    found["task"] = np.array([not LOST.isdisjoint(a.get("tasks", ())) for a in cases])
    found["fast"] = np.array([a.get("weakness-pace") in FAST for a in cases])
    found["weeks"] = np.array([a.get("weakness-pace") == "days-to-4-weeks" for a in cases])
    found["both"] = np.array([a.get("weakness-sides") == "both-sides" for a in cases])
    found["sudden"] = np.array([a.get("coordination-pace") == "suddenly" for a in cases])
    found["fast-sensory"] = np.array([a.get("sensory-pace") in FAST for a in cases])
    found["lasting"] = np.array([a.get("twitch-duration") in LASTING for a in cases])
    for name in REGION_NAMES.split():
        found[f"in {name}"] = np.array([name in map(region, a.get("regions", ())) for a in cases])
    return found


def by_columns(c: dict[str, np.ndarray]) -> np.ndarray:
    """The chain over columns."""
    weak = c["weakness"] | c["task"]
    bulbar = c["speech"] | c["swallowing"]
    emergency = c["signs"] | c["fast"] | (c["weeks"] & c["both"]) | c["sudden"]
    emergency |= c["fast-sensory"] & (weak | c["coordination"])
    emergency |= c["double-vision"] & (c["swallowing"] | c["breathing"])
    immediate = c["muscle-smaller"] | (c["breathing"] & (weak | bulbar))
    urgent = (
        weak | bulbar | c["coordination"] | c["double-vision"] | c["weakness-worse"] | c["numbness"] | c["tingling"]
    )
    urgent |= c["known-neuro"] | c["in jaw-tongue"]
    regions = sum(c[f"in {name}"].astype(np.int8) for name in REGION_NAMES.split())
    soon = c["spread"] | (regions > 1) | c["breathing"] | c["getting-worse"] | c["in face"]
    soon |= c["lasting"] & c["family-history"]
    routine = c["lasting"] | c["family-history"] | c["muscle-stiffness"] | c["weight-loss"] | c["medicine-change"]
    routine |= c["neck-surgery-or-low-salts"] | c["tick-exposure"]
    return np.select([emergency, immediate, urgent, soon, routine], [5, 4, 3, 2, 1], 0)


def invented(tables: Tables, count: int) -> list[dict[str, Answer]]:
    """Intakes as a clinic might have stored them: mostly no, a few yes, some not sure. Always the same ones."""
    chance = random.Random(20261123)
    return [_one(tables, chance) for _ in range(count)]


def _one(tables: Tables, chance: random.Random) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for link in tables.rule_bearing:
        question = tables.questionnaire.questions[link]
        if question.type == "yes-no":
            answers[link] = chance.choices(("no", "yes", "not-sure"), (84, 10, 6))[0]
        elif question.type == "choice":
            answers[link] = chance.choice([choice.code for choice in question.choices])
        else:
            some = [choice.code for choice in question.choices if not choice.alone]
            quiet = next(choice.code for choice in question.choices if choice.alone)
            often = 0.02 if link == "emergency-signs" else 0.5 if link == "regions" else 0.1
            answers[link] = tuple(chance.sample(some, chance.randint(1, 3))) if chance.random() < often else (quiet,)
    return tables.questionnaire.settle(answers)


def seconds(work: Callable[[], object], repeat: int = 5) -> float:
    """The fastest of some runs."""
    best = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


MARK: Answers = {
    "emergency-signs": ("none-of-these",),
    "breathing": "no",
    "speech": "no",
    "swallowing": "no",
    "tasks": ("lifting",),
    "weakness": "yes",
    "weakness-worse": "yes",
    "weakness-pace": "weeks-to-months",
    "weakness-sides": "one-side",
    "muscle-smaller": "not-sure",
    "twitching": "yes",
    "regions": ("right-forearm", "right-shoulder", "right-thigh"),
    "spread": "yes",
    "twitch-duration": "1-3-months",
    "numbness": "no",
    "tingling": "no",
    "coordination": "no",
    "double-vision": "no",
}


def main() -> int:
    """Print the table; the exit status is 1 where the ways of grading disagree."""
    tables = load()
    cases = invented(tables, STORED)
    encoded, columns = encode_for(cases, tables), columns_of(cases)
    ranks = np.array([assess(case, tables).urgency.rank for case in cases])
    by_hand = [chain(case) for case in cases]
    others = {"chain": by_hand, "columns": by_columns(columns), "bulk": grade(encoded, tables).urgency}
    for name, other in others.items():
        if (ranks != np.asarray(other)).any():
            print(f"{name} disagrees with the engine on {cases[int(np.argmax(ranks != np.asarray(other)))]}")
            return 1
    print(f"{STORED:,} invented intakes: the chain, the columns, the bulk and the engine agree on every one")
    gc.collect()
    gc.freeze()  # as the program does once it has started
    report_one(tables)
    report_many(tables, cases)
    report_bulk(seconds(lambda: grade(encoded, tables)), seconds(lambda: by_columns(columns)))
    return 0


def report_one(tables: Tables, loops: int = 2_000) -> None:
    """One case, again and again, as a page does that shows it."""
    explained = seconds(lambda: [assess(MARK, tables) for _ in range(loops)], 40) / loops
    bare = seconds(lambda: [chain(MARK) for _ in range(loops)], 40) / loops
    line("one case", f"explained {explained * 1e6:8.2f} µs", f"chain of ifs {bare * 1e6:8.2f} µs", explained / bare)


def report_many(tables: Tables, cases: Sequence[Answers]) -> None:
    """All of them, each once, as a replay does that explains everybody."""
    explained = seconds(lambda: sum(assess(case, tables).strength for case in cases), 2)
    bare = seconds(lambda: sum(chain(case) for case in cases), 2)
    each, plain = STORED / explained, STORED / bare
    line(f"{STORED:,} cases", f"explained {each:8,.0f} a second", f"chain {plain:8,.0f} a second", explained / bare)


def report_bulk(bulk: float, plain: float) -> None:
    """All of them as columns: the engine's urgency and ceiling, beside the urgency alone."""
    line(f"{STORED:,} cases", f"in bulk {bulk * 1e3:8.2f} ms", f"numpy columns {plain * 1e3:8.2f} ms", bulk / plain)


def line(what: str, ours: str, theirs: str, ratio: float) -> None:
    """One line of the table; the ratio is how many times as long ours takes."""
    print(f"{what:16}{ours:32}{theirs:32}{ratio:6.1f} times as long")


if __name__ == "__main__":
    sys.exit(main())
