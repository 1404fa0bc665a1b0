"""The desk in a real browser: twenty items by keyboard and two taken back, the same without a script, nothing from elsewhere, nothing that axe finds. Screenshots are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, sync_playwright
from tests.web.desk.conftest import SECRET, VERA
from tests.web.serving import serve
from tests.web.test_browser import ARTEFACTS, CHROMIUM, RULES, listen
from tests.web.test_events import tell
from tests.web.test_map_browser import NOTE_VIOLATIONS

from skywitness.alert.outbox import FILE_NAME, FOLDER, Outbox
from skywitness.cli.app import answer
from skywitness.cli.options import now
from skywitness.config import DeskSettings
from skywitness.ledger import open_ledger
from skywitness.publish.policy import load_policy
from skywitness.web.desk.app import make_desk_app

PATHS = [
    "/sign-in",
    "/desk",
    "/desk?need=grade",
    "/desk/decisions",
    "/desk/acts",
    "/desk/me",
    "/desk/mine",
    "/desk/to-do",
    "/desk/hand-over",
]
SCREENS = [(1440, "light"), (390, "dark")]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed; apt-get install chromium"),
]


@pytest.fixture
def address(night: Path) -> Iterator[str]:
    app = make_desk_app(night, settings=DeskSettings(analysts_see="team"), policy=load_policy(), clock=now, audience="public")
    with serve(app) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def wait_for(page: Page, sentence: str) -> None:
    """Wait until it holds. The page's own policy forbids Playwright to wait inside of it, as that evaluates texts."""
    for _ in range(600):
        try:
            if page.evaluate(f"document.readyState === 'complete' && Boolean({sentence})"):
                return
        except Error:  # a navigation took the page away meanwhile
            pass
        page.wait_for_timeout(50)
    raise AssertionError(f"{sentence} does not come to hold at {page.url}: {page.inner_text('main')[:500]}")


def sign_in(page: Page, address: str) -> None:
    """By keyboard alone: the first field has the focus."""
    page.goto(f"{address}/sign-in")
    wait_for(page, "document.activeElement.id === 'name'")
    page.keyboard.type(VERA)
    page.keyboard.press("Tab")
    page.keyboard.type(SECRET[VERA])
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    while not page.locator("a[data-item]").count():  # the steward looks at the ledger for the first time
        page.reload()


def send(page: Page) -> None:
    """Press Enter, and wait for the page that says what was done."""
    page.evaluate("window.isOld = true")
    page.keyboard.press("Enter")
    wait_for(page, "!window.isOld")
    assert re.search("done=|left=", page.url), page.inner_text("main")[:500]


def answer_item(page: Page, number: int) -> None:
    """Choose what to do with the item on the page, say why, and go on to the next."""
    key = next(key for key in ("a", "s", "p", "g", "x") if page.locator(f"[data-key={key}]").count())
    page.keyboard.press(key)
    if key == "p":
        page.keyboard.type("52.62,38.5")
        page.keyboard.press("Enter")
    elif key == "g":
        page.keyboard.press("C")
        page.keyboard.press("Enter")
    page.keyboard.type(f"reason {number}")
    send(page)


def test_twenty_items_are_worked_off_and_two_taken_back_by_keyboard_alone(browser: Browser, address: str, night: Path) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page, faults = context.new_page(), list[str]()
    page.add_init_script(NOTE_VIOLATIONS)
    listen(page, address, "/desk", faults)
    sign_in(page, address)
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / "desk-keys.png")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/items/**")
    page.screenshot(path=ARTEFACTS / "desk-item-1440-light.png", full_page=True)
    for number in range(20):
        answer_item(page, number)
        if "/desk/items/" not in page.url:
            page.keyboard.press("j")
            page.keyboard.press("Enter")
            page.wait_for_url("**/desk/items/**")
    for number in range(2):
        page.keyboard.press("u")
        page.wait_for_url("**/desk/decisions**")
        wait_for(page, "document.activeElement.name === 'why'")
        page.keyboard.type(f"not so {number}")
        send(page)
        page.keyboard.press("Escape")
    page.screenshot(path=ARTEFACTS / "desk-decisions-1440-light.png", full_page=True)
    context.close()
    assert faults == []
    with open_ledger(night, read_only=True) as ledger:
        kinds = [each.kind.value for each in ledger.decided_since(0)]
    assert len(kinds) == 22
    assert kinds[-2:] == ["undo", "undo"]
    assert {"keep-apart", "split", "grade"} <= set(kinds)


