"""A whole exercise from a scenario and a seed: the world, the streams, the truth, and the four files that they become."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from skywitness.errors import BadSettings
from skywitness.exercise.campaigns import plan_raids
from skywitness.exercise.contradicting import list_clashes
from skywitness.exercise.footage.clip import Clip
from skywitness.exercise.footage.filming import Filmed, film
from skywitness.exercise.footage.studio import write_clip
from skywitness.exercise.lands import load_regions
from skywitness.exercise.scenario import Scenario, find_scenario
from skywitness.exercise.streams.cast import AIRPORTS, RESCUE, Source, make_cast
from skywitness.exercise.streams.channels import copy_around, tell_in_channels
from skywitness.exercise.streams.desk import Desk, Post
from skywitness.exercise.streams.instruments import report_measurements
from skywitness.exercise.streams.officials import speak_officially
from skywitness.exercise.streams.press import write_afterwards
from skywitness.exercise.streams.rivals import tell_otherwise
from skywitness.exercise.streams.witnesses import tell_as_witnesses
from skywitness.exercise.wording import Grammar
from skywitness.exercise.world import run_world
from skywitness.model.report import SourceProfile
from skywitness.model.truth import ContradictionTruth, FilmTruth, Happening, NightTruth, SourceTruth, ToldTruth, Truth
from skywitness.model.words import Stream, Topic, What

ANSWERED = (What.INTERCEPTED, What.IMPACT, What.DEBRIS_FELL)
"""The happenings that an authority answers for with a word."""


class PlainReport(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of ``night.reports.jsonl``."""

    id: str
    source: str
    stream: Stream
    published_at: str
    text: str
    lang: str | None = None
    title: str | None = None
    forwarded_from: str | None = None
    media: tuple[str, ...] = ()


class Exercise(Struct, frozen=True, kw_only=True):
    """Everything that an exercise gives: what sources publish, who they are, what is true, and the videos that reports name."""

    reports: tuple[PlainReport, ...]
    profiles: tuple[SourceProfile, ...]
    truth: tuple[Truth, ...]
    clips: tuple[Clip, ...] = ()


def make_exercise(
    name: str,
    *,
    seed: int,
    grammars: Mapping[str, Grammar],
    nights: int | None = None,
    with_videos: bool = False,
    scenario: Scenario | None = None,
) -> Exercise:
    """The exercise of a scenario and a seed; the same again for the same arguments. ``nights`` is the scenario's own number unless told.

    Videos change no word of any report. ``scenario`` is played under the name instead of the one that ships so.

    Raises
    ------
    BadSettings
        There is no such scenario, or not one night is wanted.
    """
    scenario = scenario or find_scenario(name)
    nights = scenario.nights if nights is None else nights
    if nights < 1:
        raise BadSettings(f"an exercise of {nights} nights has nothing to tell; give 1 or more")
    zone = load_regions()[scenario.regions[0]].zone
    noon = datetime.combine(scenario.start, time(12), zone)
    start = noon.astimezone(UTC)
    world_rng, streams_rng = (random.Random(f"{name}/{seed}/{part}") for part in ("world", "streams"))  # noqa: S311 - dice of a game
    plans = plan_raids(
        scenario.campaign, scenario.regions, start=noon, nights=nights, raids_per_night=scenario.raids_per_night, rng=world_rng
    )
    happenings = run_world(scenario, plans, start=start, nights=nights, rng=world_rng)
    cast = make_cast(scenario)
    desk = Desk(scenario, start, nights, happenings, cast, grammars, streams_rng, [])
    for tell in (report_measurements, speak_officially, tell_as_witnesses, tell_in_channels, tell_otherwise, write_afterwards, copy_around):
        tell(desk)
    media_rng = random.Random(f"{name}/{seed}/media")  # noqa: S311 - dice of a game
    filmed = film(desk.posts, happenings, nights=nights, rng=media_rng) if with_videos else Filmed((), {})
    reports, told, contradictions = _number_posts(desk, f"x-{name}-{seed}", filmed.files)
    night = NightTruth(
        scenario=name, seed=seed, nights=nights, campaign=scenario.campaign.value, start=start, end=start + timedelta(days=nights)
    )
    sources = [_judge_source(source, told, happenings) for source in cast.everyone()]
    return Exercise(
        reports=reports,
        profiles=tuple(source.profile for source in cast.everyone()),
        truth=(night, *sources, *happenings, *told, *contradictions, *map(_tell_film, filmed.clips)),
        clips=filmed.clips,
    )


def _tell_film(clip: Clip) -> FilmTruth:
    return FilmTruth(
        file=clip.file,
        happening_id=clip.happening,
        filmed_at=clip.filmed_at,
        lat=clip.lat,
        lon=clip.lon,
        distance_m=clip.distance_m,
        flash_s=round(clip.flash_s - clip.begins_s, 3),
        boom_s=round(clip.boom_s - clip.begins_s, 3),
        length_s=round(clip.length_s - clip.begins_s, 3),
        sun_height_deg=round(clip.sun_deg, 2),
        made_from=clip.made_from,
        begins_s=clip.begins_s,
        is_marked=clip.is_marked,
    )


