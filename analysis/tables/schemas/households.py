"""The household register of the yearly poverty review, and the villages of a commune."""

from analysis.tables.schema import Column, TableSchema

INDICATORS: dict[str, str] = {
    "employment": "Việc làm",
    "dependents": "Người phụ thuộc trong hộ",
    "nutrition": "Dinh dưỡng",
    "health_insurance": "Bảo hiểm y tế",
    "adult_education": "Trình độ giáo dục của người lớn",
    "child_schooling": "Tình trạng đi học của trẻ em",
    "housing_quality": "Chất lượng nhà ở",
    "housing_area": "Diện tích nhà ở bình quân đầu người",
    "water": "Nguồn nước sinh hoạt",
    "sanitation": "Nhà tiêu hợp vệ sinh",
    "telecommunication": "Sử dụng dịch vụ viễn thông",
    "information_means": "Phương tiện phục vụ tiếp cận thông tin",
}
"""The twelve deprivation indicators of Nghị định 07/2021/NĐ-CP, in the order of the review form."""

DEPRIVATION_COLUMNS = tuple(f"deprived_{code}" for code in INDICATORS)

POINTS_EACH = 10
"""Points of the deprivation score B2 for each indicator that a household lacks (phiếu B2)."""

CAUSES: dict[str, str] = {
    "land": "Không có đất sản xuất",
    "capital": "Không có vốn sản xuất, kinh doanh",
    "labour": "Không có lao động",
    "tools": "Không có công cụ, phương tiện sản xuất",
    "knowledge": "Không có kiến thức về sản xuất",
    "skills": "Không có kỹ năng lao động, sản xuất",
    "illness": "Có người ốm đau, bệnh nặng, tai nạn",
    "other": "Nguyên nhân khác",
}
"""The causes of poverty of the review's form on causes, in its order; a household may have several.

Thông tư 07/2021/TT-BLĐTBXH, phụ lục VII (mẫu 7.10, replaced by Thông tư 02/2022/TT-BLĐTBXH).
"""

MOVEMENTS: dict[str, tuple[str, str]] = {
    "fallen_back": (
        "Tái nghèo, tái cận nghèo",
        "1 nếu kỳ này xã ghi hộ là tái nghèo hoặc tái cận nghèo: đã thoát ở một kỳ trước, nay lại thuộc diện đó.",
    ),
    "newly_arisen": ("Phát sinh mới", "1 nếu kỳ này xã ghi hộ là hộ nghèo hoặc hộ cận nghèo phát sinh mới."),
    "other_increase": (
        "Khác tăng",
        "1 nếu kỳ này hộ tăng vì lý do khác (chuyển đến, tách hộ), nên không có trong số đầu kỳ của xã.",
    ),
}
"""How a household came to be poor or near-poor, as the commune noted it: name of the column → header and meaning."""

HOUSEHOLDS = TableSchema(
    name="households",
    title="Danh sách hộ qua rà soát hộ nghèo, hộ cận nghèo",
    row_is="một hộ dân cư tại thời điểm rà soát",
    columns=(
        Column("household_id", "Mã hộ", "Mã hộ do đơn vị rà soát cấp; không phải tên hay số định danh."),
        Column("commune", "Xã, thị trấn", "Xã, thị trấn nơi hộ cư trú (mã hoặc tên).", "commune"),
        Column("area", "Khu vực", "Thành thị hay nông thôn.", choices="area"),
        Column("members", "Số nhân khẩu", "Số người trong hộ.", "integer", minimum=1, maximum=30),
        Column("ethnic_minority", "Dân tộc thiểu số", "1 nếu chủ hộ là người dân tộc thiểu số.", "flag"),
        Column("score_b1", "Điểm B1", "Điểm ước tính thu nhập của hộ (phiếu B1).", "integer", minimum=0, maximum=500),
        *(
            Column(f"deprived_{code}", f"Thiếu hụt: {label}", f"1 nếu hộ thiếu hụt chỉ số {label.lower()}.", "flag")
            for code, label in INDICATORS.items()
        ),
        Column(
            "score_b2",
            "Điểm B2",
            "Điểm thiếu hụt dịch vụ xã hội cơ bản (phiếu B2): 10 điểm mỗi chỉ số thiếu hụt.",
            "integer",
            minimum=0,
            maximum=120,
        ),
        Column(
            "status_last_year", "Tình trạng năm trước", "Kết quả rà soát năm trước của hộ.", choices="poverty_class"
        ),
        *(
            Column(name, header, meaning, "flag", required=False, optional=True)
            for name, (header, meaning) in MOVEMENTS.items()
        ),
        *(
            Column(
                f"cause_{code}",
                f"Nguyên nhân: {label}",
                f"1 nếu hộ có nguyên nhân nghèo: {label.lower()}.",
                "flag",
                required=False,
                optional=True,
            )
            for code, label in CAUSES.items()
        ),
    ),
    key=("household_id",),
    totals=("members",),
    carried=("household_id", "commune", "area", "ethnic_minority", "status_last_year"),
    moves_on=False,
    register=True,
)

VILLAGES = TableSchema(
    name="villages",
    title="Danh sách thôn, khu phố",
    row_is="một thôn, bản, khu phố của xã, phường; chỉ đơn vị cấp xã có bảng này",
    columns=(
        Column(
            "code",
            "Số thứ tự",
            "Số mà xã đặt cho thôn (01), vì thôn không có mã thống kê; các bảng khác ghi số này hoặc tên.",
            pattern=r"\d{2,3}",
        ),
        Column("kind", "Loại", "Thôn, bản, khu phố, tổ dân phố.", choices="village_kind"),
        Column("name", "Tên", "Tên, không kèm loại."),
    ),
    key=("code",),
)
