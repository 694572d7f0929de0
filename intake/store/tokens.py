"""Ids, tokens and references: the only place where chance comes in."""

from __future__ import annotations

import base64
import hashlib
import secrets

from sqlalchemy import Connection, select

from intake.cases import REFERENCE_SIGNS, REFERENCE_START
from intake.store.tables import clinic

SAMPLE_PREFIX = "s."
_ALPHABET = sorted(REFERENCE_SIGNS)


def new_id() -> str:
    """An id that says nothing: 96 bits."""
    return secrets.token_hex(12)


def new_reference() -> str:
    """A case's reference, to be read out on the telephone: `TW-` and seven signs."""
    return REFERENCE_START + "".join(secrets.choice(_ALPHABET) for _ in range(7))


def is_reference(text: str) -> bool:
    """Whether it looks like a reference at all: what comes out of an address bar may be anything."""
    return text.startswith(REFERENCE_START) and len(text) == 10 and set(text[3:]) <= REFERENCE_SIGNS


def new_secret() -> str:
    """A secret of 160 bits in base 32, as authenticator apps take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def new_recovery_code() -> str:
    """80 bits in base 32: sixteen signs to type."""
    return base64.b32encode(secrets.token_bytes(10)).decode()


def new_token(connection: Connection) -> str:
    """A secret of 256 bits, marked where it belongs to the sample clinic."""
    sample = connection.scalar(select(clinic.c.is_sample))
    return (SAMPLE_PREFIX if sample else "") + secrets.token_urlsafe(32)


def kept(token: str) -> str:
    """What is kept of a token: its digest. Who reads the database cannot sign in with what is there."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
