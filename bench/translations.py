"""Translations and templates: fifty pairs of each and a few more, and accounts that only sound alike, all in one pool of posts.

    python bench/translations.py

The pairs stand in tests/fuse/translations.yml. Five nights share them, so that posts of one hour about other matters can be mistaken for
each other too. Precision is over every link that is found in the pool, recall over the translations.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from bench.record import record
from skywitness.fuse.copies import find_copies
from skywitness.model.ids import Digest
from skywitness.model.report import Locator, Report, make_report
from skywitness.model.words import Stream

CASES = Path(__file__).parents[1] / "tests/fuse/translations.yml"
BEGIN = datetime(2031, 5, 1, 20, tzinfo=UTC)
NIGHTS = 5
TRANSLATED = ("translations", "more_translations")


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two posts, and the time between them."""

    first: str
    second: str
    minutes: float = 0
    hours: float = 0
    same_source: bool = False


def lay_out(pairs: dict[str, list[Pair]]) -> tuple[dict[Digest, Report], dict[tuple[Digest, Digest], tuple[str, int]]]:
    """All posts, each pair within one of the nights, and the kind and number of every pair by its two posts, the later first."""
    reports: dict[Digest, Report] = {}
    kinds: dict[tuple[Digest, Digest], tuple[str, int]] = {}
    for kind, members in pairs.items():
        for number, pair in enumerate(members):
            at = BEGIN + timedelta(days=number % NIGHTS, minutes=11 * (number // NIGHTS))
            source = f"{kind} {number}"
            first = _post(pair.first, source, at)
            later = at + timedelta(minutes=pair.minutes, hours=pair.hours)
            second = _post(pair.second, source if pair.same_source else f"{source}, other", later)
            reports |= {first.digest: first, second.digest: second}
            kinds[second.digest, first.digest] = (kind, number)
    return reports, kinds


def _post(text: str, source: str, at: datetime) -> Report:
    return make_report(source=source, stream=Stream.GRASSROOTS, text=text, published_at=at, collected_at=at, locator=Locator())


def main() -> None:
    """Find, score, print, and name every miss and every wrong link."""
    pairs = msgspec.yaml.decode(CASES.read_bytes(), type=dict[str, list[Pair]])
    reports, kinds = lay_out(pairs)
    links = {(each.child, each.parent): each.why for each in find_copies(reports)}
    right = {kinds[link] for link in links if kinds.get(link, ("", 0))[0] in TRANSLATED}
    for link, why in links.items():
        if kinds.get(link, ("", 0)) not in right:
            print(f"wrong: {reports[link[1]].text} ⇐ {reports[link[0]].text}\n       {why}")
    for kind in TRANSLATED:
        for number, pair in enumerate(pairs[kind]):
            if (kind, number) not in right:
                print(f"missed: {pair.first} ⇒ {pair.second}")
    record(
        "translations",
        {
            "pairs": {kind: len(members) for kind, members in pairs.items()},
            "links": len(links),
            "precision": round(len(right) / max(1, len(links)), 3),
            "recall": {kind: round(sum(each == kind for each, _ in right) / len(pairs[kind]), 3) for kind in TRANSLATED},
        },
    )


if __name__ == "__main__":
    main()
