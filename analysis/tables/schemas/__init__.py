"""The schemas of every raw table, grouped by the offices that keep them.

Those of the household register and of the villages of a commune are in `households`.
"""

from __future__ import annotations

from analysis.tables.schema import Column, TableSchema
from analysis.tables.schemas.households import HOUSEHOLDS, VILLAGES


def _count(name: str, header: str, meaning: str, *, required: bool = True) -> Column:
    """Return a column of whole numbers from 0 on: a count, or an amount in đồng."""
    return Column(name, header, meaning, "integer", required, minimum=0)


# The reporting office -------------------------------------------------------------------------------------------------


LETTERHEAD = TableSchema(
    name="letterhead",
    title="Thể thức văn bản",
    row_is="một thành phần thể thức của báo cáo",
    columns=(
        Column("item", "Thành phần", "Thành phần thể thức của văn bản.", choices="letterhead_item"),
        Column("order", "Thứ tự", "Thứ tự khi thành phần có nhiều dòng.", "integer", minimum=1),
        Column("value", "Nội dung", "Nội dung; để trống khi chưa có (số, ngày).", required=False),
    ),
    key=("item", "order"),
    carried=("item", "order", "value"),
)

DOCUMENTS = TableSchema(
    name="documents",
    title="Văn bản chỉ đạo, điều hành",
    row_is="một văn bản",
    columns=(
        Column(
            "role",
            "Vai trò",
            "Văn bản do đơn vị ban hành để chỉ đạo, hay văn bản yêu cầu báo cáo.",
            choices="document_role",
        ),
        Column("kind", "Loại văn bản", "Tên loại văn bản (Kế hoạch, Hướng dẫn, Công văn).", choices="document_kind"),
        Column("number", "Số", "Số của văn bản, không kèm ký hiệu.", pattern=r"\d+"),
        Column("symbol", "Ký hiệu", "Ký hiệu của văn bản (KH-UBND).", pattern=r"[^\s]+"),
        Column("issuer", "Cơ quan ban hành", "Tên cơ quan ban hành."),
        Column("issue_date", "Ngày ban hành", "Ngày ban hành văn bản.", "date"),
        Column("subject", "Trích yếu", "Nội dung văn bản, bắt đầu bằng chữ thường (về …)."),
    ),
    key=("kind", "number", "symbol"),
    carried=(),
)

ASSESSMENT = TableSchema(
    name="assessment",
    title="Đánh giá, kiến nghị",
    row_is="một đoạn nhận định",
    columns=(
        Column("topic", "Nội dung", "Phần của báo cáo mà đoạn văn thuộc về.", choices="assessment_topic"),
        Column("order", "Thứ tự", "Thứ tự của đoạn trong phần.", "integer", minimum=1),
        Column("text", "Nhận định", "Đoạn văn; được dùng đoạn, danh sách và nhấn mạnh của Markdown."),
    ),
    key=("topic", "order"),
    carried=(),
)

PUBLISHED = TableSchema(
    name="published",
    title="Số liệu đã in trong báo cáo trước",
    row_is="một con số đã in",
    columns=(
        Column("section", "Mục", "Số mục của báo cáo đã in (II.1.a)."),
        Column("label", "Chỉ tiêu", "Con số nói về điều gì."),
        Column(
            "printed",
            "Đã in",
            "Con số đúng như đã in, không kèm đơn vị (1.338.216.000; 23,94%; 08).",
            pattern=r"(\d{1,3}(\.\d{3})+|\d+)(,\d+)?%?",
        ),
        Column("unit", "Đơn vị", "Đơn vị tính đã in kèm con số.", required=False),
        Column(
            "figure", "Mã số liệu", "Mã số liệu của báo cáo này dùng để đối chiếu.", pattern=r"[a-z_]+\.[a-z0-9_.]+"
        ),
        Column("reason", "Nguyên nhân", "Vì sao con số đã in khác với kết quả tính lại.", required=False),
    ),
    key=("section", "figure", "label"),
    carried=(),
    may_be_empty=True,
)

# The programme, and policies beside it --------------------------------------------------------------------------------


