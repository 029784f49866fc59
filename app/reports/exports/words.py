"""The bureau's words on its own forms, which are Chinese whatever the reader's language."""

from datetime import date
from decimal import Decimal

from app.progress.rules.weights import UnitOfWork
from app.ranking.rules.eligibility import Eligibility
from app.ranking.rules.policy import Band, Dimension, WorkGroup
from app.shared.calendar import Month

UNIT_WORDS = {
    UnitOfWork.KM: "km",
    UnitOfWork.METRE: "m",
    UnitOfWork.SQUARE_METRE: "m2",
    UnitOfWork.CUBIC_METRE: "m3",
    UnitOfWork.PIECE: "个",
    UnitOfWork.PERCENT: "%",
}
DIMENSION_WORDS = {
    Dimension.PROGRESS: "进度",
    Dimension.QUALITY: "质量",
    Dimension.SAFETY: "安全",
    Dimension.ENVIRONMENT: "环保",
    Dimension.STAFF: "人员设备",
    Dimension.WAGES: "工资",
    Dimension.PAPERWORK: "内业",
}
GROUP_WORDS = {
    WorkGroup.ROADS: "农村公路建设项目",
    WorkGroup.BRIDGES: "危桥改造项目",
    WorkGroup.SAFETY_WORKS: "生命安全防护工程项目",
    WorkGroup.OTHER: "其他工程项目",
}
BAND_WORDS = {Band.FRONT: "前档", Band.MIDDLE: "中档", Band.REAR: "后档"}
#: R37: the front is paid first, the rear is deferred or reduced, never cancelled.
RESULT_WORDS = {Band.FRONT: "优先拨付", Band.MIDDLE: "正常拨付", Band.REAR: "暂缓拨付、约谈"}
ELIGIBILITY_WORDS = {
    Eligibility.RANKED: "",
    Eligibility.NOT_STARTED: "未开工，不参加排名",
    Eligibility.NEW: "新开工，不参加排名",
    Eligibility.SUSPENDED: "停工，不排名",
    Eligibility.FINISHED: "已交工，不排名",
    Eligibility.FEW_RECORDS: "记录不足，不排名",
}


def titled(year: int, programme: str) -> str:
    """Return a programme with its year before it, once."""
    return programme if programme.startswith(f"{year}年") else f"{year}年{programme}"


def chinese_day(day: date) -> str:
    """Return 2020年6月7日."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_month(month: Month) -> str:
    """Return 2020年6月."""
    return f"{month.year}年{month.number}月"


def share_of(part_fen: int | None, whole_fen: int | None) -> Decimal | None:
    """Return part ÷ whole as a share to a tenth of a percent, None where there is no whole."""
    if part_fen is None or not whole_fen:
        return None
    return round(Decimal(part_fen) / whole_fen, 3)
