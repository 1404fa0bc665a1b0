"""``skywitness retain``: erases what a rule of retention says need not be kept any longer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console

from skywitness.cli.app import DONE
from skywitness.cli.options import now
from skywitness.cli.progress import Bars
from skywitness.config import load_settings
from skywitness.errors import BadSettings
from skywitness.ledger import list_expired, open_ledger
from skywitness.ledger.deciding import Wish
from skywitness.model.words import DecisionKind
from skywitness.pipeline import decide

AT_ONCE = 500
"""Reports in one decision."""


def retain(
    *,
    ledger: str,
    config: Path,
    by: str,
    dry_run: Annotated[bool, Parameter(negative="")] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Erase for ever the words of reports that the settings' ``[retention]`` gives no reason to keep. Each erasure is a decision, with its rule as the reason.

    Parameters
    ----------
    ledger
        The directory that holds the ledger.
    config
        Settings in TOML with a table [retention].
    by
        In whose name it is erased.
    dry_run
        Only tell what would be erased.
    as_json
        Print the ids of the reports as JSON.
    """
    days = load_settings(config).retention.unrelated_days
    if days is None:
        raise BadSettings(f"{config.name}: nothing is said about retention; add [retention] with unrelated_days = 90, say")
    talk = Console(stderr=True)
    with open_ledger(ledger, create=False, read_only=dry_run) as opened:
        expired = sorted({str(report.report_id) for report in list_expired(opened, unrelated_days=days, at=now())})
        for begin in range(0, len(expired) if not dry_run else 0, AT_ONCE):
            why = f"retention: collected more than {days:g} days ago, and nothing rests on it"
            wish = Wish(kind=DecisionKind.REDACT, about=tuple(expired[begin : begin + AT_ONCE]), value=None, by=by, why=why)
            decide(opened, wish, clock=now, progress=Bars(talk))
    if as_json:
        sys.stdout.write(msgspec.json.encode({"erased": [] if dry_run else expired, "expired": expired}).decode() + "\n")
    told = "would be erased" if dry_run else "were erased; that these reports existed stays"
    talk.print(f"the words of {len(expired)} reports {told}", markup=False, highlight=False)
    return DONE
