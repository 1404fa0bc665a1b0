"""The parameters of linking, read from the versioned file that ships beside this one."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct


class ThreatWords(Struct, frozen=True, forbid_unknown_fields=True):
    """One class of what flies: the targets in it, and beginnings of words that tell it."""

    targets: tuple[str, ...]
    words: tuple[str, ...]


class Parameters(Struct, frozen=True, forbid_unknown_fields=True):
    """Weights in bits per level of each comparison, and the windows of time. The file explains each."""

    version: str
    prior: float
    reach_minutes: dict[str, float]
    reach_minutes_media: float
    reach_minutes_official: float
    words: dict[str, tuple[float, float]]
    back_hours: dict[str, float]
    utc_offset_hours: float
    more_words: tuple[str, ...]
    enclaves: dict[str, str]
    time: dict[str, float]
    area: dict[str, float]
    threat: dict[str, float]
    outcome: dict[str, float]
    count: dict[str, float]
    clear: dict[str, float]
    text: dict[str, float]
    threats: dict[str, ThreatWords]

    def weigh(self, level: str) -> float:
        """The bits of a level, which is named with its comparison, as in ``time.overlap``.

        >>> shipped_parameters().weigh("text.copy") > 0
        True
        """
        comparison, _, name = level.partition(".")
        weights: dict[str, float] = getattr(self, comparison)
        return weights[name]


@cache
def shipped_parameters() -> Parameters:
    """The parameters that ship with this version."""
    return msgspec.yaml.decode((files("skywitness.fuse") / "model.yml").read_bytes(), type=Parameters)
