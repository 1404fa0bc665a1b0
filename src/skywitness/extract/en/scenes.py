"""Knows a happening again when a text goes on about it: "the drone" is the one just told, a second place is a second happening."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from skywitness.extract.core.drafts import Draft
from skywitness.extract.en.mentions import Mention
from skywitness.model.reading import Asserter, PlaceMention
from skywitness.model.words import PlaceRole, Target, What

WEAK = frozenset({What.SIGHTED, What.AIR_DEFENCE_ACTIVE})
_NEAR = 2
_RISES = {
    What.SIGHTED: frozenset({What.INTERCEPTED, What.IMPACT, What.DEBRIS_FELL}),
    What.AIR_DEFENCE_ACTIVE: frozenset({What.INTERCEPTED}),
}
"""What a happening can turn out to have been when the text goes on."""


class Scene(Struct, kw_only=True):
    """One happening of the text: its draft, the sentences that its span covers, and whether its end is still open."""

    draft: Draft
    first: int
    last: int
    is_open: bool


def find_scene(scenes: Sequence[Scene], at: int, mention: Mention, draft: Draft) -> Scene | None:
    """The happening that a mention tells again: "the drone" is the one last told; "a drone" is a new one unless place, kind and count agree."""
    for scene in reversed(scenes):
        old = scene.draft
        if not _may_be_one(old, mention, scene.is_open):
            continue
        if mention.what in {What.WARNED, What.ALL_CLEAR} and at - scene.last <= 1 and not _apart(old.places, draft.places):
            return scene
        if scene.first == scene.last == at and not mention.is_definite and mention.what not in _RISES.get(old.what, ()):
            continue
        if _share_place(old.places, draft.places) and not (mention.is_another and not mention.is_definite):
            return scene
        if (not draft.places or not old.places) and (
            mention.is_definite or (at - scene.last <= 1 and not mention.is_another and (mention.count == old.count or old.what in WEAK))
        ):
            return scene
        if mention.is_definite and at - scene.last <= _NEAR and not _apart(old.places, draft.places):
            return scene
    return None


def find_whole(scenes: Sequence[Scene], at: int, draft: Draft) -> Scene | None:
    """The total just told whose parts a sentence gives ("17 over Belgorod, 15 over Bryansk")."""
    if not any(place.count is not None for place in draft.places):
        return None
    for scene in reversed(scenes):
        old = scene.draft
        if old.what is not draft.what or old.target is not draft.target or old.count is None or draft.count is None:
            continue
        if at - scene.last <= 1 and draft.count <= old.count and not any(place.count for place in old.places):
            return scene
    return None


def _may_be_one(old: Draft, mention: Mention, is_open: bool) -> bool:
    rises = mention.what in _RISES.get(old.what, ())
    if old.what is not mention.what and not rises and not (is_open and mention.what in WEAK):
        return False
    if Target.UNKNOWN not in {old.target, mention.target} and old.target is not mention.target:
        return False
    if None in {old.count, mention.count} or old.count == mention.count:
        return True
    return mention.is_definite and mention.is_soft and is_part(old, mention)


def is_part(old: Draft, mention: Mention) -> bool:
    """Whether a mention picks some of what was told ("one of the drones")."""
    return old.count is not None and mention.count is not None and mention.count < old.count


def _share_place(left: Sequence[PlaceMention], right: Sequence[PlaceMention]) -> bool:
    return any(a.surface.split()[0] == b.surface.split()[0] for a in left for b in right)


def _apart(left: Sequence[PlaceMention], right: Sequence[PlaceMention]) -> bool:
    return bool(left) and bool(right) and not _share_place(left, right)


def is_covered(scenes: Sequence[Scene], draft: Draft) -> bool:
    """Whether a firmer happening of the text already says what a mere sighting would, in no other place."""
    return any(scene.draft.what not in WEAK and not _apart(scene.draft.places, draft.places) for scene in scenes)


def enrich(scene: Scene, own: Asserter, at: int, mention: Mention, draft: Draft) -> None:
    """Give a happening what a further mention adds. Its quote grows over neighbouring sentences; from afar only its absence of doubt is taken."""
    old = scene.draft
    scene.is_open = scene.is_open and mention.is_soft
    if mention.what in _RISES.get(old.what, ()):
        old.what = mention.what
        old.asserter = old.asserter if draft.asserter is own else draft.asserter
    if at - scene.last > _NEAR:
        return
    old.span = (old.span[0], max(old.span[1], draft.span[1]))
    scene.last = max(scene.last, at)
    old.means = (
        draft.means
        if draft.means and (old.means is None or (len(draft.means) > len(old.means) and draft.means.startswith(old.means)))
        else old.means
    )
    old.model, old.value = old.model or draft.model, old.value or draft.value
    old.count = old.count if old.count is not None else draft.count
    old.target = draft.target if old.target is Target.UNKNOWN else old.target
    old.period = draft.period if old.period.word is None else old.period
    if any(place.count is not None for place in draft.places):
        old.places = draft.places
    old.places = (
        *old.places,
        *(spot for spot in draft.places if not old.places or (spot.role is PlaceRole.AIMED_AT and not _share_place(old.places, (spot,)))),
    )
    if old.asserter is own or f", {old.asserter.name}" in draft.asserter.name:
        old.asserter = draft.asserter
