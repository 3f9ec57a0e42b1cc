"""The heading at the start of a numbered unit, also where the page has lost the stop after it."""

from __future__ import annotations

import re

# What makes a short sentence a rule and not a heading: a sum, a duty, a second clause.
_RULES = re.compile(
    r";|\d\s*(?:万|亿)?(?:元|%)|应当|不得|必须|可以|请你|请各|予以|给予|是指|适用本|制定本|起施行|有效期(?:至|为|限|[0-9])|(?:同时|予以)废止"
    r"|的[,，](?:按|不|可|由|给|免|从|应|参照|依照|优先|视)|(?:按照|按|参照|依照)[^,，。;；]{2,20}执行"
)
_STOP = re.compile("[。?]")
_ANNOUNCES = re.compile("下列|如下|以下")
# A line that ends like this goes on with the next.
_DANGLING = re.compile(r"(?:[;,:、]|依照|按照|根据|以及|和|与|及|或|(?<!目)的)$")
_COLON_HEADING = re.compile(r"(?P<heading>(?!第)[^,。;:\d]{2,16}):\s*(?:(?=\S)|$)")
_ARTICLE_HEADING = re.compile(r"\s*[【\[(](?P<heading>[^】\])),。]{2,20})[】\])]\s*")
_LONGEST = 40
_LONGEST_LINE = 60

# What headings of tasks and measures end with, and what their first sentence then begins with.
_ENDS = (
    "发展|建设|平台|体系|机制|制度|政策|改革|布局|品牌|服务|机构|基地|市场|环境|能力|水平|产业|企业|人才|队伍|保障|支持|管理|监管|创新|合作|交流"
    "|融合|应用|转化|攻关|示范|试点|贸易|消费|投资|金融|结构|模式|业态|项目|工程|行动|集群|园区|资源|共享|质量|效率|作用|目的地|产业链|供应链"
    "|责任|领导|宣传|考核|评估|督查|落实|实施|推广|对接|协调|协同|联动|统筹|规划|标准|规范|信用|安全|渠道|空间|载体|生态|网络|设施|中心"
    "|开放|转型|升级|提升|培育|引进|保护|治理|扶持|力度|范围|对象|条件|程序|原则|目标|要求|方式|流程|渠道|优势|主体|活力|动能|需求|供给"
)
_OPENERS = (
    "鼓励|支持|引导|推进|推动|促进|依托|依法|引入|引进|统筹|充分|允许|由|通过|以|对|将|把|在|按照|根据|结合|围绕|聚焦|坚持|落实|完善|健全|建立|加快|加大|加强"
    "|强化|深化|优化|积极|大力|进一步|探索|着力|全面|到20|发挥|利用|严格|实施|组织|开展|构建|培育|打造|提高|提升|扩大|制定|设立|整合|为|各|凡|筛选"
)
# What a heading of a task or measure begins with.
_TASKS = re.compile(
    "(?:全面|有序|积极|大力|加快|着力|进一步|深入|持续|稳步|统筹|协同|共同|强化|深化|优化|创新|做[大强优实好]|推[进动广]|促进|完善|健全|建[立设]|组建|搭建|构建"
    "|打造|培育|发展|发挥|扩大|提[高升]|加[强大]|支持|鼓励|引[进导入]|吸引|拓[展宽]|落实|实施|开展|规范|严格|保障|保护|降低|减[轻免少]|放宽|简化|设立|探索|聚焦"
    "|突出|夯实|壮大|盘活|畅通|整合|改[革善进]|增强|激发|释放|维护|营造|坚持|明确|制定|组织|举办|布局)"
)
_BOUNDARY = re.compile(rf"(?<=[\u4e00-\u9fff”》])(?=(?:{_OPENERS}))")
_ENDS_HEADING = re.compile(rf"(?:{_ENDS})$")
# 支持政策, 推进机制, 保障措施: an opener that itself belongs to a noun
_COMPOUND = re.compile(rf"(?:{_OPENERS})(?:{_ENDS}|措施|办法|方案)(?!健康|社会|企业|产业)")
_BLANK_AFTER = re.compile(r"(?P<heading>[\u4e00-\u9fff“”()+]{4,24})\s+(?=\S)")
_SHORTEST_LOST, _LONGEST_LOST = 6, 30


def article_heading(rest: str) -> tuple[str | None, int]:
    """The bracketed heading after 第X条, if there is one, and how many characters it takes."""
    match = _ARTICLE_HEADING.match(rest)
    return (match["heading"], match.end()) if match else (None, 0)


def heading(rest: str) -> tuple[int, int]:
    """Where the heading at the start of ``rest`` ends, and where the text after it begins; 0, 0 without one."""
    colon = _COLON_HEADING.match(rest)
    if colon and not _ANNOUNCES.search(colon["heading"]):
        return colon.end("heading"), colon.end()
    stop = _STOP.search(rest, 1, _LONGEST + 1)
    if stop and not _RULES.search(rest, 0, stop.start()):
        return stop.start() + (stop[0] == "?"), stop.end()
    alone = 0 < len(rest) <= _LONGEST_LINE and "。" not in rest and not _DANGLING.search(rest)
    return (len(rest), len(rest)) if alone and not _RULES.search(rest) else (0, 0)


def lost_stop(rest: str) -> int:
    """Where a heading ends that runs into its first sentence because the page has lost the stop; 0 when unsure.

    A heading of a task is a short phrase without a comma that ends with a noun of such headings; the sentence
    after it begins with a verb or a preposition. Only for units whose siblings do have headings.
    """
    blank = _BLANK_AFTER.match(rest)
    if blank:
        return blank.end("heading")
    if not _TASKS.match(rest):
        return 0
    pause = re.search(r"[,。;:(]", rest)
    end = min(pause.start() if pause else len(rest), _LONGEST_LOST)
    for match in _BOUNDARY.finditer(rest, _SHORTEST_LOST, end):
        place = match.start()
        if _ENDS_HEADING.search(rest[:place]) and not _COMPOUND.match(rest, place):
            return place
    return 0
