"""What a question asks for, part by part: departments, validity, dates, amounts, steps, lists, conditions.

Only the parts that ask count. 符合条件的企业,补多少 asks for an amount; 符合什么条件 asks for conditions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.outcome import QuestionKind


class Facet(StrEnum):
    """Something a question asks for; one question may ask for several."""

    DEPARTMENT = "department"
    VALIDITY = "validity"
    DATE = "date"
    AMOUNT = "amount"
    PROCEDURE = "procedure"
    LIST = "list"
    ELIGIBILITY = "eligibility"


@dataclass(frozen=True)
class Part:
    """A part of a question: its words, what it asks for, and whether it asks for something that is no facet."""

    words: str
    facets: tuple[Facet, ...]
    is_open: bool


_WHICH = r"(?:哪|边|什么|啥|几)(?:一|几)?(?:个|家|些)?"
_BODIES = r"部门|局(?!面|限)|厅(?!堂)|委(?!托|员|屈)|科室|衙门|口子|园区|机关|处室|政府"
_MAY = r"可以|能够?|可|符合|享受|不得|有资格|够|算|申请|申报"
_DUTIES = (
    "操办|经办|管(?!理?费)|负责|配合|协助|办|审|批|受理|主管|统筹|落实|主办"
    "|发钱|发放|拨|监管|实施|解释|认定|牵头|验收|评"
)
_WHEN = r"(?:什么时候|什么时间|何时|何日|啥时候?|几时|几月|几号(?!文|窗|楼|令)|哪(?:一)?(?:天|日|年|月)|打?几号)"
_TEXTS = r"(?:文件|政策|办法|措施|规定|通知|意见|方案|细则|条例|规划|那份|这份|老的)"
_STEPS = r"申请|申报|办(?:理|手续)?|报名|领(?:取)?|申领|登记|备案|注册|提交|递交?|认定|报(?:销|备)?"
_SUPPORT = r"补|奖|优惠|支持|扶持|照顾|资助|减免|贴息|政策|说法"

_PATTERNS: tuple[tuple[Facet, re.Pattern[str]], ...] = (
    (
        Facet.DEPARTMENT,
        re.compile(
            r"牵头(?!的?(?:企业|高校|院校|人(?!是)|项目))|挑头|领头的?是|搭把手|搭手|说了算|拍板|"
            rf"(?:谁|哪[家个])(?:家|来|去|在|给)?(?:{_DUTIES})|(?:找|问|联系)哪[家个位]|(?:找|问|联系|由|向|跟|寻)谁"
            rf"|(?<![钱权益入果])归(?:谁|哪)|"
            r"归[^,，。?？]{0,12}(?:管|牵头|统筹|负责)|"
            rf"{_WHICH}(?:{_BODIES})|{_WHICH}(?:单位|机构|地方)(?!(?:{_MAY}))|"
            rf"(?:找|上|去|到|向|(?<![差别同])在)哪(?:里|儿|搭|块|头)?(?:去)?(?:办|反映|申请|申报|登记|备案|问|咨询|投诉|$|[?？])|"
            r"(?:组长|召集人|负责人|成员)[^,，。?？]{0,6}(?:是谁|从哪|来自哪)|分给哪|(?:负责|责任|牵头|配合|经办"
            r"|主管)(?:单位|部门)(?:是|有|为|都|分别|$|[?？])|对口(?!支援|帮扶)|"
            r"(?:发改|工信|财政|住建|城管|人社|卫健|民政|教育|环保|交通|农业|公安|税务|市监|文旅|商务|科技|局|厅|委"
            r"|办|部门|政府)[^,，。?？]{0,6}还是[^,，。?？]{0,12}(?:管|负责|说了算|牵头"
            r"|局|厅|委)|"
            r"(?:局|厅|委|办|部门|政府|中心)(?:在[^,，。?？]{1,8})?(?:都|主要|要|得|该|需要?|具体)*"
            r"(?:负责|承担|牵头|配合|分到|干|做|管)+(?:了|些|的)?(?:哪|什么|啥|几|事)|"
            r"(?:县|区|市|镇|乡|街道)(?:里|政府|上)?[^,，。?？]{0,10}(?:没活|不管|不用管|有没有任务|要不要管"
            r"|有没有责任)|"
            r"which (?:department|agency|bureau|office|authority|body)|who (?:leads?|is (?:responsible|in charge)"
            r"|handles|"
            r"should|do (?:i|we)|can (?:i|we)|approves|pays|runs)|whom\b|in charge of",
            re.IGNORECASE,
        ),
    ),
    (
        Facet.VALIDITY,
        re.compile(
            r"(?:还|仍|是否|现在|目前|今天|如今|眼下|继续|现时|依旧|依然)(?:然|旧|在|是|是否|仍然)*(?:有效|生效"
            r"|管用|算数|作数|好使|顶用"
            r"|能用|(?:执行|适用)(?:着|的)?(?=[吗么嘛不没]|[?？]|$))|有效期(?!内|间|届)|(?:有效|管用|算数|作数)(?:了"
            r"|着)?(?:吗|么|不|没|嘛|否)|"
            r"有没有效|(?:作废|失效|废止|废除|过期)(?:了|掉)?(?:吗|么|没|不|否|[?？]|$)|"
            r"(?:是不是|有没有|是否|会不会|已经)[^,，。?？]{0,8}(?:作废|失效|废止|过期|取代|取消|替[掉代换])|"
            rf"{_WHEN}[^,，。?？]{{0,4}}(?:停|失效|到期|作废|废止|终止|过期)|{_TEXTS}[^,，。?？]{{0,8}}(?:停(?:了"
            rf"|掉|用)?(?:没|吗|不)|到期)|"
            rf"(?:管|执行|用|有效|适用|试行|施行|实施)到(?:{_WHEN}|哪|几|什么|啥)|(?:能|可以)用多久|用多(?:久|长)"
            r"|(?:管|有效|执行|试行|实行)(?:几|多少)(?:年|个月)"
            rf"|到期(?:了|没|吗"
            rf"|日)|快到期|"
            rf"还剩(?:下)?(?:几|多少)(?:天|年|个?月)|{_WHEN}[^,，。?？]{{0,6}}(?:施行|实施|实行|生效|[算作]数|管用|起效|起?(?:开始)?执行)"
            rf"|到那(?:个)?时候?|届时|算不算数|作不作数|作没作废|过没过期|失没失效|到没到期|[管顶]不[管顶]用"
            rf"|还(?:能|可以|得|要)?(?:管|用|执行|有效|实施)(?:上)?(?:几|多少|多)(?:年|个?月|天|久|长)|{_WHEN}[^,，。?？]{{0,3}}到头"
            rf"|{_TEXTS}[^,，。?？]{{0,6}}到{_WHEN}[^,，。?？]{{0,4}}(?:为止|到头)"
            rf"|(?:还|仍|现在|目前|如今)(?:还|仍)?(?:是)?(?:按|照|依)(?:照)?(?:这|那|老|原|旧|它|{_TEXTS})[^,，。?？0-9]{{0,10}}"
            rf"(?:办|来|执行|走|算)[了的]?(?=[吗么嘛不没]|[?？]|$)|"
            r"still (?:valid|in (?:force|effect)|appl)|expire|valid until|in (?:force|effect)|repealed|superseded",
            re.IGNORECASE,
        ),
    ),
    (
        Facet.DATE,
        re.compile(
            rf"{_WHEN}|哪个(?:年份|月)|几年(?!级|龄|来|前|以)|哪几年|几个月|几天(?!前)|多少(?:天|日|个?工作日)"
            rf"|几个?工作日|多久|"
            r"多长时间|多少时间|截止|截至(?:哪|几|什么)|时限|期限(?:是|有|多|为|到|$|[?？])|时间节点|规划期|"
            r"最(?:晚|迟|后)[^,，。?？]{0,6}(?:哪|几|什么|何|啥)|来得及|赶得[上及]|赶不赶得|晚没晚|晚不晚|晚了(?:吗"
            r"|没|么)|"
            r"超期|逾期(?:了|没|吗|没有)|过了(?:没|吗|么)|算不算[^,，。?？]{0,3}[晚迟超逾]|[那当]天算|规定(?:的)?(?:时间|期限)[里内]|"
            r"(?:今年|明年|后年|下个?月|月底|年底|年后|现在|[0-9一二三四五六七八九十]+月)[^,，。?？]{0,10}还(?:能"
            r"|可以|可|来)[^,，。?？]{0,4}"
            r"(?:报|申请|申报|交|递|办)[^,，。?？]{0,4}(?:吗|不|么)|到20[0-9]{2}年[^,，。?？]{0,8}(?:达到|实现|建成"
            r"|完成)(?:什么|啥|哪)|"
            r"\bwhen\b|deadline|by what|how (?:long|soon)|until when",
            re.IGNORECASE,
        ),
    ),
    (
        Facet.AMOUNT,
        re.compile(
            r"多少(?!年|天|日|时间|个?工作日|条|次都)|百分之几|几个点|几个百分点|几成|几折|几倍|几级"
            r"|几档|几万|几百|几千|"
            r"(?:补|奖|贴|给|领|拿|减|免|退|罚|发|收)(?:贴|助|励|到|得|个|掉)*(?:几(?!次|个月|年|天|条|月|号|日)|好多)"
            r"|几(?:个|块|元)?钱|几块|"
            r"(?<![哪这那好们咱了])几(?:个(?!部门|单位|局|委|厅|工作日|月|星期)|家(?!单位|部门|局|委|厅)|所|台|名|座)|"
            r"(?:比例|比率|金额|额度|税率|征收率|利率|上限|限额|下限|价格|"
            r"(?:补|奖|贴|助|收费|工资|征收|税|待遇)[^,，。?？]{0,6}标准)[^,，。?？]{0,4}(?:是|为|有|多|咋|啥|怎|定"
            r"|系|什么|哪|几|$|[?？])|"
            r"(?:啥|什么|哪个|哪档)标准|多[大高](?:的)?(?:一?块|比例|力度|额|数|面积|规模|$|[?？])|封顶|给个数|"
            r"(?:全免|全额|一半|减半)[^,，。?？]{0,4}还是|还是[^,，。?？]{0,6}(?:一半|减半|全免|全额)|多(?:拿|领|补"
            r"|给|奖)(?:点|些)|"
            r"how (?:much|many)|what (?:rate|percentage|amount)|percent",
            re.IGNORECASE,
        ),
    ),
    (
        Facet.PROCEDURE,
        re.compile(
            r"(?:什么(?!时候|时间)|哪些|啥(?!时候)|几样|哪几样)[^,，。?？]{0,6}(?:(?<![新原])材料|资料|手续|证件|证明|票据|凭证|纸(?!业"
            r"|张价))|一式几份|材料清单|"
            r"填[^,，。?？]{0,4}表|(?:哪个|什么|啥|几号)窗口|(?:几|多少)个?工作日|(?:联系|咨询|办公|服务|监督"
            r"|举报)电话|电话(?:是|多少|号码)|号码是|网址|"
            rf"流程|步骤|走几步|(?:怎么|如何|咋|怎样)(?:去)?(?:{_STEPS})|第几条|how (?:do|can) (?:i|we) (?:apply"
            rf"|register|file)",
            re.IGNORECASE,
        ),
    ),
    (
        Facet.LIST,
        re.compile(
            r"哪些(?!条件|要求|门槛|资格|[^,，。?？]{0,8}(?<!不)(?:可以|能|享受|申请|申报|纳入|符合))|"
            r"哪(?:几|[两二三四五六七八九十0-9]+)(?:大|个|种|类|样|项|条|点|方面|情形|区|件|步)|"
            r"列(?:全|出|一下|一列|给|举)|一条条|逐[项条一]|有几条|都有(?:谁|(?:啥|什么)(?!要求|条件)|哪)|都包括|"
            r"分别(?:是|有|指)(?!多少|几|谁)|名单(?!制)|"
            r"清单(?!管理|制)|几[样类种项]|包括(?:哪|什么|啥)|指哪|"
            r"which (?:two|three|four|five|six|seven|\d+) |\blist\b|what (?:are the|kinds|documents)",
            re.IGNORECASE,
        ),
    ),
    (
        Facet.ELIGIBILITY,
        re.compile(
            r"(?P<verb>[能行许让给算够管可])不(?P=verb)|支不支持|符不符合|属不属于|"
            r"(?:可以|能够?|可|许|让|够|(?<![打计])算|符合|属于|支持|享受|纳入)[^,，。?？]{0,20}"
            r"(?:吗|(?<![什怎那这多])么|嘛|不(?=[?？]|$)|否)|"
            r"(?:行|成)(?:吗|么|不)|够格|(?<!取消)(?<!撤销)(?<!失去)资格(?:是|要|有|这|吗|[?？]|$|条件|什么)|"
            r"(?:什么|啥|哪些|怎样)(?:样的?)?(?:人|企业(?=可|能)|条件|资格|要求)|(?:行|够|可以|成)了(?:吗|么|不)|"
            r"是不是(?:就(?:可以|能|行|够|符合)|(?:可以|能)(?!不))|还[差缺](?:啥|什么|哪|不)|过不过关|够得着|(?:具备|满足)(?:什么|啥|哪些)|"
            r"哪(?:种|类|些)?(?:样的?)?(?:公司|企业|单位|人|店|厂)[^,，。?？]{0,6}(?:不(?:算|能|行|给|可以|适用)|没份)|"
            r"(?:条件|要求|门槛|前提)(?:是|有|都|呢|高|吗|$|[?？])|"
            r"是否(?:符合|属于|可以|能|纳入|享受|需要|允许)|[能可]否|算得|(?:报|领|拿|享受|申请|办|评|够|补|进"
            r"|用)得[了上到着](?:吗|么|不)|过得去|过不过得|两头|叠加|"
            r"(?:哪些|哪类|什么样的?)[^,，。?？]{0,8}(?<!不)(?:可以|能|享受|申请|申报|纳入|符合)|"
            r"还是[^,，。?？]{0,6}(?:批|备|报)|(?:用|需要?|要|得)[^,，。?？]{0,12}(?:批|备案|同意)[^,，。?？]{0,2}吗|"
            rf"有没有[^,，。?？]{{0,8}}(?:{_SUPPORT})|eligib|qualif|can (?:we|i|my|our|they|a)\b|may (?:we|i)\b"
            rf"|am i\b",
            re.IGNORECASE,
        ),
    ),
)
_KINDS: dict[Facet, QuestionKind] = {
    Facet.DEPARTMENT: "department",
    Facet.VALIDITY: "deadline",
    Facet.DATE: "deadline",
    Facet.AMOUNT: "amount",
    Facet.ELIGIBILITY: "eligibility",
    Facet.LIST: "list",
    Facet.PROCEDURE: "list",
}
_MEANT: tuple[Facet, ...] = (
    Facet.DEPARTMENT,
    Facet.VALIDITY,
    Facet.AMOUNT,
    Facet.DATE,
    Facet.ELIGIBILITY,
    Facet.LIST,
    Facet.PROCEDURE,
)
"""Which of the things one part asks for gives the question its kind."""

_NUMBER_OF = re.compile(r"电话|号码|网址|文号|第几条")
_STILL_OPEN = re.compile(
    r"(?:年|月|底|现在)[^,，。?？]{0,10}还(?:能|可以|可|来)[^,，。?？]{0,4}(?:报|申请|申报|交|递|办)"
    r"|用多久|赶|来得及|管用|算数"
)
_MORE = re.compile(r"多(?:拿|领|补|给|奖)(?:点|些)|until when|(?:when|how(?: much| many)?) can", re.IGNORECASE)
_BY_WINDOW = re.compile("申报|申请|报名|受理|填报|网上|线上|平台")
_ASKS = re.compile(
    r"谁|哪(?!怕)|边个|什么|啥|(?<![好这])几(?!乎|十|经|度|何)|多少(?!年来|年以来)|多[久大长高]|何时|怎|咋|如何"
    r"|为何|[吗呢嘛]"
    r"|么(?=[?？]|$)|(?P<one>\w)不(?P=one)|晚没晚|有没有|没有?(?=[?？]|$)|不(?=[?？]|$)|是否|能否|可否|还是|请问|列"
    r"|逐[项条]"
    r"|一条条|告诉|给个|想知道|想问|了解一下|[?？]"
    r"|\b(?:what|when|who|whom|how|which|why|where|is|are|can|may|do|does|am|should)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"什么|怎么|怎样|如何|啥|咋|干嘛|为何|谁|哪(?!怕)|多少(?!年来|年以来)|\b(?:what|how|why|which|where|when|who)\b",
    re.IGNORECASE,
)
_WHETHER = re.compile("有没有|是否|能否|可否")
_LONG = 10
_SAME_OF = re.compile(r"呢[?？]?$")
_FILLER = re.compile(r"(?:请问|想问|问一下|确认一下|知道)(?:一下|下)?$|^(?:你好|您好|对吗|对吧|好吗|行吗)[?？]?$")
_ASKING_WORDS = re.compile(
    rf"(?:比例|比率|标准|金额|上限|额度)(?:是|为|有|要)?(?:多少|多[大高]|几)(?:钱|元)?|(?:能|给|要|可以|会"
    rf"|有)?(?:领|拿|得)?到?多少(?:钱|元|个|家)?"
    r"|几(?:万|成|块|元|个点|个|家|级|档)(?:钱|元)?|百分之几|(?:都|由|该|应该|要|是|归|找|去|到|上)*"
    rf"(?:谁|哪[家里儿]|{_WHICH}(?:{_BODIES}|单位|机构))(?:来|去|在)?(?:{_DUTIES})*|(?<=[、,，])?(?:谁"
    rf"|哪家)?(?:牵头|配合)(?=[、?？]|$)"
    rf"|(?:最(?:晚|迟|后))?(?:到|在)?{_WHEN}(?:之?前|起)?(?:截止|到期|开始|结束|停|失效|施行|生效)?|(?:要|需要?|得"
    rf"|能用)?多(?:久|长时间)"
    r"|(?:还|仍|是否|现在|目前|如今|今天|仍然|继续)+(?:有效|管用|算数|作数|能用)|有效(?=吗)|还剩(?:几|多少)天(?:到期)?"
    r"|(?:要|需要?|有|都)*(?:什么|啥|哪些)(?:样的)?(?:条件|要求|材料|资料|手续|标准|资格|门槛)"
    r"|(?:都|还)?有(?:什么|啥|哪些)|能不能|可不可以|[可能]否|是否|是不是|有没有|请问|什么|怎么样?|怎样|如何|啥|咋"
    r"|哪(?:些|几|一)?[类个种样项条]?|[吗呢嘛]|么(?=[?？]|$)"
)
_EDGE = re.compile(r"(?:是|有|给|在|还|又|要|能|可以|帮我|的)+$|^(?:的|呢|那)+")
_NOT_ASKED = re.compile(r"^(?:我)?(?:不是|没有?|并非)(?:在)?问|^不(?:是)?要?(?:问|说)|^别(?:把|提|跟我说|混)")
_DISPUTED = re.compile(
    r"听谁的|信谁|认哪个|[按看]哪个|哪个(?:对|准|为准|算)|谁(?:对|说得对)|(?:对不对|对吗|对吧|是不是真的|是真的吗"
    r"|没错吧|属实吗)|怎么写的"
)
_WHO_ELSE = re.compile(r"谁|哪[家个]")
_LISTED = re.compile(
    r"^(?:有几条说几条|请?一条条[说列讲]|逐[项条一][^,，。]{0,6}|请?列[全出][^,，。]{0,4}"
    r"|帮我列[^,，。]{0,4})[。?？]?$"
)
_CLAIMS: tuple[tuple[Facet, re.Pattern[str]], ...] = (
    (
        Facet.DEPARTMENT,
        re.compile(r"归[^,，。?？]{0,16}(?:管|牵头|统筹|负责)|(?:局|厅|委|办|部门)[^,，。?？]{0,4}(?:牵头|负责)"),
    ),
    (Facet.AMOUNT, re.compile(r"[0-9一二三四五六七八九十百千]+(?:\.[0-9]+)?(?:万|亿|元|块|%|％|成)")),
    (Facet.DATE, re.compile(r"[0-9]{1,2}月[0-9]{0,2}[^,，。?？]{0,6}(?:截止|之?前|结束|到期)|截止")),
)


def meant(text: str) -> str:
    """A folded question without what it says it does not ask (不是问金额,是问截止时间)."""
    return "".join(piece for piece in _pieces(text) if not _NOT_ASKED.match(piece.strip())) or text


def parts(text: str) -> tuple[Part, ...]:
    """The parts of a folded question that ask for something, in order; all of them when none is marked as asking."""
    whole = [piece for piece in _pieces(meant(text)) if piece.strip(" ,，。;；!！、")]
    asking = [piece for piece in whole if _ASKS.search(piece)]
    found = tuple(_part(piece.rstrip("。;；!！,，、 ")) for piece in asking or whole)
    return _together(found, _claims(text) if _DISPUTED.search(text) else ())


def _pieces(text: str) -> list[str]:
    return re.split(r"(?<=[?？。;；!！,，、])", text)


def _together(found: tuple[Part, ...], claims: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts and the claims, those not open that only go on from another: 还有谁; 一条条说; 听谁的."""
    whole = (*found, *claims)
    asked = {facet for part in whole for facet in part.facets}
    listed = Facet.LIST in asked and any(_LISTED.search(part.words) for part in found)

    def goes_on(part: Part) -> bool:
        if not _OPEN.search(part.words) and asked:
            return len(part.words) < _LONG or not _WHETHER.search(part.words)
        led = Facet.DEPARTMENT in asked and _WHO_ELSE.search(part.words) is not None
        return led or listed or (bool(claims) and _DISPUTED.search(part.words) is not None)

    return tuple(replace(part, is_open=part.is_open and not goes_on(part)) for part in whole)


