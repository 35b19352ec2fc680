"""Simulate every table of a commune that reports on 2026: `python tables.py` writes the same files every time.

The commune is real (xã Ba Sơn, tỉnh Lạng Sơn, code 06196, since 2025-07-01); **nothing else is**: villages, households,
money, documents, names and words are made up, and every sidecar says so. Only the standard library is used.
"""

from __future__ import annotations

import csv
import hashlib
import random
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
SEED = 619620261115
UNIT, AGENCY = "xã Ba Sơn", "Ủy ban nhân dân xã Ba Sơn (mô phỏng)"
CLOSED, REVIEWED = "2026-11-15", "2025-12-31"
NOTE = "Toàn bộ số liệu của bảng là mô phỏng (simulation/tables.py), không phải số liệu thật của xã."
MILLION = 1_000_000
PROGRAMME = (
    "Chương trình mục tiêu quốc gia xây dựng nông thôn mới, giảm nghèo bền vững và phát triển kinh tế - xã hội vùng "
    "đồng bào dân tộc thiểu số và miền núi"
)

# Villages and households --------------------------------------------------------------------------------------------

VILLAGES = {  # number: households, poor, near-poor
    "01": (128, 4, 9),
    "02": (112, 6, 8),
    "03": (96, 7, 11),
    "04": (105, 12, 10),
    "05": (88, 10, 12),
    "06": (74, 13, 9),
    "07": (69, 9, 8),
    "08": (92, 15, 14),
    "09": (61, 19, 8),
    "10": (57, 21, 7),
    "11": (45, 18, 6),
    "12": (33, 17, 5),
}
INDICATORS = (
    "employment", "dependents", "nutrition", "health_insurance", "adult_education", "child_schooling",
    "housing_quality", "housing_area", "water", "sanitation", "telecommunication", "information_means",
)  # fmt: skip
WEIGHTS = (14, 4, 9, 9, 6, 1, 10, 5, 9, 13, 5, 5)
LINE = 140
"""Score B1 of the income line in the country; a xã is country."""
BEFORE = {
    "poor": ("poor",) * 8 + ("near_poor", "not_poor"),
    "near_poor": ("poor", "poor", "near_poor", "near_poor", "near_poor", "not_poor"),
    "not_poor": ("not_poor",) * 24 + ("near_poor",),
}


def _household(chance: random.Random, kind: str) -> tuple[int, ...]:
    """Draw members, minority, score B1 and the twelve deprivations of a household of a class."""
    lacking = {"poor": (3, 5), "near_poor": (0, 2), "not_poor": (0, 2)}[kind]
    wanted, chosen = chance.randint(*lacking), set()
    while len(chosen) < wanted:
        chosen.add(chance.choices(range(12), WEIGHTS)[0])
    score = LINE + 5 * chance.randint(1, 24) if kind == "not_poor" else LINE - 5 * chance.randint(0, 9)
    return (chance.randint(2, 7), int(chance.random() < 0.96), score, *(int(n in chosen) for n in range(12)))


def households() -> list[tuple[object, ...]]:
    """Return the register, village by village."""
    chance = random.Random(SEED)
    rows: list[tuple[object, ...]] = []
    for village, (all_of_them, poor, near_poor) in VILLAGES.items():
        kinds = ["poor"] * poor + ["near_poor"] * near_poor
        kinds += ["not_poor"] * (all_of_them - len(kinds))
        chance.shuffle(kinds)
        for kind in kinds:
            drawn = _household(chance, kind)
            before = chance.choice(BEFORE[kind])
            rows.append((f"{len(rows) + 1:04d}", village, "rural", *drawn, 10 * sum(drawn[3:]), before))
    return rows


# Tables -------------------------------------------------------------------------------------------------------------

POOR = sum(poor for _, poor, _ in VILLAGES.values())
INSURED = 640
MONTHLY_PREMIUMS = 6 * 105_300 + 6 * 113_850
"""4,5% of the base salary: 2.340.000 until June 2026, 2.530.000 from July."""

