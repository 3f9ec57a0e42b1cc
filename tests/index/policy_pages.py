"""Whole pages of the grammar: a policy between its site's furniture, metadata, signature and attachments."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.index import policy_words as words
from tests.index.policy_grammar import (
    LAYOUTS,
    body,
    han,
    outlines,
    plans,
    regulations,
)
from tests.index.policy_print import Page, Printed, Unit

INDEX_NUMBER, PUBLISHED, SIGNED = "640100-130/2025-00007", "2025-02-06", "2025-02-03"

Units = st.SearchStrategy[tuple[Unit, ...]]


@st.composite
def framed(draw: st.DrawFn) -> Printed:
    """A policy with what official pages print around it; attachments are left out."""
    page = Page()
    _above(draw, page)
    title, outline = draw(words.TITLES), draw(st.booleans())
    _head(draw, page, title)
    body(draw, page, draw(outlines() if outline else st.one_of(regulations(), plans())), closings=outline)
    _signature(draw, page)
    _below(draw, page)
    return page.printed(title, draw(LAYOUTS))


@st.composite
def with_attachments(draw: st.DrawFn) -> Printed:
    """A signed policy and its attachments, each with a title and numbers of its own."""
    page, title = Page(), draw(words.TITLES)
    page.plain(title)
    units = draw(st.one_of(outlines(), regulations()))
    body(draw, page, units, closings=False)
    many = draw(st.integers(1, 2))
    names = [draw(words.ATTACHED) for _ in range(many)]
    if draw(st.booleans()):
        page.plain(*_enclosures(names))
    _sign(draw, page, draw(words.ORGANS))
    for number, name in enumerate(names, 1):
        form = "附件" if many == 1 else draw(st.sampled_from(("附件{n}", "附件 {n}", "附件{n}：", "附件{han}")))
        mark = form.format(n=number, han=han(number))
        label = "".join(mark.split()).rstrip("：")
        page.plain(mark, name)
        page.sections.append(((label,), name))
        page.loose((label, "前言"), draw(st.lists(words.PARAGRAPHS, max_size=1)))
        for unit in draw(st.one_of(outlines(), regulations())):
            page.unit(unit, (label,))
    return page.printed(title, draw(LAYOUTS))


@st.composite
def issued(draw: st.DrawFn) -> Printed:
    """A notice and the measures it issues, on one page."""
    page, organ = Page(), draw(words.ORGANS)
    name = organ[:3] + draw(words.TOPICS) + draw(st.sampled_from(("实施方案", "管理办法", "若干措施", "工作规划")))
    page.plain(f"{organ}关于印发{draw(st.sampled_from(('', '《')))}{name}的通知".replace(f"《{name}", f"《{name}》"))
    page.facts["issuer"] = organ
    if draw(st.booleans()):
        _number(draw, page)
    page.plain(draw(st.sampled_from(words.ADDRESSEES)))
    page.loose(("前言",), [f"《{name}》已经{organ[:3]}人民政府同意，现印发给你们，请认真贯彻执行。"])
    _sign(draw, page, organ)
    page.plain(name)
    style = draw(st.booleans())
    body(draw, page, draw(outlines() if style else regulations()), closings=style)
    return page.printed(name, draw(LAYOUTS))


def _above(draw: st.DrawFn, page: Page) -> None:
    """The site's lines and the page's fields."""
    page.plain(*draw(st.lists(st.sampled_from(words.CHROME_ABOVE), max_size=3, unique=True)))
    form = draw(st.sampled_from(("none", "lines", "pairs", "table")))
    if form == "lines":
        page.plain(f"索引号：{INDEX_NUMBER}", f"发布日期：{PUBLISHED}")
    elif form == "pairs":
        page.plain(f"索 引 号:{INDEX_NUMBER} 发布日期:{PUBLISHED}", "发布机构: 澜江省商务厅 责任部门: 办公室")
    elif form == "table":
        page.plain(
            f"索引号 | {INDEX_NUMBER} | 发布机构 | 澜江省商务厅 |", f"公开目录 | 文件 | 发布日期 | {PUBLISHED} |"
        )
    if form != "none":
        page.facts |= {"index_number": INDEX_NUMBER, "published": PUBLISHED}


def _head(draw: st.DrawFn, page: Page, title: str) -> None:
    """The title, its number above or below it, when it was put up, and whom it is addressed to."""
    place = draw(st.sampled_from(("none", "above", "below")))
    if place == "above":
        _number(draw, page)
    page.plain(title)
    if place == "below":
        _number(draw, page)
    page.plain(*draw(st.sampled_from(((), (), ("（2025年1月3日临澜市人民政府第5次常务会议通过）",)))))
    if "published" not in page.facts and draw(st.booleans()):
        page.plain(f"发布时间：{PUBLISHED} 来源：临澜市人民政府办公室")
        page.facts["published"] = PUBLISHED
    if draw(st.booleans()):
        page.plain(draw(st.sampled_from(words.ADDRESSEES)))


def _number(draw: st.DrawFn, page: Page) -> None:
    number = draw(st.sampled_from(words.NUMBERS))
    page.plain(number)
    page.facts["document_number"] = number


def _signature(draw: st.DrawFn, page: Page) -> None:
    if draw(st.booleans()):
        _sign(draw, page, draw(words.ORGANS))
        page.plain(*draw(st.sampled_from(((), ("（此件公开发布）",), ("(此件主动公开)",)))))
        page.plain(*draw(st.sampled_from(((), (), ("抄送：市委各部门，市人大常委会办公室，市法院。",)))))


def _sign(draw: st.DrawFn, page: Page, organ: str) -> None:
    """The signature: the organ, or two that issue together, and the day."""
    page.plain(organ, *draw(st.lists(st.just("临澜市财政局"), max_size=1)), draw(st.sampled_from(words.DAYS)))
    page.facts["signed"] = SIGNED


def _below(draw: st.DrawFn, page: Page) -> None:
    page.plain(*draw(st.lists(st.sampled_from(words.CHROME_BELOW), max_size=3, unique=True)))


def _enclosures(names: list[str]) -> list[str]:
    """The list of attachments that stands above the signature (附件说明)."""
    if len(names) == 1:
        return [f"附件：{names[0]}"]
    return [f"附件：1.{names[0]}", *(f"{number}.{name}" for number, name in enumerate(names[1:], 2))]
