"""Makes a release of the commit that is checked out, into dist/: sdist, wheel, list of parts (SBOM), sums.

    make release                    of a clean checkout
    make release ARGS=--quick       without running the wheel

Everything is built from a fresh clone, twice, and must come out the same to the byte: who has the tag can prove what we give out. The time in the archives is that of the commit.
The wheel is then installed into an empty environment, where `skywitness demo` must work.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"
LARGEST_BYTES = 15_000_000
EXTRAS = "tables,live,telegram,media,pattern,alerts,entities,endpoint,archive,desk,postgres"


def run(words: Sequence[str | Path], *, cwd: Path = ROOT, more: Mapping[str, str] | None = None) -> str:
    """What a program prints; its own complaint ends the release."""
    done = subprocess.run([*map(str, words)], cwd=cwd, env={**os.environ, **(more or {})}, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words))} ended with {done.returncode}")
    return done.stdout.strip()


def build_once(folder: Path) -> dict[str, str]:
    """Build a fresh clone into a folder; the digests of what came out, by name."""
    clone = folder / "clone"
    run(["git", "clone", "--quiet", ROOT, clone])
    when = run(["git", "log", "-1", "--format=%ct"], cwd=clone)
    run([sys.executable, "-m", "build", "--outdir", folder / "out"], cwd=clone, more={"SOURCE_DATE_EPOCH": when})
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((folder / "out").iterdir())}


def build_twice() -> Path:
    """The wheel in dist/, once two builds agree."""
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        one, other = build_once(Path(first)), build_once(Path(second))
        if one != other:
            sys.exit(f"two builds of one commit differ: {sorted(set(one.items()) ^ set(other.items()))}")
        shutil.rmtree(DIST, ignore_errors=True)
        shutil.copytree(Path(first) / "out", DIST)
    (wheel,) = DIST.glob("*.whl")
    print(f"two builds are the same; {wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB")
    if wheel.stat().st_size > LARGEST_BYTES:
        sys.exit(f"the wheel is larger than {LARGEST_BYTES / 1e6:.0f} MB")
    return wheel


def try_out(wheel: Path) -> None:
    """Install the wheel alone into an empty environment and run the demo, far from any checkout."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pip = make_environment(folder / "venv")
        run([*pip, "install", "--quiet", "--constraint", ROOT / "constraints.txt", wheel])
        told = run([folder / "venv/bin/skywitness", "demo", "--no-serve"], cwd=folder)
        print(told.splitlines()[-1])


def list_parts(wheel: Path) -> Path:
    """All that an installation with every extra holds, as CycloneDX."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pip = make_environment(folder / "venv")
        run([*pip, "install", "--quiet", "--constraint", ROOT / "constraints.txt", f"{wheel}[{EXTRAS}]"])
        path = DIST / f"{wheel.name.removesuffix('.whl')}.cdx.json"
        run(
            [
                sys.executable,
                "-m",
                "cyclonedx_py",
                "environment",
                "--output-reproducible",
                "--output-file",
                path,
                folder / "venv/bin/python",
            ]
        )
        return path


def make_environment(folder: Path) -> list[str | Path]:
    """An empty environment; the words that call its pip."""
    venv.create(folder, with_pip=True)
    return [folder / "bin/python", "-m", "pip", "--disable-pip-version-check"]


def main(words: Sequence[str]) -> None:
    """All of it."""
    if run(["git", "status", "--porcelain"]):
        sys.exit("the checkout holds what is not committed; a release is made of a commit")
    wheel = build_twice()
    if "--quick" not in words:
        try_out(wheel)
    list_parts(wheel)
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in sorted(DIST.iterdir())]
    (DIST / "SHA256SUMS").write_text("\n".join(sums) + "\n", encoding="utf-8")
    print("\n".join(sums))


if __name__ == "__main__":
    main(sys.argv[1:])
