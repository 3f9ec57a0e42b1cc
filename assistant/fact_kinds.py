"""Kinds of facts a question may ask for, by how it asks, and whether a text holds any fact of the kind.

A kind is told from the words that ask (几分钟, 手续费多少, 电话是多少, 哪几家银行), never from the matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant import asked_thing, fact_heads
from index.ranking import mostly_chinese

_NUMBER = r"[\d一二三四五六七八九十百千万两半]"
_DATE = re.compile(r"(?:19|20)\d{2}年(?:度|\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日")
_PART = re.compile(r"[,，。?？;；!！]")
_ASKS = re.compile(r"[几多谁哪何吗么呢啥]|怎|(.)不\1|可不可|是否|有没有|[?？]")
# Where something stands is no question of its own beside what it is.
_PLACE = re.compile(r"是?(?:在|依据)?(?:第几|哪一?|什么)(?:条款?|款|项)")


@dataclass(frozen=True)
class FactKind:
    """``asks`` finds the words that ask for a fact of the kind, ``holds`` a text that states one.

    ``anywhere``: the fact may stand in any clause of the policy, as a telephone number does, not only beside the
    matter. ``name`` follows 原文未规定.
    """

    name: str
    asks: re.Pattern[str]
    holds: re.Pattern[str]
    anywhere: bool = False


def _kind(name: str, asks: str, holds: str, *, anywhere: bool = False) -> FactKind:
    return FactKind(name, re.compile(asks), re.compile(holds), anywhere)


_FEE = r"手续|服务|使用|管理|评审|评估|担保|工本|挂号|检测|培训|报名|登记|认证|代理|租赁|年|会|审核|加盟|中介|保管|查询"
_DURATION = (
    rf"{_NUMBER}+\s*个?(?:工作日|自然日|小时|分钟|课时|学时|日|天|周|星期|月|年|学期)"
    r"|长期|终身|当场|当日|即时|随时|半年"
)

KINDS: tuple[FactKind, ...] = (
    _kind(
        "联系电话",
        r"电话|手机号|联系方式|热线|号码是",
        r"\d{3,4}[-—]?\d{7,8}|\d{7,11}|热线|电话[:：]?\d",
        anywhere=True,
    ),
    _kind(
        "网址",
        r"网址|网站|链接|哪个(?:APP|小程序|公众号)|在网上哪",
        r"网址|网站|https?:|www\.|(?:登录|通过|依托)[^,，。;；]{0,14}(?:平台|系统)|服务网|小程序|公众号",
        anywhere=True,
    ),
    _kind(
        "地址",
        r"地址|(?:在|去|到)(?:哪里|哪儿|什么地方|哪个地方)(?:上课|交|领|办|集合|开|参加)",
        r"地址|路\d+号|\d+号楼|\d+楼|大厅|(?<!单一)窗口|政务服务中心|经办机构",
        anywhere=True,
    ),
    _kind(
        "相关人员的姓名",
        r"叫(?:什么|啥)|姓(?:什么|啥|名)|名字|(?:专家|评委|科长|主任|局长|处长|厅长)(?:是|都是|有)(?:谁|哪)",
        r"姓名|担任|同志任|联系人",
        anywhere=True,
    ),
    _kind("办理时长", r"(?:几|多少)(?:个)?(?:分钟|小时|课时|学时)", r"分钟|小时|课时|学时"),
    _kind(
        "具体期限",
        r"(?<!满)(?:(?:几|多少)个?(?:天|工作日|周|星期)|(?:(?<!哪)几|多少)个月)(?!内?(?:前|以前|之前))|多久(?![^,，]{0,4}次)|多长时间|要(?:等)?几年|几年(?:能|可以|才|后|内|$)",
        _DURATION,
    ),
    _kind("间隔", r"多久[^,，]{0,4}[一几]次|隔(?:多久|几)", rf"每|定期|间隔|{_NUMBER}次"),
    _kind("次数", r"(?:几|多少)(?:次|回|期)", r"次|每[年季月周]|[一二三四五六七八九十\d]+[期回]|定期|年度"),
    _kind("年龄", r"多少岁|几岁|年龄", r"岁|年龄|龄"),
    _kind("面积", r"多少(?:平方米|平米|平|亩|公顷)|面积(?:有没有|最大|最小|多大|要多)", r"平方米|平米|面积|亩|公顷"),
    _kind(
        "分值",
        r"多少分(?!钟)|(?:几|多少)分(?:才|算|能|可以|落户)|打分表|评分(?:表|标准)|分值",
        rf"{_NUMBER}分(?![别之钟级类享局工担])|分值|评分",
    ),
    _kind(
        "人数",
        r"(?:一共|总共|共有?|有|要|住|招|配|来|派|去|请)(?:多少|几)(?:个)?(?:人|名|位)(?!补)",
        rf"{_NUMBER}+\s*(?:余|多)?(?:个)?(?:人|名|位)",
    ),
    _kind("考试科目", r"考(?:几|哪几?|多少)门|几门[考课]?试|考(?:什么|哪些)(?:试|科目|内容)", r"考试|科目|笔试|考核"),
    _kind("折扣", r"几折|打折", r"折扣|打折|\d折|减半|优惠价|按\d+(?:\.\d+)?%收取"),
    _kind(
        "处罚标准",
        r"罚(?:多少|几|款多少)|怎么(?:处)?罚|处罚标准",
        r"罚|责令|追回|取消|退回|追究|处分|失信|不再受理|不得再",
    ),
    _kind(
        "具体时间",
        r"(?:什么时候|何时|哪天|几月(?:几[号日])?|几号)[^,，。?？]{0,4}(?:开始|报名|开|办|申请|申报|截止|放|评)|从(?:几月|哪天|什么时候)",
        rf"\d月|\d日|\d{{4}}年|每[年季月]|{_DURATION}|施行|常年|全年",
    ),
    _kind(
        "有关比例",
        r"百分之几|几个点|比例|几成|税率|征收率",
        rf"\d\s*(?:%|％|‰)|百分之|{_NUMBER}成|比例|个百分点",
    ),
)

_NAMED = re.compile(
    r"哪(?:几)?(?:家|所|款)(?P<noun>[\u4e00-\u9fff]{2,4}?)(?:$|[,，。?？;；]|是|有|在|能|可|承|办|做|给|放)"
)
_NAMED_BEFORE = re.compile(r"(?P<noun>[\u4e00-\u9fff]{2})(?:是|有|都是|包括)哪(?:几)?(?:家|所|款)(?:$|[,，。?？;；])")
_BRAND = re.compile(r"什么(?P<noun>牌子|品牌|型号|颜色|材质)")
_NO_NOUN = re.compile(r"部门|单位|牵头|负责|机关|厅|委|局|配合|责任|头|了算|管|办|位都|^都")
_FEES = re.compile(rf"(?:{_FEE})费|押金|保证金|票价")
_FREE = re.compile(r"免费|不收|不承担|不得(?:收取|向[^。;；]{1,16}收)|无需(?:缴|交|支)")
_COLLECTS = re.compile(r"收费(?:多少|标准|是)|(?:收|交|缴)[^,，。?？]{0,6}(?:多少|几)[^,，。?？]{0,2}(?:钱|元|块)")
_COLLECTED = re.compile(r"费|收取|缴纳|免")
# Acts whose permission is asked for, each with the words a text on it would use.
_ACTS: tuple[tuple[str, str, str], ...] = (
    ("转让", r"转让|转卖|转手|转给|过户", r"转让|转籍|转移|出售|过户|变更|转包|转借"),
    ("抵押或质押", r"抵押|质押", r"抵押|质押|担保"),
    ("继承", r"继承", r"继承"),
    ("转租", r"转租|出租|租给", r"转租|出租|租"),
    ("退款", r"退款|退钱|退费|退票", r"退"),
    ("代办", r"代办|代领|代交|找人办|委托别人|替(?:我|他|她)办", r"代办|代理|委托|代为|他人"),
    ("邮寄", r"邮寄|寄过去|快递", r"寄|快递|邮"),
    ("补办", r"补办|补发|挂失", r"补办|补发|挂失|遗失"),
    ("延期", r"延期|宽限|展期|往后拖", r"延期|延长|展期|宽限|顺延|延续"),
    ("分期", r"分期", r"分期|分次|分年"),
    ("落户", r"落户|户口", r"落户|户籍|户口"),
    ("安排子女入学", r"上学|入学|读书", r"上学|入学|就学|子女(?:教育|入)|学位"),
    ("报销", r"报销", r"报销|据实|实报"),
    ("缴税", r"(?:交|缴|纳)[^,，]{0,6}税", r"所得税|增值税|纳税|征税|缴税|免税|税率|征收率"),
    ("持股", r"股份|入股|分红|占股", r"股份|股权|入股|分红|股东"),
    ("住宿", r"宿舍|住宿|住的地方", r"宿舍|住宿|公寓|住房|租房"),
    ("评职称", r"职称", r"职称"),
    ("贷款", r"贷款|借钱", r"贷|融资|信用|授信"),
    ("上牌", r"上牌|车牌", r"上牌|车牌|牌照|号牌"),
)
_PERMITS = re.compile(
    r"能|可以|可不可|准不准|允许|让不让|行不行|要不要|用不用|给不给|管不管|包不包|配不配|[给管包][^,，]{0,6}[吗么不]|用交|要交"
)
_EXCEPT = re.compile(r"除了?|已经|不是")
# A short part after one that names the matter asks more of the same (要不要交股份,交百分之几).
_LEANS = 6
_OPEN = re.compile(r"[谁哪吗么怎啥补奖贴减免]|条件|材料|部门")


def parts_that_ask(question: str) -> list[str]:
    """The parts of a question that ask something."""
    return [part for part in _PART.split(question) if _asks(part)]


def _asks(part: str) -> bool:
    return bool(_ASKS.search(_PLACE.sub("", part)))


def _leaning(before: str, part: str, policy: str) -> str | None:
    """What a part too short to name its matter lacks: it asks about what the part before it names."""
    if len(part) > _LEANS or _OPEN.search(part):
        return None
    lacking = next(_acts_lacking(before, policy, told=True), None)
    return lacking or next(fact_heads.days_lacking(before + part, policy), None)


def missing(question: str, near: str, policy: str) -> str | None:
    """What is asked for and stands neither in the clauses ``near`` nor, where it may stand anywhere, in ``policy``.

    Only when every part of the question asks for such a fact: what another part asks may well be answered.
    """
    if not mostly_chinese(question):
        return fact_heads.lacking_in_english(question, policy)
    lacking: list[str | None] = []
    before = ""
    for part in _PART.split(question):
        if _asks(part):
            found = next(_lacking(part, near, policy), None) or _leaning(before, part, policy)
            found = found or next(asked_thing.lacking(part, question, policy), None)
            lacking.append(found)
        before = part
    if not lacking or any(one is None for one in lacking):
        return None
    return "和".join(dict.fromkeys(one for one in lacking if one))


def _lacking(part: str, near: str, policy: str) -> Iterator[str]:
    """The kinds of facts a part of the question asks for that the texts do not hold."""
    near_bare, policy_bare = _DATE.sub("", near), _DATE.sub("", policy)
    for kind in KINDS:
        if kind.asks.search(part):
            text = (
                (policy if kind.anywhere else near)
                if kind.name == "具体时间"
                else (policy_bare if kind.anywhere else near_bare)
            )
            if not kind.holds.search(text):
                yield kind.name
    yield from fact_heads.lacking(part, policy, near)
    yield from _fees_lacking(part, near)
    yield from _named_lacking(part, near)
    yield from _acts_lacking(part, policy)


def _fees_lacking(part: str, near: str) -> Iterator[str]:
    """The fees a part asks the amount of, when the text neither names them nor says that nothing is charged."""
    if not re.search("多少|几|谁", part) or _FREE.search(near):
        return
    fees = _FEES.findall(part)
    if fees and not any(fee in near for fee in fees):
        yield "、".join(dict.fromkeys(fees))
    elif not fees and _COLLECTS.search(part) and not _COLLECTED.search(near):
        yield "收费标准"


def _named_lacking(part: str, near: str) -> Iterator[str]:
    """The things a part asks to be named (哪家银行, 什么牌子) of which the text does not even speak."""
    for pattern in (_NAMED, _NAMED_BEFORE, _BRAND):
        for match in pattern.finditer(part):
            noun = match["noun"]
            if not _NO_NOUN.search(noun) and noun not in near:
                yield f"是哪家{noun}" if pattern is not _BRAND else noun


def _acts_lacking(part: str, policy: str, *, told: bool = False) -> Iterator[str]:
    """The acts a part asks permission for (or tells of, ``told``), when the whole policy has no word on them."""
    if not (told or _PERMITS.search(part)) or _EXCEPT.search(part):
        return
    for name, asked, said in _ACTS:
        if re.search(asked, part) and not re.search(said, policy):
            yield f"能否{name}"
