"""Project events: phrase, status and whether it is done or expected."""

import pytest

from orchestration.bulletins.extract import extract_text
from orchestration.bulletins.records import ProjectEvent


def events(text: str) -> list[ProjectEvent]:
    """The events of a text."""
    return list(extract_text(text, ref_area="VN-09").events)


@pytest.mark.parametrize(
    ("sentence", "status", "project_type"),
    [
        ("Tỉnh khởi công dự án cao tốc Đồng Đăng - Trà Lĩnh.", "groundbreaking", "expressway"),
        ("Cao tốc Đồng Đăng - Trà Lĩnh đã thông xe kỹ thuật.", "technically_opened", "expressway"),
        ("Công bố mở lối thông quan Cốc Nam - Lũng Nghịu.", "opened", "clearance_lane"),
        ("Tỉnh lập Quy hoạch chung xây dựng khu vực cửa khẩu Chi Ma.", "planning", "planning_scheme"),
        ("Tỉnh đề xuất phê duyệt chủ trương đầu tư cao tốc Hữu Nghị - Chi Lăng.", "proposed", "expressway"),
        ("Tỉnh phê duyệt chủ trương đầu tư cao tốc Hữu Nghị - Chi Lăng.", "policy_approved", "expressway"),
    ],
)
def test_a_status_is_read(sentence: str, status: str, project_type: str) -> None:
    (event,) = events(sentence)
    assert (event.status, event.project_type, event.expected) == (status, project_type, False)
    assert sentence[event.start : event.end] == event.quote


def test_what_is_only_planned_is_expected() -> None:
    (event,) = events("Dự kiến khởi công cao tốc Hữu Nghị - Chi Lăng năm 2024.")
    assert event.expected
    assert event.time_period == "2024"


def test_one_verb_governs_a_list_and_each_project_has_its_own_quote() -> None:
    found = events("Công bố mở lối thông quan Tân Thanh - Pò Chài, lối thông quan Cốc Nam - Lũng Nghịu.")
    assert [event.quote for event in found] == [
        "lối thông quan Tân Thanh - Pò Chài",
        "lối thông quan Cốc Nam - Lũng Nghịu",
    ]


def test_two_joined_verbs_share_one_project() -> None:
    found = events("Tỉnh phê duyệt chủ trương đầu tư và khởi công cao tốc Hữu Nghị - Chi Lăng.")
    assert [event.status for event in found] == ["policy_approved", "groundbreaking"]
    assert len({event.project_id for event in found}) == 1


def test_one_project_in_other_words_has_one_id() -> None:
    (one,) = events("Tỉnh khởi công Dự án tuyến cao tốc cửa khẩu Hữu Nghị - Chi Lăng.")
    (other,) = events("Khởi công đường cao tốc Hữu Nghị – Chi Lăng.")
    assert one.project_id == other.project_id == "huu-nghi-chi-lang-expressway"


@pytest.mark.parametrize("sentence", ["Đẩy nhanh tiến độ các dự án cao tốc.", "Cửa khẩu Tân Thanh.", "Lập quy hoạch."])
def test_what_has_no_name_or_no_verb_is_no_event(sentence: str) -> None:
    assert events(sentence) == []
