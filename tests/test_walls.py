"""The walls of the house: which room may import what. A broken wall is printed with file, line and import."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("intake", "reports", "pages")

NEVER = {
    "intake": ("streamlit", "starlette", "uvicorn", "reportlab", "altair", "pandas", "pages", "reports"),
    "reports": ("streamlit", "starlette", "uvicorn", "sqlalchemy", "alembic", "sqlite3", "psycopg", "pages"),
    "pages": ("sqlalchemy", "alembic", "sqlite3", "psycopg", "reportlab"),
}
ONLY_IN_THE_STORE = ("sqlalchemy", "alembic", "sqlite3", "psycopg")
STORE = Path("intake/store")
COMMAND_LINE = {Path("intake/__main__.py"), Path("intake/store_cli.py")}
"""Where intake meets the outside: a command line reads the clock and hands it in."""

CLOCKS = {"datetime": {"now", "utcnow", "today"}, "date": {"today"}}
CHANCE = ("random", "secrets", "uuid")


def sources(room: str) -> list[Path]:
    """Every Python file of a room."""
    return sorted((ROOT / room).rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that a file imports, at the top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{'.' * node.level}{node.module or ''}.{alias.name}") for alias in node.names)


def in_package(name: str, packages: tuple[str, ...]) -> bool:
    """Whether an imported name is one of these packages or lies inside one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def here(path: Path, line: int, said: str) -> str:
    """`pages/form.py:12 imports sqlalchemy`."""
    return f"{path.relative_to(ROOT)}:{line} {said}"


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_imports_what_its_walls_keep_out(room: str) -> None:
    broken = [
        here(path, line, f"imports {name}")
        for path in sources(room)
        for line, name in imports(path)
        if in_package(name, NEVER[room])
    ]
    assert not broken, f"{room}/ must not import any of {', '.join(NEVER[room])}:\n" + "\n".join(broken)


def test_sql_lives_in_the_store_alone() -> None:
    broken = [
        here(path, line, f"imports {name}")
        for path in sources("intake")
        if STORE not in path.relative_to(ROOT).parents
        for line, name in imports(path)
        if in_package(name, ONLY_IN_THE_STORE)
    ]
    assert not broken, "Only intake/store/ knows SQL:\n" + "\n".join(broken)


def test_modules_of_pages_are_imported_by_their_full_name() -> None:
    """Streamlit puts `pages/` first on the path: `import _gate` would make a second gate beside `pages._gate`."""
    inside = {path.stem for path in sources("pages")} | {p.name for p in (ROOT / "pages").iterdir() if p.is_dir()}
    broken = [
        here(path, line, f"imports {name}")
        for path in [*sources("pages"), ROOT / "app.py"]
        for line, name in imports(path)
        if name.startswith(".") or name.split(".")[0] in inside - {"__init__"}
    ]
    assert not broken, "Say pages.… in full:\n" + "\n".join(broken)


def test_no_module_hides_one_of_the_standard_library() -> None:
    hidden = [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in sources(room)
        if path.stem in sys.stdlib_module_names and path.stem not in {"__init__", "__main__"}
    ]
    assert not hidden, "Streamlit puts folders on the path, so these would be taken for Python's own:\n" + "\n".join(
        hidden
    )


def test_intake_never_looks_at_the_clock() -> None:
    inside = [path for path in sources("intake") if path.relative_to(ROOT) not in COMMAND_LINE]
    imported = [
        here(path, line, f"imports {name}")
        for path in inside
        for line, name in imports(path)
        if in_package(name, ("time",))
    ]
    called = [
        here(path, call.lineno, f"calls {ast.unparse(call.func)}()")
        for path in inside
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and _reads_a_clock(call.func)
    ]
    assert not imported + called, "In intake/ the moment comes in as an argument:\n" + "\n".join(imported + called)


def _reads_a_clock(called: ast.expr) -> bool:
    """`datetime.now`, `datetime.datetime.now`, `date.today` and their like."""
    if not isinstance(called, ast.Attribute):
        return False
    owner = called.value.attr if isinstance(called.value, ast.Attribute) else getattr(called.value, "id", "")
    return called.attr in CLOCKS.get(owner, ())


def test_intake_leaves_nothing_to_chance_but_the_stores_own_tokens() -> None:
    broken = [
        here(path, line, f"imports {name}")
        for path in sources("intake")
        for line, name in imports(path)
        if in_package(name, CHANCE) and not (in_package(name, ("secrets",)) and STORE in path.relative_to(ROOT).parents)
    ]
    assert not broken, "Identity and chance come in as arguments; tokens are made in intake/store/:\n" + "\n".join(
        broken
    )


HANDS_OUT_FILES = {"download_button", "image", "audio", "video", "pdf", "logo", "file_uploader", "camera_input"}


def test_no_page_hands_a_file_to_streamlits_own_addresses() -> None:
    """What goes there answers to anybody who knows the address, and after the tab is closed: documents have routes."""
    broken = [
        here(path, call.lineno, f"calls st.{call.func.attr}()")
        for path in sources("pages")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in HANDS_OUT_FILES
    ]
    assert not broken, "Serve files through pages/_note_routes.py, which asks who is there:\n" + "\n".join(broken)


def test_no_page_puts_answers_into_a_shared_cache() -> None:
    """`st.cache_data` is one cache for all visitors, and any visitor can clear it."""
    broken = [
        here(path, node.lineno, f"uses st.{node.attr}")
        for path in sources("pages")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"cache_data", "cache_resource"}
    ]
    assert not broken, "Keep what belongs to a person in the store, and what belongs to all in a module:\n" + "\n".join(
        broken
    )
