"""Words for invented policy texts: no line made of them looks like a number, a title or a site's furniture."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from hypothesis import strategies as st

_SUBJECTS = ("企业", "申请人", "市科技局", "各县（市、区）", "园区管理机构", "项目单位", "有关部门", "受理窗口")
_VERBS = ("应当按时报送", "负责建立", "可以申请", "统筹安排", "依法公开", "加快建设", "及时更新", "如实填写")
_OBJECTS = ("年度台账", "补助资金", "冷链设施", "培训名额", "检测平台", "“一件事”清单", "用地指标", "《服务目录》")
_TAILS = (
    "",
    "，最高200万元",
    "，按每户3000元给予补助",
    "，补助比例为15.5%",
    "，到2027年覆盖率达到90%",
    "，自受理之日起10个工作日内办结",
    "，依照第三条第二款办理",
    "，参照本条第（二）项执行",
    "，具体见附件1",
    "，不得迟于2025年3月1日",
)
STARTS = (
    "第三条第二款所称企业，",
    "第五条规定的期限内，",
    "第三条、第四条所列项目，",
    "第二章规定的情形，",
    "前款所称新建项目，",
    "第（一）项所列材料，",
    "附件1所列单位，",
    "2025年，",
    "3月1日前，",
    "10个工作日内，",
    "1000万元以上的项目，",
    "2.5万元以下的部分，",
    "三年内，",
    "十个工作日内，",
    "一次性补助，",
    "24小时内，",
    "5G应用项目，",
    "其中，",
)
BEGINNINGS = ("2025年底前，", "到2027年，", "第三条第二款所称企业，", "“十四五”期间，", "项目验收后，")
_AIMS = ("加强", "完善", "推进", "优化", "健全", "扩大")
_THINGS = ("组织领导", "要素保障", "服务流程", "人才引进", "监测评估", "开放合作", "宣传引导")
_NAMES = ("总体要求", "工作目标", "重点任务", "保障措施", "支持政策", "组织实施", "监督管理", "附则")
_LABELS = ("申报条件", "补助标准", "受理时间", "责任分工", "申报材料", "办理流程")
_SCOPES = ("目的", "适用范围", "部门职责", "申报条件", "施行日期")
_BRACKETS = (
    "（市科技局牵头，市财政局、人力资源社会保障局配合）",
    "(责任单位：市商务局、市交通运输局)",
    "（牵头单位：市农业农村局；配合单位：各县（市、区）人民政府）",
    "(市发展改革委负责)",
)
_ITEMS = (
    "依法登记",
    "按时纳税",
    "近3年没有失信记录",
    "具备2名以上技术人员",
    "投资额在500万元以上",
    "符合第六条规定的条件",
)
_KINDS = ("通知", "意见", "若干措施", "管理办法", "实施方案", "实施细则", "规定", "申报指南", "规划", "公告", "条例")
_ORGANS = ("澜江省人民政府", "临澜市人民政府办公室", "望屿市科学技术局", "霁州市商务局")
_TOPICS = ("冷链设施建设", "创业孵化", "数字化改造", "跨境贸易便利化")
_ATTACHED = ("冷链补助申报指南", "重点任务分工表", "补助标准", "绩效评价实施细则", "项目申报书（格式）")
CHROME_ABOVE = (
    "当前位置：首页>政务公开>政策文件",
    "您现在的位置: 首页 > 通知公告",
    "无障碍 | 长者版",
    "【打印】【关闭】",
    "字号：大 中 小",
    "分享到：微信 微博",
)
CHROME_BELOW = (
    "扫一扫在手机打开当前页",
    "上一篇：关于公布服务窗口名单的通知",
    "下一篇：关于举办政策宣讲会的公告",
    "【打印】【关闭】",
    "主办单位：某市人民政府办公室 网站标识码：0000000000",
    "版权所有：某市人民政府",
)
ADDRESSEES = ("各县（市、区）人民政府，市政府各部门：", "各有关单位:", "市直各委、办、局，各园区管委会：")
NUMBERS = ("临政发〔2025〕12号", "望政办规﹝2024﹞3号", "霁商发[2025]108号", "澜政办函〔2024〕7号")
DAYS = ("2025年2月3日", "2025 年 2 月 3 日", "二〇二五年二月三日")


def _sentence(random: Random) -> str:
    return random.choice(_SUBJECTS) + random.choice(_VERBS) + random.choice(_OBJECTS) + random.choice(_TAILS) + "。"


def _dated(random: Random) -> str:
    """A sentence that begins with a year or a reference, as one may right after a number."""
    return random.choice(BEGINNINGS) + _sentence(random)


def _long(random: Random) -> str:
    """A sentence far too long for a heading."""
    parts = [_sentence(random)[:-1] for _ in range(4)]
    return f"{'，'.join(parts)}，并于每季度终了后15日内报送进展情况。"


def _paragraph(random: Random) -> str:
    return "".join(_sentence(random) for _ in range(random.randint(1, 3)))


def _continuation(random: Random) -> str:
    start = random.choice(STARTS) if random.random() < 0.5 else ""
    return start + _paragraph(random)


def _lead(random: Random) -> str:
    """A sentence that ends with a colon and leads to a list."""
    what = random.choice(("应当具备下列条件", "按照下列标准给予补助", "应当提交以下材料"))
    return f"申请{random.choice(_OBJECTS)}的{random.choice(_SUBJECTS)}，最高补助{random.randint(2, 90)}万元，{what}："


def _heading(random: Random) -> str:
    if random.random() < 0.3:
        return random.choice(_NAMES)
    heading = random.choice(_AIMS) + random.choice(_THINGS)
    return heading + (f"，{random.choice(_AIMS)}{random.choice(_THINGS)}" if random.random() < 0.2 else "")


def _title(random: Random) -> str:
    kind, topic = random.choice(_KINDS), random.choice(_TOPICS)
    organ = random.choice(_ORGANS) if random.random() < 0.5 else ""
    trial = "（试行）" if kind in ("管理办法", "实施细则") and random.random() < 0.3 else ""
    if kind in ("通知", "意见", "公告") or random.random() < 0.3:
        return f"{organ}关于支持{topic}的{kind}{trial}"
    return f"{organ[:3]}{topic}{kind}{trial}"


def _preface(random: Random) -> str:
    first = random.choice(("为支持冷链发展", "根据有关法律法规", "为深入落实省政府部署，推动创业", "经市政府同意"))
    return f"{first}，结合本市实际，{random.choice(('制定本办法。', '现就有关事项通知如下：', '提出如下意见。'))}"


def _closing(random: Random) -> str:
    return random.choice(
        (
            "本办法自2025年3月1日起施行，有效期3年。",
            "本意见由市科技局负责解释。",
            "本措施与上级政策不一致的，按照上级政策执行。",
            "特此通知。",
        )
    )


def _drawn(make: Callable[[Random], str]) -> st.SearchStrategy[str]:
    """A strategy of what ``make`` says: one draw a text, so that long policies stay cheap to make."""
    return st.integers(0, 10_000).map(lambda seed: make(Random(seed)))  # noqa: S311, a text is no secret


SENTENCES = _drawn(_sentence)
DATED = _drawn(_dated)
LONG_SENTENCES = _drawn(_long)
PARAGRAPHS = _drawn(_paragraph)
CONTINUATIONS = _drawn(_continuation)
LEADS = _drawn(_lead)
HEADINGS = _drawn(_heading)
TITLES = _drawn(_title)
PREFACES = _drawn(_preface)
CLOSINGS = _drawn(_closing)
SPACED = st.sampled_from(("总　则", "附　则", "罚 则", "法律责任"))
LABELS = st.sampled_from(_LABELS)
SCOPES = st.sampled_from(_SCOPES)
BRACKETS = st.sampled_from(_BRACKETS)
ITEMS = st.sampled_from(_ITEMS)
ATTACHED = st.sampled_from(_ATTACHED)
ORGANS = st.sampled_from(_ORGANS)
TOPICS = st.sampled_from(_TOPICS)
