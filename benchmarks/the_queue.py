"""How fast the queue is, beside a bare Streamlit page that shows the same rows and charts from constants.

    python benchmarks/the_queue.py                    # everything; a million closed cases behind, some minutes
    python benchmarks/the_queue.py --closed 10000     # a quick look
    python benchmarks/the_queue.py --without browser thirty

One run prints: server time and bytes of a rerun with 200, 10,000 and 100,000 open cases; a filter, a search, opening
a case, a claim; the first run after a start; click to painted in Chromium; thirty clinicians at once. The columns:
median time, the server's processor time, bytes. Ratios are of processor time, of touches made in turn.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import mean, median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.queue_ground import fill, found  # noqa: E402
from benchmarks.queue_visitor import Cost, Visitor  # noqa: E402
from intake.people import Account  # noqa: E402
from intake.store import open_store  # noqa: E402
from intake.today import Filter  # noqa: E402
from tests.browser.server import Server  # noqa: E402

TIMES = 15
BREATH = 0.1
THINKS = 5.0
LASTS = 40.0


def say(what: str, costs: list[Cost], beside: float = 0.0) -> float:
    """Print one line; returns processor seconds a touch where they are known, else the median in seconds."""
    seconds, used = median(cost.seconds for cost in costs), mean(cost.processor for cost in costs)
    weight = used or seconds
    ratio = f"{weight / beside:5.2f}x" if beside else ""
    size = median(cost.bytes for cost in costs) / 1024
    print(f"{what:<52} {seconds * 1000:8.1f} ms {used * 1000:8.1f} ms {size:8.1f} KiB  {ratio}", flush=True)
    return weight


def again(touch: Callable[[], Cost]) -> list[Cost]:
    """The same touch some times over; the first two are not counted."""
    return [touch() for _ in range(TIMES + 2)][2:]


@contextmanager
def floor(folder: Path, port: int) -> Iterator[int]:
    """The bare page, on its own server; its process."""
    with (folder / "floor.log").open("wb") as log:
        command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "benchmarks/queue_floor.py")]
        running = subprocess.Popen([*command, f"--server.port={port}"], cwd=ROOT, stdout=log, stderr=log)
    try:
        patiently(port)
        yield running.pid
    finally:
        running.terminate()
        running.wait()


def patiently(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(300):
        try:
            with Visitor(port):
                return
        except OSError:
            time.sleep(0.1)


def cookie_of(url: str, person: Account) -> str:
    """A session of that clinician's, as a cookie."""
    store = open_store(url)
    token = store.sessions.open("staff", person.id, datetime.now(UTC))
    store.close()
    return f"twitchboard-staff={token}"


def references(url: str, count: int) -> list[str]:
    """The first so many open cases that nobody has."""
    store = open_store(url)
    rows = store.cases.look(Filter(), "", datetime.now(UTC), count).rows
    store.close()
    return [row.reference for row in rows if row.claimed_by_id is None]


def in_turn(*touches: Callable[[], Cost]) -> list[list[Cost]]:
    """Several touches in turn, so that what else the machine does falls on all alike; two rounds are not counted.

    A breath between them, as a person takes: what the last one left to be sent is out by then.
    """
    rounds = [[_after_a_breath(touch) for touch in touches] for _ in range(3 * TIMES + 2)][2:]
    return [list(costs) for costs in zip(*rounds, strict=True)]


def _after_a_breath(touch: Callable[[], Cost]) -> Cost:
    time.sleep(BREATH)
    return touch()


def rerun_in_turn(bare: Visitor, small: Visitor | None, tab: Visitor) -> None:
    """A rerun of the queue beside the floor and, where it is larger, beside the smallest clinic's."""
    others = [bare] if small is None else [bare, small]
    *beside, ours = in_turn(*(partial(each.go, "queue") for each in (*others, tab)))
    floor_now = say("the floor: rows and charts from constants", beside[0])
    rerun = say("rerun of the queue, in turn with the floor", ours, floor_now)
    if small is not None:
        least = say("the smallest clinic's own, in turn", beside[1], floor_now)
        print(f"{'':<52} {rerun / least:40.2f}x its own at the smallest")