LETTERHEAD = (
    ("issuing_body", 1, "ỦY BAN NHÂN DÂN"),
    ("issuing_body", 2, "XÃ BA SƠN"),
    ("number", 1, ""),
    ("symbol", 1, "BC-UBND"),
    ("place", 1, "Ba Sơn"),
    ("day", 1, ""),
    ("month", 1, "11"),
    ("year", 1, "2026"),
    ("document_kind", 1, "BÁO CÁO"),
    ("subject", 1, "Kết quả giảm nghèo bền vững năm 2026 trên địa bàn xã Ba Sơn (bản minh họa, số liệu mô phỏng)"),
    ("recipient", 1, "Sở Nông nghiệp và Môi trường tỉnh Lạng Sơn"),
    ("signing_authority", 1, "TM. ỦY BAN NHÂN DÂN"),
    ("signing_authority", 2, "KT. CHỦ TỊCH"),
    ("signatory_title", 1, "PHÓ CHỦ TỊCH"),
    ("signatory_name", 1, "(Họ tên mô phỏng)"),
    ("addressee", 1, "Như trên"),
    ("addressee", 2, "Thường trực Đảng ủy, Hội đồng nhân dân xã"),
    ("addressee", 3, "Chủ tịch, các Phó Chủ tịch UBND xã"),
    ("addressee", 4, "Trưởng các thôn"),
    ("addressee", 5, "Lưu: VT, Phòng Kinh tế"),
)

DOCUMENTS = (
    ("directive", "plan", "12", "KH-UBND", f"UBND {UNIT}", "2026-02-09",
     "về thực hiện công tác giảm nghèo năm 2026 trên địa bàn xã"),
    ("directive", "plan", "57", "KH-UBND", f"UBND {UNIT}", "2026-08-20",
     "về rà soát hộ nghèo, hộ cận nghèo năm 2026 trên địa bàn xã"),
    ("directive", "guidance", "03", "HD-UBND", f"UBND {UNIT}", "2026-09-04",
     "về phiếu rà soát và họp thôn lấy ý kiến nhân dân"),
    ("report_request", "official_letter", "1500", "SNNMT-PTNT", "Sở Nông nghiệp và Môi trường tỉnh Lạng Sơn",
     "2026-10-20", "về báo cáo kết quả thực hiện mục tiêu giảm nghèo năm 2026"),
)  # fmt: skip

ASSESSMENT = (
    ("leadership", 1, "Ủy ban nhân dân xã đã kiện toàn Ban Chỉ đạo, phân công thành viên phụ trách từng thôn; các "
     "thôn họp dân công khai kết quả rà soát trước khi trình công nhận."),
    ("achievements", 1, "Các chính sách giảm nghèo đến đúng đối tượng; hộ nghèo được vay vốn, có thẻ bảo hiểm y tế và "
     "được hỗ trợ tiền điện kịp thời."),
    ("difficulties", 1, "Xã mới được sắp xếp từ ba xã, địa bàn rộng, thôn xa trung tâm còn nhiều hộ nghèo."),
    ("difficulties", 2, "Cán bộ xã nhận thêm nhiệm vụ của cấp huyện trước đây, chưa đều về nghiệp vụ."),
    ("causes", 1, "Xuất phát điểm của các thôn thấp; sản xuất phụ thuộc thời tiết và thị trường."),
    ("lessons", 1, "Thôn nào có trưởng thôn sâu sát, công khai từ đầu thì rà soát nhanh, ít khiếu nại."),
    ("directions", 1, "Ưu tiên nguồn lực cho bốn thôn có tỷ lệ hộ nghèo cao nhất."),
    ("directions", 2, "Tập huấn nghiệp vụ rà soát cho cán bộ xã và trưởng thôn."),
    ("design_proposals", 1, "Đề nghị tỉnh sớm hướng dẫn biểu mẫu theo dõi, đánh giá của Chương trình giai đoạn mới."),
    ("capital_proposals", 1, "Đề nghị giao vốn từ đầu năm để xã chủ động lựa chọn dự án."),
)  # fmt: skip

