"""What a fact is asked of: the price of what, the total of what, the days of which step, who holds which post.

A text may hold facts of the kind asked for and none of the thing: the cap for one enterprise is no total, the share of
a premium that is paid back is no premium, the days of a review by one body are not those of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_SENTENCE = re.compile(r"[。;；!！?？\n]")
_HOW_MUCH = r"(?:多少|多大|多高|几(?:块|元|百|千|万|毛|个点|个亿|个?钱))"
_SUM = re.compile(r"\d[\d.,]*\s*(?:万|亿)?元|[一二三四五六七八九十百千万两]+(?:万|亿)?元|\d\s*(?:%|‰)|百分之")
_DAYS = re.compile(r"[\d一二三四五六七八九十两半]+\s*个?(?:工作日|自然日|小时|日|天|周|星期|月)|当[日场天]|即时")
# Support measured by a price (按保费的40%给予补助) states the support, not the price.
_SUPPORT = re.compile(r"按[^,，。;；]{0,24}(?:补[助贴]?|奖[励补]?|贴息|资助|领取)")
_CAP = re.compile(r"[,，](?:单个|每[家人个户]|最高|总额|累计)[^;；]*")
_ASKS_SUPPORT = re.compile(
    rf"(?:补|奖|贴|减|免|退|报销|资助|支持|优惠|报|扶持|缓)[^,，]{{0,6}}{_HOW_MUCH}"
    rf"|{_HOW_MUCH}[^,，]{{0,4}}(?:补|奖|贴|减免)|(?:补|贴|减|免)几|几成|百分之几"
)
_FREE = re.compile(r"免费|(?:不|无需|不得)(?:再)?(?:收取?|承担|缴纳?|支付|向[^。;；]{1,16}收)")
_CHARGE = re.compile(r"(?:学|培训|手续|登记|申报|报名|工本|办理|办证|服务|诊断|检测|体检|评审|认定|审核)费|费用|收费")
_FIXED = re.compile(
    r"免费|不收|不得收|不得[^。;；]{0,12}收|无需(?:缴|交|支)|不承担|协商|市场价|执行[^,，。;；]{0,16}价|同价|同等"
)

# What costs or is paid: how it is asked for, and the words of a text that states it.
_PRICES: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    ("利率", re.compile(r"利率|年化|利息(?:是|要|得|有)?多[少高]"), re.compile("利率|年化|利息")),
    ("缴费基数", re.compile("基数"), re.compile("基数")),
    (
        "收费标准",
        re.compile(
            r"(?:机构|医院|银行|事务所|公司|中介|商场|学校|平台|律所|驾校)[^,，]{0,6}收(?:我|咱|费|取)?(?:多少|几)"
        ),
        re.compile(r"收费|收取|费用|价格"),
    ),
    ("租金", re.compile(r"房租|租金|场租|租一"), re.compile("租")),
    ("工资待遇", re.compile(r"工资|月薪|年薪|薪水|底薪|报酬"), re.compile("工资|薪|报酬")),
    ("土地价格", re.compile(r"(?:[一每]亩|土?地)[^,，]{0,3}(?:什么价|多少钱|几万|价)|地价"), re.compile("地价|亩")),
    ("价格", re.compile(r"什么价|票价|运价|单价|售价|价格|价钱"), re.compile("价")),
    (
        "缴税的数额",
        re.compile(r"(?:交|缴|纳)[^,，]{0,4}多少[^,，]{0,3}税|税[^,，]{0,4}(?:交|缴|纳)多少"),
        re.compile("税|征收率"),
    ),
)
_FEE = re.compile(r"(?P<what>[\u4e00-\u9fff])(?P<tail>[\u4e00-\u9fff]?)费(?!用|力|劲|时|心)")
_HIRED = re.compile(rf"请(?:个|位|一[个位名])?(?P<who>老师|讲师|专家|机构|律师|会计师?|保安)[^,，]{{0,10}}{_HOW_MUCH}")
_NOT_A_FEE = ("消", "免", "收", "缴", "交", "付", "经")

_TOTAL = re.compile(
    rf"(?:盘子|预算|总额度?|总投资|投资总额|总规模|总经费|资金规模)[^,，]{{0,8}}{_HOW_MUCH}|{_HOW_MUCH}[^,，]{{0,3}}(?:盘子|预算)"
    rf"|(?:一共|总共|全年|每年|一年)[^,，]{{0,6}}(?:安排|拿出|投入?|拨|准备|出资)[^,，]{{0,4}}{_HOW_MUCH}"
)
_TO_ONE = re.compile(r"(?:我|咱|一家|每家|每个|单个|每人|个人)[^,，]{0,12}(?:拿|领|得|申请|享受)|最[多高]|封顶")
_STATES_TOTAL = re.compile(
    r"(?:资金|总额|总投资|总投入|规模|预算|经费)[^,，。;；]{0,8}\d[\d.]*\s*(?:万|亿)元|(?:安排|投入|投资|出资)[^,，。;；]{0,12}\d[\d.]*\s*(?:万|亿)元"
)
_OF_ONE = re.compile(r"单个|单户|单项|每[家个人户]|个人|同一|不低于|不少于|不超过|以上|以内|达到|首批申报")

_COUNT = re.compile(r"(?:一共|总共|共|现在|目前|已经)?有(?:多少|几)(?P<unit>家|套|所|辆|座|处|户|张|台|栋)")
_FIGURE = r"[\d一二三四五六七八九十百千万两]\s*(?:余|多)?(?:个)?"

_POST = re.compile(
    r"(?P<post>院长|主任|局长|处长|科长|厅长|馆长|校长|行长|总?经理|董事长|负责人|秘书长|会长|理事长|组长|专家|评委|联系人|导师)"
    r"(?:们)?[^,，]{0,4}(?:是谁|有谁|都有谁|叫什么|叫啥|姓什么|姓啥|(?:是|都?有|都是)哪[几些]?[位个人])"
)
_NAMES = re.compile(r"任|由|同志|联系人|姓名|[:：]")

# Steps whose length is asked for, each with the words of a text that states it.
_STEPS: tuple[tuple[str, str, str], ...] = (
    ("放款", r"放款|放贷|下款", r"放款|放贷|发放贷款|贷款发放"),
    ("环评", r"环评", r"环评|环境影响"),
    ("公示", r"公示", r"公示"),
    ("备案", r"备案|报备", r"备案|报备|登记"),
    ("答复", r"答复|回复", r"答复|回复|告知|反馈"),
    ("发证", r"发证|拿证|下证|出证", r"证"),
    ("资金拨付", r"到账|打款|拨付|发钱", r"拨付|到账|发放|兑现|支付|下达|划拨"),
)
_HOW_LONG = re.compile(r"(?:几|多少)(?:个)?(?:天|工作日|小时|月(?!份)|周|星期)|多久|多长时间")
# Bodies that do something of their own beside those a policy is carried out by.
_BODY = re.compile(
    r"林业|公安|交警|派出所|消防|环保|生态环境|规划|住建|城管|海关|税务|银行|法院|街道|社区|工会|学校|医院|律所|保险公司|商场|物业"
    r"|会计师事务所|电力|供电"
)
_BODY_ACTS = re.compile(r"那边|那头|收|放|审|批|办|给|要|出具|检查|验收")

# The same in English, the tongue other than Chinese that is asked in most.
_ENGLISH: tuple[tuple[str, re.Pattern[str], re.Pattern[str], bool], ...] = (
    ("利率", re.compile(r"\binterest (?:rate|is charged)|\bannual rate", re.I), re.compile("利率|年化"), False),
    ("贴息", re.compile(r"\binterest subsid", re.I), re.compile("贴息|利息"), False),
    (
        "费用",
        re.compile(r"\b(?:costs?|fees?|price|tuition|charged?|pay for)\b", re.I),
        re.compile(r"[学收工运路务]费|费用|价格"),
        True,
    ),
    ("租金", re.compile(r"\brent\b", re.I), re.compile("租"), True),
    ("工资", re.compile(r"\b(?:salary|salaries|wages?)\b", re.I), re.compile("工资|薪"), True),
    ("落户", re.compile(r"\b(?:hukou|household registration)\b", re.I), re.compile("落户|户籍|户口"), False),
    ("签证", re.compile(r"\bvisas?\b", re.I), re.compile("签证"), False),
    ("联系电话", re.compile(r"\b(?:tele)?phone\b|\bhotline\b", re.I), re.compile(r"\d{7}|热线"), False),
)
_ENGLISH_SUPPORT = re.compile(r"\b(?:subsid\w*|grants?|reward\w*|reimburs\w*|bonus|allowance|relief|support)\b", re.I)


def lacking_in_english(question: str, policy: str) -> str | None:
    """What a question in English asks for, when nothing it asks for is a thing that ``policy`` states."""
    sentences = _without_support(_SENTENCE.split(policy))
    found = [head for head in _ENGLISH if head[1].search(question)]
    asked = [head for head in found if not head[3]] or found
    if not asked or (asked[0][3] and _ENGLISH_SUPPORT.search(question)):
        return None
    for _, _, said, summed in asked:
        if any(said.search(one) and (not summed or _SUM.search(one) or _FIXED.search(one)) for one in sentences):
            return None
    return "和".join(name for name, *_ in asked)


def lacking(part: str, policy: str, near: str) -> Iterator[str]:
    """What ``part`` asks for of a thing that no sentence states; ``near`` are the clauses nearest to it."""
    sentences = [sentence for sentence in _SENTENCE.split(f"{policy}\n{near}") if sentence.strip()]
    if not (_FREE.search(near) and _CHARGE.search(part)):
        yield from _prices(part, sentences)
    if _asks_total(part) and not any(_states_total(one) for one in sentences):
        yield "资金总额"
    post = _POST.search(part)
    if post and not any(post["post"] in one and _NAMES.search(one) for one in sentences):
        yield f"{post['post']}的姓名"
    counted = _COUNT.search(part)
    if counted and not re.search(_FIGURE + counted["unit"], policy):
        yield "具体数量"
    yield from days_lacking(part, policy)


def _asks_total(part: str) -> bool:
    return bool(_TOTAL.search(part)) and not _TO_ONE.search(part) and not _ASKS_SUPPORT.search(part)


def _states_total(sentence: str) -> bool:
    """Whether a sum stands in a sentence and nothing before it says that it is one recipient's or a bound."""
    found = _STATES_TOTAL.search(sentence)
    return found is not None and not _OF_ONE.search(sentence[: found.end()])


