"""Which report comes from which, kept up to date as reports come and go: marks, links, words, files, translations, in this order."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import lru_cache
from itertools import islice

from msgspec import Struct

from skywitness.fuse.copies import REMEMBERED, VERIFIED, copied_from, link_to, mark_of_forward, share_if_copied, shorten_address
from skywitness.fuse.ongoing.recall import Order, Recall, order_report
from skywitness.fuse.shared_media import ORNAMENT, copy_of_file, name_file
from skywitness.fuse.tongues import read_meaning
from skywitness.fuse.translation import Told, keys_of, may_come, name_language, pick_translated
from skywitness.fuse.wording import LINK, is_refilled, read_wording, share_wording
from skywitness.model.ids import Digest
from skywitness.model.incident import Derivation
from skywitness.model.report import Report

AT_HAND = 20_000
"""Wordings and meanings that are kept at hand; others are read again from the text."""


class Posted(Struct, frozen=True, gc=False):
    """What stays at hand of a report: its place in the order, and all by which it is found again."""

    order: Order
    source: str
    words: int
    """A number for its words: reports of the same words have the same."""
    forwards: str | None
    address: str | None
    links: tuple[str, ...]
    files: tuple[str, ...]
    language: str


class Copying:
    """The derivations of all reports. ``fetch`` gives a report by its digest, ``shots`` the names of the shots that its files show; few texts are kept."""

    def __init__(self, fetch: Callable[[Digest], Report], shots: Callable[[Digest], tuple[str, ...]]) -> None:
        self.derivations: dict[Digest, Derivation] = {}
        self._fetch, self._shots = fetch, shots
        self._posted: dict[Digest, Posted] = {}
        self._told: dict[Hashable, list[Order]] = defaultdict(list)
        """By what is shared (words, addresses, files), the reports that have it, in the order of telling."""
        self._used: Counter[tuple[str, str]] = Counter()
        """How often a source carries a file."""
        self._ornaments: Counter[str] = Counter()
        """By file, how many sources carry it so often that it is an ornament."""
        self._simple: tuple[dict[Digest, Derivation], ...] = ({}, {}, {})
        """By marks, by links, by files."""
        self._by_words = Recall(REMEMBERED, self._judge_words)
        self._by_meaning = Recall(REMEMBERED, self._judge_meaning)
        self._wording = lru_cache(AT_HAND)(lambda digest: read_wording(fetch(digest).text))
        self._meaning = lru_cache(AT_HAND)(lambda digest: read_meaning(fetch(digest).text))

    def replace(self, gone: Iterable[Digest], came: Iterable[Report]) -> set[Digest]:
        """Let reports go and take others in; gives those whose derivation is another one now, or none, gone ones included."""
        look: set[Digest] = set()
        for digest in gone:
            look.update(self._drop(digest))
        for report in came:
            look.update(self._file(report))
        look.update(self._by_words.settle(), self._by_meaning.settle())
        return {digest for digest in look if self._renew(digest)}

    def _file(self, report: Report) -> set[Digest]:
        """Take in a report; gives those that look again, itself among them."""
        if report.erased:  # other words under the same digest
            self._wording.cache_clear()
            self._meaning.cache_clear()
        posted = self._posted[report.digest] = describe_post(report, self._shots(report.digest))
        for key in _keys(posted):
            insort(self._told[key], posted.order)
        self._by_words.insert(posted.order, tuple(self._wording(report.digest).sample))
        if report.published_at is not None:
            self._by_meaning.insert(posted.order, tuple(keys_of(self._meaning(report.digest))))
        return self._affected(posted, self._count_files(posted, 1))

    def _drop(self, digest: Digest) -> set[Digest]:
        posted = self._posted.pop(digest)
        affected = self._affected(posted, self._count_files(posted, -1))
        for key in _keys(posted):
            entries = self._told[key]
            del entries[bisect_left(entries, posted.order)]
            if not entries:
                del self._told[key]
        self._by_words.remove(posted.order)
        self._by_meaning.remove(posted.order)
        return affected

    def _count_files(self, posted: Posted, step: int) -> set[str]:
        """Count a report's files in or out; gives those for which it matters who brought them: all but what was an ornament and is one still."""
        before = {name for name in posted.files if self._ornaments[name] > 0}
        for name in set(posted.files):
            used = self._used[posted.source, name]
            self._used[posted.source, name] = used + step
            self._ornaments[name] += (used + step >= ORNAMENT) - (used >= ORNAMENT)
        return {name for name in posted.files if name not in before or self._ornaments[name] <= 0}

    def _affected(self, posted: Posted, files: set[str]) -> set[Digest]:
        """The reports that a report's coming or going can give another derivation by marks, links or files."""
        keys: list[Hashable] = [("file", name) for name in files]
        keys.append(("forwards", posted.source, posted.words))
        if posted.address is not None:
            keys.append(("links", posted.address))
        return {posted.order[2]} | {order[2] for key in keys for order in self._told.get(key, ())}

    def _renew(self, digest: Digest) -> bool:
        """Look for the derivation of a report again; whether it is another one."""
        posted, before = self._posted.get(digest), self.derivations.pop(digest, None)
        now = None
        if posted is not None:
            by_words, by_meaning = self._by_words.found.get(digest), self._by_meaning.found.get(digest)
            now = self._by_mark(posted) or self._by_link(posted) or by_words or self._by_file(posted) or by_meaning
        if now is not None:
            self.derivations[digest] = now
        return now != before

    def _by_mark(self, posted: Posted) -> Derivation | None:
        if posted.forwards is None:
            return None
        earlier = self._told.get(("posts", posted.forwards, posted.words), [])
        at = bisect_left(earlier, posted.order)
        return mark_of_forward(posted.order[2], earlier[at - 1][2], posted.forwards) if at else None

    def _by_link(self, posted: Posted) -> Derivation | None:
        first = [found[0] for address in posted.links if (found := self._told.get(("address", address)))]
        parents = [order for order in first if self._posted[order[2]].source != posted.source]
        if len(parents) != 1 or not parents[0] < posted.order:
            return None
        return link_to(posted.order[2], parents[0][2], self._posted[parents[0][2]].source)

    def _by_file(self, posted: Posted) -> Derivation | None:
        for name in posted.files:
            first = self._told["file", name][0]
            if self._ornaments[name] <= 0 and first < posted.order:
                return copy_of_file(self._fetch(posted.order[2]), self._fetch(first[2]), name)
        return None

    def _judge_words(self, digest: Digest, shared: Counter[Digest]) -> Derivation | None:
        posted, report, wording = self._posted, self._fetch(digest), self._wording(digest)
        likely = [(-times, posted[other].order) for other, times in shared.items() if posted[other].source != posted[digest].source]
        alike = []
        for _, order in sorted(likely)[:VERIFIED]:
            first, original = self._fetch(order[2]), self._wording(order[2])
            share = share_if_copied(report, wording, first, original)
            if share and not is_refilled(wording, original):
                alike.append((share, order))
        if not alike:
            return None
        parent = max(alike)[1][2]
        return copied_from(report, self._fetch(parent), share_wording(wording, self._wording(parent)))

    def _judge_meaning(self, digest: Digest, shared: Counter[Digest]) -> Derivation | None:
        posted, report = self._posted, self._fetch(digest)
        mine = posted[digest].language
        ranked = sorted((-times, posted[other].order) for other, times in shared.items() if posted[other].language != mine)
        likely = islice((order[2] for _, order in ranked if may_come(report, self._fetch(order[2]))), VERIFIED)
        candidates = [Told(self._fetch(other), posted[other].language, self._meaning(other)) for other in likely]
        return pick_translated(Told(report, mine, self._meaning(digest)), candidates)


def describe_post(report: Report, shots: tuple[str, ...]) -> Posted:
    """What stays at hand of a report whose files show these shots."""
    return Posted(
        order=order_report(report),
        source=report.source,
        words=hash(" ".join(report.text.split())),
        forwards=report.forwarded_from or None,
        address=shorten_address(report.url) if report.url else None,
        links=tuple(sorted({shorten_address(link) for link in LINK.findall(report.text)})),
        files=tuple(dict.fromkeys((*(name_file(report, each) for each in report.media), *shots))),
        language=name_language(report),
    )


def _keys(posted: Posted) -> Iterator[Hashable]:
    yield "posts", posted.source, posted.words
    if posted.forwards is not None:
        yield "forwards", posted.forwards, posted.words
    if posted.address is not None:
        yield "address", posted.address
    yield from (("links", address) for address in posted.links)
    yield from (("file", name) for name in posted.files)
