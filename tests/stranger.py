"""A stranger's package, written out from a page of docs/ and installed as an installer would, in a folder of its own; and commands that are run with it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def install_from(page: str, package: str, folder: Path) -> Path:
    """Write the files that a page shows of a package into a folder, with its entry points."""
    shown = re.compile(rf"^`{package}/([\w./]+)`.*?^```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    for name, text in shown.findall((DOCS / page).read_text("utf-8")):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    told = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n", "utf-8")
    groups = [
        f"[{group}]\n" + "\n".join(f"{name} = {value}" for name, value in entries.items())
        for group, entries in project["entry-points"].items()
    ]
    (told / "entry_points.txt").write_text("\n".join(groups), "utf-8")
    return folder


def skywitness(site: Path | None, *words: str | Path, cwd: Path | None = None, allow: Sequence[int] = (0,)) -> str:
    """What a command prints with the packages of a folder installed beside ours."""
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", "import sys; from skywitness.cli import main; sys.exit(main())", *map(str, words)],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([*([str(site)] if site else []), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
        },
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode in allow, ran.stderr
    return ran.stdout
