"""What a newcomer tries on the demo without a manual, by what the pages offer and without JavaScript: the longest silence, why a fact is disputed, an export of it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from tests.web.serving import serve
from tests.web.test_browser import listen

from skywitness.cli.demo import SCENARIO, SEED
from skywitness.config import load_profiles
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.wording import load_grammars
from skywitness.ledger import open_ledger
from skywitness.parts import ReadOptions
from skywitness.pipeline import Unwatched, run
from skywitness.web import make_app

CHROMIUM = Path("/usr/bin/chromium")
AT = datetime(2031, 3, 20, tzinfo=UTC)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed; apt-get install chromium"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("demo")
    write_exercise(make_exercise(SCENARIO, seed=SEED, grammars=load_grammars()), folder)
    options = ReadOptions(collected_at=AT, profiles=load_profiles(folder / "sources.toml"))
    with open_ledger(folder / "ledger") as ledger:
        run([folder / "night.reports.jsonl"], ledger, options, clock=lambda: AT, progress=Unwatched())
    with serve(make_app(folder / "ledger", clock=lambda: AT)) as served:
        yield served


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = chromium.new_page(java_script_enabled=False)
        opened.goto(address)
        yield opened
        chromium.close()


def test_the_longest_silence_is_two_steps_away(page: Page) -> None:
    page.get_by_role("link", name="Undisclosed").click()
    hours = [float(text.split()[0]) for text in page.locator("td.when strong").all_inner_texts() if text.endswith(" h")]
    assert hours == sorted(hours, reverse=True)
    page.locator("tbody tr").first.get_by_role("link").click()
    assert page.locator(".clock").filter(has_text=f"has not spoken for {hours[0]:.0f} h").count() == 1


def test_why_a_fact_is_disputed_is_told_where_it_is_shown_and_can_be_taken_along(page: Page, tmp_path: Path) -> None:
    page.get_by_label("Disputed").select_option("damage")
    page.get_by_role("button", name="Show").click()
    page.locator("th[scope=row] a").click()
    fact = page.locator(".facts tr").filter(has=page.locator("th", has_text="damage"))
    assert "some say so, others deny it" in fact.inner_text()
    assert fact.locator("q").count() == 2, "both sides in their own words"
    page.get_by_text("Export this incident").click()
    with page.expect_download() as saving:
        page.get_by_role("link", name="CSV").first.click()
    saving.value.save_as(tmp_path / "one.csv")
    with (tmp_path / "one.csv").open(encoding="utf-8-sig", newline="") as saved:
        assert len({row["id"] for row in csv.DictReader(saved)}) == 1


def test_filters_answer_in_place_where_scripts_run(address: str) -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page, faults = chromium.new_page(), list[str]()
        listen(page, address, "/", faults)
        page.goto(address, wait_until="networkidle")
        page.evaluate("window.isSame = true")
        every = page.locator("tbody tr").count()
        page.get_by_label("Disputed").focus()
        page.get_by_label("Disputed").select_option("damage")
        page.wait_for_url("**disputed=damage**")
        expect(page.locator("tbody tr")).to_have_count(1)
        assert page.evaluate("window.isSame === true && document.activeElement.id === 'disputed'")
        expect(page.locator("p[role=status].unseen")).to_contain_text("1 of")
        page.get_by_role("link", name="Stands on").click()
        page.wait_for_url("**sort=roots**")
        for _ in range(2):
            page.evaluate("history.back()")
            page.wait_for_timeout(1_000)
        expect(page.locator("tbody tr")).to_have_count(every)
        chromium.close()
        assert faults == []
