"""Whatever a row holds, it comes back from Parquet as it was."""

from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orchestration.bulletins.records import Observation
from orchestration.tables import (
    RECORD_TYPES,
    UnstorableRow,
    read_raw,
    rows_to_table,
    table_to_rows,
    write_batch,
)
from tests.support.raw_home import record_of

STAMP = datetime(2024, 1, 1, tzinfo=UTC)
LARGEST = Decimal("99999999999999999999999999999999.999999")


def _millionths(count: int) -> Decimal:
    """Exactly, whatever the decimal context's precision."""
    return Decimal((int(count < 0), tuple(int(digit) for digit in str(abs(count))), -6))


values: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    int: st.integers(-(2**31), 2**31 - 1),
    bool: st.booleans(),
    Decimal: st.integers(1 - 10**38, 10**38 - 1).map(_millionths),
    date: st.dates(),
    datetime: st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
}


def strategy_of(hint: Any) -> st.SearchStrategy[Any]:
    if NoneType in get_args(hint):
        (inner,) = [part for part in get_args(hint) if part is not NoneType]
        return st.none() | strategy_of(inner)
    if get_origin(hint) is tuple:
        return st.lists(values[get_args(hint)[0]], max_size=3).map(tuple)
    return values[hint]


def rows_of(record_type: type) -> st.SearchStrategy[Any]:
    hints = get_type_hints(record_type)
    return st.builds(record_type, **{field.name: strategy_of(hints[field.name]) for field in fields(record_type)})


@pytest.mark.parametrize("name", RECORD_TYPES)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_rows_come_back_as_they_were(name: str, data: st.DataObject) -> None:
    rows = data.draw(st.lists(rows_of(RECORD_TYPES[name]), max_size=3))
    keys = (
        {"reading_id": "r", "batch_id": "b"}
        if name in ("observations", "numerals", "project_events", "situations")
        else {}
    )
    with TemporaryDirectory() as folder:
        write_batch(Path(folder), name, rows_to_table(name, rows, **keys), STAMP)
        assert table_to_rows(read_raw(Path(folder), name), RECORD_TYPES[name]) == rows


def _fits(number: Decimal) -> bool:
    """Say independently of Arrow whether 32 digits before the point and 6 after it hold the number."""
    if not number.is_finite() or (number.is_zero() and number.adjusted() > 31):
        return False
    millionths = Fraction(number) * 10**6
    return millionths.denominator == 1 and abs(millionths) < 10**38


@given(number=st.decimals(allow_nan=True, allow_infinity=True))
@example(Decimal("9007199254740993"))
@example(LARGEST)
@example(LARGEST + Decimal("0.000001"))
@example(Decimal("1E+32"))
@example(Decimal("-0.000001"))
@example(Decimal("0.0000001"))
@example(Decimal("sNaN"))
@example(Decimal("6.00000000168620742003073587803831152905E-37"))  # Arrow by itself stores 0
@example(Decimal("1.50000000000"))
@example(Decimal("0E-50"))
@example(Decimal("0E+50"))
@settings(max_examples=200, deadline=None)
def test_a_number_is_stored_exactly_or_refused(number: Decimal) -> None:
    texts = dict.fromkeys(Observation.__dataclass_fields__, "x")
    row = record_of(Observation, {name: text for name, text in texts.items() if name in STRINGS} | ZEROS)
    row = Observation(**{name: getattr(row, name) for name in texts} | {"value": number})
    try:
        table = rows_to_table("observations", [row], reading_id="r", batch_id="b")
    except UnstorableRow as error:
        assert "column value" in str(error)
        assert not _fits(number)
    else:
        assert _fits(number)
        assert table["value"].to_pylist() == [number]


HINTS = get_type_hints(Observation)
STRINGS = {name for name, hint in HINTS.items() if hint is str}
ZEROS: dict[str, Any] = {name: 0 for name, hint in HINTS.items() if hint is int}
