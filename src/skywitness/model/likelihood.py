"""Words for how probable something is, as analysts agreed on them (ICD 203, 2015); they say nothing of how good the basis is."""

from __future__ import annotations

LIKELIHOODS = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.00, "almost certain"),
)
"""Words for probabilities, each with the upper end of its band (ICD 203, 2015)."""
LEAST, MOST = 0.01, 0.99
"""The words end at 1 and 99 percent, and so do our probabilities: nothing here is certain."""


def name_likelihood(probability: float) -> str:
    """The ICD 203 word for a probability; an edge between two bands belongs to the lower.

    >>> name_likelihood(0.95), name_likelihood(0.5)
    ('very likely', 'roughly even chance')
    """
    if not 0 <= probability <= 1:
        raise ValueError(f"{probability} is no probability: give 0 to 1")
    return next(word for upper, word in LIKELIHOODS if probability <= upper)
