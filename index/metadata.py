"""The lines of 索引号, 文号, 发布日期 … that a site or a text prints above a document."""

from __future__ import annotations

import re

_KEYS = {
    "index_number": r"索\s*引\s*号",
    "published": r"(?:发布|公开|公布|上网|发表|张贴|刊登)\s*(?:日\s*期|时\s*间)"
    r"|(?:日\s*期|时\s*间)(?=\s*:\s*(?:19|20)\d{2}[-/.]\d)",
    "signed": r"(?:成文|印发|发文|生成|签发|制发)\s*(?:日\s*期|时\s*间)",
    "effective": r"(?:施行|实施|生效|执行)\s*(?:日\s*期|时\s*间)",
    "expires": r"(?:失效|废止|截止|终止)\s*(?:日\s*期|时\s*间)|有效期(?:至|限)?",
    "status": r"时\s*效\s*性?|有\s*效\s*性|效力\s*状态",
    "publisher": r"发布\s*(?:机构|机关|单位)|信息来源|公开责任部门",
    "issuer": r"(?:发文|制发|印发|制定)\s*(?:机构|机关|单位|部门)",
    "document_number": r"(?:发\s*)?文\s*号|发文\s*字\s*号|文件\s*(?:编\s*号|字\s*号)|文\s*件\s*号"
    r"|(?:通告|公告|文件)编号",
    "title": r"(?:名\s*称|标\s*题|文件名称|信息名称)",
    "other": r"责任部门|公开目录|浏览量|主题\s*词|主题\s*分类|体裁\s*分类|服务对象|公开(?:方式|范围|形式|类别)"
    r"|信息分类|关\s*键\s*词|内容概述|所属分类|信息类别|组配分类|效力等级|类\s*别|来\s*源|作\s*者|点击数?|阅读数?|浏览次数|(?:责任)?编辑|审核|(?:办理|答复)结果|是否公开|栏\s*目|访问量|字\s*[号体]|分享",
}
_FIELD = re.compile(
    rf"(?:^|[\s|·])[\[【]?(?:{'|'.join(f'(?P<{name}>{pattern})' for name, pattern in _KEYS.items())})"
    r"(?:\s*[】\]]?\s*[:|\t]\s*\|?|\s*[】\]])"
)
_YEAR = r"[〔﹝\[【(]\s*(?:19|20)\d{2}\s*[〕﹞\]】)]"
_DAY = r"[12]\d{3}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
_NUMBER_LINE = re.compile(
    rf"[(]?(?P<number>[\u4e00-\u9fff]{{1,14}}\s*{_YEAR}\s*(?:第\s*)?\d{{1,5}}\s*号|第\s*[0-9一二三四五六七八九十百]+\s*号"
    rf"|[\u4e00-\u9fff]{{2,20}}(?:令|公告)\s*(?:[12]\d{{3}}年)?\s*第?\s*\d+\s*号"
    rf"|(?:公告|通告|令)?\s*[12]\d{{3}}年?\s*第\s*\d{{1,5}}\s*号)"
    rf"\s*(?:(?P<day>{_DAY})\s*(?:印发|发布|公布|发))?[)]?"
)
# 某政复〔2026〕3号      类别:B: a class, a degree of secrecy or a name stands at the other end of the line.
_BESIDE = re.compile(r"\s{2,}[^\s:]{1,6}:\s*\S{1,12}$")
_ISSUED_LINE = re.compile(rf"[(]\s*(?P<day>{_DAY})(?P<issuer>[\u4e00-\u9fff]{{4,30}}?)(?:印发|发布|公布|批准)\s*[)]")
_APART = re.compile(r"\s*[|·/]\s+|\s+[|·/]\s*|\s*\|\s*|\s{2,}|[,;]\s*")
_IN_DIGITS = re.compile(r"[(]?\s*[12]\d{3}[-/.]\d{1,2}[-/.]\d{1,2}")
# 2026.09.28, (2026-09-28 10:20), 2026年9月28日
_SHORT_DAY = re.compile(
    rf"[(]?\s*(?:[12]\d{{3}}(?P<mark>[-/.])\d{{1,2}}(?P=mark)\d{{1,2}}|{_DAY})(?:\s+\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?\s*(?:印发|发布|公布)?\s*[)]?"
)
_RED_HEAD = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{4,30}?(?:政府|办公室|办公厅|委员会|局|厅|部|委|署|院))(?:规范性)?文件"
)
_MARKS = re.compile(r"[:|\t】\]]")
_FIRST_WITHIN = 60
_FIRST_DAY = re.compile(r"[12]\d{3}[-/.]\d{1,2}[-/.]\d{1,2}")
_CELL = re.compile(r"\s[|｜·]\s|[|｜]\s|\s{2,}(?=[^\s:：][^:：]{0,10}[:：])")
_BLANKS = " |｜\t\u00a0\u3000"
_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<lines>(?:[^\n]*\n){1,40}?)---[ \t]*(?:\r?\n|$)")
_FRONT_KEYS = {
    "title": "title",
    "标题": "title",
    "date": "published",
    "published": "published",
    "发布日期": "published",
    "source": "publisher",
    "publisher": "publisher",
    "发布机构": "publisher",
    "issuer": "issuer",
    "发文机关": "issuer",
    "document_number": "document_number",
    "number": "document_number",
    "文号": "document_number",
}
_LONGEST = 300


