"""The pages in a real browser, all of the matrix: what axe finds, requests elsewhere, complaints of the browser; and how long the server takes.

    python -m bench web

The ledger is an exercise's, played for this. Pages are looked at in en, ru and uk, in light and dark, 390 and 1440 pixels wide, in Debian's Chromium; times are of the
server alone, in one process, after one warming request. Of the console errors count; the one 404 is asked for.
"""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import httpx2
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, sync_playwright
from tests.web.serving import serve

from bench.record import record
from skywitness.config import load_profiles
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.wording import load_grammars
from skywitness.ledger import open_ledger
from skywitness.parts import ReadOptions
from skywitness.pipeline import Unwatched, run
from skywitness.web import make_app
from skywitness.web.tongues import LANGUAGES

CHROMIUM = Path("/usr/bin/chromium")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = ("/", "/?standing=confirmed", "/map", "/undisclosed", "/tallies", "/pattern", "/sources", "/context", "/method", "/nothing-here")
TIMED = {
    "list with filters": "/?what=intercepted&q=drone",
    "map": "/map",
    "undisclosed": "/undisclosed",
    "api items": "/api/collections/incidents/items?limit=50",
}
TIMES = 60
SCENARIO, SEED = "disinformation", 3


def main() -> None:
    """Play, serve, look, time, keep."""
    with tempfile.TemporaryDirectory() as name, serve(make_app(play(Path(name)), clock=lambda: datetime.now(UTC))) as address:
        with httpx2.Client(base_url=address) as client:
            first = re.findall(r'href="(/incidents/[^"?]+)"', client.get("/").text)[0]
            source = re.findall(r'href="(/sources/[^"?]+)"', client.get("/sources").text)[0]
            report = re.findall(r'href="(/reports/[^"?]+)"', client.get(first).text)[0]
            incidents = client.get("/api/collections/incidents/items?limit=1").json()["numberMatched"]
            pages = (*PAGES, first, source, report, f"/explain/{first.removeprefix('/incidents/')}")
            times = {label: p95_ms(client, path) for label, path in (TIMED | {"dossier": first}).items()}
        found = look(address, pages)
    record("web", {"incidents": incidents, "pages": len(pages), **found, "server p95, ms": times})


def play(folder: Path) -> Path:
    """A ledger with an exercise in it."""
    at = datetime.now(UTC)
    write_exercise(make_exercise(SCENARIO, seed=SEED, grammars=load_grammars()), folder)
    options = ReadOptions(collected_at=at, profiles=load_profiles(folder / "sources.toml"))
    with open_ledger(folder / "ledger") as ledger:
        run([folder / "night.reports.jsonl"], ledger, options, clock=lambda: at, progress=Unwatched())
    return folder / "ledger"


def p95_ms(client: httpx2.Client, path: str) -> float:
    """How long 95 of 100 answers take at most."""
    taken = []
    for _ in range(TIMES + 1):
        begun = time.perf_counter()
        client.get(path).raise_for_status()
        taken.append((time.perf_counter() - begun) * 1000)
    return round(statistics.quantiles(taken[1:], n=20)[-1], 1)


def look(address: str, pages: tuple[str, ...]) -> dict[str, object]:
    """What is wrong on any page of the matrix."""
    violations, elsewhere, complaints = list[str](), list[str](), list[str]()

    def listen(page: Page) -> None:
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" and "404" not in message.text else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", note)

    def note(asked: Request) -> None:
        if not asked.url.startswith((address, "data:")):
            elsewhere.append(asked.url)

    matrix = list(product((390, 1440), ("light", "dark"), LANGUAGES))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for (width, scheme, lang), bypass in product(matrix, (False, True)):
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light", bypass_csp=bypass
            )
            page = context.new_page()
            listen(page)
            for path in pages:
                page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={lang}")
                if bypass:  # axe needs a script of its own, which our policy forbids
                    answer = Axe().run(page, options={"runOnly": RULES}).response
                    violations += [f"{width} {scheme} {lang} {path}: {each['id']}" for each in answer["violations"]]
            context.close()
        browser.close()
    return {
        "looked at": len(pages) * len(matrix),
        "axe violations": len(violations),
        "which": violations[:10],
        "requests elsewhere": len(elsewhere),
        "complaints of the browser": len(complaints),
    }


if __name__ == "__main__":
    main()
