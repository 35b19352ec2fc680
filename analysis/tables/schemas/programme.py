"""Tables of the programme: capital, disbursements, forecasts, livelihood projects, outputs of components."""

from analysis.tables.schema import Column, TableSchema

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
        Column("amount_vnd", "Số tiền (đồng)", "Số vốn, đồng.", "integer", minimum=0),
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
            "status",
            "Tình trạng",
            "Đã giải ngân hay còn dự kiến tại thời điểm báo cáo.",
            choices="disbursement_status",
        ),
        Column(
            "amount_vnd",
            "Số tiền (đồng)",
            "Số phát sinh của riêng dòng này, đồng; các dòng được cộng lại.",
            "integer",
            minimum=0,
        ),
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
        Column(
            "communes",
            "Xã thực hiện",
            "Các xã thực hiện (mã hoặc tên), cách nhau bằng dấu chấm phẩy.",
            "communes",
        ),
        Column("households", "Số hộ tham gia", "Số hộ tham gia dự án.", "integer", minimum=0),
        Column("budget_vnd", "Kinh phí (đồng)", "Kinh phí từ ngân sách, đồng.", "integer", minimum=0),
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
        Column("quantity", "Số lượng", "Số lượng, theo đơn vị của loại kết quả.", "integer", minimum=0),
        Column("description", "Nội dung", "Nội dung cụ thể (nghề đào tạo, đối tượng).", required=False),
    ),
    key=("component", "capital_year", "output", "commune", "description"),
    carried=("component", "capital_year", "output", "commune"),
    may_be_empty=True,
)

PROGRAMME_TABLES = (CAPITAL, DISBURSEMENTS, FORECASTS, LIVELIHOOD_PROJECTS, COMPONENT_OUTPUTS)
