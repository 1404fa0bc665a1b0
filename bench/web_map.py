"""The map page in a real browser at several sizes of ledger: what it fetches and from where, what breaks, how long until it stands and until a brush is drawn.

Drawn in software (SwiftShader). The goal at 500,000 incidents is a brush drawn within 2 s. Screenshots go to test-artefacts.

python -m bench web_map
"""

from __future__ import annotations

import gzip
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import msgspec
from playwright.sync_api import Browser, expect, sync_playwright
from tests.web.test_map_browser import ARTEFACTS, CHROMIUM, DRAWN, brush, open_map, told

from bench.record import record
from bench.web_scale import fill, served

SIZES = (2_000, 20_000, 500_000)
BRUSHES = ((0.4, 0.5), (0.2, 0.8), (0.7, 0.72), (0.1, 0.3), (0.55, 0.95))


def main() -> None:
    """Fill ledgers, open the page, brush."""
    figures = {}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for size in SIZES:
            folder = Path(name) / str(size)
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                alone.submit(fill, folder, size).result()
            with served(folder, {}) as client:
                figures[f"{size} incidents"] = measure(browser, str(client.base_url).rstrip("/"), size)
        browser.close()
    record("web_map", figures)


def measure(browser: Browser, address: str, size: int) -> dict[str, object]:
    """One page, cold, on a desk's screen."""
    context = browser.new_context(viewport={"width": 1440, "height": 1600})
    page, faults = context.new_page(), list[str]()
    begun = time.perf_counter()
    scripts = open_map(page, address, faults)
    page.wait_for_selector(DRAWN)
    stands_s = time.perf_counter() - begun
    whole, brushed_s = told(page), list[float]()
    in_view = page.locator("[data-number=inView]")
    for number, (left, right) in enumerate(BRUSHES):
        before, begun = in_view.inner_text(), time.perf_counter()
        brush(page, left, right)
        expect(in_view).not_to_have_text(before, timeout=30_000)
        page.wait_for_selector(DRAWN)
        brushed_s.append(time.perf_counter() - begun)
        if number == 0:
            ARTEFACTS.mkdir(exist_ok=True)
            page.screenshot(path=ARTEFACTS / f"bench-map-{size}.png")
    summary = context.request.get(address + str(page.get_attribute("#islands", "data-summary"))).body()
    sizes = [
        len(gzip.compress(context.request.get(script).body())) for script in {*scripts, f"{address}/static/islands/maplibre-worker.js"}
    ]
    context.close()
    return {
        "off origin, policy violations, console errors": len(faults),
        "faults": faults,
        "initial script, kB gzipped": round(sum(sizes) / 1000),
        "summary, kB gzipped": round(len(gzip.compress(summary)) / 1000),
        "stands after, s": round(stands_s, 1),
        "brushes until redrawn, s": sorted(round(each, 2) for each in brushed_s),
        "counted on the page, matched by the API": [sum(whole.values()), msgspec.json.decode(summary)["numberMatched"]],
    }


if __name__ == "__main__":
    main()
