"""Sums an asker needs, worked out from a clause's rule: a rate of a sum, so much for each, only what is over a limit.

Nothing is worked out when the rule, what it is taken of or the cap is not certain. Each result shows its way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.gate.wording import bigrams
from assistant.statements.given import Given, is_staff, money
from assistant.statements.rules import Rule, given_for, meets, named
from assistant.statements.tariffs import WHOLES, eaches
from index.stated.decimals import decimal_of, plain
from index.stated.fact import Amount
from index.variants import fold

_HUNDRED = Decimal(100)
# What a rate may be taken of, by the word that ends it, and how askers speak of it.
_BASES = (
    (re.compile(r"租金|房租|租赁费$"), re.compile(r"租")),
    (re.compile(r"投资额?$"), re.compile(r"投资|投了|投入|总投")),
    (re.compile(r"利息$"), re.compile(r"利息")),
    (re.compile(r"(?:补贴|补助|奖励|资助)(?:额|资金|金额|标准)?$"), re.compile(r"补|奖|贴|拨|给|资助")),
    (re.compile(r"(?:贷款|授信|融资)额?$"), re.compile(r"贷|借|授信|融资")),
    (re.compile(r"(?:增长|新增|增加|增量)(?:部分|额)?$"), re.compile(r"增长|增加|增量|多了|多出|多花|多投|新增|涨")),
    (re.compile(r"(?:营业收入|销售收入|销售额|营业额|收入)$"), re.compile(r"收入|营收|销售|营业额|流水")),
    (
        re.compile(r"(?:支出|支付额|支付|费用?|价款?|购置额|价格|金额|投入|成本|采购额|成交额|交易额)$"),
        re.compile(r"花|付|费|支出|买|掏|采购|购|交了|投入|成本|成交|合同"),
    ),
)
_COMMON = re.compile(r"实际|核定|当年|年度|上一?年度?|项目|必要|经审计|其|合同|的|总|额")
_NOT_COUNTED = re.compile(
    r"(?P<what>[^。;；]{2,60}?)(?:的?(?:支出|费用|投入|部分))?(?:均|都)?不(?:得)?(?:计入|纳入|列入|算入|包括|含)"
)
_WHOLE_CAP = re.compile(
    r"^(?:单个?|每个?|同一)(?:个|家|户|项|台|辆|套)?(?:企业|主体|项目|单位|机构|孵化器|平台|个人|人)?$|^每年(?:度)?$"
)
_HEADS = re.compile(
    r"^每(?:招用|新增|引进|培养|培训|吸纳|聘用|录用)?(?:1|一)?(?P<unit>[架班车航场]次|人次|标箱|人|名|位|辆|台|套|家|户|个|张|亩|吨|项|件)[^\W\d]*$"
)
YEARS_ASKED = re.compile(r"(?P<n>[2-5二两三四五])年(?:一共|总共|合计|加起来|共|下来)")
_YEARS_GRANTED = re.compile(r"(?:连续|期限?)[^,，;；。]{0,8}不超过(?P<n>[1-9])年")
_NOT_EACH = re.compile(
    r"第[^\W\d]?[0-9]*(?:个|家|台|人|名|辆|套|项|件|户)[^,，。;；]{0,8}起|每(?:满|增加|超过|提高|增长)[0-9]"
)
_OF_ONE = re.compile(r"(?:同一|单个?|每)(?:家|个|户)?(?:企业|主体|单位|机构)")
_TIMES = re.compile(r"^每(?P<time>月|年|季度?|天|日|学期|学年)$")


def worked_out(rule: Rule, given: Sequence[Given], asked: str) -> str | None:
    """The calculation a rule and the figures of a question allow, in one sentence; None when not certain."""
    if any(meets(amount, given) is False for amount in rule.amounts):
        return None
    return _over_limit(rule, given, asked) or _rate(rule, given, asked) or _for_each(rule, given)


# -- a rate of a sum -----------------------------------------------------------------------------------------------


def _rate(rule: Rule, given: Sequence[Given], asked: str) -> str | None:
    """A rate of the one sum named: 按实际支出240万元计算：240万元×25%=60万元，没有超过80万元的上限."""
    rates = [amount for amount in rule.amounts if amount.unit == "%" and amount.role not in ("threshold", "target")]
    sums = [figure for figure in given if figure.unit == "元"]
    if len(rates) != 1 or len(rates[0].values) != 1 or rates[0].bound != "exact" or len(sums) != 1:
        return None
    base = _base(rule, rates[0])
    caps = _caps(rule)
    if base is None or caps is None or not is_base(base, sums[0], rule):
        return None
    value = sums[0].value * Decimal(rates[0].values[0]) / _HUNDRED
    way = f"{money(sums[0].value)}×{plain(Decimal(rates[0].values[0]))}%={money(value)}"
    together = _together(min(value, *(Decimal(cap.values[0]) for cap in caps)) if caps else value, rule, caps, asked)
    return f"按{base}{money(sums[0].value)}计算：{way}{_under(value, caps)}{together}。"


def _base(rule: Rule, rate: Amount) -> str | None:
    """What a rate is taken of: its own words, 对…部分, or those of the rate before it that it raises."""
    if rate.base:
        return rate.base
    if rate.of and re.search("部分$|增量$", rate.of):
        return rate.of
    if not rule.raises:
        return None
    start = rule.sentence[0][0]
    before = fold(rule.clause.readable[start : rule.start])
    found = re.findall(r"按照?(?P<base>[^,，;；。按]{2,40}?)的?[0-9.]+%", before)
    return found[-1] if len(found) == 1 else None


def is_base(base: str, figure: Given, rule: Rule) -> bool:
    """Whether the asker's sum is told of what the rate is taken of."""
    if re.search("的?部分$", base) and not re.search("增长|新增|增加|增量|超", base):
        return False
    spoken = next((words for ends, words in _BASES if ends.search(re.sub("部分$", "", base))), None)
    if spoken is None:
        return base[-2:] in figure.around
    if not spoken.search(figure.around):
        return False
    return _of_its_kind(base, figure) and not _left_out(figure, rule)


