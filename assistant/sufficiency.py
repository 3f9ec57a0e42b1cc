"""Whether the evidence can carry an answer: 未检索到 and 原文未规定 told apart before anything is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from assistant import apart, asked_kind, fact_kinds, named, older
from assistant.closeness import Closeness, closeness, names_its_matter
from assistant.evidence import TIED, Evidence
from assistant.question import Facet, Question
from assistant.suited import HAS_MONEY, HAS_PERCENT
from index.ranking import mostly_chinese, unrelated
from index.regions import covers
from index.variants import fold

if TYPE_CHECKING:
    from index.policy import Hit, PolicyHeader
    from index.search import Searcher

NEAR_ENOUGH = 0.95
"""What a clause scored lower than this share of the best holds does not count as said of the matter."""
WEIGHTS = (11.5, 2.5, -0.6)
"""What nearness, held and asked (``Closeness``) count towards an answer."""
LEAST = 3.8
"""The weighted sum below which nothing is about the question. Both are what ``python -m eval calibrate`` chooses."""
_LOCAL_KINDS = ("eligibility", "amount", "department")
_NOTHING = "已收录的政策里未检索到相关内容，不能作答。可以换个说法，或指明地区和文件名再问。"
_ELSEWHERE = frozenset({Facet.DATE, Facet.DEPARTMENT})
_GENERAL = frozenset({"具体期限", "由哪个部门办理"})
_APART = 2
_RATE = re.compile(r"百分之几|几个点|比例|几成|税率|征收率")
_MONEY = re.compile(
    r"多少钱|封顶|上限|金额|(?:补|奖|给|领|拿|减|免|发)(?:贴|助|励)?(?:多少|几)(?!个?[年月天次人家])|几万|给个数|多少补"
)
# A share of a standard told elsewhere (按甲类标准的80%) is a sum.
_OF_STANDARD = re.compile(r"标准的[0-9]{1,3}(?:\.[0-9]+)?%")
_HAS_RATE = re.compile(rf"{HAS_PERCENT.pattern}|百分之[一二三四五六七八九十]|[一二三四五六七八九]成|比例")
# A sum may be told by what it is measured with: 支付一个月工资, 价款十倍.
_MEASURED = re.compile(r"月(?:的)?(?:平均)?工资|倍|减半|全额|差额|据实")
_ASKS = re.compile(r"[几多谁哪何吗么呢]|怎|能不能|可不可|是否|[?？]")
# Where something stands is no question of its own beside what it is.
_PLACE = re.compile(r"是?(?:在|依据)?(?:第几|哪一?|什么)(?:条款?|款|项)")
_PROCEDURE = re.compile(r"材料|窗口|工作日|流程")
_PAPERS = re.compile(r"身份证|营业执照|申请[表书]|申报[表书]|证明|复印件|承诺书|发票|凭证|户口簿|合同书?")
"""A list of papers need not call them 材料."""
_SEVERAL = 2
_HANDED_IN = re.compile("(?:申报|申请|提交|提供|所需|下列|以下|报送)[^。;；]{0,8}材料|提交[:：]")
_OWN_VALIDITY = re.compile(r"有效期|作废|过期|失效|废止|有效|到期|管到")


@dataclass(frozen=True)
class Lack:
    """Why the evidence cannot carry an answer, in a status and a sentence for the asker."""

    status: Literal["not_found", "not_stated", "needs_detail"]
    text: str
    evidence: tuple[Evidence, ...] = ()
    elsewhere: bool = False
    """Whether no more is lacking than who or when, which often stands in another clause than what it is asked of."""


def judge(
    question: Question, hits: Sequence[Hit], evidence: Sequence[Evidence], searcher: Searcher | None = None
) -> Lack | None:
    """What the evidence lacks, or None when it can carry an answer; without a searcher only the texts are looked at."""
    if not evidence:
        return Lack("not_found", _NOTHING)
    named_there = searcher is not None and names_its_matter(question, evidence[0], searcher)
    if hits[0].score < unrelated(question.standalone) and not named_there:
        return Lack("not_found", _NOTHING)
    asks_validity = Facet.VALIDITY in question.facets
    if searcher and not asks_validity and (old := older.asked_about(question.standalone, evidence[0], searcher)):
        return Lack("not_found", old.text, (old.evidence,))
    if searcher is not None and (lack := _nothing_of(question, hits, evidence, searcher)):
        return lack
    lacking = missing(question, evidence, searcher)
    if not lacking:
        return None
    general = lacking in _GENERAL and bool(question.facets) and question.facets <= _ELSEWHERE
    return replace(_not_stated(lacking, evidence[0]), elsewhere=general)


def unsaid(question: Question, said: Sequence[str], evidence: Sequence[Evidence]) -> Lack | None:
    """That neither the sentences made by code nor those that decide are of the kind that alone is asked for."""
    near = [item for item in evidence if item.score >= NEAR_ENOUGH * evidence[0].score]
    lacking = asked_kind.lacking(question, "\n".join((*said, *(item.deciding for item in near))))
    return _not_stated(lacking, evidence[0]) if lacking else None


def _not_stated(lacking: str, best: Evidence) -> Lack:
    title = f"《{best.policy.title}》" if best.policy.title_printed else "找到的文件"
    verb = "没有提到" if lacking.startswith("“") else "未规定"
    return Lack(
        "not_stated", f"{title}与此有关，但原文{verb}{lacking}。下面列出最接近的条款，请向主管部门确认。", (best,)
    )


def related(close: Closeness) -> float:
    """How surely what was found is about the question: the weighted sum of the figures."""
    return sum(weight * figure for weight, figure in zip(WEIGHTS, close.figures(), strict=True))


def _nothing_of(
    question: Question, hits: Sequence[Hit], evidence: Sequence[Evidence], searcher: Searcher
) -> Lack | None:
    """That the document or place asked about is not in the index, or that what was found is of another matter."""
    if text := unnamed(question, hits, searcher):
        return Lack("not_found", text)
    if not mostly_chinese(question.standalone) or len(apart.leading(question.standalone, hits)) > 1:
        return None  # the words of another tongue are not in the texts; two policies that speak alike are no chance
    far = related(closeness(question, hits, evidence, searcher)) < LEAST
    if far and not names_its_matter(question, evidence[0], searcher):
        return Lack("not_found", _NOTHING)
    return None


def unnamed(question: Question, hits: Sequence[Hit], searcher: Searcher, *, within: Sequence[str] = ()) -> str | None:
    """That the index lacks a document or place the question names, in a sentence; None where it lacks none.

    ``within`` limits the policies looked at to these ids.
    """
    if place := named.strange_place(question.standalone, searcher.regions(), hits):
        return f"已收录的政策里未检索到适用于{place}的文件，不能拿别处的规定代替。要问它所在的省，请写出省名再问。"
    headers = [
        header
        for header in searcher.policies()
        if _concerns(header, question.regions) and (not within or header.policy_id in within)
    ]
    if document := named.unheld_document(question.standalone, headers, hits):
        return f"已收录的政策里未检索到{document}，不能作答。请核对名称和文号，或换个说法再问。"
    if year := named.unheld_round(question.asked, headers, hits):
        return f"已收录的是《{hits[0].policy.title}》，未检索到{year}年度的文件，不能用它代替。"
    return None


def _concerns(header: PolicyHeader, regions: Sequence[str]) -> bool:
    return not regions or any(covers(header.region, region) for region in regions)


def uncovered(question: Question, covered: Sequence[str]) -> Lack | None:
    """The regions asked about, when no policy in the index concerns any of them."""
    if not question.regions or covered:
        return None
    names = "、".join(question.regions)
    return Lack("not_found", f"已收录的政策里未检索到适用于{names}的文件，不能拿别处的规定代替。")


def unclear(question: Question, evidence: Sequence[Evidence]) -> Lack | None:
    """The region to ask for, when clauses of places that rule apart answer a question that names none equally well."""
    if question.regions or question.kind not in _LOCAL_KINDS or not evidence:
        return None
    near = [item for item in evidence if item.score >= TIED * evidence[0].score and item.policy.region]
    regions = list(dict.fromkeys(item.policy.region for item in near if item.policy.region))
    if len(regions) < _APART or any(covers(one, other) for one in regions for other in regions if one != other):
        return None
    names = "、".join(regions)
    return Lack("needs_detail", f"各地规定不同：{names}都有相关条款。请说明问的是哪个地区。", tuple(near))


def missing(question: Question, evidence: Sequence[Evidence], searcher: Searcher | None) -> str | None:
    """What is asked for and not in the evidence, in words that follow 原文未规定."""
    near = (item for item in evidence if item.score >= NEAR_ENOUGH * evidence[0].score)
    text = fold("\n".join(item.clause.readable for item in near))
    policy = searcher.policy(evidence[0].policy.policy_id) if searcher else None
    whole = (
        fold("\n".join((*(clause.readable for clause in policy.clauses), *policy.signature_lines))) if policy else text
    )
    if Facet.VALIDITY not in question.facets and (
        lacking := fact_kinds.missing(question.asked or question.standalone, text, whole)
    ):
        return lacking
    if Facet.PROCEDURE in question.facets:
        words = list(dict.fromkeys(_PROCEDURE.findall(question.standalone)))
        absent = [word for word in words if word not in (whole if word == "窗口" else text)]
        papers = len(set(_PAPERS.findall(text))) >= _SEVERAL or _HANDED_IN.search(whole)
        if (words and absent == words and not ("材料" in words and papers)) or ("材料" in absent and not papers):
            return "办理所需的" + "、".join(absent)
    if _asks_own_validity(question) and not _states_validity(evidence[0].policy):
        return "有效期"
    return _missing_amount(question.standalone, text)


def _asks_own_validity(question: Question) -> bool:
    only = question.facets <= {Facet.VALIDITY, Facet.DATE, Facet.ELIGIBILITY}
    return Facet.VALIDITY in question.facets and only and bool(_OWN_VALIDITY.search(question.standalone))


def _states_validity(policy: PolicyHeader) -> bool:
    return bool(policy.expires or policy.effective)


def _missing_amount(question: str, text: str) -> str | None:
    """The rate or sum asked for, when every part of the question asks for one and the text holds none."""
    asking = [part for part in re.split(r"[,，。?？;；、]", question) if _ASKS.search(_PLACE.sub("", part))]
    rates, sums = [part for part in asking if _RATE.search(part)], [part for part in asking if _MONEY.search(part)]
    if not asking or len(rates) + len(sums) < len(asking):
        return None
    told = HAS_MONEY.search(text) or _MEASURED.search(text) or _OF_STANDARD.search(text)
    no_rate, no_sum = not _HAS_RATE.search(text), not told
    if rates and sums:
        return "具体比例和金额" if no_rate and no_sum else None
    if rates:
        return "具体比例" if no_rate else None
    return "具体金额" if no_sum else None
