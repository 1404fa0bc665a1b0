"""What the moving map is made of: scripts and tiles from here alone, under a policy that admits nothing else."""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.publish import examples as ex

from skywitness.web import islands, make_app
from skywitness.web.islands import is_pmtiles

TILES = "/static/basemap.pmtiles"
MOST_TILES = 2_000_000
TOWNS = Path(__file__).parents[2] / "scripts/basemap/towns.csv"


def test_tiles_are_told_in_ranges_and_never_compressed(client: TestClient) -> None:
    answer = client.get(TILES, headers={"range": "bytes=0-6", "accept-encoding": "gzip"})
    assert (answer.status_code, answer.content) == (206, b"PMTiles")
    whole = client.get(TILES, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in whole.headers
    assert len(whole.content) == int(whole.headers["content-length"]) <= MOST_TILES


def test_another_basemap_can_be_mounted(ledger_path: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.pmtiles"
    mine.write_bytes(b"PMTiles\x03 of a desk")
    client = TestClient(make_app(ledger_path, clock=lambda: ex.NEXT_WEEK, basemap=mine))
    assert client.get(TILES).content == mine.read_bytes()
    assert is_pmtiles(mine)


@pytest.mark.parametrize("content", [b"", b"PMTiles", b"PMTiles\x02 an older one", b"PK\x03\x04"])
def test_what_is_no_archive_of_tiles_is_seen(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    assert not is_pmtiles(tmp_path / "other")
    assert not is_pmtiles(tmp_path / "none")


@pytest.mark.parametrize("name", ["none.js", "..%2fstyle.css", "main.js.map", "", "main.py"])
def test_nothing_but_the_scripts_is_served_as_one(client: TestClient, name: str) -> None:
    assert client.get(f"/static/islands/{name}").status_code == 404


def test_only_pages_that_have_one_may_run_scripts_and_none_is_written_into_them(client: TestClient) -> None:
    for path in ("/undisclosed", "/api", "/map/none", "/sources", "/sign-in"):
        assert "script-src" not in client.get(path).headers["content-security-policy"]
    for path in ("/map", "/", "/incidents/i-00000000000000000001"):
        page = client.get(path)
        policy = page.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|style=", page.text)


def test_without_the_scripts_the_page_asks_for_none(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(islands, "_STATIC", tmp_path)
    page = client.get("/map").text
    assert "<script" not in page
    assert "drawn-map" in page


def test_every_town_of_the_map_has_a_name_in_each_language() -> None:
    rows = list(csv.DictReader(TOWNS.read_text(encoding="utf-8").splitlines()))
    assert len(rows) > 150
    assert all(row[lang].strip() for row in rows for lang in ("en", "ru", "uk"))
    assert all(re.search("[а-яёіїєґ]", row[lang]) for row in rows for lang in ("ru", "uk"))
    assert not [row["ru"] for row in rows if re.search("[іїєґ’]", row["ru"])]
    assert not [row["uk"] for row in rows if re.search("[ыэёъ]", row["uk"])]


def test_the_moving_map_asks_in_no_language(client: TestClient) -> None:
    page = client.get("/map?lang=uk&standing=confirmed&as_of=2031-03-15T00:00:00Z&start=2031-03-14").text
    for name in ("items", "summary"):
        found = re.search(rf'data-{name}="([^"]+)"', page)
        assert found is not None
        address = html.unescape(found[1])
        assert "standing=confirmed" in address
        assert "as_of=2031" in address
        assert client.get(address).status_code == 200