def told_of(thing: str, words: str) -> bool:
    """Whether words of an asker speak of what a policy calls ``thing`` (实际月租金), by how people say it."""
    spoken = next((one for ends, one in _BASES if ends.search(thing)), None)
    return bool(spoken.search(words)) if spoken else thing[-2:] in words


def _of_its_kind(base: str, figure: Given) -> bool:
    """Whether a base that names kinds of things (软件、云服务的支出) names the one the asker paid for."""
    kinds = [kind for kind in re.split("[、和及或]", base) if kind]
    if len(kinds) < 2:
        return True
    return any(_COMMON.sub("", kind)[:2] in figure.around for kind in kinds if len(_COMMON.sub("", kind)) >= 2)


def _left_out(figure: Given, rule: Rule) -> bool:
    """Whether the clause says that what the asker paid for does not count (装修的支出不计入)."""
    text = fold(rule.clause.readable)
    things = [thing for match in _NOT_COUNTED.finditer(text) for thing in re.split("[、,，和及或]", match["what"])]
    pairs = {thing[place : place + 2] for thing in things for place in range(len(thing) - 1)}
    return any(
        pair in figure.around
        for pair in pairs - bigrams(rule.subject + rule.words) - {"支出", "费用", "投入", "企业", "项目"}
    )


def _caps(rule: Rule) -> list[Amount] | None:
    """The one ceiling in money of a rule, or none; None where it is per something the asker has not told."""
    caps = [amount for amount in rule.amounts if amount.role == "ceiling" and amount.bound == "at_most"]
    paid = [amount for amount in caps if amount.unit == "元"]
    if len(paid) != len(caps) or len(paid) > 1 or any(not _WHOLE_CAP.match(per) for cap in paid for per in cap.per):
        return None
    text = fold(rule.clause.readable)
    parts = [re.split("[,，;；。]", text[rule.start : cap.start])[-1] for cap in paid]
    return None if any(each.noun and not WHOLES.match(each.noun) for part in parts for each in eaches(part)) else paid


def _under(value: Decimal, caps: Sequence[Amount]) -> str:
    if not caps:
        return ""
    cap = Decimal(caps[0].values[0])
    yearly = "每年" if "每年" in caps[0].per else ""
    if value > cap:
        return f"，超过{yearly}{money(cap)}的上限，按{money(cap)}"
    return f"，没有超过{yearly}{money(cap)}的上限"


