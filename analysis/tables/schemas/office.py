"""Tables that the reporting office keeps itself: letterhead, documents, assessment, what was printed before."""

from analysis.tables.schema import Column, TableSchema

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
        Column(
            "kind",
            "Loại văn bản",
            "Tên loại văn bản (Kế hoạch, Hướng dẫn, Công văn).",
            choices="document_kind",
        ),
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
            "figure",
            "Mã số liệu",
            "Mã số liệu của báo cáo này dùng để đối chiếu.",
            pattern=r"[a-z_]+\.[a-z0-9_.]+",
        ),
        Column("reason", "Nguyên nhân", "Vì sao con số đã in khác với kết quả tính lại.", required=False),
    ),
    key=("section", "figure", "label"),
    carried=(),
    may_be_empty=True,
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

OFFICE_TABLES = (LETTERHEAD, DOCUMENTS, ASSESSMENT, PUBLISHED, VILLAGES)
