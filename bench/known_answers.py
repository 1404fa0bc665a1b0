"""The statistics of patterns on data with published answers, to all printed digits.

    make bench-known-answers

Burkitt's lymphoma in Uganda (in libpysal's wheel), answers of pointpats' documentation; leukaemia in New York (in ../shared), answers of SaTScan 9.6.
"""

from __future__ import annotations

import csv
import re
import struct
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from bench.record import SHARED, record
from skywitness.stats.chance import Numbers
from skywitness.stats.scan import draw_circles, judge_clusters, scan_space
from skywitness.stats.space_time import Times, prepare_jacquez, prepare_knox, prepare_mantel, prepare_modified_knox

NEW_YORK = SHARED / "data/pattern/scan_ny"
SCANS = {"scan_test_ny_poisson_circular_cartesian.txt": 0.5, "scan_test_ny_poisson_circular_cartesian_ubpop_10percent.txt": 0.1}
"""SaTScan's outputs, and the largest share of the population that a circle may hold in each."""


def read_burkitt() -> tuple[Numbers, Times]:
    """Places and days of the cases, out of a shapefile: points, and the column T of its table."""
    found = find_spec("libpysal")
    if found is None or not found.submodule_search_locations:
        sys.exit("libpysal is not installed; run: make bench-known-answers")
    folder = Path(found.submodule_search_locations[0]) / "examples/burkitt"
    shapes, table = (folder / "burkitt.shp").read_bytes(), (folder / "burkitt.dbf").read_bytes()
    rows, head_size, row_size = struct.unpack("<IHH", table[4:12])
    begin, lengths = 1, {}
    for at in range(32, head_size - 1, 32):
        lengths[table[at : at + 11].split(b"\0")[0].decode()] = (begin, begin + table[at + 16])
        begin += table[at + 16]
    first, last = lengths["T"]
    days = [float(table[head_size + row * row_size + first : head_size + row * row_size + last]) for row in range(rows)]
    places = [struct.unpack("<dd", shapes[at + 12 : at + 28]) for at in range(100, len(shapes), 28)]
    return np.array(places), np.array(days)


def measure_burkitt() -> dict[str, float]:
    """The four statistics of space and time."""
    places, days = read_burkitt()
    return {
        "Knox (20, 5)": prepare_knox(places, 20, 5)(days),
        "Mantel": round(prepare_mantel(places)(days), 6),
        "Jacquez (k = 3)": prepare_jacquez(places, 3)(days),
        "modified Knox (20, 5)": round(prepare_modified_knox(places, 20, 5)(days), 8),
    }


def measure_new_york(name: str, most: float) -> dict[str, object]:
    """The first two clusters beside SaTScan's: log-likelihood ratio, the same places in the same order, and the p-value by 999 drawn worlds."""
    with (NEW_YORK / "nydf.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    places = np.array([[float(row["latitude"]), float(row["longitude"])] for row in rows])
    population = np.array([float(row["population"]) for row in rows])
    cases = np.floor([float(row["cases"]) for row in rows])  # SaTScan was given whole cases
    expected = cases.sum() * population / population.sum()
    circles = draw_circles(places, population, most)
    clusters = scan_space(cases, expected, circles)[:2]
    p_values = judge_clusters(clusters, cases, expected, circles, np.random.default_rng(1))
    text = (NEW_YORK / name).read_text(encoding="utf-8")
    theirs = re.findall(r"IDs included\.: ([\d,\s]+?)\n  [A-Z].*?ratio\.\.: (\S+)\s+P-value\.+: (\S+)", text, re.DOTALL)
    return {
        f"cluster {number}": {
            "log-likelihood ratio": f"{ours.log_likelihood_ratio:.6f}",
            "SaTScan's": ratio,
            "same places": [spot + 1 for spot in ours.spots] == [int(each) for each in ids.split(",")],
            "p": p,
            "SaTScan's p": float(their_p),
        }
        for number, (ours, p, (ids, ratio, their_p)) in enumerate(zip(clusters, p_values, theirs, strict=False), 1)
    }


def main() -> None:
    """Print and keep all answers."""
    figures: dict[str, object] = {"Burkitt's lymphoma": measure_burkitt()}
    if NEW_YORK.is_dir():
        figures |= {f"New York leukaemia, circles up to {most:.0%}": measure_new_york(name, most) for name, most in SCANS.items()}
    else:
        print(f"{NEW_YORK} is not there: the scan is not measured", file=sys.stderr)
    record("known_answers", figures)


if __name__ == "__main__":
    main()
