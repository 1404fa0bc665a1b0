"""``skywitness copy``: one ledger into another, losslessly; broken off, it goes on where it was."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from skywitness.cli.app import DONE
from skywitness.cli.progress import Bars
from skywitness.ledger import open_ledger
from skywitness.ledger.copying import copy_rows, count_rows


def copy(*, source: Annotated[str, Parameter(name="--from")], to: str) -> int:
    """Copy one ledger into another, with all times, ids and the chain.

    Parameters
    ----------
    source
        The ledger to copy.
    to
        Where to: an empty or new folder, or an earlier copy of the same ledger.
    """
    talk = Console(stderr=True)
    with open_ledger(source, read_only=True) as theirs, open_ledger(to) as ours:
        with Bars(talk).stage("copying", count_rows(theirs.store)) as advance:
            copied = copy_rows(theirs.store, ours.store, advance)
        is_same = theirs.head() == ours.head()
    talk.print(
        f"{copied} rows copied; the heads of both chains are {'the same' if is_same else 'different: the source went on, copy again'}"
    )
    return DONE
