"""Whether the thing asked for stands in a policy at all: 带不带停车位, 要不要交所得税, 一共放多少张, 在哪几家保险公司.

A policy near to the question may have no word on what is asked. Only a thing of which no part and no known other name
stands in the text counts as missing: how people call it is not how policies do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.everyday import in_policy_words

_HAN = r"[\u4e00-\u9fff]"
_PAIR = 2
_LONGEST = 8
_SENTENCE = re.compile(r"[。;；!！?？\n]")

# -- things that come with what is granted -------------------------------------------------------------------------

_COMES = "带|含|包|管|配|送|发|附|设|供|提供|附带|附赠|包含|包括|配备|配套|报销"
_STOP = r"(?=[吗么嘛呢啊吧不没的,，。?？;；!！]|可以|能|给|用|让|来|在|这|那|$)"
_ASKED_AFTER = (
    re.compile(rf"(?P<verb>{_COMES})[不没](?P=verb)(?P<noun>{_HAN}{{1,{_LONGEST}}}?){_STOP}"),
    re.compile(rf"(?:有没有|有没|有无|是否有|带没带)(?P<noun>{_HAN}{{2,{_LONGEST}}}?){_STOP}"),
    re.compile(rf"(?:带|含|送|配|提供|附带|附赠|配备|包括|包含)(?:有|了)?(?P<noun>{_HAN}{{2,6}}?)(?=[吗么嘛不没])"),
    re.compile(
        rf"(?:给不给|能不能|可不可以|会不会)(?:我们?|另外|再|免费)?(?:提供|配备|[配带送发])(?P<noun>{_HAN}{{2,{_LONGEST}}}?){_STOP}"
    ),
    re.compile(r"(?:包|管)(?P<noun>吃住?|住|饭|午饭|午餐|接送|分配)(?=[吗么嘛不没])"),
)
_ASKED_BEFORE = re.compile(
    rf"(?P<noun>{_HAN}{{2,4}})(?:能不能|可不可以|给不给|能|可以|给|也|都)*(?:报销|(?:管不管|包不包|送不送|配不配|报不报))"
)
_FILLING = re.compile(
    r"^(?:提供|配套|专门|专用|专属|免费|什么|啥|相关|自己|单独|独立|额外|另外|一个|个|点|些|这|那|我们|固定|统一|带|的)+"
)
# What policies have in so many ways that no word for it need stand in them, and what is no thing.
_NO_THING = re.compile(
    r"[补奖贴助钱惠处扶优待策定法求制件槛限期会格份罚任别啥哪人谁望能必关题响化效权质证明果过得到被了把给做办申报领拿说想去]"
    r"|支持|照顾|时间|时候|材料|地方|标准|范围|名单|渠道|活动|项目|服务|帮助|资金|经费|比例|数量|要|写|提到|区别|差别|变|分|总|管|算|排|批|次|高|低|多|少|先|评|认|选|交|参|通|进|出|上|买|建|开|签"
)
_COMMON = re.compile("工作|服务|管理|单位|企业|公司|人员|个人|设备|场所|本市|全市|一个|中心")
"""Words in any policy: that a thing is called by one of them does not make it stand there."""
# The everyday word for a thing, and the words of a text that has it.
_NAMES: tuple[tuple[str, str], ...] = (
    ("车位|停车", "停车|车位|泊位"),
    ("饭|吃|餐|伙食|盒饭", "餐|食|膳"),
    ("住|宿舍|睡", "住宿|宿舍|公寓|住房|食宿"),
    ("路费|车费|车票|机票|交通", "交通|差旅|路费|旅费|车票"),
    ("接送|班车|大巴", "接送|班车|交通|大巴"),
    ("证书?|文凭", "证"),
    ("发票|收据", "发票|票据|收据"),
    ("老师|师傅|教练", "教师|讲师|师资|导师|教练|老师|授课"),
    ("工资|薪水|工钱|报酬", "薪|工资|报酬|劳务"),
    ("利息|利率", "息|利率"),
    ("孩子|小孩|娃", "子女|未成年|儿童|幼儿|婴幼儿|孩"),
    ("老人|爸|妈", "老年|老人|父母|赡养"),
    ("医保|看病", "医疗|医保|就医"),
    ("社保|五险", "社会保险|社保|养老保险|参保"),
    ("体检", "体检|健康检查|健康证"),
    ("考试|笔试", "考试|考核|笔试|测试|测评"),
    ("面试|答辩", "面试|答辩|面谈"),
    ("房租|租金|场租", "租"),
    ("户口|落户", "户籍|户口|落户"),
    ("家具|家电|空调|冰箱|洗衣机|床", "家具|家电|家私|电器|拎包"),
    ("网|宽带", "网络|宽带|无线|通信"),
    ("保险|意外险", "保险"),
    ("押金|定金", "押金|保证金|定金"),
    ("中介", "中介|代理|经纪"),
    ("电话|热线|联系方式", "电话|热线|\\d{7}"),
    ("礼品|礼物|纪念品", "礼|纪念品"),
    ("工作服|制服|衣服", "服装|工装|制服"),
    ("教材|课本|书", "教材|资料|书"),
)

# -- what is to be paid --------------------------------------------------------------------------------------------

_MUST = "要不要|用不用|需不需要|该不该|得不得|还要|还得|需要|是否|要|得|应该|必须|会不会"
_PAYS = re.compile(
    rf"(?:{_MUST})(?:再|另外|另|自己|额外|先|不)*(?:交纳|缴纳|支付|[交缴付出掏扣上])(?:一笔|点|些)?"
    rf"(?P<noun>(?!多少|几|什么|哪|啥){_HAN}{{0,6}}?[税费金款])(?!率|务|收|融|额|用|发?票|凭证|清单|证|单|记录|明细|表|合同|报告)"
)
_ANY_CHARGE = re.compile(r"^(?:费用?|什么费|钱|资金|现金|税费)$")
_TAX = re.compile(r"个税|税$")
_NAMED_TAX = re.compile(rf"(?:{_HAN}{{1,2}}(?:得税|值税)|印花税|契税|关税|消费税|房产税|使用税|车船税|个税)$")
_TAX_NAMES = {"个税": "个人所得税", "个人所得税": "个税"}
# A tax stands in many texts as what marks an applicant or a sum (纳税满一年, 可抵扣的进项税额): that charges nothing.
_NO_CHARGE = re.compile(
    r"(?:依法|正常|上年度|本市)?纳税(?:满|额|信用|人|申报|地|关系|证明|记录|总额|贡献)|进项税|不含税|含税|完税|税务|涉税|税收(?:贡献|违法)"
)
_CHARGES = re.compile(r"[征免减缴交扣计退]|应税|优惠|税前|税后")
_GRANT = re.compile(r"补[贴助]|奖[励金]|津贴|资金|奖|扶持")
_GRANTED = re.compile(r"(?:补|奖|津贴|贴)[^,，]{0,16}(?:要不要|用不用|需不需要|还要|要|得)|(?:拿|领|发|到)(?:到|了)?手")

# What the use of a thing costs its user: 打球一小时多少钱.
_PER_USE = re.compile(
    r"[一每](?:个?(?:小时|月|星期)|[天次张节场晚顿斤回]|平(?:方)?米?|公里)(?:要|收|得|是|大概|一般)*(?:多少钱|几块|几元|什么价)"
)
_OF_SUPPORT = re.compile("[补奖贴给减免退罚领拿资工]|待遇")
_PRICED = re.compile("收费|价格|票价|定价|租金|收取|免费|无偿|公益")

# -- how many there are of a thing ---------------------------------------------------------------------------------

_UNITS = r"张|家|套|所|辆|座|处|户|台|栋|间|份|条|场|期|人|名|位"
_PLACES = "名额|指标|席位|学位|床位|摊位|铺位|工位|车位|机位|展位"
_OUT = (
    r"有|放|发|给|投放|发放|设|设置|建|招|招收|招录|收|评|评选|选|选派|安排|配|配备|配租|开|开放|准备|推|推出|筹集|提供"
    r"|支持|培训|办|印|印制"
)
_TOTAL = re.compile(
    rf"(?:一共|总共|合计|全部|统共|全市|全省|全县|全区|今年|总的)[^,，。?？]{{0,8}}?(?:{_OUT})(?:出|了|掉|到)?(?:多少|几)个?"
    rf"(?P<unit>{_PLACES}|{_UNITS})(?!钱)"
    rf"|(?:有|给|放|发|剩|放出|开放|招)(?:多少|几)个?(?P<place>{_PLACES})"
)
_ALIKE = {
    **dict.fromkeys("人名位", "(?:人次?|名|位)"),
    **dict.fromkeys("家户", "(?:家|户)"),
    **dict.fromkeys("套间", "(?:套|间)"),
    **dict.fromkeys("座处栋", "(?:座|处|栋|个)"),
}
_FIGURE = r"[\d一二三四五六七八九十百千万两][\d.]*\s*(?:余|多)?万?\s*个?"
_OF_ONE = re.compile(
    r"(?:每[人轮笔次户家个类单位名所套张间台辆]|单|同一|一次|限|限用|限领|不少于|至少|最多)[^,，。;；]{0,10}$"
)
_NO_NUMBER = re.compile(
    r"(?:数量|名额|总数|额度|规模|总量)[^,，。;；]{0,6}(?:不限|不设|另行|视|根据|由|以)|不限(?:数量|名额|人数)"
)

# -- who or what is to be named ------------------------------------------------------------------------------------

_KIND = (
    "保险公司|担保公司|运营公司|培训学校|培训机构|培训班|体检机构|评估机构|检测机构|定点医院|合作银行|旅行社|事务所"
    "|公司|机构|医院|银行|学校|中心|药店|商场|超市|酒店|饭店|宾馆|景区|门店|厂家|平台|网点|门诊|驾校|幼儿园|养老院|基地|园区|剧场|影院|电影院|加油站|车行|4S店"
)
_NAMED = re.compile(rf"哪(?:几?[家所]|些)(?P<kind>{_KIND})")
_SELECTED = re.compile(r"名单|目录|名录|公布|公告|确定|遴选|招标|选定|委托|备案|指定|签约|合作|入库|[、:：]")


def lacking(part: str, question: str, policy: str) -> Iterator[str]:
    """What ``part`` of a folded question asks for that no words of the folded ``policy`` name, for 原文未规定…."""
    yield from _things(part, policy)
    yield from _charges(part, question, policy)
    yield from _counts(part, policy)
    yield from _names(part, policy)


def stands(noun: str, policy: str) -> bool:
    """Whether a thing stands in a policy: by itself, by another name or by a part of two characters."""
    if noun in policy or any(word in policy for word in in_policy_words(noun)):
        return True
    known = [said for spoken, said in _NAMES if re.search(spoken, noun)]
    if known:
        return any(re.search(said, policy) for said in known)
    return any(pair in policy for at in range(len(noun) - 1) if not _COMMON.fullmatch(pair := noun[at : at + _PAIR]))


def _things(part: str, policy: str) -> Iterator[str]:
    nouns = [match["noun"] for pattern in _ASKED_AFTER for match in pattern.finditer(part)]
    nouns += [match["noun"][-_PAIR:] for match in _ASKED_BEFORE.finditer(part)]
    for noun in nouns:
        bare = _FILLING.sub("", noun)
        known = any(re.search(spoken, bare) for spoken, _ in _NAMES)
        if (known or (len(bare) >= _PAIR and not _NO_THING.search(bare))) and not stands(bare, policy):
            yield f"“{bare}”"


def _charges(part: str, question: str, policy: str) -> Iterator[str]:
    for match in _PAYS.finditer(part):
        noun = match["noun"]
        if _ANY_CHARGE.search(noun):
            continue
        if _TAX.search(noun):
            if not _taxed(noun, _GRANTED.search(question) is not None, policy):
                yield f"“{noun}”"
        elif not stands(noun, policy):
            yield f"“{noun}”"

    if _PER_USE.search(part) and not _OF_SUPPORT.search(question) and not _PRICED.search(policy):
        yield "收费标准"


def _taxed(noun: str, of_grant: bool, policy: str) -> bool:
    """Whether a text says of a tax, or where a grant is asked about of tax on grants, that it is charged or not."""
    name = _NAMED_TAX.search(noun)
    names = [name[0], _TAX_NAMES.get(name[0], name[0])] if name else ["税"]
    for sentence in _SENTENCE.split(policy):
        bare = _NO_CHARGE.sub("", sentence)
        if any(one in bare for one in names) and _CHARGES.search(bare) and (not of_grant or _GRANT.search(bare)):
            return True
    return False


def _counts(part: str, policy: str) -> Iterator[str]:
    for match in _TOTAL.finditer(part):
        unit = match["unit"] or match["place"]
        if not _NO_NUMBER.search(policy) and not _counted(unit, policy):
            yield "一共多少" + (unit if len(unit) == 1 else f"个{unit}")


def _counted(unit: str, policy: str) -> bool:
    """Whether a figure with the unit stands in the text that is not the bound for one recipient or order."""
    if re.search(rf"[(](?:单位[:：])?{unit}[)]", policy):
        return True
    if len(unit) > 1:
        return bool(
            re.search(
                rf"{unit}[^。;；]{{0,8}}\d|{_FIGURE}{unit}|(?:推荐|选派?|招|评|确定|支持)[^。;；]{{0,8}}\d+(?:个|名|人|家|户)",
                policy,
            )
        )
    figures = re.finditer(_FIGURE + _ALIKE.get(unit, unit), policy)
    return any(not _OF_ONE.search(policy[max(0, one.start() - 16) : one.start()]) for one in figures)


def _names(part: str, policy: str) -> Iterator[str]:
    for match in _NAMED.finditer(part):
        kind = match["kind"]
        if not any(kind in one and _SELECTED.search(one) for one in _SENTENCE.split(policy)) and kind not in policy:
            yield f"是哪家{kind}"
