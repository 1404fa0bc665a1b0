"""The scoreboard as one page that needs nothing else: the main figures and a reliability diagram for each kind of probability."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from msgspec import Struct

from skywitness.score.calibration import CalibrationFigures
from skywitness.score.headlines import list_headlines
from skywitness.score.scoreboard import Scoreboard

SIDE, MARGIN = 220.0, 30.0
"""The square that a diagram is drawn in, and the room for its scales, in SVG units."""
LEAST_RADIUS, MOST_RADIUS = 2.5, 12.0


class Dot(Struct, frozen=True):
    """One bin of a reliability diagram: where it lies, how large it is drawn, and what a reader is told of it."""

    x: float
    y: float
    radius: float
    told: str


class Diagram(Struct, frozen=True):
    """A reliability diagram: on the diagonal what was said came true as often as it was said."""

    name: str
    told: str
    dots: tuple[Dot, ...]


def write_page(board: Scoreboard) -> str:
    """The page, as HTML. Every word in it that comes from outside is escaped."""
    environment = Environment(loader=PackageLoader("skywitness.score", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    diagrams = [draw_diagram(name, figures) for name, figures in board.calibration.items() if figures is not None]
    page = environment.get_template("page.html")
    return page.render(board=board, headlines=list_headlines(board), diagrams=diagrams, side=SIDE, margin=MARGIN)


def draw_diagram(name: str, figures: CalibrationFigures) -> Diagram:
    """Dots for the bins, their area in proportion to their forecasts."""
    most = max(each.forecasts for each in figures.bins)
    return Diagram(
        name=name,
        told=f"{figures.forecasts} forecasts, Brier score {figures.brier:.3f}, ECE {figures.ece:.3f} ({figures.ece_by_chance:.3f} by chance alone)",
        dots=tuple(
            Dot(
                x=round(MARGIN + each.mean_probability * SIDE, 1),
                y=round((1 - each.frequency) * SIDE + MARGIN / 2, 1),
                radius=round(max(LEAST_RADIUS, MOST_RADIUS * (each.forecasts / most) ** 0.5), 1),
                told=f"said {each.mean_probability:.2f}, came true {each.frequency:.2f}; forecasts: {each.forecasts}",
            )
            for each in figures.bins
        ),
    )