def capped_by_rate(amounts: Sequence[Amount], given: Sequence[Given]) -> str:
    """Whether a fixed sum stays under the share of a total that it may not exceed (不超过项目总投资的15%)."""
    paid = [amount for amount in amounts if amount.unit == "元" and amount.role in ("benefit", "stated")]
    rates = [amount for amount in amounts if amount.unit == "%" and amount.bound == "at_most" and amount.base]
    if len(paid) != 1 or len(rates) != 1 or len(paid[0].values) != 1:
        return ""
    base, rate = rates[0].base or "", Decimal(rates[0].values[0])
    spoken = next((words for ends, words in _BASES if ends.search(base)), re.compile(re.escape(base[-2:])))
    totals = [figure for figure in given if figure.unit == "元" and spoken.search(figure.around)]
    if len(totals) != 1:
        return ""
    cap, value = totals[0].value * rate / _HUNDRED, Decimal(paid[0].values[0])
    way = f"{money(totals[0].value)}×{plain(rate)}%={money(cap)}"
    if value <= cap:
        return f"按{base}{money(totals[0].value)}计算，上限是{way}，{money(value)}没有超过。"
    return f"按{base}{money(totals[0].value)}计算，上限是{way}，{money(value)}超过了，按{money(cap)}。"


def unmet(amounts: Sequence[Amount], given: Sequence[Given], text: str) -> str | None:
    """That a figure of the asker's fails a condition of the folded clause ``text``, where both speak of the same."""
    for amount in amounts:
        figure = given_for(amount, given)
        if figure is None or not amount.of or amount.bound not in ("at_least", "over"):
            continue
        if meets(amount, given) is not False or not named(amount.of, figure):
            continue
        start = max(text.rfind(mark, 0, amount.start) for mark in ",，、。;；:：\n)") + 1
        end = re.search("[,，、。;；]|$", text[amount.end :])
        condition = text[start : amount.end + (end.start() if end else 0)].strip()
        return f"不符合：{amount.of}{figure.words}，原文要求“{condition}”。"
    return None


def _together(value: Decimal, rule: Rule, caps: Sequence[Amount], asked: str) -> str:
    """What a yearly sum comes to over the years asked about, where the rule grants it for so many."""
    years, most = YEARS_ASKED.search(asked), _YEARS_GRANTED.search(fold(rule.clause.readable), rule.start)
    if not years or not most or not caps or "每年" not in caps[0].per or "每年" not in asked:
        return ""
    count, limit = decimal_of(years["n"].replace("两", "二")), decimal_of(most["n"])
    return f"，{plain(count)}年合计{money(value * count)}" if count and limit and count <= limit else ""


# -- so much for each ----------------------------------------------------------------------------------------------


def _for_each(rule: Rule, given: Sequence[Given]) -> str | None:
    """A sum for each of those named: 按8人计算：2000元×8人=1.6万元，没有超过每年20万元的上限."""
    others = ("threshold", "target", "ceiling")
    paid = [amount for amount in rule.amounts if amount.unit == "元" and amount.role not in others]
    if len(paid) != 1 or paid[0].bound != "exact" or len(paid[0].values) != 1:
        return None
    if _NOT_EACH.search(rule.words):
        return None
    unit, time = _each(paid[0])
    counts = [figure for figure in given if figure.unit == unit and not is_staff(figure)]
    caps = _caps_for_each(rule, unit)
    if unit is None or len(counts) != 1 or counts[0].value % 1 or caps is None:
        return None
    count, note = counts[0].value, ""
    most = [Decimal(cap.values[0]) for cap in caps if cap.unit != "元"]
    if most and count > most[0]:
        count, note = most[0], f"（最多按{plain(most[0])}{unit}）"
    value = Decimal(paid[0].values[0]) * count
    way = f"{money(Decimal(paid[0].values[0]))}×{plain(count)}{unit}={money(value)}"
    under = _under(value, [cap for cap in caps if cap.unit == "元"])
    return f"按{plain(counts[0].value)}{unit}计算{note}：{time}{way}{under}。"


