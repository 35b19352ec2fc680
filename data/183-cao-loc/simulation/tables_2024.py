"""Simulate every table of 2024 but the register: `python tables_2024.py` writes the same files every time.

Everything is made up, but goes on from the tables of 2023: the plan of 2023, its projects, and of its money no more
than was still undisbursed when that report was closed.
"""

from __future__ import annotations

from writing import MILLION, Row, read_rows, write_absent, write_table

YEAR, CLOSED, LAST_CLOSED = 2024, "2024-11-15", "2023-12-31"
NOTE = "Toàn bộ số liệu của bảng là mô phỏng (simulation/tables_2024.py của huyện), không phải số liệu thật."
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
    ("year", 1, "2024"),
    ("document_kind", 1, "BÁO CÁO"),
    ("subject", 1, "Thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững năm 2024 "
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
    ("directive", "plan", "903", "KH-UBND", DISTRICT, "2024-02-19",
     "về thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững năm 2024 trên địa bàn huyện"),
    ("directive", "plan", "904", "KH-UBND", DISTRICT, "2024-03-12",
     "về giáo dục nghề nghiệp, giải quyết việc làm năm 2024 trên địa bàn huyện"),
    ("directive", "guidance", "92", "HD-UBND", DISTRICT, "2024-03-25",
     "về lập dự án hỗ trợ sản xuất, đa dạng hóa sinh kế năm 2024"),
    ("directive", "plan", "905", "KH-UBND", DISTRICT, "2024-08-29",
     "về rà soát hộ nghèo, hộ cận nghèo năm 2024 trên địa bàn huyện"),
    ("report_request", "official_letter", "9002", "SLĐTBXH-BTXHTE", DEPARTMENT, "2024-10-23",
     "về báo cáo kết quả thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững năm 2024"),
)  # fmt: skip

ASSESSMENT: tuple[Row, ...] = (
    ("leadership", 1, "Ban Chỉ đạo huyện họp định kỳ, giao cơ quan chủ trì theo dõi tiến độ giải ngân của từng dự án "
     "và tháo gỡ vướng mắc ngay tại cơ sở."),
    ("achievements", 1, "Các dự án đa dạng hóa sinh kế và hỗ trợ sản xuất được triển khai sớm hơn những năm trước; "
     "hộ nghèo được vay vốn, học nghề và có thêm việc làm."),
    ("achievements", 2, "Công tác truyền thông và giám sát được duy trì ở tất cả các xã, thị trấn."),
    ("difficulties", 1, "Một số xã vùng cao còn nhiều hộ nghèo, hạ tầng chưa đồng bộ."),
    ("difficulties", 2, "Vốn chuyển nguồn còn lớn, thủ tục thẩm định giá cây, con giống kéo dài."),
    ("causes", 1, "Địa bàn rộng, dân cư phân tán; thời tiết ảnh hưởng đến mùa vụ."),
    ("lessons", 1, "Họp dân lựa chọn dự án công khai ngay từ đầu thì hộ tham gia làm theo và ít phải điều chỉnh."),
    ("directions", 1, "Ưu tiên vốn cho các xã có tỷ lệ hộ nghèo cao; giải ngân hết vốn chuyển nguồn."),
    ("directions", 2, "Gắn đào tạo nghề với nhu cầu của doanh nghiệp và của thị trường lao động ngoài nước."),
    ("design_proposals", 1, "Đề nghị đơn giản hóa thủ tục đối với dự án cộng đồng quy mô nhỏ."),
    ("capital_proposals", 1, "Đề nghị phân bổ vốn cả giai đoạn để huyện chủ động danh mục dự án."),
)  # fmt: skip

