"""What the gate decides from a request alone: is it this machine, and whose cookie is it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from starlette.requests import HTTPConnection

from pages import _gate

AWAY = "clinic.example"


def request(
    host: str = "127.0.0.1:8501", client: str = "127.0.0.1", scheme: str = "http", **headers: str
) -> HTTPConnection:
    named = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope: dict[str, Any] = {
        "type": "http",
        "scheme": scheme,
        "path": "/",
        "query_string": b"",
        "client": (client, 4000),
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
    }
    return HTTPConnection(scope)


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "[::1]:8501"])
def test_this_machine_by_its_own_name_is_this_machine(host: str) -> None:
    assert _gate.is_loopback(request(host))


def test_neither_another_name_nor_another_address_is_this_machine() -> None:
    assert not _gate.is_loopback(request(AWAY))
    assert not _gate.is_loopback(request(client="192.0.2.7"))


@pytest.mark.parametrize("header", _gate.PASSED_ON)
def test_what_a_proxy_on_this_machine_passes_on_is_not_this_machine(header: str) -> None:
    assert not _gate.is_loopback(request(**{header: "127.0.0.1"}))


@pytest.mark.parametrize("kind", [_gate.STAFF, _gate.PATIENT])
def test_where_cookies_are_secure_a_name_that_a_neighbour_could_set_is_not_read(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_gate, "find", lambda token, _kind: named(token))
    plain, tied = (_gate.cookie_name(kind, secure=secure) for secure in (False, True))
    assert _gate.current(request(AWAY, scheme="https", cookie=f"{plain}=planted"), kind) is None
    for mine in (
        request(AWAY, scheme="https", cookie=f"{plain}=planted; {tied}=mine"),
        request(cookie=f"{plain}=mine"),
    ):
        assert _gate.current(mine, kind) == named("mine")


def named(token: str | None) -> SimpleNamespace | None:
    """The session that a token stands for, as far as it matters here."""
    return SimpleNamespace(token=token, session=SimpleNamespace(kind="staff")) if token else None
