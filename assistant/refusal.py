"""Input that is declined: personal data, orders to the assistant, ways to cheat, talk that is no question of policy."""

from __future__ import annotations

import re

from index.variants import fold

_GAP = r"[\s\-–—·.]?"
_DAY = rf"(?:19|20)\d{{2}}{_GAP}(?:0[1-9]|1[0-2]){_GAP}(?:0[1-9]|[12]\d|3[01])"
_PERSONAL = re.compile(
    rf"(?<![\dA-Za-z])(?:[1-8]\d{{5}}{_GAP}{_DAY}{_GAP}\d{{3}}{_GAP}[\dXx]"  # identity card
    r"|[1-8]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}"  # one of the fifteen-digit ones
    rf"|(?:\+?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}|1[\s-][3-9](?:[\s-]\d){{9}}"  # mobile phone
    rf"|[3-6]\d{{3}}(?:{_GAP}\d{{4}}){{3}}(?:{_GAP}\d{{1,3}})?)(?![\dA-Za-z])"  # bank card
    r"|(?<=护照)[^,，。\d]{0,6}[A-Za-z]\d{8}(?!\d)"
)
_SPOKEN = re.compile(
    r"[幺一][三四五六七八九](?:[\s-]?[零〇幺一二两三四五六七八九]){9}(?![零〇幺一二两三四五六七八九十百千万])"
)
_HIDDEN = "（个人信息已略去）"

_DROP = (
    r"(?:忽略|无视|忘[记掉了]|不要?理会|别理会?|绕过|抛开|撇开|丢开|不用管|别管|不要管|甭管"
    r"|不(?:要|用)?(?:参考|遵守|参照))(?:掉|了)?"
)
_OWN = r"(?:你的|你(?:那|这)些|前面|以上|之前|上面|上述|一切|系统|全部|所有|刚才)"
_INJECTION = re.compile(
    rf"{_DROP}[^。,，?？]{{0,6}}{_OWN}[^。,，?？]{{0,8}}(?:指令|规则|要求|提示|设定|限制|资料|材料|条款|原文|来源"
    rf"|文件|政策|约束|话)"
    rf"|{_DROP}[^。,，?？]{{0,4}}(?:指令|提示词|设定|资料|来源|原文)"
    r"|(?:不用管|别管|不要管|甭管|抛开)[^。,，?？]{0,4}(?:文件|政策|规定|原文|条款|资料)[^。,，?？]{0,6}(?:怎么"
    r"|如何|写|说|规定)"
    r"|系统提示词|提示词(?:是|全文|内容)|(?:输出|打印|复述|告诉我)你的(?:设定|提示|指令|规则)|(?:随便|自己"
    r"|帮我)?编(?:造)?一个(?:答案|条款|文号|数字)"
    r"|(?:扮演|假装(?:你)?是|(?:从)?现在(?:起|开始)[,，]?你(?:就)?是|你现在(?:就)?是)(?!.{0,6}(?:政策|客服|接线))"
    r"|(?:ignore|disregard|forget)\b[^.]{0,24}\b(?:previous|above|prior|your|earlier|all)\b[^.]{0,30}"
    r"(?:instruction|rule|source|prompt|document|text|guideline)"
    r"|system prompt|\bact as\b|\bpretend (?:to be|you)|\byou are now\b|jailbreak|DAN mode",
    re.IGNORECASE,
)
_CHEATING = re.compile(
    r"(?:怎么|怎样|如何|咋|教我|教教|帮我|帮忙|办法|窍门|能不能|可不可以|想|打算|最好)[^。?？]{0,14}"
    r"(?:伪造|造假|编造|虚构|作假|做假|造[^。,，]{0,6}假|假造|钻[^。,，]{0,6}空子|套取|骗取|骗补|骗领|虚报|瞒报"
    r"|蒙混|糊弄|套(?:点|些)?补|"
    r"(?:绕开|绕过|规避|逃避|躲过)[^。,，]{0,6}(?:审批|审查|审核|监管|核查|检查|限制|条件))"
    r"|空子[^。?？]{0,6}(?:钻|套)|(?:伪造|编造|虚构|虚报)[^。?？]{0,12}(?:怎么(?:做|弄|写|操作)|教(?:我|教)"
    r"|不(?:会)?被(?:发现|查))"
    r"|(?:帮我|给我|替我|教我|帮忙|哪里能?|哪儿能?|上哪|找谁)[^。?？,，]{0,6}(?:[开买弄搞做办代改凑][^。?？,，]{0,5}假|[pPＰ]一?[张份个图])"
    r"|(?:怎么|怎样|如何|咋)[^。?？]{0,10}(?:不会?|才不|不至于)(?:容易)?被?(?:人家?)?(?:发现|查到|查出|看出|识破)"
    r"|(?:帮|教|替|给)我[^。?？]{0,16}(?:发票|金额|合同|流水|人数|数据|日期)[^。?？]{0,6}(?:改大|改高|改多|做大|做高|开大|开高)"
    r"|假(?:发票|合同|证明?|材料|社保|账|流水|报告|员工|户)[^。?？]{0,8}(?:怎么|怎样|如何|咋|哪里|哪儿|上哪)[^。?？]{0,4}(?:做|弄|开|买|办|搞)"
    r"|(?:怎么|怎样|如何|咋)[^。?？,，]{0,4}(?:[pPＰ]图|送礼|塞钱|行贿|打点)|(?:送礼|塞钱|塞红包|行贿|送点钱|打点)[^。?？]{0,12}(?:能不能|能|可以|行不行|好)[^。?？]{0,4}(?:过|批|拿|通融)"
    r"|(?:骗|套)[^。?？]{0,4}(?:补贴|补助|奖金|资金|钱)[^。?？]{0,6}(?:怎么|咋|如何)(?:弄|做|搞|操作)"
    r"|how (?:to|can (?:i|we)|do (?:i|we)) (?:forge|fake|cheat|falsify|make (?:up|(?:a )?fake)|get (?:a )?fake|bribe)",
    re.IGNORECASE,
)
_FAIR = re.compile(
    r"处罚|处理|处置|后果|追究|责任|罚款|受罚|举报|查处|认定|界定|防止|防范|禁止|追回|追缴|监管部门|识别|构成|打击"
    r"|罪|(?<!不)(?<!不会)被查|算不算|坐牢|拉黑|"
    r"失信|怎么罚|怎么办|penalt|punish|report"
)
_SMALL_TALK = re.compile(
    r"^(?:你好|您好|在吗|谢谢[你您]?|多谢|再见|早上好|下午好|晚上好|辛苦了|好的|嗯+|哈+|hello|hi|thanks?(?: you)?"
    r"|bye)[啊呀吧了!！。~,， ]*$"
    r"|(?:写|作|来|编)(?:一?首|一?篇|个)?(?:诗|歌|小说|作文|情书|段子)|讲个?笑话|天气(?:怎么样|如何|好吗)|股票(?:涨"
    r"|跌|行情|推荐)|彩票(?:号|中奖)"
    r"|编?写(?:段|个)?(?:代码|程序)|星座|^你(?:是谁|叫什么|几岁|多大|会什么)|陪我聊|唱(?:首|支)歌|(?:翻译"
    r"|translate)[^。]{0,8}(?:这段|下面|成英|into)",
    re.IGNORECASE,
)
_LEAST_ASKED = 8
_SPEAKS = re.compile(r"[^\W\d_]")


