"""Decides on which happening of a text a sentence hangs: its own, the one whose place or speaker it names, else the one just told."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from skywitness.extract.core.drafts import Draft
from skywitness.extract.core.voices import SELF
from skywitness.extract.narrative.prose import Sentence
from skywitness.model.reading import Assertion, Reading
from skywitness.model.words import HAPPENINGS, What

_STEM = 5
REACH = 3
"""Sentences after which a happening is no longer what "the incident" means by itself."""

SHORT = 14
"""Sentences of a text in which a single happening is what the whole text is about."""


def find_happening(
    happenings: Sequence[tuple[int, Draft | Assertion]],
    sentences: Sequence[Sentence],
    at: int,
    speaker: str | None,
    spoken_of: dict[int, int],
) -> int | None:
    """The position of the happening that sentence ``at`` is about, None when that cannot be said.

    ``happenings`` are positions in the reading with what stands there, in order of the text. ``spoken_of`` keeps, by position, the last
    sentence that hung on a happening: what a text goes on speaking of stays near. It is brought up to date here.
    """
    found = _find(happenings, sentences, at, speaker, spoken_of)
    if found is not None:
        spoken_of[found] = max(at, spoken_of.get(found, 0))
    return found


def _find(
    happenings: Sequence[tuple[int, Draft | Assertion]],
    sentences: Sequence[Sentence],
    at: int,
    speaker: str | None,
    spoken_of: dict[int, int],
) -> int | None:
    sentence = sentences[at]
    own = [position for position, one in happenings if one.span[0] < sentence.end and one.span[1] > sentence.start]
    if own:
        return own[-1]
    named = [position for position, one in happenings if any(mention.surface[:_STEM] in sentence.text for mention in one.places)]
    if len(named) == 1:
        return named[0]
    spoken = [position for position, one in happenings if speaker and speaker != SELF and one.asserter.name == speaker]
    if len(spoken) == 1 and (not named or spoken[0] in named):
        return spoken[0]
    before = [(position, one) for position, one in happenings if one.span[1] <= sentence.start]
    if len(happenings) == 1 and before and len(sentences) <= SHORT:
        return before[0][0]
    if before and len(sentences) <= SHORT and not _are_in_several_places(happenings):
        return before[-1][0]
    near = sentences[max(0, at - REACH)].start
    fresh = [position for position, one in before if near < one.span[1] or spoken_of.get(position, 0) >= max(1, at - REACH)]
    return max(fresh, key=lambda position: (spoken_of.get(position, 0), position), default=None)


def _are_in_several_places(happenings: Sequence[tuple[int, Draft | Assertion]]) -> bool:
    return len({one.places[0].surface[:_STEM].casefold() for _, one in happenings if one.places}) > 1


_MAIN = frozenset({What.INTERCEPTED, What.IMPACT})


def what_came_down(happenings: Sequence[tuple[int, Draft | Assertion]]) -> Sequence[tuple[int, Draft | Assertion]]:
    """The kills and hits among happenings, all of them when there is none: of these it is asked whose they were and what they carried, not of the bang that
    somebody heard.
    """
    return [(position, one) for position, one in happenings if one.what in _MAIN] or happenings


def hang_loose(reading: Reading) -> Reading:
    """A reading in which everything said about a happening tells which: one with its place, else the last one told before, else the first."""
    happenings = [(position, one) for position, one in enumerate(reading.assertions) if one.what in HAPPENINGS and one.happening is None]
    hung = tuple(
        one if one.what in HAPPENINGS or one.happening is not None else structs.replace(one, happening=_nearest(happenings, one))
        for one in reading.assertions
    )
    return structs.replace(reading, assertions=hung)


def _nearest(happenings: Sequence[tuple[int, Assertion]], one: Assertion) -> int | None:
    stems = {mention.surface[:_STEM].casefold() for mention in one.places}
    there = [(at, other) for at, other in happenings if stems & {mention.surface[:_STEM].casefold() for mention in other.places}]
    if stems and not there and all(other.places for _, other in happenings):
        return None
    near = there or [(at, other) for at, other in happenings if other.span[0] <= one.span[0]] or list(happenings[:1])
    main = [at for at, other in near if other.what in _MAIN] or [at for at, _ in near]
    return main[-1] if main else None
