"""Values that are made once for all who ask at the same time, and kept while there is room."""

import math
import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from cachetools import LRUCache, cached

T = TypeVar("T")


class Once:
    """Values by key. No lock is held while one is made: who asks for the same waits for it, all others go on.

    So a value may be made of others, by any number of threads, as long as none is made of itself.
    With `room`, what was longest not asked for is let go once the kept values weigh more, and a value that weighs more by itself is
    not kept; `weight` says how much one weighs.
    """

    def __init__(self, room: float = math.inf, weight: Callable[[object], float] = lambda value: 1) -> None:  # noqa: ARG005
        self._kept: LRUCache[Hashable, Any] = LRUCache(room, getsizeof=weight)
        self._made = cached(self._kept, key=lambda key, make: key, condition=threading.Condition())(lambda key, make: make())  # noqa: ARG005

    def __contains__(self, key: Hashable) -> bool:
        """Is it made and kept?"""
        return key in self._kept

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value, made by `make` if it is not kept; an error of `make` goes to who asked, and the next one tries again."""
        return cast("T", self._made(key, make))
