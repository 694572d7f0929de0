"""How long a patient waits, beside an empty Streamlit app on the same machine: `python -m benchmarks.patients`.

On a slow phone (1.6 Mbit/s, 150 ms, a quarter of the processor): seconds and bytes to the readable emergency page and
to the first question that can be answered, which is a plain page, and from there to the second, which is Streamlit's;
with what was fetched ahead while each page is read, and tapped at once. On the server: milliseconds from
Continue to the next page, beside a rerun of an app of one question and one button. Then sixty patients at once, each
thinking ten seconds, and whether every answer is there afterwards. Each figure stands beside its aim.

`python -m benchmarks.patients phone|continue|sixty` takes one part. The empty app runs with our own server settings.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import httpx
from playwright.sync_api import Browser, sync_playwright

from benchmarks.phone import Phone, phone
from benchmarks.tab import Tab
from intake.form import Answer
from intake.invitations import NewPatient
from intake.questionnaire import questionnaire
from tests.browser.chromium import arguments, find
from tests.browser.server import Server, free_port
from tests.browser.visitors import cookie_of, patient, sample_store, server_now, staff
from tests.patient.test_form import PLAIN

ROOT = Path(__file__).resolve().parents[1]
EMPTY_APP = """import streamlit as st

st.radio("One question", ["Yes", "No"], index=None, key="q")
st.button("Continue", key="on")
"""
ROUNDS, RERUNS, PATIENTS, THINKING = 3, 30, 60, 10.0
ONE_QUESTION = "[data-testid=stRadio] input"
FIRST_INPUT = "main form .question input[type=text]"
SECOND_INPUT = "[data-testid=stForm] input"
Walked = tuple[list[float], dict[str, Answer]]
"""Milliseconds of each Continue, and every answer that was given."""
SMALL: dict[str, Answer] = {**PLAIN, "own-words": "A little over a page of thoughts, as people write them. " * 8}


@contextmanager
def empty_app() -> Iterator[str]:
    """An app of one question and one button, with our own settings; its address."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "app.py").write_text(EMPTY_APP)
        shutil.copytree(ROOT / ".streamlit", Path(folder) / ".streamlit")
        command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
        running = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait()


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            urlopen(address, timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"Nothing answers at {address}.")


@contextmanager
def clinic() -> Iterator[Server]:
    """Our own server with the sample clinic open."""
    with tempfile.TemporaryDirectory() as folder:
        running = Server(Path(folder)).start()
        staff(running).close()
        try:
            yield running
        finally:
            running.stop()


def somebody(number: int) -> NewPatient:
    """A patient of their own for each visit."""
    return NewPatient(family_name=f"Bench{number}", given_name="Bo", date_of_birth=date(1970, 1, 1 + number % 28))


def line(name: str, figure: str, aim: str = "", kept: bool | None = None) -> None:
    """One figure, with its aim."""
    verdict = "" if kept is None else "  ok" if kept else "  MISSED"
    print(f"{name:<58} {figure:>22}   {aim}{verdict}", flush=True)


def median(measure: Callable[[], tuple[float, ...]], rounds: int = ROUNDS) -> list[float]:
    """The medians of what a measure gives, over some rounds."""
    return [statistics.median(values) for values in zip(*(measure() for _ in range(rounds)), strict=True)]


# --- The phone ------------------------------------------------------------------------------------------------


@contextmanager
def visit(server: Server, browser: Browser, number: int) -> Iterator[Phone]:
    """A phone in the hand of somebody who has just confirmed their date of birth elsewhere: nothing is fetched yet."""
    with closing(patient(server, somebody(number))) as one, phone(browser, server.url, dict(one.cookies)) as seen:
        yield seen


