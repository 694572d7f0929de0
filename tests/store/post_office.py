"""A real SMTP server of our own, which keeps what it is given, or refuses it as a test wishes."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from intake.mail import MailServer
from tests.browser.server import free_port

USER, PASSWORD = "clinic", "open sesame"


class PostOffice:
    """What came, and what to answer next: `says` is answered to each part of the conversation that it names."""

    def __init__(self) -> None:
        self.came: list[EmailMessage] = []
        self.says: dict[str, str] = {}
        self.hangs_up = False

    async def handle_RCPT(  # noqa: N802  # aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if "RCPT" in self.says:
            return self.says["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # as above
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.came.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
        if self.hangs_up:
            server.transport.close()
        return self.says.get("DATA", "250 OK")


def _known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
    right = isinstance(given, LoginPassword) and (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@contextmanager
def open_office(folder: Path, encryption: str = "smtp+plain") -> Iterator[tuple[PostOffice, MailServer]]:
    """The office, and how the clinic reaches it."""
    office, more, login = PostOffice(), {}, {}
    certificates = folder / "authority.pem"
    if encryption != "smtp+plain":
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(certificates))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        login = {"user": USER, "password": PASSWORD, "certificates": str(certificates)}
        more = {"authenticator": _known, "auth_required": True}
        more |= (
            {"ssl_context": context} if encryption == "smtps" else {"tls_context": context, "require_starttls": True}
        )
        more |= {"auth_require_tls": False} if encryption == "smtps" else {}
    port = free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port, ready_timeout=10, **more)
    controller.start()
    yield office, MailServer("127.0.0.1", port, encryption, "appointments@example.org", **login)
    controller.stop()
