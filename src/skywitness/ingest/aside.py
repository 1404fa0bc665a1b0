"""How a thing that cannot be used is told: one item as a SetAside, a whole file as an UnreadableInput, with nothing in it that a terminal would obey."""

from __future__ import annotations

from pathlib import Path

from skywitness.errors import UnreadableInput
from skywitness.model.report import Locator, SetAside

SAMPLE_CHARACTERS = 200


def set_aside(locator: Locator, reason: str, sample: str | bytes = "") -> SetAside:
    """An item set aside; the sample is cut and everything in it that does not print is written out as an escape."""
    if isinstance(sample, bytes):
        sample = sample[: 4 * SAMPLE_CHARACTERS].decode("utf-8", "backslashreplace")
    return SetAside(locator=locator, reason=make_visible(reason), sample=make_visible(sample[:SAMPLE_CHARACTERS])[:SAMPLE_CHARACTERS])


def unreadable(path: Path, reason: str) -> UnreadableInput:
    """The error for a whole input, its path first."""
    return UnreadableInput(f"{make_visible(str(path))}: {make_visible(reason)}")


def make_visible(text: str) -> str:
    r"""The text with control characters, direction marks, line ends and lone surrogates written out.

    >>> print(make_visible("red \x1b[31m alert\n"))
    red \x1b[31m alert\n
    """
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else character.encode("unicode_escape").decode("ascii") for character in text)
