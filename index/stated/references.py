"""References from one clause to another (第三条第二款, 前款, 《某办法》第十条, 附件1), and the clauses they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.stated.fact import Reference
from index.stated.moments import number

_N = "[0-9零〇一二三四五六七八九十百千两]{1,9}"
_OWN = "办法|法典|法|条例|规定|细则|意见|通知|方案|解释|规则|措施|章程|决定|准则|规程|指南|指引|政策"
_AHEAD = rf"(?=的?(?:第{_N}|附[件表]))"
_TOKEN = re.compile(
    rf"第\(?(?P<n>{_N})\)?(?P<unit>[编章节款项目]|条(?:之[一二三四五六七八九十](?!十))?)"
    rf"|(?P<title>《[^《》\n]{{1,80}}(?:《[^《》\n]{{1,60}}》[^《》\n]{{0,60}})?》(?:\([^()\n]{{1,40}}\))?){_AHEAD}"
    rf"|(?P<self>[本该同](?:{_OWN})){_AHEAD}"
    r"|(?P<attachment>附[件表](?:[0-9]{1,2}|[一二三四五六七八九十]{1,2}(?![、.])))"
    r"|(?P<relative>[前上][一二两三四几]?[款条项](?![目件例])|本[条款项章节](?![目例件约水度制日程])|下[一列]?款)"
)
_UNITS = {
    "编": "chapter",
    "章": "chapter",
    "节": "chapter",
    "条": "article",
    "款": "paragraph",
    "项": "item",
    "目": "point",
}
_SIGNS = ("条", "款", "项", "章", "附件", "附表", "节", "编")
_LEVELS = {"chapter": 1, "article": 2, "paragraph": 3, "item": 4, "point": 5}
_LINK = re.compile(r"\s?(?:[、,，]?(?:和|与|及|或者?|以及|并)|、)\s?")
_RANGE = re.compile(r"\s?(?:至|到|[-—–－~～]{1,2})\s?")
_NAMED = re.compile(r"(?:[\u4e00-\u9fff]{1,18}(?:法典|法|条例|规定|办法|细则|解释|规则|准则|章程|决定|公约))(?:的)?$")
_NAME_CUT = re.compile(
    r"依照|按照|比照|执行|准用|援引|遵守|触犯|构成|认定为|视为|作出|所称|根据|违反|依据|适用|参照|符合|具备|属于|规定的|规定在|以及|或者|因|由|对|将|和|与|及|或|的|有|在|除|关于|即|为|经|向|不受|超出|违背|同时"
)
_COUNTS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4}
_ORDER = re.compile(r"(?P<words>[^,，。;；、\s]{2,20}(?:[0-9年]令|号|公告))的?$")
_NO_NAMES = frozenset(
    {
        "办法",
        "规定",
        "条例",
        "决定",
        "方法",
        "做法",
        "看法",
        "合法",
        "依法",
        "违法",
        "非法",
        "立法",
        "执法",
        "司法",
        "规则",
    }
)
_GOES_ON = ("规定", "的规定", "所列", "所称", "第", "至", "和第", "、第", "或者第", "到第", "中")
_INDENT = 8  # characters before a line's own number, marks of Markdown included


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class _Chain:
    """Tokens that stand together (第三条第二款), and how they go on from the chain before: and, to or not at all."""

    tokens: tuple[_Token, ...]
    link: str = ""


def references(text: str) -> tuple[Reference, ...]:
    """The references in a clause's text, in order; the clause's own number at the beginning of a line is none.

    A list (第十条、第十一条) gives one reference each; a range (第五条至第八条) gives one with ``until``.
    """
    if not any(sign in text for sign in _SIGNS):
        return ()
    tokens = [
        _Token(match.start(), match.end(), kind, match[0])
        for match in _TOKEN.finditer(text)
        if not _is_label(text, match, kind := _kind(match))
    ]
    found: list[Reference] = []
    named: str | None = None
    for chain in _chains(text, tokens):
        made = _made(text, chain, found[-1] if found and chain.link else None, named)
        if made is None:
            continue
        if chain.link == "to" and found:
            found[-1] = _until(text, found[-1], made)
        else:
            found.append(made)
        named = found[-1].document or named
    return tuple(found)


def _kind(match: re.Match[str]) -> str:
    return _UNITS[match["unit"][0]] if match["unit"] else match.lastgroup or ""


def _is_label(text: str, match: re.Match[str], kind: str) -> bool:
    """Whether 第三条, 第二章 or 附件1 begins a line as the number of what stands there."""
    if kind not in ("chapter", "article", "attachment"):
        return False
    window = max(match.start() - _INDENT - 1, 0)
    line = text.rfind("\n", window, match.start()) + 1 or window
    if match.start() - line > _INDENT or text[line : match.start()].strip(" \u3000#*"):
        return False
    return not text.startswith(_GOES_ON, match.end())


def _chains(text: str, tokens: Sequence[_Token]) -> Iterator[_Chain]:
    current: list[_Token] = []
    link = ""
    for token in tokens:
        gap = text[current[-1].end : token.start] if current else "。"
        if current and gap in ("", "的") and _deeper(token, current[-1]):
            current.append(token)
            continue
        if current:
            yield _Chain(tuple(current), link)
        link = "" if not current or token.kind in ("title", "self", "relative") else _link(gap)
        current = [token]
    if current:
        yield _Chain(tuple(current), link)


def _link(gap: str) -> str:
    if _RANGE.fullmatch(gap):
        return "to"
    return "and" if _LINK.fullmatch(gap) else ""


def _deeper(token: _Token, last: _Token) -> bool:
    if last.kind in ("title", "self"):
        return token.kind in ("chapter", "article", "attachment", "item", "paragraph")
    if last.kind == "relative":
        return token.kind in ("paragraph", "item", "point")
    return _LEVELS.get(token.kind, 0) > _LEVELS.get(last.kind, 9)


def _made(text: str, chain: _Chain, before: Reference | None, named: str | None) -> Reference | None:
    """The reference a chain makes; ``before`` is the one it goes on from, ``named`` the text named last."""
    first, last = chain.tokens[0], chain.tokens[-1]
    if first.kind in ("title", "self") and len(chain.tokens) == 1:
        return None
    start, document = _document(text, first, named)
    relative, count = None, 1
    if first.kind == "relative":
        relative, count = first.words, _COUNTS.get(first.words[1:2], 1)
    target, paragraph = _labels(chain.tokens)
    made = Reference(start, last.end, text[start : last.end], target, (), paragraph, None, document, relative, count)
    level = _LEVELS.get(first.kind)
    if before is None or level is None or (first.kind == "article" and document and document != before.document):
        return made
    above = (
        () if first.kind in ("chapter", "article") else tuple(label for label in before.target if _level(label) < level)
    )
    inherited = before.paragraph if paragraph is None and level > _LEVELS["paragraph"] else paragraph
    return replace(
        made,
        target=(*above, *target),
        paragraph=inherited,
        document=document or before.document,
        relative=relative or (before.relative if first.kind != "article" else None),
    )


def _level(label: str) -> int:
    if label.startswith("第"):
        return _LEVELS["article"] if "条" in label else _LEVELS["chapter"]
    return _LEVELS["item"] if label.startswith("(") else _LEVELS["point"]


def _labels(tokens: Sequence[_Token]) -> tuple[tuple[str, ...], int | None]:
    labels: list[str] = []
    paragraph = None
    for token in tokens:
        if token.kind in ("chapter", "article", "attachment"):
            labels.append(token.words)
        elif token.kind == "item":
            labels.append(f"({token.words[1:-1].strip('()')})")
        elif token.kind == "point":
            labels.append(f"{number(token.words[1:-1])}.")
        elif token.kind == "paragraph":
            paragraph = number(token.words[1:-1])
    return tuple(labels), paragraph


def _document(text: str, first: _Token, named: str | None) -> tuple[int, str | None]:
    """Where a reference begins and the other text it is to: 《某办法》, 刑法; None for this text."""
    if first.kind == "title":
        return first.start, first.words[1 : first.words.rindex("》")]
    if first.kind == "self":
        return first.start, None if first.words.startswith("本") else named or first.words
    if first.kind not in ("article", "chapter"):
        return first.start, None
    before = text[max(first.start - 30, 0) : first.start]
    order = _ORDER.search(before)
    if order:
        return first.start - len(before) + order.start(), order["words"]
    match = _NAMED.search(re.split(r"[^\u4e00-\u9fff]", before)[-1])
    if not match:
        return first.start, None
    name = _NAME_CUT.split(match[0].removesuffix("的"))[-1]
    if len(name) < 2 or name.startswith(("本", "该", "同", "各项", "有关")) or name in _NO_NAMES:
        return first.start, None
    return first.start - len(name) - (1 if before.endswith("的") else 0), name


def _until(text: str, low: Reference, high: Reference) -> Reference:
    """第五条 and 第八条 made one reference, 第五条至第八条."""
    only_paragraph = high.target == low.target
    return replace(
        low,
        end=high.end,
        words=text[low.start : high.end],
        until=() if only_paragraph else high.target,
        until_paragraph=high.paragraph if only_paragraph else None,
    )
