"""Simulate every table of 2022 but the register: `python tables_2022.py` writes the same files every time.

Everything is made up, but agrees with what the tables of 2023 say of 2022: the plan of the year (5.589 million đồng,
all of it central), the projects financed by it, what was carried over and what had been disbursed and taught by the end
of the year, of which this report of November 2022 knows the part until then.
"""

from __future__ import annotations

from writing import MILLION, Row, read_rows, write_absent, write_table

YEAR, CLOSED = 2022, "2022-11-15"
NOTE = "Toàn bộ số liệu của bảng là mô phỏng (simulation/tables_2022.py của huyện), không phải số liệu thật."
DISTRICT = "UBND huyện Cao Lộc"
DEPARTMENT = "Sở Lao động - Thương binh và Xã hội tỉnh Lạng Sơn"

LETTERHEAD: tuple[Row, ...] = (
    ("issuing_body", 1, "ỦY BAN NHÂN DÂN"),
    ("issuing_body", 2, "HUYỆN CAO LỘC"),
    ("number", 1, ""),
    ("symbol", 1, "BC-UBND"),
    ("place", 1, "Cao Lộc"),
    ("day", 1, ""),
    ("month", 1, "11"),
    ("year", 1, "2022"),
    ("document_kind", 1, "BÁO CÁO"),
    ("subject", 1, "Thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững năm 2022 "
     "(bản minh họa, số liệu mô phỏng)"),
    ("recipient", 1, DEPARTMENT),
    ("signing_authority", 1, "TM. ỦY BAN NHÂN DÂN"),
    ("signing_authority", 2, "KT. CHỦ TỊCH"),
    ("signatory_title", 1, "PHÓ CHỦ TỊCH"),
    ("signatory_name", 1, "(Họ tên mô phỏng)"),
    ("addressee", 1, "Như trên"),
    ("addressee", 2, "Chủ tịch, các Phó Chủ tịch UBND huyện"),
    ("addressee", 3, "UBND các xã, thị trấn"),
    ("addressee", 4, "Lưu: VT"),
)  # fmt: skip

DOCUMENTS: tuple[Row, ...] = (
    ("directive", "plan", "901", "KH-UBND", DISTRICT, "2022-04-18",
     "về thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững năm 2022 trên địa bàn huyện"),
    ("directive", "plan", "902", "KH-UBND", DISTRICT, "2022-05-23",
     "về giáo dục nghề nghiệp, giải quyết việc làm năm 2022 trên địa bàn huyện"),
    ("directive", "guidance", "91", "HD-UBND", DISTRICT, "2022-07-11",
     "về lập dự án hỗ trợ sản xuất, đa dạng hóa sinh kế năm 2022"),
    ("report_request", "official_letter", "9001", "SLĐTBXH-BTXHTE", DEPARTMENT, "2022-10-21",
     "về báo cáo kết quả thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững năm 2022"),
)  # fmt: skip

ASSESSMENT: tuple[Row, ...] = (
    ("leadership", 1, "Năm đầu của giai đoạn, huyện kiện toàn Ban Chỉ đạo, phân công cơ quan chủ trì từng dự án và "
     "giao vốn ngay khi tỉnh phân bổ."),
    ("achievements", 1, "Các dự án của giai đoạn mới bắt đầu được triển khai; chính sách thường xuyên cho hộ nghèo "
     "được thực hiện đầy đủ."),
    ("difficulties", 1, "Vốn được giao muộn, hướng dẫn của các ngành chưa đồng bộ nên giải ngân đạt thấp."),
    ("causes", 1, "Nhiều quy định của giai đoạn mới ban hành trong năm, cán bộ cơ sở cần thời gian để làm quen."),
    ("lessons", 1, "Chuẩn bị danh mục dự án từ trước khi có vốn thì thủ tục nhanh hơn."),
    ("directions", 1, "Tập trung giải ngân vốn chuyển nguồn; chuẩn bị sớm danh mục dự án của năm sau."),
    ("design_proposals", 1, "Đề nghị tỉnh ban hành sớm mẫu hồ sơ dự án cộng đồng."),
    ("capital_proposals", 1, "Đề nghị giao vốn từ đầu năm."),
)  # fmt: skip

