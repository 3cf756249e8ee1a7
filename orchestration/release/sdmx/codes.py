"""Code lists of the figures, with names in Vietnamese and English, from the reference tables of the warehouse.

A code list has its own words for what a null means in the warehouse: `_T` total, `_U` unspecified, `_Z` not
applicable. SDMX ids know no slash and no full stop, so a unit «VND/ha» is `VND_PER_ha`, «t.km» `t_km`.
"""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from duckdb import DuckDBPyConnection

from orchestration.explaining.names import FIXED

HERE = Path(__file__).resolve().parent
TOTAL, UNSPECIFIED, NOT_APPLICABLE = "_T", "_U", "_Z"
_SPECIAL = {
    TOTAL: ("Tổng số", "Total"),
    UNSPECIFIED: ("Không nêu rõ", "Unspecified"),
    NOT_APPLICABLE: ("Không áp dụng", "Not applicable"),
}
_MOST_READABLE = 40


@dataclass(frozen=True, slots=True)
class Code:
    """One code with its names."""

    code: str
    name_vi: str
    name_en: str


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list: its id, its names, its codes in order."""

    list_id: str
    name_vi: str
    name_en: str
    codes: tuple[Code, ...]


_FROM_TABLES: Mapping[str, tuple[str, str, str, tuple[str, ...]]] = {
    "CL_AREA": ("areas", "Địa bàn", "Areas (ISO 3166-2)", (UNSPECIFIED,)),
    "CL_INDICATOR": ("indicators", "Chỉ tiêu", "Indicators", (UNSPECIFIED,)),
    "CL_ITEM": ("items", "Mặt hàng, hạng mục", "Items", (TOTAL,)),
    "CL_SEASON": ("seasons", "Vụ", "Crop seasons", (TOTAL, NOT_APPLICABLE)),
    "CL_COVERAGE": ("coverages", "Phạm vi tính", "Coverages", (UNSPECIFIED,)),
    "CL_UNIT": ("units", "Đơn vị tính", "Units of measure", (UNSPECIFIED,)),
}
"""List → reference table, names, and what a null can mean."""

_FIXED_LISTS: Mapping[str, tuple[str, str, str]] = {
    "CL_MEASURE": ("Loại số liệu", "Measures", "level growth ratio share change plan_attainment contribution"),
    "CL_BASIS": (
        "Gốc so sánh",
        "Bases of comparison",
        "_Z same_period_previous_year previous_period previous_year_end plan other",
    ),
    "CL_ROLE": ("Vai trò", "Roles", "actual plan target forecast threshold comparison before after capacity"),
    "CL_HEDGE": ("Lời rào đón", "Hedges", "more_than nearly about at_least at_most less_than"),
    "CL_OBS_STATUS": ("Trạng thái số liệu", "Observation status (codes of SDMX CL_OBS_STATUS)", "A E P F"),
}
_VERDICT_NAMES = ("Kết quả đối chiếu", "Verdicts")


def unit_code(unit: str) -> str:
    """The SDMX id of a unit."""
    return unit.replace("/", "_PER_").replace(".", "_")


@cache
def place_code(place: str) -> str:
    """A stable id of a place as printed: a readable part, and a hash, since two places may differ by accents alone."""
    folded = unicodedata.normalize("NFC", " ".join(place.split())).casefold()
    plain = unicodedata.normalize("NFD", folded.replace("đ", "d"))
    readable = re.sub(r"[^a-z0-9]+", "_", "".join(c for c in plain if not unicodedata.combining(c))).strip("_")
    return f"{readable[:_MOST_READABLE].strip('_') or 'place'}_{hashlib.sha256(folded.encode()).hexdigest()[:8]}"


def code_lists(connection: DuckDBPyConnection, most_variants: int) -> list[CodeList]:
    """All code lists, in the order of their ids.

    Args:
        connection: the published warehouse.
        most_variants: the highest variant that any figure has.
    """
    lists = [
        *(_of_table(connection, list_id) for list_id in _FROM_TABLES),
        *(_fixed(list_id) for list_id in _FIXED_LISTS),
        _partners(connection),
        _places(connection),
        _verdicts(connection),
        _variants(most_variants),
    ]
    return sorted(lists, key=lambda code_list: code_list.list_id)


def _special(codes: Iterable[str]) -> list[Code]:
    return [Code(code, *_SPECIAL[code]) for code in codes]


def _of_table(connection: DuckDBPyConnection, list_id: str) -> CodeList:
    """An area that had one code before and after a merger is named as it is now."""
    table, name_vi, name_en, nulls = _FROM_TABLES[list_id]
    latest = "valid_from" if table == "areas" else "code"
    rows = connection.execute(
        f"select code, arg_max(name_vi, coalesce({latest}, '')), arg_max(name_en, coalesce({latest}, '')) "  # noqa: S608
        f"from (select * replace (cast({latest} as varchar) as {latest}) from reference.{table}) "
        "group by code order by code"
    ).fetchall()
    codes = [Code(unit_code(code), vi or code, en or code) for code, vi, en in rows]
    return CodeList(list_id, name_vi, name_en, (*_special(nulls), *codes))


def _fixed(list_id: str) -> CodeList:
    name_vi, name_en, codes = _FIXED_LISTS[list_id]
    named = [Code(code, *(_SPECIAL.get(code) or FIXED[code])) for code in codes.split()]
    return CodeList(list_id, name_vi, name_en, tuple(named))


def partner_names() -> dict[str, tuple[str, str]]:
    """Names of partner countries and groups, which no reference table holds."""
    with (HERE / "partners.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: (row["name_vi"], row["name_en"]) for row in csv.DictReader(file)}


def _partners(connection: DuckDBPyConnection) -> CodeList:
    names = partner_names()
    used = connection.execute(
        "select code from reference.aliases where kind = 'partner' "
        "union select partner from marts.observations where partner is not null order by 1"
    ).fetchall()
    codes = [Code(code, *names.get(code, (code, code))) for (code,) in used]
    nulls = _special((TOTAL, NOT_APPLICABLE))
    return CodeList("CL_PARTNER", "Đối tác", "Partner countries and groups", (*nulls, *codes))


def _places(connection: DuckDBPyConnection) -> CodeList:
    printed = connection.execute(
        "select distinct place from marts.observations where place is not null order by place"
    ).fetchall()
    named: dict[str, str] = {}
    for (place,) in printed:
        named.setdefault(place_code(place), " ".join(place.split()))
    codes = [Code(code, name, name) for code, name in sorted(named.items())]
    total = Code(TOTAL, "Toàn địa bàn", "The whole area")
    return CodeList("CL_PLACE", "Nơi như đã in", "Places as printed", (total, *codes))


def _verdicts(connection: DuckDBPyConnection) -> CodeList:
    rows = connection.execute(
        "select code, name_vi, name_en from reference.reconciliation_codes where kind = 'status' order by rank, code"
    ).fetchall()
    return CodeList("CL_VERDICT", *_VERDICT_NAMES, tuple(Code(*row) for row in rows))


def _variants(most: int) -> CodeList:
    first = Code("0", "Số được lấy trước", "The figure taken first")
    more = [
        Code(str(n), f"Số khác cùng khóa, thứ {n}", f"Another figure under the key, number {n}")
        for n in range(1, most + 1)
    ]
    return CodeList("CL_VARIANT", "Thứ tự các số cùng khóa", "Order of the figures under one key", (first, *more))
