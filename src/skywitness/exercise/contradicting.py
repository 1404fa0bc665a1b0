"""Which posts of an exercise contradict each other, by what their words are known to state: pairs of posts that have words of their own, as translations and articles have.

A figure over a region may hold more than one over a town, so these two contradict nothing. Who names another town contradicts the rest only where nothing else happened in the region for hours: otherwise it may as well be another thing that is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import combinations
from typing import NamedTuple

from skywitness.exercise.streams.desk import Post
from skywitness.exercise.streams.press import MIXED
from skywitness.exercise.telling import SHOT_DOWN
from skywitness.model.truth import Happening
from skywitness.model.words import DerivationKind, Topic, What

COUNT, PLACE, OUTCOME, NEGATION = "count", "place", "outcome", "negation"
HITS = (What.IMPACT.value, "footage")
"""The kinds of message whose words, where they tell an outcome, tell of a hit; an article quotes of a kill."""
DENIED_AS_A_WHOLE = (Topic.DAMAGE, Topic.CASUALTIES)
OWN_WORDS = (None, DerivationKind.TRANSLATION, DerivationKind.QUOTE)
SEEN = (What.INTERCEPTED, What.IMPACT, What.DEBRIS_FELL, What.SIGHTED)
QUIET = timedelta(hours=3)
"""A happening stands alone when nothing else was to be seen in its region for so long before and after, but what it caused."""


class Clash(NamedTuple):
    """Two posts by their keys, the earlier made first, and what they contradict each other about."""

    left: int
    right: int
    about: Topic
    kind: str


def list_clashes(posts: Sequence[Post], happenings: Sequence[Happening]) -> list[Clash]:
    """All contradictions between posts, in order. Quadratic in the posts about one happening."""
    of_happening = defaultdict[str, list[Post]](list)
    for post in posts:
        if post.how in OWN_WORDS and not post.clutter:
            for happening in post.speaks_of:
                of_happening[happening].append(post)
    found = {Clash(post.denies, post.key, Topic.OUTCOME, NEGATION) for post in posts if post.denies is not None and post.parent is None}
    alone = _list_alone(happenings)
    for name, about_one in of_happening.items():
        for left, right in combinations(about_one, 2):
            found.update(Clash(left.key, right.key, about, kind) for about, kind in _clash(left, right, is_alone=name in alone))
    return sorted(found)


def _list_alone(happenings: Sequence[Happening]) -> set[str]:
    seen = defaultdict[str, list[Happening]](list)
    for each in happenings:
        if each.what in SEEN:
            seen[each.iso].append(each)
    return {each.happening_id for region in seen.values() for each in region if not any(_is_another(each, other) for other in region)}


def _is_another(one: Happening, other: Happening) -> bool:
    is_kin = one.happening_id in {other.happening_id, other.caused_by} or one.caused_by == other.happening_id
    return not is_kin and one.start - QUIET <= other.start <= one.end + QUIET


def _clash(left: Post, right: Post, *, is_alone: bool) -> Iterator[tuple[Topic, str]]:
    """On what two posts about one happening cannot both be right."""
    for topic in DENIED_AS_A_WHOLE:
        if (_answers_some(left, topic) and topic in right.telling.none) or (_answers_some(right, topic) and topic in left.telling.none):
            yield topic, NEGATION
    if len(left.speaks_of) != 1 or len(right.speaks_of) != 1:
        return
    if Topic.OUTCOME in left.telling.tells & right.telling.tells and {_outcome(left), _outcome(right)} == {"shot down", "hit"}:
        yield Topic.OUTCOME, OUTCOME
    elif _outcome(left) == _outcome(right) and left.telling.names_town is right.telling.names_town and _figures_differ(left, right):
        yield Topic.COUNT, COUNT
    if is_alone and left.telling.names_town and right.telling.names_town and left.facts.place is not right.facts.place:
        yield Topic.PLACE, PLACE


def _figures_differ(left: Post, right: Post) -> bool:
    return left.figure is not None and right.figure is not None and left.figure != right.figure


def _answers_some(post: Post, topic: Topic) -> bool:
    return topic in post.telling.tells - post.telling.none


def _outcome(post: Post) -> str:
    return "shot down" if post.act in SHOT_DOWN or post.act == MIXED else "hit" if post.act in HITS else post.act
