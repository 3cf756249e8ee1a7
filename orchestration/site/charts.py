"""Charts by Altair, rendered to SVG at build time.

A chart takes its colours from the page's style sheet (`var(--…)`, `currentColor`), so it fits light and dark pages, and
holds no style of its own, which the pages' policy would forbid. Exact numbers become floats here, as coordinates only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar

from orchestration.site.page import Text

TONES = ("good", "warn", "bad", "idle", "accent")
"""Colours of the style sheet."""
_INK, _SOFT = "#010203", "#010204"
_TOKENS = {tone: f"#01030{number}" for number, tone in enumerate(TONES)}
_COLOURS = {_INK: "currentColor", _SOFT: "var(--line)"} | {token: f"var(--{tone})" for tone, token in _TOKENS.items()}
FONT = "system-ui, sans-serif"
_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
"""What Vega says of the parts of a chart; the label says what the whole shows, and the table beside it the rest."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its words; drawn when a page is written.

    Attributes:
        label: What it shows, for those who cannot see it.
    """

    label: Text

    stretches: ClassVar[bool] = False
    """Whether it is drawn as wide as its place, whatever that does to its proportions: for charts without words."""

    def specification(self, language: str) -> dict[str, Any]:
        """The Vega-Lite specification of the chart in one language."""
        raise NotImplementedError

    def svg(self, language: str) -> str:
        """The chart as an inline SVG element."""
        import vl_convert

        svg: str = vl_convert.vegalite_to_svg(self.specification(language))
        for token, colour in _COLOURS.items():
            svg = svg.replace(f'"{token}"', f'"{colour}"')
        svg = _ROLES.sub("", svg)
        label = self.label.in_language(language)
        proportions = 'preserveAspectRatio="none" ' if self.stretches else ""
        opening = f'<svg role="img" aria-label="{_attribute(label)}" class="chart" {proportions}'
        svg = re.sub(r'<svg (?:class="[^"]*" )?', opening, svg, count=1)
        return _with_own_ids(svg.replace(' class="marks"', "", 1), f"{type(self).__name__}{abs(hash_of(self))}")


@dataclass(frozen=True, slots=True)
class CountsChart(Chart):
    """One bar whose parts are counts, in the order given.

    Attributes:
        parts: Name, tone and count of each part.
    """

    parts: tuple[tuple[Text, str, int], ...]

    stretches: ClassVar[bool] = True

    def specification(self, language: str) -> dict[str, Any]:
        """A stacked bar; the words stand in the list beside it."""
        import altair

        rows = [
            {"name": name.in_language(language), "tone": _TOKENS[tone], "count": count, "order": order}
            for order, (name, tone, count) in enumerate(self.parts)
        ]
        chart = (
            altair.Chart({"values": rows}, width=520, height=34)
            .mark_bar(stroke="white", strokeWidth=0)
            .encode(
                x=altair.X("count:Q", stack="zero", axis=None, scale=altair.Scale(nice=False)),
                color=altair.Color("tone:N", scale=None),
                order=altair.Order("order:Q"),
            )
        )
        return _configured(chart) | {"padding": 0}


@dataclass(frozen=True, slots=True)
class TrendChart(Chart):
    """Counts by kind over time, as steps.

    Attributes:
        points: Moment (ISO), kind, tone and count.
    """

    points: tuple[tuple[str, Text, str, int], ...]

    def specification(self, language: str) -> dict[str, Any]:
        """A line a kind with a mark a run."""
        import altair

        rows = [
            {"at": at, "kind": kind.in_language(language), "tone": _TOKENS[tone], "count": count}
            for at, kind, tone, count in self.points
        ]
        base = altair.Chart({"values": rows}, width=520, height=130).encode(
            x=altair.X("at:T", title=None, axis=_time_axis()),
            y=altair.Y("count:Q", title=None, axis=_number_axis(language)),
            color=altair.Color("tone:N", scale=None),
            detail="kind:N",
        )
        return _configured(base.mark_line(interpolate="step-after") + base.mark_point(filled=True, size=36))


@dataclass(frozen=True, slots=True)
class Reported:
    """A value in a chart over time: its day, its bounds, what kind of value it is."""

    day: date
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    kind: str
    is_preferred: bool = True


KINDS: Mapping[str, tuple[str, str]] = {
    "actual": ("accent", "circle"),
    "plan": ("warn", "square"),
    "base": ("idle", "diamond"),
}
"""Kind of a reported value → tone and shape."""


@dataclass(frozen=True, slots=True)
class SeriesChart(Chart):
    """Values over time with the intervals that their digits allow.

    Attributes:
        values: What is drawn.
        width: Of the plot, in pixels; letters keep their size, so a small chart is made small.
        height: The same, downward.
    """

    values: tuple[Reported, ...]
    width: int = 560
    height: int = 190

    def specification(self, language: str) -> dict[str, Any]:
        """A rule an interval, a stroke at each of its ends, and a mark a value."""
        rows = [
            {
                "day": value.day.isoformat(),
                "value": _coordinate(value.value),
                "low": _coordinate(value.low),
                "high": _coordinate(value.high),
                "tone": _TOKENS[KINDS[value.kind][0]],
                "shape": KINDS[value.kind][1],
                "opacity": 1 if value.is_preferred else 0.45,
            }
            for value in self.values
        ]
        return {**_over_time(language, self.width, self.height), "data": {"values": rows}}


@cache
def _over_time(language: str, width: int, height: int) -> Mapping[str, Any]:
    """The specification of a chart over time without its values.

    Made once: Altair takes longer over it than Vega over the drawing.
    """
    import altair

    base = altair.Chart({"values": []}, width=width, height=height).encode(
        x=altair.X("day:T", title=None, axis=_time_axis(width // 90), scale=altair.Scale(padding=16)),
        color=altair.Color("tone:N", scale=None),
        opacity=altair.Opacity("opacity:Q", scale=None),
    )
    y = altair.Y("low:Q", title=None, axis=_number_axis(language), scale=altair.Scale(zero=False, padding=10))
    rules = base.mark_rule(strokeWidth=2).encode(y=y, y2="high:Q")
    ends = [
        base.mark_tick(orient="horizontal", size=9, thickness=2).encode(y=altair.Y(f"{end}:Q", title=None))
        for end in ("low", "high")
    ]
    marks = base.mark_point(filled=True, size=60).encode(
        y=altair.Y("value:Q", title=None), shape=altair.Shape("shape:N", scale=None)
    )
    specification = _configured(altair.layer(rules, *ends, marks))
    return {name: part for name, part in specification.items() if name != "datasets"}


def hash_of(chart: Chart) -> int:
    """A number that is the same in every process for the same chart."""
    import zlib

    return zlib.crc32(repr(chart).encode())


def _coordinate(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _attribute(text: str) -> str:
    from markupsafe import escape

    return str(escape(text))


def _with_own_ids(svg: str, prefix: str) -> str:
    """Ids that are no other chart's of the page."""
    return re.sub(r'(id="|url\(#)([\w-]+)', rf"\1{prefix}-\2", svg)


