"""What the gate held back, by which rule, and why: each told in the row that it was held back from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from skywitness.publish.coordinates import MASK as POSITION_MASK
from skywitness.publish.persons import MASK as NAME_MASK
from skywitness.publish.places import PlaceRule
from skywitness.publish.texts import MaskText


class Suppression(Struct, frozen=True):
    """One thing that the gate held back. ``until`` is None when no clock runs: then it is never shown finer."""

    rule: str
    what: str
    why: str
    until: datetime | None = None


MEDIA = Suppression("media", "findings", "media, their names and what their metadata tell of a position or an owner stay inside")
MASKED = {
    NAME_MASK: Suppression("private_person", "words", "names of private persons are masked"),
    POSITION_MASK: Suppression("position", "words", "positions that stand in words are masked"),
}
"""What the masks that hold always leave behind, and how that is told."""


def made_coarse(rule: PlaceRule, until: datetime | None) -> Suppression:
    """That a place is shown no finer than a rule asks."""
    return Suppression(rule.rule, "place", f"shown no finer than {rule.finest.value}: {rule.why}", until)


def note_masks(mask_text: Callable[[str], str], found: dict[str, Suppression]) -> MaskText:
    """The same mask, with a note of which of :data:`MASKED` it put into a text."""

    def mask(text: str) -> str:
        masked = mask_text(text)
        if masked is not text and masked != text:
            found.update((one.rule, one) for token, one in MASKED.items() if token in masked and token not in text)
        return masked

    return mask
