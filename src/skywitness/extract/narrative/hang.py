"""Decides on which happening of a text a sentence hangs: its own, the one whose place or speaker it names, else the one just told."""

from __future__ import annotations

from collections.abc import Sequence

from skywitness.extract.core.drafts import Draft
from skywitness.extract.core.voices import SELF
from skywitness.extract.narrative.prose import Sentence
from skywitness.model.reading import Assertion

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
    near = sentences[max(0, at - REACH)].start
    fresh = [position for position, one in before if near < one.span[1] or spoken_of.get(position, 0) >= max(1, at - REACH)]
    return max(fresh, key=lambda position: (spoken_of.get(position, 0), position), default=None)
