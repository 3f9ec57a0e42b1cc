"""The parts of sentences that state amounts, and those among them that a question asks about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from assistant.evidence import Evidence, Sentence, sentences
from assistant.gate.wording import bigrams
from assistant.statements.given import Given
from index.known import ClauseFacts
from index.policy import Clause
from index.stated.fact import Amount
from index.stated.quantities import MONEY, RATES
from index.tables import row_at
from index.variants import fold

_T = TypeVar("_T")
_ASKS_RATE = re.compile(r"百分之几|百分之多少|几个点|几成|比例|税率|征收率|费率|利率|百分比|[Pp]ercent|[Ww]hat rate")
_ASKS_FLOOR = re.compile(
    r"(?:至少|最低|起码|最少|不低于|不少于|不能少于|门槛|得有|要有|要达到|得达到|须有|不得低于|不能低于|不得少于)"
    r"[^,，。?？]{0,12}(?:多少|几)"
)
_ASKS_GOAL = re.compile(r"目标|到20[0-9]{2}年|20[0-9]{2}年(?:底|末)?[^,，。;；]{0,12}(?:达到|要|多少|多大)|节点")
_ASKS_COUNT = re.compile(
    r"(?:多少|[有占得]几)(?:个(?!点|百分点))?(?:家|人次|人|名|户|辆|台|套|项|件|张|所|例|亩|吨|平方米|平米|立方米|立方|公里|分|天|日|岁|次|期|级|小时"
    r"|分钟|课时|学时|页|份|届|条|款|部门|单位|企业|工作日|月|季度|个)"
)
_ASKS_SUM = re.compile(r"多少|几个点|几成|百分之几|比例|税率|征收率|金额|上限|封顶|限额|标准|补几|给个数")
_ASKS_MONEY = re.compile(r"资金|总额|额度|补|奖|贴|罚|钱|给|领|拿|贷|减|免|税|费|万|封顶|上限")
_YEAR = re.compile(r"20[0-9]{2}(?=年|[-—~至])")
# Sentences that bear on an amount told in another: 场地由政府免费提供的,不享受本条补贴.
_BEARS = re.compile(
    r"不足[^,，]{1,20}的[,，](?:为|按)|参照|比照|不予|不享受|不再|不得|不适用|除外|停止|补足|不叠加|不重复|不计入|不纳入|扣减|取消"
)
_REFUSES = re.compile(
    r"不足[^,，]{1,20}的[,，](?:为|按)|不予(?:补|奖|支持|资助|享受|减|免)|不享受|不计入|不适用|不纳入|不给予"
)
_SHORT = 48
# What is fined or given back is not what is granted, nor damages: 该退多少 is not answered by what was paid out.
_TAKEN = (re.compile(r"罚"), re.compile(r"退(?![役休伍出税])|追回|收回|返还"))
_PAID_ROLES = ("benefit", "ceiling", "penalty", "rate")
_FLOORS = ("threshold", "target")
# Grades that a question asks for by name; a text that grades its amounts and lacks the one asked for does not answer.
_GRADE = re.compile(
    r"国家级|世界级|省部级|省级|自治区级|市级|县级|区级|校级|[特一二三四五]等奖?|[一二三四五]档|[金银铜]奖|[一二三四五]星级"
)
_CASES = re.compile(r"首次|重新|再次|新建|改建|扩建|改造|续期|个人|单位|大型|中型|小型|微型|优秀|良好|合格")
_SAME = (
    (re.compile(r"第一次|头一次|头一回|头回|首回|初次"), "首次"),
    (re.compile(r"(?P<place>国家|省|市|区|县)(?:里|上|一级)(?:的|认定|评)?"), r"\g<place>级"),
    (re.compile(r"搬(?:进|来|到|过来)|迁[到来]"), "迁入"),
    (re.compile(r"整个"), "整体"),
    (re.compile(r"高企"), "高新技术企业"),
    (re.compile(r"规上"), "规模以上"),
    (re.compile(r"复审|重新评|再次认定"), "重新认定"),
    (re.compile(r"大学生|应届(?:毕业)?生"), "高校毕业生"),
    (re.compile(r"招(?:聘|收|录)?(?![用商标生投聘收录])|雇佣?|聘用"), "招用"),
)
_ONE_KIND = re.compile(r"^(?:其中[,，]?|但)?(?P<kind>[\u4e00-\u9fff]{2,8}?)(?:统一|一律)(?:按|补|奖|给)")
_LEANS = re.compile(r"^(?:其中[,，]?|属于|但是?|且|并|同时|再|带动|超过|达到|未|不)")
_RAISES = re.compile(r"^其中|提高到|提高至|提高为|降低到|降至|调整为|上浮|再给予|另外|额外")
_LEAST = 2
_CASE = 0.5
"""A case is the asker's when the question names at least this share of its character pairs."""
_LABEL = re.compile(
    r"^(?:[一二三四五六七八九十]是|第[一二三四五六七八九十][,，、]|[(（][一二三四五六七八九十\d]{1,3}[)）]|其中[,，]?)"
)