def refusal(text: str) -> str | None:
    """Why a question is not one for this assistant, or None when it is."""
    plain = fold(text)
    if _PERSONAL.search(plain) or _SPOKEN.search(plain):
        return "问题里像是有身份证号、手机号或银行卡号。请去掉个人信息再问，这里不需要也不保存它。"
    if _INJECTION.search(plain) and len(without_orders(plain)) < _LEAST_ASKED:
        return "这里只按已收录政策的原文回答，不能按别的指令作答。请直接问政策内容。"
    if _CHEATING.search(plain) and not _FAIR.search(plain):
        return "造假或者套取资金的办法这里不能提供。可以问申请条件、要交的材料，或者弄虚作假会受到什么处理。"
    if _SMALL_TALK.search(plain):
        return "这里只回答政策问题，例如谁能享受、找哪个部门、到什么时候有效。"
    if not _SPEAKS.search(plain):
        return "没有看到要问的事。请写下政策问题，例如谁能享受、找哪个部门、到什么时候有效。"
    return None


def without_orders(text: str) -> str:
    """``text`` without the sentences that order the assistant about: what is left may be a fair question."""
    sentences = re.split(r"(?<=[。!！?？;；\n])", text)
    return "".join(sentence for sentence in sentences if not _INJECTION.search(fold(sentence))).strip()


def masked(text: str) -> str:
    """``text`` without personal data, as it may be kept in an answer or beside a later question."""
    plain = fold(text)
    for start, end in sorted(
        (match.span() for pattern in (_PERSONAL, _SPOKEN) for match in pattern.finditer(plain)), reverse=True
    ):
        text = text[:start] + _HIDDEN + text[end:]
    return text
