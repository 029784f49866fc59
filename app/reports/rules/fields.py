"""The columns that ledgers and weekly sheets are known to have, and the names people give them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.shared.sentences import LabelledEnum, Sentence, say


class Kind(LabelledEnum):
    """What a workbook is for."""

    REGISTER = "register", say("Project ledger")
    WEEKLY = "weekly", say("Weekly sheet")


class ReadAs(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    NAME = "name"
    SECTION = "section"
    TOWNSHIP = "township"
    ROUTE = "route"
    CHAINAGE = "chainage"
    STRETCH = "stretch"
    LENGTH = "length"
    WIDTH = "width"
    MONEY = "money"
    DATE = "date"
    #: A date whose bare month means its last day.
    LAST_DAY = "last day"
    SHARE = "share"
    COUNT = "count"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Field:
    """A column of the bureau's sheets: its key, its label on our pages, how it is read, its names."""

    key: str
    label: Sentence
    read_as: ReadAs
    names: tuple[str, ...]


def _field(key: str, label: Sentence, read_as: ReadAs, names: str) -> Field:
    return Field(key, label, read_as, tuple(names.split()))


_T, _N = ReadAs.TEXT, ReadAs.NAME

FIELDS: Mapping[str, Field] = {
    each.key: each
    for each in (
        _field("serial", say("No."), ReadAs.IGNORED, "序号 序 编号 no serial seq serialno index 行号"),
        _field(
            "programme", say("Programme"), _N,
            "专项 专项名称 批次 批次名称 项目类别 工程类别 计划类别 programme program",
        ),
        _field(
            "project", say("Project"), _N,
            "项目名称 工程名称 工程项目 项目 建设项目 建设项目名称 工程项目名称 project projectname",
        ),
        _field("project_code", say("Project code"), _T, "项目编码 项目编号 项目代码 工程编号 projectcode"),
        _field(
            "section", say("Section"), ReadAs.SECTION,
            "标段 标段号 标段名称 标段编号 施工标段 合同段 合同段号 合同标段 所属标段 标号 标段别 合同号"
            " 合同编号 标 section tendersection lot sectionno lotno contractsection bidsection package",
        ),
        _field(
            "contractor", say("Contractor"), _N,
            "施工单位 施工单位名称 中标单位 中标单位名称 承包人 承包单位 承建单位 施工企业 施工方 中标人"
            " 中标企业 承包商 中标施工单位 施工队伍 施工 contractor contractorname builder",
        ),
        _field(
            "supervisor", say("Supervision firm"), _N,
            "监理单位 监理 监理公司 监理企业 监理单位名称 监理机构 supervisor supervision supervisionfirm"
            " supervisionunit supervisingfirm engineer",
        ),
        _field("owner", say("Employer"), _N, "建设单位 管养单位 项目法人 业主 业主单位 建设管理单位 owner employer"),
        _field("designer", say("Designer"), _N, "设计单位 设计 勘察设计单位 设计院 designer"),
        _field("manager", say("Project manager"), _N, "项目经理 项目负责人 projectmanager"),
        _field(
            "township", say("Township"), ReadAs.TOWNSHIP,
            "乡镇 所在乡镇 乡镇名称 乡镇街道 镇 街道 镇街 乡镇办 乡镇街 镇办 所属乡镇 乡 行政区划 区划名称"
            " 所在镇 乡镇街道名称 township town townshipname subdistrict",
        ),
        _field(
            "village", say("Village"), _N,
            "村 行政村 建制村 所在村 村名 村居 村庄 村委会 涉及村 所属村 行政村名称 建制村名称 途经村"
            " village villagename administrativevillage",
        ),
        _field(
            "place", say("Township and village"), ReadAs.TOWNSHIP,
            "乡镇村 建设地点 所在地 地点 工程地点 位置 所在位置 项目地点 所在乡镇村 乡镇行政村 实施地点"
            " 所在乡镇及村 location place site",
        ),
        _field(
            "route_code", say("Route code"), ReadAs.ROUTE,
            "路线编码 路线编号 线路编码 线路编号 公路编码 道路编码 道路编号 路线代码 编码 路线号 线路代码"
            " 公路编号 路编码 路线 routecode roadcode route routeno roadno",
        ),
        _field(
            "name", say("Road"), _N,
            "道路名称 路线名称 线路名称 路名 建设道路 道路 路段名称 线路 公路名称 路段 建设路段 道路名"
            " 实施道路 实施路段 建设道路名称 路线名 建设线路 road roadname routename nameofroad name",
        ),
        _field("bridge_name", say("Bridge"), _N, "桥梁名称 桥名 桥梁 桥梁名 bridge bridgename"),
        _field("bridge_code", say("Bridge code"), _T, "桥梁编码 桥梁编号 桥梁代码 桥编码 bridgecode bridgeno"),
        _field(
            "center", say("Centre chainage"), ReadAs.CHAINAGE,
            "中心桩号 桥位桩号 桥梁中心桩号 桥中心桩号 桥位中心桩号 centrechainage centerchainage",
        ),
        _field(
            "stretch", say("From–to chainage"), ReadAs.STRETCH,
            "起讫桩号 起止桩号 桩号 起讫点 起止点 起讫点桩号 桩号范围 起止点桩号 桩号段落 施工桩号 起止里程"
            " 起讫里程桩号 里程桩号 起终点桩号 建设桩号 chainage chainagefromto stretch fromto stake",
        ),
        _field(
            "start", say("From chainage"), ReadAs.CHAINAGE,
            "起点 起点桩号 起始桩号 起桩号 起点里程 起 起始点 起讫桩号起点 桩号起点 桩号起 from start"
            " fromchainage startchainage chainagefrom chainagestart startstake",
        ),
        _field(
            "end", say("To chainage"), ReadAs.CHAINAGE,
            "终点 止点 讫点 终点桩号 止点桩号 讫点桩号 终止桩号 止桩号 止 讫 终 终止点 桩号止 桩号终点 to end"
            " tochainage endchainage chainageto chainageend endstake",
        ),
        _field(
            "length", say("Length"), ReadAs.LENGTH,
            "建设里程 里程 长度 路线长度 全长 路长 建设长度 实施里程 改造里程 路线里程 设计里程 计划里程"
            " 施工里程 合同里程 公里数 里程长度 道路长度 路段长度 线路长度 总里程 建设规模 公里 千米"
            " length roadlength lengthofroad mileage distance",
        ),
        _field("subgrade_width", say("Subgrade width"), ReadAs.WIDTH, "路基宽度 路基宽 subgradewidth"),
        _field(
            "width", say("Pavement width"), ReadAs.WIDTH,
            "路面宽度 路面宽 宽度 路宽 设计宽度 道路宽度 面层宽度 宽 width pavementwidth roadwidth",
        ),
        _field("widths", say("Subgrade / pavement width"), ReadAs.TEXT, "路基路面宽 路基路面宽度 路基宽路面宽 路基宽度路面宽度"),
        _field("thickness", say("Pavement thickness"), ReadAs.TEXT, "路面厚度 面层厚度 厚度 thickness"),
        _field(
            "structure", say("Pavement"), _N,
            "结构类型 路面类型 路面结构 结构形式 面层类型 路面结构类型 路面形式 结构 面层结构 路面材料"
            " 结构型式 pavement pavementtype structure surface surfacetype",
        ),
        _field(
            "road_class", say("Technical class"), _N,
            "技术等级 公路等级 等级 道路等级 技术标准 公路技术等级 设计等级 class technicalclass roadclass",
        ),
        _field("nature", say("Nature of works"), _N, "建设性质 项目性质 工程性质 建设类型 nature natureofworks"),
        _field(
            "amount", say("Contract amount"), ReadAs.MONEY,
            "合同金额 合同价 中标价 中标金额 合同造价 合同总价 签约合同价 合同价款 中标造价 合同额 合同总金额"
            " 造价 金额 中标价格 合同总额 工程造价 contractamount contractprice amount price contractsum"
            " contractvalue bidprice",
        ),
        _field(
            "investment", say("Total investment"), ReadAs.MONEY,
            "总投资 批复投资 概算投资 投资 概算 总投资额 投资额 估算投资 计划投资 项目总投资 批复总投资 概算总投资"
            " 投资规模 投资总额 totalinvestment investment budget",
        ),
        _field("central_fund", say("Central fund"), ReadAs.MONEY, "中央 中央资金 中央专项资金 中央补助 车购税 中央专项 中央投资"),
        _field("provincial_fund", say("Provincial fund"), ReadAs.MONEY, "省 省级 省补 省级资金 省补资金 省级补助 省级补助资金"),
        _field("city_fund", say("City fund"), ReadAs.MONEY, "市 市级 市级资金 市补 市级配套"),
        _field("district_fund", say("District fund"), ReadAs.MONEY, "区 县 区级 县级 区县 区级资金 县级资金 区级配套 县级配套 配套 地方配套 县区 区配套"),
        _field("own_fund", say("Self-raised fund"), ReadAs.MONEY, "自筹 自筹资金 地方自筹"),
        _field("approval", say("Approval no."), _N, "批复文号 立项文号 批复 文号 批准文号 施工图批复 approvalno"),
        _field("procurement", say("Procurement"), _N, "招标方式 采购方式 发包方式"),
        _field(
            "starts_on", say("Start date"), ReadAs.DATE,
            "开工日期 开工时间 开工 实际开工 合同开工日期 计划开工 计划开工日期 实际开工日期 开工年月 计划开工时间"
            " 合同开工 实际开工时间 开始日期 starton startdate start_date startedon commencement commencementdate datestarted",
        ),
        _field(
            "planned_finish_on", say("Planned finish"), ReadAs.LAST_DAY,
            "计划完工 计划完工日期 计划完工时间 完工日期 完工时间 完工 计划竣工 计划竣工日期 合同完工日期 竣工日期"
            " 竣工时间 计划交工 计划交工日期 合同完工 计划竣工时间 计划完成时间 完成日期 计划完成 合同竣工日期"
            " finishdate plannedfinish completion completiondate duedate enddate plannedcompletion",
        ),
        _field(
            "duration", say("Contract period"), ReadAs.TEXT,
            "合同工期 工期 计划工期 施工工期 工期天 起止时间 开完工日期 开竣工日期 计划开完工 开竣工时间 period duration",
        ),
        _field("handed_over_on", say("Handed over on"), ReadAs.DATE, "交工 交工日期 交工验收 交工时间 交工验收日期 交工验收时间"),
        _field("final_accepted_on", say("Finally accepted on"), ReadAs.DATE, "竣工验收 竣工 竣工验收日期 竣工验收时间"),
        _field("audit", say("Audit"), ReadAs.TEXT, "审计 审计情况 审计金额 审计日期"),
        _field("retention", say("Retention"), ReadAs.TEXT, "质保金 质量保证金 保留金"),
        _field("span_total", say("Sum of spans"), ReadAs.WIDTH, "跨径总长 跨径总长度 跨径"),
        _field("bridge_length", say("Bridge length"), ReadAs.WIDTH, "桥长 桥梁全长 桥梁长度 桥梁总长 桥全长 bridgelength"),
        _field("bridge_width", say("Bridge width"), ReadAs.WIDTH, "桥宽 桥梁全宽 桥梁宽度 桥面宽度 桥面宽 桥面全宽 bridgewidth"),
        _field("longest_span", say("Longest span"), ReadAs.WIDTH, "单孔最大跨径 最大跨径 单孔跨径 主跨径"),
        _field("bridge_rating", say("Rating"), _N, "评定等级 技术状况 技术状况评定 桥梁等级 技术状况等级 评定类别"),
        _field("built_year", say("Built in"), _N, "建改年度 建成年份 修建年度 建造年代 建设年份 建成时间 建改造年度 建成年度"),
        _field("bridge_class", say("Class by span"), _T, "按跨径分类 跨径分类 桥梁分类 桥梁类型"),
        _field("superstructure", say("Superstructure"), _T, "上部结构 上部结构类型 上部结构形式 桥型"),
        _field("defects", say("Defects"), _T, "病害内容 病害 病害情况 主要病害 病害描述"),
        _field("remedy", say("Remedy"), _T, "方案 改造方案 处治方案 处治措施 加固方案 改造方式 改建方案"),
        _field(
            "physical_share", say("Physical progress"), ReadAs.SHARE,
            "形象进度 总体进度 总体形象进度 工程进度 累计形象进度 综合进度 总进度 整体进度 完成进度 形象进度累计"
            " 目前进度 physicalprogress progress overallprogress overall percentcomplete",
        ),
        _field(
            "week_investment", say("Investment this week"), ReadAs.MONEY,
            "本周完成投资 本周投资 本周完成产值 本周产值 完成投资本周 本期完成投资 产值本周 投资本周 本周完成投资额"
            " 完成投资本周完成 本周完成金额 weekinvestment investmentthisweek thisweekinvestment valuethisweek",
        ),
        _field(
            "total_investment", say("Investment in all"), ReadAs.MONEY,
            "累计完成投资 累计投资 累计完成产值 累计产值 完成投资累计 开累完成投资 产值累计 投资累计 累计完成投资额"
            " 完成投资累计完成 累计完成金额 自开工累计完成投资 开累产值 cumulativeinvestment investmenttodate totalvalue"
            " cumulativevalue",
        ),
        _field(
            "investment_share", say("Investment rate"), ReadAs.SHARE,
            "投资完成率 投资完成比例 完成投资占比 投资比例 产值完成率 占合同比例 占合同 完成投资比例 投资完成 完成投资完成率",
        ),
        _field("elapsed_share", say("Elapsed time"), ReadAs.IGNORED, "序时进度 序时 时间进度 elapsed elapsedprogress"),
        _field(
            "deviation", say("Ahead or behind"), ReadAs.IGNORED,
            "超滞 超前滞后 进度偏差 偏差 超滞百分点 超欠 超前或滞后 deviation aheadbehind",
        ),
        _field("people", say("People"), ReadAs.COUNT, "投入人员 人员 施工人员 投入人数 人数 投入人员数 现场人员 作业人员 people workers staff"),
        _field(
            "machines", say("Machines"), ReadAs.COUNT,
            "机械 机械台套 投入机械 机械设备 设备 投入设备 机械数量 投入机械设备 machines machinery equipment plant",
        ),
        _field("troubles", say("Problems met"), _T, "存在问题 问题 存在的问题 主要问题 制约因素 问题及原因 存在困难 problems issues difficulties"),
        _field("next_plan", say("Plan for next week"), _T, "下周计划 下周工作计划 下周安排 下一步计划 下步计划 下周施工计划 nextweek planfornextweek nextweekplan"),
        _field("phone", say("Telephone"), ReadAs.IGNORED, "联系电话 电话 手机 telephone phone"),
        _field("remark", say("Remark"), _T, "备注 说明 备注说明 情况说明 注 remark remarks note notes comment comments"),
    )
}  # fmt: skip

#: A word inside a longer header that still tells the column; the longest that fits wins.
TELLING_WORDS = tuple(
    sorted(
        (
            (name, each.key)
            for each in FIELDS.values()
            for name in each.names
            if len(name) >= (2 if not name.isascii() else 5)
            and each.key not in ("serial", "remark")
        ),
        key=lambda pair: (-len(pair[0]), pair[0]),
    )
)
BY_NAME = {name: each.key for each in reversed(list(FIELDS.values())) for name in each.names}

#: What a row must have, beside a name for its road or bridge.
ROAD_IDENTITY = ("route_code", "name", "bridge_name", "project")