@dataclass(frozen=True)
class Rule:
    """A part of a sentence (up to ； or 。) that states amounts, and the sentence it is of: places in the clause."""

    clause: Clause
    start: int
    end: int
    amounts: tuple[Amount, ...]
    sentence: tuple[tuple[int, int], ...]
    beside: tuple[Amount, ...] = ()
    """All the amounts of its sentence, of whatever kind."""

    @property
    def words(self) -> str:
        """What it says, folded."""
        return fold(self.clause.readable[self.start : self.end])

    @property
    def head(self) -> str:
        """The first part of its sentence, when that states no amount and so tells whom the rule is for."""
        start, end = self.sentence[0]
        states = self.start == start or any(start <= amount.start < end for amount in self.beside)
        return "" if states else self.clause.readable[start:end]

    @property
    def subject(self) -> str:
        """The first part of its sentence, which may name what all its parts are about, folded."""
        return fold(self.clause.readable[slice(*self.sentence[0])])

    @property
    def headed(self) -> str:
        """What it says behind the head of its sentence, folded."""
        return fold(self.head) + self.words

    @property
    def leans(self) -> bool:
        """Whether it cannot be read without the part before it."""
        return self.sentence[0][0] != self.start and bool(_LEANS.match(self.words))

    @property
    def raises(self) -> bool:
        """Whether it changes what the part before it says: 其中…的,最高额提高到400万元."""
        return self.sentence[0][0] != self.start and bool(_RAISES.search(self.words))


def plainly(question: str) -> str:
    """A question folded, with the everyday words for grades and first times put as policies put them."""
    text = fold(question)
    for pattern, said in _SAME:
        text = pattern.sub(said, text)
    return text


def rules_of(clause: Clause, facts: ClauseFacts, asked: str) -> list[Rule]:
    """The parts of a clause's sentences that state an amount of the kind asked for; rows of tables are left out."""
    found = _rules(clause, facts, asked, bounds_too=False) or _rules(clause, facts, asked, bounds_too=True)
    return _capped([rule for rule in found if not _of_another_kind(rule, asked)])


def _of_another_kind(rule: Rule, asked: str) -> bool:
    """Whether a rule is for one kind alone (微短剧统一按…) and the question names no part of it."""
    kind = _ONE_KIND.match(rule.words)
    return kind is not None and not bigrams(kind["kind"]) & bigrams(asked)


def _rules(clause: Clause, facts: ClauseFacts, asked: str, *, bounds_too: bool) -> list[Rule]:
    found: list[Rule] = []
    for group in _sentences(clause):
        beside = tuple(amount for amount in facts.amounts if group[0][0] <= amount.start < group[-1][1])
        for start, end in group:
            amounts = tuple(amount for amount in beside if start <= amount.start < end)
            if any(taken.search(asked) and not taken.search(clause.readable[start:end]) for taken in _TAKEN):
                continue
            if any(fits(amount, asked, bounds_too=bounds_too) for amount in amounts):
                found.append(Rule(clause, start, end, amounts, group, beside))
    return found


def _sentences(clause: Clause) -> list[tuple[tuple[int, int], ...]]:
    """The places of a clause's parts of sentences, those of one sentence together."""
    groups: list[list[tuple[int, int]]] = []
    readable = clause.readable
    for start, end in sentences(clause):
        if row_at(readable, start, end):
            continue
        last = groups[-1][-1] if groups else None
        if last and readable[last[0] : last[1]].endswith((";", "；")) and "\n" not in readable[last[1] : start]:
            groups[-1].append((start, end))
        else:
            groups.append([(start, end)])
    return [tuple(group) for group in groups]


