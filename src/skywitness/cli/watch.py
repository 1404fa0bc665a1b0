"""``skywitness watch``: collects live sources until stopped; each post is in the ledger before the source is asked again."""

from __future__ import annotations

import logging
import os
import random
import signal
import threading
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from msgspec.structs import replace

from skywitness.archive import Archive
from skywitness.cli.evidence import Evidence, open_for_pages
from skywitness.cli.keeping import archive_folder
from skywitness.cli.log_lines import log_json
from skywitness.cli.metrics import serve_metrics
from skywitness.cli.options import now
from skywitness.config import load_settings
from skywitness.errors import MissingPart
from skywitness.ingest.live.hooks import WebHook
from skywitness.ingest.live.plan import load_plan
from skywitness.ledger import folder_beside, open_ledger
from skywitness.parts import ReadOptions

PROXY = "SKYWITNESS_PROXY"


def watch(
    *,
    config: Path,
    ledger: str,
    once: Annotated[bool, Parameter(negative="")] = False,
    archive_by: str | None = None,
    metrics: str | None = None,
    log: Literal["words", "json"] = "words",
) -> int:
    """Collect what is configured until stopped with Ctrl-C or SIGTERM; all that was acknowledged is then in the ledger.

    Parameters
    ----------
    config
        Settings in TOML with [[watch]] tables.
    ledger
        The directory that holds the ledger; made when it is not there.
    once
        Look at every source once, and stop.
    archive_by
        Keep each page that brings something new as evidence, as it was given: a WARC file in the archive beside the ledger, as taken in by this person.
    metrics
        Answer ``/metrics`` (for Prometheus) and ``/healthz`` at this PORT of this machine, or at HOST:PORT.
    log
        Write the log in words, or as one JSON object a line.
    """
    if find_spec("httpx2") is None:
        raise MissingPart("live sources need httpx2; install it with: pip install 'skywitness[live]'")
    import httpx2

    from skywitness.cli.keeper import Keeper
    from skywitness.cli.receiver import Receiver
    from skywitness.ingest.live.fetch import Fetcher

    archive = open_for_pages(ledger) if archive_by else None
    plan, settings = load_plan(config), load_settings(config)
    plan = replace(plan, rules=replace(plan.rules, proxy=os.environ.get(PROXY) or plan.rules.proxy))
    if log == "json":
        log_json()
    logging.getLogger("skywitness").setLevel(logging.INFO)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    options = ReadOptions(
        collected_at=now(),
        profiles={profile.name: profile for profile in settings.source},
        max_item_bytes=min(settings.limits.max_item_bytes, plan.rules.max_bytes),
    )
    headers = {"User-Agent": plan.rules.agent}
    with (
        open_ledger(ledger) as opened,
        httpx2.Client(headers=headers, timeout=plan.rules.timeout_s, proxy=plan.rules.proxy, trust_env=False) as client,
    ):
        dice = random.Random()  # noqa: S311 - jitter, not a secret
        fetcher = Fetcher(plan, client, clock=now, sleep=stop.wait, dice=dice)
        evidence = None if archive is None or archive_by is None else Evidence(archive, archive_by)
        folder = folder_beside(ledger, os.environ)
        keeper = Keeper(opened, folder, options, fetcher, dice, evidence)
        if plan.rules.media:
            keeper.film(plan.rules.media, fetcher, Archive(archive_folder(ledger)), archive_by or "skywitness watch")
        is_sent_to = not once and any(source.kind == WebHook.name for source in plan.sources)
        with (
            serve_metrics(metrics, folder, keeper.pulse, now) if metrics else nullcontext(),
            Receiver(plan, os.environ, options, keeper.bring, now) if is_sent_to else nullcontext(),
        ):
            return keeper.run(plan, stop, once=once)