def on_a_phone(server: Server, empty: str) -> None:
    """The emergency page, the first question and the second page, cold and fetched ahead."""
    found = find()
    if found is None:
        raise SystemExit("No Chromium was found; see tests/browser/chromium.py.")
    numbers = iter(range(1, 1000))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.path, args=arguments())

        def emergency() -> tuple[float, ...]:
            with (
                closing(patient(server, somebody(next(numbers)))) as one,
                phone(browser, server.url, dict(one.cookies)) as seen,
            ):
                seconds = seen.open(f"{server.url}/emergency", "h1")
                return seen.readable(), seconds, seen.fetched

        def question(*, ahead: bool) -> tuple[float, ...]:
            with (
                closing(patient(server, somebody(next(numbers)))) as one,
                phone(browser, server.url, dict(one.cookies)) as seen,
            ):
                seen.open(f"{server.url}/emergency", "h1")
                if ahead:
                    seen.read()
                seen.page.locator("label:has(#none-of-these)").click()
                driven, size = seen.tap("Continue", FIRST_INPUT), seen.fetched
                first = seen.readable()
                if ahead:
                    seen.read()
                seen.page.locator(FIRST_INPUT).first.fill("0113 496 0123")
                return first, driven, size, seen.tap("Continue", SECOND_INPUT), seen.fetched

        def theirs() -> tuple[float, ...]:
            with phone(browser, empty) as seen:
                cold, size = seen.open(empty, ONE_QUESTION), seen.fetched
                seen.read()
                return cold, size, seen.open(f"{empty}/?again", ONE_QUESTION)

        seconds, driven, size = median(emergency)
        aim = "under 1.5 s, cold"
        line("Emergency page readable, cold", f"{seconds:.2f} s, {size / 1000:.0f} kB", aim, seconds < 1.5)
        line("  as seen from outside, through the test driver", f"{driven:.2f} s")
        for ahead in (True, False):
            first, driven, size, second, more = median(lambda ahead=ahead: question(ahead=ahead))  # type: ignore[misc]
            how = "fetched ahead while reading" if ahead else "tapped at once"

            def came(size: float, ahead: bool = ahead) -> str:
                """What came over the line; where all was fetched ahead the browser counts its own store, too."""
                return "" if ahead else f", {size / 1000:.0f} kB"

            line(f"First question after it (plain), {how}", f"{first:.2f} s{came(size)}", "under 1.5 s",
                 first < 1.5)  # fmt: skip
            line("  as seen from outside, through the test driver", f"{driven:.2f} s")
            line(f"  second page after it (Streamlit starts), {how}", f"{second:.2f} s{came(more)}")
        seconds, size, again = median(theirs)
        line("Empty Streamlit app, its one question, cold", f"{seconds:.2f} s, {size / 1000:.0f} kB")
        line("Empty Streamlit app, opened a second time", f"{again:.2f} s")
        browser.close()


# --- Continue ---------------------------------------------------------------------------------------------------


def answers_on(tab: Tab, wanted: dict[str, Answer]) -> tuple[dict[str, Any], dict[str, Answer]]:
    """What to put into the widgets of this page, and the answers that this says."""
    values: dict[str, Any] = {}
    said: dict[str, Answer] = {}
    for question in questionnaire().questions.values():
        answer, key = wanted.get(question.link_id), f"a0-{question.link_id}"
        if question.type == "choices":
            codes = [code for code in _ticked(answer) if f"{key}-{code}" in tab.widgets]
            values |= {f"{key}-{code}": True for code in codes}
            said |= {question.link_id: answer} if codes and answer else {}
        elif answer and key in tab.widgets:
            text = question.by_code[str(answer)].text if question.choices else str(answer)
            values[key], said[question.link_id] = text, answer
    return values, said


def _ticked(answer: Answer | None) -> list[str]:
    codes = (answer,) if isinstance(answer, str) else answer or ()
    return [one for code in codes for one in (code.replace("both-", side) for side in _sides(code))]


def _sides(code: str) -> tuple[str, ...]:
    return ("left-", "right-") if code.startswith("both-") else ("both-",)


def on(tab: Tab) -> str:
    """The key of Continue on this page."""
    return next(key for key in tab.widgets if key.startswith("continue-"))


async def first_page(
    address: str, cookie: str, wanted: dict[str, Answer], think: float
) -> tuple[float, dict[str, Answer]]:
    """The plain page, answered as its own script does it: kept, left, and the page after it fetched.

    When Continue was pressed, and what was answered.
    """
    async with httpx.AsyncClient(base_url=address, headers={"cookie": cookie, "origin": address}) as browser:
        page = (await browser.get("/form?step=1")).text
        was = dict(re.findall(r'name="was-([^"]+)" value="([^"]*)"', page))
        said = {link_id: wanted[link_id] for link_id in was if link_id in wanted}
        fields = {f"was-{link_id}": unescape(shown) for link_id, shown in was.items()}
        fields |= {link_id: str(answer) for link_id, answer in said.items()}
        await asyncio.sleep(think)
        pressed = time.perf_counter()
        kept = await browser.post("/form", data={**fields, "keep": "yes"})
        left = await browser.post("/form", data=fields)
        if (kept.status_code, left.headers.get("location")) != (204, "/form?step=2"):
            raise SystemExit(f"The first page was not left: {kept.status_code}, {left.status_code} {left.headers}")
        await browser.get("/form?step=2")
    return pressed, said


