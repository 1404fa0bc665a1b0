"""GeoJSON (RFC 7946): a feature a row, a point with the radius of its disc beside it, no geometry where no place is known or shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import BinaryIO, cast

import msgspec


class GeoJson:
    """One FeatureCollection. Tallies and contexts come as features without geometry, so that nothing is lost and nothing is drawn twice."""

    format = "geojson"
    media_type = "application/geo+json"

    def write(self, rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
        """Write the collection, feature by feature."""
        out.write(b'{"type":"FeatureCollection","features":[')
        before = b""
        for row in rows:
            out.write(before + msgspec.json.encode(feature_of(row)))
            before = b",\n"
        out.write(b"]}\n")


def feature_of(row: Mapping[str, object]) -> dict[str, object]:
    """A row as a feature: a point where a place is shown, everything else as properties."""
    place = cast("Mapping[str, object]", row.get("place") or {})
    lon, lat = place.get("lon"), place.get("lat")
    geometry = None if lon is None or lat is None else {"type": "Point", "coordinates": [lon, lat]}
    properties = {name: value for name, value in row.items() if name != "id"} | {"radius_m": place.get("radius_m")}
    return {"type": "Feature", "id": row["id"], "geometry": geometry, "properties": properties}