def _prices(part: str, sentences: Sequence[str]) -> Iterator[str]:
    """The prices, fees and pay that ``part`` asks the amount of and no sentence states."""
    if not re.search(rf"{_HOW_MUCH}|什么价|怎么收", part) or _ASKS_SUPPORT.search(part):
        return
    bare = _without_support(sentences)
    named = [(name, said) for name, asked, said in _PRICES if asked.search(part)][:1]
    named += [(fee[0], re.compile(f"{fee['what']}.?{fee['tail']}费")) for fee in _fees(part)]
    named += [(f"请{hired['who']}的费用", re.compile(hired["who"])) for hired in _HIRED.finditer(part)]
    for name, said in named:
        if not any(said.search(one) and (_SUM.search(one) or _FIXED.search(one)) for one in bare):
            yield name


def _without_support(sentences: Sequence[str]) -> list[str]:
    """The sentences without the support they measure by a price, its cap included; none of those that punish."""
    return [
        _CAP.sub("", bare) if (bare := _SUPPORT.sub("", one)) != one else one for one in sentences if "罚" not in one
    ]


def _fees(part: str) -> list[re.Match[str]]:
    """The fees that ``part`` names near to the words that ask how much."""
    return [fee for fee in _FEE.finditer(part) if fee["what"] not in _NOT_A_FEE and fee["tail"] not in _NOT_A_FEE]


def days_lacking(part: str, policy: str) -> Iterator[str]:
    """The step or the body whose days ``part`` asks for, when no sentence states days of it."""
    if not _HOW_LONG.search(part):
        return
    sentences = _SENTENCE.split(policy)
    timed = [sentence for sentence in sentences if _DAYS.search(sentence)]
    for name, asked, said in _STEPS:
        if re.search(asked, part) and not any(re.search(said, one) for one in timed):
            yield f"{name}的时限"
            return
    body = _BODY.search(part)
    if body and _BODY_ACTS.search(part[body.end() :]) and not any(body[0] in one for one in sentences):
        yield f"{body[0]}办理的时限"
