"""Border gates on a map, where their coordinates are known; names stand beside each other, never on each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

from orchestration.site.rows import Row

WIDTH, MAP_WIDTH, HEIGHT, MARGIN = 520.0, 300.0, 640.0, 18.0
LABEL_LEFT, LABEL_HEIGHT = 322.0, 22.0
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

    degrees: int
    at: float


@dataclass(frozen=True, slots=True)
class GateMap:
    """A map of gates, ready to be drawn."""

    marks: tuple[Mark, ...]
    parallels: tuple[Line, ...]
    meridians: tuple[Line, ...]
    width: float = WIDTH
    map_width: float = MAP_WIDTH
    height: float = HEIGHT
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
    labels = _apart([y for _, y, _ in placed])
    marks = tuple(
        Mark(gate["name_vi"], gate["kind"], x, y, label, tuple(projects.get(gate["name_vi"], ())))
        for (x, y, gate), label in zip(placed, labels, strict=True)
    )
    return GateMap(marks, project.parallels(), project.meridians())


class _Projection:
    def __init__(self, places: Sequence[tuple[float, float]]) -> None:
        latitudes, longitudes = zip(*places, strict=True)
        self._south: float = min(latitudes)
        self._north: float = max(latitudes)
        self._west: float = min(longitudes)
        self._east: float = max(longitudes)
        self._narrowing: float = cos(radians((self._south + self._north) / 2))
        across = max((self._east - self._west) * self._narrowing, 0.01)
        self._scale: float = min(
            (MAP_WIDTH - 2 * MARGIN) / across, (HEIGHT - 2 * MARGIN) / max(self._north - self._south, 0.01)
        )

    def __call__(self, latitude: float, longitude: float) -> tuple[float, float]:
        return round(self._x(longitude), 1), round(self._y(latitude), 1)

    def _x(self, longitude: float) -> float:
        middle = (self._west + self._east) / 2
        return MAP_WIDTH / 2 + (longitude - middle) * self._narrowing * self._scale

    def _y(self, latitude: float) -> float:
        return MARGIN + (self._north - latitude) * self._scale

    def parallels(self) -> tuple[Line, ...]:
        return tuple(Line(d, round(self._y(d), 1)) for d in range(90) if self._south <= d <= self._north)

    def meridians(self) -> tuple[Line, ...]:
        return tuple(Line(d, round(self._x(d), 1)) for d in range(-180, 180) if self._west <= d <= self._east)


def _apart(wanted: Sequence[float]) -> list[float]:
    """Heights of labels in their order, each as near to its mark as the others let it."""
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y, placed[-1] + LABEL_HEIGHT) if placed else max(y, LABEL_HEIGHT))
    limit = HEIGHT - LABEL_HEIGHT / 2
    for index in reversed(range(len(placed))):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - LABEL_HEIGHT
    return [round(y, 1) for y in placed]
