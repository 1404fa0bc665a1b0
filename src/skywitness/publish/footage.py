"""What may be told of footage: what a verifier saw, and nothing of the file, of whose it is, or of where it was filmed."""

from __future__ import annotations

import re
from collections.abc import Mapping

MASK = "[withheld]"
NOT_TOLD = "withheld: it was held against a place that is not shown"
MEASURES = frozenset({"light", "sky_luma", "moon_lit_share", "bits", "quality", "share", "files", "manifests", "broken", "doubts"})
"""Measures of the picture, and of the sky wherever it was. All others may lead to a camera (a distance by sound, the height of the sun to a hundredth of a
degree), to its owner (the make and model of a phone), or to other footage: a stranger's verifier may measure what we never thought of.
"""
_FILE = r"[\w.()\[\]-]+\.(?:3gp|avi|heic|jpe?g|m4[av]|mkv|mov|mp[34]|ogg|png|wav|web[mp])\b"
_LENGTH = r"(?:\d+(?:[.,]\d+)?\s?(?:to|–|-)\s?)?\d+(?:[.,]\d+)?\s?(?:km|m|metres|kilometres)\b"
_TELLING = re.compile(rf"(?i){_FILE}|{_LENGTH}")


def tell_finding(finding: Mapping[str, object], *, is_place_held: bool) -> dict[str, object]:
    """The finding as the public sees it. Where the place of the incident is held, also what was measured against it is: it may be reckoned back.

    >>> told = tell_finding({"file": "a.mp4", "verifier": "sound", "why": "1.2 to 1.4 km from b.mp4", "measure": {"distance_m": 1300}}, is_place_held=False)
    >>> told["file"], told["why"], told["measure"]
    ('withheld', '[withheld] from [withheld]', {})
    """
    measure = finding["measure"]
    plain = {name: told for name, told in measure.items() if name in MEASURES} if isinstance(measure, Mapping) else {}
    why = NOT_TOLD if is_place_held else mask_lengths(str(finding["why"]))
    return {**finding, "file": "withheld", "media": None, "measure": {} if is_place_held else plain, "why": why}


def mask_lengths(text: str) -> str:
    """The text without lengths and names of files: from two known points and a length to each, a third one follows.

    >>> mask_lengths("22:48 against 22:49; 4 km apart")
    '22:48 against 22:49; [withheld] apart'
    """
    return _TELLING.sub(MASK, text)
