"""Numbers, intervals and dates in both languages: exact, and nothing rounded without a mark."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.explaining.names import Name
from orchestration.site.wording import Wording

NAMES = {"t": Name("tấn", "tonne"), "vehicle": Name("xe; phương tiện", "vehicle")}
VIETNAMESE, ENGLISH = Wording("vi", NAMES), Wording("en", NAMES)


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        ("2285000000", "2.285.000.000", "2,285,000,000"),
        ("20.8", "20,8", "20.8"),
        ("-1.30", "−1,3", "−1.3"),
        ("9007199254740993", "9.007.199.254.740.993", "9,007,199,254,740,993"),
        ("0.3", "0,3", "0.3"),
        ("0", "0", "0"),
    ],
)
def test_numbers(value: str, vietnamese: str, english: str) -> None:
    assert VIETNAMESE.number(Decimal(value)) == vietnamese
    assert ENGLISH.number(Decimal(value)) == english


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        ("2700000000", "2,7 tỷ", "2.7 billion"),
        ("74000000", "74 triệu", "74 million"),
        ("48232", "48.232", "48,232"),
        ("1790000000000", "1,79 nghìn tỷ", "1.79 trillion"),
        ("2234174596.607364", "2.234.174.596,607364", "2,234,174,596.607364"),
    ],
)
def test_a_number_is_shortened_only_where_it_stays_exact(value: str, vietnamese: str, english: str) -> None:
    assert VIETNAMESE.short(Decimal(value)) == vietnamese
    assert ENGLISH.short(Decimal(value)) == english


def test_an_amount_has_its_unit() -> None:
    assert VIETNAMESE.amount(Decimal("1300000000"), "USD") == "1,3 tỷ\u00a0USD"
    assert ENGLISH.amount(Decimal("43.3"), "percent") == "43.3%"
    assert VIETNAMESE.amount(Decimal(750), "vehicle") == "750\u00a0xe"
    assert ENGLISH.amount(None, "t") == "–"


def test_open_sides_are_infinite() -> None:
    assert ENGLISH.interval(None, Decimal(5)) == "[−∞; 5]"
    assert VIETNAMESE.interval(Decimal("2.5"), None) == "[2,5; ∞]"


@given(low=st.decimals(min_value=-(10**18), max_value=10**18, places=6), width=st.decimals(0, 10**12, places=6))
def test_a_short_interval_holds_the_exact_one(low: Decimal, width: Decimal) -> None:
    told = ENGLISH.interval_short(low, low + width).removeprefix("≈\u00a0")[1:-1].replace("−", "-").replace(",", "")
    words = {"trillion": 10**12, "billion": 10**9, "million": 10**6}
    ends = []
    for end in told.split("; "):
        number, _, word = end.partition(" ")
        ends.append(Decimal(number) * words.get(word, 1))
    assert ends[0] <= low
    assert ends[1] >= low + width


def test_periods_and_dates() -> None:
    row = {"time_period": "2024-01-01/P165D", "period_start": date(2024, 1, 1), "period_end": date(2024, 6, 13)}
    assert VIETNAMESE.period(row) == "01/01/2024 – 13/06/2024"
    assert ENGLISH.period({"time_period": "2024-S1"}) == "2024-S1"
    assert ENGLISH.period({"time_period": None, "period_start": None, "period_end": None}) == "–"
