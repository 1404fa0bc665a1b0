"""Python's collector of rings (``gc``) under a program that holds a large ledger: it looks through all that lives whenever a quarter is new, and everybody waits for it."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM_S = 600.0
"""How often all that lives is looked through."""
NEVER = 1_000_000_000


@contextmanager
def rings_seldom(every_s: float = SELDOM_S) -> Iterator[None]:
    """While the block runs, look for rings among what is new alone, and through all that lives only so often. Records hold no rings, and what little makes them on a server
    can wait; a decoder of films does, and large ones, so that this is for no command that looks at films.
    """
    before, done = gc.get_threshold(), threading.Event()

    def look_through_all() -> None:
        while not done.wait(every_s):
            gc.collect()

    gc.set_threshold(*before[:2], NEVER)
    looking = threading.Thread(target=look_through_all, name="rings", daemon=True)
    looking.start()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        done.set()
        looking.join()


def keep_for_good() -> None:
    """What lives now stays: it is not looked through again."""
    gc.collect()
    gc.freeze()
