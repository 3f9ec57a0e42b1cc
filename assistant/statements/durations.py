"""What follows from a length of time (开了14个月, 逾期4个月): the band it lies in, or a share of what remains."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.evidence import Evidence, Sentence, sentences
from assistant.question import Facet
from assistant.statements.bands import Band, band_for
from assistant.statements.given import Given, Length, figures, lengths, money
from assistant.statements.matter import Matter, Said, Statement
from assistant.statements.rules import plainly
from assistant.statements.steps import is_over, scales
from index.policy import Policy
from index.stated.decimals import HAN_RUN, decimal_of, plain
from index.variants import fold

NEAR = 0.7
_BACK = re.compile(r"退(?![役休伍出税])|追回|收回|返还|吐出|还回")
_CUT = re.compile(r"扣|减")
_RECEIVED = re.compile(r"到账|到手|拿|领|补|奖|得|发|给|享受")
# Lengths of these are not of what a band is for, unless it says so.
_OTHERS = re.compile(r"成立|注册|毕业|工作|社保|合同|贷款|就业|失业|参保")
_SHARE = re.compile(
    rf"剩余(?:的)?(?:服务|使用|承诺|监管)?(?:月份|月数|年限|年数|期限|时间)(?:数)?占(?P<n>[0-9]+|{HAN_RUN})(?P<unit>个月|年)的?比例"
)
_HUNDRED = Decimal(100)


def said(matter: Matter) -> Said:
    """What is to be given back, cut or paid for the length of time the asker tells."""
    if Facet.AMOUNT not in matter.question.facets or not matter.evidence:
        return Said()
    asked = plainly(matter.question.standalone)
    last = asked.rpartition(";")[2]
    told = lengths(last) or lengths(asked)
    if len(told) != 1:
        return Said()
    for item in matter.evidence:
        policy = matter.policies.get(item.policy.policy_id)
        if policy is None or item.score < NEAR * matter.evidence[0].score or is_over(item, matter):
            continue
        found = _by_band(item, policy, told[0], asked) or _by_share(item, told[0], asked)
        if found:
            return Said((found,), frozenset({Facet.AMOUNT, Facet.ELIGIBILITY}), in_full=True)
    return Said()


def _by_band(item: Evidence, policy: Policy, length: Length, asked: str) -> Statement | None:
    for bands in scales(item.clause, policy):
        if any(band.held is None or band.held.unit != "月" for band in bands):
            continue
        band = band_for(bands, length.low, length.high)
        if band and _is_meant(band, bands, length, asked):
            text = f"{length.words}属“{band.said}”，{band.words}{_worked_out(band, asked)}。"
            return Statement("结论", text, band.rested_on(item.policy))
    return None


def _is_meant(band: Band, bands: Sequence[Band], length: Length, asked: str) -> bool:
    """Whether the band speaks of what is asked (退, 扣), and of the time told."""
    words = "".join(fold(one.words) for one in bands)
    for verb in (_BACK, _CUT):
        if bool(verb.search(asked)) != bool(verb.search(words)) and not (verb is _CUT and _BACK.search(words)):
            return False
    other = _OTHERS.search(length.before + length.behind)
    return other is None or other[0] in fold(band.clause.readable)


def _worked_out(band: Band, asked: str) -> str:
    """What the band's rate comes to for the one sum the asker had."""
    paid, rate = _received(asked), band.granted.rate
    if paid is None or rate is None:
        return ""
    return f"：{money(paid.value)}×{plain(rate)}%={money(paid.value * rate / _HUNDRED)}"


def _received(asked: str) -> Given | None:
    """The one sum the asker received or was to receive."""
    sums = [one for one in figures(asked) if one.unit == "元" and _RECEIVED.search(one.around)]
    return sums[0] if len(sums) == 1 else None


def _by_share(item: Evidence, length: Length, asked: str) -> Statement | None:
    """The part of a sum for what remains of a term: 36万元×24÷36=24万元."""
    paid = _received(asked)
    if length.low != length.high or not _BACK.search(asked):
        return None
    for start, end in sentences(item.clause):
        match = _SHARE.search(fold(item.clause.readable[start:end]))
        term = decimal_of(match["n"]) if match else None
        if match is None or term is None:
            continue
        months = term * (12 if match["unit"] == "年" else 1)
        left = months - length.low
        words = item.clause.readable[start:end].strip("；;。 ")
        if left <= 0:
            return None
        text = f"{words}：用了{length.words}，剩余{plain(left)}个月"
        if paid is not None:
            value = (paid.value * left / months).quantize(Decimal("0.01"))
            text += f"，{money(paid.value)}×{plain(left)}÷{plain(months)}={money(value)}"
        place = Sentence(start, end, item.clause.readable[start:end], 1.0)
        return Statement("结论", f"{text}。", Evidence(0, item.clause, item.policy, item.score, (place,)))
    return None
