"""Questions with known answers and the posts that answer them: sources of all streams, right and wrong, and many who only copy.

No figure in here is measured on real sources. A seed gives the same questions for ever.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from msgspec import Struct

STREAMS = {
    "official": (15, (18, 2)),
    "instrument": (4, (19, 1)),
    "media": (20, (12, 4)),
    "partner": (6, (12, 4)),
    "grassroots": (55, (9, 4)),
}
"""How many sources of each stream there are, and the Beta law that their reliabilities are drawn from."""
GRADES = (("A", 0.95), ("B", 0.85), ("C", 0.75), ("D", 0.6), ("E", 0.0))
"""From which reliability on a source earns its Admiralty grade, if anybody graded it without error."""
TARGETS = ("uav", "cruise_missile", "ballistic_missile", "rocket", "guided_bomb", "aircraft")
CONFUSED = {"uav": "aircraft", "cruise_missile": "ballistic_missile", "rocket": "ballistic_missile", "guided_bomb": "rocket"}
"""What each target is mostly mistaken for, where errors have a structure."""
SPAN = (0.0, 720.0)
"""Instants are told within twelve hours, in minutes."""

Answer = str | int | tuple[float, float]


class InventedSource(Struct, frozen=True):
    """A source: its stream, its grade if it has one, how often it is right, how often it copies."""

    name: str
    stream: str
    grade: str | None
    reliability: float
    copying: float


class Post(Struct, frozen=True):
    """One answer, and the position of the post that it copies. ``seen`` tells whether the finder of copies saw that."""

    source: str
    answer: Answer
    copy_of: int | None
    seen: bool


class InventedQuestion(Struct, frozen=True):
    """A question of one kind (nominal, numeric, interval), its true answer, and the posts in the order of their publication."""

    kind: str
    truth: str | int | float
    posts: tuple[Post, ...]


class Errors(Struct, frozen=True):
    """How sources err: the share of mistakes that follow the usual confusion, and the share of copies that go unseen."""

    confused: float = 0.3
    unseen: float = 0.05


def invent_sources(chance: random.Random) -> list[InventedSource]:
    """The sources of one world. One in two is graded, and one grade in five is a step off."""
    sources = []
    for stream, (count, (right, wrong)) in STREAMS.items():
        for number in range(count):
            reliability = chance.betavariate(right, wrong)
            place = next(each for each, (_, least) in enumerate(GRADES) if reliability >= least)
            place = min(max(place + chance.choice((0, 0, 0, 0, 0, 0, 0, 0, -1, 1)), 0), len(GRADES) - 1)
            grade = GRADES[place][0] if chance.random() < 0.5 else None
            copying = chance.uniform(0.3, 0.95) if stream in ("media", "grassroots") and chance.random() < 0.6 else 0.0
            sources.append(InventedSource(f"{stream} {number}", stream, grade, reliability, copying))
    return sources


def invent_questions(count: int, sources: list[InventedSource], errors: Errors, chance: random.Random) -> Iterator[InventedQuestion]:
    """Questions of all kinds, each answered by two to fourteen of the sources."""
    for _ in range(count):
        kind = chance.choice(("nominal", "nominal", "numeric", "interval"))
        truth: str | int | float
        if kind == "nominal":
            truth = chance.choices(TARGETS, (10, 3, 2, 2, 2, 1))[0]
        elif kind == "numeric":
            truth = min(200, 1 + int(chance.expovariate(1 / 9)))
        else:
            truth = round(chance.uniform(*SPAN), 1)
        posts: list[Post] = []
        for source in chance.sample(sources, chance.randint(2, 14)):
            if posts and chance.random() < source.copying:
                copied = chance.randrange(len(posts))
                posts.append(Post(source.name, posts[copied].answer, copied, chance.random() >= errors.unseen))
            else:
                posts.append(Post(source.name, _answer(truth, chance.random() < source.reliability, errors, chance), None, False))
        yield InventedQuestion(kind, truth, tuple(posts))


def _answer(truth: str | int | float, is_right: bool, errors: Errors, chance: random.Random) -> Answer:  # noqa: PYI041 - counts and instants are told apart
    if isinstance(truth, float):
        return _interval(truth if is_right else chance.uniform(*SPAN), chance)
    if is_right:
        return truth
    if isinstance(truth, int):
        near = chance.random() < 0.5
        wrong = truth + chance.choice((-1, 1)) * chance.randint(1, max(1, truth // 10)) if near else chance.randint(1, 60)
        return wrong if wrong > 0 and wrong != truth else truth + 1
    usual = CONFUSED.get(truth)
    return usual if usual and chance.random() < errors.confused else chance.choice([each for each in TARGETS if each != truth])


def _interval(centre: float, chance: random.Random) -> tuple[float, float]:
    """An interval that holds the instant somewhere within: ten minutes for a clock, hours for "in the night"."""
    width = chance.choice((10.0, 30.0, 60.0, 240.0))
    begin = centre - chance.random() * width
    return max(SPAN[0], begin), min(SPAN[1], begin + width)