def facets_of(text: str) -> frozenset[Facet]:
    """What a folded question asks for."""
    return frozenset(facet for part in parts(text) for facet in part.facets)


def is_open(text: str) -> bool:
    """Whether a part of a folded question asks for something that is none of the facets (有什么优惠, 怎么规定)."""
    return any(part.is_open for part in parts(text))


def kind_of(text: str) -> QuestionKind:
    """The kind of a folded question: what its first part asks for that asks for a facet with a kind."""
    for part in parts(text):
        for facet in _MEANT:
            if facet in part.facets:
                return _KINDS[facet]
    return "content"


def asks_in(words: str, facet: Facet) -> re.Match[str] | None:
    """The words that ask for ``facet``."""
    return dict(_PATTERNS)[facet].search(words)


def without_asking(text: str) -> str:
    """``text`` with the words taken out that ask: 给多少钱, 找谁办, 什么时候截止; nothing is added."""
    pieces = (_EDGE.sub("", _ASKING_WORDS.sub("", piece.strip())) for piece in re.split("[,，。;；?？!！]", text))
    return ",".join(piece for piece in pieces if len(piece) > 1)


def _part(words: str) -> Part:
    found = tuple(facet for facet, pattern in _PATTERNS if pattern.search(words) and not _excepted(facet, words))
    bare = _FILLER.search(words) or (_SAME_OF.search(words) and not _OPEN.search(words))
    return Part(words, found, not found and not bare and _ASKS.search(words) is not None)


def _excepted(facet: Facet, words: str) -> bool:
    """Whether other words of a part take away what its words seem to ask for."""
    if facet == Facet.AMOUNT:
        return bool(_NUMBER_OF.search(words)) and not re.search("百分之|几个点", words)
    if facet == Facet.ELIGIBILITY:
        of_text = _asks_validity(words) and not re.search("能(?!用)|可以(?!用)", words)
        return of_text or bool(_STILL_OPEN.search(words) or _MORE.search(words))
    if facet == Facet.DATE:
        return _asks_validity(words) and not _BY_WINDOW.search(words)
    return facet == Facet.VALIDITY and bool(_BY_WINDOW.search(words)) and bool(re.search("还剩|到头|为止", words))


def _asks_validity(words: str) -> bool:
    return asks_in(words, Facet.VALIDITY) is not None


def _claims(text: str) -> tuple[Part, ...]:
    """What is asked for by a question that sets claims before it and asks which is right."""
    found = tuple(facet for facet, pattern in _CLAIMS if pattern.search(text))
    return (Part(text, found, is_open=False),) if found else ()
