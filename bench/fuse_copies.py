"""Copies in a hundred thousand invented posts, three in ten of them edited copies: pair F1 and posts a second.

    python -m bench fuse_copies
    python -m bench.fuse_copies [posts]

A post is 20 to 90 words drawn from a vocabulary with the frequencies of language (Zipf); its copies replace, drop, insert and inflect
words, up to one word in six. One post in fifty fills one of twenty templates with another place and figure: never a copy.
"""

from __future__ import annotations

import random
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import combinations

from bench.record import record
from skywitness.fuse.copies import find_copies
from skywitness.fuse.roots import trace_origins
from skywitness.model.ids import Digest
from skywitness.model.report import Locator, Report, make_report
from skywitness.model.words import Stream

BEGIN = datetime(2031, 1, 1, tzinfo=UTC)
SYLLABLES = [
    "ба",
    "ве",
    "го",
    "ди",
    "жа",
    "зо",
    "ку",
    "ле",
    "ми",
    "но",
    "па",
    "ре",
    "со",
    "ту",
    "фа",
    "хо",
    "че",
    "ши",
    "бро",
    "ста",
    "пре",
    "кло",
]
ENDINGS = ["а", "у", "ой", "ами", "ы", "ов", "ах", "ит", "ить", "ил", "ый", "ого"]


def invent_vocabulary(chance: random.Random, size: int = 8000) -> list[str]:
    """Invented words of two to four syllables."""
    return ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) + chance.choice(ENDINGS) for _ in range(size)]


def edit(words: list[str], vocabulary: list[str], chance: random.Random) -> list[str]:
    """The words retold: some replaced, dropped, inserted, many inflected."""
    rate = chance.uniform(0, 1 / 6)
    edited = []
    for word in words:
        if chance.random() < rate:
            edited += chance.choice([[], [chance.choice(vocabulary)], [word, chance.choice(vocabulary)]])
        elif chance.random() < 0.1:
            edited.append(word[:-1] + chance.choice(ENDINGS))
        else:
            edited.append(word)
    return edited


def invent_posts(count: int, chance: random.Random) -> tuple[list[Report], dict[Digest, int]]:
    """Posts, and for each the number of the text it tells."""
    vocabulary = invent_vocabulary(chance)
    weights = [1 / (rank + 10) for rank in range(len(vocabulary))]
    templates = [chance.choices(vocabulary, weights, k=25) for _ in range(20)]
    originals: list[tuple[int, datetime, list[str]]] = []
    posts: list[Report] = []
    text_of: dict[Digest, int] = {}
    for number in range(count):
        at = BEGIN + timedelta(seconds=number * 20)
        if originals and chance.random() < 0.3:
            text, told_at, words = chance.choice(originals[-2000:])
            words, at = edit(words, vocabulary, chance), told_at + timedelta(seconds=chance.expovariate(1 / 1800))
        elif chance.random() < 0.02:
            text, words = number, [*chance.choice(templates), chance.choice(vocabulary).capitalize(), str(chance.randint(2, 90))]
        else:
            text, words = number, chance.choices(vocabulary, weights, k=chance.randint(20, 90))
            originals.append((text, at, words))
        post = make_report(
            source=f"channel {chance.randrange(4000)}",
            stream=Stream.GRASSROOTS,
            text=" ".join(words),
            published_at=at,
            collected_at=at,
            locator=Locator(row=number),
            own_id=str(number),
        )
        posts.append(post)
        text_of[post.digest] = text
    return posts, text_of


def count_pairs(groups: dict[object, set[Digest]]) -> set[tuple[Digest, Digest]]:
    """Pairs of posts in one group."""
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


def main(count: int) -> None:
    """Invent, find, score, keep."""
    posts, text_of = invent_posts(count, random.Random(7))  # noqa: S311 - invented texts need no secrecy
    reports = {post.digest: post for post in posts}
    begun = time.perf_counter()
    origins = trace_origins(find_copies(reports))
    seconds = time.perf_counter() - begun
    true, found = (defaultdict[object, set[Digest]](set) for _ in range(2))
    for digest in reports:
        true[text_of[digest]].add(digest)
        found[origins.get(digest, digest)].add(digest)
    wanted, got = count_pairs(true), count_pairs(found)
    hit = len(wanted & got)
    precision, recall = hit / max(1, len(got)), hit / len(wanted)
    record(
        "fuse_copies",
        {
            "posts": count,
            "pairs": len(wanted),
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(2 * hit / (len(wanted) + len(got)), 4),
            "posts a second": round(count / seconds),
        },
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