PLANS = {
    "2": 2_095_000_000, "3.1": 906_000_000, "3.2": 310_000_000, "4.1": 1_101_900_000, "6.1": 500_000_000,
    "6.2": 190_100_000, "7.1": 320_000_000, "7.2": 166_000_000,
}  # fmt: skip
AGENCIES = {
    "3.2": "Trung tâm Y tế huyện",
    "4.1": "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên huyện",
    "6.1": "Phòng Văn hóa và Thông tin huyện",
    "6.2": "Phòng Lao động, Thương binh, Xã hội - Dân tộc huyện",
    "7.1": "Phòng Lao động, Thương binh, Xã hội - Dân tộc huyện",
    "7.2": "Phòng Lao động, Thương binh, Xã hội - Dân tộc huyện",
}
SPENT: tuple[tuple[str, str, int], ...] = (
    ("2", "", 62_000_000),
    ("3.1", "", 377_000_000),
    ("3.2", "growth_survey", 31_500_000),
    ("4.1", "", 431_200_000),
    ("6.2", "", 25_400_000),
    ("7.1", "", 18_900_000),
    ("7.2", "", 11_000_000),
)
FORECASTS = {"programme": 37, "2": 15, "3.1": 50, "3.2": 40, "4.1": 70, "6.1": 15, "6.2": 50, "7.1": 45, "7.2": 55}
STEPS = {
    "DA2-2022-01": "implemented", "DA2-2022-02": "in_bidding", "DA2-2022-03": "in_bidding", "DA2-2022-04": "approved",
    "DA3.1-2022-01": "implemented", "DA3.1-2022-02": "implemented", "DA3.1-2022-03": "implemented",
    "DA3.1-2022-04": "in_bidding", "DA3.1-2022-05": "in_bidding",
}  # fmt: skip
"""How far the projects of this year were in November; the tables of 2023 know them as implemented."""

ELECTRICITY = 1_931
INSURED = 4_016


def capital() -> list[Row]:
    """Return the plans: all of it is the centre's money."""
    rows: list[Row] = [("programme", YEAR, "central", "plan", sum(PLANS.values()), "", CLOSED)]
    rows += [(code, YEAR, "central", "plan", plan, AGENCIES.get(code, ""), CLOSED) for code, plan in PLANS.items()]
    return rows


def disbursements() -> list[Row]:
    """Return what was disbursed by November."""
    rows: list[Row] = [("programme", YEAR, "", "actual", sum(amount for *_, amount in SPENT), CLOSED)]
    rows += [(code, YEAR, activity, "actual", amount, CLOSED) for code, activity, amount in SPENT]
    return rows


def livelihood_projects() -> list[Row]:
    """Return the projects of this year's money as the tables of 2023 have them, at their step in November."""
    return [
        (*(p[name] for name in PROJECT_HEADER[:-2]), STEPS[p["project_id"]], "")
        for p in read_rows(2023, "livelihood_projects")
        if p["capital_year"] == str(YEAR)
    ]


PROJECT_HEADER = (
    "project_id", "component", "capital_year", "product", "communes", "households", "budget_vnd", "procurement_step",
    "expected_approval",
)  # fmt: skip

