"""Constructions of the language, each with several sentences that share it: `constructions.txt`.

A block is a class of sentences («# …»), then for each sentence a line with its words and one indented line a figure:
the quote, then what is to be read of it. `level` may be left out; `on` names the figure whose statement it joins.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.bulletins.extract import extract_text
from orchestration.bulletins.records import Extraction

TEXT = (Path(__file__).parent / "constructions.txt").read_text(encoding="utf-8")
Case = tuple[str, list[tuple[str, dict[str, str]]]]


def cases() -> dict[str, Case]:
    """The sentences by their first words, each with its figures and what is expected of them."""
    found: dict[str, Case] = {}
    for line in TEXT.splitlines():
        if line.startswith("  "):
            quote, _, wanted = line.strip().partition(" -> ")
            found[next(reversed(found))][1].append((quote, dict(pair.split("=", 1) for pair in wanted.split())))
        elif line and not line.startswith("#"):
            words = line.replace(" | ", "\n")
            found[line[:70]] = (words, [])
    return found


def seen(rows: Extraction, quote: str) -> dict[str, str]:
    """What was read of a figure, as the expectations write it; absent is «-»."""
    row = next((row for row in rows.observations if row.quote == quote), None)
    if row is None:
        return {}
    ids = {other.observation_id: other.quote for other in rows.observations}
    value = f"{row.value:f}" if row.value is not None else f"{row.low:f}..{row.high:f}"
    read = {
        "indicator": row.indicator, "item": row.item, "season": row.season, "coverage": row.coverage,
        "partner": row.partner, "measure": row.measure, "basis": row.basis, "role": row.role, "value": value,
        "unit": row.unit, "hedge": row.hedge, "status": row.obs_status,
        "period": f"{row.period_start}..{row.period_end}", "on": ids[row.statement_id].replace(" ", "_"),
    }  # fmt: skip
    return {name: "-" if value is None else str(value) for name, value in read.items()}


@pytest.mark.parametrize("name", cases())
def test_sentences_of_a_class_are_read_alike(name: str) -> None:
    words, figures = cases()[name]
    rows = extract_text(words)
    for quote, wanted in figures:
        read = seen(rows, quote)
        assert {key: read.get(key) for key in wanted} == wanted, quote


EVENTS = (
    ("Được khởi công ngày 30/3/2022, cầu Rạch Miễu 2 có tổng mức đầu tư 5.175 tỷ đồng.", "groundbreaking"),
    ("Khánh thành ngày 2/9/2021, cầu Cửa Hội dài 1,7 km.", "inaugurated"),
    ("Đưa vào khai thác từ tháng 12/2022, cao tốc Vĩnh Hảo - Phan Thiết rút ngắn đường đi.", "in_operation"),
    ("Dự án băng tải vận chuyển than đá qua biên giới đã được chấp thuận chủ trương đầu tư.", "policy_approved"),
    ("Nhà máy thủy điện Nậm Na 4, vốn 900 tỷ đồng, đã xong 80% khối lượng.", "under_construction"),
    ("Tuyến tránh thành phố Cao Bằng bị đình chỉ thi công do thiếu vốn.", "suspended"),
)


@pytest.mark.parametrize(("sentence", "status"), EVENTS)
def test_a_project_reaches_its_status(sentence: str, status: str) -> None:
    assert [event.status for event in extract_text(sentence).events] == [status]
