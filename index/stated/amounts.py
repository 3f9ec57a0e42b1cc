"""The amounts of a clause: sums, rates, ceilings, thresholds, penalties, with what they apply to and per what.

An amount is read in its own part of the sentence only, so that it never takes a neighbour's grade.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from index.stated.decimals import plain
from index.stated.fact import Amount, AmountRole
from index.stated.grades import grades_of
from index.stated.quantities import MONEY, RATES, Quantity, bound_before, quantities
from index.stated.rows import cells

_GIVING = "给予|奖励|补助|补贴|资助|奖补|发放|支持|扶持|贴息|返还|兑现|享受|救助|津贴|补偿|配套|奖金|标准为|标准[:：]"
_BENEFIT = _GIVING + "|减免|免征|减按|减征|抵扣|抵免|扣除(?!项目)"
_BY = re.compile(_BENEFIT + "|按")
_BENEFIT_BEFORE = re.compile(_BENEFIT)
_PAID = frozenset((*MONEY, *RATES, "‱"))
_BENEFIT_BEHIND = re.compile(
    r"(?:人民币)?(?:的)?(?:标准)?(?:给予|予以|进行)?(?:一次性|定额|以内的?)?(?:财政|资金|专项|配套|创业|生活|购房|租房)?"
    r"(?:奖励|补助|补贴|资助|奖补|支持|津贴|奖金|扶持|贴息|救助|补偿|返还|减免|免征|减征|扣减|抵扣|扣除|加计)"
)
_PENALTY_BEHIND = re.compile(r"^[^,，;；。]{0,6}(?:罚款|罚金|滞纳金|违约金|赔偿)")
_PENALTY_BEFORE = re.compile(r"(?:罚款|罚金|滞纳金|处以|并处|可处|加收|加处|违约金|(?<![^\W\d])处)[^,，的]{0,14}$")
_RATE = re.compile(r"^(?:的)?(?:优惠|法定|比例)?(?:税率|利率|费率|比例|征收率|缴费率|预征率|费用比例|抵扣率|扣除率)")
_RATE_BEFORE = re.compile(r"(?:税率|利率|费率|比例|征收率|浮动幅度)(?:[^,，]{0,6}(?:为|是|[:：]))?$")
_TARGET = re.compile(
    r"(?:到|至|力争|争取)(?:[12][0-9]{3}|“?十[三四五六七]五|期末|末)|目标|力争|年均|年增长|提高到|提升到|增加到|降低到|压减到"
)
_AIMS = re.compile(
    r"(?:建成|培育|引进|新增|打造|建设|实现|达到|增长|突破|建立|形成|认定|聚集|完成|超过|提高|下降)[^,，]{0,20}$"
)
_YEARS_AIM = re.compile("(?:到|力争)[12][0-9]{3}年")
_NEEDS = re.compile(
    r"(?:具备|符合|满足|具有|应当有|须|条件|注册资本|营业收入|投资额|销售收入|资产总额|从业人员|年龄|面积)"
)
_DESCRIBES = re.compile(
    r"(?:[、和][0-9][^,，;]{1,10})?(?:的部分|的?(?:企业|项目|单位|机构|人员|园区|平台)|[^,，;；]{0,10}的(?:企业|项目|单位|机构|人员|园区|平台|个人|产品|人才|工程|投资))"
)
_CONDITION_END = re.compile(r"(?:的|者|时)[”\"]?$")

_LONGEST = 120  # characters
_WINDOW = 400  # characters on either side in which what an amount belongs to stands

_PER = re.compile(
    r"每(?:万人|千人|万元|平方米|千瓦时|千瓦|亩|吨|[架班车航场]次|标箱|条|座(?!位)|场(?!所|地|站|景)|人(?!次)|人次|月|年|日|天|次|季度?|学年|学期|度|公里|(?:个|家|户|名|项|台|辆|套|件|张|所|间|床|例|位|处)"
    r"(?:[^\W\d每按给补奖不最可达支资累一予标为]{0,8}))|每[^\W\d每按给]{1,6}(?:1|一)(?:人|家|名|个|户|台|亩|吨|项)|单(?:户|家|台|次|笔|项(?!冠军)|人|个(?:[^\W\d每按给补奖不最可达支资累年]{1,8})?)|一次性|按(?:年|月|季|日|户|次|人)(?=给予|补|发|计|缴|兑|支|拨|奖)"
)
_PER_BEHIND = re.compile(r"^(?:的(?:标准)?(?:给予)?)?(?P<per>一次性)|^(?:每(?:人|月|年|日|天|次|户|家|吨|亩|平方米))")
_BASE = re.compile(
    r"(?:按照?|以|为|占|给予|享受|超过|不低于|不少于|不高于|最高|达到?|[,，、;；:：(（])(?P<base>(?:其|当年|实际|上年度|经审计)*[^\W\d][^,，;；:：。]{1,40}?)(?:的)?$"
)
_BASE_NOUN = re.compile(
    r"(?:额|投资|资金|费用?|租金|成本|收入|利润|利息|工资|价格?|款|支出|贡献|价值|销售|总?量|总?数|产值|面积)$"
)
_BASE_CUT = re.compile(
    r"(?:按照?|以(?![下上内])|占|给予其?|不(?:得|应)?(?:超过|低于|高于|少于)|超过|高于|低于|少于|最高|最低|补助|达到?|处以?|其中)(?=[^\W\d]{2})"
)
_LEAD_IN = re.compile(r"^(?:第[^\W\d]{1,6}条\s*|\([^()]{1,3}\)|[0-9]+\.|[一二三四五六]是|[^,，:：]{1,6}[:：])\s*")
_OF_BENEFIT = re.compile(
    r"(?:^|[,，:：、一二三四五六是(（])(?:对于?|给(?!予))(?P<of>[^,，;；。]{2,80}?)(?=,|，|的?(?:[,，]|$|给予|按照?|予以|发放|一次性|补助|补贴|奖励|最高|每|处(?:以|[0-9一二三四五六七八九十]|$)))"
)
_NORM = re.compile("不得?[低少高多超小]|至少|最[低高]|以[上下内]|之内|未[超达]|不足|不满|满$|封顶|[为]限")
_WHO_END = re.compile(
    r"的(?:企业|单位|个人|人员|项目|机构|园区|平台|人才|团队|纳税人|个体工商户|合作社|农户|家庭)?[”\" ]*$"
)
_SUBJECT_CUT = re.compile(
    r"^(?:且|并且|和|或者?|其中|同时|要求|应当|须|具备|符合|满足|申报企业|力争|争取|确保|使|全市|全省|全区|按照?|按|给予|予以)+"
)
_SUBJECT_END = re.compile(
    r"(?:应当?|不得|不|须|要|需|一般|原则上|为|是|在|已|累计|均|占|标准|其|达到?|超过|低于|高于|少于|放宽[到至]|提高[到至]|扩大[到至]|增加[到至]|不足|最高|给予|[:：(（\"“])+$"
)


@dataclass(frozen=True, slots=True)
class _Part:
    """Where a quantity stands: its segment (up to ; or 。) and its piece (up to a comma) of the text."""

    text: str
    segment: int
    piece: int
    piece_end: int
    segment_end: int
    floor: int

    def before(self, quantity: Quantity) -> str:
        return self.text[self.piece : quantity.lead]

    def behind(self, quantity: Quantity) -> str:
        return self.text[quantity.end : self.piece_end]


def amounts(text: str) -> tuple[Amount, ...]:
    """The amounts ``text`` states, in its order.

    ``text`` is a clause, or a table's row written 表头:值;表头:值, in which every amount belongs to its own column
    and to the row's first cell.
    """
    found = sorted([*quantities(text), *_shares(text)], key=lambda one: one.start)
    if not found and "减半" not in text and "三免" not in text and "两免" not in text:
        return ()
    row = cells(text)
    if row:
        parts = [_part(text, quantity, 0) for quantity in found]
        made = [_in_row(_amount(text, quantity, part), row) for quantity, part in zip(found, parts, strict=True)]
        return tuple(amount for amount in made if amount is not None)
    made_plain: list[Amount] = [*_in_words(text)]
    floor = 0
    grades = grades_of(text, [(quantity.lead, quantity.end) for quantity in found])
    for quantity, grade in zip(found, grades, strict=True):
        amount = _amount(text, quantity, _part(text, quantity, floor))
        if amount and made_plain and floor and text[floor : quantity.lead] in ("、", "和", "及"):
            amount = replace(amount, per=amount.per or made_plain[-1].per)  # 一次性奖励300万元、100万元
        floor = quantity.end if amount else floor
        if amount:
            made_plain.append(_with_grade(amount, grade))
    return tuple(sorted(made_plain, key=lambda amount: amount.start))


def _part(text: str, quantity: Quantity, floor: int) -> _Part:
    window = max(quantity.start - _WINDOW, 0)
    segment = max(max(text.rfind(mark, window, quantity.start) for mark in "。;；\n") + 1, window)
    piece = max(text.rfind(mark, segment, quantity.lead) for mark in ",，") + 1
    end = _first_of(text, quantity.end, "。;；\n")
    return _Part(text, segment, max(piece, segment), _first_of(text, quantity.end, ",，。;；\n"), end, floor)


def _first_of(text: str, start: int, marks: str, limit: int = _WINDOW) -> int:
    for place in range(start, min(len(text), start + limit)):
        if text[place] in marks:
            return place
    return min(len(text), start + limit)


def _amount(text: str, quantity: Quantity, part: _Part) -> Amount | None:
    role = _role(quantity, part)
    if quantity.unit not in _PAID and "/" not in quantity.unit and not _counts(quantity, part, role):
        return None  # a bare count (三家企业) is no amount
    base, ahead = (
        _base(quantity, part)
        if quantity.unit in RATES
        else (None, part.text[max(part.piece, part.floor) : quantity.lead])
    )
    bound = bound_before(re.sub("(?:给予|补助|以|其)+$", "", ahead)) if base else None
    if bound and quantity.bound == "exact":
        quantity = replace(quantity, bound=bound, ceiling=bound == "at_most")
        role = "ceiling" if role == "benefit" and quantity.ceiling else "threshold" if role == "stated" else role
    return Amount(
        quantity.lead,
        quantity.end,
        text[quantity.lead : quantity.end],
        quantity.values,
        quantity.unit,
        quantity.bound,
        role,
        per=_per(quantity, part),
        base=base,
        of=_of(quantity, part, role, ahead),
    )


def _counts(quantity: Quantity, part: _Part, role: AmountRole) -> bool:
    """Whether a number of things is worth keeping: a target, or bounded, or what a bound was moved to (放宽到12家)."""
    if role == "target":
        return True
    moved = re.search("(?:放宽|提高|降低|增加|调整|扩大)[到至为]$", part.text[part.piece : quantity.lead])
    return bool(moved) or (role != "stated" and quantity.bound not in ("exact", "about"))


# -- role ----------------------------------------------------------------------------------------------------------


def _role(quantity: Quantity, part: _Part) -> AmountRole:
    before, behind = part.before(quantity), part.behind(quantity)
    if quantity.unit.split("/")[0] in _PAID and (_PENALTY_BEHIND.match(behind) or _PENALTY_BEFORE.search(before)):
        return "penalty"
    if _grants(quantity, part, before, behind):
        return "ceiling" if quantity.ceiling else "benefit"
    if _RATE.match(behind) or (quantity.unit in RATES and _RATE_BEFORE.search(before)):
        return "rate"
    if quantity.unit in RATES and re.search("原来?为?$", before):
        return "rate"
    if _YEARS_AIM.search(part.text, part.segment, quantity.lead) and not _CONDITION_END.search(
        (before + behind).strip()
    ):
        return "target" if quantity.unit in _PAID or quantity.bound != "exact" or _AIMS.search(before) else "stated"
    if _sets_bound(before, behind):
        return "threshold"
    if quantity.ceiling:
        strong = re.search("最高|封顶|上限|限额", part.text[quantity.lead : quantity.end])
        return "ceiling" if strong or _BY.search(part.text, part.segment, quantity.lead) else "threshold"
    if _TARGET.search(part.text, part.segment, quantity.start) and _AIMS.search(part.text[part.piece : quantity.start]):
        return "target"
    return "threshold" if _is_norm(quantity, part) else "stated"


def _is_norm(quantity: Quantity, part: _Part) -> bool:
    """Whether the words of the bound set a rule (不低于, 以上), and do not only tell how many there are (达149家)."""
    return quantity.bound == "range" or bool(_NORM.search(part.text[quantity.lead : quantity.end]))


def _grants(quantity: Quantity, part: _Part, before: str, behind: str) -> bool:
    """Whether the amount is what is given: a verb of giving in the same piece before it, or its noun behind it."""
    if re.match(r"(?:及|\(含\))?的?(?:以上|以下)?的(?:[,，]|$)", behind) or re.match("以上|以下", behind):
        return False
    if _BENEFIT_BEHIND.match(behind):
        return quantity.bound != "over"
    given = _BENEFIT_BEFORE.search(part.text, part.segment, part.segment_end)
    verbs = list(_BY.finditer(before)) if given else []
    if not verbs:
        return False
    between = before[verbs[-1].end() :]
    if verbs[-1][0] == "按" and _RATE.match(behind):
        return False
    return not re.search("(?:企业|单位|项目|平台|人员|机构|个人)$", between) or "的" in between or "每" in between


def _sets_bound(before: str, behind: str) -> bool:
    """Whether the piece states a condition: it ends with 的, or names things by the amount (…以上的企业)."""
    end = _CONDITION_END.search((before + behind).strip('”" '))
    return bool(end or _DESCRIBES.match(behind) or _NEEDS.search(before))


# -- what it belongs to --------------------------------------------------------------------------------------------


def _per(quantity: Quantity, part: _Part) -> tuple[str, ...]:
    begin = max(part.piece, part.floor)
    found = [match[0] for match in _PER.finditer(part.text, begin, quantity.lead)]
    if quantity.lead < quantity.start:
        found += [match[0] for match in _PER.finditer(part.text, quantity.lead, quantity.start)]
    behind = _PER_BEHIND.match(part.text[quantity.end : part.piece_end])
    if behind:
        found.append(behind["per"] or behind[0])
    if "/" in quantity.unit:
        found += ["每" + one for one in re.split(r"[/·.]", quantity.unit)[1:] if one]
    return tuple(dict.fromkeys(found))


def _base(quantity: Quantity, part: _Part) -> tuple[str | None, str]:
    """The words a rate is taken of (实际投资额 in 不超过实际投资额的30%), and the words of its piece before them."""
    begin = max(part.piece, part.floor)
    before = part.text[begin : quantity.lead].rstrip(" ")
    between = part.text[quantity.lead : quantity.start]
    if (between and not between.startswith("最高")) or not (before.endswith("的") or _BASE_NOUN.search(before)):
        return None, before
    found = _BASE.search("," + before)
    if not found:
        return None, before
    words = found["base"].removesuffix("的").strip()
    cut = max((match.end() for match in _BASE_CUT.finditer(words)), default=0)
    return words[cut:].removeprefix("其") or None, before[: found.start("base") - 1 + cut]


def _of(quantity: Quantity, part: _Part, role: AmountRole, ahead: str) -> str | None:
    if role in ("benefit", "ceiling"):
        return _beneficiary(part.text[part.segment : quantity.lead], whole=True)
    if role == "penalty":
        return _beneficiary(part.text[part.segment : quantity.lead], whole=False)
    return _subject(ahead)


def _beneficiary(before: str, *, whole: bool) -> str | None:
    """对… in the same segment, else the condition that ends with 的 nearest before the amount.

    ``whole`` takes the condition from the beginning of the segment, else its last piece only.
    """
    found = [match["of"] for match in _OF_BENEFIT.finditer(before) if "进行" not in match["of"]]
    if found:
        return found[-1].removesuffix("的").removesuffix("处").strip() or None
    pieces = re.split("[,，]", _LEAD_IN.sub("", before))[:-1]
    ends = [number for number, piece in enumerate(pieces) if _WHO_END.search(piece)]
    if not ends:
        return None
    begin = ends[-1]
    while whole and begin > 0 and not _BENEFIT_BEFORE.search(pieces[begin - 1]) and pieces[begin - 1][-1:] != "为":
        begin -= 1
    words = ",".join(pieces[begin : ends[-1] + 1]).strip().removesuffix("的")
    return words if len(words) <= _LONGEST else pieces[ends[-1]].strip().removesuffix("的")


def _subject(ahead: str) -> str | None:
    """The words right before a threshold, target or rate, within its piece: 年营业收入 in 年营业收入不低于1亿元."""
    words = re.split(r"[,，、;；:：()（）“”|]", _LEAD_IN.sub("", ahead))[-1]
    words = _SUBJECT_END.sub("", _SUBJECT_CUT.sub("", words.strip()))
    words = re.sub(r"^(?:对|向|为|由)(?=[^\W\d]{2})", "", words)
    return words if 2 <= len(words) <= 30 else None


def _with_grade(amount: Amount, grade: str | None) -> Amount:
    if grade is None:
        return amount
    if amount.role == "penalty":
        return amount
    awarded = amount.role == "stated" and grade.endswith("奖")
    return replace(amount, grade=grade, role="benefit" if awarded else amount.role)


def _in_row(amount: Amount | None, row: tuple[tuple[str, int, int], ...]) -> Amount | None:
    """An amount of a table's row: it applies to the head of its cell; its grade is the row's first cell."""
    if amount is None:
        return None
    for number, (head, start, end) in enumerate(row):
        if start <= amount.start < end:
            return replace(amount, grade=row[0][0] if number else None, of=head)
    return amount


# -- words that are amounts ----------------------------------------------------------------------------------------

_IN_WORDS = re.compile(
    r"(?P<free>[一二两三四五六])免(?P<half>[一二两三四五六])减半|减半(?=征收|征税|缴纳|收取|计征|计算|收费|执行)"
)
_DIGITS = {digit: str(number) for number, digit in enumerate("一二三四五六七八九", 1)}
_DIGIT = {"一": "1", "二": "2", "两": "2", "三": "3", "四": "4", "五": "5", "六": "6"}


_SHARE = re.compile(
    r"(?<![0-9.一二三四五六七八九第])(?P<n>[1-9](?:\.[0-9])?|[一二三四五六七八九]{1,2})"
    r"(?:折(?![旧算合叠中返射断磨扣])|成(?=[,，。;；、的)]|以内|给予|补|奖|支付|收|计|发|$))"
)


def _shares(text: str) -> list[Quantity]:
    """Rates in tenths: 八折, 7.5折, 三成; one with a bound before it (不超过三成) is left out."""
    if "折" not in text and "成" not in text:
        return []
    found = []
    for match in _SHARE.finditer(text):
        digits = "".join(_DIGITS.get(one, one) for one in match["n"])
        whole = digits if "." in digits else f"{digits[0]}.{digits[1:] or '0'}"
        value = plain(Decimal(whole) * 10)
        if bound_before(text[max(match.start() - 16, 0) : match.start()]) is None:
            found.append(Quantity(match.start(), match.end(), match.start(), (value,), "%", "exact", ceiling=False))
    return found


def _in_words(text: str) -> list[Amount]:
    """减半征收 is 50%; 三免三减半 is three years free and three at half."""
    found: list[Amount] = []
    for match in _IN_WORDS.finditer(text):
        years = (_DIGIT[match["free"]], _DIGIT[match["half"]]) if match["free"] else None
        values, unit = (years, "年免征+年减半") if years else (("50",), "%")
        found.append(Amount(match.start(), match.end(), match[0], values, unit, "exact", "benefit"))
    return found