def _number_posts(
    desk: Desk, prefix: str, files: Mapping[int, str]
) -> tuple[tuple[PlainReport, ...], tuple[ToldTruth, ...], tuple[ContradictionTruth, ...]]:
    """Reports, their truth and what contradicts what, in order of publication, which gives their ids."""
    posts = desk.posts
    ordered = sorted(posts, key=lambda post: (post.at, post.key))
    ids = {post.key: f"{prefix}-{number:05d}" for number, post in enumerate(ordered, 1)}
    return (
        tuple(_make_report(post, ids, posts, files.get(post.key)) for post in ordered),
        tuple(_make_truth(post, ids, posts) for post in ordered),
        tuple(
            ContradictionTruth(left=ids[clash.left], right=ids[clash.right], about=clash.about, kind=clash.kind)
            for clash in list_clashes(posts, desk.happenings)
        ),
    )


def _make_report(post: Post, ids: Mapping[int, str], posts: Sequence[Post], file: str | None) -> PlainReport:
    return PlainReport(
        id=ids[post.key],
        source=post.source.name,
        stream=post.source.profile.stream,
        published_at=f"{post.at:%Y-%m-%dT%H:%M:%SZ}",
        text=post.text,
        lang=post.language,
        title=post.title,
        forwarded_from=posts[post.parent].source.name if post.is_forward and post.parent is not None else None,
        media=(file,) if file else (),
    )


def _make_truth(post: Post, ids: Mapping[int, str], posts: Sequence[Post]) -> ToldTruth:
    root = post
    while root.parent is not None:
        root = posts[root.parent]
    return ToldTruth(
        report_id=ids[post.key],
        source=post.source.name,
        speaks_of=post.speaks_of,
        derives_from=None if post.parent is None else ids[post.parent],
        how=post.how,
        root=ids[root.key],
        clutter=post.clutter,
        faults=post.faults,
        stated=post.stated,
        contains=post.contains,
        figure=post.figure,
        construction=post.construction,
        half=post.half,
        tells=_in_order(post.telling.tells),
        none=_in_order(post.telling.none),
        withholds=_in_order(post.telling.withholds),
        unknown=_in_order(post.telling.unknown),
        may_tell=_in_order(post.telling.may_tell),
    )


def _in_order(topics: frozenset[Topic]) -> tuple[Topic, ...]:
    return tuple(topic for topic in Topic if topic in topics)


def _judge_source(source: Source, told: Sequence[ToldTruth], happenings: Sequence[Happening]) -> SourceTruth:
    """How good a source was here: the share of its reports with no fault and no invention; one that never spoke counts as 1."""
    its_own = [one for one in told if one.source == source.name]
    right = sum(not one.faults and not one.clutter for one in its_own)
    return SourceTruth(
        name=source.name,
        stream=source.profile.stream,
        reliability=round(right / len(its_own), 4) if its_own else 1.0,
        silent_about=_silent_about(source.profile, its_own, happenings),
    )


def _silent_about(profile: SourceProfile, its_own: Sequence[ToldTruth], happenings: Sequence[Happening]) -> tuple[str, ...]:
    """The happenings that an office answers for and never told of. Who told of a kill has spoken of the debris that came down from it, and the other way round."""
    if not profile.responsible_for or {RESCUE, AIRPORTS} & set(profile.responsible_for):
        return ()
    spoken = {happening for one in its_own for happening in (*one.speaks_of, *one.contains)}
    causes = {happening.caused_by for happening in happenings if happening.happening_id in spoken}
    return tuple(
        happening.happening_id
        for happening in happenings
        if happening.what in ANSWERED
        and happening.iso.startswith(profile.responsible_for)
        and happening.happening_id not in spoken | causes
        and happening.caused_by not in spoken
    )


def write_exercise(exercise: Exercise, folder: Path) -> None:
    """Write ``night.reports.jsonl``, ``sources.toml``, ``truth.jsonl`` and the videos under ``media/`` into a folder, which is made if need be.

    Raises
    ------
    MissingPart
        There are videos, and the extra that encodes them is not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for clip in exercise.clips:
        (folder / clip.file).parent.mkdir(parents=True, exist_ok=True)
        write_clip(clip, folder / clip.file)
    (folder / "night.reports.jsonl").write_bytes(_lines(exercise.reports))
    (folder / "truth.jsonl").write_bytes(_lines(exercise.truth))
    (folder / "sources.toml").write_text("\n".join(map(_profile_toml, exercise.profiles)), encoding="utf-8")


def _lines(records: Sequence[Struct]) -> bytes:
    return b"".join(msgspec.json.encode(record) + b"\n" for record in records)


def _profile_toml(profile: SourceProfile) -> str:
    """One source as TOML; the values are of our own making and need no escapes beyond those of JSON."""
    filled = {key: value for key, value in msgspec.to_builtins(profile).items() if value not in (None, (), [])}
    lines = [f"{key} = {msgspec.json.encode(value).decode()}" for key, value in filled.items()]
    return "\n".join(["[[source]]", *lines, ""])
