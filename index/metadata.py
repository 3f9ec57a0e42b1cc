"""The lines of 索引号, 文号, 发布日期 … that a site or a text prints above a document."""

from __future__ import annotations

import re

_KEYS = {
    "index_number": r"索\s*引\s*号",
    "published": r"(?:发布|公开|公布|上网)\s*(?:日\s*期|时\s*间)",
    "signed": r"(?:成文|印发|发文|生成|签发|制发)\s*(?:日\s*期|时\s*间)",
    "effective": r"(?:施行|实施|生效|执行)\s*(?:日\s*期|时\s*间)",
    "expires": r"(?:失效|废止|截止|终止)\s*(?:日\s*期|时\s*间)|有效期(?:至|限)?",
    "status": r"时\s*效\s*性?|有\s*效\s*性|效力\s*状态",
    "publisher": r"发布\s*(?:机构|机关|单位)|发文\s*(?:机构|机关|单位)|制发\s*(?:机构|机关|单位)|信息来源|公开责任部门",
    "document_number": r"(?:发\s*)?文\s*号|发文\s*字\s*号|文件\s*(?:编\s*号|字\s*号)|文\s*件\s*号",
    "title": r"(?:名\s*称|标\s*题|文件名称|信息名称)",
    "other": r"责任部门|公开目录|浏览量|主题\s*词|主题\s*分类|体裁\s*分类|服务对象|公开(?:方式|范围|形式|类别)"
    r"|信息分类|关\s*键\s*词|内容概述|所属分类|信息类别|组配分类|效力等级",
}
_FIELD = re.compile(
    rf"(?:^|[\s|])[\[【]?(?:{'|'.join(f'(?P<{name}>{pattern})' for name, pattern in _KEYS.items())})\s*[】\]]?\s*[:|]"
    r"\s*\|?"
)
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,14}\s*[〔﹝\[【(]\s*(?:19|20)\d{2}\s*[〕﹞\]】)]\s*(?:第\s*)?\d{1,5}\s*号")
_ORDER = re.compile(
    r"(?:[\u4e00-\u9fff]{2,20}令\s*)?[(]?第\s*[0-9一二三四五六七八九十百]+\s*号[)]?|[\u4e00-\u9fff]{2,20}公告\s*[12]\d{3}年第\d+号"
)
_LONGEST = 300


def read_fields(plain: str, text: str) -> list[tuple[str, str]] | None:
    """The fields a line prints, by name, an empty value when it stands on the next line; None when it is no such line.

    ``plain`` is ``text`` folded; values are given as printed.
    """
    if len(plain) > _LONGEST or not (":" in plain or "|" in plain):
        return None
    matches = list(_FIELD.finditer(plain))
    if not matches or matches[0].start() > 1:
        return None
    found: list[tuple[str, str]] = []
    for match, after in zip(matches, [*matches[1:], None], strict=True):
        value = text[match.end() : after.start() if after else len(text)].strip(" |｜\t\u00a0\u3000")
        found.append((match.lastgroup or "other", value))
    return found


def note_number(plain: str) -> str | None:
    """The document number a line consists of, without blanks; None when it is more or less than that."""
    match = _NUMBER.fullmatch(plain) or _ORDER.fullmatch(plain)
    return re.sub(r"\s+", "", match[0]).strip("()") if match else None
