"""Border gates on a map, where their coordinates are known; names stand beside each other, never on each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, cos, floor, radians

from orchestration.site.rows import Row

WIDTH, MAP_WIDTH, HEIGHT, MARGIN = 520.0, 300.0, 640.0, 18.0
LABEL_LEFT, LABEL_HEIGHT = 322.0, 22.0
LEAST_EXTENT = 0.3
"""Degrees that a map shows at least: a province's corner, not a street."""
STEPS = (Decimal("0.05"), Decimal("0.1"), Decimal("0.2"), Decimal("0.5"), Decimal(1), Decimal(2))
"""Degrees between two lines of the graticule; the first that leaves `LEAST_GAP` between two is taken."""
LEAST_GAP = 44.0
"""Units of the drawing: the width of a line's label."""
SHAPES: Mapping[str, str] = {
    "international": "circle",
    "main": "square",
    "secondary": "triangle",
    "clearance_lane": "diamond",
    "railway": "cross",
}
"""Kind of a gate → shape of its mark: colour alone would not tell them apart."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A gate on the map.

    Attributes:
        name: Its name.
        kind: Its kind, a key of `SHAPES`.
        x: Where it stands, in units of the drawing.
        y: The same, downward.
        label_y: Where its name stands, in the column beside the map.
        projects: Names of the projects that bulletins tell of there.
    """

    name: str
    kind: str
    x: float
    y: float
    label_y: float
    projects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the graticule: degrees, and where it stands."""

    degrees: Decimal
    at: float


@dataclass(frozen=True, slots=True)
class GateMap:
    """A map of gates, ready to be drawn."""

    marks: tuple[Mark, ...]
    parallels: tuple[Line, ...]
    meridians: tuple[Line, ...]
    height: float
    width: float = WIDTH
    map_width: float = MAP_WIDTH
    label_left: float = LABEL_LEFT


def gate_map(gates: Sequence[Row], projects: Mapping[str, Sequence[str]]) -> GateMap | None:
    """Place gates in an equirectangular projection around their middle.

    Args:
        gates: Rows of reference.border_gates with `lat` and `lon`; those without are left out.
        projects: Name of a gate → names of the projects there.

    Returns:
        None where no gate has coordinates.
    """
    known = [gate for gate in gates if gate["lat"] is not None and gate["lon"] is not None]
    if not known:
        return None
    project = _Projection([(float(gate["lat"]), float(gate["lon"])) for gate in known])
    placed = sorted(((*project(float(g["lat"]), float(g["lon"])), g) for g in known), key=lambda item: item[1])
    labels = _apart([y for _, y, _ in placed], project.height)
    marks = tuple(
        Mark(gate["name_vi"], gate["kind"], x, y, label, tuple(projects.get(gate["name_vi"], ())))
        for (x, y, gate), label in zip(placed, labels, strict=True)
    )
    return GateMap(marks, project.parallels(), project.meridians(), project.height)


class _Projection:
    """Degrees to units of the drawing; the map is as high as its gates and their names need."""

    def __init__(self, places: Sequence[tuple[float, float]]) -> None:
        latitudes, longitudes = zip(*places, strict=True)
        self._south, self._north = _extent(latitudes)
        self._west, self._east = _extent(longitudes)
        self._narrowing: float = cos(radians((self._south + self._north) / 2))
        across = (self._east - self._west) * self._narrowing
        down = self._north - self._south
        self._scale: float = min((MAP_WIDTH - 2 * MARGIN) / across, (HEIGHT - 2 * MARGIN) / down)
        self.height: float = min(HEIGHT, max(down * self._scale + 2 * MARGIN, (len(places) + 1) * LABEL_HEIGHT))
        self._step: Decimal = next(s for s in STEPS if float(s) * self._narrowing * self._scale >= LEAST_GAP)

    def __call__(self, latitude: float, longitude: float) -> tuple[float, float]:
        return round(self._x(longitude), 1), round(self._y(latitude), 1)

    def _x(self, longitude: float) -> float:
        middle = (self._west + self._east) / 2
        return MAP_WIDTH / 2 + (longitude - middle) * self._narrowing * self._scale

    def _y(self, latitude: float) -> float:
        middle = (self._south + self._north) / 2
        return self.height / 2 + (middle - latitude) * self._scale

    def parallels(self) -> tuple[Line, ...]:
        return tuple(Line(d, round(self._y(float(d)), 1)) for d in self._lines(self._south, self._north))

    def meridians(self) -> tuple[Line, ...]:
        return tuple(Line(d, round(self._x(float(d)), 1)) for d in self._lines(self._west, self._east))

    def _lines(self, first: float, last: float) -> Iterator[Decimal]:
        for number in range(ceil(first / float(self._step)), floor(last / float(self._step)) + 1):
            yield number * self._step


def _extent(degrees: Sequence[float]) -> tuple[float, float]:
    low, high = min(degrees), max(degrees)
    missing = max(LEAST_EXTENT - (high - low), 0) / 2
    return low - missing, high + missing


def _apart(wanted: Sequence[float], height: float) -> list[float]:
    """Heights of labels in their order, each as near to its mark as the others let it."""
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y, placed[-1] + LABEL_HEIGHT) if placed else max(y, LABEL_HEIGHT))
    limit = height - LABEL_HEIGHT / 2
    for index in reversed(range(len(placed))):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - LABEL_HEIGHT
    return [round(y, 1) for y in placed]
