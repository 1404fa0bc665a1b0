"""What is shown beside an item: rows and reports that passed the gate of whoever looks, and the machine's reasons, which pass it too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias, cast

from msgspec import Struct

from skywitness.ledger import Explanation
from skywitness.model.review import DoubtedPair
from skywitness.publish.footage import mask_lengths
from skywitness.publish.view import View

Row: TypeAlias = Mapping[str, object]
MOST_REPORTS, MOST_OF_WHOLE = 12, 200


class Side(Struct, frozen=True):
    """One of two things that are held against each other: an incident with its reports, or a part of one."""

    row: Row
    reports: Sequence[Row]
    more: int = 0
    """How many reports are not shown."""


def show_incident(view: View, incident_id: str, *, without: Iterable[str] = (), is_whole: bool = False) -> Side | None:
    """An incident with its first reports, some left out, and copies unless the whole of it is wanted; None when it is gone."""
    row = view.incident(incident_id)
    if row is None:
        return None
    copies = () if is_whole else (str(copy["child"]) for copy in cast("Sequence[Row]", row["copies"]))
    out = {*without, *copies}
    names = [name for name in cast("list[str]", row["reports"]) if name not in out]
    most = MOST_OF_WHOLE if is_whole else MOST_REPORTS
    return Side(row, [each for each in map(view.report, names[:most]) if each is not None], max(0, len(names) - most))


def show_part(view: View, incident_id: str, digests: Iterable[str]) -> Side | None:
    """Some reports of an incident."""
    row = view.incident(incident_id)
    found = [each for each in map(view.report, digests) if each is not None]
    return None if row is None else Side(row, found[:MOST_REPORTS], max(0, len(found) - MOST_REPORTS))


def tell_reasons(view: View, pairs: Sequence[DoubtedPair]) -> list[str]:
    """What speaks for and against pairs of reports, as far as the incidents that rest on them let it be told."""
    told = Explanation(
        what="comparison",
        inputs=tuple(
            Explanation(
                what="comparison", rule=pair.why, digest=pair.reports[0], inputs=(Explanation(what="report", digest=pair.reports[1]),)
            )
            for pair in pairs
        ),
    )
    row = view.explanation(told)
    is_held = bool(row["suppressed"])
    whys = [str(each["rule"]) for each in cast("Sequence[Row]", row.get("inputs", ()))]
    return [mask_lengths(why) if is_held else why for why in whys]
