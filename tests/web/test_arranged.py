"""What a dossier arranges: each quote once, in its language, with what its report comes to in English; and no gloss tells what the gate holds."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.publish import examples as ex

from skywitness.ledger import open_ledger
from skywitness.model.words import Stream
from skywitness.parts import ReadOptions
from skywitness.pipeline import Unwatched, conclude, read_pending, take_in
from skywitness.web import make_app
from skywitness.web.arranged import Quote, Told, tell_quotes_once

REPORTS = {
    "r-ru": {"id": "r-ru", "text": "Сбит беспилотник.", "lang": "ru", "gloss": "A channel reports: 1 drone was intercepted."},
    "r-en": {"id": "r-en", "text": "One drone down.", "lang": "en", "gloss": "A channel reports: 1 drone was intercepted."},
}


def test_a_quote_is_told_once_with_the_gloss_of_the_report_that_has_its_words() -> None:
    candidate = {"quotes": ["Сбит беспилотник.", "One drone down."], "reports": ["r-en", "r-ru"]}
    told = tell_quotes_once({"what": {"candidates": [candidate]}, "count": {"candidates": [candidate]}}, REPORTS)
    assert told["what"] == [
        Told([Quote("Сбит беспилотник.", "ru", "A channel reports: 1 drone was intercepted."), Quote("One drone down.", "en", "")], [])
    ]
    assert told["count"] == [Told([], ["what"])]


def test_a_second_quote_of_a_report_does_not_repeat_its_gloss_and_a_strange_report_has_none() -> None:
    first = {"quotes": ["Сбит"], "reports": ["r-ru"]}
    second = {"quotes": ["беспилотник"], "reports": ["r-ru"]}
    strange = {"quotes": ["слова"], "reports": ["r-gone"]}
    told = tell_quotes_once({"what": {"candidates": [first, second, strange]}}, REPORTS)
    assert [[quote.gloss for quote in each.new] for each in told["what"]] == [["A channel reports: 1 drone was intercepted."], [""], [""]]


SAID = "В Ельце сбит беспилотник, на месте работают экстренные службы."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("read") / "ledger"
    report = ex.make("lipetsk_channel", SAID, Stream.GRASSROOTS, own_id="post-1")
    with open_ledger(folder) as ledger:
        options = ReadOptions(collected_at=ex.NIGHT)
        take_in([report], ledger, options, clock=lambda: ex.NIGHT, progress=Unwatched())
        read_pending(ledger, clock=lambda: ex.NIGHT, progress=Unwatched())
        conclude(ledger, clock=lambda: ex.NIGHT, progress=Unwatched())
    return folder


def look(folder: Path, audience: str, path: str) -> str:
    client = TestClient(make_app(folder, clock=lambda: ex.NIGHT + timedelta(hours=1), audience=audience), raise_server_exceptions=True)
    if path == "dossier":
        found = re.search(r'href="(/incidents/[^"?]+)"', client.get("/").text)
        assert found is not None
        path = found[1]
    return client.get(path).text


@pytest.mark.parametrize("path", ["dossier", "/reports/post-1"])
def test_the_desk_reads_what_a_post_comes_to_in_english(desk: Path, path: str) -> None:
    page = look(desk, "team", path)
    glosses = re.findall(r'class="gloss" lang="en">([^<]+)', page)
    assert glosses
    assert "Yelets" in glosses[0]


@pytest.mark.parametrize("path", ["dossier", "/reports/post-1"])
def test_no_gloss_tells_a_place_that_is_held_while_a_crew_is_there(desk: Path, path: str) -> None:
    page = look(desk, "public", path)
    assert 'class="gloss"' in page
    assert "Yelets" not in page
    assert "Ельце" not in page
