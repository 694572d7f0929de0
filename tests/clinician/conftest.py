"""A clinician at the sample clinic's screens: the real router over a real database of the golden day."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from intake.cases import CaseFile
from intake.people import Account
from intake.store import Store
from pages import _clinics, _clock, _gate
from pages._sample import lay_out
from tests.golden.reading import golden_now

ROUTER = Path(__file__).resolve().parents[2] / "pages" / "_router.py"
PATIENCE = 30


def _at_the_golden_moment(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setenv("TWITCHBOARD_DATA", str(folder))
    patch.setattr(_clock, "_SHIFT", golden_now() - datetime.now(UTC))
    patch.setattr(_clinics, "_open", {})


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample clinic, laid out once; tests work on copies."""
    folder = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as patch:
        _at_the_golden_moment(patch, folder)
        lay_out(_clinics.start_sample(), golden_now())
        _clinics.forget_sample()
        return _clinics.sample_path()


@dataclass
class Screen:
    """A clinician's tab, and the store behind it."""

    store: Store
    account: Account

    def reference(self, name: str) -> str:
        """The case of the person whose name contains this."""
        return next(row.reference for row in self.store.cases.queue(golden_now()) if name in row.patient_name)

    def case(self, name: str) -> CaseFile:
        """What the store has of that person."""
        return self.store.cases.read(self.reference(name))

    def open(self, page: str, **query: str) -> AppTest:
        """The page as this clinician sees it."""
        tab = AppTest.from_file(ROUTER, default_timeout=PATIENCE).run()
        tab.switch_page(f"clinician/{page}.py")
        for name, value in query.items():
            tab.query_params[name] = value
        return tab.run()

    def open_case(self, name: str) -> AppTest:
        """That person's case."""
        return self.open("case", ref=self.reference(name))


@pytest.fixture
def screen(sample_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    """The first clinician of the sample clinic, signed in."""
    shutil.copy(sample_file, tmp_path / "sample.db")
    _at_the_golden_moment(monkeypatch, tmp_path)
    store = _clinics.start_sample()
    account = next(found for found in store.accounts.all() if found.username == "a.osei")
    token = store.sessions.open(_gate.STAFF, account.id, golden_now())
    monkeypatch.setattr(_gate, "cookies", lambda: {_gate.cookie_name(_gate.STAFF, secure=False): token})
    yield Screen(store, account)
    _clinics.forget_sample()


def words(tab: AppTest) -> str:
    """Everything that the page says: its HTML, notices and labels."""
    pieces = [element.proto.body for element in tab.get("html")]
    pieces += [element.value for kind in ("error", "success", "markdown", "code") for element in tab.get(kind)]
    return "\n".join(pieces)


Said = Callable[[AppTest], str]


@pytest.fixture
def said() -> Said:
    """What a page says."""
    return words
