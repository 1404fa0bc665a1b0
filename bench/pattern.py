"""Is a pattern told from chance? False alarms and power on invented campaigns, and calibration of the probability.

python -m bench pattern                   measure, on seeds that nothing was fitted to (some minutes)
python -m bench.pattern fit [CAMPAIGNS]   fit src/skywitness/assess/pattern.yml on other seeds (200 campaigns of each kind); `make fit-pattern`
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import log

import msgspec
import numpy as np
from scipy import optimize

from bench.generate_campaigns import Judged, judge_all
from bench.record import record
from skywitness.assess.pattern import MODEL_FILE, Model, shipped_model
from skywitness.stats.chance import Numbers

CHANCE = ("one_off", "poisson", "independent")
"""Kinds of campaign that are no pattern: one raid, an even rate, and a rate with nothing but its daily and weekly rhythm."""
PATTERNS = ("self_exciting", "coordinated")
ALSO = ("retaliation",)
"""A pattern too, of the kind that is too regular for chance; the power that is asked for leaves it out."""
MEASURE_SEED, FIT_SEED = 9_000, 50_000
CAMPAIGNS = 200
PRIOR = 1.0
"""Of the weights: how strongly they are drawn towards nothing."""
HEAD = """# The probability that a series is a pattern, of campaigns that are one as often as not: weights of the evidence in log-odds.
# Fitted by `make fit-pattern` on invented campaigns of seeds from {seed} on and changed by nothing else.
# least_p bounds how small a corrected p-value can count; excitation weighs log(1 + log-likelihood ratio); unlikely_by_chance weighs -log10(corrected p).
"""


def fit(campaigns: int) -> None:
    """Fit the weights by maximum likelihood and write the file that ships, its version one higher."""
    judged = [each for each in judge_all((*CHANCE, *PATTERNS, *ALSO), FIT_SEED, campaigns) if each.evidence]
    design = np.array([(1.0, *each.evidence) for each in judged if each.evidence])
    is_pattern = np.array([float(each.kind not in CHANCE) for each in judged])
    share = is_pattern.mean()
    balance = np.where(is_pattern, 0.5 / share, 0.5 / (1 - share))
    found = optimize.minimize(
        _misfit, np.zeros(3), (design, is_pattern, balance), method="L-BFGS-B", bounds=[(None, None), (0, None), (0, None)]
    )
    weights = found.x
    shipped = shipped_model()
    version = f"pattern/{int(shipped.version.partition('/')[2]) + 1}"
    made = Model(
        version=version,
        calibrated_on=f"{len(judged)} invented campaigns, half of the weight on patterns",
        least_p=shipped.least_p,
        intercept=round(float(weights[0]), 3),
        excitation=round(float(weights[1]), 3),
        unlikely_by_chance=round(float(weights[2]), 3),
    )
    MODEL_FILE.write_bytes(HEAD.format(seed=FIT_SEED).encode() + msgspec.yaml.encode(made))
    print(made)


def _misfit(weights: Numbers, design: Numbers, is_pattern: Numbers, balance: Numbers) -> float:
    """The log loss, and a little against large weights, as the campaigns are easier to tell apart than life. More evidence never makes a pattern less probable."""
    odds = design @ weights
    return float(balance @ (np.logaddexp(0, odds) - is_pattern * odds) + 0.5 * PRIOR * weights[1:] @ weights[1:])


def sum_up(judged: Sequence[Judged]) -> dict[str, object]:
    """Campaigns called a pattern, by kind, and how good the probabilities are where truth is known."""
    of_kind = {kind: [each for each in judged if each.kind == kind] for kind in (*CHANCE, *PATTERNS, *ALSO)}
    chance = [each for kind in CHANCE for each in of_kind[kind]]
    patterns = [each for kind in PATTERNS for each in of_kind[kind]]
    pairs = [(each.probability, each.kind not in CHANCE) for each in judged if each.probability is not None]
    shares = {
        kind: {"campaigns": len(each), "raids, median": float(np.median([one.raids for one in each])), "called a pattern": _share(each)}
        for kind, each in of_kind.items()
    }
    return {
        "called a pattern, by kind": shares,
        "false alarms": _share(chance),
        "false alarms among those with enough raids to be tested": _share([each for each in chance if each.evidence]),
        "power": _share(patterns),
        "Brier score": round(sum((p - float(is_pattern)) ** 2 for p, is_pattern in pairs) / len(pairs), 4),
        "log loss": round(-sum(log(p if is_pattern else 1 - p) for p, is_pattern in pairs) / len(pairs), 4),
        "probabilities": _tabulate(pairs),
    }


def _share(judged: Sequence[Judged]) -> float:
    return round(sum(each.is_called for each in judged) / len(judged), 4)


def _tabulate(pairs: Sequence[tuple[float, bool]]) -> dict[str, dict[str, float]]:
    """Stated probability against how often it was so, by fifths."""
    table = {}
    for fifth in range(5):
        inside = [(p, is_pattern) for p, is_pattern in pairs if min(int(p * 5), 4) == fifth]
        if inside:
            table[f"{fifth / 5:.1f}-{(fifth + 1) / 5:.1f}"] = {
                "campaigns": len(inside),
                "stated": round(sum(p for p, _ in inside) / len(inside), 3),
                "were": round(sum(is_pattern for _, is_pattern in inside) / len(inside), 3),
            }
    return table


def main(arguments: Sequence[str]) -> None:
    """Measure, or fit when told so."""
    if arguments[:1] == ["fit"]:
        fit(int(arguments[1]) if arguments[1:] else CAMPAIGNS)
        return
    judged = judge_all((*CHANCE, *PATTERNS, *ALSO), MEASURE_SEED, CAMPAIGNS)
    record("pattern", {"model": shipped_model().version, **sum_up(judged)})


if __name__ == "__main__":
    main(sys.argv[1:])
