"""One SDMX observation for each figure that has a period: what is printed, scaled by its own multiplier.

OBS_VALUE × 10^UNIT_MULT is exactly the value of the warehouse, and so for the bounds. Figures that share a key are
kept apart by VARIANT (docs/decisions/release-keys.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Context, Decimal
from functools import lru_cache
from itertools import groupby
from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection

from orchestration.bulletins.numbers import read_number
from orchestration.release.sdmx.codes import NOT_APPLICABLE, TOTAL, UNSPECIFIED, place_code, unit_code

Row = dict[str, str]
"""Component → value as text; a component without a value is left out."""

BATCH_ROWS = 10_000
LARGEST_MULTIPLIER = 15
COMMENTED_VERDICTS = frozenset({"contradicted", "unverified"})
_EXACT = Context(prec=80)
_NUMERAL = re.compile(r"\d[\d.,\u00a0 ]*")
_NOT_IN_XML = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_KEY = """figures.ref_area, places.code, figures.indicator, figures.item, figures.season, figures.coverage,
    figures.partner, figures.measure, figures.basis, figures.role, figures.unit, figures.time_period"""

RANKED = f"""
select
    figures.*,
    places.code as place_code,
    coalesce(contains(indicators.other_cuts, 'season'), false) as has_seasons,
    coalesce(contains(indicators.other_cuts, 'partner'), false) as has_partners,
    row_number() over (
        partition by {_KEY}
        order by
            figures.value is null, not figures.is_preferred, figures.published_on desc nulls last,
            figures.high::double - figures.low::double nulls last, figures.bulletin_id, figures.start
    ) - 1 as variant,
    count(*) over (partition by {_KEY}) as key_figures
from marts.observations as figures
left join sdmx_places as places on figures.place is not distinct from places.place
left join reference.indicators as indicators on figures.indicator = indicators.code
where figures.time_period is not null
"""  # noqa: S608 - no part of it comes from outside

_ORDER = """domain, year(period_start), ref_area, place_code, indicator, item, season, coverage, partner, measure,
    basis, role, unit, time_period, variant"""

LEFT_OUT = """
select observation_id, bulletin_id, quote, 'no_period' as reason
from marts.observations
where time_period is null
order by bulletin_id, start
"""


def prepare(connection: DuckDBPyConnection) -> None:
    """Give the connection the codes of the places, for `RANKED`."""
    places = connection.execute("select distinct place from marts.observations where place is not null").fetchall()
    printed = [place for (place,) in places]
    codes = [place_code(place) for place in printed]
    connection.register(
        "sdmx_places", pa.table({"place": pa.array(printed, pa.string()), "code": pa.array(codes, pa.string())})
    )


def most_variants(connection: DuckDBPyConnection) -> int:
    """The highest variant of all."""
    found = connection.execute(f"select coalesce(max(variant), 0) from ({RANKED})").fetchone()  # noqa: S608
    return int(found[0]) if found else 0


def verdict_names(connection: DuckDBPyConnection) -> dict[str, str]:
    """Code of a status or reason → «nghĩa tiếng Việt / meaning in English»."""
    found = connection.execute(
        "select code, name_vi || ' / ' || name_en from reference.reconciliation_codes "
        "where kind in ('status', 'reason')"
    ).fetchall()
    return dict(found)


def groups(connection: DuckDBPyConnection) -> Iterator[tuple[str, Iterator[Row]]]:
    """The observations in groups that share a file, by domain and year of the period's first day («trade-2024»).

    Within a group they are ordered by key. A group has to be read before the next one is asked for.
    """
    names = verdict_names(connection)
    cursor = connection.execute(f"select * from ({RANKED}) order by {_ORDER}")  # noqa: S608
    columns = [column[0] for column in cursor.description or ()]
    figures = (dict(zip(columns, values, strict=True)) for values in _fetched(cursor))
    for name, group in groupby(figures, lambda figure: f"{figure['domain']}-{figure['period_start'].year}"):
        yield name, (to_row(figure, names) for figure in group)


def _fetched(cursor: DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while batch := cursor.fetchmany(BATCH_ROWS):
        yield from batch


def to_row(figure: Mapping[str, Any], names: Mapping[str, str]) -> Row:
    """One figure of `RANKED` as an SDMX observation."""
    return {name: text for name, text in ((key, _text(value)) for key, value in _pairs(figure, names)) if text}


def _pairs(figure: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    yield from _key(figure)
    yield from _measured(figure)
    yield "KEY_FIGURES", str(figure["key_figures"])
    yield "OBS_STATUS", figure["obs_status"]
    yield "HEDGE", figure["hedge"]
    yield "VERDICT", figure["verdict"]
    yield "COMMENT_OBS", _comment(figure, names)
    yield "RESTATES", figure["restates"]
    if figure["base_period_start"] and figure["base_period_end"]:
        yield "BASE_PERIOD", f"{figure['base_period_start']}/{figure['base_period_end']}"
    yield "PLAN_AUTHORITY", figure["plan_authority"]
    yield "INDICATOR_PHRASE", figure["indicator_phrase"]
    yield "QUOTE", figure["quote"]
    yield "OBSERVATION_ID", figure["observation_id"]
    yield "PUBLISHED_ON", figure["published_on"]


def _key(figure: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A null means what it means in the warehouse: a total, nothing said, or that there is no such cut."""
    yield "REF_AREA", figure["ref_area"] or UNSPECIFIED
    yield "PLACE", figure["place_code"] or TOTAL
    yield "INDICATOR", figure["indicator"] or UNSPECIFIED
    yield "ITEM", figure["item"] or TOTAL
    yield "SEASON", figure["season"] or (TOTAL if figure["has_seasons"] else NOT_APPLICABLE)
    yield "COVERAGE", figure["coverage"] or UNSPECIFIED
    yield "PARTNER", figure["partner"] or (TOTAL if figure["has_partners"] else NOT_APPLICABLE)
    yield "MEASURE", figure["measure"]
    yield "BASIS", figure["basis"] or NOT_APPLICABLE
    yield "ROLE", figure["role"]
    yield "UNIT_MEASURE", unit_code(figure["unit"]) if figure["unit"] else UNSPECIFIED
    yield "VARIANT", str(figure["variant"])
    yield "TIME_PERIOD", figure["time_period"]


