"""Which of several cases of a clause (新建, 改建; A类, B类) is the asker's: by words, by figures, by lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.evidence import Evidence, Sentence
from assistant.gate.wording import bigrams
from assistant.statements.given import Given, ratio
from assistant.statements.rules import meets
from assistant.statements.tariffs import Tariff
from index.policy import Clause, Policy, PolicyHeader
from index.stated.fact import Amount
from index.tables import Cell, row_in_words, tables
from index.variants import fold

# How people put what cases are named by.
_SPOKEN = (
    (re.compile(r"(?:完全|全部?|彻底|都)(?:不能|没法|无法|不会)自理|全失能|瘫痪|瘫在床|卧床不起"), "重度失能"),
    (re.compile(r"半自理|半失能|部分自理|(?:有些|部分)(?:不能|没法)自理"), "中度失能"),
    (re.compile(r"(?:不能|没法|无法|不会|没办法)自理"), "失能"),
    (re.compile(r"新(?:盖|起|修|开|搞|弄)"), "新建"),
    (re.compile(r"(?:改|翻)(?:成|造成|作|做|修|造)"), "改建改造"),
    (re.compile(r"空着|闲着|空置|空出来|没人用"), "闲置"),
    (re.compile(r"本科(?:生|毕业)?"), "本科"),
    (re.compile(r"研究生"), "硕士"),
    (re.compile(r"老婆|老公|媳妇|爱人|两口子|夫妇|丈夫|妻子|太太|先生和我"), "夫妻"),
    (re.compile(r"(?:我们)?(?:单位|公司)(?:自己)?"), "用人单位"),
    (re.compile(r"房补|租房补贴|房贴"), "住房补贴"),
    (re.compile(r"国家|中央"), "中央国家"),
)
_STARS = re.compile("(?P<n>[一二三四五])星")
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
_AGE = re.compile(r"(?P<n>[1-9][0-9]{1,2})(?:周?岁|(?=了|的老))")
_AGES = re.compile(r"(?P<low>\d{1,3})周?岁(?P<over>以上)?(?:(?:至|到|-|—)(?P<high>\d{1,3})周?岁)?(?P<under>以下)?")
_BARE = re.compile(r"补助|补贴|奖励|给予|企业|项目|每个|每年|的|按照|标准|最高")
# A case that is a range of some figure is told by that figure alone.
_RANGE = re.compile("[0-9][^,，、0-9]{0,4}(?:以上|以下|以内)|(?:不足|不满|超过|低于|不少于|达到|满)[0-9]")
_LEAST_ROW = 3
_LEAST_CASES = 2


@dataclass(frozen=True)
class Row:
    """The one row of a list in the policy that names what the asker speaks of."""

    clause: Clause
    cells: tuple[Cell, ...]

    def rested_on(self, policy: PolicyHeader) -> Evidence:
        """The evidence quoted for it."""
        place = Sentence(self.cells[0].start, self.cells[-1].end, row_in_words(self.cells), 1.0, in_table=True)
        return Evidence(0, self.clause, policy, 1.0, (place,))


def spoken(asked: str) -> str:
    """A folded question with what it says in everyday words said once more as policies do."""
    text = asked
    for pattern, words in _SPOKEN:
        text = pattern.sub(f"{words}", text)
    return text


def listed(policy: Policy, clause: Clause, asked: str) -> Row | None:
    """The row of a list elsewhere in the policy (附件目录) that the question names by a word of its own; one only."""
    pairs = bigrams(asked)
    found: list[tuple[int, Row]] = []
    for other in policy.clauses:
        if other.clause_id == clause.clause_id or "|" not in other.readable:
            continue
        for table in tables(other.readable):
            texts = [fold("".join(cell.text for cell in row)) for row in table.rows]
            for row, text in zip(table.rows, texts, strict=True):
                theirs = {pair for one in texts if one != text for pair in bigrams(one)}
                own = len((bigrams(text) - theirs) & pairs)
                found += [(own, Row(other, tuple(row)))] if own >= _LEAST_ROW else []
    best = max((own for own, _ in found), default=0)
    rows = [row for own, row in found if own == best]
    return rows[0] if len(rows) == 1 else None


def chosen(tariffs: Sequence[Tariff], asked: str, given: Sequence[Given]) -> list[Tariff]:
    """The tariffs that may be the asker's: one where the question tells, several where it does not, none where none."""
    failing = {one.place for one in tariffs if any(_fails(limit, given, asked) for limit in one.limits)}
    kept = [one for one in tariffs if not any(within(limit, given, asked) is False for limit in one.limits)]
    kept = [one for one in kept if not (one.raises and _before(one, tariffs) & failing)]
    kept = [one for one in kept if _of_age(one, asked) is not False]
    raised = [one for one in kept if one.raises and met(one, given, asked)]
    if raised:
        return raised[-1:]
    worded = [one for one in kept if one.raises and not one.limits and concerns(one.case, asked, _others(one, tariffs))]
    if len(worded) == 1:
        return worded
    if any(one.raises and one.limits and not _told(one, given, asked) for one in kept):
        return kept if len(kept) == _LEAST_CASES else []
    kept = [one for one in kept if not one.raises]
    special = [one for one in kept if one.case.startswith(("其中", ",其中", "、其中"))]
    if special and len(kept) - len(special) == 1:
        named = [one for one in special if _shares(one, kept, asked)]
        return named if named else [one for one in kept if one not in special]
    exact = [one for one in kept if any(within(limit, given, asked) for limit in one.limits) or _of_age(one, asked)]
    if not exact and len(kept) > 1 and all(_RANGE.search(fold(one.name)) for one in kept):
        return kept
    scores = [len(own & bigrams(asked)) for own in _own(kept)]
    best = max(scores, default=0)
    by_words = [one for one, score in zip(kept, scores, strict=True) if score == best] if best else []
    if exact and not (by_words and not any(one in exact for one in by_words)):
        kept, by_words = exact, [one for one in by_words if one in exact]
    if len(kept) < 2 or by_words:
        return by_words or kept
    scores = [len(own & bigrams(asked)) for own in _own(kept)]
    best = max(scores)
    return [one for one, score in zip(kept, scores, strict=True) if score == best] if best else kept