def _each(amount: Amount) -> tuple[str | None, str]:
    """What a sum is paid for each of, and per what time: 每人 and 每年."""
    units = [match["unit"] for per in amount.per if (match := _HEADS.match(per))]
    times = [per for per in amount.per if _TIMES.match(per)]
    others = [per for per in amount.per if not _HEADS.match(per) and not _TIMES.match(per) and per != "一次性"]
    if len(units) != 1 or len(times) > 1 or others:
        return None, ""
    return {"名": "人", "位": "人"}.get(units[0], units[0]), times[0] if times else ""


def _caps_for_each(rule: Rule, unit: str | None) -> list[Amount] | None:
    """The ceilings of a sum for each: at most one in money and one in the things counted; None when of another kind."""
    caps = [amount for amount in rule.amounts if amount.role == "ceiling" and amount.bound == "at_most"]
    kinds = [cap.unit for cap in caps]
    if len(set(kinds)) != len(kinds) or any(kind not in ("元", unit) for kind in kinds):
        return None
    text = fold(rule.clause.readable)
    counted = [cap for cap in caps if cap.unit == unit]
    if counted and not _OF_ONE.search(text[rule.start : counted[0].end]):
        return None
    return None if any(not _WHOLE_CAP.match(per) for cap in caps for per in cap.per) else caps


# -- only what is over a limit -------------------------------------------------------------------------------------

_PART_OF = re.compile(r"(?:/(?P<per>季|月|年)度?)?(?:\([^()]{1,14}\))?的?部分")
_PER_BEFORE = re.compile(r"(?:每|按)?(?P<per>季|月|年)(?:度)?[^,，;；。]{0,6}$")
_PERIODS = {"季": re.compile("季"), "月": re.compile("月"), "年": re.compile("年")}


def _over_limit(rule: Rule, given: Sequence[Given], asked: str) -> str | None:
    """超过9万元的部分3万元×0.8%=240元: from the two rates of a sentence, one under a limit and one over it."""
    sums = [figure for figure in given if figure.unit == "元"]
    steps = _steps(rule)
    if len(sums) != 1 or {bound for bound, *_ in steps} != {"under", "over"} or len(steps) != 2:
        return None
    rates = {bound: rate for bound, _, rate, _ in steps}
    (_, limit, _, per), (_, other, _, other_per) = steps
    if limit != other or per != other_per or (per and not _PERIODS[per].search(asked)):
        return None
    return _told(sums[0].value, limit, rates, f"/{per}" if per else "")


def _told(value: Decimal, limit: Decimal, rates: dict[str, Decimal], per: str) -> str:
    low, high = rates["under"], rates["over"]
    cap = money(limit) + per
    below = min(value, limit)
    first = below * low / _HUNDRED
    told_low = "为0元" if not first else f"：{money(below)}×{plain(low)}%={money(first)}"
    if value <= limit:
        return f"按{money(value)}计算：没有超过{cap}，按{plain(low)}%为{money(first)}。"
    second = (value - limit) * high / _HUNDRED
    over = f"超过{cap}的部分{money(value - limit)}×{plain(high)}%={money(second)}"
    total = f"，合计{money(first + second)}" if first else ""
    return f"按{money(value)}计算：未超过{cap}的部分按{plain(low)}%{told_low}，{over}{total}。"


def _steps(rule: Rule) -> list[tuple[str, Decimal, Decimal, str]]:
    """Each 超过…的部分 of the rule's sentence with its limit, its rate and the time the limit is told for."""
    text = fold(rule.clause.readable)
    begin, end = rule.sentence[0][0], rule.sentence[-1][1]
    found: list[tuple[str, Decimal, Decimal, str]] = []
    inside = [amount for amount in rule.beside if begin <= amount.start < end]
    for number, amount in enumerate(inside):
        part = _PART_OF.match(text, amount.end)
        if amount.unit != "元" or not part or amount.bound not in ("at_most", "over"):
            continue
        rate = next((later for later in inside[number + 1 :] if later.unit == "%"), None)
        if rate is None or re.search("[;；。]", text[amount.end : rate.start]):
            continue
        before = _PER_BEFORE.search(text[max(amount.start - 10, begin) : amount.start])
        per = part["per"] or (before["per"] if before else "")
        side = "under" if amount.bound == "at_most" else "over"
        found.append((side, Decimal(amount.values[0]), Decimal(rate.values[0]), per))
    return found