def fits(amount: Amount, asked: str, *, bounds_too: bool = False) -> bool:
    """Whether an amount is of the kind a folded question asks for; a rate may be a bound (不低于工资的150%)."""
    if _ASKS_COUNT.search(asked) and not _ASKS_FLOOR.search(asked) and not _ASKS_SUM.search(_ASKS_COUNT.sub("", asked)):
        return False
    paid = amount.unit.split("/")[0] in (*MONEY, *RATES, "‱") or amount.unit.startswith("年免征")
    if _ASKS_FLOOR.search(asked):
        return amount.role in _FLOORS
    if _ASKS_RATE.search(asked):
        return amount.unit in (*RATES, "‱") and (amount.role != "threshold" or bounds_too)
    if "罚" in asked:
        return paid and amount.role == "penalty"
    if _ASKS_GOAL.search(asked) and not _ASKS_MONEY.search(asked):
        return amount.role == "target"
    return paid and amount.role in (*_PAID_ROLES, "stated")


def _capped(rules: Sequence[Rule]) -> list[Rule]:
    """The rules with a sentence that holds nothing but a ceiling made part of the only rule before it."""
    if len(rules) == 2 and all(amount.role == "ceiling" for amount in rules[1].amounts):
        first, cap = rules
        if first.sentence != cap.sentence and any(amount.role != "ceiling" for amount in first.amounts):
            amounts = (*first.amounts, *cap.amounts)
            both = (*first.sentence, *cap.sentence)
            return [Rule(first.clause, first.start, cap.end, amounts, both, (*first.beside, *cap.beside))]
    return list(rules)


# -- which of them -------------------------------------------------------------------------------------------------


def chosen(rules: Sequence[Rule], asked: str, given: Sequence[Given]) -> list[Rule]:
    """The rules a question asks about: all where nothing it says tells them apart, none where they cannot be meant."""
    if lacks_grade(rules, asked):
        return []
    kept = [rule for rule in rules if all(meets(amount, given) is not False for amount in rule.amounts)]
    kept = _highest_met(of_years(kept, [rule.words for rule in kept], asked), given)
    named = _named(kept, asked)
    settled = len(named) < len(rules)
    kept = named
    kept = [rule for rule in kept if rule.raises and _is_case(rule, asked, given)] or [
        rule for rule in kept if not rule.raises
    ]
    if len(kept) < 2:
        return kept
    own = [_own_words(rule, kept) for rule in kept]
    scores = [len(words & bigrams(asked)) for words in own]
    best = [rule for rule, score in zip(kept, scores, strict=True) if score == max(scores)]
    return best if settled else _with_rest(best, kept)


def of_years(things: Sequence[_T], texts: Sequence[str], asked: str) -> list[_T]:
    """The things told for a year the question names, where some are; else all of them."""
    named = set(_YEAR.findall(asked))
    kept = [thing for thing, text in zip(things, texts, strict=True) if named & set(_YEAR.findall(text))]
    return kept or list(things)


def bearing(rules: Sequence[Rule], facts_at: Sequence[Amount], asked: str) -> tuple[list[str], bool]:
    """The other sentences of the rules' clause that bear on them, and whether one speaks of the asker's case.

    Those that refuse are told to everyone when they are short, the others only to whom they concern.
    """
    clause, told = rules[0].clause, "".join(rule.words for rule in rules)
    found: list[str] = []
    concerned = False
    for group in _sentences(clause):
        for start, end in group:
            words = fold(clause.readable[start:end])
            if not _BEARS.search(words) or any(start <= amount.start < end for amount in facts_at) or words in told:
                continue
            new = bigrams(words) - bigrams(told) - bigrams(rules[0].subject if words not in rules[0].subject else "")
            concerns = len(new & bigrams(asked)) >= _LEAST
            concerned |= concerns
            if concerns or (_REFUSES.search(words) and len(words) <= _SHORT):
                found.append(clause.readable[start:end].rstrip("；;。 ") + "。")
    return found, concerned


def _named(rules: Sequence[Rule], asked: str) -> list[Rule]:
    """The rules that name a grade or case the question names (省级, 重新认定); all when none does."""
    words = {*asked_grades(asked), *_CASES.findall(asked)}
    return [rule for rule in rules if any(word in rule.words for word in words)] or list(rules)


def _with_rest(best: Sequence[Rule], kept: Sequence[Rule]) -> list[Rule]:
    """The first part of a sentence with the parts that go on from it: it alone names what all of them are about."""
    first = best[0]
    if len(best) > 1 or first.start != first.sentence[0][0] or _LABEL.match(first.words):
        return list(best)
    return [rule for rule in kept if rule.sentence == first.sentence]


def _is_case(rule: Rule, asked: str, given: Sequence[Given]) -> bool:
    """Whether the case a rule is for (属于省级专精特新企业的) is the asker's, by words or by figure."""
    case = bigrams(re.split("[,，]", rule.words)[0])
    met = any(meets(amount, given) for amount in rule.amounts)
    return met or (bool(case) and len(case & bigrams(asked)) / len(case) >= _CASE)