def read_fields(plain: str, text: str) -> list[tuple[str, str]] | None:
    """The fields a line prints, by name, an empty value when it stands on the next line; None when it is no such line.

    ``plain`` is ``text`` folded; values are given as printed.
    """
    if len(plain) > _LONGEST or "。" in plain or not _MARKS.search(plain):
        return None
    matches = list(_FIELD.finditer(plain))
    day = _FIRST_DAY.match(plain)
    if not matches or matches[0].start() > (_FIRST_WITHIN if day or len(matches) > 1 else 1):
        return None
    found: list[tuple[str, str]] = []
    for match, after in zip(matches, [*matches[1:], None], strict=True):
        value = text[match.end() : after.start() if after else len(text)].strip(_BLANKS)
        found.append((match.lastgroup or "other", _CELL.split(value)[0].strip(_BLANKS)))
    return [("published", day[0]), *found] if day else found


def note_issue(plain: str) -> dict[str, str]:
    """What a line tells that consists of the document's number, its day, or the organ whose paper it is; or nothing."""
    plain = _BESIDE.sub("", plain)
    parts = [part for part in _APART.split(plain) if part]
    if len(parts) > 1 or _IN_DIGITS.match(plain):
        return _of_parts(parts)
    match = (
        _NUMBER_LINE.fullmatch(plain) or _ISSUED_LINE.fullmatch(plain) or _RED_HEAD.fullmatch(re.sub(r"\s", "", plain))
    )
    if not match:
        return {}
    names = {"number": "document_number", "day": "signed", "issuer": "issuer"}
    return {names[name]: re.sub(r"\s+", "", value) for name, value in match.groupdict().items() if value}


def _of_parts(parts: list[str]) -> dict[str, str]:
    """A number and a day beside each other (2026年第7号 | 2026.09.28), or a day alone; nothing where more is there."""
    found: dict[str, str] = {}
    for part in parts:
        if _SHORT_DAY.fullmatch(part):
            found["signed" if len(parts) > 1 else "published"] = part
        elif match := _NUMBER_LINE.fullmatch(part):
            found["document_number"] = re.sub(r"\s+", "", match["number"])
        else:
            return {}
    return found


def front_matter(text: str) -> tuple[dict[str, str], int]:
    """The fields of the block of ``key: value`` lines at the head of a Markdown file, and where the text begins."""
    block = _FRONT.match(text)
    if not block:
        return {}, 0
    fields: dict[str, str] = {}
    for line in block["lines"].splitlines():
        key, _, value = line.partition(":")
        name = _FRONT_KEYS.get(key.strip().lower())
        if name and value.strip():
            fields[name] = value.strip().strip("\"'")
    return fields, block.end()
