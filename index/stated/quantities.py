"""Quantities in a text: a number or a range of numbers with its unit and its bound, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from index.stated.decimals import DIGITS, HAN_RUN, decimal_of, plain
from index.stated.fact import Bound

MONEY = ("元", "美元", "港元", "港币", "欧元", "日元", "英镑")
RATES = ("%", "‰", "‱", "个百分点", "倍")
_MONEY = "美元|港元|港币|欧元|日元|英镑|元(?![旦素件器首宵老化代论月月谋帅凶勋年])"
_RATE = "%|‰|个百分点|倍(?!增|受|速)"
# What else policies measure by; a word that goes on with one of these characters is another word.
_COUNT = (
    "平方公里|平方千米|平方米|立方米|公里|千米|公顷|亩|吨标准煤|吨(?!位)|千瓦时|千瓦|兆瓦时|兆瓦|人次|人(?![民员才工口体身类大社均力事文道为数选格防机质])"
    "|名(?![录称单额牌义优特列誉师校企医家])|家(?![庭长具电政属乡教园用畜禽务校族])|户(?![口籍外主型])"
    "|个(?![人体性税别月年小周季日交学自]|工作日|百分点)|张(?![家掖北贴])|辆|台(?:\\(套\\))?(?![账湾风阶式])|套(?!取)"
    "|间(?![接断隔])|件|项(?!目)|分(?![之别类钟级散局公行支校院配工期段批步层布享担管设立项部店会包析歧档季])"
)
_SCALE = (
    "(?:/(?:[每万千百亿]{0,2}(?:人|户|吨|亩|平方米|月|年|天|日|家|台|辆|张|千瓦时|千瓦|床|次|个|学时|课时|小时)"
    "(?:[/·.](?:人|月|年|天|日|次|学期))?))"
)
_TIMES = "(?:[十百万亿]|千(?![瓦米克]))"
_NUMBER = f"(?:{DIGITS}|{HAN_RUN})"
_TO = r"\s?(?:[-—–－~～]{1,2}|至|到)\s?"
_NOTE = r"\((?:不?含|包括|包含)[^()\n]{0,14}\)"
_BEHIND = r"(?:及|\(含\))?(?:以上|以下|以内|之内|左右|上下)|封顶|为上限|为限|起(?=[,，。;、的]|$)"
_AFTER = rf"(?P<note>{_NOTE})?(?P<after>{_BEHIND})?(?P<note2>{_NOTE})?"
_ANY_UNIT = f"{_MONEY}|{_RATE}|{_COUNT}"
_QUANTITY = re.compile(
    rf"(?:(?P<part>[百千万]分之)|(?P<a>{_NUMBER}) ?(?P<am>{_TIMES}*+)(?:{_ANY_UNIT})?{_TO})?"
    rf"(?P<b>{_NUMBER})(?P<more>余|多)? ?(?P<mult>{_TIMES}*+)(?P<unit>{_ANY_UNIT})?(?P<scale>{_SCALE})?{_AFTER}"
)
# Where a quantity may begin: a run of digits or numerals, and what stands right behind it.
_RUN = re.compile(r"[0-9零〇一二三四五六七八九十百千两万][0-9零〇一二三四五六七八九十百千万亿两点,.]*+ ?")
_FIRST_OF_UNIT = frozenset("元美港欧日英%‰个倍平立公千瓦米万亿百十亩吨兆人名家户张辆台套间件项分余多至到-—–－~～ ")
_LINK = re.compile(r"(?:[-—–－~～]{1,2}|至|到|并且|且|[,，、])?(?:不足|不满|不超过|低于|少于)?$")
_PARTS = {"百分之": "%", "千分之": "‰", "万分之": "‱"}

_BOUND_WORDS: tuple[tuple[Bound, str], ...] = (
    (
        "at_most",
        "不超过|不得超过|不超出|不高于|不得高于|不多于|不大于|未超过|至多|最多|最高(?:不超过|限额|额度?)?|最大|上限|封顶|(?<!最低)限额"
        "|控制在|不突破",
    ),
    (
        "at_least",
        "不低于|不得低于|不少于|不得少于|不小于|至少|最低(?:限额)?|达到或超过|起付线|(?<!未)达到?|(?<!不)满",
    ),
    ("over", "(?<![不未])超过|(?<!不)高于|(?<!不)大于|(?<!不)多于|突破|超出"),
    ("under", "(?<!不)低于|(?<!不)少于|(?<!不)小于|不足|不满|未达到?|未满"),
    ("about", "大?约|接近|(?<!最)近"),
)
_FILLING = (
    "(?:为|给予|可达|可获得?|可享受|可|申请|申领|提高到|提高至|奖励|补助|补贴|支持|资助|额度|金额|标准|人民币|[:：])*$"
)
_BOUNDS = tuple((bound, re.compile(f"(?:{words}){_FILLING}")) for bound, words in _BOUND_WORDS)
_CEILINGS = re.compile("不超过|不得超过|不高于|不得高于|最高|上限|封顶|限额|最多|至多|为限")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or range with its unit; ``lead`` is where the words of its bound begin; do they cap it: ``ceiling``."""

    start: int
    end: int
    lead: int
    values: tuple[str, ...]
    unit: str
    bound: Bound
    ceiling: bool


