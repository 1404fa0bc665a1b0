"""Where posts are put down with the truth about them: what was said, in which words, of which happenings, made from which other post."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from skywitness.exercise.lands import Region, load_regions
from skywitness.exercise.scenario import Scenario
from skywitness.exercise.streams.cast import Cast, Source
from skywitness.exercise.telling import NOTHING_TOLD, Telling
from skywitness.exercise.wording import Facts, Grammar, Worded
from skywitness.model.truth import Happening
from skywitness.model.words import DerivationKind


class Post(Struct, frozen=True, kw_only=True):
    """One post with its truth. ``key`` numbers posts in order of making; ``act``, ``voice`` and ``facts`` let a translator say it again."""

    key: int
    source: Source
    at: datetime
    text: str
    language: str
    act: str
    voice: str
    facts: Facts
    speaks_of: tuple[str, ...] = ()
    parent: int | None = None
    how: DerivationKind | None = None
    clutter: bool = False
    faults: tuple[str, ...] = ()
    stated: int | None = None
    contains: tuple[str, ...] = ()
    construction: str | None = None
    half: str | None = None
    figure: int | None = None
    title: str | None = None
    is_forward: bool = False
    telling: Telling = NOTHING_TOLD
    denies: int | None = None
    """The key of the post that it denies."""


class Said(Struct, frozen=True, kw_only=True):
    """The truth that goes with a post before it has words."""

    speaks_of: tuple[str, ...] = ()
    clutter: bool = False
    faults: tuple[str, ...] = ()
    stated: int | None = None
    contains: tuple[str, ...] = ()


NOTHING = Said()


class Desk(Struct):
    """What all streams share: the scenario, the world, the cast, the grammars, the dice, and the posts so far."""

    scenario: Scenario
    start: datetime
    nights: int
    happenings: Sequence[Happening]
    cast: Cast
    grammars: Mapping[str, Grammar]
    rng: random.Random
    posts: list[Post]

    def publish(self, source: Source, at: datetime, act: str, voice: str, facts: Facts, said: Said = NOTHING) -> Post | None:
        """Word and put down one post; None when the grammar has no words for it."""
        worded = self.grammars[source.language].say(act, voice, facts, self.rng)
        return self.put_down(source, at, act, voice, facts, said, worded) if worded else None

    def put_down(
        self, source: Source, at: datetime, act: str, voice: str, facts: Facts, said: Said, worded: Worded, title: str | None = None
    ) -> Post:
        """Put down a post that has its words."""
        post = Post(
            key=len(self.posts),
            source=source,
            at=at,
            text=worded.text,
            language=source.language,
            act=act,
            voice=voice,
            facts=facts,
            speaks_of=said.speaks_of,
            clutter=said.clutter,
            faults=said.faults,
            stated=said.stated,
            contains=said.contains,
            construction=worded.construction,
            half=worded.half,
            figure=worded.figure,
            title=title,
            telling=worded.telling,
        )
        self.posts.append(post)
        return post

    def later(self, at: datetime, shortest_s: float, longest_s: float) -> datetime:
        """A moment after another one, evenly drawn, in whole seconds."""
        return at + timedelta(seconds=int(self.rng.uniform(shortest_s, longest_s)))

    def night_of(self, at: datetime) -> int:
        """Which night a moment belongs to, from 0; a night runs from noon to noon."""
        return (at - self.start) // timedelta(days=1)

    def region(self, happening: Happening) -> Region:
        """The region of a happening."""
        return load_regions()[happening.iso]

    def facts_of(self, happening: Happening, told_at: datetime) -> Facts:
        """What can be told of a happening, nothing wrong and nothing left out."""
        region = self.region(happening)
        place = next((town for town in region.towns if town.names["en"] == happening.place), None)
        hurt = happening.casualties
        tags = {"damage"} if happening.damage else set()
        tags |= ({"hurt", "hurt_one" if hurt == 1 else "hurt_many"} if hurt else {"unhurt"}) | ({"night"} if happening.is_night else set())
        return Facts(
            target=happening.target.value,
            count=happening.count,
            injured=hurt or None,
            place=place,
            aim=place,
            region=None if region.is_capital else region.whole,
            means=happening.means,
            hour=happening.start.astimezone(region.zone).hour,
            words={"clock": clock(told_at, region)},
            tags=frozenset(tags),
        )


def clock(at: datetime, region: Region) -> str:
    """The local time of day as sources write it."""
    return f"{at.astimezone(region.zone):%H:%M}"
