"""Numbers leave Bantin exactly as they are stored."""

import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from orchestration.commands.output import console, plain_number, print_csv, print_json_lines, to_json


@pytest.mark.parametrize(
    ("stored", "printed"),
    [
        ("2700000000.000000", "2700000000"),
        ("9007199254740993.000000", "9007199254740993"),
        ("0.300000", "0.3"),
        ("-5.000000", "-5"),
        ("1E+9", "1000000000"),
        ("0.000000", "0"),
        ("-0.000000", "0"),
        ("99999999999999999999999999999999.999999", "99999999999999999999999999999999.999999"),
    ],
)
def test_a_decimal_is_printed_plain_and_whole(stored: str, printed: str) -> None:
    assert plain_number(Decimal(stored)) == printed


def test_json_carries_exact_numbers_iso_dates_and_vietnamese() -> None:
    row = {
        "quote": "2,7 tỷ «USD»",
        "value": Decimal("9007199254740993.000000"),
        "growth": Decimal("0.1") + Decimal("0.2"),
        "period_end": date(2024, 6, 30),
        "read_at": datetime(2024, 7, 1, 8, 30, tzinfo=UTC),
        "value_candidates": (Decimal("2.285"), Decimal(2285)),
        "restates": None,
        "expected": False,
    }
    assert to_json(row) == (
        '{"quote": "2,7 tỷ «USD»", "value": 9007199254740993, "growth": 0.3, "period_end": "2024-06-30", '
        '"read_at": "2024-07-01T08:30:00+00:00", "value_candidates": [2.285, 2285], "restates": null, '
        '"expected": false}'
    )


def test_what_json_cannot_hold_is_null() -> None:
    assert json.loads(to_json([float("nan"), float("inf"), Decimal("NaN"), 1.5])) == [None, None, None, 1.5]


def test_json_lines_are_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_json_lines([{"quote": "hai\ndòng"}, {"quote": "một"}])
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"quote": "hai\ndòng"},
        {"quote": "một"},
    ]


def test_csv_leaves_null_empty_and_quotes_what_needs_it(capsys: pytest.CaptureFixture[str]) -> None:
    print_csv(["quote", "value", "flags"], [{"quote": "hơn 2,7 tỷ", "value": None, "flags": ("a", "b")}])
    assert capsys.readouterr().out == 'quote,value,flags\n"hơn 2,7 tỷ",,a; b\n'


def test_a_table_that_goes_to_a_pipe_has_no_colour_and_is_not_cut() -> None:
    stream = io.StringIO()
    console(stream).print("[bold]x[/bold]" + "y" * 150)
    assert stream.getvalue() == "x" + "y" * 150 + "\n"