CENTRAL, LOCAL = 14_210 * MILLION, 310 * MILLION
PLANS = {"2": 6_120, "3.1": 2_730, "3.2": 640, "4.1": 2_260, "6.2": 268, "7.1": 540, "7.2": 300}
"""Plans of the year, million đồng; what 6.1 has of two years is not split."""
TWO_YEARS = ("6.1", 2_055 * MILLION)
CARRIED_OVER = {
    "2": 1_236_000_000, "3.1": 598_000_000, "3.2": 160_000_000, "4.1": 745_700_000, "6.2": 42_000_000,
    "7.1": 120_000_000, "7.2": 88_000_000,
}  # fmt: skip
"""Money of 2023: none of it more than the report of 2023 left undisbursed."""
PLAN_4_1_OF_2023 = 2_148_000_000
AGENCIES = {
    "3.2": "Trung tâm Y tế huyện",
    "4.1": "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên huyện",
    "6.1": "Phòng Văn hóa và Thông tin huyện",
    "6.2": "Phòng Lao động, Thương binh, Xã hội - Dân tộc huyện",
    "7.1": "Phòng Lao động, Thương binh, Xã hội - Dân tộc huyện",
    "7.2": "Phòng Lao động, Thương binh, Xã hội - Dân tộc huyện",
}
DISBURSEMENTS: tuple[Row, ...] = (
    ("programme", 2023, "", "actual", 8_964_500_000, LAST_CLOSED),
    ("programme", YEAR, "", "actual", 7_512_600_000, CLOSED),
    ("2", 2023, "", "actual", 1_120_000_000, CLOSED),
    ("2", YEAR, "", "actual", 3_380_000_000, CLOSED),
    ("3.1", 2023, "", "actual", 512_400_000, CLOSED),
    ("3.1", YEAR, "", "actual", 1_462_000_000, CLOSED),
    ("3.2", YEAR, "growth_survey", "actual", 188_400_000, CLOSED),
    ("3.2", YEAR, "health_worker_training", "actual", 80_000_000, CLOSED),
    ("4.1", 2023, "", "actual", 1_402_300_000, LAST_CLOSED),
    ("4.1", YEAR, "", "actual", 1_051_000_000, CLOSED),
    ("6.1", "2023-2024", "", "actual", 884_000_000, CLOSED),
    ("6.2", YEAR, "", "actual", 171_500_000, CLOSED),
    ("7.1", YEAR, "", "actual", 366_000_000, CLOSED),
    ("7.2", YEAR, "", "actual", 158_200_000, CLOSED),
)
FORECASTS = {"programme": 92, "2": 95, "3.1": 95, "3.2": 85, "4.1": 88, "6.1": 90, "6.2": 95, "7.1": 98, "7.2": 90}

NEW_PROJECTS = {  # component: product, commune, households, million đồng, step
    "2": (
        ("buffalo", "Công Sơn", 22, 742, "implemented"),
        ("buffalo", "Mẫu Sơn", 18, 611, "implemented"),
        ("star_anise", "Công Sơn", 19, 588, "implemented"),
        ("bao_lam_persimmon", "Bảo Lâm", 26, 795, "implemented"),
        ("bao_lam_persimmon", "Thanh Lòa", 24, 734, "in_bidding"),
        ("macadamia", "Xuân Long", 21, 655, "in_bidding"),
        ("pig", "Bình Trung", 23, 706, "in_bidding"),
        ("buffalo", "Cao Lâu", 20, 668, "in_bidding"),
        ("pig", "Thạch Đạn", 17, 549, "approved"),
    ),
    "3.1": (
        ("pig", "Mẫu Sơn", 35, 283, "implemented"),
        ("chicken", "Hòa Cư", 38, 304, "implemented"),
        ("potato", "Bình Trung", 41, 327, "implemented"),
        ("chestnut", "Xuân Long", 37, 296, "in_bidding"),
        ("persimmon", "Bảo Lâm", 44, 352, "in_bidding"),
        ("macadamia", "Cao Lâu", 36, 290, "in_bidding"),
        ("pig", "Lộc Yên", 42, 337, "in_bidding"),
        ("chicken", "Hải Yến", 33, 264, "awaiting_approval"),
    ),
}
EXPECTED_APPROVAL = {"awaiting_approval": "12/2024"}

ELECTRICITY = 1_302
INSURED = 3_418


