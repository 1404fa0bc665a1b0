"""What is written afterwards: articles that carry an authority's words, analysts with hypotheses, and a partisan source that overstates."""

from __future__ import annotations

from msgspec import structs

from skywitness.exercise.streams.cast import OFFICES, Source
from skywitness.exercise.streams.desk import Desk, Post, Said
from skywitness.exercise.telling import join_tellings
from skywitness.exercise.wording import Facts, Worded
from skywitness.model.words import DerivationKind, What

MIXED = "article"
"""The construction of an article, which is made of several."""
WRITES, ANALYSES, QUOTES_ANALYST = 0.7, 0.35, 0.4
DELAY_S, ANALYSIS_DELAY_S = (2400, 14_400), (14_400, 50_000)


def write_afterwards(desk: Desk) -> None:
    """Put down articles and hypotheses on each region's night, and the partisan source's answers."""
    by_night: dict[tuple[str, int], list[Post]] = {}
    for post in _quotable(desk):
        by_night.setdefault((post.source.name, desk.night_of(post.at)), []).append(post)
    for _, told in sorted(by_night.items()):
        for paper in desk.cast.press:
            if desk.rng.random() < WRITES:
                _write_article(desk, paper, told[0], is_again=_had_another(desk, told[0]))
        if desk.rng.random() < ANALYSES and told[0].facts.region:
            at = desk.later(told[0].at, *ANALYSIS_DELAY_S)
            desk.publish(desk.cast.analyst, at, "hypothesis", "analyst", Facts(region=told[0].facts.region))
    _answer_as_partisan(desk)


def _quotable(desk: Desk) -> list[Post]:
    return [post for post in desk.posts if post.voice == "authority" and post.act == What.INTERCEPTED and post.parent is None]


def _had_another(desk: Desk, post: Post) -> bool:
    """Whether something was shot down on an earlier night too."""
    night = desk.night_of(post.at)
    return any(one.what is What.INTERCEPTED and desk.night_of(one.start) < night for one in desk.happenings)


def _write_article(desk: Desk, paper: Source, quoted: Post, *, is_again: bool) -> None:
    """An article of a few sentences around one post of an authority, from which it derives."""
    at = desk.later(quoted.at, *DELAY_S)
    region = quoted.source.region
    who = OFFICES[paper.language][0 if region and region.is_capital else 1]
    tags = quoted.facts.tags | ({"again"} if is_again else set())
    facts = structs.replace(quoted.facts, words={**quoted.facts.words, "who": who}, tags=frozenset(tags))
    acts = ["lead", "quote", *(act for act in ("witness", "silence", "background") if desk.rng.random() < 0.6)]
    if not desk.scenario.silent_ministry and "silence" in acts:
        acts.remove("silence")
    grammar = desk.grammars[paper.language]
    sentences = [worded for act in acts if (worded := grammar.say(act, "press", facts, desk.rng))]
    if region and desk.rng.random() < QUOTES_ANALYST:
        thought = grammar.say("hypothesis", "analyst", Facts(region=region.whole), desk.rng)
        sentences += [thought] if thought else []
    title = grammar.say("title", "press", facts, desk.rng)
    if not any("/quote/" in worded.construction for worded in sentences):
        return
    halves = {worded.half for worded in sentences}
    half = halves.pop() if len(halves) == 1 else None
    figure = next((worded.figure for worded in sentences if worded.figure is not None), None)
    telling = join_tellings([*(worded.telling for worded in sentences), *([title.telling.doubted()] if title else [])])
    whole = Worded(" ".join(worded.text for worded in sentences), f"{paper.language}/{MIXED}", half, figure, telling)
    said = Said(speaks_of=quoted.speaks_of, faults=quoted.faults)
    post = desk.put_down(paper, at, MIXED, "press", facts, said, whole, title.text if title else None)
    desk.posts[post.key] = structs.replace(post, parent=quoted.key, how=DerivationKind.QUOTE)


def _answer_as_partisan(desk: Desk) -> None:
    for happening in desk.happenings:
        if happening.what not in (What.INTERCEPTED, What.IMPACT) or desk.rng.random() >= desk.scenario.faults.partisan:
            continue
        at = desk.later(happening.start, 1800, 14_400)
        facts = structs.replace(desk.facts_of(happening, at), count=happening.count + desk.rng.randint(2, 6))
        wrong = ("count", "outcome") if happening.what is What.INTERCEPTED else ("count", "damage")
        desk.publish(
            desk.cast.partisans[happening.iso[:2]], at, "impact", "partisan", facts, Said(speaks_of=(happening.happening_id,), faults=wrong)
        )
