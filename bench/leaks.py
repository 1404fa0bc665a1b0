"""A thousand pairs of random ledgers that differ only in what the policy hides, through every exporter: how many files tell the two apart.

    python -m bench leaks

The pairs are drawn by Hypothesis from one seed, as the quick test draws a dozen (tests/publish/test_leaks.py): another position in the region, another
person, file, device and distance, told wherever a dossier has room for words. Each pair leaves at a random hour, in a random box or none.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from tests.publish import examples as ex
from tests.publish.ledgers import pictures
from tests.publish.test_leaks import GUARDED, Secret, boxes, export_pair, secrets

from bench.record import record
from skywitness.model.incident import Dossier
from skywitness.publish.filters import Box

PAIRS, SEED = 1_000, 26


def main() -> None:
    """Compare every file of every pair."""
    files, apart = Counter[str](), Counter[str]()

    @seed(SEED)
    @settings(max_examples=PAIRS, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(
        shapes=pictures.map(lambda picture: picture.dossiers).filter(bool),
        guard=st.sampled_from(GUARDED),
        pair=st.tuples(secrets, secrets).filter(lambda pair: pair[0] != pair[1]),
        hour=st.integers(0, 400),
        knows_words=st.booleans(),
        box=boxes,
    )
    def compare(
        shapes: tuple[Dossier, ...], guard: dict[str, Any], pair: tuple[Secret, Secret], hour: int, knows_words: bool, box: Box | None
    ) -> None:
        one, other = export_pair(shapes, guard, pair, ex.NIGHT + timedelta(hours=hour), knows_words=knows_words, box=box)
        for name, file in one.items():
            files[name] += 1
            apart[name] += file != other[name]

    compare()
    record("leaks", {"pairs": max(files.values()), "files compared": files.total(), "files that tell a pair apart": dict(apart)})


if __name__ == "__main__":
    main()
