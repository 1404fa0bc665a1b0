"""A thousand random ledgers through every exporter, each file judged by readers, schemas and models of others: how many files, how many faults.

    python -m bench formats

The ledgers are drawn by Hypothesis from one seed (tests/publish/ledgers.py), the judges are those of the quick tests (tests/publish/validators.py):
feedparser for feeds, OASIS' schema for CAP where ../shared is at hand and our own table of its rules, geojson-pydantic, stix2, and checks of shape for
the rest. The first fault of each format is kept in words.
"""

from __future__ import annotations

import io
from collections import Counter
from datetime import datetime
from typing import cast

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from tests.publish import examples as ex
from tests.publish.ledgers import pictures
from tests.publish.validators import FAULTS, XSD

from bench.record import record
from skywitness.model.incident import Picture
from skywitness.model.words import Audience
from skywitness.parts import Exporter, installed
from skywitness.publish import load_policy, release

LEDGERS, SEED = 1_000, 11


def main() -> None:
    """Judge every file of every ledger."""
    exporters = cast("dict[str, Exporter]", dict(installed("exporters")))
    policy, files, faults, first = load_policy(), Counter[str](), Counter[str](), dict[str, str]()

    @seed(SEED)
    @settings(max_examples=LEDGERS, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(picture=pictures, audience=st.sampled_from(Audience), now=st.sampled_from([ex.NIGHT, ex.NEXT_WEEK]))
    def judge(picture: Picture, audience: Audience, now: datetime) -> None:
        rows = list(release(picture, ex.REPORTS, ex.PROFILES, policy=policy, audience=audience, now=now, atlas=ex.SmallAtlas()))
        for name, find_faults in FAULTS.items():
            out = io.BytesIO()
            exporters[name].write(rows, out)
            files[name] += 1
            for fault in find_faults(out.getvalue()):
                faults[name] += 1
                first.setdefault(name, fault[:300])

    judge()
    figures = {name: {"files": files[name], "faults": faults[name]} for name in FAULTS}
    record("formats", {"ledgers": LEDGERS, "schema of CAP at hand": XSD.is_file(), **figures, "first faults": first})


if __name__ == "__main__":
    main()
