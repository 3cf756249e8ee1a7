"""What the suites show of a failing row, named once."""

from __future__ import annotations

from expectations.checks import Shown

BULLETIN = Shown("bulletin", ("bulletin_id",), "Bulletin", "Bản tin")
SOURCE = Shown("source", ("source_name",), "File", "Tệp")
OBSERVATION = Shown("observation", ("observation_id",), "Figure", "Số liệu")
INDICATOR = Shown("indicator", ("indicator",), "Indicator", "Chỉ tiêu")
ITEM = Shown("item", ("item",), "Item", "Mặt hàng")
QUOTE = Shown("quote", ("quote",), "As printed", "Nguyên văn")
VALUE = Shown("value", ("value",), "Value", "Giá trị")
REPORTED = Shown("reported", ("low", "high"), "Printed interval", "Khoảng theo số in")
UNIT = Shown("unit", ("unit",), "Unit", "Đơn vị")
PERIOD = Shown("period", ("time_period",), "Period", "Kỳ")
STATUS = Shown("status", ("status",), "Status", "Kết quả")
