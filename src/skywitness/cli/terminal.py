"""How incidents, dossiers and explanations look in a terminal. Words from outside are shown as they are: no markup, no escape of theirs is obeyed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias, cast

from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from skywitness.ledger.explain import Explanation
from skywitness.model.report import Report, SetAside
from skywitness.pipeline import RunSummary
from skywitness.publish.visible import visible
from skywitness.publish.wording import STATES, tell_hours, tell_period, tell_place, tell_value, tell_verdict

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
WIDE = 130
"""Columns from which the list has room for place and id of their own."""
MAX_QUOTE = 240
ID_WIDTH = 22


def print_incidents(console: Console, rows: Iterable[Row]) -> None:
    """The incidents one a line, newest first, each with its roots of so many posts, and how many tallies and contexts stand beside them."""
    every = list(rows)
    incidents = sorted((row for row in every if row["kind"] == "incident"), key=_latest, reverse=True)
    is_wide = console.width >= WIDE
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in (
        "when",
        "standing",
        "what happened",
        *(("where",) if is_wide else ()),
        "count",
        "roots",
        *(("id",) if is_wide else ()),
    ):
        table.add_column(
            name,
            no_wrap=name in ("standing", "id"),
            overflow="fold",
            ratio=1 if name == "what happened" else None,
            min_width=ID_WIDTH if name == "what happened" else None,
        )
    for row in incidents:
        count = cast("Mapping[str, Row]", row["attributes"]).get("count")
        title = _text(row["title"]) if is_wide else Text.assemble(_text(row["title"]), "\n", _text(row["id"], "dim"))
        where = [_text(tell_place(row).removeprefix("at "))] if is_wide else []
        told = _text(tell_value(count) if count else "not given")
        support = _text(f"{row['roots']} of {row['posts']}")
        table.add_row(
            _text(tell_period(row)), _standing(row["standing"]), title, *where, told, support, *([_text(row["id"])] if is_wide else [])
        )
    console.print(table if incidents else Text("No incident in this ledger yet."))
    counts = [_count(sum(row["kind"] == kind for row in every), kind) for kind in ("incident", "tally", "context")]
    console.print(_text(", ".join(counts)), style="dim")


def print_sieved(console: Console, reports: Iterable[Report]) -> None:
    """Reports that the first sieve set aside, one a line, and how many there are."""
    count = 0
    for report in reports:
        count += 1
        told = f"{report.published_at:%Y-%m-%d %H:%M}Z" if report.published_at else "no time told"
        words = visible(" ".join(report.text.split()))
        console.print(
            Text.assemble(
                _text(told, "dim"), " ", _text(report.source, "bold"), " ", _text(report.report_id, "dim"), " ", words[:MAX_QUOTE]
            ),
            soft_wrap=True,
        )
    console.print(f"{count} reports set aside by the first sieve", markup=False, style="dim")


def print_dossier(console: Console, row: Row) -> None:
    """One incident with all that is known, claimed, missing and doubted about it."""
    lines = [_text(tell_verdict(row))]
    if row.get("exercise"):
        lines.append(_text("EXERCISE: sources of this are invented", "bold reverse"))
    head = Text.assemble(_text(row["title"], "bold"), "  ", _standing(row["standing"]))
    console.print(Panel(Group(*lines), title=head, title_align="left", subtitle=_text(row["id"], "dim")))
    console.print(_facts(cast("Mapping[str, Row]", row["attributes"])))
    for title, found in _sections(row):
        if found:
            console.print(Text.assemble("\n", _text(title, "bold")))
            for line in found:
                console.print(Padding(Text.assemble("• ", line), (0, 0, 0, 2)))


def print_explanation(console: Console, explanation: Explanation) -> None:
    """How something came to be, as a tree: what it rests on stands below it."""
    tree = Tree(_step(explanation), guide_style="dim")
    _grow(tree, explanation.inputs)
    console.print(tree)


def print_run_summary(console: Console, summary: RunSummary) -> None:
    """What a run left in the ledger, and how long each stage took."""
    table = Table(box=None, show_header=False, pad_edge=False)
    told = ("reports", "occurrences", "claims", "incidents", "tallies", "findings")
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
    """Each item that could not be used: where it stood, and what to do."""
    for item in items:
        console.print(Text.assemble(_text("set aside ", "yellow"), _text(f"{item.locator}: {item.reason}")), soft_wrap=True)


def _sections(row: Row) -> list[tuple[str, list[Text]]]:
    def lines(key: str, template: str) -> list[Text]:
        return [_text(template.format_map(_Forgiving(found))) for found in cast("list[dict[str, object]]", row.get(key) or [])]

    gaps, refusals, silence = (cast("list[Row]", row.get(key) or []) for key in ("gaps", "refusals", "silence"))
    return [
        ("Not disclosed", [_text(f"{gap['about']}: {STATES[str(gap['state'])]} – {gap['why']}") for gap in gaps]),
        ("Answered by others only", [_text(f"{gap['about']}: {STATES[str(gap['state'])]} – {gap['why']}") for gap in refusals]),
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
    for name in ("fact", "value", "standing", "who says so, in their words"):
        table.add_column(name, no_wrap=name in ("fact", "standing"), overflow="fold")
    told = dict[str, str]()
    for topic, attribute in attributes.items():
        candidates = cast("list[Row]", attribute.get("candidates") or [])
        value, standing = _text(tell_value(attribute)), _standing(attribute["standing"])
        table.add_row(_text(topic, "bold"), value, standing, _who(candidates[0], topic, told) if candidates else _text("nobody", "dim"))
        for other in candidates[1:]:
            table.add_row("", _text(f"or {other['value']}", "dim"), "", _who(other, topic, told))
    return table


def _who(candidate: Row, topic: str, told: dict[str, str]) -> Text:
    """Who gives a value and in which words; words that another fact has shown already are not repeated."""
    via = cast("list[str]", candidate.get("via") or [])
    denies = " denies it" if candidate["negated"] else ""
    who = ", ".join(cast("list[str]", candidate["asserters"])) + denies + (f" (carried by {', '.join(via)})" if via else "")
    quote = next(iter(cast("list[str]", candidate["quotes"])), "")
    shown_for = told.setdefault(quote, topic)
    words = f"“{_shorten(quote)}”" if shown_for == topic else f"(same words as for “{shown_for}”)"
    return Text.assemble(_text(who), "\n" if quote else "", _text(words if quote else "", "italic" if shown_for == topic else "dim"))


def _shorten(quote: str) -> str:
    """The quote on one line, cut where a terminal would drown in it; the whole stands in the export and in ``explain``."""
    line = " ".join(quote.split())
    return line if len(line) <= MAX_QUOTE else line[:MAX_QUOTE].rsplit(" ", 1)[0] + " …"


def _tell_silence(silence: Row) -> str:
    hours = silence["hours"]
    clock = f"silent for {tell_hours(cast('float', hours))}" if hours is not None else "silent, no clock runs"
    return f"{silence['source']}: {clock if silence['open'] else 'has spoken'} – {silence['why']}"


def _count(number: int, kind: str) -> str:
    plural = {"tally": "tallies"}.get(kind, f"{kind}s")
    return f"{number} {kind if number == 1 else plural}"


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
