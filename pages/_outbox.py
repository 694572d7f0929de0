"""Sending from the pages: what waits goes out in the background, so that nobody waits for a mail server.

Whoever opens the page of invitations sets it going; one sender a store at a time in this process. The
outbox itself keeps two processes from sending the same message.
"""

from __future__ import annotations

import logging
import os
import threading
import time

from intake.delivery import Post, post_of, remind
from intake.mail import MailNotSet
from intake.store import Store, StoreUnavailable
from pages._clock import now

log = logging.getLogger("twitchboard")
LOOK_EVERY = 60.0
"""Seconds."""

_busy: set[int] = set()
_looked: dict[int, float] = {}
_lock = threading.Lock()


def post_now(store: Store) -> Post | None:
    """How this clinic sends e-mail at the moment; None where it does not or its settings cannot be used."""
    try:
        return post_of(store.settings.clinic(), os.environ)
    except MailNotSet:
        return None


def look_after(store: Store) -> None:
    """What a page does each time it is drawn: send what waits, and look for reminders once in a while."""
    if time.monotonic() - _looked.get(id(store), -LOOK_EVERY) >= LOOK_EVERY or store.messages.waiting():
        send_waiting(store)


def send_waiting(store: Store) -> threading.Thread | None:
    """Set sending going, reminders that are due included; None where nothing is sent or somebody is at it."""
    post = post_now(store)
    with _lock:
        if post is None or id(store) in _busy:
            return None
        _busy.add(id(store))
        _looked[id(store)] = time.monotonic()
    sender = threading.Thread(target=_send, args=(store, post), name="outbox", daemon=True)
    sender.start()
    return sender


def _send(store: Store, post: Post) -> None:
    try:
        remind(store, post, now)
    except StoreUnavailable as problem:
        log.warning("messages were not sent: %s", problem)
    except Exception as problem:  # a thread has nobody to tell; its text may hold an address
        log.error("sending messages stopped on %s", type(problem).__name__)
    finally:
        with _lock:
            _busy.discard(id(store))
