"""The pages in a real browser: nothing fetched from elsewhere, nothing broken, nothing wider than a phone, both themes. Screenshots are kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, sync_playwright
from tests.publish import examples as ex
from tests.web.serving import serve
from tests.web.test_pages import PAGES

from skywitness.web import make_app

CHROMIUM = Path("/usr/bin/chromium")
ARTEFACTS = Path(__file__).parents[2] / "test-artefacts"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = [(1440, "light"), (1440, "dark"), (390, "light"), (360, "dark")]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed; apt-get install chromium"),
]


@pytest.fixture(scope="module")
def address(ledger_path: Path) -> Iterator[str]:
    with serve(make_app(ledger_path, clock=lambda: ex.NEXT_WEEK)) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def listen(page: Page, address: str, path: str, faults: list[str]) -> None:
    """Note what the page complains of, and whom it asks for anything."""

    def note_request(asked: Request) -> None:
        if not asked.url.startswith((address, "data:")):
            faults.append(f"{path} asked {asked.url}")

    page.on("console", lambda message: faults.append(f"{path}: {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"{path}: {error}"))
    page.on("request", note_request)


@pytest.mark.parametrize(("width", "theme"), SCREENS)
def test_every_page_stands_on_its_own_and_fits_its_screen(browser: Browser, address: str, width: int, theme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="dark" if theme == "dark" else "light")
    faults = list[str]()
    ARTEFACTS.mkdir(exist_ok=True)
    for path in PAGES:
        page = context.new_page()
        listen(page, address, path, faults)
        page.goto(address + path)
        across = page.evaluate("document.documentElement.scrollWidth")
        faults += [f"{path}: {across} px across"] if across > width else []
        page.screenshot(path=ARTEFACTS / f"{path.strip('/').replace('/', '-') or 'incidents'}-{width}-{theme}.png", full_page=True)
        page.close()
    context.close()
    assert faults == []


def test_a_reader_reaches_the_archived_report_from_the_list_with_the_keyboard(browser: Browser, address: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{address}/?q=over+yelets")
    page.get_by_role("link", name="UAV intercepted over Yelets").press("Enter")
    page.get_by_role("link", name="mayor-1").first.press("Enter")
    assert page.get_by_text(ex.MAYOR.digest).is_visible()
    page.close()


def test_the_first_tab_skips_to_the_content(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    assert page.evaluate("document.querySelector(':target').id") == "main"
    page.close()


def test_a_dossier_prints_on_at_most_three_sheets(browser: Browser, address: str, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(address + PAGES[1])
    sheets = page.pdf(path=tmp_path / "dossier.pdf", format="A4").count(b"/Type /Page\n")
    assert 1 <= sheets <= 3
    page.close()


@pytest.mark.parametrize(("width", "theme", "language"), [(1440, "light", "en"), (390, "dark", "uk"), (1440, "dark", "ru")])
def test_no_page_has_anything_that_axe_finds_hard_to_use(browser: Browser, address: str, width: int, theme: str, language: str) -> None:
    """Every page in three corners of the matrix; ``python -m bench web`` goes through more of it."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if theme == "dark" else "light", bypass_csp=True
    )
    page, faults = context.new_page(), list[str]()
    for path in (*PAGES, "/nothing-here"):
        page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
        assert page.locator("html").get_attribute("lang") == language
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        faults += [f"{path}: {each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]
    context.close()
    assert faults == []
