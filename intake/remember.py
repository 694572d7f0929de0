"""A dict that works out what it does not hold yet, for pure functions that are asked the same again and again.

Half the time of `functools.lru_cache`, which keeps an order that nobody here needs. When it is full it
starts afresh. Two threads may work out the same value twice; it is the same value.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(dict[K, V]):
    """`remembered[key]` is `find(key)`, worked out once while there is room."""

    def __init__(self, find: Callable[[K], V], most: int = 8192) -> None:
        super().__init__()
        self._find, self._most = find, most

    def __missing__(self, key: K) -> V:
        """Work it out and keep it."""
        if len(self) >= self._most:
            self.clear()
        value = self[key] = self._find(key)
        return value
