"""The words of a told conflict, in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from expectations.reconciliation.wording import interval_en, interval_vi, number_text


@dataclass(frozen=True, slots=True)
class Words:
    """What one language says, and how it writes intervals and numbers."""

    suffix: str
    interval: Callable[[Decimal | None, Decimal | None], str]
    group: str
    point: str
    suspects: str
    suspect: str
    together: str
    perhaps: str
    otherwise: str
    no_repair: str
    no_set: str
    waived: str
    accept: str
    repairs: Mapping[str, str]

    def number(self, value: Decimal) -> str:
        """A number in full, thousands grouped."""
        return number_text(value, self.group, self.point, "")

    def repaired(self, text: str, value: Decimal, kind: str) -> str:
        """A misprint: the number as it might have been printed, if that can be told, its value, what went wrong."""
        meant = f"«{text}» = {self.number(value)}" if text else self.number(value)
        return f"{meant} ({self.repairs.get(kind, kind)})"


VIETNAMESE = Words(
    suffix="vi",
    interval=interval_vi,
    group=".",
    point=",",
    suspects="Nghi vấn, khả dĩ nhất trước:",
    suspect="«{quote}»: bản tin in {reported}, các số còn lại suy ra {implied}",
    together="{count} số này cùng sai:",
    perhaps="có thể là ",
    otherwise="; hoặc ",
    no_repair="không lỗi in nào thường gặp giải thích được",
    no_set="Không có nhóm nhỏ số liệu nào giải thích được.",
    waived="Đã chấp nhận ({waiver}): {reason}; {author}{until}",
    accept="Để chấp nhận, thêm dòng này vào BANTIN_HOME/steward/series_links.csv với lý do, tên và ngày:",
    repairs={
        "transposition": "hai chữ số đổi chỗ",
        "substitution": "sai một chữ số",
        "separator": "sai dấu phẩy thập phân",
        "unit": "sai bậc đơn vị",
        "sign": "tăng in thành giảm hoặc ngược lại",
        "digit_lost": "thiếu một chữ số",
        "digit_added": "thừa một chữ số",
        "exchanged": "đổi chỗ với số liệu khác trong bản tin",
        "series": "số của chuỗi khác",
    },
)
ENGLISH = Words(
    suffix="en",
    interval=interval_en,
    group=",",
    point=".",
    suspects="Suspects, likeliest first:",
    suspect="«{quote}»: printed as {reported}, the rest implies {implied}",
    together="these {count} are wrong together:",
    perhaps="perhaps ",
    otherwise="; or ",
    no_repair="no common misprint explains it",
    no_set="No small set of figures explains it.",
    waived="Waived ({waiver}): {reason}; {author}{until}",
    accept="To accept it, add this row to BANTIN_HOME/steward/series_links.csv, with reason, author and day:",
    repairs={
        "transposition": "two digits swapped",
        "substitution": "one digit wrong",
        "separator": "decimal comma lost, added or moved",
        "unit": "wrong power of ten of the unit",
        "sign": "rise printed as fall, or the other way round",
        "digit_lost": "a digit missing",
        "digit_added": "a digit too many",
        "exchanged": "changed places with another figure of the bulletin",
        "series": "a number of another series",
    },
)


def words_of(language: str) -> tuple[Words, ...]:
    """The languages that are asked for."""
    return {"vi": (VIETNAMESE,), "en": (ENGLISH,)}.get(language, (VIETNAMESE, ENGLISH))