COMPONENT = Column(
    "component",
    "Dự án, tiểu dự án",
    'Mã dự án, tiểu dự án của chương trình (3.1); "programme" là toàn chương trình.',
    choices="component",
)
CAPITAL_YEARS = Column(
    "capital_years",
    "Vốn năm",
    "Năm của nguồn vốn (2025), hoặc hai năm liền nhau khi số liệu không tách được (2024-2025).",
    pattern=r"\d{4}(-\d{4})?",
)
CAPITAL_SOURCE = Column(
    "source", "Nguồn vốn", "Ngân sách trung ương, địa phương, hoặc chưa tách.", choices="capital_source"
)
AS_OF_DATE = Column("as_of_date", "Tính đến ngày", "Ngày mà số liệu được chốt.", "date")

CAPITAL = TableSchema(
    name="capital",
    title="Kế hoạch vốn",
    row_is="một khoản vốn được giao hoặc chuyển nguồn",
    columns=(
        COMPONENT,
        CAPITAL_YEARS,
        CAPITAL_SOURCE,
        Column("kind", "Loại", "Kế hoạch giao trong năm, hay vốn năm trước chuyển sang.", choices="capital_kind"),
        _count("amount_vnd", "Số tiền (đồng)", "Số vốn, đồng."),
        Column("agency", "Đơn vị thực hiện", "Đơn vị được giao vốn và thực hiện.", required=False, optional=True),
        AS_OF_DATE,
    ),
    key=("component", "capital_years", "source", "kind"),
)

DISBURSEMENTS = TableSchema(
    name="disbursements",
    title="Giải ngân",
    row_is="một khoản đã giải ngân, hoặc dự kiến giải ngân đến thời điểm báo cáo",
    columns=(
        COMPONENT,
        CAPITAL_YEARS,
        Column(
            "activity",
            "Nội dung chi",
            "Nội dung chi, khi số liệu tách theo nội dung.",
            required=False,
            choices="disbursement_activity",
        ),
        Column(
            "status", "Tình trạng", "Đã giải ngân hay còn dự kiến tại thời điểm báo cáo.", choices="disbursement_status"
        ),
        _count("amount_vnd", "Số tiền (đồng)", "Số phát sinh của riêng dòng này, đồng; các dòng được cộng lại."),
        AS_OF_DATE,
    ),
    key=("component", "capital_years", "activity", "as_of_date"),
    carried=("component", "capital_years", "activity"),
)

FORECASTS = TableSchema(
    name="forecasts",
    title="Dự kiến giải ngân cả năm",
    row_is="dự kiến của một dự án, tiểu dự án đến hết năm",
    columns=(
        COMPONENT,
        CAPITAL_YEARS,
        Column(
            "expected_rate_pct",
            "Tỷ lệ dự kiến (%)",
            "Tỷ lệ giải ngân dự kiến đến hết năm so với kế hoạch, phần trăm.",
            "decimal",
            minimum=0,
            maximum=1000,
        ),
        Column("target_date", "Đến ngày", "Ngày mà dự kiến nhằm tới.", "date"),
    ),
    key=("component", "capital_years"),
)

LIVELIHOOD_PROJECTS = TableSchema(
    name="livelihood_projects",
    title="Dự án, mô hình hỗ trợ sản xuất",
    row_is="một dự án (mô hình) sản xuất",
    columns=(
        Column("project_id", "Mã dự án", "Mã của dự án trong danh mục của đơn vị."),
        COMPONENT,
        Column("capital_year", "Vốn năm", "Năm của nguồn vốn.", "integer", minimum=2021, maximum=2100),
        Column("product", "Sản phẩm", "Cây trồng, vật nuôi của dự án.", choices="product"),
        Column("communes", "Xã thực hiện", "Các xã thực hiện (mã hoặc tên), cách nhau bằng dấu chấm phẩy.", "communes"),
        _count("households", "Số hộ tham gia", "Số hộ tham gia dự án."),
        _count("budget_vnd", "Kinh phí (đồng)", "Kinh phí từ ngân sách, đồng."),
        Column("procurement_step", "Tiến độ", "Bước đã đạt được của dự án.", choices="procurement_step"),
        Column(
            "expected_approval",
            "Dự kiến phê duyệt",
            "Tháng dự kiến phê duyệt dự án (11/2025), khi còn chờ.",
            required=False,
            optional=True,
            pattern=r"(0?[1-9]|1[0-2])/\d{4}",
        ),
    ),
    key=("project_id",),
    totals=("households", "budget_vnd"),
    carried=("project_id", "component", "capital_year", "product", "communes", "households", "budget_vnd"),
    moves_on=False,
    may_be_empty=True,
)

