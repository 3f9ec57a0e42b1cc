"""Scraped text to clean lines; every character keeps its place in the source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from index.policy import Segment

_SPACE = " \t\r\n\f\v\u00a0\u3000\ufeff\u200b\u200c\u200d\u2002\u2003\u2009"
_MARKDOWN = re.compile(r"^#{1,6}\s+|^>\s+|^[-*+]\s+(?=\S)|\*\*|__|<!--.*?-->|^\|(?=.*\|$)|(?<=.)\|$")
_LONGEST_CHROME = 140
_WORD = re.compile(r"\w")

# Lines that belong to the site and not to the document. Each pattern must match the whole line.
_CHROME = re.compile(
    "|".join(
        (
            r"无障碍.{0,20}|长者版|关怀版|适老版",
            r"[您你]?(当前|现在|所在)?(所在)?的?位置\s*[:：].{0,120}",
            r"首页\s*[>＞|｜/»].{0,120}",
            r"扫一扫.{0,20}",
            r".{0,6}(分享(到|至)?|打印(本页)?|关闭(窗口)?|收藏|返回顶部|字号|字体)(\s*[:：】\]|｜\s].{0,40})?",
            r"(【|\[)?(大|中|小|打印|关闭|收藏)([\s|】\]【\[]+(大|中|小|打印|关闭|收藏))+(】|\])?",
            r"(上|下)一(篇|条)\s*[:：].{0,80}",
            r"(浏览|访问|阅读|点击)(次数|量|数)\s*[:：].{0,20}",
            r"(来源|信息来源|责任编辑|编辑|审核|作者)\s*[:：].{0,40}",
            r"(主办|承办|版权所有|网站标识码|技术支持).{0,80}",
            r".{0,40}(ICP备|公网安备).{0,60}",
            r"(网站地图|联系我们|关于我们|隐私声明|使用帮助)([\s|｜·]+\S{2,8})*",
            r"(登录|注册|搜索|首页|繁體|English|移动版|手机版|RSS)([\s|｜·]+\S{1,10}){0,8}",
            r"(相关(阅读|文档|推荐|链接|文章|解读)|猜你喜欢|更多推荐|热门(推荐|文章)|延伸阅读)\s*[:：]?",
            r"版权声明.{0,120}|我要回(帖|答|复)|点击(添加|这里|此处|查看).{0,20}",
            r"附件\s*[:：]?|附件下载\s*[:：]?.{0,40}",
            r"[（(]此件(公开|主动公开|依申请公开|不予公开).{0,8}[)）]",
        )
    )
)


class LineKind(Enum):
    """What a line of a page is."""

    TEXT = "text"
    CHROME = "chrome"
    SEPARATOR = "separator"


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its edges; ``segments`` lead from its characters to the source."""

    text: str
    kind: LineKind
    segments: tuple[Segment, ...]

    @property
    def start(self) -> int:
        """Offset in the source of the first character."""
        return self.segments[0].raw

    @property
    def end(self) -> int:
        """Offset in the source after the last character."""
        return self.segments[-1].raw + self.segments[-1].length

    def part(self, start: int) -> Line:
        """The line from character ``start`` on, leading blanks dropped."""
        while start < len(self.text) and self.text[start] in _SPACE:
            start += 1
        cut = tuple(
            Segment.model_construct(
                clean=max(segment.clean - start, 0),
                raw=segment.raw + max(start - segment.clean, 0),
                length=segment.length - max(start - segment.clean, 0),
            )
            for segment in self.segments
            if segment.clean + segment.length > start
        )
        return Line(self.text[start:], self.kind, cut)


def clean(text: str, *, markdown: bool = False) -> list[Line]:
    """The lines of ``text`` that hold anything, with Markdown marks dropped when ``markdown`` is set."""
    lines: list[Line] = []
    place = 0
    for raw in text.splitlines(keepends=True):
        line = _clean_line(raw, place, markdown)
        if line is not None:
            lines.append(line)
        place += len(raw)
    return lines


def _clean_line(raw: str, place: int, markdown: bool) -> Line | None:
    start = len(raw) - len(raw.lstrip(_SPACE))
    end = len(raw.rstrip(_SPACE))
    if start >= end:
        return None
    body = raw[start:end]
    segments = _kept(body, place + start) if markdown and _MARKDOWN.search(body) else ()
    if segments:
        body = "".join(body[s.raw - place - start :][: s.length] for s in segments)
    elif markdown and _MARKDOWN.sub("", body).strip(_SPACE) == "":
        return None
    else:
        segments = (Segment.model_construct(clean=0, raw=place + start, length=len(body)),)
    return Line(body, _kind(body), segments)


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
            segments.append(Segment.model_construct(clean=clean_place, raw=place + a, length=b - a))
            clean_place += b - a
    return tuple(segments)


def _kind(body: str) -> LineKind:
    if not _WORD.search(body):
        return LineKind.SEPARATOR
    if len(body) > _LONGEST_CHROME or (body.endswith("。") and not body.startswith("版权")):
        return LineKind.TEXT
    return LineKind.CHROME if _CHROME.fullmatch(body) else LineKind.TEXT
