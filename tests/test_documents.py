"""The documents: they build without a warning, and what is said to be made from the code is as the code makes it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from bench import scale
from scripts.write_reference import PAGE, TABLES, write_page

ROOT = Path(__file__).parents[1]


def test_the_reference_is_as_the_code_makes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert PAGE.read_text("utf-8") == write_page(), "run: python -m scripts.write_reference"


def test_every_table_of_settings_stands_in_the_manual() -> None:
    manual = (ROOT / "docs/manual.md").read_text("utf-8")
    assert [name for name, _ in TABLES if name not in manual] == []


def test_the_page_about_scale_is_as_the_figures_make_it() -> None:
    page = scale.PAGE.read_text("utf-8")
    assert page == scale.write_page(page), "run: python -m bench.scale page"
    assert scale.BEGIN in page


@pytest.mark.slow
def test_the_pages_build_without_a_warning(tmp_path: Path) -> None:
    built = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    page = (tmp_path / "tutorial.html").read_text("utf-8")
    assert "skywitness run night.reports.jsonl" in page
    assert 'src="http' not in page
    assert 'rel="stylesheet" href="http' not in page