TABLES: dict[str, tuple[str, tuple[tuple[object, ...], ...]]] = {
    "letterhead": ("item,order,value", LETTERHEAD),
    "documents": ("role,kind,number,symbol,issuer,issue_date,subject", DOCUMENTS),
    "assessment": ("topic,order,text", ASSESSMENT),
    "villages": ("code,kind,name", tuple((code, "thon", str(int(code))) for code in VILLAGES)),
    "households": (
        "household_id,commune,area,members,ethnic_minority,score_b1,"
        f"{','.join(f'deprived_{name}' for name in INDICATORS)},score_b2,status_last_year",
        tuple(households()),
    ),
    "capital": (
        "component,capital_years,source,kind,amount_vnd,as_of_date",
        (
            ("programme", "2026", "central", "plan", 2_860 * MILLION, CLOSED),
            ("programme", "2026", "local", "plan", 140 * MILLION, CLOSED),
        ),
    ),
    "disbursements": (
        "component,capital_years,activity,status,amount_vnd,as_of_date",
        (("programme", "2026", "", "actual", 1_935 * MILLION, CLOSED),),
    ),
    "forecasts": (
        "component,capital_years,expected_rate_pct,target_date",
        (("programme", "2026", 92, "2026-12-31"),),
    ),
    "credit": (
        "borrower_group,loans_granted,amount_lent_vnd,borrowers_outstanding,outstanding_balance_vnd",
        (
            ("poor", 21, 1_640 * MILLION, 96, 6_720 * MILLION),
            ("near_poor", 18, 1_510 * MILLION, 71, 5_330 * MILLION),
            ("newly_escaped", 26, 2_280 * MILLION, 103, 8_250 * MILLION),
            ("employment_fund", "", 1_150 * MILLION, "", 3_900 * MILLION),
        ),
    ),
    "health_insurance": (
        "beneficiary_group,cards,amount_vnd",
        (("poor_and_near_poor", INSURED, INSURED * MONTHLY_PREMIUMS),),
    ),
    "electricity_support": ("period,households,amount_vnd", (("2026", POOR, POOR * 12 * 65_000),)),
    "employment": (
        "measure,channel,workers",
        (
            ("plan", "all", 120),
            ("result", "employment_fund", 23),
            ("result", "self_employment", 18),
            ("result", "overseas", 6),
            ("result", "enterprises", 79),
        ),
    ),
    "housing_support": (
        "funding,commune,households,amount_vnd",
        (("fund_for_the_poor", "09", 3, 180 * MILLION), ("social_mobilisation", "12", 4, 200 * MILLION)),
    ),
}

ABSENT = """# Vì sao xã không có những bảng này (data/README.md); mọi lý do đều là mô phỏng.
livelihood_projects: "chưa có danh mục dự án của Chương trình giai đoạn 2026-2030"
component_outputs: "chưa có dự án thành phần của Chương trình giai đoạn 2026-2030"
education_support: "do các trường báo cáo Sở Giáo dục và Đào tạo"
vocational_training: "xã không mở lớp đào tạo nghề trong năm"
labour_indicators: "do tỉnh tính, xã không có số liệu riêng"
published: "xã chưa phát hành báo cáo nào của năm"
"""


def write() -> None:
    """Write every table with its sidecar, and the reasons of those that are absent."""
    for name, (header, rows) in TABLES.items():
        path = FOLDER / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header.split(","))
            writer.writerows(rows)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        lines = (
            f'agency: "{AGENCY}"',
            "document: null",
            "handed_in: null",
            f"as_of: {REVIEWED if name == 'households' else CLOSED}",
            'provenance: "simulated"',
            "published_in: []",
            "published_filters: []",
            "published_values: []",
            f'sha256: "{digest}"',
            f'note: "{NOTE}"',
        )
        (FOLDER / f"{name}.meta.yml").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    (FOLDER / "absent.yml").write_text(ABSENT, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