def with_changes(picked: Sequence[Rule], rules: Sequence[Rule]) -> list[Rule]:
    """A single rule with those of its sentence that change it, or that are the other steps of one scale."""
    if len(picked) != 1 or picked[0].raises:
        return list(picked)
    first = picked[0]
    beside = [rule for rule in rules if rule.sentence == first.sentence and rule is not first]
    steps = [rule for rule in beside if "的部分" in rule.words and "的部分" in first.words]
    more = steps or [rule for rule in beside if rule.raises and rule.start > first.start]
    return sorted([first, *more], key=lambda rule: rule.start)


def asked_grades(asked: str) -> set[str]:
    """The grades a question names."""
    return set(_GRADE.findall(asked))


def lacks_grade(rules: Sequence[Rule], asked: str) -> bool:
    """Whether the amounts are told by grades and none of those the question names is among them."""
    grades = {amount.grade for rule in rules for amount in rule.amounts if amount.grade}
    graded = {grade for grade in grades if _GRADE.fullmatch(grade)}
    text = "".join(fold(rule.clause.readable) for rule in rules)
    return bool(graded and asked_grades(asked)) and not any(grade in text for grade in asked_grades(asked))


def _own_words(rule: Rule, others: Sequence[Rule]) -> frozenset[str]:
    """The character pairs of a rule that none of the others has."""
    theirs: set[str] = set()
    for other in others:
        if other is not rule:
            theirs |= bigrams(other.headed)
    return frozenset(bigrams(rule.headed) - theirs)


def meets(amount: Amount, given: Sequence[Given]) -> bool | None:
    """Whether a threshold is met by the figure the asker gives for it; None when no figure is for it."""
    figure = given_for(amount, given) if amount.role == "threshold" else None
    if figure is None:
        return None
    low, high = Decimal(amount.values[0]), Decimal(amount.values[-1])
    if amount.bound == "range":
        below = "不足" in amount.words or "不满" in amount.words or "低于" in amount.words
        return low <= figure.value < high if below else low <= figure.value <= high
    tests = {
        "at_least": figure.value >= low,
        "over": figure.value > low,
        "at_most": figure.value <= low,
        "under": figure.value < low,
    }
    return tests.get(amount.bound)


def given_for(amount: Amount, given: Sequence[Given]) -> Given | None:
    """The one figure of the question that is told of the same thing in the same unit."""
    same = [figure for figure in given if figure.unit == amount.unit]
    if len(same) != 1:
        told = [figure for figure in same if amount.of and named(amount.of, figure)]
        return told[0] if len(told) == 1 else None
    if amount.unit == "元" and not (amount.of and named(amount.of, same[0])):
        return None
    return same[0]


def named(thing: str, figure: Given) -> bool:
    """Whether a figure of the question is told of the thing a threshold is for."""
    put_in = thing.endswith(("投资", "投入")) and re.search("投了?|总投", figure.before)
    return thing[-2:] in figure.around or bool(put_in)


def _highest_met(kept: Sequence[Rule], given: Sequence[Given]) -> list[Rule]:
    """Of several rules whose thresholds are met (10家以上, 30家以上) the one with the highest."""

    def height(rule: Rule) -> Decimal:
        met = [Decimal(amount.values[0]) for amount in rule.amounts if meets(amount, given)]
        return max(met, default=Decimal(0))

    top = max((height(rule) for rule in kept), default=Decimal(0))
    return [rule for rule in kept if height(rule) == top]


# -- how they are said ---------------------------------------------------------------------------------------------


def said_of(rules: Sequence[Rule]) -> str:
    """The chosen rules in the clause's own words; a part that changes the one before it is said with it."""
    parts: list[str] = []
    for rule in rules:
        for words in (rule.head, rule.clause.readable[rule.start : rule.end]):
            bare = _LABEL.sub("", words).rstrip("；;。 ")
            if bare and bare not in parts:
                parts.append(bare)
    return "；".join(parts) + "。"


def rested_on(rule: Rule, item: Evidence) -> Evidence:
    """The evidence that is quoted for a rule: its sentence, or its part of it where that can be read alone."""
    parts = list(rule.sentence) if rule.leans or rule.head else [(rule.start, rule.end)]
    readable = rule.clause.readable
    told = tuple(Sentence(start, end, readable[start:end], 1.0) for start, end in parts)
    return Evidence(item.marker, rule.clause, item.policy, item.score, told)
