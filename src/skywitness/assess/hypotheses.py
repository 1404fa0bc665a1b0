"""Keeps opinions, hints and claims of a series apart from facts, each with those who hold it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from skywitness.assess.material import Said
from skywitness.model.incident import Hypothesis
from skywitness.model.words import AsserterClass, Factuality, HypothesisKind, What

HELD = frozenset({What.OPINION, What.ATTRIBUTION, What.RECURRENCE})
KIND = {AsserterClass.AUTHORITY: HypothesisKind.OFFICIAL, AsserterClass.UNNAMED: HypothesisKind.HINT}
"""Who holds it makes its kind; everybody else is an analyst."""
NEGATION = re.compile(r"(?i)(?:no|not|nobody|none|neither|never|не|нет|ни|никто|никакая|ніхто|жодна|жоден|немає)\b")
"""How words begin that are negated already."""
FIRMNESS = (Factuality.UNCOMMITTED, Factuality.POSSIBLE, Factuality.PROBABLE, Factuality.CERTAIN)


def collect_hypotheses(said: Iterable[Said], check: Callable[[str | None], str | None] = lambda _: None) -> tuple[Hypothesis, ...]:
    """One hypothesis for each thing that is held, in the order of first publication. Holders add up; holding it often makes it no firmer.

    ``check`` tells what the ledger says to the value of a recurrence. The factuality is the firmest with which any holder puts it: how they speak, not how likely it is.
    """
    groups = defaultdict[tuple[str, HypothesisKind, bool], list[Said]](list)
    for one in said:
        claim = one.assertion
        if claim.what in HELD:
            groups[_text(one).casefold(), KIND.get(claim.asserter.kind, HypothesisKind.ANALYST), claim.negated].append(one)
    return tuple(
        Hypothesis(
            text=_text(held[0]),
            held_by=tuple(dict.fromkeys(one.speaker for one in held)),
            kind=kind,
            factuality=max((one.assertion.factuality for one in held), key=FIRMNESS.index),
            reports=tuple(dict.fromkeys(one.report.digest for one in held)),
            quote=held[0].assertion.quote,
            check=check(held[0].assertion.value) if held[0].assertion.what is What.RECURRENCE else None,
        )
        for (_, kind, _), held in groups.items()
    )


def _text(said: Said) -> str:
    """What is held, in the extractor's words, else in the source's own."""
    claim = said.assertion
    told = (claim.value or claim.quote).strip()
    if claim.what is What.RECURRENCE and claim.value:
        told = f"not the first: {told}"
    return f"not: {told}" if claim.negated and not NEGATION.match(told) else told
