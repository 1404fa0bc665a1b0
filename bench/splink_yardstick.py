"""Splink 5 on the same coded table, trained without labels, with its connected components: the yardstick of bench/fuse_nights.py.

Needs the `yardstick` dependency group. Its columns and levels are ours, so that what differs is training and clustering; blocking is on the
region with two four-hour buckets shifted by two, as in its own habits of equality. The threshold is the best of six for B-cubed, read off the truth.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import Linker, SettingsCreator, block_on
from splink.internals.duckdb.database_api import DuckDBAPI

from bench.scores import score_partition
from skywitness.fuse.sketch import Sketch

THRESHOLDS = (0.05, 0.2, 0.5, 0.8, 0.95, 0.99)
GAP = "greatest(first_s_l - last_s_r, first_s_r - last_s_l)"

SAME_REGION = "split_part(place_l[2:], '-', 1) = split_part(place_r[2:], '-', 1)"
"""From the place alone, as Splink trains no comparison on a column that it blocks on."""


def measure_splink(sketches: Sequence[Sketch], truth: Sequence[int]) -> dict[str, float]:
    """Scores at the best threshold, blocking recall, seconds from the table to clusters at one threshold."""
    connection = duckdb.connect()
    _load(connection, sketches, truth)
    began = time.perf_counter()
    api = DuckDBAPI(connection)
    linker = Linker(api.register("told"), _settings(), log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match([block_on("region", "early", "threat")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("region", "early"), block_on("region", "late")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)
    predicted = linker.inference.predict(threshold_match_probability=0.0001)
    scores = []
    for threshold in THRESHOLDS:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_probability=threshold)
        found = dict(connection.execute(f"select unique_id, cluster_id from {clusters.physical_name}").fetchall())  # noqa: S608 - its own name
        scores.append({"threshold": threshold, **score_partition(found, dict(enumerate(truth)))})
        if threshold == THRESHOLDS[0]:
            seconds = time.perf_counter() - began
    connection.close()
    return {**max(scores, key=lambda score: score["b3_f1"]), "seconds": seconds}


def blocking_recall(sketches: Sequence[Sketch], truth: Sequence[int]) -> float:
    """The share of true pairs that its blocking compares."""
    connection = duckdb.connect()
    _load(connection, sketches, truth)
    found = connection.execute(
        """select count(*) filter (where l.region = r.region and (l.early = r.early or l.late = r.late)) / count(*)
        from told l join told r on l.truth = r.truth and l.unique_id < r.unique_id"""
    ).fetchone()
    connection.close()
    assert found is not None
    return float(found[0])


def _load(connection: duckdb.DuckDBPyConnection, sketches: Sequence[Sketch], truth: Sequence[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "told.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("unique_id,truth,first_s,last_s,region,place,threat,what,count,source,early,late\n")
            for index, (sketch, wave) in enumerate(zip(sketches, truth, strict=True)):
                first_s = sketch.first_s or 0.0
                place = sketch.place.gazetteer_id if sketch.place else ""
                file.write(
                    f"{index},{wave},{first_s},{sketch.last_s},{sketch.region},{place},{sketch.threat or ''},{sketch.what.value},"
                    f"{'' if sketch.count is None else sketch.count},{sketch.source},"
                    f"{int(first_s // 14400)},{int((first_s + 7200) // 14400)}\n"
                )
        connection.execute(f"create table told as select * from read_csv('{path}', nullstr='')")  # noqa: S608 - our own file


def _settings() -> SettingsCreator:
    gap = comparisons.CustomComparison(
        output_column_name="gap",
        comparison_levels=[
            levels.CustomLevel(f"{GAP} <= 0", "overlap"),
            levels.CustomLevel(f"{GAP} <= 1800", "within 30 minutes"),
            levels.CustomLevel(f"{GAP} <= 7200", "within 2 hours"),
            levels.ElseLevel(),
        ],
    )
    area = comparisons.CustomComparison(
        output_column_name="place",
        comparison_levels=[
            levels.ExactMatchLevel("place"),
            levels.CustomLevel(f"{SAME_REGION} and (place_l like 'r%' or place_r like 'r%')", "one in the other"),
            levels.CustomLevel(SAME_REGION, "two towns of one region"),
            levels.ElseLevel(),
        ],
    )
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[gap, area, comparisons.ExactMatch("threat"), comparisons.ExactMatch("what"), comparisons.ExactMatch("count")],
        blocking_rules_to_generate_predictions=[block_on("region", "early"), block_on("region", "late")],
    )
