"""The acts that times are set for (申报, 送达, 补正, 审核, 拨付): those a text names, those a question names."""

from __future__ import annotations

import re
from typing import Literal

Act = Literal[
    "apply", "paper", "ask", "comment", "mend", "object", "show", "review", "reply", "pay", "inspect", "sign", "begin",
    "finish", "report", "return", "levy", "issue", "renew", "change", "file",
]  # fmt: skip
APPLYING: frozenset[Act] = frozenset({"apply"})
AUTHORITY: frozenset[Act] = frozenset({"review", "reply", "pay", "show", "inspect"})
"""What an authority does with an application; how long it takes is asked without naming it."""

_TOLD: dict[Act, re.Pattern[str]] = {
    "paper": re.compile("纸质|书面材料|原件|邮寄|寄[达送至出]|邮戳|送达|送交"),
    "ask": re.compile("咨询|答疑"),
    "comment": re.compile("征求意见|反馈意见|意见反馈"),
    "mend": re.compile(
        "补正|补齐|补交|补充(?:提交|完善|材料|资料)|更正|重新(?:提交|申报|填报|上传|报送)|修改(?:后|完善|并)"
    ),
    "object": re.compile("异议|申诉|复议|申请复核|举报"),
    "show": re.compile("公示"),
    "review": re.compile("审[核查批定]|[初复评]审|核[查定准实]|办结|入户调查|认定|批复|作出[^,，。;；]{0,8}决定"),
    "reply": re.compile("答复|回复|复函"),
    "pay": re.compile("拨付|到账|兑[付现]|发放|支付|拨款"),
    "inspect": re.compile("验收"),
    "sign": re.compile("签订|签署|签约"),
    "begin": re.compile("开工|动工|启动建设|开业"),
    "finish": re.compile("完工|竣工|建成|投产|完成(?:建设|改造|整改|施工)"),
    "report": re.compile("报送|上报|报告|总结|季报|年报|告知|报备|书面通知"),
    "return": re.compile("退[回还]|缴回"),
    "levy": re.compile("缴[纳费清]|交纳"),
    "issue": re.compile("制定|出台|印发[^,，。;；]{0,12}(?:细则|方案|办法)"),
    "renew": re.compile("延续|续期|换证|换发|复审|延期"),
    "change": re.compile("变更|注销|变化|变动|停业|歇业|终止(?:经营|运营)|停止(?:经营|运营|办学|使用)|离职|终止劳动"),
    "file": re.compile("备案"),
    "apply": re.compile(
        "申报(?!人|者|单位|企业)|申请(?!人|者|单位|企业)|申领|报名|受理|填报|征集|登录|上传|提出|网上|线上|投标|提交|递交"
    ),
}
_ASKED: dict[Act, str] = {
    "paper": "纸质|纸面|纸件|纸的|原件|邮[寄出过]|寄[出过去到走]|快递|寄的|送[到达交过]",
    "mend": "补[正齐交]|补(?:下|一下)?(?:材料|资料)|补充材料|更正|打回|退回来|退回?[让叫修重]|退件|[让叫要]改"
    "|重新[交提递报弄]|改[好完]",
    "object": "异议|申诉|复议|不服|举报",
    "review": "审|核|批[复准]|认定(?:要|得)?(?:多|几)",
    "reply": "答复|回复|回信",
    "pay": "拨|到账|兑|发放|打[款钱卡到]|到卡|进账|发下来|钱[^,，。?？]{0,6}(?:下来|到)|到手|拿到",
    "sign": "签",
    "begin": "开工|动工|开业",
    "finish": "完工|竣工|建成|投产|建完",
    "report": "报送|上报|总结|季报|年报|报告|使用情况|报表|告诉|告知|报备|说一声",
    "return": "退[回还](?!来|让|叫|要求?我|修|重)|退钱|缴回",
    "levy": "缴[纳费清]|交(?:钱|费|税)",
    "issue": "制定|出(?:台|细则|方案)|细则",
    "change": "变更|变化|变动|注销|换[了过]|换(?:人|公司|单位|工作|老板|银?行?卡|名|地|法人)|跳槽|离职|辞职"
    "|改了?名|搬[家走到了]|迁|关了?[门店]|停业|歇业|闭店|不干了",
    "renew": "延续|续期|换证|复审|延期",
    "apply": "申报|申请|申领|报名|受理|填报|[收交递](?:材料|资料|申请)|(?:材料|资料)[^,，。?？]{0,10}[交递]"
    "|网上|线上|系统|平台|登录|上传|征集|(?<![上汇年季])报(?![告送表])|填",
}
_OF_WORK = re.compile(
    r"填报[^,，。;；]{0,4}(?:订单|成效|绩效|进度|进展|数据|报表|统计|完成情况|使用情况)|提交[^,，。;；]{0,10}(?:报告|总结|季报|年报|决算)"
)
"""What is filled in or handed in that is no application."""
_PATTERNS = {act: re.compile(_ASKED[act]) if act in _ASKED else told for act, told in _TOLD.items()}


def told(text: str) -> frozenset[Act]:
    """The acts a policy's words name; those about asking or commenting are none of applying (申报咨询)."""
    found = frozenset(act for act, pattern in _TOLD.items() if pattern.search(text))
    if "apply" in found and _OF_WORK.search(text):
        found = (found - {"apply"}) | {"report"}
    return found - {"apply"} if found & {"ask", "change", "comment", "mend", "object", "paper"} else found


def asked(text: str) -> frozenset[Act]:
    """The acts a question's words name."""
    found = frozenset(act for act, pattern in _PATTERNS.items() if pattern.search(text))
    return found - {"apply"} if found & {"ask", "comment", "mend", "object"} else found


def before(text: str) -> list[str]:
    """What stands right before each word for an act that a policy uses too: whom or what the act is of."""
    places = sorted((match.start(), match.end()) for pattern in _TOLD.values() for match in pattern.finditer(text))
    starts = [0, *(end for _, end in places)]
    return [text[start:place] for start, (place, _) in zip(starts, places, strict=False)]
