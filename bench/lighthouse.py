"""What Lighthouse says of a dossier: performance and accessibility, of 100, the least of three runs as a phone and of three as a desktop.

    python -m bench lighthouse

Lighthouse is a package of npm's, which this installs into a folder of its own for as long as it runs. Goals: 95 and 100.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import msgspec
from tests.web.serving import serve

from bench.record import record
from bench.web import CHROMIUM, play
from skywitness.web import make_app

VERSION, RUNS = "12.8.2", 3
CATEGORIES = ("performance", "accessibility")


def main() -> None:
    """Install, serve, ask."""
    with tempfile.TemporaryDirectory() as name:
        tools = Path(name) / "tools"
        tools.mkdir()
        install = ["npm", "install", "--no-audit", "--no-fund", "--silent", f"lighthouse@{VERSION}"]
        subprocess.run(install, cwd=tools, check=True)  # noqa: S603 - our own words
        with serve(make_app(play(Path(name)), clock=lambda: datetime.now(UTC))) as address:
            first = re.findall(r'href="(/incidents/[^"?]+)"', httpx2.get(address).text)[0]
            figures = {screen: ask(tools, f"{address}{first}", screen) for screen in ("phone", "desktop")}
    record("lighthouse", {"lighthouse": VERSION, "runs": RUNS, **figures})


def ask(tools: Path, address: str, screen: str) -> dict[str, int]:
    """The least score of each category over all runs."""
    found = [look_once(tools, address, screen) for _ in range(RUNS)]
    return {category: min(each[category] for each in found) for category in CATEGORIES}


def look_once(tools: Path, address: str, screen: str) -> dict[str, int]:
    """The scores of one run."""
    report = tools / "report.json"
    command = [str(tools / "node_modules/.bin/lighthouse"), address, "--quiet", "--output=json", f"--output-path={report}"]
    options = ["--chrome-flags=--headless=new --no-sandbox", f"--only-categories={','.join(CATEGORIES)}"]
    preset = ["--preset=desktop"] if screen == "desktop" else []
    subprocess.run([*command, *options, *preset], check=True, env={**os.environ, "CHROME_PATH": str(CHROMIUM)})  # noqa: S603 - our own words
    categories = msgspec.json.decode(report.read_bytes())["categories"]
    return {category: round(categories[category]["score"] * 100) for category in CATEGORIES}


if __name__ == "__main__":
    main()
