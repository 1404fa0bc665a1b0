"""What really happened in an exercise, for scoring: the simulator writes it, the scoreboard reads it, no stage in between may see it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from skywitness.model.words import DerivationKind, Stream, Target, Topic, What


class Happening(Struct, frozen=True, kw_only=True, tag="happening"):
    """One thing that really happened, in one place, in one period. ``caused_by`` is the happening that it follows from (debris from a kill)."""

    happening_id: str
    what: What
    target: Target
    count: int
    place: str
    iso: str
    lat: float
    lon: float
    start: datetime
    end: datetime
    means: str | None = None
    casualties: int = 0
    damage: bool = False
    is_night: bool = False
    origin: str | None = None
    caused_by: str | None = None
    responses: tuple[tuple[str, datetime], ...] = ()
    """States of the emergency services and when they were reached."""


class ToldTruth(Struct, frozen=True, kw_only=True, tag="report"):
    """What one report really is: which happenings it speaks of, which report it was made from, and which of its statements are wrong.

    ``clutter`` marks a report of nothing real. ``stated`` and ``contains`` describe a roll-up: its figure, and the happenings that its
    period and areas really contain. ``figure`` is the count that the words give for what it tells of, None when they give none.
    """

    report_id: str
    source: str
    speaks_of: tuple[str, ...] = ()
    derives_from: str | None = None
    how: DerivationKind | None = None
    root: str
    clutter: bool = False
    faults: tuple[str, ...] = ()
    """Attributes that it states wrongly: "count", "place", "outcome", "origin", "reused_footage"."""
    stated: int | None = None
    contains: tuple[str, ...] = ()
    figure: int | None = None
    construction: str | None = None
    """The name of the grammar construction that worded it."""
    half: str | None = None
    """"seen" or "unseen": the half of the grammar that it was worded from."""
    tells: tuple[Topic, ...] = ()
    """The standard questions that its words answer."""
    none: tuple[Topic, ...] = ()
    """Those of them that it answers with "none"."""
    withholds: tuple[Topic, ...] = ()
    unknown: tuple[Topic, ...] = ()
    may_tell: tuple[Topic, ...] = ()
    """Questions of which the exercise does not know whether its words answer them: of a grammar that nobody has noted, or left to the reader."""


class ContradictionTruth(Struct, frozen=True, kw_only=True, tag="contradiction"):
    """Two reports that cannot both be right about one thing. ``kind`` is the type: count, place, outcome, negation. Copies and forwards are left out: they say
    what their original says.
    """

    left: str
    right: str
    about: Topic
    kind: str


class SourceTruth(Struct, frozen=True, kw_only=True, tag="source"):
    """How good a source really is in this exercise: the share of its statements that are right, and whether it was told to be silent."""

    name: str
    stream: Stream
    reliability: float
    silent_about: tuple[str, ...] = ()
    """Happenings that it answers for and never speaks of."""


class FilmTruth(Struct, frozen=True, kw_only=True, tag="film"):
    """What one video really shows: what happened (None: something of another day), when, from where and how far off, and what it was made from.

    Times in seconds count from the beginning of this file. ``sun_height_deg`` is that of the sun where and when it was filmed.
    """

    file: str
    happening_id: str | None
    filmed_at: datetime
    lat: float
    lon: float
    distance_m: float
    flash_s: float
    boom_s: float
    length_s: float
    sun_height_deg: float
    made_from: str | None = None
    begins_s: float = 0.0
    """Where in the original this file begins."""
    is_marked: bool = False


class NightTruth(Struct, frozen=True, kw_only=True, tag="night"):
    """What kind of exercise this was. ``campaign``: independent, self_exciting, coordinated, one_off, retaliation."""

    scenario: str
    seed: int
    nights: int
    campaign: str
    start: datetime
    end: datetime


Truth = Happening | ToldTruth | ContradictionTruth | SourceTruth | FilmTruth | NightTruth
"""One line of ``truth.jsonl``; the tag ``type`` tells which."""
