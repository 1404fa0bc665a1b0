"""How long the server takes at 500,000 incidents: dossier, list with filters, tile, summary; how long a change takes to be seen; and what it all weighs.

    python -m bench web_scale [INCIDENTS]

The incidents are those of the tests over 400 nights and 1,500 places, each on a report of its own, one in ten without a place. One server in a process of its own
on this machine, one reader; requests differ from each other, and none was asked before. Goals: 30, 60 and 50 ms in 95 of 100 requests.
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path

import httpx2
import msgspec
import uvicorn
from tests.publish import examples as ex

from bench.record import record
from skywitness.ledger import Ledger, open_ledger
from skywitness.model.ids import ActivityId
from skywitness.model.incident import Dossier, Picture
from skywitness.model.place import Period, Place
from skywitness.model.provenance import Activity
from skywitness.model.report import Report
from skywitness.model.words import Precision, Standing, TimePrecision, Topic, What
from skywitness.web import make_app

INCIDENTS, TOGETHER, TIMES, CHANGES = 500_000, 5_000, 120, 20
NIGHTS, PLACES_TOLD = 400, 1_500
STEP = Activity(activity_id=ActivityId("a-1"), step="bench", version="1", settings="{}", agent="bench")
NOW = ex.NEXT_WEEK + timedelta(days=NIGHTS)
WORDS = ("river", "bridge", "school", "market", "depot", "siren", "windows", "smoke", "roof", "field", "tower", "mill")
WHATS = (What.INTERCEPTED, What.IMPACT, What.SIGHTED, What.DEBRIS_FELL)


def invent(count: int) -> Iterator[tuple[Report, Dossier]]:
    """So many incidents, each on a report of its own."""
    dice = random.Random(9)  # noqa: S311 - places and times, no secrets
    places = [(dice.uniform(44, 60), dice.uniform(24, 60), dice.choice([5_000, 12_000, 90_000])) for _ in range(PLACES_TOLD)]
    standings = list(Standing)
    for number in range(count):
        lat, lon, radius_m = dice.choice(places)
        precision = Precision.REGION if radius_m > 50_000 else Precision.TOWN
        place = None if dice.random() < 0.1 else _place(lat, lon, radius_m, precision)
        at = ex.NIGHT + timedelta(days=dice.randrange(NIGHTS), minutes=dice.randrange(600))
        period = Period(start=at, end=at + timedelta(minutes=30), precision=TimePrecision.HOUR)
        text = f"{ex.FILMED.text} {' '.join(dice.choices(WORDS, k=3))} {number}"
        report = ex.make("yelets_residents", text, own_id=f"film-{number}", lang="ru", published_at=at, collected_at=at)
        attributes = (ex.attribute(Topic.COUNT, ex.candidate(1, report)), *ex.incident().attributes[:3])
        yield (
            report,
            ex.dossier(
                number,
                reports=(report.digest,),
                attributes=attributes,
                copies=(),
                place=place,
                period=period,
                standing=dice.choice(standings),
                what=dice.choice(WHATS),
            ),
        )


def _place(lat: float, lon: float, radius_m: float, precision: Precision) -> Place:
    return msgspec.structs.replace(ex.TOWN, lat=lat, lon=lon, radius_m=radius_m, precision=precision)


def fill(folder: Path, count: int) -> None:
    """A ledger of so many incidents, added some thousands at a time."""
    with open_ledger(folder) as ledger:
        ledger.register(STEP, ex.NIGHT)
        ledger.add_profiles(ex.PROFILES, at=ex.NIGHT)
        made = invent(count)
        while some := list(islice(made, TOGETHER)):
            add(ledger, some)


def add(ledger: Ledger, some: Iterable[tuple[Report, Dossier]]) -> None:
    """Reports, and the incidents that rest on them."""
    reports, dossiers = zip(*some, strict=True)
    ledger.add_reports(reports, at=ex.NIGHT, by=STEP.activity_id)
    ledger.amend_picture(Picture(dossiers=dossiers), (), seen=ledger.seen(), at=ex.NIGHT + timedelta(hours=1), by=STEP.activity_id)


def serve(folder: Path, port: int, ready: Event, told: dict[str, float]) -> None:
    """The server; it says when it has gone through the ledger, how long that took, and what it weighs."""
    begun = time.perf_counter()
    app = make_app(folder, clock=lambda: NOW)
    app.state.shelf.open()
    told["went through the ledger in, s"] = round(time.perf_counter() - begun, 1)
    told["memory at its highest, MiB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    ready.set()
    server.run()


@contextmanager
def served(folder: Path, told: dict[str, float]) -> Iterator[httpx2.Client]:
    """A client of a server in a process of its own."""
    spawn = get_context("spawn")
    with spawn.Manager() as manager:
        shared, ready = manager.dict(), spawn.Event()
        process = spawn.Process(target=serve, args=(folder, 8790, ready, shared), daemon=True)
        process.start()
        ready.wait()
        with httpx2.Client(base_url="http://127.0.0.1:8790", timeout=120) as client:
            wait_for(client)
            told |= dict(shared)
            yield client
        process.terminate()
        process.join()


def wait_for(client: httpx2.Client) -> None:
    """Until it answers."""
    for _ in range(600):
        try:
            client.get("/api").raise_for_status()
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return


def measure(client: httpx2.Client, make: Callable[[random.Random], str]) -> dict[str, float]:
    """Milliseconds of half and of 95 of 100 answers."""
    dice, taken = random.Random(3), list[float]()  # noqa: S311 - what is asked for
    for _ in range(TIMES + 1):
        path = make(dice)
        begun = time.perf_counter()
        client.get(path).raise_for_status()
        taken.append((time.perf_counter() - begun) * 1000)
    return {"p50, ms": round(statistics.median(taken[1:]), 1), "p95, ms": round(statistics.quantiles(taken[1:], n=20)[-1], 1)}


def ask_dossier(count: int) -> Callable[[random.Random], str]:
    """Any dossier."""
    return lambda dice: f"/incidents/{ex.incident(dice.randrange(count)).incident_id}"


def ask_list(dice: random.Random) -> str:
    """A list with some of the filters, sometimes far back."""
    asked = {
        "standing": dice.choice(["", "confirmed", "claimed", "disputed"]),
        "what": dice.choice(["", "intercepted", "impact"]),
        "stream": dice.choice(["", "official", "grassroots"]),
        "q": dice.choice(["", "mill", "siren tow", "dri", "yelets", f"film-{dice.randrange(INCIDENTS)}"]),
        "start": dice.choice(["", f"{ex.NIGHT + timedelta(days=dice.randrange(NIGHTS)):%Y-%m-%d}"]),
        "page": str(dice.choice([1, 1, 1, 2, 40])),
    }
    return "/?" + "&".join(f"{name}={value}" for name, value in asked.items() if value)


def measure_news(folder: Path, client: httpx2.Client, count: int) -> dict[str, float]:
    """Milliseconds from a commit to the ledger until the page shows it."""
    taken = []
    with open_ledger(folder) as ledger:
        for report, dossier in islice(invent(count + CHANGES), count, None):
            add(ledger, [(report, dossier)])
            begun = time.perf_counter()
            while client.get(f"/incidents/{dossier.incident.incident_id}").status_code != 200:
                time.sleep(0.005)
            taken.append((time.perf_counter() - begun) * 1000)
    return {"p50, ms": round(statistics.median(taken), 1), "longest, ms": round(max(taken), 1)}


def main() -> None:
    """Fill, serve, ask, keep."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else INCIDENTS
    told = dict[str, float]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            alone.submit(fill, folder, count).result()
        with served(folder, told) as client:
            asked = {
                "dossier": ask_dossier(count),
                "list with filters": ask_list,
                "map": lambda _: "/map",
                "tile": ask_tile,
                "summary": ask_summary,
            }
            figures: dict[str, object] = {label: measure(client, make) for label, make in asked.items()}
            figures["commit to page"] = measure_news(folder, client, count)
    record("web_scale", {"incidents": count, "load of the machine": round(os.getloadavg()[0], 1), **told, **figures})


def ask_tile(dice: random.Random) -> str:
    """A tile of the map, with a filter or none."""
    zoom = dice.choice([3, 4, 5, 6])
    wide = 2**zoom
    x, y = dice.randrange(wide * 9 // 16, wide * 11 // 16 + 1), dice.randrange(wide * 4 // 16, wide * 6 // 16 + 1)
    return f"/api/tiles/{zoom}/{x}/{y}.mvt{dice.choice(['', '?standing=confirmed', '?datetime=2031-06-01/2031-08-01'])}"


def ask_summary(dice: random.Random) -> str:
    """How many incidents when and where."""
    start = ex.NIGHT + timedelta(days=dice.randrange(NIGHTS))
    return f"/api/summary?datetime={start:%Y-%m-%d}/{start + timedelta(days=30):%Y-%m-%d}&bbox=30,44,42,56"


if __name__ == "__main__":
    main()
