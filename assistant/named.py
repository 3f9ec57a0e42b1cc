"""Documents and places a question names, and whether the index holds them: 《…》, 文号, 2020年的意见, 昆山市."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.policy import Hit, PolicyHeader
from index.regions import find_regions
from index.titles import bare
from index.variants import fold, simplified

_TITLE = re.compile(r"《([^《》]{4,80})》")
_NUMBER = re.compile(
    r"(?P<organ>[\u4e00-\u9fff]{1,10})[〔\[(【](?P<year>(?:19|20)\d{2})[〕\])】]\s*(?:第)?(?P<number>\d{1,5})号"
)
_KINDS = "意见|办法|方案|措施|规定|条例|细则|指南|规划|规程|决定|公告"
_TITLE_WORDS = 4
_YEAR = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d{{2}})年?(?P<between>(?:[^,，。?？;；、\d《》]{{0,16}}?))(?P<kind>{_KINDS})"
)
_FORM = re.compile(
    r"(?:(?P<year>20\d\d)年?)?[^,，。?？\d]{0,10}?(?P<form>方案|意见|(?<!什么)(?<!啥)(?<!没)办法|措施|规划|答复|细则|规定|通知|条例)(?!怎|如何|要求|知)"
)
_ROUND = re.compile(r"(?<!\d)(?P<year>20\d\d)\s*年度")
_NOT_OF_DOCUMENT = re.compile(r"以[前后来]|起|之[前后]|前|后|注册|成立|登记|落户|到|月|底")
# A place no list knows, at the beginning of the question: two characters that are no word of their own, then its kind.
_PLACE = re.compile(r"^(?P<name>[\u4e00-\u9fff]{2}(?:省|市|县))(?![级内外里场局厅委直属])(?=[\u4e00-\u9fff]{2})")
_NO_PLACE = re.compile(
    r"[之前后以已去今明现当原曾刚又再想要有没在从到是被由拿给我你他她它们咱本全各外该某这那哪一两几每同跨省市县区都城上超门股开菜夜集楼房车花早晚入]|城市|如果|请问|关于|企业|公司|国家|地级|直辖|乡镇|农村|大中|小城"
)


def is_named(policy: PolicyHeader, question: str) -> bool:
    """Whether a question names the policy: by title, by document number, or by its form, with its year if one is told.

    2020年意见, 那份实施方案. A form or year alone names every policy of that form and year.
    """
    text = fold(simplified(question))
    title = bare(fold(simplified(policy.title)))
    if any(len(name) >= _TITLE_WORDS and name in title for name in map(bare, _TITLE.findall(text))):
        return True
    number = _plain(policy.document_number) if policy.document_number else ""
    if number and number in _plain(text):
        return True
    years = _years(policy)
    return any(
        match["form"] in title and (not years or match["year"] in {None, *years}) for match in _FORM.finditer(text)
    )


def unheld_document(question: str, headers: Sequence[PolicyHeader], hits: Sequence[Hit]) -> str | None:
    """The document a question names that is neither indexed nor spoken of in what was found; None where there is none.

    ``headers`` are the policies that concern the place asked about.
    """
    text = fold(simplified(question))
    found = bare(fold("".join(hit.clause.readable + hit.policy.title for hit in hits)))
    titles = [bare(fold(simplified(header.title))) for header in headers]
    for title in _TITLE.findall(text):
        name = bare(title)
        if name not in found and not any(name in one or (one in name and len(one) >= len(name) // 2) for one in titles):
            return f"《{title}》"
    numbers = {_plain(header.document_number) for header in headers if header.document_number}
    for match in _NUMBER.finditer(text):
        number = _plain(match[0])
        if number not in _plain(found) and not any(one.endswith(number) or number.endswith(one) for one in numbers):
            return match[0]
    return _unheld_year(text, headers, hits)


def _unheld_year(text: str, headers: Sequence[PolicyHeader], hits: Sequence[Hit]) -> str | None:
    """A document told by its year and kind (2020年的意见) of which there is none, where every year is known."""
    for match in _YEAR.finditer(text):
        if _NOT_OF_DOCUMENT.search(match["between"]):
            continue
        of_kind = [header for header in headers if match["kind"] in header.title]
        years = [_years(header) for header in of_kind] or [found for header in headers if (found := _years(header))]
        near = re.compile(
            rf"{match['year']}[^。;；]{{0,40}}{match['kind']}|{match['kind']}[^。;；]{{0,40}}{match['year']}"
        )
        spoken = any(near.search(hit.clause.readable) for hit in hits)
        if all(years) and not spoken and not any(match["year"] in one for one in years):
            return f"{match['year']}年的{match['kind']}"
    return None


def unheld_round(asked: str, headers: Sequence[PolicyHeader], hits: Sequence[Hit]) -> str | None:
    """The year of a yearly round that is asked about (2027年度的补助几号开始报), where only other years' are indexed.

    None unless the policy found first is itself of one round, told by its title, and says nothing of the year asked.
    """
    if not hits:
        return None
    wanted = {match["year"] for match in _ROUND.finditer(fold(asked))}
    best = hits[0].policy
    if not wanted or not _ROUND.search(fold(best.title)):
        return None
    titles = "".join(fold(header.title) for header in headers)
    spoken = "".join(hit.clause.readable for hit in hits if hit.policy.policy_id == best.policy_id)
    missing = sorted(year for year in wanted if year not in titles and not re.search(rf"{year}\s*年度", fold(spoken)))
    return missing[0] if len(missing) == len(wanted) else None


def _years(header: PolicyHeader) -> frozenset[str]:
    """The years a document may be called by."""
    dates = (header.signed, header.published, header.worded, header.effective, header.document_number, header.title)
    return frozenset(year for one in dates if one for year in re.findall(r"(?:19|20)\d{2}", one))


def strange_place(question: str, places: Sequence[str], hits: Sequence[Hit]) -> str | None:
    """The place a question begins with that no list, no policy and nothing found knows; None where there is none."""
    text = fold(simplified(question))
    match = _PLACE.match(text)
    if not match or find_regions(text, places) or _NO_PLACE.search(match["name"][:-1]):
        return None
    name = match["name"]
    return None if any(name[:-1] in hit.clause.readable for hit in hits) else name


def _plain(number: str) -> str:
    return re.sub(r"[\s〔〕\[\]()【】第]", "", fold(number))
