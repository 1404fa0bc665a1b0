"""Scores of a partition against the truth: pairs and B-cubed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def score_partition(found: Mapping[Key, Hashable], truth: Mapping[Key, int]) -> dict[str, float]:
    """Pair F1 and B-cubed F of a partition against the truth."""
    both = Counter((found[key], truth[key]) for key in truth)
    ours, theirs = Counter(found[key] for key in truth), Counter(truth.values())
    hit = sum(size * (size - 1) for size in both.values())
    got, wanted = (sum(size * (size - 1) for size in sizes.values()) for sizes in (ours, theirs))
    precision = sum(size * size / ours[ours_id] for (ours_id, _), size in both.items()) / len(truth)
    recall = sum(size * size / theirs[true_id] for (_, true_id), size in both.items()) / len(truth)
    return {
        "pair_p": hit / got if got else 1.0,
        "pair_r": hit / wanted if wanted else 1.0,
        "pair_f1": 2 * hit / (got + wanted) if got + wanted else 1.0,
        "b3_f1": 2 * precision * recall / (precision + recall),
    }