TABLES: dict[str, tuple[str, tuple[Row, ...]]] = {
    "letterhead": ("item,order,value", LETTERHEAD),
    "documents": ("role,kind,number,symbol,issuer,issue_date,subject", DOCUMENTS),
    "assessment": ("topic,order,text", ASSESSMENT),
    "capital": ("component,capital_years,source,kind,amount_vnd,agency,as_of_date", tuple(capital())),
    "disbursements": ("component,capital_years,activity,status,amount_vnd,as_of_date", tuple(disbursements())),
    "forecasts": (
        "component,capital_years,expected_rate_pct,target_date",
        tuple((code, YEAR, rate, "2022-12-31") for code, rate in FORECASTS.items()),
    ),
    "livelihood_projects": (",".join(PROJECT_HEADER), tuple(livelihood_projects())),
    "component_outputs": (
        "component,capital_year,output,commune,quantity,description",
        (
            ("4.1", YEAR, "vocational_class", "", 5, "trồng cây, chăn nuôi lợn"),
            ("4.1", YEAR, "vocational_learner", "", 141, "trồng cây, chăn nuôi lợn"),
            ("6.2", YEAR, "panel", "", 22, ""),
            ("6.2", YEAR, "leaflet", "", 9_000, ""),
            ("6.2", YEAR, "handbook", "", 2_500, ""),
            ("7.1", YEAR, "training_class", "", 3, "cộng tác viên thôn, bản"),
            ("7.1", YEAR, "trainee", "", 614, "cộng tác viên thôn, bản"),
            ("7.2", YEAR, "trainee", "", 198, "công tác rà soát hộ nghèo"),
            ("7.2", YEAR, "inspected_commune", "", 8, ""),
        ),
    ),
    "credit": (
        "borrower_group,loans_granted,amount_lent_vnd,borrowers_outstanding,outstanding_balance_vnd",
        (
            ("poor", 148, 9_010 * MILLION, 742, 40_918 * MILLION),
            ("near_poor", 121, 8_122 * MILLION, 548, 29_870 * MILLION),
            ("newly_escaped", 291, 20_416 * MILLION, 1_262, 81_247 * MILLION),
            ("employment_fund", "", 11_140 * MILLION, "", 39_840 * MILLION),
        ),
    ),
    "health_insurance": (
        "beneficiary_group,cards,amount_vnd",
        (("poor_and_near_poor", INSURED, INSURED * 3 * 67_050),),  # 4,5% of 1.490.000 đồng
    ),
    "electricity_support": ("period,households,amount_vnd", ((YEAR, ELECTRICITY, ELECTRICITY * 12 * 55_000),)),
    "education_support": (
        "decree,item,term,level,pupils,amount_vnd,rice_kg",
        (
            ("decree-81-2021", "tuition_and_study_costs", "2022-2023-HK1", "intermediate_vocational", 198, "", ""),
            ("decree-81-2021", "tuition_and_study_costs", "2022-2023-HK1", "continuing_education", 441, "", ""),
            ("decree-81-2021", "tuition_and_study_costs", "2022-2023-HK1", "general", 8_296, "", ""),
            ("decree-81-2021", "tuition_and_study_costs", "2022-2023-HK1", "all", "", 4_986 * MILLION, ""),
            ("decree-116-2016", "meals", "2022-2023", "all", 2_034, 2_034 * 9 * 596_000, ""),
            ("decree-116-2016", "housing", "2022-2023", "all", 11, 11 * 9 * 149_000, ""),
            ("decree-116-2016", "sports_equipment", "2022-2023", "all", "", 1_762 * 100_000, ""),
            ("decree-116-2016", "medicine", "2022-2023", "all", "", 1_762 * 50_000, ""),
            ("decree-116-2016", "rice", "2022-2023", "all", "", "", 2_034 * 9 * 15),
            ("decree-105-2020", "preschool_lunch", "2022-2023-HK1", "preschool", 1_385, 1_385 * 4 * 160_000, ""),
        ),
    ),
    "employment": (
        "measure,channel,workers",
        (
            ("plan", "all", 1_250),
            ("result", "employment_fund", 186),
            ("result", "self_employment", 160),
            ("result", "overseas", 41),
            ("result", "enterprises", 809),
        ),
    ),
    "vocational_training": (
        "level,classes,learners,subjects",
        (
            ("short_course", 15, 521, "kỹ thuật trồng cây, kỹ thuật chăn nuôi lợn, kỹ thuật chế biến món ăn"),
            ("intermediate", 7, 162, "kế toán doanh nghiệp, chế biến món ăn, tiếng Trung Quốc"),
        ),
    ),
    "labour_indicators": ("indicator,value_pct,as_of_date", (("trained_labour_share", "63.2", CLOSED),)),
    "housing_support": (
        "funding,commune,households,amount_vnd",
        (
            ("fund_for_the_poor", "", 5, 250 * MILLION),
            ("social_mobilisation", "Mẫu Sơn", 7, 252 * MILLION),
        ),
    ),
}


def main() -> None:
    """Write every table, and why there is no `published`."""
    assert sum(PLANS.values()) == 5_589 * MILLION  # as `capital` of 2023 has it
    for name, (header, rows) in TABLES.items():
        write_table(YEAR, name, header.split(","), rows, CLOSED, NOTE)
    write_absent(YEAR, {"published": "bản minh họa mô phỏng, không có báo cáo nào của năm được lấy để đối chiếu"})


if __name__ == "__main__":
    main()
