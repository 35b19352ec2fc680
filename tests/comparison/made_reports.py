"""Consistent reports made from random numbers, and one wrong number put into them."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from analysis.figures import format_number

COMMUNES = ("An Hòa", "Bình Minh", "Cẩm Thạch", "Đông Sơn", "Hồng Thái", "Kim Long", "Lâm Sơn", "Minh Khai", "Nam Hải")


@dataclass(frozen=True)
class Made:
    """A report, and the numbers in it that follow from others.

    Attributes
    ----------
    lines
        Its text.
    places
        Kind of contradiction that a wrong number would make, its line (from 0) and the number as printed.
    """

    lines: tuple[str, ...]
    places: tuple[tuple[str, int, str], ...]

    def with_error(self, kind: str, rnd: random.Random) -> tuple[str, ...] | None:
        """Return the text with one digit of one number of that kind changed; nothing where there is none."""
        some = [place for place in self.places if place[0] == kind]
        if not some:
            return None
        _, line, number = rnd.choice(some)
        wrong = _wrong(number, kind, rnd)
        lines = list(self.lines)
        lines[line] = re.sub(rf"(?<![\d.,]){re.escape(number)}(?![\d.,]*\d)", wrong, lines[line], count=1)
        return tuple(lines)


def _wrong(number: str, kind: str, rnd: random.Random) -> str:
    """Change one digit; of a percentage not the last one, which rounding may move, and never the leading zero."""
    digits = [i for i, c in enumerate(number) if c.isdigit()]
    if kind == "share":
        digits = digits[:-1]
    while True:
        place, digit = rnd.choice(digits), rnd.choice("0123456789")
        if number[place] == digit or (place == 0 and digit == "0"):
            continue
        return number[:place] + digit + number[place + 1 :]


def made_report(rnd: random.Random) -> Made:
    """Make a report of several sections in the words of such reports; every number in it is consistent."""
    maker = _Maker(rnd)
    for section in (maker.capital, maker.poverty, maker.projects, maker.jobs, maker.communes, maker.table):
        section()
    return Made(tuple(maker.lines), tuple(maker.places))


class _Maker:
    def __init__(self, rnd: random.Random) -> None:
        self.rnd = rnd
        self.lines: list[str] = []
        self.places: list[tuple[str, int, str]] = []

    def say(self, sentence: str, **numbers: tuple[str, str]) -> None:
        """Add a line; each number is given with the kind of contradiction it would make."""
        self.places += [(kind, len(self.lines), number) for kind, number in numbers.values() if kind]
        self.lines += [sentence.format(**{name: number for name, (_, number) in numbers.items()}), ""]

    def split(self, total: int, parts: int) -> list[int]:
        """Cut a number into parts, none of them zero."""
        cuts = sorted(self.rnd.sample(range(1, total), parts - 1))
        return [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]

    def heading(self, text: str) -> None:
        self.lines += [text, ""]

    def capital(self) -> None:
        self.heading("I. NGUỒN VỐN")
        plan = self.rnd.randint(2_000, 40_000)
        central, local = sorted(self.split(plan, 2), reverse=True)
        spent = self.rnd.randint(plan // 5, plan - 10)
        mark = self.rnd.choice(["trong đó", "gồm", "bao gồm"])
        self.say(
            "Tổng kế hoạch vốn được giao năm 2024 là {plan} triệu đồng, " + mark
            + " ngân sách trung ương {central} triệu đồng, ngân sách địa phương {local} triệu đồng.",
            plan=("sum", _n(plan)), central=("sum", _n(central)), local=("sum", _n(local)),
        )  # fmt: skip
        verb = self.rnd.choice(["đạt", "bằng"])
        self.say(
            "Kế hoạch vốn của tiểu dự án là {plan} triệu đồng. Đến nay đã giải ngân {spent} triệu đồng, " + verb
            + " {rate} kế hoạch, số tiền còn lại là {rest} triệu đồng.",
            plan=("", _n(plan)), spent=("", _n(spent)), rate=("share", _p(spent, plan)),
            rest=("remainder", _n(plan - spent)),
        )  # fmt: skip

    def poverty(self) -> None:
        self.heading("II. KẾT QUẢ RÀ SOÁT")
        households = self.rnd.randint(3_000, 60_000)
        poor = self.rnd.randint(households // 20, households // 4)
        near = self.rnd.randint(households // 20, households // 4)
        rural, urban = sorted(self.split(poor, 2), reverse=True)
        self.say(
            "Tổng số hộ toàn huyện là {all} hộ. Tổng số hộ nghèo là {poor} hộ, tỷ lệ hộ nghèo là {rate}; "
            "tổng số hộ cận nghèo là {near} hộ, tỷ lệ hộ cận nghèo là {near_rate}.",
            all=("", _n(households)), poor=("", _n(poor)), rate=("share", _p(poor, households)),
            near=("", _n(near)), near_rate=("share", _p(near, households)),
        )  # fmt: skip
        self.say(
            "Trong tổng số {poor} hộ nghèo có {rural} hộ ở khu vực nông thôn, chiếm {rural_share} tổng số hộ nghèo.",
            poor=("", _n(poor)), rural=("", _n(rural)), rural_share=("share", _p(rural, poor)),
        )  # fmt: skip
        self.say(
            "Số hộ nghèo toàn huyện là {poor} hộ, trong đó khu vực nông thôn {rural} hộ, khu vực thành thị {urban} hộ.",
            poor=("sum", _n(poor)), rural=("sum", _n(rural)), urban=("sum", _n(urban)),
        )  # fmt: skip

    def projects(self) -> None:
        self.heading("III. DỰ ÁN SINH KẾ")
        models, homes, money = self.rnd.randint(12, 60), self.rnd.randint(200, 900), self.rnd.randint(3_000, 9_000)
        (m1, m2), (h1, h2), (v1, v2) = self.split(models, 2), self.split(homes, 2), self.split(money, 2)
        self.say(
            "Triển khai {models} mô hình cho {homes} hộ tham gia với tổng kinh phí {money} triệu đồng, trong đó:",
            models=("sum", _n(models)), homes=("sum", _n(homes)), money=("sum", _n(money)),
        )  # fmt: skip
        for year, model, home, value in ((2023, m1, h1, v1), (2024, m2, h2, v2)):
            self.say(
                f"- Năm {year}: {{model}} mô hình cho {{home}} hộ, kinh phí {{value}} triệu đồng;",
                model=("sum", _n(model)), home=("sum", _n(home)), value=("sum", _n(value)),
            )  # fmt: skip
        done = self.rnd.randint(1, 9)
        self.say(
            "Đến nay đã nghiệm thu được {done} mô hình, còn {rest} mô hình đang thực hiện.",
            done=("", f"{done:02d}/{done + 7} mô hình".removesuffix(" mô hình")), rest=("count", "07"),
        )  # fmt: skip

    def jobs(self) -> None:
        self.heading("IV. VIỆC LÀM")
        people, plan = self.rnd.randint(400, 3_000), self.rnd.randint(400, 3_000)
        loans, abroad, firms, own = self.split(people, 4)
        self.say(
            "Tạo việc làm mới cho {people} người, đạt {rate} kế hoạch ({plan} người), trong đó vay vốn {loans} người, "
            "đi làm việc ở nước ngoài {abroad} người, doanh nghiệp trong và ngoài tỉnh {firms} người, tự tạo việc làm "
            "{own} người.",
            people=("", _n(people)), rate=("share", _p(people, plan)), plan=("", _n(plan)), loans=("sum", _n(loans)),
            abroad=("sum", _n(abroad)), firms=("sum", _n(firms)), own=("sum", _n(own)),
        )  # fmt: skip

    def communes(self) -> None:
        self.heading("V. ĐỊA BÀN")
        some = self.rnd.sample(COMMUNES, self.rnd.randint(3, 7))
        self.say(
            "Đã kiểm tra, giám sát tại {count} xã: " + ", ".join(some) + ".",
            count=("count", f"{len(some):02d}"),
        )  # fmt: skip

    def table(self) -> None:
        self.heading("VI. BIỂU TỔNG HỢP")
        columns = [[self.rnd.randint(20, 2_000) for _ in range(5)] for _ in range(2)]
        self.lines += ["| TT | Đơn vị | Số hộ | Kinh phí (triệu đồng) |", "|---|---|---:|---:|"]
        for row, (homes, money) in enumerate(zip(*columns, strict=True)):
            self.places += [("table", len(self.lines), _n(homes)), ("table", len(self.lines), _n(money))]
            self.lines.append(f"| {row + 1} | Xã {COMMUNES[row]} | {_n(homes)} | {_n(money)} |")
        totals = [_n(sum(column)) for column in columns]
        self.places += [("table", len(self.lines), total) for total in totals]
        self.lines += [f"| | Tổng cộng | {totals[0]} | {totals[1]} |", ""]


def _n(value: int) -> str:
    return f"{value:02d}" if value < 10 else format_number(Decimal(value), "integer")


def _p(part: int, whole: int) -> str:
    return format_number(Fraction(part, whole), "percent2")
