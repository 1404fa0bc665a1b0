"""The moving map in a real browser: it asks nobody else, breaks no policy, brushes, and leaves the drawn map where there is no WebGL. Screenshots are kept."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.publish import examples as ex
from tests.web.serving import serve
from tests.web.test_browser import RULES

from skywitness.web import make_app
from skywitness.web.islands import are_built

CHROMIUM = Path("/usr/bin/chromium")
ARTEFACTS = Path(__file__).parents[2] / "test-artefacts"
MOST_SCRIPT = 500_000
"""Bytes of script that the map page may fetch at first, gzipped."""
NOTE_VIOLATIONS = "addEventListener('securitypolicyviolation', (e) => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"
DRAWN = "#map-island[aria-busy=false]"
SCREENS = [(1440, "light"), (1440, "dark"), (390, "light"), (360, "dark")]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed; apt-get install chromium"),
    pytest.mark.skipif(not are_built(), reason="the moving map is not built; make islands"),
]


@pytest.fixture(scope="module")
def address(ledger_path: Path) -> Iterator[str]:
    with serve(make_app(ledger_path, clock=lambda: ex.NEXT_WEEK)) as address:
        yield address


@pytest.fixture(scope="module", params=[(), ("--disable-3d-apis",)], ids=["webgl", "no webgl"])
def any_browser(request: pytest.FixtureRequest) -> Iterator[tuple[Browser, bool]]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *request.param])
        yield chromium, not request.param
        chromium.close()


def open_map(page: Page, address: str, faults: list[str], query: str = "") -> set[str]:
    """Open the page, note what is wrong with it, and wait for its islands; what scripts it fetched."""
    scripts = set[str]()
    page.add_init_script(NOTE_VIOLATIONS)
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith((address, "data:", "blob:")) else faults.append(f"asked {asked.url}"))
    page.on("request", lambda asked: scripts.add(asked.url) if asked.url.endswith(".js") else None)
    page.goto(f"{address}/map{query}")
    page.wait_for_selector("#islands[data-ready]", timeout=60_000)
    return scripts


def told(page: Page) -> dict[str, int]:
    return {name: int(page.inner_text(f"[data-number={name}]")) for name in ("inView", "elsewhere", "unplaced")}


def brush(page: Page, begin: float, end: float) -> None:
    box = page.locator(".u-over").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * begin, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end, middle, steps=5)
    page.mouse.up()


@pytest.mark.parametrize(("width", "theme"), SCREENS)
def test_the_islands_stand_on_their_own(any_browser: tuple[Browser, bool], address: str, width: int, theme: str) -> None:
    browser, has_webgl = any_browser
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="dark" if theme == "dark" else "light")
    page, faults = context.new_page(), list[str]()
    scripts = open_map(page, address, faults)
    assert page.get_attribute("#islands", "data-ready") == ("map timeline" if has_webgl else "timeline")
    assert page.locator("#drawn-map").is_visible() is not has_webgl
    assert told(page) == {"inView": 4, "elsewhere": 0, "unplaced": 1}
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if has_webgl:
        page.wait_for_selector(DRAWN)
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"map-{'moving' if has_webgl else 'no-webgl'}-{width}-{theme}.png", full_page=True)
    sizes = [
        len(gzip.compress(context.request.get(script).body())) for script in {*scripts, f"{address}/static/islands/maplibre-worker.js"}
    ]
    context.close()
    assert faults == []
    assert sum(sizes) <= MOST_SCRIPT


def test_a_brushed_time_is_typed_kept_in_the_address_and_passed_to_the_list(any_browser: tuple[Browser, bool], address: str) -> None:
    browser, has_webgl = any_browser
    page, faults = browser.new_page(viewport={"width": 1200, "height": 1600}), list[str]()
    open_map(page, address, faults)
    brush(page, 0.8, 0.95)
    if not has_webgl:
        page.wait_for_url("**start=**")
        page.wait_for_selector("#islands[data-ready]")
    expect(page.locator("[data-number=inView]")).to_have_text("0")
    assert told(page) == {"inView": 0, "elsewhere": 0, "unplaced": 1}
    assert page.input_value("#start").startswith("2031-03-14T22:5")
    assert "start=2031-03-14T22" in page.url
    assert "start=2031-03-14T22" in (page.get_attribute("a[data-keeps-window]", "href") or "")
    page.locator(".u-over").dblclick()
    if not has_webgl:
        page.wait_for_url(lambda url: "start" not in url)
        page.wait_for_selector("#islands[data-ready]")
    expect(page.locator("[data-number=inView]")).to_have_text("4")
    assert told(page)["unplaced"] == 1
    assert page.input_value("#start") == ""
    page.close()
    assert faults == []


def test_a_typed_time_and_a_shared_address_show_the_same(any_browser: tuple[Browser, bool], address: str) -> None:
    browser, _ = any_browser
    page, faults = browser.new_page(), list[str]()
    open_map(page, address, faults, "?start=2031-03-14T23:30&standing=confirmed")
    assert told(page) == {"inView": 0, "elsewhere": 0, "unplaced": 0}
    page.fill("#start", "2031-03-14")
    page.press("#start", "Tab")
    expect(page.locator("[data-number=inView]")).to_have_text("1")
    assert "T00%3A00Z" in page.url
    page.close()
    assert faults == []


def test_a_mark_leads_to_the_dossiers_of_its_place(any_browser: tuple[Browser, bool], address: str) -> None:
    browser, has_webgl = any_browser
    if not has_webgl:
        pytest.skip("without WebGL the rings of the drawn map are the links")
    page, faults = browser.new_page(viewport={"width": 1200, "height": 1600}), list[str]()
    open_map(page, address, faults, f"?view={ex.MOSCOW.lat},{ex.MOSCOW.lon},8")
    page.wait_for_selector(DRAWN)
    page.locator("#map-island").click()
    page.locator(".maplibregl-popup").get_by_role("link", name="UAV aimed at Moscow intercepted").click()
    page.wait_for_url("**/incidents/i-00000000000000000002")
    page.close()
    assert faults == []


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_the_islands_have_nothing_that_axe_finds_hard_to_use(
    any_browser: tuple[Browser, bool], address: str, width: int, theme: str
) -> None:
    context = any_browser[0].new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if theme == "dark" else "light", bypass_csp=True
    )
    page, faults = context.new_page(), list[str]()
    open_map(page, address, faults)
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    faults += [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
    context.close()
    assert faults == []


def test_without_a_script_the_map_is_drawn(any_browser: tuple[Browser, bool], address: str) -> None:
    page = any_browser[0].new_page(java_script_enabled=False)
    page.goto(f"{address}/map")
    assert page.locator("#drawn-map .pane svg").is_visible()
    assert not page.locator("#islands").is_visible()
    page.close()
