"""Which reports going-on fusion looks at: all that bear on something, and of the others those that one of them links to. See :mod:`skywitness.fuse.idle`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from skywitness.fuse.copies import shorten_address
from skywitness.fuse.idle import is_idle, links_of
from skywitness.fuse.ongoing.leaves import Filed
from skywitness.model.ids import Digest

Posted: TypeAlias = Callable[[str], Iterable[Digest]]
"""Gives the reports that are there with an address, shortened."""


def nobody_posted(_address: str) -> Iterable[Digest]:
    """For a body of reports in which no address leads to one that bears on nothing."""
    return ()


class Heeding:
    """The reports that are looked at, as they come and go. Of the others nothing is kept."""

    def __init__(self, posted: Posted, fetch: Callable[[Digest], Filed]) -> None:
        self._posted, self._fetch = posted, fetch
        self._links: dict[Digest, frozenset[str]] = {}
        """Of each report that bears on something, what it links to."""
        self._linked = Counter[str]()
        self._idle_at: dict[str, set[Digest]] = defaultdict(set)
        """By address, the reports that are looked at for being linked to."""
        self._address: dict[Digest, str] = {}

    def heed(self, news: Mapping[Digest, Filed | None]) -> dict[Digest, Filed | None]:
        """The news that matter: what bears on nothing is left out, or gone where it was looked at; what is newly linked to comes in, and what is linked to no more goes."""
        heeded, idle = dict[Digest, Filed | None](), dict[Digest, Filed]()
        before = {address for digest in news for address in self._links.get(digest, ())}
        for digest, filed in news.items():
            was_there = self._forget(digest)
            if filed is not None and is_idle(filed.report, filed.reading, filed.findings):
                idle[digest] = filed
            elif filed is not None:
                heeded[digest] = filed
                self._links[digest] = links_of(filed.report)
                self._linked.update(self._links[digest])
            if was_there and digest not in heeded:
                heeded[digest] = None
        now = {address for digest in heeded for address in self._links.get(digest, ())}
        for address in before - now:
            if not self._linked[address]:
                del self._linked[address]
                heeded.update((digest, None) for digest in self._idle_at.pop(address, ()) if self._address.pop(digest, None))
        for address in now - before:
            asked = [digest for digest in self._posted(address) if not any(digest in known for known in (news, self._links, self._address))]
            idle.update((digest, self._fetch(digest)) for digest in asked)
        for digest, filed in idle.items():
            self._let_in(digest, filed, heeded)
        return heeded

    def is_linked(self, address: str) -> bool:
        """Whether a report that bears on something links to an address."""
        return self._linked[address] > 0

    def _forget(self, digest: Digest) -> bool:
        """Forget a report; whether it was looked at."""
        links, address = self._links.pop(digest, None), self._address.pop(digest, None)
        if links:
            self._linked.subtract(links)
        if address is not None:
            self._idle_at[address].discard(digest)
        return links is not None or address is not None

    def _let_in(self, digest: Digest, filed: Filed, heeded: dict[Digest, Filed | None]) -> None:
        """Look at a report that bears on nothing, where somebody links to it; one that bears on something comes by itself."""
        if not is_idle(filed.report, filed.reading, filed.findings):
            return
        address = shorten_address(filed.report.url) if filed.report.url else None
        if address is not None and self.is_linked(address):
            self._address[digest] = address
            self._idle_at[address].add(digest)
            heeded[digest] = filed