def test_without_a_script_an_item_is_decided_all_the_same(browser: Browser, address: str, night: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{address}/sign-in")
    page.fill("#name", VERA)
    page.fill("#password", SECRET[VERA])
    page.press("#password", "Enter")
    for _ in range(50):
        page.goto(f"{address}/desk?need=grade")
        if page.locator("a[data-item]").count():
            break
        page.wait_for_timeout(100)
    page.locator("a[data-item]").first.click()
    page.select_option("#grade", "B")
    page.fill("#why", "right so far")
    page.get_by_role("button", name="Give this grade").click()
    assert page.locator(".done").is_visible()
    page.close()
    with open_ledger(night, read_only=True) as ledger:
        assert [(each.kind.value, each.value, each.by) for each in ledger.decisions()] == [("grade", "B", VERA)]


def test_what_changes_is_marked_quietly_and_nothing_moves_under_the_reader(browser: Browser, address: str, night: Path) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page, faults = context.new_page(), list[str]()
    page.add_init_script(NOTE_VIOLATIONS)
    listen(page, address, "/", faults)
    page.goto(address)
    with open_ledger(night, read_only=True) as ledger:
        one = next(each.incident for each in ledger.dossiers() if each.incident.place)
    mine = page.locator(f"a[href='/incidents/{one.incident_id}']").first
    before = mine.bounding_box()
    assert (
        answer(["decide", "place", one.incident_id, "55.75,37.62", "--by", "Ira", "--why", "x", "--ledger", str(night), "--hand-over"]) == 0
    )
    wait_for(page, f"document.querySelector('a[href=\"/incidents/{one.incident_id}\"].changed')")
    assert page.locator("#live").is_visible()
    assert mine.bounding_box() == before
    page.screenshot(path=ARTEFACTS / "live-1440-light.png")
    page.locator("#live a").click()
    page.wait_for_load_state()
    assert not page.locator("#live").is_visible()
    page.goto(f"{address}/incidents/{one.incident_id}")
    assert answer(["decide", "place", one.incident_id, "nowhere", "--by", "Ira", "--why", "y", "--ledger", str(night), "--hand-over"]) == 0
    wait_for(page, "!document.getElementById('live').hidden")
    context.close()
    assert faults == []


def test_alerts_are_shown_in_the_page_as_they_come(browser: Browser, address: str, night: Path) -> None:
    with Outbox(night / FOLDER / FILE_NAME) as outbox:
        outbox.open_channels({"stream": "public"})
        page, faults = browser.new_page(), list[str]()
        listen(page, address, "/", faults)
        page.goto(address)
        assert not page.locator("#live").is_visible()
        page.wait_for_timeout(1_500)  # the stream begins with what comes after it
        tell(outbox, 1, 2)
        wait_for(page, "document.querySelectorAll('#alerts li').length === 2")
        assert page.locator("#alerts li").all_inner_texts() == ["title 2", "title 1"]
        assert not page.locator("[data-changes]").is_visible()
        page.close()
    assert faults == []


@pytest.mark.parametrize(("width", "theme", "language"), [(1440, "light", "en"), (390, "dark", "uk"), (360, "light", "ru")])
def test_no_page_of_the_desk_has_anything_that_axe_finds_hard_to_use(
    browser: Browser, address: str, width: int, theme: str, language: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if theme == "dark" else "light", bypass_csp=True
    )
    page, faults = context.new_page(), list[str]()
    listen(page, address, "desk", faults)
    sign_in(page, address)
    items = [str(each.get_attribute("href")) for each in page.locator("a[data-item]").all()]
    kinds = {path.partition("/desk/items/")[2].partition(":")[0]: path for path in reversed(items)}
    page.goto(address + next(path for kind, path in kinds.items() if kind in {"link", "split", "dispute"}))
    at_desk = str(page.locator("a[href^='/desk/incidents/']").first.get_attribute("href"))
    page.goto(address + at_desk)
    page.get_by_role("button", name="Watch it").click()
    page.fill("#note", "rang the press office")
    page.get_by_role("button", name="Write it down").click()
    one = at_desk.rpartition("/")[2]
    for path in (*PATHS, *kinds.values(), at_desk, f"/desk/compare?left={one}&right={one}", "/desk/items/none", "/desk/nothing"):
        page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
        faults = [each for each in faults if "404" not in each]
        assert page.locator("html").get_attribute("lang") == language
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        faults += [f"{path}: {each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]
        across = page.evaluate("document.documentElement.scrollWidth")
        faults += [f"{path}: {across} px across"] if across > width else []
        name = path.split("?")[0].strip("/").replace("/", "-").split(":")[0]
        page.screenshot(path=ARTEFACTS / f"{name}-{width}-{theme}.png", full_page=True)
    context.close()
    assert faults == []


def test_a_place_is_picked_on_the_map_without_a_script(browser: Browser, address: str) -> None:
    page = browser.new_page(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    page.goto(f"{address}/sign-in")
    page.locator("#name").fill(VERA)
    page.locator("#password").fill(SECRET[VERA])
    page.locator("#password").press("Enter")
    page.goto(f"{address}/desk?need=place")
    while not page.locator("a[data-item]").count():
        page.reload()
    page.locator("a[data-item]").first.click()
    for _ in range(3):
        page.locator(".picking input.wide").click(position={"x": 400, "y": 150})
    assert re.fullmatch(r"\d+\.\d{4}, \d+\.\d{4}", page.locator("#place").input_value())
    page.wait_for_load_state("networkidle")
    page.screenshot(path=ARTEFACTS / "desk-picking-1440-light.png", full_page=True)
    page.locator("#why").fill("the chimney behind it")
    page.get_by_role("button", name="Place it").click()
    assert "Placed" in page.locator("aside.done").inner_text()
    page.close()