COMPONENT_OUTPUTS = TableSchema(
    name="component_outputs",
    title="Kết quả thực hiện của các tiểu dự án",
    row_is="một kết quả đếm được của một tiểu dự án",
    columns=(
        COMPONENT,
        Column("capital_year", "Năm", "Năm thực hiện.", "integer", minimum=2021, maximum=2100),
        Column("output", "Kết quả", "Loại kết quả.", choices="component_output"),
        Column("commune", "Xã, thị trấn", "Xã có kết quả, khi số liệu tách theo xã.", "commune", required=False),
        _count("quantity", "Số lượng", "Số lượng, theo đơn vị của loại kết quả."),
        Column("description", "Nội dung", "Nội dung cụ thể (nghề đào tạo, đối tượng).", required=False),
    ),
    key=("component", "capital_year", "output", "commune", "description"),
    carried=("component", "capital_year", "output", "commune"),
    may_be_empty=True,
)


AMOUNT = _count("amount_vnd", "Kinh phí (đồng)", "Kinh phí, đồng.")
AMOUNT_IF_KNOWN = _count(
    "amount_vnd", "Kinh phí (đồng)", "Kinh phí, đồng; để trống khi số liệu không tách.", required=False
)

CREDIT = TableSchema(
    name="credit",
    title="Tín dụng ưu đãi",
    row_is="một nhóm người vay",
    columns=(
        Column("borrower_group", "Nhóm vay", "Nhóm hộ vay vốn.", choices="borrower_group"),
        _count("loans_granted", "Lượt vay", "Số lượt vay trong năm.", required=False),
        _count("amount_lent_vnd", "Tiền cho vay (đồng)", "Số tiền cho vay trong năm, đồng."),
        _count("borrowers_outstanding", "Hộ còn dư nợ", "Số hộ còn dư nợ.", required=False),
        _count("outstanding_balance_vnd", "Dư nợ (đồng)", "Tổng dư nợ tại thời điểm báo cáo, đồng."),
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
        _count("cards", "Số thẻ", "Số thẻ đã cấp."),
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
        _count("households", "Số hộ", "Số hộ nghèo được hỗ trợ."),
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
        _count("pupils", "Số học sinh", "Số học sinh được hưởng.", required=False),
        AMOUNT_IF_KNOWN,
        _count("rice_kg", "Gạo (kg)", "Số gạo hỗ trợ, ki-lô-gam.", required=False),
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
        _count("households", "Số hộ", "Số hộ được hỗ trợ."),
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
        _count("workers", "Số lao động", "Số lao động có việc làm mới."),
    ),
    key=("measure", "channel"),
)

VOCATIONAL_TRAINING = TableSchema(
    name="vocational_training",
    title="Đào tạo nghề",
    row_is="một trình độ đào tạo",
    columns=(
        Column("level", "Trình độ", "Trình độ đào tạo.", choices="training_level"),
        _count("classes", "Số lớp", "Số lớp đã mở."),
        _count("learners", "Số người học", "Số người được đào tạo."),
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
        AS_OF_DATE,
    ),
    key=("indicator",),
)

# All ------------------------------------------------------------------------------------------------------------------


SCHEMAS: dict[str, TableSchema] = {
    schema.name: schema
    for schema in (
        *(LETTERHEAD, DOCUMENTS, ASSESSMENT, PUBLISHED, VILLAGES, HOUSEHOLDS),
        *(CAPITAL, DISBURSEMENTS, FORECASTS, LIVELIHOOD_PROJECTS, COMPONENT_OUTPUTS),
        *(CREDIT, HEALTH_INSURANCE, ELECTRICITY_SUPPORT, EDUCATION_SUPPORT, EMPLOYMENT, VOCATIONAL_TRAINING),
        *(LABOUR_INDICATORS, HOUSING_SUPPORT),
    )
}
"""Every raw table by name."""

__all__ = ["SCHEMAS"]
