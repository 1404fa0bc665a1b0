"""The page that tells how collecting goes: figures for everybody, sentences of hosts for the desk alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from skywitness.cli.app import DONE, answer
from skywitness.ingest.live.standing import write_cursors
from skywitness.model.live import Cursor, Stretch
from skywitness.web import make_app
from skywitness.web.tongues import LANGUAGES

NOW = datetime(2021, 5, 2, 12, tzinfo=UTC)
SEEN = NOW - timedelta(minutes=1)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    row = {"source": "city", "published_at": "2021-05-01T20:00:00Z", "text": "Над Тулой сбит беспилотник.", "id": "city/1"}
    (tmp_path / "a.reports.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert answer(["run", str(tmp_path / "a.reports.jsonl"), "--ledger", str(tmp_path / "ledger")]) == DONE
    return tmp_path / "ledger"


def page(ledger: Path, audience: str = "public", lang: str = "en") -> str:
    with TestClient(make_app(ledger, clock=lambda: NOW, audience=audience)) as client:
        found = client.get("/collecting", params={"lang": lang})
    assert found.status_code == 200
    return " ".join(found.text.split())


def test_where_nothing_is_watched_the_page_says_so(ledger: Path) -> None:
    assert "Nothing is watched here." in page(ledger)


def test_sources_in_trouble_stand_first_and_only_the_desk_is_told_why(ledger: Path) -> None:
    write_cursors(
        ledger,
        {
            "a well": Cursor(looked_at=SEEN, reports=41, edits=3, withdrawn=2, missed=7, lags_s=(30.0,) * 5),
            "b broken": Cursor(looked_at=SEEN, trouble="<b>host inside.example answered 500</b>", failures=3, errors=3),
            "c forgotten": Cursor(looked_at=NOW - timedelta(hours=9)),
            "d wrong": Cursor(looked_at=SEEN, lags_s=(-7200.0,) * 6),
            "e behind": Cursor(looked_at=SEEN, unread=(Stretch(after=1, before=90),)),
        },
    )
    told = page(ledger)
    places = [told.index(f"<bdi>{name}") for name in ("b broken", "c forgotten", "d wrong", "e behind", "a well")]
    assert places == sorted(places)
    assert "inside.example" not in told
    assert "time zone" not in told
    desk = page(ledger, "team")
    assert "&lt;b&gt;host inside.example answered 500" in desk
    assert "2 h ahead of when they appear" in desk


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_in_every_language(lang: str, ledger: Path) -> None:
    write_cursors(ledger, {"city": Cursor(looked_at=SEEN)})
    assert f'<html lang="{lang}">' in page(ledger, lang=lang)
