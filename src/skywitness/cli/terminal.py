"""How incidents, dossiers and explanations look in a terminal. Words from outside are shown as they are: no markup, no escape of theirs is obeyed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias, cast

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from skywitness.ledger.explain import Explanation
from skywitness.model.report import SetAside
from skywitness.pipeline import RunSummary
from skywitness.publish.visible import visible

Row: TypeAlias = Mapping[str, object]

MARKS = {
    "confirmed": ("●", "bold"),
    "claimed": ("◆", "blue"),
    "witnessed": ("▲", "yellow"),
    "reported": ("○", "cyan"),
    "disputed": ("◐", "magenta"),
    "denied": ("✕", "red"),
    "refuted": ("⊗", "bold red"),
    "undisclosed": ("◌", "dim"),
}
"""A shape and a style for each standing: nobody has to tell colours apart."""
SHOWN_ASIDE = 20


def print_incidents(console: Console, rows: Iterable[Row]) -> None:
    """The incidents one a line, newest first, and how many tallies and contexts stand beside them."""
    every = list(rows)
    incidents = sorted((row for row in every if row["kind"] == "incident"), key=_latest, reverse=True)
    table = Table(box=None, pad_edge=False, header_style="bold", row_styles=("", "dim") if console.is_terminal else ())
    for name in ("when (UTC)", "standing", "what happened", "where", "count", "posts/roots", "id"):
        table.add_column(name, no_wrap=name in ("id", "when (UTC)"), overflow="fold")
    for row in incidents:
        count = cast("Mapping[str, Row]", row["attributes"]).get("count", {})
        table.add_row(
            _text(tell_period(row)), _standing(row["standing"]), _text(row["title"]), _text(_tell_place(row)), _text(_tell_value(count)),
            _text(f"{row['posts']}/{row['roots']}"), _text(row["id"]),
        )  # fmt: skip
    console.print(table if incidents else Text("No incident in this ledger yet."))
    tallies, contexts = (sum(row["kind"] == kind for row in every) for kind in ("tally", "context"))
    console.print(_text(f"{len(incidents)} incidents, {tallies} tallies, {contexts} contexts"), style="dim")


def print_dossier(console: Console, row: Row) -> None:
    """One incident with all that is known, claimed, missing and doubted about it."""
    head = Text.assemble(_text(row["title"], "bold"), "  ", _standing(row["standing"]))
    lines = [
        _text(f"{tell_period(row)} · {_tell_place(row)}"),
        _text(f"{row['posts']} posts standing on {row['roots']} independent roots: {_tell_roots(row)}"),
    ]
    if row.get("exercise"):
        lines.append(_text("EXERCISE: every source of this is invented", "bold reverse"))
    console.print(Panel(Group(*lines), title=head, title_align="left", subtitle=_text(row["id"], "dim")))
    console.print(_facts(cast("Mapping[str, Row]", row["attributes"])))
    for title, found in _sections(row):
        if found:
            console.print(Text.assemble("\n", _text(title, "bold")))
            for line in found:
                console.print(Text.assemble("  • ", line))


def print_explanation(console: Console, explanation: Explanation) -> None:
    """How something came to be, as a tree: what it rests on stands below it."""
    tree = Tree(_step(explanation), guide_style="dim")
    _grow(tree, explanation.inputs)
    console.print(tree)


def print_run_summary(console: Console, summary: RunSummary) -> None:
    """What a run left in the ledger, and how long each stage took."""
    table = Table(box=None, show_header=False, pad_edge=False)
    told = ("reports", "occurrences", "claims", "incidents", "tallies")
    for name in told:
        extra = f"  ({summary.new_reports} new)" if name == "reports" else ""
        table.add_row(name, f"{getattr(summary, name):>8,}{extra}")
    table.add_row("set aside", f"{summary.set_aside:>8,}")
    console.print(table)
    console.print(_text("  ".join(f"{stage} {seconds:.1f} s" for stage, seconds in summary.seconds.items()), "dim"))


def print_assumed(console: Console, sources: Sequence[str]) -> None:
    """Say once which sources were taken as grassroots because nobody told their stream."""
    if sources:
        console.print(
            _text(f"taken as grassroots, as nothing says otherwise: {', '.join(sources)}; describe them in a sources.toml"), soft_wrap=True
        )


def print_set_aside(console: Console, items: Sequence[SetAside]) -> None:
    """What could not be used: where it stood, and what to do."""
    for item in items[:SHOWN_ASIDE]:
        console.print(Text.assemble(_text("set aside ", "yellow"), _text(f"{item.locator}: {item.reason}")), soft_wrap=True)
    if len(items) > SHOWN_ASIDE:
        console.print(_text(f"and {len(items) - SHOWN_ASIDE} more; all are in the ledger", "dim"))


def tell_period(row: Row) -> str:
    """When it happened, as far as it is told.

    >>> tell_period({"period": {"precision": "unknown", "word": "night", "before": "2024-11-24T10:00:00Z"}})
    'night, before 2024-11-24 10:00'
    """
    period = cast("Mapping[str, str]", row.get("period") or {})
    start, end = (period.get(key, "")[:16].replace("T", " ") for key in ("from", "to"))
    if start or end:
        same_day = start[:10] == end[:10]
        return start if start == end or not end else f"{start or 'until'} – {end[11:] if same_day else end}"
    before = period.get("before", "")[:16].replace("T", " ")
    return ", ".join(part for part in (period.get("word", ""), f"before {before}" if before else "") if part) or "time not told"


def _sections(row: Row) -> list[tuple[str, list[Text]]]:
    def lines(key: str, template: str) -> list[Text]:
        return [_text(template.format_map(_Forgiving(found))) for found in cast("list[dict[str, object]]", row.get(key) or [])]

    silence = cast("list[Row]", row.get("silence") or [])
    return [
        ("Not disclosed", lines("gaps", "{about}: {state} – {why}")),
        ("Silent", [_text(_tell_silence(one)) for one in silence]),
        ("Contradictions", lines("contradictions", "{attribute}: {why}")),
        ("Refuted", lines("refuted", "“{quote}” – {fact} ({fact_source}, {fact_as_of})")),
        ("Response", lines("response", "{state} – {asserter}: “{quote}”")),
        ("Hypotheses, not facts", lines("hypotheses", "{text} – {held_by} ({kind}, {factuality}): “{quote}”")),
        ("Media findings", lines("findings", "{verifier} {verdict}: {why}")),
        ("Tallies that contain it", lines("tallies", "{stated} stated, {matched} in the ledger: {verdict} ({report})")),
        ("Copies", lines("copies", "{child} from {parent} ({kind}): {why}")),
        ("Why these reports are one incident", [_text(why) for why in cast("list[str]", row.get("links") or [])]),
        ("Reports", [_text(report) for report in cast("list[str]", row.get("reports") or [])]),
        ("Held back by the do-no-harm policy", lines("suppressed", "{what}: {why}")),
        ("Audience", [_text(row["lifted"])] if "lifted" in row else []),
    ]


def _facts(attributes: Mapping[str, Row]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    for name in ("fact", "value", "standing", "who says so", "quote"):
        table.add_column(name, overflow="fold")
    for topic, attribute in attributes.items():
        candidates = cast("list[Row]", attribute.get("candidates") or [])
        table.add_row(
            _text(topic, "bold"), _text(_tell_value(attribute)), _standing(attribute["standing"]), *_who_and_quote(candidates[:1])
        )
        for other in candidates[1:]:
            table.add_row("", _text(f"or {other['value']}", "dim"), "", *_who_and_quote([other]))
    return table


def _who_and_quote(candidates: Sequence[Row]) -> tuple[RenderableType, RenderableType]:
    if not candidates:
        return _text("nobody", "dim"), ""
    candidate = candidates[0]
    via = cast("list[str]", candidate.get("via") or [])
    who = ", ".join(cast("list[str]", candidate["asserters"])) + (f" (carried by {', '.join(via)})" if via else "")
    quotes = cast("list[str]", candidate["quotes"])
    return _text(who), _text(f"“{quotes[0]}”" if quotes else "", "italic")


def _tell_value(attribute: Row) -> str:
    """A value, or why there is none; zero is a value."""
    if attribute.get("held_until"):
        return "held back"
    preferred = attribute.get("preferred")
    return str(preferred) if preferred is not None else str(attribute.get("state") or "not given").replace("_", " ")


def _tell_place(row: Row) -> str:
    place = cast("Row | None", row.get("place"))
    if place is None:
        return "place not told"
    role = {"aimed_at": "aimed at ", "launched_from": "launched from ", "fell": "fell at "}.get(str(place.get("role")), "")
    return f"{role}{place['name']}" + (f" ({place['iso']})" if place.get("iso") else "")


def _tell_roots(row: Row) -> str:
    streams = cast("Mapping[str, int]", row["roots_by_stream"])
    return ", ".join(f"{roots} {stream}" for stream, roots in streams.items()) or "none"


def _tell_silence(silence: Row) -> str:
    hours = silence["hours"]
    clock = f"silent for {hours} h" if hours is not None else "silent, no clock runs"
    return f"{silence['source']}: {clock if silence['open'] else 'has spoken'} – {silence['why']}"


def _latest(row: Row) -> tuple[str, str]:
    period = cast("Mapping[str, str]", row["period"])
    return period.get("from") or period.get("to") or period.get("before") or "", str(row["id"])


def _standing(standing: object) -> Text:
    mark, style = MARKS.get(str(standing), ("?", ""))
    return Text(f"{mark} {standing}", style)


def _step(explanation: Explanation) -> Text:
    head = [explanation.what, explanation.id if explanation.id != explanation.digest else None, explanation.report_id]
    line = _text(" ".join(dict.fromkeys(part for part in head if part)), "bold")
    if explanation.value is not None or explanation.state:
        line.append_text(_text(f" = {explanation.value if explanation.value is not None else explanation.state}"))
    if explanation.standing:
        line.append_text(Text.assemble("  ", _standing(explanation.standing)))
    for label, value in (
        ("rule", explanation.rule),
        ("says", explanation.by),
        ("quote", f"“{explanation.quote}”" if explanation.quote else None),
        ("characters", explanation.span and f"{explanation.span[0]}–{explanation.span[1]}"),
        ("source", explanation.source),
        ("digest", explanation.digest),
        ("found at", explanation.locator),
        ("address", explanation.url),
        ("published", explanation.published_at),
        ("collected", explanation.collected_at),
        ("made by", explanation.agent and f"{explanation.step or ''} {explanation.agent}".strip()),
        ("note", explanation.note),
    ):
        if value:
            line.append_text(Text.assemble("\n", _text(f"{label}: ", "dim"), _text(value)))
    return line


def _grow(tree: Tree, inputs: Iterable[Explanation]) -> None:
    for explanation in inputs:
        _grow(tree.add(_step(explanation)), explanation.inputs)


class _Forgiving(dict[str, object]):
    """Values for a template: lists are joined, what is missing is told as such."""

    def __getitem__(self, key: str) -> object:
        value = self.get(key)
        return ", ".join(map(str, value)) if isinstance(value, list) else "not told" if value is None else value


def _text(words: object, style: str = "") -> Text:
    return Text(visible(words).replace("\n", " ⏎ ").replace("\t", " "), style)
