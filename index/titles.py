"""What a title of an official text looks like, and the lines that stand soon after one."""

from __future__ import annotations

import re

from index.numbering import Rank, number_of

_KIND = (
    "通知|意见|办法|方案|规定|细则|指南|答复|复函|规划|措施|决定|公告|通告|批复|条例|政策|计划|要点|指引|规则"
    "|标准|规程|章程|纲要|函|法|预案|目录|清单|名单|说明|公报|通报|命令|令|报告|请示|纪要|决议|制度|解释|问答|解读|答问|[一二三四五六七八九十0-9]+条"
)
_TITLE = re.compile(rf"[^。;!?]{{4,110}}?(?:{_KIND})(?:\s*[(〔][^)〕]{{1,20}}[)〕])?")
_NOT_TITLE = re.compile(
    r"^(?:根据|为了?|按照|依据|现将|请|附|详见|参见|第.{1,4}[章节条]|各|来源|解读|《[^》]*》(?!.*关于|.{0,4}(?:问答|解读)))|[:,、]$|[:,].*[:,]"
)
_FIELD = re.compile(r"^[\u4e00-\u9fff ]{2,8}:")
_ADDRESSED = re.compile(
    r"[^。;]*(?:各|政府|部门|单位|委员|代表|企业|机构|院|局|厅|委|公司|办公室|先生|女士|中心|园区)[^。;]*:"
)
_ANNOUNCES = re.compile(r"如下:$|^(?:为|根据|按照|依据|现)|通知如下|下列")
_LONGEST_ADDRESSEE = 160
_NUMBER_LINE = re.compile(r"[\u4e00-\u9fff]{1,14}\s*[〔\[【(]\s*(?:19|20)\d{2}\s*[〕\]】)]\s*\d{1,5}\s*号")
_BEGINNING = re.compile(
    r"(?:为了?|根据|现[将就]|按照|依据|经.{2,30}(?:同意|批准|审议))\S|.{4,200}(?:制定本|提出(?:如下|以下)|通知如下|如下:$)"
)
_ORGAN = re.compile(
    r"[\u4e00-\u9fff（）()、 ]{4,40}(?:政府|办公室|办公厅|委员会|局|厅|部|委|管委会|署|行|院|院校|大学)"
)
_ISSUES = re.compile("印发|发布|公布|下发|转发|征求意见|现予")
_SUFFIX = re.compile(
    r"[(](?:试行|暂行|草案|送审稿|征求意见稿|讨论稿|修订\w{0,6}|(?:[12]\d{3}年?\s*[-—–~～至]+\s*)?[12]\d{3}年?\w{0,8})[)]"
)
_MASTHEAD = re.compile(
    r"(?:[\u4e00-\u9fff()]{2,30}?(?:政府|办公室|办公厅|委员会|局|厅|部|委|管委会|署|院)[、\s]*)+(?:公告|通告|通知|文件|公报|令)"
)
_HISTORY = re.compile(r"\d{4}年\d|会议|修正|通过")
_UNFINISHED = re.compile(r"[^。；;，,：:]{4,60}(?:关于[^。；;，,：:]*|印发|转发)")


def is_title_shaped(plain: str) -> bool:
    """Whether a folded line has the words and the end of a title."""
    if not _TITLE.fullmatch(plain) or _NOT_TITLE.search(plain) or _FIELD.match(plain) or "|" in plain or "\t" in plain:
        return False
    return number_of(plain) is None


def opens(plain: str) -> bool:
    """Whether a folded line is one that stands soon after a title."""
    if is_addressee(plain) or _NUMBER_LINE.fullmatch(plain) or _BEGINNING.match(plain):
        return True
    number = number_of(plain)
    return number is not None and number.value == 1 and number.rank not in (Rank.ATTACHMENT, Rank.CIRCLE)


def is_addressee(plain: str) -> bool:
    """Whether a folded line says to whom the text goes."""
    if not plain.endswith(":") or not 2 <= len(plain) <= _LONGEST_ADDRESSEE:
        return False
    return bool(_ADDRESSED.fullmatch(plain)) and not _ANNOUNCES.search(plain) and number_of(plain) is None


def encloses(title: str, opening: str, attached: str) -> bool:
    """Whether a notice of this title and opening issues the text titled ``attached``, or puts it up for comment."""
    words = bare(title) + bare(opening)
    return bool(_ISSUES.search(words)) and bare(attached) in words


def is_suffix(plain: str) -> bool:
    """Whether a line below a title is its end in brackets, as (试行)."""
    return bool(_SUFFIX.fullmatch(plain))


def is_masthead(plain: str) -> bool:
    """Whether a line is the organs' names and what they issue (县农业农村局 县财政局 公告), without a matter."""
    return bool(_MASTHEAD.fullmatch(plain)) and "关于" not in plain


def organ_above(above: str, title: str) -> bool:
    """Whether the line above a title is its beginning: part of its words, or the organs that issued it."""
    if _UNFINISHED.fullmatch(above):
        return not _HISTORY.search(above) and bare(title) not in bare(above)
    return title.startswith("关于") and all(_ORGAN.fullmatch(organ) for organ in above.split())


def bare(text: str) -> str:
    """``text`` without blanks, brackets and quotation marks, to compare titles by."""
    return re.sub(r"[\s《》〈〉“”‘’\"'<>（）()]", "", text)
