"""The household register of the yearly poverty review."""

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
        Column(
            "score_b1",
            "Điểm B1",
            "Điểm ước tính thu nhập của hộ (phiếu B1).",
            "integer",
            minimum=0,
            maximum=500,
        ),
        *(
            Column(
                f"deprived_{code}",
                f"Thiếu hụt: {label}",
                f"1 nếu hộ thiếu hụt chỉ số {label.lower()}.",
                "flag",
            )
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
            "status_last_year",
            "Tình trạng năm trước",
            "Kết quả rà soát năm trước của hộ.",
            choices="poverty_class",
        ),
    ),
    key=("household_id",),
    totals=("members",),
    carried=("household_id", "commune", "area", "ethnic_minority", "status_last_year"),
    moves_on=False,
    register=True,
)

HOUSEHOLD_TABLES = (HOUSEHOLDS,)
