"""The map page in a real browser at several sizes of ledger: what it fetches and from where, what breaks, how long until it stands and until a brush is drawn.

Drawn in software (SwiftShader): to compare, not to quote as a reader's speed. Screenshots go to test-artefacts.

python -m bench web_map
"""

from __future__ import annotations

import gzip
import random
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import msgspec
from playwright.sync_api import Browser, sync_playwright
from tests.publish import examples as ex
from tests.web.conftest import fill_ledger
from tests.web.serving import serve
from tests.web.test_map_browser import ARTEFACTS, CHROMIUM, DRAWN, brush, open_map, told

from bench.record import record
from skywitness.model.incident import Dossier, Picture
from skywitness.model.place import Period
from skywitness.model.words import Precision, Standing, TimePrecision
from skywitness.web import make_app

SIZES = (200, 2_000, 20_000)
TOWNS_TOLD = 1_500
NIGHTS = 400


def main() -> None:
    """Fill ledgers, open the page, brush."""
    figures = {}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for size in SIZES:
            ledger = fill_ledger(Path(folder) / str(size), invent_picture(size), list(ex.REPORTS.values()), ex.PROFILES)
            with serve(make_app(ledger, clock=lambda: ex.NEXT_WEEK + timedelta(days=NIGHTS))) as address:
                figures[f"{size} incidents"] = measure(browser, address, size)
        browser.close()
    record("web_map", figures)


def invent_picture(size: int) -> Picture:
    """Incidents over so many nights and towns, one in ten without a place."""
    dice = random.Random(size)  # noqa: S311 - places and times, no secrets
    towns = [(dice.uniform(44, 60), dice.uniform(24, 60), dice.choice([5_000, 12_000, 90_000])) for _ in range(TOWNS_TOLD)]
    standings = list(Standing)
    return Picture(dossiers=tuple(_invent(number, dice, towns, standings) for number in range(1, size + 1)))


def _invent(number: int, dice: random.Random, towns: list[tuple[float, float, int]], standings: list[Standing]) -> Dossier:
    lat, lon, radius_m = dice.choice(towns)
    precision = Precision.REGION if radius_m > 50_000 else Precision.TOWN
    place = msgspec.structs.replace(ex.TOWN, lat=lat, lon=lon, radius_m=radius_m, precision=precision)
    at = ex.NIGHT + timedelta(days=dice.randrange(NIGHTS), minutes=dice.randrange(600))
    period = Period(start=at, end=at + timedelta(minutes=30), precision=TimePrecision.HOUR)
    return ex.dossier(number, place=None if dice.random() < 0.1 else place, period=period, standing=dice.choice(standings))


def measure(browser: Browser, address: str, size: int) -> dict[str, object]:
    """One page, cold, on a desk's screen."""
    context = browser.new_context(viewport={"width": 1440, "height": 1600})
    context.request.get(f"{address}/map", timeout=300_000)  # the gate passes every row once
    page, faults = context.new_page(), list[str]()
    begun = time.perf_counter()
    scripts = open_map(page, address, faults)
    page.wait_for_selector(DRAWN)
    stands_s = time.perf_counter() - begun
    before = told(page)
    begun = time.perf_counter()
    brush(page, 0.4, 0.5)
    page.wait_for_function(f"document.querySelector('[data-number=inView]').textContent !== '{before['inView']}'")
    page.wait_for_selector(DRAWN)
    brushed_s = time.perf_counter() - begun
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"bench-map-{size}.png")
    items = context.request.get(address + str(page.get_attribute("#islands", "data-items"))).body()
    sizes = [
        len(gzip.compress(context.request.get(script).body())) for script in {*scripts, f"{address}/static/islands/maplibre-worker.js"}
    ]
    context.close()
    return {
        "off origin, policy violations, console errors": len(faults),
        "faults": faults,
        "initial script, kB gzipped": round(sum(sizes) / 1000),
        "features, kB gzipped": round(len(gzip.compress(items)) / 1000),
        "stands after, s": round(stands_s, 1),
        "brush until redrawn, s": round(brushed_s, 2),
        "counted on the page, matched by the API": [sum(before.values()), msgspec.json.decode(items)["numberMatched"]],
    }


if __name__ == "__main__":
    main()
