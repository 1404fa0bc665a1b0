"""What the pages show, as a browser without JavaScript gets it."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient
from tests.publish import examples as ex
from tests.web.conftest import STEP, fill_ledger

from skywitness.ledger import open_ledger
from skywitness.model.incident import Picture
from skywitness.model.report import SourceProfile
from skywitness.model.words import Audience, Standing
from skywitness.web import make_app

FIRST = f"/incidents/i-{1:020d}"
HOSTILE = f"/incidents/i-{3:020d}"
PAGES = (
    "/",
    FIRST,
    HOSTILE,
    "/undisclosed",
    "/tallies",
    "/pattern",
    "/sources",
    "/context",
    "/method",
    "/reports/film-1",
    f"/explain/i-{1:020d}/count",
)
OUR_SCRIPTS = re.compile(r'<script type="module" src="/static/(?:desk/live|islands/swap)\.js"></script>')


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_with_headers_that_let_nothing_in_from_elsewhere(client: TestClient, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"<script|\son\w+=|\sstyle=|@import", OUR_SCRIPTS.sub("", answer.text))
    assert not re.findall(r'(?:src|action)="(?!/)|<link[^>]+href="(?!/|data:)', answer.text)


@pytest.mark.parametrize("page", PAGES)
def test_text_from_outside_is_only_ever_text(client: TestClient, page: str) -> None:
    text = client.get(page).text
    assert "<script" not in OUR_SCRIPTS.sub("", text)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert ">49<" not in text


def test_a_hostile_title_is_shown_as_it_is(client: TestClient) -> None:
    assert "&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt; ␛[31mred" in client.get(HOSTILE).text


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("standing=claimed", ["UAV aimed at Moscow intercepted"]),
        ("what=impact", ["UAV: impact, Yelets"]),
        ("region=RU-MOW", ["UAV aimed at Moscow intercepted"]),
        ("stream=official&q=over+yelets", ["UAV intercepted over Yelets"]),
        ("q=nothing+like+it", []),
        ("said_by=Nobody", []),
        ("start=2031-03-15&what=impact", []),
        ("start=2031-03-14&end=2031-03-14&what=impact", ["UAV: impact, Yelets"]),
        ("standing=no-such-word", []),
    ],
)
def test_filters_choose_incidents_and_the_export_holds_exactly_those(client: TestClient, query: str, titles: list[str]) -> None:
    page = client.get(f"/?{query}").text
    assert re.findall(r'<th scope="row"><a [^>]+><bdi>([^<]+)', page) == titles
    exported = client.get(f"/export/incidents?{query}").text.splitlines()
    assert [msgspec.json.decode(line)["title"] for line in exported] == titles


def test_no_filter_finds_what_is_not_shown(client: TestClient) -> None:
    found = client.get("/?what=air_defence_active&q=yelets").text
    assert "No incident fits" in found
    assert "air defence active, Lipetsk Oblast" in client.get("/?what=air_defence_active").text


def test_a_dossier_leads_to_quote_digest_and_locator_in_two_steps(client: TestClient) -> None:
    dossier = client.get(FIRST).text
    assert 'href="/reports/mayor-1"' in dossier
    report = client.get("/reports/mayor-1").text
    assert ex.MAYOR.digest in report
    assert "night.reports.jsonl, row 0" in report


def test_a_quote_carries_its_language(client: TestClient) -> None:
    assert re.search(r'<q lang="ru" dir="auto">ПВО Минобороны', client.get(FIRST).text)


def test_the_verdict_is_one_sentence_that_names_roots_silence_and_gaps(client: TestClient) -> None:
    verdict = re.search(r'class="lead"><bdi>(.+?)</bdi>', client.get(FIRST).text)
    assert verdict
    assert verdict[1] == (
        "Witnessed: 1 UAV intercepted at Yelets (RU-LIP), 14 Mar 2031 22:40 – 22:50 UTC, on 2 independent roots (1 grassroots, 1 official) "
        "in 3 posts; Ministry of Defence has not spoken for 31 h; not disclosed: origin."
    )


def test_four_kinds_of_nothing_read_differently(client: TestClient) -> None:
    dossier = client.get(FIRST).text
    for words in ("withheld by the source", "said to be unknown", "not given", "><bdi>0</bdi>"):
        assert words in dossier


@pytest.mark.parametrize("page", PAGES)
def test_every_page_can_show_the_past(client: TestClient, page: str) -> None:
    answer = client.get(page, params={"as_of": "2031-03-14T23:45:00Z"})
    assert answer.status_code == 200
    assert "What the ledger knew at" in answer.text
    assert 'href="/undisclosed?as_of=2031-03-14T23%3A45%3A00Z"' in answer.text


def test_before_anything_was_known_the_list_is_empty(client: TestClient) -> None:
    assert "This ledger has no incident yet" in client.get("/?as_of=2031-03-14T23:00:00Z").text


@pytest.mark.parametrize(
    ("page", "status", "words"),
    [
        ("/incidents/i-nothing", 404, "There is nothing here"),
        ("/nowhere", 404, "There is nothing here"),
        ("/reports/%3Cscript%3E", 404, "There is nothing here"),
        ("/explain/c-nothing", 404, "There is nothing here"),
        ("/?as_of=yesterday", 400, "is not an instant"),
        ("/export/docx", 404, "There is nothing here"),
    ],
)
def test_errors_are_told_in_plain_words(client: TestClient, page: str, status: int, words: str) -> None:
    answer = client.get(page)
    assert answer.status_code == status
    assert words in answer.text
    assert "Traceback" not in answer.text
    assert "content-security-policy" in answer.headers


def test_a_ledger_that_cannot_be_read_is_told_in_plain_words(tmp_path: Path) -> None:
    client = TestClient(make_app(tmp_path / "none", clock=lambda: ex.NEXT_WEEK), raise_server_exceptions=False)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "holds no ledger" in answer.text


def test_pages_cannot_be_written_to(client: TestClient) -> None:
    assert client.post("/").status_code == 405


def test_the_style_sheet_is_sent_once(client: TestClient) -> None:
    first = client.get("/static/style.css")
    assert first.headers["content-type"].startswith("text/css")
    assert client.get("/static/style.css", headers={"if-none-match": first.headers["etag"]}).status_code == 304


def test_a_new_picture_is_seen_at_once(tmp_path: Path) -> None:
    reports = list(ex.REPORTS.values())
    folder = fill_ledger(tmp_path / "ledger", Picture(dossiers=(ex.dossier(1),)), reports, ex.PROFILES)
    client = TestClient(make_app(folder, clock=lambda: ex.NEXT_WEEK))
    assert "<strong>1</strong>" in client.get("/").text
    fill_ledger(folder, Picture(dossiers=(ex.dossier(1), ex.dossier(2))), reports, ex.PROFILES)
    assert "<strong>2</strong>" in client.get("/").text


def test_a_merged_incident_leads_to_the_one_that_holds_it(tmp_path: Path) -> None:
    reports = list(ex.REPORTS.values())
    folder = fill_ledger(tmp_path / "ledger", Picture(dossiers=(ex.dossier(1),)), reports, ex.PROFILES)
    merged = ex.dossier(2, occurrences=ex.incident(1).occurrences, merged_from=(ex.incident(1).incident_id,))
    fill_ledger(folder, Picture(dossiers=(merged,)), reports, ex.PROFILES)
    answer = TestClient(make_app(folder, clock=lambda: ex.NEXT_WEEK)).get(FIRST, follow_redirects=False)
    assert answer.headers["location"] == f"/incidents/i-{2:020d}"


def test_a_ledger_of_invented_sources_says_so_on_every_page(tmp_path: Path) -> None:
    profiles = {name: SourceProfile(name=name, exercise=True) for name in ("mayor", "yelets_residents", "fast_repost", "wire")}
    folder = fill_ledger(tmp_path / "ledger", ex.LARGER_PICTURE, list(ex.REPORTS.values()), profiles)
    client = TestClient(make_app(folder, clock=lambda: ex.NEXT_WEEK))
    assert all("EXERCISE." in client.get(page).text for page in PAGES)


def test_the_desk_view_says_that_the_policy_is_lifted(ledger_path: Path) -> None:
    client = TestClient(make_app(ledger_path, clock=lambda: ex.NIGHT + timedelta(hours=1), audience=Audience.TEAM))
    assert "do not publish" in client.get("/").text


def test_what_is_held_back_is_told_with_its_clock(ledger_path: Path) -> None:
    client = TestClient(make_app(ledger_path, clock=lambda: ex.NIGHT + timedelta(hours=1)))
    dossier = client.get(FIRST).text
    assert "Held back to do no harm" in dossier
    assert "the type of a defending unit" in dossier
    assert "Ka-52" not in re.sub(r"Refuted claims.*?</section>", "", dossier, flags=re.DOTALL)


def test_a_time_that_cannot_be_read_is_told_with_its_name(client: TestClient) -> None:
    answer = client.get("/?start=yesterday")
    assert answer.status_code == 400
    assert "start=&#39;yesterday&#39; is not an instant" in answer.text


def test_the_list_says_how_many_have_no_place(client: TestClient) -> None:
    assert re.search(r"\d+ without a place", client.get("/").text)


def test_every_installed_format_is_offered_for_exactly_the_filtered_list(client: TestClient) -> None:
    offered = re.findall(r'href="/export/(\w+)\?what=impact"', client.get("/?what=impact").text)
    assert {"csv", "geojson", "cap", "stix", "sqlite", "prov"} <= set(offered)
    for name in offered:
        assert client.get(f"/export/{name}?what=impact").status_code == 200, name


def test_the_lists_cap_tells_what_was_corrected_and_what_is_gone_since(tmp_path: Path) -> None:
    reports = list(ex.REPORTS.values())
    folder = fill_ledger(tmp_path / "ledger", Picture(dossiers=(ex.dossier(1), ex.dossier(2, place=ex.MOSCOW))), reports, ex.PROFILES)
    with open_ledger(folder) as ledger:
        ledger.record_picture(Picture(dossiers=(ex.dossier(1, standing=Standing.DISPUTED),)), at=ex.NEXT_WEEK, by=STEP.activity_id)
    client = TestClient(make_app(folder, clock=lambda: ex.NEXT_WEEK + timedelta(hours=1)))
    assert client.get("/export/cap?standing=witnessed&q=over+yelets").text.count("<msgType>Update</msgType>") == 1
    assert "<msgType>Cancel</msgType>" in client.get("/export/cap?region=RU-MOW").text
    assert "<msgType>" not in client.get("/export/cap?region=UA-30").text
    assert client.get("/export/geojson?region=RU-MOW").json()["features"] == []


def test_a_dossier_shows_both_streams_on_one_time_axis(client: TestClient) -> None:
    page = client.get(FIRST).text
    lanes = page[page.index('class="lanes"') : page.index("A tall mark is a report")]
    assert re.findall(r'class="stream (\w+)"', lanes)[:2] == ["official", "grassroots"]
    assert 'class="told"' in lanes


def test_a_source_has_a_page_with_its_figures_and_its_incidents(client: TestClient) -> None:
    listed = re.findall(r'href="(/sources/[^"?]+)"', client.get("/sources").text)
    assert listed
    page = client.get(listed[0]).text
    assert "after the first report of anybody" in page
    assert "Incidents that rest on it" in page
    assert client.get("/sources/nobody").status_code == 404


def test_the_map_shows_the_same_incidents_as_the_list_and_says_how_many_have_no_place(client: TestClient) -> None:
    page = client.get("/map?what=impact").text
    assert "<strong>1</strong> of 1 incident in view, 0 without a place" in page
    assert re.findall(r'href="(/incidents/[^"]+)"', page) == re.findall(r'href="(/incidents/[^"]+)"', client.get("/?what=impact").text)


def test_the_pattern_page_says_what_it_rests_on_and_names_no_spot(client: TestClient) -> None:
    page = client.get("/pattern").text
    assert "Taken for granted" in page
    assert "Basis" in page
    assert "mill on the Sosna" not in page


def test_a_dossier_exports_itself_alone(client: TestClient) -> None:
    page = client.get(FIRST).text
    found = re.search(r'href="(/export/incidents[^"]+)"', page)
    assert found is not None
    rows = [json.loads(line) for line in client.get(html.unescape(found[1])).text.splitlines()]
    assert [row["id"] for row in rows] == [FIRST.removeprefix("/incidents/")]


def test_the_address_above_the_dossiers_leads_to_the_list(client: TestClient) -> None:
    answer = client.get("/incidents?standing=claimed", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/?standing=claimed")


def test_a_reader_finds_what_is_disputed(client: TestClient) -> None:
    page = client.get("/").text
    found = re.search(r'<option value="(\w+)">[^<(]+ \((\d+)\)</option>', page[page.index('id="disputed"') : page.index('id="start"')])
    assert found
    listed = client.get(f"/?disputed={found[1]}").text
    assert f"disputed: {found[1]}" in listed
    assert f"<strong>{found[2]}</strong>" in listed
    assert "<strong>0</strong> of" in client.get("/?disputed=nonsense").text