def capital() -> list[Row]:
    """Return plans of the two years and what came over."""
    rows: list[Row] = [
        ("programme", 2023, "central", "plan", 13_164 * MILLION, "", LAST_CLOSED),
        ("programme", 2023, "local", "plan", 228 * MILLION, "", LAST_CLOSED),
        ("programme", YEAR, "central", "plan", CENTRAL, "", CLOSED),
        ("programme", YEAR, "local", "plan", LOCAL, "", CLOSED),
        ("4.1", 2023, "unsplit", "plan", PLAN_4_1_OF_2023, AGENCIES["4.1"], LAST_CLOSED),
    ]
    for code, amount in CARRIED_OVER.items():
        rows.append((code, 2023, "unsplit", "carried_over", amount, AGENCIES.get(code, ""), CLOSED))
    for code, millions in PLANS.items():
        rows.append((code, YEAR, "unsplit", "plan", millions * MILLION, AGENCIES.get(code, ""), CLOSED))
    code, amount = TWO_YEARS
    rows.append((code, "2023-2024", "unsplit", "plan_and_carried_over", amount, AGENCIES[code], CLOSED))
    return rows


def livelihood_projects() -> list[Row]:
    """Return the projects of 2023, by now implemented, and those of this year."""
    rows: list[Row] = [
        (*(p[name] for name in PROJECT_HEADER[:-2]), "implemented", "")
        for p in read_rows(2023, "livelihood_projects")
        if p["capital_year"] == "2023"
    ]
    for component, projects in NEW_PROJECTS.items():
        for number, (product, commune, households, millions, step) in enumerate(projects, 1):
            id, expected = f"DA{component}-{YEAR}-{number:02}", EXPECTED_APPROVAL.get(step, "")
            rows.append((id, component, YEAR, product, commune, households, millions * MILLION, step, expected))
    return rows


PROJECT_HEADER = (
    "project_id", "component", "capital_year", "product", "communes", "households", "budget_vnd", "procurement_step",
    "expected_approval",
)  # fmt: skip

