"""``skywitness show`` and ``skywitness explain``: the incidents, a dossier, and how any value came to be, in the terminal."""

from __future__ import annotations

import sys
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console

from skywitness.cli.app import DONE
from skywitness.cli.options import AsOf, now, read_instant
from skywitness.cli.terminal import print_dossier, print_explanation, print_incidents, print_sieved
from skywitness.ledger import Ledger, open_ledger
from skywitness.ledger import explain as explain_id
from skywitness.model.ids import IncidentId
from skywitness.model.words import Audience
from skywitness.pipeline import list_sieved
from skywitness.publish.policy import load_policy
from skywitness.publish.view import open_view


def show(
    incident: str | None = None,
    *,
    ledger: str,
    as_of: AsOf = None,
    sieved: Annotated[bool, Parameter(negative="")] = False,
    words: str | None = None,
) -> int:
    """Show the incidents of a ledger, or the dossier of one. This is the desk's own view: the do-no-harm gate marks it so.

    Parameters
    ----------
    incident
        An incident's id; all are listed when not given.
    ledger
        The directory that holds the ledger.
    sieved
        List instead the reports that the first sieve set aside as holding no word of what is read.
    words
        With ``--sieved``: only those in which these words stand.
    """
    at = read_instant(as_of, "--as-of")
    with open_ledger(ledger, read_only=True) as opened:
        if sieved:
            print_sieved(Console(), list_sieved(opened, words, as_of=at))
            return DONE
        view = open_view(opened, policy=load_policy(), audience=Audience.TEAM, now=now(), as_of=at)
        if incident is None:
            print_incidents(Console(), view.rows())
        else:
            print_dossier(Console(), view.incidents[opened.dossier(IncidentId(incident), as_of=at).incident.incident_id])
    return DONE


def explain(of: str, *, ledger: str, as_of: AsOf = None, as_json: Annotated[bool, Parameter(name="--json", negative="")] = False) -> int:
    """Tell how any value came to be, back to quotes and digests.

    Parameters
    ----------
    of
        The id of an incident, an attribute (``i-…/count``), a claim, an occurrence, a report, a tally, a decision.
    ledger
        The directory that holds the ledger.
    as_json
        Print it as one JSON document.
    """
    with open_ledger(ledger, read_only=True) as opened:
        explanation = explain_id(opened, of, as_of=read_instant(as_of, "--as-of"))
    if as_json:
        sys.stdout.write(msgspec.json.encode(explanation).decode() + "\n")
    else:
        print_explanation(Console(), explanation)
    return DONE


def show_list(opened: Ledger, console: Console) -> None:
    """List the incidents of an open ledger."""
    print_incidents(console, open_view(opened, policy=load_policy(), audience=Audience.TEAM, now=now()).rows())
