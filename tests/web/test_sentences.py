"""The machine's own sentences in the reader's language: what exercises make it say is told, a quote or a name stays as it is, and what is not known stays English."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from skywitness.config import load_profiles
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.wording import load_grammars
from skywitness.ledger import open_ledger
from skywitness.parts import ReadOptions
from skywitness.pipeline import Unwatched, run
from skywitness.web import make_app
from skywitness.web.sentences import mark_language, tell_headline, tell_reason
from skywitness.web.tongues import LANGUAGES, read_tongue

OTHERS = [code for code in LANGUAGES if code != "en"]
FIELD = re.compile(r"\{(\w+)\}")
AT = datetime(2031, 3, 20, tzinfo=UTC)


@pytest.fixture(scope="module", params=["founding-story", "two-accounts"])
def exercised(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    folder: Path = tmp_path_factory.mktemp("exercised")
    write_exercise(make_exercise(request.param, seed=3, grammars=load_grammars((), "seen")), folder)
    options = ReadOptions(collected_at=AT, profiles=load_profiles(folder / "sources.toml"))
    with open_ledger(folder / "ledger") as ledger:
        run([folder / "night.reports.jsonl"], ledger, options, clock=lambda: AT, progress=Unwatched())
    return TestClient(make_app(folder / "ledger", clock=lambda: AT))


@pytest.mark.slow
@pytest.mark.parametrize("code", OTHERS)
def test_all_that_an_exercise_says_is_told_in_the_tongue(exercised: TestClient, code: str) -> None:
    rows = [feature["id"] for feature in exercised.get("/api/collections/incidents/items?limit=50").json()["features"]]
    assert rows
    for incident_id in rows:
        page = exercised.get(f"/incidents/{incident_id}", params={"lang": code}).text
        left = [text for text in re.findall(r'<span lang="en">([^<]*)</span>', page) if "translated from" not in text]
        assert left == []
        assert re.search(r"<h1><bdi>[^<]*[А-я]", page)


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize(
    "reason",
    [
        "confirmed: an oracle says so (2 grassroots)",
        "no report addresses it; and a bird flew by",
        "the same words, and others",
        "",
    ],
)
def test_what_has_no_pattern_stays_english_as_a_whole(code: str, reason: str) -> None:
    tongue = read_tongue(code)
    assert tell_reason(reason, tongue) is None
    assert mark_language(reason, None) == f'<span lang="en">{reason}</span>'


@pytest.mark.parametrize("code", OTHERS)
def test_quotes_and_names_stay(code: str) -> None:
    reason = 'a report says that it has not spoken: "Слова; у них нет <слов>"; no clock can run, because no time of publication is known'
    told = tell_reason('a report says that it has not spoken: "Слова; у них нет <слов>"', read_tongue(code))
    assert told is not None
    assert "«Слова; у них нет <слов>»" in told
    assert tell_reason(reason, read_tongue(code)) is None, "a quote that looks like two reasons is not cut"
    assert "&lt;слов&gt;" in mark_language(reason, told)
    assert "Bureau of Birds" in (tell_reason("Bureau of Birds has not spoken for 31 h", read_tongue(code)) or "")


@pytest.mark.parametrize(
    ("code", "count", "target", "told"),
    [
        ("ru", 1, "uav", "Перехвачено: 1 беспилотник, Липецкая область"),
        ("ru", 3, "cruise_missile", "Перехвачено: 3 крылатые ракеты, Липецкая область"),
        ("ru", 12, "uav", "Перехвачено: 12 беспилотников, Липецкая область"),
        ("ru", None, "unknown", "Перехвачено: воздушная угроза, Липецкая область"),
        ("uk", 21, "uav", "Перехоплено: 21 безпілотник, Липецька область"),
        ("uk", 0, "uav", "Перехоплено: 0 безпілотників, Липецька область"),
        ("uk", None, "uav", "Перехоплено: безпілотники, Липецька область"),
    ],
)
def test_headline_counts_in_the_right_form(code: str, count: int | None, target: str, told: str) -> None:
    place = {"name": "Lipetsk Oblast", "iso": "RU-LIP", "role": "occurred"}
    row = {"what": "intercepted", "target": target, "attributes": {"count": {"preferred": count}}, "place": place, "standing": "claimed"}
    assert tell_headline(row, read_tongue(code)) == told


def test_row_that_has_a_title_only_keeps_it_in_english() -> None:
    assert tell_headline({"title": "1 drone intercepted"}, read_tongue("uk")) is None


@pytest.mark.parametrize("code", OTHERS)
def test_patterns_keep_their_fields(code: str) -> None:
    for english, told in read_tongue(code).sentences.items():
        assert set(FIELD.findall(told)) <= set(FIELD.findall(english)), english


def test_tongues_have_the_same_patterns_and_things() -> None:
    first, second = (read_tongue(code) for code in OTHERS)
    assert first.sentences.keys() == second.sentences.keys()
    assert first.things.keys() == second.things.keys()


@pytest.mark.slow
def test_how_an_incident_came_to_be_leads_on_to_its_answers_and_these_to_quote_and_digest(exercised: TestClient) -> None:
    first = exercised.get("/api/collections/incidents/items?limit=1").json()["features"][0]["id"]
    whole = exercised.get(f"/explain/{first}").text
    answers = re.findall(r'href="(/explain/i-[0-9a-f]+/\w+)"', whole)
    assert len(set(answers)) == len(answers) > 1
    one = exercised.get(next(each for each in answers if each.endswith("/what"))).text
    assert re.search(r'<p class="quote">.*?<span class="digest">[0-9a-f]{64}</span>', one, re.DOTALL)
    assert "<details><summary" in one
