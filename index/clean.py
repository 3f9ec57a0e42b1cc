"""Scraped text to clean lines; every character keeps its place in the source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from index.numbering import number_of
from index.policy import Segment
from index.variants import fold

_SPACE = " \t\r\n\f\v\u00a0\u3000\ufeff\u200b\u200c\u200d\u2002\u2003\u2009\x1c\x1d\x1e\x85\u2028\u2029"
_MARKDOWN = re.compile(
    r"^#{1,6}\s+|^>\s+|^[-*+]\s+(?=\S)|\*\*|__|^\*(?=\S.*\*$)|(?<=\S)\*$|<!--.*?-->|^\|(?=.*\|$)|(?<=.)\|$"
    r"|!?\[(?=[^\]\[]{1,200}\]\()|\]\([^()\s]{0,300}\)"
)
_LINKS = re.compile(r"(?:[-*+\s·|]*!?\[[^\]\[]{1,200}\]\([^()\s]{0,300}\)[\s|·]*)+")
_LONGEST_CHROME = 140
_WORD = re.compile(r"\w")
# What a line of the text begins with far more often than one of the site: a number.
_NUMBERS = frozenset("第一二三四五六七八九十①②③④⑤")

# Lines that belong to the site and not to the document. Each pattern must match the whole, folded line.
_CHROME = re.compile(
    "|".join(
        (
            r"无障碍.{0,20}|长者版|关怀版|适老版",
            r"[您你]?(当前|现在|所在)?(所在)?的?位置\s*:.{0,120}",
            r"(网站)?(首页|主页)\s*[>|/»→].{0,120}|[^。,;]{2,20}(\s*>+\s*[^。,;>]{2,20}){2,6}|>+\s*(返回|打印|关闭).{0,40}",
            r"扫一扫.{0,20}",
            r".{0,6}(分享(到|至)?|[打列]印(本页|此页)?|关闭(窗口)?|收藏|返回(顶部|首页|列表)|回页顶|(字号|字体)(大小)?)"
            r"(\s*[:】\]|\s].{0,40})?",
            r"(【|\[)?(大|中|小|打印|关闭|收藏)([\s|】\]【\[]+(大|中|小|打印|关闭|收藏))+(】|\])?",
            r"[·•■◆▶►\s]*(上|下)一(篇|条)(文章)?\s*:.{0,80}",
            r"(浏览|访问|阅读|点击)(次数|量|数)?\s*:?\s*[\d,]{1,12}.{0,10}|您是第.{0,20}|点赞.{0,20}",
            r"(来源|信息来源|责任编辑|编辑|审核|作者)\s*[:丨].{0,40}|原创\s.{0,40}|END|阅读原文.{0,20}",
            r"(主办|承办|版权所有|网站标识码|技术支持).{0,80}",
            r".{0,40}(ICP备|公网安备).{0,60}",
            r"(网站地图|联系我们|关于我们|隐私声明|使用帮助)([\s|·]+\S{2,8})*",
            r"(登录|注册|搜索|首页|繁体|English|移动版|手机版|RSS)([\s|·]+\S{1,10}){0,8}",
            r"\S{2,12}(\s+\S{2,10}){0,6}\s+(登录|注册|首页|设为首页|加入收藏|欢迎光临\S{0,20})(\s+\S{2,10}){0,6}",
            r"(相关(阅读|文档|推荐|链接|文章(推荐)?|解读|法规|政策|信息|报道)|猜你喜欢|(更多|热门|精彩|往期)(推荐|文章|回顾|征集|公告|政策)"
            r"|推荐阅读|延伸阅读)\s*(:.{0,60})?",
            r"版权(声明|公告).{0,120}|.{0,40}(All Rights Reserved|Copyright|©).{0,80}",
            r".{0,40}建议使用.{0,40}(分辨率|浏览器).{0,20}",
            r".{0,60}(二维码|公众号|转载请注明|联系删除|侵权|网友上传|免责声明|登载此文|不构成法律意见).{0,80}",
            r"我要回(帖|答|复)|点击(添加|这里|此处|查看).{0,20}",
            r"附件\s*:?|附件下载\s*:?.{0,40}",
            r"[(]此件(公开|主动公开|依申请公开|不予公开).{0,8}[)]",
            r"[-—–_·.\s]{1,4}\d{1,4}[-—–_·.\s]{1,4}|第\s*\d{1,4}\s*页(\s*[,/]?\s*共\s*\d{1,4}\s*页)?",
        )
    )
)
# Sentences that sites put under a text.
_NOTICE = re.compile(r"版权|二维码|公众号|转载|联系删除|网友上传|免责声明|登载此文|不构成法律意见")
# A page number, or what says that a page of paper begins.
_PAPER = re.compile(r"[-—–_·.\s]{1,4}\d{1,4}[-—–_·.\s]{1,4}|第\s*\d{1,4}\s*页.{0,12}")
_LEAST_REPEATS = 3
_LONGEST_HEADER = 40

# Clauses run together on one line: numbers after a stop, of articles or of a list.
_RUN_ON = 60
_LEAST_INLINE = 2
_INLINE = (
    re.compile(r"(?:^|(?<=[。;!?…)】”]))\s*(?=第[零一二三四五六七八九十百千]{1,7}条[\s【(])"),
    re.compile(r"(?:^|(?<=[^\w,、:《“(\-]))\s*(?=[一二三四五六七八九十]{1,3}、)"),
)
_BLANK = frozenset(" \u3000\u00a0")
# A title typed with blanks between its characters.
_SPACED = re.compile(r"(?:[^\W\d_][ \u3000\u00a0]+){3,}[^\W\d_]")
_CHARACTER = re.compile(r"[^\W\d_]")

_STOPS = frozenset("。;:!?…”’」』)】》〉]|")
_NARROWEST_PAPER, _WIDEST_PAPER = 20, 90
_MOSTLY = 0.97
_LEAST_BROKEN = 4
_MOST_BROKEN_A_STOP = 8
_RAGGED = 4
_INDENTED = 8
_NEVER = 1_000_000_000


class LineKind(Enum):
    """What a line of a page is."""

    TEXT = "text"
    CHROME = "chrome"
    SEPARATOR = "separator"


@dataclass(slots=True)
class Line:
    """One line without its edges.

    ``plain`` is ``text`` folded, character for character; ``segments`` lead from its characters to the source;
    ``indent`` counts the blanks before it.
    """

    text: str
    plain: str
    kind: LineKind
    segments: tuple[Segment, ...]
    indent: int = 0

    @property
    def start(self) -> int:
        """Offset in the source of the first character."""
        return self.segments[0].raw

    @property
    def end(self) -> int:
        """Offset in the source after the last character."""
        return self.segments[-1].raw + self.segments[-1].length

    def part(self, start: int, end: int | None = None) -> Line:
        """The line from character ``start`` to before ``end``, blanks at its edges dropped."""
        end = len(self.text) if end is None else end
        while start < end and self.text[start] in _SPACE:
            start += 1
        while end > start and self.text[end - 1] in _SPACE:
            end -= 1
        cut = tuple(
            Segment(max(clean - start, 0), raw + max(start - clean, 0), min(clean + length, end) - max(clean, start))
            for clean, raw, length in self.segments
            if clean + length > start and clean < end
        )
        return Line(self.text[start:end], self.plain[start:end], self.kind, cut)

    def with_next(self, line: Line) -> Line:
        """Join this line to the one after it, from which a break in the middle of a sentence had parted it."""
        shift = len(self.text)
        moved = tuple(Segment(clean + shift, raw, length) for clean, raw, length in line.segments)
        return Line(self.text + line.text, self.plain + line.plain, self.kind, self.segments + moved, self.indent)


def clean(text: str, plain: str | None = None, *, markdown: bool = False) -> list[Line]:
    """The lines of ``text`` that hold anything, with Markdown marks dropped when ``markdown`` is set.

    ``plain`` is ``text`` folded, when the caller has it. Lines that a page's width has broken are joined; running
    heads between the pages of a printed text are the site's.
    """
    folded = fold(text) if plain is None else plain
    lines: list[Line] = []
    place = 0
    for raw in text.splitlines(keepends=True):
        line = _clean_line(raw, place, folded, markdown)
        if line is not None:
            lines.extend(_unrolled(line) if len(line.plain) >= _RUN_ON else (line,))
        place += len(raw)
    _mark_running_heads(lines)
    return _rejoined(lines)


def _clean_line(raw: str, place: int, folded: str, markdown: bool) -> Line | None:
    body = raw.lstrip(_SPACE)
    if not body:
        return None
    indent = len(raw) - len(body)
    body = body.rstrip(_SPACE)
    start = place + indent
    linked = markdown and "](" in body and _LINKS.fullmatch(body) is not None
    if markdown and _marked(body) and _MARKDOWN.search(body):
        segments = _kept(body, start)
        if not segments:
            return None
        body = "".join(body[s.raw - start :][: s.length] for s in segments)
        plain = "".join(folded[s.raw : s.raw + s.length] for s in segments)
    elif body[1:2] in _BLANK and _SPACED.fullmatch(body):
        segments = tuple(Segment(n, start + m.start(), 1) for n, m in enumerate(_CHARACTER.finditer(body)))
        body = "".join(body[s.raw - start] for s in segments)
        plain = "".join(folded[s.raw] for s in segments)
    else:
        segments = (Segment(0, start, len(body)),)
        plain = folded[start : start + len(body)]
    return Line(body, plain, LineKind.CHROME if linked else _kind(plain), segments, indent)


def _unrolled(line: Line) -> list[Line]:
    """The line cut before the numbers that begin clauses within it, where they count on from one to the next."""
    for family in _INLINE:
        found = list(family.finditer(line.plain))
        values = [number.value for match in found if (number := number_of(line.plain[match.start() :]))]
        if len(values) == len(found) >= _LEAST_INLINE and all(b == a + 1 for a, b in pairwise(values)):
            ends = [match.start() for match in found[1:]] + [len(line.text)]
            starts = [match.start() for match in found]
            head = [line.part(0, starts[0])] if starts[0] else []
            return [*head, *(line.part(start, end) for start, end in zip(starts, ends, strict=True))]
    return [line]


def _marked(body: str) -> bool:
    """Whether a line may hold a Markdown mark: a glance that spares most lines the search."""
    return body[0] in "#>-*+|<!" or body[-1] in "*|" or "**" in body or "__" in body or "](" in body or "<!" in body


def _kept(body: str, place: int) -> tuple[Segment, ...]:
    """The runs of ``body`` that are not Markdown marks, blanks at their outer edges dropped."""
    runs: list[tuple[int, int]] = []
    last = 0
    for mark in _MARKDOWN.finditer(body):
        runs.append((last, mark.start()))
        last = mark.end()
    runs = [(a, b) for a, b in [*runs, (last, len(body))] if b > a]
    segments: list[Segment] = []
    clean_place = 0
    for number, (a, b) in enumerate(runs):
        if number == 0:
            a += len(body[a:b]) - len(body[a:b].lstrip(_SPACE))
        if number == len(runs) - 1:
            b -= len(body[a:b]) - len(body[a:b].rstrip(_SPACE))
        if b > a:
            segments.append(Segment(clean_place, place + a, b - a))
            clean_place += b - a
    return tuple(segments)


def _kind(body: str) -> LineKind:
    if len(body) > _LONGEST_CHROME or body[0] in _NUMBERS or (body[-1] == "。" and not _NOTICE.search(body)):
        return LineKind.TEXT if body[0].isalnum() or _WORD.search(body) else LineKind.SEPARATOR
    if not (body[0].isalnum() or _WORD.search(body)):
        return LineKind.SEPARATOR
    return LineKind.CHROME if _CHROME.fullmatch(body) else LineKind.TEXT


def _mark_running_heads(lines: Sequence[Line]) -> None:
    """A short line that stands again and again beside a page number heads the pages of a printed text."""
    beside: dict[str, list[Line]] = {}
    for place, line in enumerate(lines):
        if line.kind != LineKind.CHROME or not _PAPER.fullmatch(line.plain):
            continue
        for near in (*lines[max(place - 1, 0) : place], *lines[place + 1 : place + 2]):
            if near.kind == LineKind.TEXT and len(near.plain) <= _LONGEST_HEADER and number_of(near.plain) is None:
                beside.setdefault(near.plain, []).append(near)
    for same in beside.values():
        if len(same) >= _LEAST_REPEATS:
            for line in same:
                line.kind = LineKind.CHROME


def _rejoined(lines: list[Line]) -> list[Line]:
    """Lines of a printed text joined to paragraphs; a text that was not printed is left as it is."""
    width = _paper_width(lines)
    joined: list[Line] = []
    full = False
    for line in lines:
        if full and joined and _goes_on(joined[-1], line):
            joined[-1] = joined[-1].with_next(line)
        else:
            joined.append(line)
        full = line.kind == LineKind.TEXT and line.indent <= _INDENTED and len(line.plain) + line.indent >= width
    return joined


def _goes_on(before: Line, line: Line) -> bool:
    if line.kind != LineKind.TEXT or before.plain[-1] in _STOPS or line.indent >= max(before.indent, 1):
        return False
    if line.indent > _INDENTED:  # centred, or a signature
        return False
    return number_of(line.plain) is None and "|" not in line.plain and "\t" not in line.plain


def _paper_width(lines: Sequence[Line]) -> int:
    """How long a line is at least that ran to the edge of the paper; more than any line when there was no edge."""
    texts = [line for line in lines if line.kind == LineKind.TEXT]
    lengths = sorted(len(line.plain) + line.indent for line in texts)
    widest = lengths[int(_MOSTLY * (len(lengths) - 1))] if lengths else 0
    edge = widest - _RAGGED
    if not _NARROWEST_PAPER <= widest <= _WIDEST_PAPER:
        return _NEVER
    broken = sum(1 for line in texts if line.plain[-1] not in _STOPS and len(line.plain) + line.indent >= edge)
    stopped = sum(1 for line in texts if line.plain[-1] == "。")
    # A list of names is as even as a printed text, but has no sentences.
    return edge if broken >= _LEAST_BROKEN and broken <= _MOST_BROKEN_A_STOP * stopped else _NEVER
