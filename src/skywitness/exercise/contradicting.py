"""Which posts of an exercise contradict each other, by what their words are known to state: pairs of posts that have words of their own, as translations and articles have.

A figure over a region may hold more than one over a town, so these two contradict nothing. A post that was made to err (a rival's, a partisan's, a resident's in the
wrong town) contradicts only those whose words give the other value. Where something else came down in the same town within hours, one who tells otherwise may as well tell of that; who names another town may tell
of another thing wherever anything else was to be seen in the region.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import combinations, product
from typing import NamedTuple

from skywitness.exercise.streams.desk import Post
from skywitness.exercise.streams.press import MIXED
from skywitness.exercise.telling import AT_AN_HOUR, OUTCOMES, SHOT_DOWN
from skywitness.model.truth import Happening
from skywitness.model.words import DerivationKind, Topic, What

MORE = "another"
COUNT, PLACE, OUTCOME, NEGATION, VALUE, TIME = "count", "place", "outcome", "negation", "value", "time"
HITS = (What.IMPACT.value, "footage")
"""The kinds of message whose words, where they tell an outcome, tell of a hit; an article quotes of a kill."""
DENIED_AS_A_WHOLE = (Topic.DAMAGE, Topic.CASUALTIES)
TELLS_WHERE = OUTCOMES | {MIXED}
"""The kinds of message that say where it was shot down, hit or fell. A bang can be heard in one town and what flew over it come down in another."""
CLOCKS_APART_MIN = 60
OWN_WORDS = (None, DerivationKind.TRANSLATION, DerivationKind.QUOTE)
CAME_DOWN = (What.INTERCEPTED, What.IMPACT, What.DEBRIS_FELL)
SEEN = (*CAME_DOWN, What.SIGHTED)
SWEEPS = timedelta(hours=12)
QUIET = timedelta(hours=3)
"""A happening stands alone in its region when nothing else was to be seen there for so long before and after, but what it caused; in its town when nothing else
came down there."""


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
    found = {_negate(rumour, post.key) for post in posts for rumour in _denied_by(post, posts)}
    found |= set(_list_swept(posts))
    alone = _list_alone((each for each in happenings if each.what in SEEN), lambda each: each.iso)
    alone_in_town = _list_alone((each for each in happenings if each.what in CAME_DOWN), lambda each: (each.iso, each.place))
    for name, about_one in of_happening.items():
        for left, right in combinations(about_one, 2):
            of_town = left.telling.names_town and right.telling.names_town
            if name in (alone_in_town if of_town else alone):
                found.update(Clash(left.key, right.key, about, kind) for about, kind in _clash(left, right))
            if name in alone and _put_apart(left, right):
                found.add(Clash(left.key, right.key, Topic.PLACE, PLACE))
    for debris in (each for each in happenings if each.what is What.DEBRIS_FELL and each.caused_by in alone_in_town):
        found.update(_list_hits_of_debris(of_happening[debris.happening_id], of_happening[debris.caused_by or ""]))
    return sorted(found)


def _list_hits_of_debris(of_debris: Sequence[Post], of_kill: Sequence[Post]) -> Iterator[Clash]:
    """Posts that take fallen debris for a hit, each against those that tell of the kill."""
    for left, right in product(of_debris, of_kill):
        if left.key != right.key and {_outcome(left), _outcome(right)} == {"shot down", "hit"} and _clash_in_outcome(left, right):
            yield Clash(min(left.key, right.key), max(left.key, right.key), Topic.OUTCOME, OUTCOME)


def _negate(one: int, other: int) -> Clash:
    return Clash(min(one, other), max(one, other), Topic.OUTCOME, NEGATION)


def _list_swept(posts: Sequence[Post]) -> Iterator[Clash]:
    """Posts that say that nothing was shot down in a town, each against every kill that was told of that town in the twelve hours before, whichever it was."""
    own = [post for post in posts if post.how in OWN_WORDS and not post.clutter and post.telling.names_town]
    for denial in (post for post in own if Topic.OUTCOME in post.telling.none):
        for told in own:
            is_before = told.facts.place is denial.facts.place and timedelta(0) <= denial.at - told.at <= SWEEPS
            if is_before and _outcome(told) == "shot down" and _answers_some(told, Topic.OUTCOME):
                yield _negate(denial.key, told.key)


def _denied_by(post: Post, posts: Sequence[Post]) -> Iterator[int]:
    """The rumour that a post denies, and what was made of it in other languages."""
    if post.denies is None or post.parent is not None:
        return
    for each in posts:
        if each.key == post.denies or (each.how is DerivationKind.TRANSLATION and _root(each, posts) == post.denies):
            yield each.key


def _root(post: Post, posts: Sequence[Post]) -> int:
    return post.key if post.parent is None else _root(posts[post.parent], posts)


def _list_alone(happenings: Iterable[Happening], where: Callable[[Happening], Hashable]) -> set[str]:
    """Those that had no other where they were for hours."""
    seen = defaultdict[Hashable, list[Happening]](list)
    for each in happenings:
        seen[where(each)].append(each)
    return {each.happening_id for there in seen.values() for each in there if not any(_is_another(each, other) for other in there)}


def _is_another(one: Happening, other: Happening) -> bool:
    is_kin = one.happening_id in {other.happening_id, other.caused_by} or one.caused_by == other.happening_id
    return not is_kin and one.start - QUIET <= other.start <= one.end + QUIET


def _clash(left: Post, right: Post) -> Iterator[tuple[Topic, str]]:
    """On what two posts about one happening cannot both be right."""
    for topic in DENIED_AS_A_WHOLE:
        if (_answers_some(left, topic) and topic in right.telling.none) or (_answers_some(right, topic) and topic in left.telling.none):
            yield topic, NEGATION
    if len(left.speaks_of) != 1 or len(right.speaks_of) != 1:
        return
    of_one_place = _are_of_one_place(left, right)
    if {_outcome(left), _outcome(right)} == {"shot down", "hit"} and _clash_in_outcome(left, right):
        yield Topic.OUTCOME, OUTCOME
    elif of_one_place and _outcome(left) == _outcome(right) and _figures_differ(left, right):
        yield Topic.COUNT, COUNT
    if left.telling.counts_hurt and right.telling.counts_hurt and left.facts.injured != right.facts.injured:
        yield Topic.CASUALTIES, COUNT
    is_one_end = of_one_place and _outcome(left) == _outcome(right)
    if is_one_end and _tell_both(left, right, Topic.TARGET) and left.facts.target != right.facts.target:
        yield Topic.TARGET, VALUE
    if of_one_place and _tell_both(left, right, Topic.OUTCOME) and _hours_apart(left, right):
        yield Topic.PERIOD, TIME


def _put_apart(left: Post, right: Post) -> bool:
    """Whether each tells of one thing, and in which town it came down, and not in the same."""
    is_single = len(left.speaks_of) == len(right.speaks_of) == 1
    return is_single and _tells_where(left) and _tells_where(right) and left.facts.place is not right.facts.place


def _clash_in_outcome(left: Post, right: Post) -> bool:
    """Whether both tell what became of one thing, a happening or a kill and the debris of it, in one place; who denies an end clashes as a denial."""
    is_single = len(left.speaks_of) == len(right.speaks_of) == 1
    told = Topic.OUTCOME in left.telling.tells & right.telling.tells and Topic.OUTCOME not in left.telling.none | right.telling.none
    return is_single and told and _are_of_one_place(left, right)


def _are_of_one_place(left: Post, right: Post) -> bool:
    """Whether both name one town, or neither names any: "one more was shot down" of a region and "a hit in the town" can both be right, and so can
    words on two towns, though the writers had one happening in mind.
    """
    if not (left.telling.names_town and right.telling.names_town):
        return left.telling.names_town is right.telling.names_town
    return left.facts.place is right.facts.place


def _tell_both(left: Post, right: Post, topic: Topic) -> bool:
    """Whether both answer a question in posts about what became of it."""
    return {left.act, right.act} <= TELLS_WHERE and topic in left.telling.tells & right.telling.tells


def _hours_apart(left: Post, right: Post) -> bool:
    """Whether both name an hour of the clock, and these lie more than an hour apart; an authority names that of its telling, soon after."""
    if not (left.telling.names_hour and right.telling.names_hour):
        return False
    minutes = [60 * int(hour) + int(minute) for hour, minute in (post.facts.words["clock"].split(":") for post in (left, right))]
    apart = abs(minutes[0] - minutes[1])
    return min(apart, 24 * 60 - apart) > CLOCKS_APART_MIN


def _tells_where(post: Post) -> bool:
    return post.telling.names_town and post.act in TELLS_WHERE and Topic.OUTCOME in post.telling.tells


def _figures_differ(left: Post, right: Post) -> bool:
    """Whether both give a figure, and not the same. "One more" is one of several, and no figure for what happened there."""
    return left.figure is not None and right.figure is not None and left.figure != right.figure and MORE not in {left.act, right.act}


def _answers_some(post: Post, topic: Topic) -> bool:
    return topic in post.telling.tells - post.telling.none


def _outcome(post: Post) -> str:
    act = AT_AN_HOUR.get(post.act, post.act)
    return "shot down" if act in SHOT_DOWN or act == MIXED else "hit" if act in HITS else act
