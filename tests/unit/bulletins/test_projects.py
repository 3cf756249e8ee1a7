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


@pytest.mark.parametrize(
    ("sentence", "status", "expected"),
    [
        ("HĐND tỉnh Ninh Thuận thông qua chủ trương đầu tư dự án cầu Phú Quý.", "policy_approved", False),
        ("Thủ tướng đồng ý chủ trương đầu tư cao tốc Ba Vì - Kỳ Sơn theo phương thức PPP.", "policy_approved", False),
        ("Khu công nghiệp Thuận Hòa được Thủ tướng Chính phủ chấp thuận chủ trương đầu tư.", "policy_approved", False),
        ("UBND tỉnh ban hành quyết định thành lập Cụm công nghiệp Tân An - Bình Hòa.", "policy_approved", False),
        ("UBND tỉnh kiến nghị Chính phủ sớm đầu tư tuyến cao tốc Hồng Ngự - Tràm Chim.", "proposed", False),
        ("Tỉnh đề nghị Thủ tướng chấp thuận chủ trương đầu tư cảng hàng không Mường Thanh.", "proposed", False),
        ("UBND tỉnh vừa trình Bộ Xây dựng hồ sơ mở rộng Bến cảng Nam Vân.", "submitted", False),
        ("Cao tốc Ba Vì - Kỳ Sơn đã hoàn tất hồ sơ và trình Quốc hội phê duyệt chủ trương đầu tư.", "submitted", False),
        ("Cầu Trà Ôn dài 2 km, hiện đang ở bước lập báo cáo nghiên cứu tiền khả thi.", "planning", False),
        ("Nhà máy điện LNG Thạnh Phú vẫn đang hoàn thiện báo cáo nghiên cứu khả thi.", "planning", False),
        ("Hồ chứa nước Sông Lũy 3 chưa khởi công.", "planning", False),
        ("Vốn ngân sách dùng để mở rộng đường tỉnh 852 từ 2 làn xe lên 4 làn xe.", "planning", False),
        ("Dự án khu đô thị Bắc Sông Hậu lựa chọn được nhà đầu tư.", "contractor_selected", False),
        ("Ký kết hợp đồng dự án cao tốc Ba Vì - Kỳ Sơn theo hình thức BOT.", "contract_signed", False),
        ("KCN Tân Hưng cơ bản xong giải phóng mặt bằng.", "preparing", False),
        ("Đã hoàn thành giải phóng mặt bằng dự án đường tỉnh 852.", "preparing", False),
        ("Tổ chức lễ động thổ khu công nghiệp Gia Hưng II.", "groundbreaking", False),
        ("Cầu Trà Ôn đã được khởi công ngày 15/5/2025.", "groundbreaking", False),
        ("KCN Tân Hưng 4 theo kế hoạch xây từ tháng 12/2025.", "groundbreaking", True),
        ("Khu công nghiệp Tân Hưng, hơn 3.500 tỷ đồng, dự kiến khởi công ngày 16/1/2026.", "groundbreaking", True),
        ("Cảng Nam Vân đang đẩy nhanh tiến độ thi công.", "under_construction", False),
        ("Tuyến đường vành đai Đông Nam đạt 65% khối lượng.", "under_construction", False),
        ("Đến nay, tiến độ thi công cầu Trà Ôn đạt hơn 60%.", "under_construction", False),
        ("Cầu Trà Ôn, tổng mức đầu tư 500 tỷ đồng, hiện đang thi công mố, trụ.", "under_construction", False),
        ("Cửa khẩu Tân Nam đang được nâng cấp lên cửa khẩu quốc tế.", "under_construction", False),
        ("Dự án kè biển Gành Hào bị chậm tiến độ do thiếu cát.", "delayed", False),
        ("Dự án điện gió Hướng Tân đang vướng mặt bằng.", "delayed", False),
        ("UBND tỉnh đồng ý gia hạn thời gian thực hiện dự án cầu Trà Ôn.", "extended", False),
        ("Nhà máy điện khí Hải Lộc được điều chỉnh chủ trương đầu tư lần 2.", "adjusted", False),
        ("Kè chống xói lở xóm Chài bị dừng thi công do thiếu vốn.", "suspended", False),
        ("Bạc Liêu thu hồi chủ trương đầu tư dự án điện gió Đông Hải 9.", "cancelled", False),
        ("Tách giải phóng mặt bằng sân bay Mường Thanh thành dự án độc lập.", "separated", False),
        ("Thông xe kỹ thuật hầm Đèo Ngang 2.", "technically_opened", False),
        ("Cầu Trà Ôn hợp long ngày 20/8.", "technically_opened", False),
        ("Cao tốc Ba Vì - Kỳ Sơn đã thông xe 30 km.", "partially_opened", False),
        ("Cao tốc Ba Vì - Kỳ Sơn đã thông xe toàn tuyến ngày 30/6/2024.", "opened", False),
        ("Công bố mở cặp cửa khẩu song phương Ga Ri - Dak Ta Ook.", "opened", False),
        ("Dự án đường ven biển Hòa Phú - Sa Bình đã cơ bản hoàn thành.", "completed", False),
        ("Sân bay Mường Thanh phấn đấu hoàn thành trước 31/12/2025.", "completed", True),
        ("Tỉnh yêu cầu chủ đầu tư hoàn thành đường tỉnh 295B trước ngày 31/12/2025.", "completed", True),
        ("Tỉnh Cà Mau sẽ khánh thành cầu Sông Trẹm vào dịp 30/4.", "inaugurated", True),
        ("KCN Tân Hưng (VSIP) quy mô 481,2ha đã khánh thành hạ tầng ngày 19/5.", "inaugurated", False),
        ("Nền tảng cửa khẩu số Lao Bảo vận hành thử nghiệm từ tháng 10/2025.", "trial_operation", False),
        ("Đưa nhà máy điện mặt trời Trung Hòa vào vận hành trong tháng 6/2020.", "in_operation", False),
        ("Nhà máy nhiệt điện Quảng Hòa I hòa lưới thành công tổ máy số 1.", "in_operation", False),
        ("Hồ Sông Lũy 3 tích nước từ tháng 10/2024.", "in_operation", False),
        ("Đường tránh phía Đông thị xã đạt 48% khối lượng.", "under_construction", False),
        ("Đường vành đai phía bắc thành phố đã thông xe ngày 2/9.", "opened", False),
        ("Bệnh viện đa khoa Phú Vang xây dựng đạt 35%.", "under_construction", False),
        ("Khu công nghiệp hỗ trợ ô tô đã chọn được nhà đầu tư hạ tầng.", "contractor_selected", False),
        ("Khu công nghiệp điện tử - bán dẫn giai đoạn 2 đã tìm được nhà đầu tư.", "contractor_selected", False),
        ("Khu công nghiệp - đô thị - dịch vụ Tân Hưng khởi công ngày 5/6.", "groundbreaking", False),
        ("Khu lâm nghiệp ứng dụng công nghệ cao vùng Bắc Trung Bộ đang thi công.", "under_construction", False),
        ("Vùng nuôi tôm ứng dụng công nghệ cao Tân Ân được chấp thuận chủ trương đầu tư.", "policy_approved", False),
        ("Nhiệt điện LNG Hải Lộc 1.200 MW ký hợp đồng thuê đất từ tháng 3.", "contract_signed", False),
        ("Nhà máy điện khí Hải Lộc đã ký hợp đồng mua bán điện.", "contract_signed", False),
        ("Dự án cầu Trà Ôn đã có chủ trương đầu tư.", "policy_approved", False),
        ("Nhà máy xi măng Phú Giang vận hành trở lại từ quý II.", "in_operation", False),
        ("Cầu Trà Ôn cho xe lưu thông trở lại sau 3 tháng sửa chữa.", "opened", False),
        ("Dự án hồ Sông Lũy chậm so với tiến độ đề ra.", "delayed", False),
        ("Công tác giải phóng mặt bằng cầu Bến Đá hoàn thành trong tháng 5.", "preparing", False),
        ("Giải phóng mặt bằng đường tỉnh 623 đã cơ bản hoàn thành.", "preparing", False),
        ("Giải phóng mặt bằng cầu Bến Đá đạt 92% khối lượng.", "preparing", False),
        ("Lập báo cáo nghiên cứu khả thi cầu Bến Đá đã hoàn thành.", "planning", False),
        ("Bến cảng số 5 Vũng Chùa đón tàu hàng đầu tiên ngày 3/4/2023.", "in_operation", False),
        ("Sân bay Chu Lâm tạm dừng khai thác từ ngày 1/3 để sửa chữa đường băng.", "suspended", False),
        ("Tỉnh đã giao mặt bằng cho chủ đầu tư dự án Khu công nghiệp Bắc Đồng Phú.", "preparing", False),
        ("Dự án cầu Trà Ôn, kế hoạch vốn năm nay 250 tỷ đồng, mới giải ngân 18% do vướng mặt bằng.", "delayed", False),
    ],
)
def test_the_ladder_of_statuses(sentence: str, status: str, expected: bool) -> None:
    (event,) = events(sentence)
    assert (event.status, event.expected) == (status, expected)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Dự án hồ chứa nước Ka La khởi công tháng 10/2024. Dự án này dự kiến hoàn thành năm 2027.",
            [("groundbreaking", False), ("completed", True)],
        ),
        (
            "Cầu Trà Ôn vừa khởi công, dài 2,1 km. Thi công 36 tháng, dự kiến hoàn thành năm 2027, vận hành năm 2028.",
            [("groundbreaking", False), ("completed", True), ("in_operation", True)],
        ),
        (
            "- Cầu Trà Ôn: tổng mức đầu tư 500 tỷ đồng; đã bàn giao mặt bằng; khối lượng thi công đạt 42%.",
            [("under_construction", False)],
        ),
        (
            "2. Bến cảng Nam Vân\nGiai đoạn 1 đang thi công đê chắn sóng.",
            [("under_construction", False)],
        ),
        (
            "Thủ tướng phát lệnh khởi công cao tốc Ba Vì - Kỳ Sơn. Trước đó tỉnh từng đề xuất tổng vốn 9.000 tỷ đồng.",
            [("groundbreaking", False), ("proposed", False)],
        ),
        (
            "Khởi công cao tốc Ba Vì - Kỳ Sơn. Trước đó tỉnh đã chọn Tập đoàn Hòa Phú trúng thầu dự án này.",
            [("groundbreaking", False), ("contractor_selected", False)],
        ),
        (
            "Tuyến đường tỉnh 852 dài 3,8 km. Dự kiến làm trong 2 năm, nhưng sau 10 năm vướng mặt bằng mới xong.",
            [("completed", False)],
        ),
        (
            "Cao tốc Ba Vì - Kỳ Sơn dài 60 km. Chủ đầu tư phấn đấu hoàn thành tuyến chính vào ngày 31/12/2025, "
            "đưa vào khai thác trong quý I/2026.",
            [("completed", True), ("in_operation", True)],
        ),
        (
            "Cầu Trà Ôn dài 2,1 km. Nhà thầu phấn đấu hợp long cầu chính trong tháng 8/2025, thông xe dịp 2/9/2025.",
            [("technically_opened", True), ("opened", True)],
        ),
        (
            "Cao tốc Ba Vì - Kỳ Sơn khởi công năm 2023. Chủ đầu tư cam kết hoàn thành toàn bộ dự án trong năm 2026.",
            [("groundbreaking", False), ("completed", True)],
        ),
        (
            "Đường vành đai V khởi công năm 2023. Toàn tuyến đạt 64,2% khối lượng, chậm 3% so với kế hoạch.",
            [("groundbreaking", False), ("under_construction", False), ("delayed", False)],
        ),
    ],
)
def test_later_clauses_speak_of_the_project_named_before(text: str, found: list[tuple[str, bool]]) -> None:
    assert [(event.status, event.expected) for event in events(text)] == found
    assert len({event.project_id for event in events(text)}) == 1


