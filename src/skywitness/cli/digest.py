"""``skywitness digest``: the editor's morning mail in Markdown."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from skywitness.cli.app import DONE
from skywitness.cli.options import AsOf, Config, now, open_output, read_instant
from skywitness.config import Settings, load_settings
from skywitness.ledger import open_ledger
from skywitness.model.ids import IncidentId
from skywitness.publish.digest import Edition, write_digest
from skywitness.publish.filters import in_regions
from skywitness.publish.policy import load_policy
from skywitness.publish.view import open_view

Language = Annotated[Literal["en", "ru", "uk"], Parameter(name="--lang", help="The language of the digest's own words.")]
Regions = Annotated[
    list[str] | None, Parameter(help="Only what lies in these: ISO 3166-2 codes or countries.", consume_multiple=True, negative="")
]


def digest(
    *,
    ledger: str,
    lang: Language = "en",
    since: str | None = None,
    region: Regions = None,
    to: Path | None = None,
    audience: str | None = None,
    as_of: AsOf = None,
    config: Config = None,
) -> int:
    """Write what is new, corrected, undisclosed and silent, and what to check next.

    Parameters
    ----------
    ledger
        The directory that holds the ledger.
    since
        Only what was spoken of since this instant is news, and what the ledger said then is what corrections correct; everything when not given.
    to
        Where to write; stdout when not given.
    audience
        ``public``, ``team`` for the ledger's own desk, or one of your own policy.
    """
    settings = load_settings(config) if config else Settings()
    begin, at = read_instant(since, "--since"), read_instant(as_of, "--as-of")
    look = partial(open_view, policy=load_policy(settings.audience.policy), audience=audience or settings.audience.default, now=now())
    with open_ledger(ledger, read_only=True) as opened:
        view = look(opened, as_of=at)
        earlier = look(opened, as_of=begin).incidents if begin else {}
        redirects = opened.redirects(as_of=at)
    went = {key: redirects.get(IncidentId(key)) for key in earlier if key not in view.incidents}
    rows, told = list(view.rows()), {**earlier}
    if region:
        rows, told = list(in_regions(rows, region)), {key: row for key, row in earlier.items() if any(in_regions([row], region))}
        went = {key: into for key, into in went.items() if key in told}
    edition = Edition(rows=rows, before=told, went=went, language=lang, since=begin, as_of=at or now())
    with open_output(to) as out:
        out.write(write_digest(edition).encode())
    return DONE
