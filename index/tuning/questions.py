"""A clause to questions that it answers, by the forms in which rules are written.

A rule names a case and what follows from it. The case alone, with everyday words of asking, is a question that the
clause answers: 未取得许可从事经营的,处罚款 gives 没有取得许可从事经营会怎么处罚. Here and there an official word gives
way to one that people use, so that the model learns to bridge the two.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.policy import Clause
from index.variants import fold

_SHORTEST, _LONGEST = 7, 60
_EVERYDAY_SHARE = 0.5
_NUMBER = re.compile(
    r"^\s*(?:第[^条\s]{1,9}条(?:之[一二三四五六七八九十])?|[(][一二三四五六七八九十]+[)]|[0-9一二三四五六七八九十]+[、.])\s*"
)
_SENTENCE = re.compile(r"(?<=[。;])|\n")
_OPENING = re.compile(r"^(?:但是|但|其中|并且|对于|对|凡)[,]?")
# A question must be understood without the text around the clause.
_POINTS_ELSEWHERE = re.compile(
    r"本(?:法|条|办法|规定|条例|通知|细则|意见|方案)|前[款条项]|下列|以下|上述|该|第[一二三四五六七八九十百0-9]+[条款项]|[《》:]"
)


@dataclass(frozen=True)
class _Form:
    """A form of sentence: ``about`` is what a question may be about, ``rest`` what the rule says of it."""

    sentence: re.Pattern[str]
    asking: tuple[tuple[str, tuple[str, ...]], ...]
    """What ``rest`` holds (a pattern; empty: anything) and the words that ask then."""


def _form(sentence: str, *asking: tuple[str, tuple[str, ...]]) -> _Form:
    return _Form(re.compile(sentence), asking)


_FORMS = (
    _form(
        r"^(?P<about>.{8,45}?)的,(?P<rest>.{4,})$",
        ("", ("怎么办", "应当如何处理", "怎么处理")),
        (r"罚|处分|吊销|没收|有期徒刑", ("会怎么处罚", "要承担什么责任", "会被罚吗")),
        (r"责任|赔偿", ("谁来赔", "要承担责任吗", "需要赔偿吗")),
        (r"不予|不得", ("可以吗", "行不行")),
        (r"可以|给予|享受", ("可以怎么做", "有什么支持", "能得到什么")),
        (r"[无有]效", ("有效吗", "还算数吗")),
    ),
    _form(
        r"^(?P<about>.{3,30}?),?由(?P<rest>.{3,30}?)(?:负责|牵头|主管|决定|批准|审批|审核|组织|制定|实施|颁发)",
        ("", ("由谁负责", "找谁", "归哪个部门管", "找哪个部门办")),
    ),
    _form(
        r"称(?:的)?(?P<about>[^,]{2,18}),?(?:是)?指(?P<rest>)",
        ("", ("是什么意思", "怎么认定", "包括哪些")),
    ),
    _form(r"^(?P<about>.{2,18}?,?不得.{4,28}?)(?P<rest>)[,。;]?$", ("", ("吗", "可以吗", "会怎么样"))),
    _form(
        r"^(?P<about>.{2,20}?,?(?:可以|有权).{4,28}?)(?P<rest>)[,。;]?$",
        ("", ("吗", "需要什么手续", "有什么条件")),
    ),
    _form(
        r"^(?P<about>.{2,25}?),?(?:应当|必须|须)(?:具备|符合|满足)(?P<rest>.{0,4}条件)",
        ("", ("需要什么条件", "要符合哪些条件", "有什么要求")),
    ),
    _form(
        r"^(?P<about>.{3,30}?),?(?:应当|必须)(?P<rest>.{4,30}?)[,。;]?$",
        ("", ("需要做什么", "有什么义务", "应该怎么做", "有什么规定")),
    ),
    _form(
        r"^(?P<about>.{3,30}?)(?:的)?(?P<rest>期限|期间|时限|有效期)(?:为|是)",
        ("", ("是多久", "要多长时间", "有时间限制吗")),
    ),
    _form(
        r"^对?(?P<about>.{4,40}?),?(?:按照?|给予|一次性)(?P<rest>.{0,30}?(?:补贴|补助|奖励|资助|补偿|减免))",
        ("", ("有补贴吗", "能拿多少钱", "补助多少", "有什么奖励")),
    ),
)
_OF_HEADING = ("有什么要求", "怎么做", "有哪些措施", "是怎么规定的")
_OF_DEPARTMENTS = ("由谁负责", "找哪个部门", "归谁管", "哪个部门牵头")
_EVERYDAY = (
    ("用人单位", "公司"),
    ("劳动者", "员工"),
    ("出卖人", "卖家"),
    ("买受人", "买家"),
    ("承租人", "租客"),
    ("出租人", "房东"),
    ("经营者", "商家"),
    ("未成年人", "孩子"),
    ("配偶", "老婆"),
    ("机动车", "车"),
    ("县级以上人民政府", "政府"),
    ("行政机关", "政府部门"),
    ("主管部门", "管事的部门"),
    ("申请人", "我"),
    ("公民", "个人"),
    ("订立", "签"),
    ("解除", "取消"),
    ("支付", "付"),
    ("缴纳", "交"),
    ("债务人", "欠钱的人"),
    ("债权人", "债主"),
    ("损害", "伤害"),
    ("侵害", "侵犯"),
    ("请求", "要求"),
    ("不予", "不给"),
    ("未", "没有"),
    ("不动产", "房子"),
    ("死亡", "去世"),
    ("逾期", "过期"),
    ("企业", "公司"),
    ("高校毕业生", "大学生"),
    ("补贴", "钱"),
)


def questions(clause: Clause, most: int, chance: random.Random) -> list[str]:
    """Up to ``most`` questions that ``clause`` answers, picked by ``chance``; none when no form is found."""
    found = list(dict.fromkeys(_questions(clause, chance)))
    return [_everyday(one, chance) for one in chance.sample(found, min(most, len(found)))]


def _questions(clause: Clause, chance: random.Random) -> Iterator[str]:
    text = fold(clause.readable)
    if clause.heading:
        about = fold(clause.heading).strip("。:; ")
        yield from _asked(about, chance.choice(_OF_HEADING))
        if clause.departments:
            yield from _asked(about, chance.choice(_OF_DEPARTMENTS))
    for sentence in _SENTENCE.split(_NUMBER.sub("", text)):
        for form in _FORMS:
            match = form.sentence.search(_NUMBER.sub("", sentence).strip("。; "))
            if match:
                about = _OPENING.sub("", match["about"].strip(", "))
                yield from _asked(about, chance.choice(_words(form, match["rest"])))


def _words(form: _Form, rest: str) -> Sequence[str]:
    """The words that may ask, given what the rule says."""
    return [word for pattern, words in form.asking if re.search(pattern, rest) for word in words]


def _asked(about: str, asking: str) -> Iterator[str]:
    question = f"{about}{asking}?"
    if _SHORTEST <= len(question) <= _LONGEST and not _POINTS_ELSEWHERE.search(question):
        yield question


def _everyday(question: str, chance: random.Random) -> str:
    for official, everyday in _EVERYDAY:
        if official in question and chance.random() < _EVERYDAY_SHARE:
            question = question.replace(official, everyday)
    return question