TABLES: dict[str, tuple[str, tuple[Row, ...]]] = {
    "letterhead": ("item,order,value", LETTERHEAD),
    "documents": ("role,kind,number,symbol,issuer,issue_date,subject", DOCUMENTS),
    "assessment": ("topic,order,text", ASSESSMENT),
    "capital": ("component,capital_years,source,kind,amount_vnd,agency,as_of_date", tuple(capital())),
    "disbursements": ("component,capital_years,activity,status,amount_vnd,as_of_date", DISBURSEMENTS),
    "forecasts": (
        "component,capital_years,expected_rate_pct,target_date",
        tuple(
            (code, "2023-2024" if code == TWO_YEARS[0] else YEAR, rate, "2024-12-31")
            for code, rate in FORECASTS.items()
        ),
    ),
    "livelihood_projects": (",".join(PROJECT_HEADER), tuple(livelihood_projects())),
    "component_outputs": (
        "component,capital_year,output,commune,quantity,description",
        (
            ("4.1", 2023, "vocational_class", "", 9, ""),
            ("4.1", 2023, "vocational_learner", "", 297, ""),
            ("4.1", YEAR, "vocational_class", "", 8, "trồng cây, chăn nuôi gà, nấu ăn"),
            ("4.1", YEAR, "vocational_learner", "", 262, "trồng cây, chăn nuôi gà, nấu ăn"),
            ("6.1", YEAR, "radio_station_new", "Cao Lâu", 1, ""),
            ("6.1", YEAR, "radio_station_new", "Thạch Đạn", 1, ""),
            ("6.1", YEAR, "radio_station_new", "Hòa Cư", 1, ""),
            ("6.1", YEAR, "radio_station_upgraded", "Bảo Lâm", 1, ""),
            ("6.1", YEAR, "radio_station_upgraded", "Xuất Lễ", 1, ""),
            ("6.2", YEAR, "panel", "", 58, ""),
            ("6.2", YEAR, "leaflet", "", 18_000, ""),
            ("6.2", YEAR, "handbook", "", 5_200, ""),
            ("7.1", YEAR, "training_class", "", 7, "cộng tác viên thôn, bản"),
            ("7.1", YEAR, "trainee", "", 1_310, "cộng tác viên thôn, bản"),
            ("7.2", YEAR, "trainee", "", 225, "công tác rà soát hộ nghèo"),
            ("7.2", YEAR, "inspected_commune", "", 12, ""),
        ),
    ),
    "credit": (
        "borrower_group,loans_granted,amount_lent_vnd,borrowers_outstanding,outstanding_balance_vnd",
        (
            ("poor", 118, 7_688 * MILLION, 655, 37_904 * MILLION),
            ("near_poor", 104, 7_952 * MILLION, 507, 31_216 * MILLION),
            ("newly_escaped", 346, 26_410 * MILLION, 1_398, 95_127 * MILLION),
            ("employment_fund", "", 13_280 * MILLION, "", 46_955 * MILLION),
        ),
    ),
    "health_insurance": (
        "beneficiary_group,cards,amount_vnd",
        (("poor_and_near_poor", INSURED, INSURED * 3 * 81_000),),  # 4,5% of 1.800.000 đồng
    ),
    "electricity_support": ("period,households,amount_vnd", ((YEAR, ELECTRICITY, ELECTRICITY * 12 * 59_500),)),
    "education_support": (
        "decree,item,term,level,pupils,amount_vnd,rice_kg",
        (
            ("decree-81-2021", "tuition_and_study_costs", "2024-2025-HK1", "intermediate_vocational", 238, "", ""),
            ("decree-81-2021", "tuition_and_study_costs", "2024-2025-HK1", "continuing_education", 482, "", ""),
            ("decree-81-2021", "tuition_and_study_costs", "2024-2025-HK1", "general", 8_511, "", ""),
            ("decree-81-2021", "tuition_and_study_costs", "2024-2025-HK1", "all", "", 5_312 * MILLION, ""),
            ("decree-116-2016", "meals", "2024-2025", "all", 2_105, 2_105 * 9 * 936_000, ""),
            ("decree-116-2016", "housing", "2024-2025", "all", 8, 8 * 9 * 234_000, ""),
            ("decree-116-2016", "sports_equipment", "2024-2025", "all", "", 1_831 * 100_000, ""),
            ("decree-116-2016", "medicine", "2024-2025", "all", "", 1_831 * 50_000, ""),
            ("decree-116-2016", "rice", "2024-2025", "all", "", "", 2_105 * 9 * 15),
            ("decree-105-2020", "preschool_lunch", "2024-2025-HK1", "preschool", 1_432, 1_432 * 4 * 160_000, ""),
        ),
    ),
    "employment": (
        "measure,channel,workers",
        (
            ("plan", "all", 1_320),
            ("result", "employment_fund", 221),
            ("result", "self_employment", 182),
            ("result", "overseas", 73),
            ("result", "enterprises", 879),
        ),
    ),
    "vocational_training": (
        "level,classes,learners,subjects",
        (
            ("short_course", 18, 640, "kỹ thuật trồng cây, kỹ thuật chăn nuôi gà, kỹ thuật chế biến món ăn"),
            ("intermediate", 8, 190, "kế toán doanh nghiệp, chế biến món ăn, tiếng Trung Quốc"),
        ),
    ),
    "labour_indicators": ("indicator,value_pct,as_of_date", (("trained_labour_share", "66.8", CLOSED),)),
    "housing_support": (
        "funding,commune,households,amount_vnd",
        (
            ("fund_for_the_poor", "", 6, 360 * MILLION),
            ("social_mobilisation", "Công Sơn", 11, 440 * MILLION),
        ),
    ),
}


def main() -> None:
    """Write every table, and why there is no `published`."""
    for name, (header, rows) in TABLES.items():
        write_table(YEAR, name, header.split(","), rows, CLOSED, NOTE)
    write_absent(YEAR, {"published": "bản minh họa mô phỏng, không có báo cáo nào của năm được lấy để đối chiếu"})


if __name__ == "__main__":
    main()