def test_a_list_behind_a_colon_has_one_verb() -> None:
    found = events("Tỉnh khởi công 3 dự án: cầu Trà Ôn, đường vành đai V và khu công nghiệp Hòa Phú.")
    assert [event.project_type for event in found] == ["bridge", "ring_road", "industrial_park"]
    assert {event.status for event in found} == {"groundbreaking"}


@pytest.mark.parametrize(
    "part",
    [
        "Dự án thành phần giải phóng mặt bằng",
        "Tiểu dự án bồi thường, hỗ trợ, tái định cư",
        "Hợp phần giải phóng mặt bằng",
    ],
)
def test_the_clearing_of_a_projects_ground_is_a_part_of_it_with_a_status_of_its_own(part: str) -> None:
    found = events(f"Sân bay Mường Thanh khởi công tháng 1/2022. {part} do tỉnh thực hiện, hoàn thành tháng 4/2022.")
    assert [(event.project_name, event.project_type, event.status, event.time_period) for event in found] == [
        ("Sân bay Mường Thanh", "airport", "groundbreaking", "2022-01"),
        (f"Sân bay Mường Thanh {part}", "site_clearance", "completed", "2022-04"),
    ]
    assert found[0].project_id != found[1].project_id


def test_a_delay_is_that_of_its_own_subject_and_not_of_the_project_before_it() -> None:
    found = events(
        "Cao tốc Ba Vì - Kỳ Sơn đạt 70% khối lượng. Ở lân cận, cao tốc Hồng Ngự - Tràm Chim vẫn chậm tiến độ do thiếu "
        "cát; đường tỉnh 852 vừa thông xe."
    )
    assert [(event.project_name, event.status) for event in found] == [
        ("Cao tốc Ba Vì - Kỳ Sơn", "under_construction"),
        ("Cao tốc Hồng Ngự - Tràm Chim", "delayed"),
        ("Đường tỉnh 852", "opened"),
    ]