def one_clinician(server: Server, cookie: str, opened: int, bare: Visitor, small: Visitor | None) -> None:
    """The touches of one clinician with so many open."""
    with Visitor(server.port, cookie, server.process) as tab:
        first = tab.go("queue")
        print(f"\n{opened:,} open" + f"   (first run after the start {first.seconds * 1000:.0f} ms)", flush=True)
        rerun_in_turn(bare, small, tab)
        url = f"sqlite:///{server.data / 'clinic.db'}"
        say("a rerun just after a colleague's change", after_a_change(tab, url))
        say("what is looked at every 15 s, nothing changed", again(tab.look_again))
        say("a filter: late", again(lambda: tab.go("queue", "show=late")))
        tab.go("queue")
        names = iter(("archer", "núñez", "glover", "ana", "pott") * TIMES)
        say("a search by name", again(lambda: tab.type("queue-search", next(names))))
        tab.type("queue-search", "")
        say("the counts of Today", again(lambda: tab.go("today")))
        tab.go("queue")
        takes = iter([key for key in tab.widgets if key.startswith("take-")])
        say("a claim", again(lambda: tab.click(next(takes))))
        cases = iter(references(url, 40))
        say("opening a case from the queue", again(lambda: opened_from_queue(tab, next(cases))))


def after_a_change(tab: Visitor, url: str) -> list[Cost]:
    """Reruns for which everything is counted anew, because the records have moved since the last look."""
    colleague = open_store(url)

    def change_and_look() -> Cost:
        colleague.audit.note("Benchmark", "changed something", None, datetime.now(UTC))
        return _after_a_breath(lambda: tab.go("queue"))

    costs = again(change_and_look)
    colleague.close()
    return costs


def opened_from_queue(tab: Visitor, reference: str) -> Cost:
    """A case, by who comes from the queue; the way there is not counted.

    From one case to the next the page asks to be loaded anew, and answers with next to nothing.
    """
    tab.go("queue")
    return _after_a_breath(lambda: tab.go("case", f"ref={reference}"))


def thirty(server: Server, url: str, people: list[Account]) -> None:
    """Thirty clinicians who look, filter, open and take, and think for five seconds in between."""
    costs: list[Cost] = []
    cookies = [cookie_of(url, person) for person in people]
    ends = time.monotonic() + LASTS

    def work(number: int) -> None:
        chance = random.Random(number)
        cases = references(url, 200)
        with Visitor(server.port, cookies[number]) as tab:
            time.sleep(chance.random() * THINKS)
            tab.go("queue")
            while time.monotonic() < ends:
                time.sleep(chance.uniform(0.5, 1.5) * THINKS)
                costs.append(_something(tab, chance, cases))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    worst = sorted(cost.seconds for cost in costs)[int(len(costs) * 0.95)]
    say(f"{len(people)} clinicians at once, {len(costs)} touches", costs)
    print(f"{'':<52} {worst * 1000:8.1f} ms at the 95th of a hundred")


def _something(tab: Visitor, chance: random.Random, cases: list[str]) -> Cost:
    what = chance.random()
    if what < 0.4:
        return tab.go("queue")
    if what < 0.6:
        return tab.go("queue", f"show={chance.choice(('late', 'today', 'nobody', 'call'))}")
    if not tab.is_at("queue"):
        return tab.go("queue")
    if what < 0.9:
        return tab.go("case", f"ref={chance.choice(cases)}")
    takes = [key for key in tab.widgets if key.startswith("take-")]
    return tab.click(chance.choice(takes)) if takes else tab.go("queue")


