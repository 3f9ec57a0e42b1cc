"""A question as put, with the turns before it, to what is searched and answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from index.errors import QuestionError
from index.regions import find_regions
from index.variants import fold

if TYPE_CHECKING:
    from assistant.outcome import QuestionKind, Turn


class Facet(StrEnum):
    """Something a question asks for; one question may ask for several."""

    DEPARTMENT = "department"
    VALIDITY = "validity"
    DATE = "date"
    AMOUNT = "amount"
    PROCEDURE = "procedure"
    LIST = "list"
    ELIGIBILITY = "eligibility"


_FACETS: tuple[tuple[Facet, re.Pattern[str]], ...] = (
    (
        Facet.DEPARTMENT,
        re.compile(
            r"牵头|挑头|搭把手|搭手|说了算|拍板|谁(?:来)?(?:操办|经办)|(?:县|区|市|镇|乡)(?:里|政府|上)?[^,，。?？]{0,10}(?:没活"
            r"|不管|不用管|有没有任务|要不要管)|"
            r"谁(?:来)?(?:管|负责|配合|办|审|批|受理|主管|统筹|落实|主办)|找谁|归谁|归[^,，。?？]{0,12}(?:管"
            r"|局|委|厅|牵头|统筹)|"
            r"(?:哪|什么|几)(?:个|家|些|几家|几个)?(?:部门|单位|局|厅|委|科室|机构负责|主管|厅委|委办|厅局|"
            r"园区一)|哪家单位|分给哪|负责单位|责任单位|主管部门|对口|"
            r"[Ww]hich (?:department|agency|bureau|office)|[Ww]ho (?:leads|is responsible|handles|should)|[Ww]hom? "
        ),
    ),
    (
        Facet.VALIDITY,
        re.compile(
            r"(?:还|仍|是否|现在|目前|今天|如今|继续)(?:然)?(?:有效|生效|管用|算数|作数|执行|能用)|有效期|有效吗"
            r"|过期|作废|失效|废止|"
            r"(?:最后)?管到(?:哪天|什么时候|几时|哪年)|执行到|什么时候到期|何时到期|到期(?:了|没|吗|日)|快到期|还剩(?:几|多少)天|"
            r"何时起?(?:施行|实施|生效)|什么时候(?:开始)?(?:施行|实施|生效)|"
            r"赶得上|能用多久|到那时候?|届时|[Ss]till (?:valid|in force)|[Ee]xpire|[Vv]alid until"
        ),
    ),
    (
        Facet.DATE,
        re.compile(
            r"哪(?:一)?年|几年|什么时候|何时|啥时候|几月|几号|哪天|截止|时限|期限|多久|超期|哪个年份|时间节点"
            r"|规划期|来得及|最晚|[Ww]hen|[Dd]eadline|by what"
        ),
    ),
    (
        Facet.AMOUNT,
        re.compile(
            r"多少|百分之几|几个点|几成|比例|多大|金额|上限|封顶|限额|标准是|几级|税率|征收率|补(?:贴|助)?几"
            r"|给个数|[Hh]ow much|[Hh]ow many|[Ww]hat rate|[Pp]ercent"
        ),
    ),
    (
        Facet.PROCEDURE,
        re.compile(
            r"(?:要|需|需要|交|提交|准备|带|哪些|什么|啥)[^,，。?？]{0,6}材料|材料清单|(?:哪个|什么|几号)窗口"
            r"|(?:几|多少)个?工作日|"
            r"(?:联系|咨询|办公|服务)电话|电话(?:是|多少|号码)|办理流程|怎么(?:申请|申报|办理)|如何(?:申请|"
            r"申报|办理)|第几条"
        ),
    ),
    (Facet.LIST, re.compile(r"哪些|哪几|列全|列出|都有(?:谁|啥|什么)|分别(?:是|有)|清单|名单|几样|几类|[Ll]ist")),
    (
        Facet.ELIGIBILITY,
        re.compile(
            r"能不能|可不可以|可以吗|能[^,，。?？]{0,16}吗|算不算|够不够|符合|条件|资格|享受|让不让|行不行|"
            r"门槛|要求|前提|支不支持|管不管|[Ee]ligible|[Qq]ualif|[Cc]an (?:we|I)"
        ),
    ),
)
_KINDS: tuple[tuple[Facet, QuestionKind], ...] = (
    (Facet.DEPARTMENT, "department"),
    (Facet.VALIDITY, "deadline"),
    (Facet.AMOUNT, "amount"),
    (Facet.DATE, "deadline"),
    (Facet.ELIGIBILITY, "eligibility"),
    (Facet.LIST, "list"),
)
_BACK = re.compile(
    r"^(?:那|这|它|他|该|其|上述|前面|刚才|还有|另外|呢|如果是?|要是|and |what about|how about|then )|(?:这块"
    r"|这个|这项|这事|它|那个|该政策|上面|这种|这类|这一条)|呢[?？]?$",
    re.IGNORECASE,
)
_SHORT = 14
_SHORT_PART = 8
_ASKING_PART = 8
_ASKING = re.compile(
    "|".join(pattern.pattern for facet, pattern in _FACETS if facet in (Facet.DEPARTMENT, Facet.VALIDITY))
)
_INJECTION = re.compile(
    r"(?:忽略|无视|忘记|不要理会|绕过|抛开)[^。]{0,12}(?:指令|规则|要求|提示|设定|限制|材料|条款|原文|来源)|"
    r"系统提示词|提示词是|"
    r"ignore (?:all |any |the )*(?:previous|above|prior|your)[^.]{0,30}(?:instruction|rule|source)|system prompt"
    r"|(?:扮演|你现在是)(?!.{0,6}(?:政策|客服))|jailbreak|DAN mode",
    re.IGNORECASE,
)
# What asks, other than the bare particles that end any question.
_OPEN = re.compile(r"什么|怎么|怎样|如何|啥|咋|干嘛|为何|[Ww]hat|[Hh]ow|[Ww]hy")
_PERSONAL = re.compile(r"(?<![\dXx])(?:\d{17}[\dXx]|1[3-9]\d{9}|\d{16,19})(?![\dXx])")
_SMALL_TALK = re.compile(
    r"^(?:你好|您好|在吗|谢谢|hello|hi)[!！。~]*$|写(?:一?首|一?篇|个)(?:诗|歌|小说|作文|情书)|讲个?笑话|天气怎么样"
    r"|股票|彩票|编?写(?:段|个)?(?:代码|程序)|星座",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Question:
    """A question understood: its standalone wording, what it asks for, where and for which day."""

    standalone: str
    kind: QuestionKind
    facets: frozenset[Facet]
    regions: tuple[str, ...]
    as_of: date
    when: date | None = None
    is_open: bool = False
    """Whether a part of the question asks for something that is none of the facets (有什么优惠, 怎么规定)."""

    @property
    def of_validity(self) -> bool:
        """Whether the question may be about a policy that has expired."""
        return Facet.VALIDITY in self.facets

    @property
    def wants_list(self) -> bool:
        """Whether every item of a list is wanted: conditions, materials, cases."""
        return bool(self.facets & {Facet.LIST, Facet.ELIGIBILITY, Facet.PROCEDURE}) or "哪" in self.standalone

    @property
    def matter(self) -> str:
        """The question without short parts that only ask who or until when (找谁办, 还有效吗): what is searched."""
        parts = re.split(r"(?<=[,，。;；?？!！])", self.standalone)
        kept = [part for part in parts if len(part) > _ASKING_PART or not _ASKING.search(part)]
        matter = "".join(kept).strip()
        return matter if len(matter) >= _SHORT_PART else self.standalone

    @property
    def last_sentence(self) -> str:
        """The last sentence of several, or nothing when there is but one."""
        parts = [
            part for part in re.split(r"(?<=[。!！?？:：;；])", self.standalone) if len(part.strip()) >= _SHORT_PART
        ]
        return parts[-1].strip() if len(parts) > 1 else ""


def check(text: str, limit: int) -> str:
    """The question without blanks at its edges; raises QuestionError when empty, broken or longer than ``limit``."""
    bare = text.strip()
    if any("\ud800" <= character <= "\udfff" for character in bare):
        raise QuestionError("问题里有不完整的字符，请重新输入。")
    if not bare:
        raise QuestionError("问题是空的，请写下要问的事。")
    if len(bare) > limit:
        raise QuestionError(f"问题有{len(bare)}个字，超过了{limit}个字的上限，请缩短后再问。")
    return bare


def refusal(text: str) -> str | None:
    """Why a question is not one for this assistant, or None when it is."""
    if _PERSONAL.search(text):
        return "问题里像是有身份证号、手机号或银行卡号。请去掉个人信息再问，这里不需要也不保存它。"
    if _INJECTION.search(text):
        return "这里只按已收录政策的原文回答，不能按别的指令作答。请直接问政策内容。"
    if _SMALL_TALK.search(text):
        return "这里只回答政策问题，例如谁能享受、找哪个部门、到什么时候有效。"
    return None


def understand(
    text: str, history: Sequence[Turn], *, region: str | None, as_of: date, places: Sequence[str] = ()
) -> Question:
    """Read ``text`` after the turns in ``history``; ``places`` are regions known from the indexed policies.

    Nothing is added that was not said: a follow-up is put behind the question it follows, as it stands.
    """
    plain = fold(text)
    regions = _regions(plain, places)
    before = _before(plain, history)
    if before and regions and set(regions) != set(_regions(before, places)):
        before = _without(before, _regions(before, places))  # the asker has turned to another region
    elif before and not regions:
        regions = _regions(before, places)
    facets = frozenset(facet for facet, pattern in _FACETS if pattern.search(plain))
    kind: QuestionKind = next((kind for facet, kind in _KINDS if facet in facets), "content")
    standalone = f"{before.rstrip('?？。 ')};{text}" if before else text
    return Question(
        standalone=standalone,
        kind=kind,
        facets=facets,
        regions=(region,) if region else regions,
        as_of=as_of,
        when=_when(plain, as_of),
        is_open=_is_open(plain),
    )


def _is_open(text: str) -> bool:
    parts = (part for part in re.split(r"[,，。;；?？!！、]", text) if _OPEN.search(part))
    return any(not any(pattern.search(part) for _, pattern in _FACETS) for part in parts)


def _before(text: str, history: Sequence[Turn]) -> str:
    """The asker's last question, when ``text`` leans on it."""
    asked = [turn.content for turn in history if turn.role == "user"]
    if not asked or not (_BACK.search(text) or len(text) < _SHORT):
        return ""
    return fold(asked[-1])[-200:]


def _regions(text: str, places: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.name for found in find_regions(text, places)))


def _without(text: str, regions: Sequence[str]) -> str:
    for name in regions:
        text = text.replace(name, "").replace(re.sub(r"(?:回族|壮族|维吾尔)?(?:自治区|省|市)$", "", name), "")
    return text


_YEARS = {"今年": 0, "明年": 1, "后年": 2, "去年": -1, "前年": -2}


def _when(text: str, as_of: date) -> date | None:
    """The first day of a month the question names by words that point from today, such as 明年3月."""
    if re.search("过完年|年后|开春", text):
        return date(as_of.year + 1, 2, 1)
    match = re.search(r"(?P<y>今年|明年|后年|20\d\d年)底?(?:(?P<m>1[0-2]|[1-9])月)?", text)
    if not match:
        return None
    year = as_of.year + _YEARS[match["y"]] if match["y"] in _YEARS else int(match["y"][:4])
    when = date(year, int(match["m"] or 1), 1)
    return when if when > as_of else None