async def walk(address: str, cookie: str, wanted: dict[str, Answer], think: float = 0) -> Walked:
    """From the first question to the check page; milliseconds of each Continue, and what was answered.

    The first is from Continue on the plain page until Streamlit has drawn the second.
    """
    pressed, said = await first_page(address, cookie, wanted, think)
    async with Tab(address, "form", cookie) as tab:
        await tab.run()
        times = [(time.perf_counter() - pressed) * 1000]
        while any(key.startswith("continue-") for key in tab.widgets):
            await asyncio.sleep(think)
            values, these = answers_on(tab, wanted)
            times.append(await tab.run(values, on(tab)))
            said |= these
            if len(times) > 40:
                raise SystemExit(f"Still not at the check page; last asked for {sorted(tab.widgets)}")
    return times, said


async def empty_reruns(address: str) -> list[float]:
    """Milliseconds of a rerun of the empty app."""
    async with Tab(address, "") as tab:
        await tab.run()
        return [await tab.run({"q": "Yes"}, "on") for _ in range(RERUNS)]


def continues(server: Server, empty: str) -> None:
    """Continue beside the empty app's rerun, in turns."""
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(ROUNDS):
        with closing(patient(server, somebody(100 + number))) as one:
            one.post("/emergency", data={"fits": "none-of-these"})
            ours += asyncio.run(walk(server.url, cookie_of(one), SMALL))[0][1:]
        theirs += asyncio.run(empty_reruns(empty))
    mine, other = statistics.median(ours), statistics.median(theirs)
    line("Continue: saved and the next page drawn, median", f"{mine:.1f} ms of {len(ours)}")
    line("Empty app: a rerun, median", f"{other:.1f} ms of {len(theirs)}")
    line("Continue against the empty rerun", f"{mine / other:.2f} ×", "at most 1.5 ×", mine / other <= 1.5)


# --- Sixty at once --------------------------------------------------------------------------------------------------


def sixty(server: Server) -> None:
    """Sixty patients at once, ten seconds of thinking before each Continue."""
    with ExitStack() as open_ones:
        people = [somebody(200 + number) for number in range(PATIENTS)]
        visits = [open_ones.enter_context(closing(patient(server, person))) for person in people]
        for visit in visits:
            visit.post("/emergency", data={"fits": "none-of-these"})
        cookies = [cookie_of(visit) for visit in visits]
        done = asyncio.run(_all_at_once(server.url, cookies))
    times = sorted(each for walked, _ in done for each in walked)
    lost = _lost(server, people, [said for _, said in done])
    line(f"{PATIENTS} at once: Continue, median of {len(times)}", f"{statistics.median(times):.0f} ms", "under 200 ms",
         statistics.median(times) < 200)  # fmt: skip
    firsts = sorted(walked[0] for walked, _ in done)
    line("  from the plain first page until Streamlit has drawn the second", f"{statistics.median(firsts):.0f} ms")
    line("  95 of 100 are done within", f"{times[int(len(times) * 0.95)]:.0f} ms")
    given = sum(len(said) for _, said in done)
    line("  answers given and not found afterwards", f"{lost} of {given}", "none", lost == 0)


async def _all_at_once(address: str, cookies: list[str]) -> list[Walked]:
    async def one(number: int, cookie: str) -> Walked:
        await asyncio.sleep(THINKING * number / len(cookies))
        return await walk(address, cookie, SMALL | {"own-words": f"I am number {number}. " * 20}, THINKING)

    return await asyncio.gather(*(one(number, cookie) for number, cookie in enumerate(cookies)))


def _lost(server: Server, people: list[NewPatient], said: list[dict[str, Answer]]) -> int:
    """Answers that were given and do not stand in the draft."""
    with sample_store(server) as store:
        by_name = {one.patient.family_name: one for one in store.invitations.recent(server_now(server))}
        drafts = [store.drafts.read(by_name[person.family_name].id) for person in people]
    return sum(
        draft is None or _bare(draft.answers.get(link_id)) != _bare(answer)
        for draft, given in zip(drafts, said, strict=True)
        for link_id, answer in given.items()
    )


def _bare(answer: Answer | None) -> Answer | None:
    return answer.strip() if isinstance(answer, str) else answer


def main() -> None:
    """The parts that are asked for; all of them when none is."""
    parts = sys.argv[1:] or ["phone", "continue", "sixty"]
    with clinic() as server, empty_app() as empty:
        if "phone" in parts:
            on_a_phone(server, empty)
        if "continue" in parts:
            continues(server, empty)
        if "sixty" in parts:
            sixty(server)


if __name__ == "__main__":
    main()
