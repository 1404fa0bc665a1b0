"""Places of three English news corpora, given where their names stand: accuracy within 161 km, of those resolved and as a share of what the names could reach.

    python -m bench.locate_corpora [--world FILE] [--keep]

The corpora (LGL: Lieberman et al. 2010; GeoVirus: Gritta et al. 2018; TR-News: Kamalloo & Rafiei 2018) are not ours and stay outside the
repository, in ../shared/data/geo. ``--world`` takes the gazetteer that scripts/build_gazetteer.py writes with ``--world 500 --to FILE``.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from msgspec import Struct

from bench.record import record
from skywitness.geo.gazetteer import Gazetteer, GazetteerPlace, default_gazetteer, load_gazetteer
from skywitness.geo.sphere import distance_m
from skywitness.geo.toponyms import match_name
from skywitness.locate.reading import locate_spans

CORPORA = Path(__file__).parents[1] / "../shared/data/geo"
NEAR_M = 161_000


class GoldName(Struct, frozen=True):
    """A name of a corpus: where it stands in the article and where it is on earth."""

    start: int
    end: int
    name: str
    lat: float
    lon: float


class Article(Struct, frozen=True):
    """The text of one article with its names."""

    text: str
    names: list[GoldName]


def read_corpus(name: str) -> Iterator[Article]:
    """The articles of a corpus with all names that have coordinates."""
    for article in ElementTree.parse(CORPORA / name).getroot():  # noqa: S314 - files that we chose, not input
        text = article.findtext("text") or ""
        yield Article(text, list(_read_names(article, text)))


def _read_names(article: ElementTree.Element, text: str) -> Iterator[GoldName]:
    for toponym in (*article.iter("toponym"), *article.iter("location")):
        lat, lon = toponym.findtext(".//lat"), toponym.findtext(".//lon")
        name = toponym.findtext("phrase") or toponym.findtext("name") or ""
        if not lat or not lon or not name:
            continue
        start = int(toponym.findtext("start") or 0)
        if text[start : start + len(name)] != name:
            start = next((at for at in (start - 1, start + 1, text.find(name)) if at >= 0 and text[at : at + len(name)] == name), start)
        yield GoldName(start, start + len(name), name, float(lat), float(lon))


def measure(articles: Iterator[Article], gazetteer: Gazetteer) -> dict[str, float | int]:
    """Counts and shares over all names of a corpus."""
    total = reachable = resolved = right = 0
    for article in articles:
        mentions = locate_spans(article.text, [(name.start, name.end) for name in article.names], "en", gazetteer)
        for gold, mention in zip(article.names, mentions, strict=True):
            total += 1
            near = [is_near(gold, place.lat, place.lon) for place in candidates(gold.name, gazetteer)]
            reachable += any(near)
            if mention.place:
                resolved += 1
                right += is_near(gold, mention.place.lat, mention.place.lon)
    return {
        "names": total,
        "of_resolved": round(right / resolved, 3),
        "resolved": resolved,
        "of_all": round(right / total, 3),
        "ceiling": round(reachable / total, 3),
        "share_of_ceiling": round(right / reachable, 3),
    }


def candidates(name: str, gazetteer: Gazetteer) -> list[GazetteerPlace]:
    """Every place that the gazetteer has under a name."""
    return [gazetteer.place_of(candidate) for toponym in match_name(name, gazetteer) for candidate in toponym.candidates]


def is_near(gold: GoldName, lat: float, lon: float) -> bool:
    """Whether a point is within 161 km (100 miles) of the gold point, the field's usual measure."""
    return distance_m(gold.lat, gold.lon, lat, lon) <= NEAR_M


def main() -> None:
    """Measure the three corpora, print a table, keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", type=Path)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    gazetteer = load_gazetteer(options.world) if options.world else default_gazetteer()
    figures = {}
    for name, file in (("LGL", "lgl.xml"), ("GeoVirus", "GeoVirus.xml"), ("TR-News", "TR-News.xml")):
        figures[name] = measure(read_corpus(file), gazetteer)
        print(name, figures[name])
    if options.keep:
        record("locate_corpora_world500" if options.world else "locate_corpora", figures)


if __name__ == "__main__":
    main()
