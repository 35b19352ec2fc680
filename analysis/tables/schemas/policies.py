"""Tables of the standing policies: credit, health, electricity, education, jobs, training, housing."""

from analysis.tables.schema import Column, TableSchema

AMOUNT = Column("amount_vnd", "Kinh phí (đồng)", "Kinh phí, đồng.", "integer", minimum=0)
AMOUNT_IF_KNOWN = Column(
    "amount_vnd",
    "Kinh phí (đồng)",
    "Kinh phí, đồng; để trống khi số liệu không tách.",
    "integer",
    False,
    minimum=0,
)

CREDIT = TableSchema(
    name="credit",
    title="Tín dụng ưu đãi",
    row_is="một nhóm người vay",
    columns=(
        Column("borrower_group", "Nhóm vay", "Nhóm hộ vay vốn.", choices="borrower_group"),
        Column("loans_granted", "Lượt vay", "Số lượt vay trong năm.", "integer", required=False, minimum=0),
        Column("amount_lent_vnd", "Tiền cho vay (đồng)", "Số tiền cho vay trong năm, đồng.", "integer", minimum=0),
        Column("borrowers_outstanding", "Hộ còn dư nợ", "Số hộ còn dư nợ.", "integer", required=False, minimum=0),
        Column(
            "outstanding_balance_vnd",
            "Dư nợ (đồng)",
            "Tổng dư nợ tại thời điểm báo cáo, đồng.",
            "integer",
            minimum=0,
        ),
    ),
    key=("borrower_group",),
    totals=("loans_granted", "amount_lent_vnd", "borrowers_outstanding", "outstanding_balance_vnd"),
)

HEALTH_INSURANCE = TableSchema(
    name="health_insurance",
    title="Cấp thẻ bảo hiểm y tế",
    row_is="một nhóm được cấp thẻ",
    columns=(
        Column("beneficiary_group", "Đối tượng", "Nhóm được cấp thẻ.", choices="insured_group"),
        Column("cards", "Số thẻ", "Số thẻ đã cấp.", "integer", minimum=0),
        AMOUNT,
    ),
    key=("beneficiary_group",),
    totals=("cards", "amount_vnd"),
)

ELECTRICITY_SUPPORT = TableSchema(
    name="electricity_support",
    title="Hỗ trợ tiền điện",
    row_is="một năm hỗ trợ",
    columns=(
        Column("period", "Năm", "Năm hỗ trợ; các quý được cộng thành một dòng.", pattern=r"\d{4}"),
        Column("households", "Số hộ", "Số hộ nghèo được hỗ trợ.", "integer", minimum=0),
        AMOUNT,
    ),
    key=("period",),
    totals=("households", "amount_vnd"),
)

EDUCATION_SUPPORT = TableSchema(
    name="education_support",
    title="Hỗ trợ giáo dục",
    row_is="một khoản hỗ trợ theo nghị định, nội dung và cấp học",
    columns=(
        Column("decree", "Nghị định", "Văn bản quy định khoản hỗ trợ.", choices="education_decree"),
        Column("item", "Nội dung", "Nội dung hỗ trợ.", choices="education_item"),
        Column("term", "Học kỳ", "Năm học hoặc học kỳ.", pattern=r"\d{4}-\d{4}(-HK[12])?"),
        Column("level", "Cấp học", "Cấp học, hoặc tất cả khi số liệu không tách.", choices="education_level"),
        Column("pupils", "Số học sinh", "Số học sinh được hưởng.", "integer", required=False, minimum=0),
        AMOUNT_IF_KNOWN,
        Column("rice_kg", "Gạo (kg)", "Số gạo hỗ trợ, ki-lô-gam.", "integer", required=False, minimum=0),
    ),
    key=("decree", "item", "term", "level"),
    totals=("amount_vnd", "rice_kg"),
)

HOUSING_SUPPORT = TableSchema(
    name="housing_support",
    title="Hỗ trợ nhà ở",
    row_is="một nguồn hỗ trợ nhà ở",
    columns=(
        Column("funding", "Nguồn", "Nguồn tiền hỗ trợ.", choices="housing_funding"),
        Column("commune", "Xã, thị trấn", "Xã được hỗ trợ, khi chỉ có một xã.", "commune", required=False),
        Column("households", "Số hộ", "Số hộ được hỗ trợ.", "integer", minimum=0),
        AMOUNT,
    ),
    key=("funding", "commune"),
    totals=("households", "amount_vnd"),
    may_be_empty=True,
)

EMPLOYMENT = TableSchema(
    name="employment",
    title="Giải quyết việc làm",
    row_is="kế hoạch cả năm, hoặc kết quả của một kênh tạo việc làm",
    columns=(
        Column("measure", "Loại số liệu", "Kế hoạch hay kết quả.", choices="plan_or_result"),
        Column("channel", "Kênh", "Kênh tạo việc làm.", choices="employment_channel"),
        Column("workers", "Số lao động", "Số lao động có việc làm mới.", "integer", minimum=0),
    ),
    key=("measure", "channel"),
)

VOCATIONAL_TRAINING = TableSchema(
    name="vocational_training",
    title="Đào tạo nghề",
    row_is="một trình độ đào tạo",
    columns=(
        Column("level", "Trình độ", "Trình độ đào tạo.", choices="training_level"),
        Column("classes", "Số lớp", "Số lớp đã mở.", "integer", minimum=0),
        Column("learners", "Số người học", "Số người được đào tạo.", "integer", minimum=0),
        Column("subjects", "Ngành nghề", "Các ngành nghề chủ yếu, cách nhau bằng dấu phẩy.", required=False),
    ),
    key=("level",),
    totals=("classes", "learners"),
)

LABOUR_INDICATORS = TableSchema(
    name="labour_indicators",
    title="Chỉ tiêu lao động",
    row_is="một chỉ tiêu lao động do phòng chuyên môn cung cấp",
    columns=(
        Column("indicator", "Chỉ tiêu", "Tên chỉ tiêu.", choices="labour_indicator"),
        Column("value_pct", "Giá trị (%)", "Giá trị của chỉ tiêu, phần trăm.", "decimal", minimum=0, maximum=100),
        Column("as_of_date", "Tính đến ngày", "Ngày mà số liệu được chốt.", "date"),
    ),
    key=("indicator",),
)

POLICY_TABLES = (
    CREDIT,
    HEALTH_INSURANCE,
    ELECTRICITY_SUPPORT,
    EDUCATION_SUPPORT,
    EMPLOYMENT,
    VOCATIONAL_TRAINING,
    LABOUR_INDICATORS,
    HOUSING_SUPPORT,
)
