"""What channels do: tell within minutes, spread rumours, and copy each other and everybody else within seconds, cut, embellished and translated."""

from __future__ import annotations

from datetime import timedelta

from msgspec import structs

from skywitness.exercise.campaigns import DAY_S, draw_poisson
from skywitness.exercise.streams.cast import LocalCast, Source
from skywitness.exercise.streams.desk import Desk, Post, Said
from skywitness.exercise.telling import join_tellings
from skywitness.exercise.wording import Facts
from skywitness.model.words import DerivationKind, What

TOLD = (What.INTERCEPTED, What.IMPACT, What.DEBRIS_FELL, What.SIGHTED, What.WARNED, What.ALL_CLEAR)
TELLS, TELLS_COUNT, DENIED = 0.8, 0.6, 0.6
WORTH = {"authority": 1.0, "ministry": 1.2, "channel": 0.7, "resident": 0.3, "services": 0.3, "rumour": 1.5, "partisan": 1.0, "rival": 0.7}
"""How much a post of a voice is copied, against an authority's."""
FORWARDED, WHOLE, EDITED = 0.35, 0.65, 0.9
"""Cumulative shares of forwards, whole copies and edited copies; the rest are translations."""
FROM_A_COPY = 0.2
LONG_TAIL, MEAN_SECONDS, MEAN_TAIL_S = 0.2, 30.0, 2400.0


def tell_in_channels(desk: Desk) -> None:
    """Put down what local channels tell on their own, true and not."""
    for local in desk.cast.local.values():
        for happening in desk.happenings:
            if happening.iso == local.region.iso and happening.what in TOLD and desk.rng.random() < TELLS:
                at = desk.later(happening.start, 45, 240)
                facts = desk.facts_of(happening, at)
                if happening.count > 1 and desk.rng.random() > TELLS_COUNT:
                    facts = structs.replace(facts, count=None)
                desk.publish(local.channel, at, happening.what.value, "channel", facts, Said(speaks_of=(happening.happening_id,)))
    for _ in range(desk.scenario.rumours):
        _spread_rumour(desk, desk.rng.choice(list(desk.cast.local.values())), desk.rng.randrange(desk.nights))
    for local in desk.cast.local.values():
        for night in range(desk.nights):
            if desk.rng.random() < desk.scenario.faults.rumour:
                _spread_rumour(desk, local, night)


def _spread_rumour(desk: Desk, local: LocalCast, night: int) -> None:
    """A tale of nothing, and perhaps the authority's denial."""
    at = desk.later(desk.start + timedelta(seconds=night * DAY_S), 4 * 3600, 20 * 3600)
    facts = Facts(place=desk.rng.choice(local.region.towns), count=desk.rng.randint(1, 4))
    rumour = desk.publish(local.channel, at, "rumour", "channel", facts, Said(clutter=True))
    if desk.rng.random() < DENIED:
        denial = desk.publish(local.authority, desk.later(at, 3600, 18_000), "denied", "authority", facts)
        if denial and rumour:
            desk.posts[denial.key] = structs.replace(denial, denies=rumour.key)


def copy_around(desk: Desk) -> None:
    """Put down the copies of everything that was said so far; a copy can be made from another copy."""
    for post in list(desk.posts):
        if post.act == "chatter":
            continue
        worth = WORTH.get("rumour" if post.act == "rumour" else post.voice, 0.0)
        wanted = min(len(desk.cast.reposts), draw_poisson(desk.scenario.copies * worth, desk.rng) if worth else 0)
        made = [post]
        for source in desk.rng.sample(desk.cast.reposts, wanted):
            parent = desk.rng.choice(made) if desk.rng.random() < FROM_A_COPY else post
            copy = _copy(desk, parent, source)
            if copy:
                desk.posts.append(copy)
                made.append(copy)


def _copy(desk: Desk, parent: Post, source: Source) -> Post | None:
    rng = desk.rng
    mean_s = MEAN_TAIL_S if rng.random() < LONG_TAIL else MEAN_SECONDS
    at = parent.at + timedelta(seconds=2 + int(rng.expovariate(1 / mean_s)))
    copy = structs.replace(parent, key=len(desk.posts), source=source, at=at, parent=parent.key, how=DerivationKind.COPY, is_forward=False)
    dice = rng.random()
    if dice < FORWARDED:
        return structs.replace(copy, how=DerivationKind.FORWARD, is_forward=True)
    if dice < WHOLE:
        return copy
    return _edit(desk, copy) if dice < EDITED else _translate(desk, copy)


def _edit(desk: Desk, copy: Post) -> Post:
    """A copy with a cry before it, an appeal or an invention after it, or only its first sentence."""
    rng, grammar = desk.rng, desk.grammars[copy.language]
    dice = rng.random()
    first, dot, rest = copy.text.partition(". ")
    if dice < 0.25 and rest:
        return structs.replace(copy, text=first + dot.strip(), telling=copy.telling.doubted())
    act = "before" if dice < 0.6 else "after" if dice < 0.85 else "embellish"
    worded = grammar.say(act, "repost", Facts(), rng)
    if worded is None:
        return copy
    text = f"{worded.text} {copy.text}" if act == "before" else f"{copy.text} {worded.text}"
    added = ("damage",) if act == "embellish" and "damage" not in copy.faults else ()
    return structs.replace(copy, text=text, faults=(*copy.faults, *added), telling=join_tellings((copy.telling, worded.telling)))


def _translate(desk: Desk, copy: Post) -> Post | None:
    """The same said again in another language; None when the grammar has no words for it there."""
    language = desk.rng.choice([one for one in ("en", "ru", "uk") if one != copy.language])
    worded = desk.grammars[language].say(copy.act, copy.voice, copy.facts, desk.rng)
    if worded is None:
        return None
    return structs.replace(
        copy,
        text=worded.text,
        language=language,
        how=DerivationKind.TRANSLATION,
        construction=worded.construction,
        half=worded.half,
        figure=worded.figure,
        telling=worded.telling,
    )
