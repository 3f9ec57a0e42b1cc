"""What the asker tells held against the bounds of a rule: met, not met, or nothing to say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.gate.wording import bigrams
from assistant.statements.circumstances import OF_ONESELF, Circumstances, Happening, Told
from assistant.statements.requirements import Bound, Rule, Way


@dataclass(frozen=True)
class Checked:
    """A bound held against what the asker tells: met, or not, by the words told."""

    bound: Bound
    met: bool
    told: str


_BODIES = re.compile("毕业生|人员|军人|劳动力|企业|单位|机构|个人|团队|者|农场|合作社|学校|学生|农民|残疾人|家庭")


def names_several(piece: str) -> bool:
    """Whether a piece is for several kinds (毕业2年内高校毕业生、登记失业半年以上人员): to be of one is enough."""
    return len([part for part in re.split("[、和或及]", piece) if _BODIES.search(part)]) > 1


def check(bound: Bound, rule: Rule, told: Circumstances, as_of: date) -> Checked | None:
    """Whether ``told`` keeps to a bound of ``rule`` on ``as_of``; None when it does not say, or not surely."""
    if isinstance(bound.value, date):
        return _check_day(bound, bound.value, rule, told)
    if bound.unit == "月":
        found = [one for one in told.lastings if _same_event(bound, one.event, one.piece, rule)]
        found = found or [
            _since_then(one, as_of) for one in told.happenings if _same_event(bound, one.event, one.piece, rule)
        ]
    else:
        found = [one for one in told.measures if _same_unit(bound.unit, one.unit) and _same_thing(bound, one, rule)]
    if len(found) != 1:
        return None
    met = _within(bound.way, bound.value, found[0])
    if met and found[0].event not in (None, bound.event):
        return None  # who was set up long ago need not have been at work since
    return None if met is None else Checked(bound, met, found[0].words)


def of_his_grade(rule: Rule, told: Circumstances) -> list[Bound]:
    """Of bounds for several grades (全国首店, 全省首店) those of the grade the asker names; all when he names none."""
    return [
        bound
        for bound in rule.bounds
        if not (others := [one.piece for one in rule.bounds if one.unit == bound.unit and one.piece != bound.piece])
        or not _names_another(bound.piece, others, told)
    ]


def _names_another(piece: str, others: Sequence[str], told: Circumstances) -> bool:
    """Whether the asker speaks of what another grade is for and not of what this one is for."""
    here, there = _grade(piece), set().union(*map(_grade, others))
    said = {pair for one in told.pieces for pair in bigrams(one)}
    return bool((there - here) & said) and not (here - there) & said


def _grade(piece: str) -> frozenset[str]:
    return bigrams(re.sub("[0-9.%]+", " ", piece))


def _check_day(bound: Bound, day: date, rule: Rule, told: Circumstances) -> Checked | None:
    found = [one for one in told.happenings if _same_event(bound, one.event, one.piece, rule)]
    if len(found) != 1:
        return None
    one = found[0]
    early, late = one.last < day, one.first >= day
    if not (early or late):
        return None
    return Checked(bound, late if bound.way == "since" else early, one.words)


def _same_event(bound: Bound, event: str | None, piece: str, rule: Rule) -> bool:
    if event != bound.event:
        return bool((bound.event, event) == ("经营", "成立") and bound.way == "at_least")
    if event in OF_ONESELF:
        return True
    if event in _OF_A_KIND:
        kinds, told = _kinds(bound.piece), _kinds(piece)
        return bool(kinds & told) or (event != "缴费" and not (kinds and told))
    if event == "完工" and _BUILDING.search(rule.words) and _BUILDING.search(piece):
        return True
    return len(content(rule.words) & content(piece)) > 0


_BUILDING = re.compile("[楼屋宅]|民居|房(?!地产)|建筑物|厂房|车间")
_OF_A_KIND = ("合同", "社会保险", "缴费")
_KIND = re.compile("(劳动|租赁|租房|购销|采购|服务|聘用|技术|承包)(?=合同)|(失业|养老|医疗|工伤|生育)(?=保险)")


def _kinds(piece: str) -> set[str]:
    return {match[0] for match in _KIND.finditer(piece)}


def _since_then(one: Happening, as_of: date) -> Told:
    low = Decimal((as_of - one.last).days) / Decimal("30.4375")
    high = Decimal((as_of - one.first).days) / Decimal("30.4375")
    return Told(low, high, "月", one.words, one.piece, one.event)


_COUNTED = ("人", "名", "个", "位"), ("家", "个", "户")


def _same_unit(one: str, other: str) -> bool:
    return one == other or any(one in units and other in units for units in _COUNTED)


_GENERIC = re.compile(
    "[0-9.%]+|不少于|不低于|不超过|以上|年度|上一年|本市|全省|企业|单位|项目|人员|机构|累计|实际|其中|我们|有了|一个"
)
_PAIR = 2


def content(words: str) -> set[str]:
    """The pairs of neighbouring characters in words, without those that are in any clause."""
    parts = _GENERIC.split(re.sub("[^\u4e00-\u9fff0-9.%]", " ", words))
    return {part[at : at + _PAIR] for part in parts for at in range(len(part) - 1) if " " not in part[at : at + _PAIR]}


def _same_thing(bound: Bound, one: Told, rule: Rule) -> bool:
    """Whether an amount told is of what a bound measures: the words beside it name it; of money and rates, fully."""
    if bool(_CHANGES.search(one.piece)) != bool(_CHANGES.search(bound.piece)):
        return False
    subject = content(bound.subject)
    shared = subject & content(one.piece)
    if _EQUIPMENT.search(bound.subject) and _BOUGHT.search(one.piece):
        return True
    if bound.unit in _BARE_COUNTS and _counted(bound.piece, bound.words) == _counted(one.piece, one.words) != "":
        return True
    if bound.unit == "平方米" and "面积" in rule.words and _PREMISES.search(one.piece):
        return True
    if bound.unit == "元" and _INVESTED.search(bound.subject) and _ALL_INVESTED.search(one.piece):
        return len([other for other in rule.bounds if other.unit == "元"]) == 1
    if _STAFF.search(bound.subject) and (_STAFF_TOLD.search(one.piece) or _all_hands(one)):
        return True
    return len(shared) >= (1 if bound.unit in _BARE_COUNTS else min(_PAIR, max(len(subject), 1)))


_CHANGES = re.compile("增长|增加|下降|减少|同比|平均|人均|每[人月年户家]")
_INVESTED = re.compile("(?:投入|投资|投资额)$")
_ALL_INVESTED = re.compile("(?:一共|总共|合计|加起来|全部|共)[^,]{0,4}(?:投入?|投资|花)")
_STAFF = re.compile("^(?:企业|单位|用人单位)?(?:从业|在职|全体)?(?:人员|员工|职工)(?:人?总?数|数量)?$")
_STAFF_TOLD = re.compile("(?:^|我们?|企业|有|共|厂里?|店里?|单位|从业|在职)人员")
_EQUIPMENT = re.compile("(?:设备|技改|技术改造|固定资产)[^,]{0,4}投资")
_MACHINES = "(?:机床|机器|设备|生产线|产线|流水线)"
_BOUGHT = re.compile(f"(?:花|砸|投|掏|买|换|添|购|上)[^,]{{0,8}}{_MACHINES}|{_MACHINES}[^,]{{0,4}}(?:花|砸|投|掏)")
_HANDS = re.compile("(?:手下|一共|总共|全企业|全店|全厂|团队)(?:里|有|就|才|只有|只)*$")


def _all_hands(one: Told) -> bool:
    """Whether a number of people is that of all who work for the asker: 手下8个人, not 手下8个技术员."""
    before, _, behind = one.piece.partition(one.words)
    return bool(_HANDS.search(before)) and not re.match("(?!人|员工|的)[\u4e00-\u9fff]", behind)


_ANY_THING = re.compile("^(?:企业|单位|人员|公司|机构|项目|的|以上)")


def _counted(piece: str, words: str) -> str:
    """The first word of what is counted, behind the number (3家以上其他企业: 其他); nothing when it is any thing."""
    behind = piece.partition(words)[2][:_PAIR]
    return "" if len(behind) < _PAIR or _ANY_THING.match(behind) else behind


_PREMISES = re.compile("[铺店门]面|门店|店铺|营业面积|场地|经营面积|厂房面积")
_BARE_COUNTS = ("人", "名", "个", "位", "家", "户", "平方米", "立方米", "亩", "吨", "台", "辆")


def _within(way: Way, value: Decimal, one: Told) -> bool | None:
    """Whether an amount told keeps to a bound; None when its ends lie on both sides."""
    if way in ("at_least", "over"):
        if one.low > value or (way == "at_least" and one.low == value):
            return True
        below = one.high is not None and (one.high < value or (one.high == value and (one.open_end or way == "over")))
        return False if below else None
    if one.high is not None and (one.high < value or (one.high == value and (way == "at_most" or one.open_end))):
        return True
    return False if one.low > value or (way == "under" and one.low == value) else None


# -- in words ------------------------------------------------------------------------------------------------------
