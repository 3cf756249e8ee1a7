"""Names and identities of projects: where a name begins and ends, and when two phrases mean one project."""

import pytest

from orchestration.bulletins.extract import extract_text
from orchestration.bulletins.records import ProjectEvent


def events(text: str, area: str | None = None) -> list[ProjectEvent]:
    """The events of a text."""
    return list(extract_text(text, ref_area=area).events)


@pytest.mark.parametrize(
    ("sentence", "name", "project_type"),
    [
        ("Khởi công cao tốc Bắc Sơn - Đồng Mỏ trị giá 9.000 tỷ đồng.", "Cao tốc Bắc Sơn - Đồng Mỏ", "expressway"),
        (
            "Khởi công cải tạo, nâng cấp Quốc lộ 12C dài 20 km.",
            "Cải tạo, nâng cấp Quốc lộ 12C",
            "national_road",
        ),
        (
            "Phát lệnh khởi công giai đoạn 1 cao tốc Ia Ly (Gia Lai) - Ngọc Hồi (Kon Tum).",
            "Giai đoạn 1 cao tốc Ia Ly (Gia Lai) - Ngọc Hồi",
            "expressway",
        ),
        (
            "Đoạn cao tốc Hòa An - Trà Bồng qua Quảng Ngãi, Kon Tum vừa khởi công.",
            "Đoạn cao tốc Hòa An - Trà Bồng qua Quảng Ngãi, Kon Tum",
            "expressway",
        ),
        (
            "Dự án đường nối Quốc lộ 6 với cao tốc Yên Châu - Mai Sơn đang vướng mặt bằng.",
            "Dự án đường nối Quốc lộ 6 với cao tốc Yên Châu - Mai Sơn",
            "road",
        ),
        (
            "Các bến số 7, 8 cảng cửa ngõ quốc tế Nam Vân đã đi vào vận hành.",
            "Bến số 7, 8 cảng cửa ngõ quốc tế Nam Vân",
            "seaport",
        ),
        (
            "Ba nhà máy điện gió số 1, số 2 và số 4 ở Bình Đại đã hòa lưới.",
            "Nhà máy điện gió số 1, số 2 và số 4 ở Bình Đại",
            "wind_power",
        ),
        ("Khu liên hợp thể thao tỉnh triển khai chậm.", "Khu liên hợp thể thao tỉnh", "sports_complex"),
        ("Bảo tàng tỉnh đã khánh thành.", "Bảo tàng tỉnh", "public_building"),
        ("Nhà máy thủy điện Sê San mở rộng đã phát điện.", "Nhà máy thủy điện Sê San mở rộng", "hydropower"),
        ("KCN Thuận Hòa 2 giai đoạn 1 đã khởi công.", "KCN Thuận Hòa 2 giai đoạn 1", "industrial_park"),
        ("Trạm biến áp 220 kV Tân Kỳ đã đóng điện.", "Trạm biến áp 220 kV Tân Kỳ", "power_grid"),
        ("Dự án tuyến đường bộ ven biển đang thi công.", "Dự án tuyến đường bộ ven biển", "coastal_road"),
        ("Tuyến đường cấp III ở Đắk Nông đã thông xe.", "Tuyến đường cấp III ở Đắk Nông", "road"),
        ("Kè chống sạt lở xóm Chài đã hoàn thành.", "Kè chống sạt lở xóm Chài", "irrigation"),
        ("Dự án Tân Lập - Phú Bình đã khởi công.", "Dự án Tân Lập - Phú Bình", "other"),
    ],
)
def test_a_name_ends_where_the_sentence_goes_on(sentence: str, name: str, project_type: str) -> None:
    (event,) = events(sentence)
    assert (event.project_name, event.project_type) == (name, project_type)
    assert sentence[event.start : event.end] == event.quote


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Khởi công Dự án đường cao tốc Đồng Đăng – Trà Lĩnh.", "Cao tốc Trà Lĩnh - Đồng Đăng đã khởi công."),
        ("Khởi công Dự án đầu tư xây dựng cầu Ba Lai 9.", "Cầu Ba Lai 9 đã thông xe."),
        ("KCN Thuận Hòa đã khởi công.", "Khu công nghiệp Thuận Hoà đã khánh thành."),
        ("Dự án Cam Lộ - La Sơn đã thông xe.", "Cao tốc Cam Lộ - La Sơn thông xe ngày 31/12/2022."),
        ("Khởi công giai đoạn 1 cao tốc Bắc Sơn - Đồng Mỏ.", "Khởi công cao tốc Bắc Sơn - Đồng Mỏ."),
        ("Vành đai 3 TP.HCM đã thông xe kỹ thuật.", "Đường Vành đai 3 Thành phố Hồ Chí Minh đã hoàn thành."),
        ("Khởi công QL 12C.", "Khởi công Quốc lộ 12C."),
    ],
)
def test_other_words_for_one_project_have_one_id(one: str, other: str) -> None:
    (first,), (second,) = events(one), events(other)
    assert first.project_id == second.project_id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Khởi công cao tốc Bắc Sơn - Đồng Mỏ.", "Khởi công giai đoạn 2 cao tốc Bắc Sơn - Đồng Mỏ."),
        ("Khởi công cao tốc Bắc Sơn - Đồng Mỏ.", "Khởi công cao tốc Bắc Sơn - Đồng Mỏ đoạn qua tỉnh Bắc Giang."),
        ("Khởi công KCN Thuận Hòa.", "Khởi công KCN Thuận Hòa 2."),
        ("Khởi công nhà ga T2 Cảng hàng không Cát Bi.", "Khởi công sân đỗ Cảng hàng không Cát Bi."),
        ("Khởi công cao tốc Hà Nội - Hải Phòng.", "Khởi công nút giao cao tốc Hà Nội - Hải Phòng."),
        ("Nhà máy xi măng Nghi Sơn đã khánh thành.", "Cảng Nghi Sơn đã khánh thành."),
    ],
)
def test_a_part_or_a_neighbour_is_a_project_of_its_own(one: str, other: str) -> None:
    (first,), (second,) = events(one), events(other)
    assert first.project_id != second.project_id


def test_local_names_of_two_provinces_are_two_projects() -> None:
    (first,) = events("Cầu Cửa Đại đã thông xe.", "VN-27")
    (second,) = events("Cầu Cửa Đại đã thông xe.", "VN-29")
    assert first.project_id != second.project_id


def test_a_ring_road_named_by_its_side_is_that_of_its_province() -> None:
    (first,) = events("Đường vành đai phía Tây đã thông xe.", "VN-27")
    (second,) = events("Đường vành đai phía Tây đã thông xe.", "VN-29")
    assert first.project_id != second.project_id


def test_a_component_is_named_after_the_whole() -> None:
    found = events("Quốc hội thông qua chủ trương đầu tư cao tốc Ô Môn - Vị Thanh. Dự án thành phần 2 đã khởi công.")
    assert [(event.project_name, event.status) for event in found] == [
        ("Cao tốc Ô Môn - Vị Thanh", "policy_approved"),
        ("Cao tốc Ô Môn - Vị Thanh Dự án thành phần 2", "groundbreaking"),
    ]
    assert found[1].project_id == found[0].project_id + "-component-2"
