"""Forecasts reported as results, and forecasts below what was already achieved."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from analysis.comparison.findings import Finding, finding_at
from analysis.comparison.mentions import Mention
from analysis.comparison.text import Text

_UNTIL_NOW = re.compile(
    r"(?:tính )?đến (?:thời điểm (?:báo cáo|này|hiện tại|hiện nay)|nay|ngày \d+[^,.;]{0,20})|hiện nay|lũy kế đến", re.I
)
_EXPECTED = re.compile(r"dự kiến|ước(?= (?:đạt|giải ngân|thực hiện))", re.I)
_RESULT = re.compile(
    r"\s*(?:đã )?(?:giải ngân|thực hiện|đạt|hỗ trợ|chi|cấp|thanh toán|hoàn thành|tổ chức"
    r"|vận động|huy động|xây dựng|đào tạo|giải quyết)",
    re.I,
)
_NEAR, _FAR = 12, 60
_YEAR_END = re.compile(
    r"(?:dự kiến|ước|phấn đấu)[^.;]{0,40}(?:hết năm|cuối năm|cả năm|đến (?:hết )?(?:ngày )?31/12"
    r"|hết ngày 31/12|năm \d{4})|(?:hết|cuối|cả) năm[^.;]{0,30}(?:dự kiến|ước)",
    re.I,
)


def find_forecast_contradictions(text: Text) -> Iterator[Finding]:
    """Find expected amounts reported as results, and year-end forecasts below the amount achieved."""
    for block in text.blocks:
        for sentence in text.sentences[block]:
            for mention in sentence.mentions:
                yield from _reported_as_done(mention)
            yield from _below_what_is_done(sentence.mentions)
        yield from _overtaken(text.of(block))
    yield from _below_earlier(text)


def _reported_as_done(mention: Mention) -> Iterator[Finding]:
    if mention.quantity.kind in ("percent", "points", "", "tháng", "ngày", "năm"):
        return
    until = next(reversed(list(_UNTIL_NOW.finditer(mention.left))), None)
    expected = _EXPECTED.search(mention.left, until.end() if until else 0)
    if (
        not until
        or not expected
        or re.search(r"(?:hết|cuối|cả) năm|31/12|tháng (?:cuối|tới)|thời gian tới", mention.left, re.I)
    ):
        return
    if re.search(r"[,.;]", mention.left[until.end() : expected.start()].strip(" ,")) or re.search(
        r"phê duyệt trong", mention.left
    ):
        return
    after = mention.left[expected.end() :]
    if expected.start() - until.end() > _NEAR or len(after) > _FAR or not _RESULT.match(after):
        return
    message = (
        f"“{until.group()} … {expected.group()}”: số {mention.quantity.printed} là dự kiến nhưng được nêu như kết quả "
        "đến thời điểm báo cáo."
    )
    yield finding_at(mention, "forecast", "probable", "số đã thực hiện", message)


def _below_what_is_done(mentions: list[Mention]) -> Iterator[Finding]:
    """For "10 tháng đã đưa 412 lao động, ước cả năm đạt 385 lao động": a year cannot be less than its months."""
    for done, forecast in itertools.pairwise(mentions):
        same = done.quantity.kind == forecast.quantity.kind and done.quantity.noun == forecast.quantity.noun
        if not same or done.quantity.kind in ("percent", "points", "") or not _YEAR_END.search(forecast.left):
            continue
        so_far = re.search(r"\d+ tháng|đến nay|đã ", done.left, re.I) and not _EXPECTED.search(done.left)
        if (
            so_far
            and forecast.quantity.value < done.quantity.value
            and not re.search(r"còn|giảm|xuống", forecast.left, re.I)
        ):
            message = f"Ước cả năm {forecast.quantity.printed} thấp hơn số đã thực hiện {done.quantity.printed}."
            yield finding_at(forecast, "forecast", "certain", f"từ {done.quantity.printed} trở lên", message)


def _below_earlier(text: Text) -> Iterator[Finding]:
    """Find a forecast for the whole year below the result for part of the year in the same words."""
    results: dict[tuple[str, str], Mention] = {}
    for mention in text.mentions:
        words = re.findall(r"\w+", mention.left.lower())[-4:]
        if mention.quantity.kind in ("percent", "points", "") or len(words) < 4:
            continue
        key = (mention.quantity.kind, " ".join(words))
        if _YEAR_END.search(mention.left) or re.search(r"(?:dự kiến|ước)[^.;]{0,20}(?:cả )?năm", mention.left, re.I):
            done = results.get(key)
            if (
                done is not None
                and mention.quantity.value < done.quantity.value
                and done.block.heading is mention.block.heading
            ):
                message = f"Dự kiến cả năm {mention.quantity.printed} thấp hơn số đã thực hiện {done.quantity.printed}."
                yield finding_at(mention, "forecast", "certain", f"từ {done.quantity.printed} trở lên", message)
        elif (
            not mention.forecast
            and mention.role != "plan"
            and re.search(r"\d+ tháng|đến nay|đến ngày|đến thời điểm", mention.clause_before, re.I)
        ):
            results[key] = mention


def _overtaken(mentions: list[Mention]) -> Iterator[Finding]:
    """Find year-end forecasts that are not above the result in the same paragraph."""
    shares = [m for m in mentions if m.quantity.kind == "percent"]
    for forecast in shares:
        if not _YEAR_END.search(forecast.left) or forecast.quantity.approximate:
            continue
        done = [
            m
            for m in shares
            if m.quantity.end <= forecast.quantity.start
            and not _EXPECTED.search(m.left)
            and re.search(r"kế hoạch|dự toán|vốn", m.right[:30], re.I)
            and re.search(r"giải ngân|đạt|bằng", m.left, re.I)
        ]
        done = done[-1:]
        if not done or (done[0].years and forecast.years and done[0].years != forecast.years and len(shares) > 2):
            continue
        reached, expected = done[0].quantity, forecast.quantity
        if expected.value < reached.value:
            message = f"Dự kiến cuối năm {expected.printed} thấp hơn mức đã đạt {reached.printed}."
            yield finding_at(forecast, "forecast", "certain", f"từ {reached.printed} trở lên", message)
        elif expected.value == reached.value < 100:
            message = f"Dự kiến cuối năm đúng bằng mức đã đạt ({reached.printed}); có lẽ là số thực hiện chép lại."
            yield finding_at(forecast, "forecast", "style", f"trên {reached.printed}", message)