def test_how_long_a_closure_took_is_no_date() -> None:
    (event,) = events("Ngày 2/12/2023, sân bay Mường Thanh khai thác trở lại sau gần 8 tháng đóng cửa.")
    assert (event.status, event.time_period) == ("in_operation", "2023-12-02")


def test_a_headline_and_its_story_tell_one_event() -> None:
    found = events("KHỞI CÔNG CẦU TRÀ ÔN\nSáng 5/3/2025, Vĩnh Long khởi công cầu Trà Ôn.")
    assert [(event.status, event.time_period) for event in found] == [("groundbreaking", "2025-03-05")]


def test_each_clause_has_its_own_date() -> None:
    found = events("Đường Vành đai Đông phấn đấu thông xe ngày 31/12/2025, hoàn thành trước ngày 30/6/2026.")
    assert [event.time_period for event in found] == ["2025-12-31", "2026-06-30"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Sau khi cầu Trà Ôn hoàn thành, giao thông sẽ thuận lợi hơn.",
        "Khi cao tốc Ba Vì - Kỳ Sơn hoàn thành, thời gian đi lại giảm còn 4 giờ.",
        "Sản lượng hàng hóa thông qua cảng Nam Vân đạt 1 triệu tấn, hoàn thành 80% kế hoạch năm.",
        "Nông dân Hải Dương đã hoàn thành thu hoạch lúa vụ đông xuân.",
        "Năm 2025, tỉnh phấn đấu thu hút 10 dự án vào Khu kinh tế Nam Vân.",
        "Doanh nghiệp trong KCN Tân Hưng đi vào hoạt động ổn định.",
        "Thủ tướng phê duyệt 16 khu công nghiệp mới.",
        "Quốc hội thông qua dự án Luật Đất đai.",
        "Công ty làm thủ tục xuất khẩu cho lô đường 234 tấn.",
        "Tập trung tháo gỡ vướng mắc cho các dự án tại Khu kinh tế Nam Vân.",
        "Ngày 12/3, tại Khu công nghiệp Tân Hưng, Tập đoàn Hòa Phú khởi công nhà máy sản xuất linh kiện.",
        "Dự án hạ tầng Khu kinh tế Nam Vân được bố trí 200 tỷ đồng.",
        "Chủ đầu tư cam kết hoàn thành toàn bộ dự án trong năm 2026.",
        "KCN Tân Hưng ký hợp đồng thuê lại đất với 3 doanh nghiệp.",
        "Các khu công nghiệp hỗ trợ ngành ô tô đã đi vào hoạt động.",
        "Các tuyến đường phía Tây thành phố đã hoàn thành.",
        "Tiểu dự án giải phóng mặt bằng đã hoàn thành tháng 6/2024.",
    ],
)
def test_what_happens_near_a_project_is_no_event_of_it(sentence: str) -> None:
    assert events(sentence) == []