def quantities(text: str) -> list[Quantity]:
    """Every quantity of ``text`` that has a unit, in order; linear in the text whatever it holds."""
    found: list[Quantity] = []
    free = 0
    for run in _RUN.finditer(text):
        if run.start() < free or text[run.end() : run.end() + 1] not in _FIRST_OF_UNIT:
            continue
        match = _QUANTITY.match(text, run.start())
        quantity = _quantity(text, match) if match else None
        if match and quantity:
            found.append(quantity)
            free = match.end()
    return _merged(text, found)


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    part, sign = match["part"], match["unit"]
    if (not sign and not part) or (part and sign) or _is_no_amount(text, match):
        return None
    value = decimal_of(match["b"] + match["mult"])
    if value is None:
        return None
    values = [value]
    if match["a"]:
        first = _first(match, value)
        values = [first, value] if first is not None else values
    start = match.start() if len(values) == 2 or part else match.start("b")
    if match["a"] and len(values) == 1:
        return None  # 2024-3万: what stands before the dash is no lower end
    bound, lead = _bound(text, start, match)
    return Quantity(
        start,
        match.end(),
        lead,
        tuple(plain(value) for value in values),
        _PARTS[part] if part else sign + (match["scale"] or ""),
        "range" if len(values) == 2 else bound,
        bool(_CEILINGS.search(text, lead, start)) or match["after"] in ("封顶", "为上限", "为限"),
    )


def _is_no_amount(text: str, match: re.Match[str]) -> bool:
    """A number of another kind: 第3项, 2024年第5名, 一家, 三分 without a bound; a name such as 二元结构."""
    before = text[max(match.start() - 1, 0) : match.start()]
    if before == "第" or (before.isascii() and before.isalnum()):
        return True
    han = not match["b"][0].isdigit()
    if match["unit"] == "分":
        return han
    if match["unit"] == "元" and han and len(match["b"]) == 1:
        return bool(
            re.match("结构|体系|次方|一次|制|经济|分类|对立|复始", text[match.end("unit") : match.end("unit") + 2])
        )
    return False


def _first(match: re.Match[str], last: Decimal) -> Decimal | None:
    """The lower end of a range; it shares the 万 of the upper one in 3—5万元, but not in 5000—2万元."""
    value = decimal_of(match["a"] + match["am"])
    if value is None:
        return None
    upper = re.match(r"[0-9.,]+", match["b"])
    if upper and not match["am"] and match["mult"] and match["a"][0].isdigit():
        bare = decimal_of(upper[0])
        if bare is not None and value < bare:
            value *= last / bare
    return value if value <= last else None


def bound_before(words: str) -> Bound | None:
    """The bound that ``words`` end with (不超过, 至少), if any."""
    return next((bound for bound, pattern in _BOUNDS if pattern.search(words)), None)


def _bound(text: str, start: int, match: re.Match[str]) -> tuple[Bound, int]:
    """The bound that the words before and behind a number set, and where the words before begin."""
    window = max(start - 16, 0)
    before = text[window:start].rstrip(" ")
    for bound, pattern in _BOUNDS:
        found = pattern.search(before)
        if found:
            return bound, window + found.start()
    return _bound_behind(match), start


def _bound_behind(match: re.Match[str]) -> Bound:
    after, note = match["after"] or "", (match["note"] or "") + (match["note2"] or "")
    if after.endswith("以上") or after == "起":
        return "over" if "不含" in note else "at_least"
    if after.endswith("以下"):
        return "under" if "不含" in note else "at_most"
    if after.endswith(("以内", "之内")) or after in ("封顶", "为上限", "为限"):
        return "at_most"
    return "about" if match["more"] or after.endswith(("左右", "上下")) else "exact"


def _merged(text: str, found: list[Quantity]) -> list[Quantity]:
    """Two ends of one range made one: 一万元以上五万元以下, 百分之十至百分之三十, 1000吨以上不足3000吨."""
    merged: list[Quantity] = []
    carried = False
    for quantity in found:
        last = merged[-1] if merged else None
        listed = last is not None and text[last.end : quantity.start].strip(" ") in ("、", "和", "或")
        carried = bool(listed and last and quantity.bound == "exact" and (carried or last.lead < last.start))
        if last and _same_range(text, last, quantity):
            merged[-1] = replace(last, end=quantity.end, values=(*last.values, *quantity.values), bound="range")
        elif last and carried:  # 突破10亿元、50亿元: one bound for the list
            merged.append(replace(quantity, bound=last.bound, ceiling=last.ceiling))
        else:
            merged.append(quantity)
    return merged


def _same_range(text: str, low: Quantity, high: Quantity) -> bool:
    gap = text[low.end : high.start]
    if len(gap) > 6 or low.unit != high.unit or len(low.values) + len(high.values) != 2 or not _LINK.fullmatch(gap):
        return False
    if Decimal(low.values[0]) >= Decimal(high.values[0]):
        return False
    if low.bound in ("at_least", "over"):
        return high.bound in ("at_most", "under")
    return bool(re.match(r"[-—–－~～]|至|到", gap)) and low.bound in ("exact", "at_least")