def _shares(one: Tariff, kept: Sequence[Tariff], asked: str) -> bool:
    """Whether the question names what a special case is for by a word that the others' cases do not hold."""
    others = "".join(fold(other.case) for other in kept if other is not one)
    own = bigrams(_BARE.sub(" ", fold(one.name).replace("其中", " "))) - bigrams(others)
    return bool(own & bigrams(asked))


def _fails(limit: Amount, given: Sequence[Given], asked: str) -> bool:
    return limit.unit != "%" and within(limit, given, asked) is False


def _before(one: Tariff, tariffs: Sequence[Tariff]) -> set[tuple[int, int]]:
    """The sentence of the tariff that ``one`` replaces."""
    earlier = [other for other in tariffs if other.amount.start < one.amount.start and not other.raises]
    return {earlier[-1].place} if earlier else set()


def _others(one: Tariff, tariffs: Sequence[Tariff]) -> str:
    return "".join(other.case for other in tariffs if other is not one)


def _told(one: Tariff, given: Sequence[Given], asked: str) -> bool:
    return any(within(limit, given, asked) is not None for limit in one.limits)


def met(one: Tariff, given: Sequence[Given], asked: str) -> bool:
    """Whether the asker's figures meet every bound of a case, and at least one."""
    verdicts = [within(limit, given, asked) for limit in one.limits]
    return bool(verdicts) and all(verdicts)


def within(limit: Amount, given: Sequence[Given], asked: str) -> bool | None:
    """Whether a bound is met by a figure of the question; a share also by the ratio of two of its figures."""
    if limit.unit == "%":
        told = ratio(asked, given)
        if told is None or limit.bound not in ("at_least", "over", "at_most", "under"):
            return None
        value, low = told[0], Decimal(limit.values[0])
        over = {"at_least": value >= low, "over": value > low, "at_most": value <= low, "under": value < low}
        return over[limit.bound]
    if limit.role != "threshold":
        return None
    same = [one for one in given if one.unit == limit.unit]
    if limit.bound == "at_most" or limit.unit == "元" or len(same) != 1:
        return None
    return meets(limit, same)


def _of_age(one: Tariff, asked: str) -> bool | None:
    """Whether the age the asker tells lies in the ages of a case."""
    age, ages = _AGE.search(asked), _AGES.search(one.case)
    if age is None or ages is None or not (ages["over"] or ages["high"] or ages["under"]):
        return None
    value, low = int(age["n"]), int(ages["low"])
    if ages["under"]:
        return value <= low
    return low <= value <= int(ages["high"] or 999)


def _own(kept: Sequence[Tariff]) -> list[frozenset[str]]:
    """The pairs that only each one's case has; what all are about, behind the first one's 的, is nobody's own."""
    texts = [re.split("[,，]", fold(one.name or one.amount.grade or ""))[-1] for one in kept]
    if any(text.endswith("的") for text in texts):
        texts = [text if text.endswith("的") else text.rpartition("的")[0] or text for text in texts]
    found = []
    for number, text in enumerate(texts):
        theirs = {pair for other, words in enumerate(texts) if other != number for pair in bigrams(words)}
        own = bigrams(_BARE.sub(" ", text)) - theirs
        found.append(frozenset(pair for pair in own if not any(sign.isdigit() for sign in pair)))
    return found


def concerns(condition: str, asked: str, common: str) -> bool:
    """Whether a condition (经评定为四星级以上的) is one the asker says holds; ``common`` is what is said anyway."""
    star, said = _STARS.search(condition), _STARS.search(asked)
    if star:
        least = _DIGITS[star["n"]]
        has = _DIGITS[said["n"]] if said else 0
        return has == least or ("以上" in condition and has > least)
    own = bigrams(_BARE.sub(" ", condition)) - bigrams(common)
    shared = [pair for pair in own & bigrams(asked) if not re.search(f"(?:不是?|没有?|未|非){re.escape(pair)}", asked)]
    return len(shared) >= 2 or (bool(own) and len(shared) / len(own) >= 0.34)