def in_chromium(server: Server, cookie: str) -> None:
    """From a click to what it leads to standing on the screen."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import arguments, find

    chosen = find()
    if chosen is None:
        print("No Chromium: click to painted is left out.")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chosen.path, args=arguments())
        page = browser.new_page(base_url=server.url)
        name, _, value = cookie.partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": server.url}])
        begun = time.perf_counter()
        page.goto("/queue")
        page.wait_for_selector(".tb-row:not(.tb-head)")
        print(f"{'the queue, cold browser':<52} {(time.perf_counter() - begun) * 1000:8.1f} ms")
        opened, filtered = [], []
        for _ in range(7):
            opened.append(_painted(page, "[class*='st-key-row-'] a", ".tb-casehead"))
            page.get_by_text("‹ Queue").first.click()
            page.wait_for_selector(".tb-row:not(.tb-head)")
            filtered.append(_painted(page, "text=/^Late /", ".tb-filtered"))
            page.get_by_role("button", name="Show everybody").click()
            page.wait_for_selector(".tb-filtered", state="detached")
        print(f"{'a row clicked until its case is painted':<52} {median(opened) * 1000:8.1f} ms")
        print(f"{'a filter clicked until it is painted':<52} {median(filtered) * 1000:8.1f} ms")
        browser.close()


def _painted(page: object, target: str, shown: str) -> float:
    begun = time.perf_counter()
    page.locator(target).first.click()  # type: ignore[attr-defined]
    page.wait_for_selector(shown)  # type: ignore[attr-defined]
    return time.perf_counter() - begun


def main() -> None:
    """Measure what was asked for."""
    asking = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asking.add_argument("--closed", type=int, default=1_000_000)
    asking.add_argument("--open", type=int, nargs="*", default=[200, 10_000, 100_000])
    asking.add_argument("--port", type=int, default=8641)
    asking.add_argument("--folder", type=Path)
    asking.add_argument("--without", nargs="*", default=[], choices=["browser", "thirty"])
    asked = asking.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as there:
        measure(asked, Path(there))


def measure(asked: argparse.Namespace, folder: Path) -> None:
    """One clinic that grows, one server for each size; the floor and the smallest size stay up to compare with."""
    server = Server(folder / "growing", begins=datetime.now(UTC), port=asked.port + 1)
    server.data.mkdir(parents=True)
    url, people = found(server.data)
    fill(server.data, 0, asked.closed)
    print(f"{asked.closed:,} closed cases behind", flush=True)
    with ExitStack() as kept:
        answers = kept.enter_context(floor(folder, asked.port))
        bare, small = kept.enter_context(Visitor(asked.port, server=answers)), None
        bare.go("queue")
        begin = asked.closed
        for opened in asked.open:
            fill(server.data, opened - (begin - asked.closed), 0, begin)
            begin = asked.closed + opened
            server.start()
            try:
                one_clinician(server, cookie_of(url, people[0]), opened, bare, small)
                if small is None:
                    _on_its_own(asked, server, url, people)
            finally:
                server.stop()
            if small is None and opened != asked.open[-1]:
                small = kept.enter_context(_smallest(server, folder / "smallest", asked.port + 2, people[0]))


def _on_its_own(asked: argparse.Namespace, server: Server, url: str, people: list[Account]) -> None:
    """What is measured at the first size only."""
    if "browser" not in asked.without:
        in_chromium(server, cookie_of(url, people[0]))
    if "thirty" not in asked.without:
        thirty(server, url, people)


@contextmanager
def _smallest(grown: Server, folder: Path, port: int, person: Account) -> Iterator[Visitor]:
    """A copy of the clinic as it is now, on a server of its own that stays up, with a tab in it."""
    kept = Server(folder, begins=datetime.now(UTC), port=port)
    shutil.copytree(grown.data, kept.data)
    kept.start()
    try:
        cookie = cookie_of(f"sqlite:///{kept.data / 'clinic.db'}", person)
        with Visitor(port, cookie, kept.process) as tab:
            tab.go("queue")
            yield tab
    finally:
        kept.stop()


if __name__ == "__main__":
    main()
