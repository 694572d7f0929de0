"""The clinic's mail server: where it is, and handing it one message.

Set by the environment, because a password belongs neither in the database nor in its history:
`TWITCHBOARD_SMTP=smtp://user:password@host:587` (STARTTLS) or `smtps://…:465` (TLS from the start), and
`TWITCHBOARD_SMTP_FROM=appointments@example.org`. `smtp+plain://` sends without encryption, and only to this
machine. `TWITCHBOARD_SMTP_CA` names a file of certificates where the server's is the clinic's own.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

from intake.messages import Letter
from intake.places import LOOPBACK

SECONDS = 20
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


class MailNotSet(ValueError):  # noqa: N818  # a refusal, named as it is said
    """The settings of the mail server cannot be used; the message says which and what to write."""


class NotSent(Exception):  # noqa: N818  # a refusal, named as it is said
    """The server did not take the message.

    `for_good`: it will never take it. `unclear`: it may have taken it, so nobody tries again unasked.
    """

    def __init__(self, said: str, *, for_good: bool = False, unclear: bool = False) -> None:
        super().__init__(said)
        self.for_good, self.unclear = for_good, unclear


@dataclass(frozen=True)
class MailServer:
    """A mail server that takes the clinic's messages."""

    host: str
    port: int
    encryption: str
    from_address: str
    user: str = ""
    password: str = ""
    certificates: str = ""

    def send(self, to_address: str, letter: Letter, message_id: str, now: datetime) -> None:
        """Hand over one message. Raises NotSent.

        The same `message_id` makes the same Message-ID, by which mail programs know a repetition.
        """
        written = self._written(to_address, letter, message_id, now)
        server = self._connected()
        try:
            self._address(server, to_address)
            _hand_over(server, written)
        finally:
            with suppress(OSError, smtplib.SMTPException):  # what was taken stays taken, however it says goodbye
                server.quit()

    def _address(self, server: smtplib.SMTP, to_address: str) -> None:
        try:
            for code, said in (server.mail(self.from_address), server.rcpt(to_address)):
                if code >= 400:
                    raise NotSent(_sentence(code, said), for_good=code >= 500)
        except (OSError, smtplib.SMTPException) as problem:
            raise _refused(problem) from None

    def _written(self, to_address: str, letter: Letter, message_id: str, now: datetime) -> bytes:
        message = EmailMessage(policy=SMTP)
        try:
            message["From"], message["To"] = self.from_address, str(Address(addr_spec=to_address))
        except (HeaderParseError, ValueError, IndexError):
            raise NotSent(f"{to_address} is not an e-mail address. Correct it.", for_good=True) from None
        message["Subject"], message["Date"] = letter.subject, now
        message["Message-ID"] = f"<{message_id}@{self.from_address.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message.as_bytes()

    def _connected(self) -> smtplib.SMTP:
        try:
            server = self._greeted()
            if self.user:
                server.login(self.user, self.password)
        except (OSError, smtplib.SMTPException, ssl.SSLError) as problem:
            raise _refused(problem) from None
        return server

    def _greeted(self) -> smtplib.SMTP:
        context = ssl.create_default_context(cafile=self.certificates or None)
        if self.encryption == "smtps":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        if self.encryption == "smtp":
            server.starttls(context=context)
        server.ehlo_or_helo_if_needed()
        return server


def _hand_over(server: smtplib.SMTP, written: bytes) -> None:
    """The last step. From here on a lost connection leaves it open whether the message went."""
    try:
        code, said = server.data(written)
    except smtplib.SMTPDataError as problem:  # refused before anything was handed over
        raise NotSent(_sentence(problem.smtp_code, problem.smtp_error)) from None
    except (OSError, smtplib.SMTPException):
        raise NotSent("The connection was lost while the message was handed over.", unclear=True) from None
    if code >= 400:
        raise NotSent(_sentence(code, said), for_good=code >= 500)


def _refused(problem: Exception) -> NotSent:
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        return NotSent("The mail server refuses the user name or password. Check TWITCHBOARD_SMTP.")
    if isinstance(problem, ssl.SSLError):
        return NotSent("The mail server's certificate cannot be trusted. Check its name, or set TWITCHBOARD_SMTP_CA.")
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return NotSent("The mail server offers no encryption. Use one that does, or smtps://.")
    if isinstance(problem, smtplib.SMTPResponseException):
        return NotSent(_sentence(problem.smtp_code, problem.smtp_error))
    return NotSent("The mail server cannot be reached. Check TWITCHBOARD_SMTP and that it runs.")


def _sentence(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"The mail server answered {code}: {' '.join(words.split())[:200]}"


def mail_server(environ: Mapping[str, str]) -> MailServer | None:
    """The server that the environment names; None where it names none. Raises MailNotSet."""
    address, sender = environ.get("TWITCHBOARD_SMTP", "").strip(), environ.get("TWITCHBOARD_SMTP_FROM", "").strip()
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        raise MailNotSet("TWITCHBOARD_SMTP is not an address. Write it like smtp://user:password@mail.example.org:587.")
    if "@" not in sender:
        raise MailNotSet("TWITCHBOARD_SMTP_FROM is missing. Write the address that messages come from.")
    if parts.scheme == "smtp+plain" and parts.hostname not in LOOPBACK:
        raise MailNotSet("smtp+plain:// is for a mail server on this machine. For another use smtp:// or smtps://.")
    try:
        port = parts.port or PORTS[parts.scheme]
    except ValueError:
        raise MailNotSet("The port in TWITCHBOARD_SMTP is not a number from 1 to 65535.") from None
    who = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port, parts.scheme, sender, *who, environ.get("TWITCHBOARD_SMTP_CA", ""))
