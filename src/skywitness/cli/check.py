"""``skywitness check``: short claims about systems, the calendar, the sky and sums, each held against what is known."""

from __future__ import annotations

import sys
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console

from skywitness.assess.short_claims import check_short_claim
from skywitness.cli.app import DONE
from skywitness.errors import BadSettings
from skywitness.reference import load_facts


def check(*claims: str, as_json: Annotated[bool, Parameter(name="--json", negative="")] = False) -> int:
    """Hold short claims in English against reference facts, the calendar, the sky and arithmetic. What cannot be told is inconclusive.

    Parameters
    ----------
    claims
        One sentence each, in quotes; read from stdin, one a line, when none is given.
    as_json
        Print a list of verdicts with facts and sources as one JSON document.
    """
    told = [*claims] or [line.strip() for line in sys.stdin if line.strip()]
    if not told:
        raise BadSettings("there is no claim to check; give one in quotes, or one a line on stdin")
    found = [(claim, check_short_claim(load_facts(), claim)) for claim in told]
    if as_json:
        rows = [{"claim": claim, **msgspec.to_builtins(verdict)} for claim, verdict in found]
        sys.stdout.write(msgspec.json.encode(rows).decode() + "\n")
        return DONE
    console = Console()
    for claim, verdict in found:
        why = f"{verdict.fact} ({verdict.source}, {verdict.as_of})" if verdict.fact else "nothing on file tells"
        console.print(f"{verdict.verdict.value}: {claim}\n    {why}", markup=False, highlight=False, soft_wrap=True)
    return DONE