def _time_axis(ticks: int = 6) -> Any:
    import altair

    return altair.Axis(format="%m/%Y", labelOverlap=True, tickCount=ticks, labelAngle=0)


def _number_axis(language: str) -> Any:
    import altair

    return altair.Axis(tickCount=4, labelExpr=_LABELS[language])


_LABELS = {
    "en": "abs(datum.value) >= 1e12 ? format(datum.value / 1e12, ',~f') + ' trillion' : "
    "abs(datum.value) >= 1e9 ? format(datum.value / 1e9, ',~f') + ' billion' : "
    "abs(datum.value) >= 1e6 ? format(datum.value / 1e6, ',~f') + ' million' : format(datum.value, ',~f')",
    "vi": "abs(datum.value) >= 1e12 ? replace(format(datum.value / 1e12, '~f'), '.', ',') + ' nghìn tỷ' : "
    "abs(datum.value) >= 1e9 ? replace(format(datum.value / 1e9, '~f'), '.', ',') + ' tỷ' : "
    "abs(datum.value) >= 1e6 ? replace(format(datum.value / 1e6, '~f'), '.', ',') + ' triệu' : "
    "abs(datum.value) >= 1e3 ? replace(format(datum.value, ',~f'), /,/g, '.') : "
    "replace(format(datum.value, '~f'), '.', ',')",
}
"""Numbers at the axis, with a word for their power of ten, in Vega's own language of expressions."""


def _configured(chart: Any) -> dict[str, Any]:
    specification: dict[str, Any] = chart.configure(**_configuration()).to_dict()
    return specification


@cache
def _configuration() -> Mapping[str, Any]:
    axis = {
        "labelColor": _INK, "tickColor": _SOFT, "domainColor": _SOFT, "gridColor": _SOFT, "labelFont": FONT,
        "labelFontSize": 11, "labelOpacity": 0.75,
    }  # fmt: skip
    return {
        "aria": False,
        "background": "transparent",
        "axis": axis,
        "view": {"stroke": None},
        "padding": 2,
        "font": FONT,
    }