def _measured(figure: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    value: Decimal | None = figure["value"]
    multiplier = 0 if value is None else multiplier_of(figure["value_text"], value)
    printed = None if value is None else scaled(value, multiplier, figure["decimals"])
    yield "OBS_VALUE", printed
    yield "UNIT_MULT", str(multiplier)
    yield "DECIMALS", str(len(printed.partition(".")[2]) if printed else figure["decimals"])
    for component, bound in (("OBS_LOWER", figure["low"]), ("OBS_UPPER", figure["high"])):
        yield component, None if bound is None else scaled(bound, multiplier)
    if figure["correction_id"] and figure["value_used"] is not None and figure["value_used"] != value:
        yield "CORRECTED_VALUE", scaled(figure["value_used"], multiplier)


@lru_cache(maxsize=65_536)
def multiplier_of(value_text: str, value: Decimal) -> int:
    """The power of ten that the words behind the numeral stand for: 9 for «2,7 tỷ», 0 where there is none.

    Where the value is no whole power of ten times the first numeral printed («2 tỷ 300 triệu», «4 lần»), it is 0:
    the value is then given in full.
    """
    found = _NUMERAL.search(value_text)
    number = read_number(found.group().strip(" .,\u00a0")) if found else None
    if not number or not value:
        return 0
    ratio = _EXACT.normalize(_EXACT.divide(abs(value), abs(number)))
    _, digits, exponent = ratio.as_tuple()
    if digits != (1,) or not isinstance(exponent, int):
        return 0
    return exponent if 0 <= exponent <= LARGEST_MULTIPLIER else 0


def scaled(number: Decimal, multiplier: int, least_decimals: int = 0) -> str:
    """The number over 10^multiplier, exact and plain, with at least so many decimals."""
    whole, _, fraction = f"{number.scaleb(-multiplier, _EXACT):f}".partition(".")
    fraction = fraction.rstrip("0").ljust(least_decimals, "0")
    return f"{whole}.{fraction}" if fraction else whole


def _comment(figure: Mapping[str, Any], names: Mapping[str, str]) -> str | None:
    """V (unvalidated) and why, for a figure that the checks contradict or could not check."""
    verdict, reason = figure["verdict"], figure["verdict_reason"]
    if verdict not in COMMENTED_VERDICTS:
        return None
    why = f": {names.get(reason, reason)}" if reason else ""
    return f"V (unvalidated): {names.get(verdict, verdict)}{why}"


def _text(value: Any) -> str:
    """Text that XML and CSV carry unchanged: characters that XML forbids or turns into spaces are replaced."""
    if value is None:
        return ""
    return _NOT_IN_XML.sub(lambda found: " " if found.group() in "\t\n\r\x85\x0b\x0c" else "\ufffd", str(value))
