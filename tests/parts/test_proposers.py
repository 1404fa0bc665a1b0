"""What every installed proposer must do, ours and strangers': have a version, and on any text either suggest what the text has or say that it cannot."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import cast

import pytest

from skywitness.errors import PartFailed
from skywitness.extract.proposals.check import check_suggestions
from skywitness.model.report import Locator, make_report
from skywitness.model.words import Stream
from skywitness.parts import ProposeOptions, Proposer, installed

PROPOSERS = cast("dict[str, Proposer]", dict(installed("proposers")))
AT = datetime(2025, 9, 10, 5, tzinfo=UTC)
NOBODY = ProposeOptions(clock=time.monotonic, url="http://127.0.0.1:1/v1", model="m", timeout_s=1)
TEXTS = ("", " \n", "🔥🔥🔥", "а" * 5_000, "Игорь Иванов: сбит дрон над Тулой", "\u202eнад Тулой\x00", "-" * 300, "Ту\u0301ла́")


@pytest.mark.parametrize("proposer", PROPOSERS.values(), ids=PROPOSERS.keys())
@pytest.mark.parametrize("language", ["ru", "uk", "other"])
def test_it_suggests_or_says_why_not(proposer: Proposer, language: str) -> None:
    assert proposer.version
    for text in TEXTS:
        report = make_report(source="x", stream=Stream.OFFICIAL, text=text, published_at=AT, collected_at=AT, locator=Locator())
        try:
            suggested = list(proposer.propose(report, language, NOBODY))
        except PartFailed:  # any other error fails the test
            suggested = []
        held, rejected = check_suggestions(report, suggested, "it/1")
        assert all("Иванов" not in one.value for one in held)
        assert not rejected


def test_ours_are_found_by_entry_point() -> None:
    assert {"entities", "endpoint"} <= PROPOSERS.keys()
